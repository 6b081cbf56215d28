"""The past: an earlier state of a table as rows beside those of today, for a reader may have kept what it showed.

Claim: what is hidden follows from no state that was shown, nor from several together. An earlier state is laid beside
the table under indicators of its own, so that its sums are sums of the same system. A count that is still the same is
one cell in both (see `cells`): it is hidden as long as either needs that. What a reader has seen is known to him and
hides nothing any more. An old number protects as long as the number that came in its place is small too: what is small
no longer need not be kept secret.

Only what changed needs rows: the sums of an earlier state in which nothing changed hold today. So the rows are those of
the periods and of the regions of every figure that changed, under its own and related definitions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.statistics.disclosure.cells import KEY, Codes, group_numbers, position_finder
from ks_data.statistics.estimates import Mask

COUNTS = ["value", "numerator", "denominator"]


@dataclass(frozen=True, slots=True)
class EarlierState:
    """A table as it was: all its counts, and by row whether readers saw its figure, and its denominator."""

    counted: pd.DataFrame
    figures_seen: Mask
    denominators_seen: Mask


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of earlier states, for a table of which the last rows are theirs.

    rows: of the earlier states, under ids of their own. indicator_of: the id that each of these stands for.
    figures_seen, denominators_seen: by row of the table, those of today first, whether readers have seen that count.
    """

    rows: pd.DataFrame
    indicator_of: Mapping[str, str]
    figures_seen: Mask
    denominators_seen: Mask

    def indicators(self, declared: Mapping[str, Indicator]) -> dict[str, Indicator]:
        """Those of today, and those of the past, which count as the ones they stand for."""
        past = {id: replace(declared[now], part_of=()) for id, now in self.indicator_of.items() if now in declared}
        return {**declared, **past}

    def nested(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The pairs of nested definitions, also of each earlier state."""
        by_state: dict[str, dict[str, str]] = {}
        for id, now in self.indicator_of.items():
            by_state.setdefault(id.removeprefix(now), {})[now] = id
        past = [
            (ids[narrow], ids[wide])
            for ids in by_state.values()
            for narrow, wide in pairs
            if narrow in ids and wide in ids
        ]
        return [*pairs, *past]


def past_of(table: pd.DataFrame, earlier: Sequence[EarlierState], related: Callable[[str], set[str]]) -> Past:
    """What earlier states, newest first, tell beside a table.

    related: the ids of an indicator and of all that have to do with it.
    """
    figures_seen, denominators_seen = np.zeros(len(table), bool), np.zeros(len(table), bool)
    blocks: list[pd.DataFrame] = []
    seen: list[tuple[Mask, Mask]] = []
    indicator_of: dict[str, str] = {}
    for number, state in enumerate(earlier):
        now = _positions(state.counted, table)
        same_figure, same_denominator = _unchanged(state.counted, table, now)
        figures_seen[now[same_figure & state.figures_seen]] = True
        denominators_seen[now[same_denominator & state.denominators_seen]] = True
        chosen = _beside(state, same_figure & same_denominator, related)
        block = state.counted.loc[chosen].reset_index(drop=True)
        if block.empty or any(are_unchanged(block, other) for other in blocks):
            continue
        names = {id: f"{id}@{number}" for id in block["indicator"].unique()}
        indicator_of |= {name: id for id, name in names.items()}
        blocks.append(block)
        seen.append((state.figures_seen[chosen], state.denominators_seen[chosen]))
    suffixes = iter(dict.fromkeys(name[len(id) :] for name, id in indicator_of.items()))
    renamed = [
        block.assign(indicator=block["indicator"].astype("str") + suffix)
        for block, suffix in zip(blocks, suffixes, strict=True)
    ]
    rows = pd.concat([table.head(0), *renamed], ignore_index=True) if renamed else table.head(0)
    return Past(
        rows,
        indicator_of,
        np.concatenate([figures_seen, *(figures for figures, _ in seen)]),
        np.concatenate([denominators_seen, *(denominators for _, denominators in seen)]),
    )


def _positions(rows: pd.DataFrame, among: pd.DataFrame) -> Codes:
    """Where the row of the same key stands in a table; -1 where it does not."""
    columns = [pd.factorize(pd.concat([rows[name].astype("str"), among[name].astype("str")]))[0] for name in KEY]
    keys = group_numbers(*columns)
    return position_finder(keys[len(rows) :])(keys[: len(rows)])


def _unchanged(rows: pd.DataFrame, among: pd.DataFrame, positions: Codes) -> tuple[Mask, Mask]:
    """Whether the value and numerator of each row, and its denominator, are the same where it stands in a table."""
    there = positions >= 0
    same = {}
    for name in COUNTS:
        old, new = rows[name].to_numpy(float), among[name].to_numpy(float)[positions]
        same[name] = there & ((old == new) | (np.isnan(old) & np.isnan(new)))
    return same["value"] & same["numerator"], same["denominator"]


def _beside(state: EarlierState, same: Mask, related: Callable[[str], set[str]]) -> Mask:
    """The rows in whose sums something changed, of definitions of which something else is hidden and did not."""
    counted = state.counted
    chosen = np.zeros(len(counted), bool)
    if same.all():
        return chosen
    family, hidden = _families(counted["indicator"], related), ~state.figures_seen & same
    region, period = (pd.factorize(counted[name])[0] for name in ("region", "period"))
    for codes in (region, period):
        block = group_numbers(family, codes)
        chosen |= np.isin(block, block[~same])
    return chosen & np.isin(family, family[chosen & hidden])


def _families(ids: "pd.Series[str]", related: Callable[[str], set[str]]) -> Codes:
    """A number for each row, the same for indicators that have to do with one another, directly or by others."""
    codes, names = pd.factorize(ids)
    family = {str(name): number for number, name in enumerate(names)}
    for name in names:
        joined = {family[other] for other in related(str(name)) & family.keys()} | {family[str(name)]}
        family = {id: min(joined) if number in joined else number for id, number in family.items()}
    return np.array([family[str(name)] for name in names], np.int64)[codes]


def are_unchanged(rows: pd.DataFrame, among: pd.DataFrame) -> bool:
    """Whether all rows of one table stand in another with the same counts."""
    if len(rows) > len(among):
        return False
    return all(mask.all() for mask in _unchanged(rows, among, _positions(rows, among)))


def with_past(cells: pd.DataFrame, past: Past, rows: int) -> pd.DataFrame:
    """The cells of a table and its past: what readers have seen is known, what is small no longer is no secret.

    rows: so many first rows are those of today and of the past; the others are derivable only.
    """
    row, is_denominator = cells["row"].to_numpy(), cells["is_denominator"].to_numpy(bool)
    ids = cells["indicator"].cat
    of_past = np.array([id in past.indicator_of for id in ids.categories], bool)[ids.codes]
    among = np.minimum(row, rows - 1)
    seen = np.where(is_denominator, past.denominators_seen[among], past.figures_seen[among]) & (row < rows)
    now = pd.Index(ids.categories).get_indexer([past.indicator_of.get(id, id) for id in ids.categories])[ids.codes]
    place = group_numbers(now + 1, cells["region"].cat.codes, cells["period"].cat.codes, is_denominator)
    today = np.flatnonzero(~of_past)
    counterpart = position_finder(place[today])(place)
    small = cells["small"].to_numpy(bool)
    grown = of_past & (counterpart >= 0) & ~small[today][counterpart]
    return cells.assign(
        small=small & ~seen & ~grown,
        suppressible=cells["suppressible"].to_numpy(bool) & ~seen,
        has_row=cells["has_row"].to_numpy(bool) & ~of_past,
    )
