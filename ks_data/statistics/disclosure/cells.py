"""Cells: every count of persons that a table tells, and which of them are small.

Claim: a number of persons that stands in the table stands in a cell, and a small one is primarily suppressed. A rate
with its denominator tells a count whether the numerator is given or not; the complement of a numerator (denominator
minus numerator) is a number of persons too; a small denominator is hidden itself. How a figure counts persons comes
from its declaration only, never from how an id is spelled.

One count that stands in several places is one cell, so that what is hidden in one place does not stand in another.
Counts that are equal by coincidence become one cell as well: the attacker then has one unknown less, so that more is
hidden, not less.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from ks_data.catalogue.indicators import Indicator
from ks_data.statistics.estimates import SCALE, THRESHOLD, Floats, Mask

Codes = npt.NDArray[np.int64]
KEY = ["indicator", "region", "period"]
FEWEST = 4
"""So many possible values a small number keeps."""
MOST_DECIMALS = 4
"""With more decimals than this no rate is published."""
TINY = 1e-9
"""What two numbers may differ by that are the same but for the way a computer holds them."""
MOST_CODES = 2**31
"""So many codes may be multiplied by as many others."""
UNBOUNDED = 1e9
"""More persons than any count: the upper bound of a cell of which a reader knows none."""


def counted_rows(table: pd.DataFrame) -> pd.DataFrame:
    """What hiding asks of a table: its key, as categories, and its counts as floats; index from 0."""
    keys = {name: _categories(table[name]) for name in KEY}
    counts = {name: table[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator")}
    return pd.DataFrame({**keys, **counts})


def _categories(texts: "pd.Series[str]") -> pd.Categorical:
    """With categories that are texts of Python, which are quicker to go through than those of arrow."""
    category = pd.Categorical(texts)
    if category.categories.dtype == object:
        return category
    return pd.Categorical.from_codes(category.codes, pd.Index(category.categories.tolist(), dtype=object))


def chosen_rows(rows: pd.DataFrame, chosen: Mask | Codes) -> pd.DataFrame:
    """Some rows of those that `counted_rows` gives, with the categories that occur in them only; index from 0."""
    columns = {
        name: rows[name].array[chosen].remove_unused_categories() if name in KEY else rows[name].to_numpy()[chosen]
        for name in rows.columns
    }
    return pd.DataFrame(columns)


def stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of tables under each other, in the columns of the first; categories in the order of their texts."""
    columns = {}
    for name in tables[0].columns:
        parts = [table[name] for table in tables]
        columns[name] = (
            union_categoricals([_categories(part) for part in parts], sort_categories=True)
            if name in KEY
            else np.concatenate([part.to_numpy() for part in parts])
        )
    return pd.DataFrame(columns)


