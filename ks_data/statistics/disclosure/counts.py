"""Every number of persons that a table tells, as cells, and which of them are small."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.statistics.estimates import SCALE, THRESHOLD, Floats

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
KEY = ["indicator", "region", "period"]
UNBOUNDED = 1e9


def row_thresholds(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> Floats:
    """The threshold of each row, in persons."""
    names = table["indicator"].astype("category").cat
    declared = (indicators.get(id) for id in names.categories)
    return np.array([indicator.threshold if indicator else THRESHOLD for indicator in declared], float)[names.codes]


def are_counts(ids: Iterable[str], indicators: Mapping[str, Indicator]) -> Mask:
    """Whether each indicator is itself a number of persons."""
    return np.array([id in indicators and indicators[id].kind == "count" for id in ids], bool)


def row_counts(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Floats, Floats]:
    """Numerator and denominator of each row as far as it tells them; of a count its value, and no denominator."""
    value, x, n = (table[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator"))
    names = table["indicator"].astype("category").cat
    counted = are_counts(names.categories, indicators)[names.codes]
    per = [SCALE[indicators[id].unit] if id in indicators else np.nan for id in names.categories]
    scale = np.array(per, float)[names.codes]
    x = np.where(counted & np.isnan(x), value, x)
    n = np.where(counted, np.nan, n)
    return np.where(np.isnan(x), np.round(value * n / scale), x), n


def table_cells(table: pd.DataFrame, indicators: Mapping[str, Indicator], limit: Floats, shown: int) -> pd.DataFrame:
    """Every count in the table as a row: row, under, indicator, region, period, count, own, small, limit, and more.

    under: whether it is a denominator. own: may be hidden. shown: whether it stands in the table of the reader, as the
    first rows do. small: must be hidden, for it is below the limit. low, high: the room that a reader who knows why it
    is hidden still has. cell: the number of the count; one number for a count in several places.
    """
    x, n = row_counts(table, indicators)
    keys = table[KEY].astype("category")
    counted = are_counts(keys["indicator"].cat.categories, indicators)[keys["indicator"].cat.codes]
    own = ~np.isnan(x) & (limit > 0)
    few, rest, base = ((count > 0) & (count < limit) for count in (x, n - x, n))
    low = np.where(few | ~rest, np.minimum(x, 1), np.maximum(n - limit + 1, 0))
    high = np.where(few, np.maximum(limit - 1, x), np.where(n >= x, np.maximum(n - 1, x), UNBOUNDED))
    top = keys.assign(under=False, count=x, small=few | rest | base, limit=limit, of=n)
    top = top.assign(row=table.index, own=own, counted=counted, low=low, high=high)
    bottom = keys.assign(under=True, count=n, small=base, row=table.index, limit=limit)  # also where nothing is over it
    bottom = bottom.assign(of=np.nan, own=limit > 0, counted=True, low=1.0, high=np.where(base, limit - 1, UNBOUNDED))
    cells = pd.concat([top, bottom], ignore_index=True).dropna(subset="count", ignore_index=True)
    cells["small"] &= cells["own"]
    cells["shown"] = cells["row"] < shown
    place = group_numbers(cells["region"].cat.codes, cells["period"].cat.codes, pd.factorize(cells["count"])[0])
    shared = np.zeros(place.max(initial=-1) + 1, bool)
    shared[place[cells["counted"] & ~cells["under"]]] = True
    alone = ~cells["counted"] & ~shared[place]
    none = -1.0 - cells["indicator"].cat.codes.astype(float)
    same = cells["of"].where(cells["count"] > 0, none).fillna(none)  # the same cases of the same births are one count
    cells["cell"] = group_numbers(place, np.where(alone, pd.factorize(same)[0] + 1, 0))
    return cells


def group_numbers(*codes: npt.ArrayLike) -> Codes:
    """The same number, from 0 on without gaps, for items with the same codes."""
    found = np.zeros(1, np.int64)
    for code in codes:
        wide = np.asarray(code, np.int64)
        found = pd.factorize(found * (wide.max(initial=0) + 1) + wide)[0].astype(np.int64)
    return found


def is_small(x: Any, n: Any, limit: Any) -> Any:
    """Whether a numerator, what the denominator has besides, or the denominator is small; NaN is not."""
    return ((x > 0) & (x < limit)) | ((n > x) & (n - x < limit)) | ((n > 0) & (n < limit))
