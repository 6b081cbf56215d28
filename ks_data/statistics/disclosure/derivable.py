"""Derivable rows: what has no row in a table but follows from its rows.

Claim: a small number that stands nowhere, but that a reader can compute from what does, is protected like one that
stands there. Such numbers are made into rows, which take part in everything that follows and are left out at the end.
They are of two kinds:

- the one region that a total lacks: the total minus the regions that have a row (see `region_tree`);
- of a region with pooled years: what lies between two new year's days that its periods connect (2017-2019 minus
  2018-2019 is 2017; see `period_graph`). A row is made when that period has a row elsewhere, under the same or a nested
  definition, or follows both in a region and in one above it, so that it takes part in sums between regions; and when
  it is small.

What follows from derivable rows follows too, so both are repeated until nothing new comes. Numerator and denominator
are derived together, so that small complements are seen.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.keys import positions
from ks_data.statistics.disclosure.cells import KEY, Codes, chosen_rows, is_small, row_counts, row_thresholds, stacked
from ks_data.statistics.disclosure.period_graph import period_bounds, potentials, spanning_forest
from ks_data.statistics.disclosure.region_tree import leaf_counts, leaf_sets, nearest_totals, region_tree
from ks_data.statistics.estimates import Floats

DerivedRow = tuple[str, str, str, float, float, bool]
"""Indicator, region, period, numerator, denominator, and whether other regions are compared with its period."""


def derivable_rows(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], parents: dict[str, str], nested: list[tuple[str, str]]
) -> pd.DataFrame:
    """What has no row in the table but follows from its rows, as rows with a numerator and a denominator.

    Columns as the table; only the key, numerator and denominator are filled.
    """
    numerator, denominator = row_counts(table, indicators)
    threshold = row_thresholds(table, indicators)
    rows = table[KEY].astype("category").assign(numerator=numerator, denominator=denominator, compared=True)
    rows = chosen_rows(rows, (threshold > 0) & ~np.isnan(numerator))
    rows_given, ids = len(rows), set(rows["indicator"].cat.categories)
    relatives = {id: {id, *itertools.chain(*(pair for pair in nested if id in pair))} & ids for id in ids}
    has_pooled_years = any(_is_pooled(period) for period in rows["period"].cat.categories)
    while True:
        derived = _absent_regions(rows, parents)
        if has_pooled_years:
            derived += _period_differences(rows, relatives, indicators, parents)
        new = _without_rows_present(pd.DataFrame(derived, columns=rows.columns), rows)
        if new.empty:
            return rows.iloc[rows_given:].astype(dict.fromkeys(KEY, "str")).reindex(columns=table.columns)
        rows = stacked([rows, new])


def _is_pooled(period: str) -> bool:
    return "-" in period


def _without_rows_present(derived: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The derived rows, each once, of which the key is not among the rows."""
    if derived.empty:
        return derived
    derived = derived.drop_duplicates(KEY)
    return derived[positions(derived, rows, KEY) < 0]


# ---- the one region that a total lacks


def _absent_regions(rows: pd.DataFrame, parents: dict[str, str]) -> list[DerivedRow]:
    """The one region that the regions below a total lack: what they leave of it, when that is more than nobody.

    Of nobody there is nothing to protect, and a reader is held to know it (see `sums`).
    """
    codes, parent = region_tree(rows["region"].cat.categories, parents)
    indicator, region, period = (rows[column].cat.codes.to_numpy(np.int64) for column in KEY)
    total = nearest_totals(indicator * len(rows["period"].cat.categories) + period, region, parent)
    leaves, below = leaf_counts(parent), np.flatnonzero(total >= 0)
    leaves_present = np.bincount(total[below], leaves[region[below]], len(rows))
    counts = rows[["numerator", "denominator"]].to_numpy(float)
    by_total = below[np.argsort(total[below], kind="stable")]
    totals = total[by_total]
    sets = leaf_sets(parent)
    derived = []
    by_leaves = {sets[number]: number for number in reversed(range(len(parent))) if leaves[number]}
    for whole in np.flatnonzero((leaves_present > 0) & np.isin(leaves[region] - leaves_present, leaves[leaves > 0])):
        parts = by_total[slice(*np.searchsorted(totals, [whole, whole + 1]))]
        absent = sets[region[whole]].difference(*(sets[part] for part in region[parts].tolist()))
        numerator, denominator = (counts[whole] - counts[parts].sum(axis=0)).tolist()
        if absent in by_leaves and numerator > 0:
            id, years = rows["indicator"].iat[whole], rows["period"].iat[whole]
            derived.append((id, codes[by_leaves[absent]], years, numerator, denominator, True))
    return derived


# ---- what lies between the periods of one region


@dataclass(frozen=True, slots=True)
class _Walk:
    """The counts of regions over the same periods (by period an item for each), and what follows between two days."""

    periods: tuple[str, ...]
    numerators: list[Floats]
    denominators: list[Floats]

    @classmethod
    def over(cls, periods: tuple[str, ...], numerators: Floats, denominators: Floats) -> "_Walk":
        """Of counts by region (row) and period (column)."""
        return cls(periods, list(numerators.T), list(denominators.T))

    def stretches(self) -> Iterator[tuple[int, int]]:
        """All pairs of days, in their order."""
        return itertools.combinations(sorted(spanning_forest(self.periods).component), 2)

    def steps(self) -> tuple[tuple[int, int], ...]:
        """The shortest stretches that the periods connect."""
        return _steps((self.periods,))

    def differences(self, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int, Floats, Floats]]:
        """Start, end, numerators and denominators of the stretches that the periods connect."""
        forest = spanning_forest(self.periods)
        numerator, denominator = potentials(forest, self.numerators), potentials(forest, self.denominators)
        return [
            (start, end, numerator[end] - numerator[start], denominator[end] - denominator[start])
            for start, end in stretches
            if forest.connects(start, end)
        ]