def row_thresholds(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> Floats:
    """The threshold of each row, in persons."""
    ids = table["indicator"].astype("category").cat
    declared = (indicators.get(id) for id in ids.categories)
    return np.array([indicator.threshold if indicator else THRESHOLD for indicator in declared], float)[ids.codes]


def are_counts(ids: Iterable[str], indicators: Mapping[str, Indicator]) -> Mask:
    """Whether each indicator is itself a number of persons."""
    return np.array([id in indicators and indicators[id].kind == "count" for id in ids], bool)


def row_counts(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Floats, Floats]:
    """Numerator and denominator of each row as far as it tells them; of a count its value, and no denominator.

    Where only the rate and the denominator stand there, the numerator is what these tell (see `_computed`).
    """
    value, numerator, denominator = (
        table[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator")
    )
    ids = table["indicator"].astype("category").cat
    is_count = are_counts(ids.categories, indicators)[ids.codes]
    scales = [SCALE[indicators[id].unit] if id in indicators else np.nan for id in ids.categories]
    scale = np.array(scales, float)[ids.codes]
    numerator = np.where(is_count & np.isnan(numerator), value, numerator)
    denominator = np.where(is_count, np.nan, denominator)
    unknown = np.flatnonzero(np.isnan(numerator) & ~np.isnan(value * denominator * scale))
    if unknown.size:
        decimals = [indicators[id].decimals if id in indicators else 0 for id in ids.categories]
        numerator[unknown] = _computed(
            value[unknown],
            denominator[unknown],
            scale[unknown],
            np.array(decimals, np.int64)[ids.codes[unknown]],
            row_thresholds(table.iloc[unknown], indicators),
        )
    return numerator, denominator


def _computed(value: Floats, denominator: Floats, scale: Floats, decimals: Codes, threshold: Floats) -> Floats:
    """The numerators that rounded rates tell; of fewer than four that one may be, a small one among them.

    9 of 1,950 is published as 0.5 %, which 10 is too; of 3,000 persons 0.0 % is nobody or one. A rate has as many
    decimals as its indicator, or more where its value needs them.
    """
    half = 0.5 * 10.0 ** -decimals.astype(float)
    for places in range(1, MOST_DECIMALS + 1):
        is_finer = (places > decimals) & (np.abs(np.round(value, places - 1) - value) > TINY)
        half = np.where(is_finer, 0.5 * 10.0**-places, half)
    nearest = np.round(value * denominator / scale)
    least = np.maximum(np.ceil((value - half) * denominator / scale - TINY), 0)
    most = np.maximum(np.ceil((value + half) * denominator / scale - TINY) - 1, nearest)
    is_told = most - least < FEWEST - 1
    of_all = np.clip(denominator - nearest, np.maximum(denominator - most, 1), np.maximum(threshold - 1, 1))
    few = np.clip(nearest, np.maximum(least, 1), np.maximum(threshold - 1, 1))
    nearly_all = is_told & (denominator - most < threshold) & (denominator - least >= 1)
    is_few = is_told & (least < threshold) & (most >= 1)
    return np.where(is_few, few, np.where(nearly_all, denominator - of_all, nearest))


def is_small(numerator: Any, denominator: Any, threshold: Any) -> Any:
    """Whether a numerator, its complement, or its denominator is from 1 up to the threshold; NaN is not.

    Persons, as numbers or as arrays of one shape; the result is shaped likewise.
    """
    return (
        ((numerator > 0) & (numerator < threshold))
        | ((denominator > numerator) & (denominator - numerator < threshold))
        | ((denominator > 0) & (denominator < threshold))
    )


def table_cells(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], threshold: Floats, rows_shown: int, over_public: Mask
) -> pd.DataFrame:
    """Every count in a table as a row: first all numerators, then all denominators.

    threshold: of each row of the table. rows_shown: so many first rows of the table stand in that of the reader; the
    others are derivable only. over_public: of each row whether it is counted over a public count. The result has the
    columns:

    - indicator, region, period (as categories), row (in the table) and is_denominator;
    - count: the number of persons; threshold; denominator: what a numerator is counted over;
    - suppressible: may be hidden, for its indicator has a threshold; small: must be hidden (primary);
    - has_row: stands in the table of the reader;
    - is_count: is a number of persons by itself, as denominators and count indicators are;
    - lower, upper: the bounds that a reader who knows why it is hidden still has; least, most: one who does not;
    - is_public: is a count by itself that everybody may look up;
    - cell: the number of the count, from 0; one number for one count in several places.
    """
    numerator, denominator = row_counts(table, indicators)
    keys = {name: table[name].astype("category").cat for name in KEY}
    ids = keys["indicator"]
    is_count = are_counts(ids.categories, indicators)[ids.codes]
    over = np.flatnonzero(~np.isnan(denominator))
    own = np.flatnonzero(~np.isnan(numerator))
    row, is_denominator = np.r_[own, over], np.repeat([False, True], [len(own), len(over)])
    columns = _numerator_columns(numerator[own], denominator[own], threshold[own])
    for name, of_denominators in _denominator_columns(denominator[over], threshold[over]).items():
        columns[name] = np.concatenate([columns[name], of_denominators])
    suppressible, is_by_itself = threshold[row] > 0, is_denominator | is_count[row]
    cells = pd.DataFrame(
        {
            **{
                name: pd.Categorical.from_codes(key.codes.to_numpy()[row], key.categories) for name, key in keys.items()
            },
            "row": row,
            "threshold": threshold[row],
            "is_denominator": is_denominator,
            **columns,
            "suppressible": suppressible,
            "small": columns["small"] & suppressible,
            "is_count": is_by_itself,
            "has_row": row < rows_shown,
        }
    )
    return with_public(cells, over_public)


def with_public(cells: pd.DataFrame, over_public: Mask) -> pd.DataFrame:
    """The cells of a table, numbered for a reader who holds other rows to be counted over a public count."""
    suppressible, is_count, is_denominator = (
        cells[name].to_numpy(bool) for name in ("suppressible", "is_count", "is_denominator")
    )
    is_over = is_denominator & over_public[cells["row"].to_numpy()]
    cells = cells.assign(is_public=is_count & (~suppressible | is_over))
    return cells.assign(cell=_cell_numbers(cells))


def _numerator_columns(numerator: Floats, denominator: Floats, threshold: Floats) -> dict[str, npt.NDArray[Any]]:
    """Numerators with what a reader knows of a hidden one: that it, or else that its complement, is small.

    Of what is hidden for another reason a reader is held to know that it is neither zero nor everyone.
    """
    complement = denominator - numerator
    small_numerator = (numerator > 0) & (numerator < threshold)
    small_complement = (complement > 0) & (complement < threshold)
    below_all = np.where(denominator >= numerator, np.maximum(denominator - 1, numerator), UNBOUNDED)
    return {
        "count": numerator,
        "denominator": denominator,
        "small": is_small(numerator, denominator, threshold),
        "lower": np.where(
            small_numerator | ~small_complement, np.minimum(numerator, 1), np.maximum(denominator - threshold + 1, 0)
        ),
        "upper": np.where(small_numerator, np.maximum(threshold - 1, numerator), below_all),
        "least": np.minimum(numerator, 1),
        "most": below_all,
    }


def _denominator_columns(denominator: Floats, threshold: Floats) -> dict[str, npt.NDArray[Any]]:
    """Denominators, also those over which no figure stands."""
    small = (denominator > 0) & (denominator < threshold)
    return {
        "count": denominator,
        "denominator": np.full(len(denominator), np.nan),
        "small": small,
        "lower": np.ones(len(denominator)),
        "upper": np.where(small, threshold - 1, UNBOUNDED),
        "least": np.ones(len(denominator)),
        "most": np.full(len(denominator), UNBOUNDED),
    }


def _cell_numbers(cells: pd.DataFrame) -> Codes:
    """One number for one count in several places, which are all in one region and period.

    Denominators and count indicators of one value are one count, and so is a numerator of that value where a count
    indicator has it. Other numerators are one count when their denominators agree too (the same cases of the same
    births); those below the threshold stay apart, for each is hidden by itself. Public counts, and denominators that
    are such a count, are one count among themselves only: another count that equals it by coincidence is no more told
    by it than the coincidence is.
    """
    count, over = (cells[name].to_numpy(float) for name in ("count", "denominator"))
    amount = group_numbers(cells["region"].cat.codes, cells["period"].cat.codes, _codes(count))
    is_public, is_count = cells["is_public"].to_numpy(bool), cells["is_count"].to_numpy(bool)
    is_public = is_public & among(amount, is_public & ~cells["suppressible"].to_numpy(bool))
    is_counted = among(amount, is_count & ~is_public & ~cells["is_denominator"].to_numpy(bool))
    by_indicator = -1.0 - cells["indicator"].cat.codes.to_numpy(float)
    is_few = (count < cells["threshold"].to_numpy(float)) & ~is_count
    over = np.where(is_few | np.isnan(over), by_indicator, over)
    is_case = is_few | (~is_count & ~is_counted)
    return group_numbers(amount, np.where(is_public, 1, np.where(is_case, _codes(over) + 2, 0)))


def _codes(numbers: Floats) -> Codes:
    """The same number, 0 or more, for numbers (no NaN) that are the same."""
    lowest = numbers.min(initial=0)
    if numbers.max(initial=0) - lowest < MOST_CODES and (numbers == np.floor(numbers)).all():
        return (numbers - lowest).astype(np.int64)  # of whole persons, nearly always
    return pd.factorize(numbers)[0].astype(np.int64)


def among(number: Codes, chosen: Mask | Codes) -> Mask:
    """Of each item whether its number (0 or more) is that of a chosen item."""
    flags = np.zeros(int(number.max(initial=-1)) + 1, bool)
    flags[number[chosen]] = True
    is_among: Mask = flags[number]
    return is_among


def group_numbers(*codes: npt.ArrayLike) -> Codes:
    """The same number, from 0 on without gaps and in the order of items, for the same codes (0 or more, arrays of one
    length)."""
    groups, size = np.zeros(1, np.int64), 1
    for code in codes:
        numbers = np.asarray(code, np.int64)
        own = int(numbers.max(initial=0)) + 1
        if size * own > MOST_CODES**2:
            groups = pd.factorize(groups)[0].astype(np.int64)
            size = int(groups.max(initial=0)) + 1
        groups, size = groups * own + numbers, size * own
    return pd.factorize(groups)[0].astype(np.int64)


def position_finder(keys: Codes) -> Callable[[Codes], Codes]:
    """A function that gives where wanted keys stand first among these; -1 where they do not."""
    order = np.argsort(keys, kind="stable")

    def positions(wanted: Codes) -> Codes:
        if not len(keys):
            return np.full(len(wanted), -1, np.int64)
        nearest = order[np.searchsorted(keys, wanted, sorter=order).clip(max=len(order) - 1)]
        return np.where(keys[nearest] == wanted, nearest, -1)

    return positions