def _period_differences(
    rows: pd.DataFrame, relatives: dict[str, set[str]], indicators: Mapping[str, Indicator], parents: dict[str, str]
) -> list[DerivedRow]:
    """What lies between two days that the periods of a region connect."""
    compared = _compared_periods(rows, relatives)
    for id, common in _common_stretches(rows, parents).items():
        compared[id] = compared.get(id, set()) | common
    pooled = [id for id, periods in compared.items() if any(map(_is_pooled, periods))]
    rows = rows[rows["indicator"].isin(pooled)]
    period, is_pooled = rows["period"].to_numpy(object), rows["period"].str.contains("-").to_numpy(bool)
    numerator, denominator = (rows[column].to_numpy(float) for column in ("numerator", "denominator"))
    threshold = row_thresholds(rows, indicators)
    small = is_small(numerator, denominator, threshold)
    mixes_years = is_pooled & rows["compared"].to_numpy(bool)

    alike: dict[tuple[str, tuple[str, ...], tuple[bool, ...], bool], list[tuple[int, str, Codes]]] = {}
    by_region = rows.groupby(["indicator", "region"], sort=False, observed=True).indices
    for number, ((id, region), own) in enumerate(by_region.items()):
        mixes = any(mixes_years[own].tolist())
        case = id, tuple(period[own].tolist()), tuple(small[own].tolist()) if mixes else (), mixes
        alike.setdefault(case, []).append((number, region, own))
    derived: list[tuple[int, DerivedRow]] = []
    for (id, given, hides, mixes), members in alike.items():
        positions = np.array([own for _, _, own in members])
        limit = float(threshold[positions[0, 0]])
        walk = _Walk.over(given, numerator[positions], denominator[positions])
        differences = [
            (*row, row[2] >= 0) for row in walk.differences(map(period_bounds, sorted(compared[id].difference(given))))
        ]
        if mixes:
            shown = np.flatnonzero(~np.array(hides))
            walk_shown = _Walk.over(
                tuple(given[column] for column in shown),
                numerator[positions[:, shown]],
                denominator[positions[:, shown]],
            )
            told = walk_shown.differences(walk_shown.stretches())
            if any(hides):  # a hidden row may show its denominator
                told += walk.differences(walk.steps())
            differences += [(*row, (row[2] >= 0) & is_small(row[2], row[3], limit)) for row in told]
        for start, end, cases, over, follows in differences:
            text = _period(start, end)
            for member in np.flatnonzero(follows).tolist():
                number, region, _ = members[member]
                derived.append((number, (id, region, text, float(cases[member]), float(over[member]), False)))
    return [row for _, row in sorted(derived, key=lambda item: item[0])]


@lru_cache(maxsize=4096)
def _steps(regions: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, int], ...]:
    """The shortest stretches that the periods of each of some regions connect: all others are sums of those."""
    forests = [spanning_forest(periods) for periods in regions]
    days = sorted(set.intersection(*(set(forest.component) for forest in forests)))
    by_component: dict[tuple[int, ...], list[int]] = {}
    for day in days:
        by_component.setdefault(tuple(forest.component[day] for forest in forests), []).append(day)
    return tuple(pair for connected in by_component.values() for pair in itertools.pairwise(connected))


def _common_stretches(rows: pd.DataFrame, parents: dict[str, str]) -> dict[str, set[str]]:
    """Of each indicator the shortest stretches that follow both in a region and in one above it."""
    common: dict[str, set[str]] = {}
    periods = _periods_by_region(rows)
    seen: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    for (id, region), below in periods.items():
        above = parents.get(region)
        while above is not None:
            if (id, above) in periods and (case := (id, below, periods[id, above])) not in seen:
                seen.add(case)
                if any(map(_is_pooled, (*below, *case[2]))):
                    common.setdefault(id, set()).update(itertools.starmap(_period, _steps(case[1:])))
            above = parents.get(above)
    return common


def _periods_by_region(rows: pd.DataFrame) -> dict[tuple[str, str], tuple[str, ...]]:
    """The periods of each indicator and region, in their order."""
    indicator, region, period = (rows[column].cat for column in KEY)  # categories are in the order of their texts
    order = np.lexsort((period.codes, region.codes, indicator.codes))
    groups = indicator.codes.to_numpy(np.int64)[order] * len(region.categories) + region.codes.to_numpy()[order]
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    texts = period.categories.to_numpy(object)[period.codes.to_numpy()[order]].tolist()
    stretches = itertools.pairwise([*starts.tolist(), len(texts)])
    ids, codes = indicator.categories.tolist(), region.categories.tolist()
    return {
        (ids[group // len(codes)], codes[group % len(codes)]): tuple(texts[start:stop])
        for group, (start, stop) in zip(groups[starts].tolist(), stretches, strict=True)
    }


def _compared_periods(rows: pd.DataFrame, relatives: dict[str, set[str]]) -> dict[str, set[str]]:
    """Of each indicator the periods that regions are compared over, under it or under a nested definition."""
    compared = rows.loc[rows["compared"], ["indicator", "period"]].drop_duplicates()
    periods = {str(id): set(group) for id, group in compared.groupby("indicator", observed=True)["period"]}
    return {id: set().union(*(periods[relative] for relative in relatives[id])) for id in periods}


def _period(start: int, end: int) -> str:
    """A period by its first day and the day after it."""
    return str(start) if end == start + 1 else f"{start}-{end - 1}"
