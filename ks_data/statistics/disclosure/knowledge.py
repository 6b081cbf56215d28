"""Knowledge: all that a reader knows of the persons behind a table, as one system in whole numbers.

Claim: what is shown of a table, the region tree, the periods and the declared relations say nothing of persons but what
stands in this system. Its unknowns are the persons of one measure in the smallest regions and years that the table
tells apart (an atom): towns without a row under one region are one atom, and years that no period parts are. Every
count that is shown is an equation between atoms, every group of persons in a relation is never negative, and a town in
a year of which the figure alone is hidden is not nobody.

A family is a set of measures that hang together by relations; nothing leads from one family to another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.relations import BIRTHS, Measure, Relation
from ks_data.statistics.disclosure.cells import KEY, Codes, group_numbers
from ks_data.statistics.disclosure.period_graph import period_bounds
from ks_data.statistics.disclosure.region_tree import leaf_sets, region_tree
from ks_data.statistics.estimates import Floats, Mask

Signs = tuple[tuple[int, int], ...]
"""A group of persons as a signed sum of measures."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of persons in the table of the reader, an item each.

    measure, region, period: as numbers; cell: its number; count: persons.
    """

    measure: Codes
    region: Codes
    period: Codes
    cell: Codes
    count: Floats


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that hang together, and what is counted of them.

    counts: those of the family, with measures numbered within it. groups: groups of persons that are never negative,
    with the threshold of each. zero: groups that are nobody. totals: by measure, whether another is a part of it.
    inside: by count the atoms that it is the sum of (a sparse matrix). places: of every region and run of years, which
    pairs of smallest region and years they are. state: by measure the number of the earlier state that it is one of,
    newest first, 0 of today; now: that measure today, or itself. same: by atom the one that stands for it (`memory`).
    """

    counts: Counts
    measures: int
    groups: tuple[tuple[Signs, float], ...]
    zero: tuple[Signs, ...]
    totals: Mask
    inside: csr_array
    places: csr_array
    parent_of_count: Codes
    is_single_year: Mask
    years: int
    year_pairs: tuple[tuple[int, int], ...]
    state: Codes
    now: Codes
    same: Codes

    @property
    def is_joined(self) -> Mask:
        """By atom whether another stands for it."""
        joined: Mask = self.same != np.arange(len(self.same))
        return joined

    def numbered(self, cell: Codes) -> "Family":
        """With the number of each cell of the table in place of its position."""
        return replace(self, counts=replace(self.counts, cell=cell[self.counts.cell]))

    def joined(self, matrix: csr_array) -> csr_array:
        """Rows over all atoms as rows over those that stand for them."""
        if not self.is_joined.any():
            return matrix
        atoms = len(self.same)
        return csr_array(matrix @ csr_array((np.ones(atoms), (np.arange(atoms), self.same)), (atoms, atoms)))


def families(
    cells: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    parents: dict[str, str],
    relations: Iterable[Relation],
    indicator_of: Mapping[str, str],
) -> list[Family]:
    """The families of a table, with the positions of cells for their numbers, which `Family.numbered` gives.

    cells: as `table_cells` gives them. indicator_of: of an id of the past that of today."""
    shown = np.flatnonzero(cells["has_row"].to_numpy(bool))
    ids = list(cells["indicator"].cat.categories)
    region, period = (cells[column].cat.codes.to_numpy(np.int64)[shown] for column in ("region", "period"))
    names, measure, thresholds = _measures(cells, shown, ids, indicator_of)
    state, now = _over_time(names, ids, indicator_of, len(thresholds))
    places = len(cells["region"].cat.categories) * len(cells["period"].cat.categories)
    place = region * len(cells["period"].cat.categories) + period
    once = np.flatnonzero(~pd.Index(measure * places + place).duplicated())
    counts = Counts(
        measure[once],
        region[once],
        period[once],
        shown[once],
        cells["count"].to_numpy(float)[shown[once]],
    )
    groups, zero = _groups(names, ids, indicators, thresholds, counts, list(relations))
    number = np.arange(len(thresholds))
    over_time = [np.flatnonzero(now == own).tolist() for own in np.unique(now[state > 0])]
    related = [[measure for measure, _ in signs] for signs in [*(signs for signs, _ in groups), *zero]]
    for measures in [*related, *over_time]:
        joined = np.isin(number, number[measures])
        number[joined] = number[joined].min()
    tree = region_tree(cells["region"].cat.categories, parents)[1]
    periods = [period_bounds(period) for period in cells["period"].cat.categories]
    return [
        _family(
            counts,
            np.flatnonzero(number == family),
            [group for group in groups if number[group[0][0][0]] == family],
            [signs for signs in zero if number[signs[0][0]] == family],
            tree,
            periods,
            (state, now),
        )
        for family in np.unique(number[np.unique(measure)])
    ]


def _states(ids: list[str], indicator_of: Mapping[str, str]) -> list[int]:
    """By id the number of the state that it is one of, newest first, 0 for today."""
    suffixes = dict.fromkeys(["", *(id.removeprefix(now) for id, now in indicator_of.items())])
    number = {suffix: place for place, suffix in enumerate(suffixes)}
    return [number[id.removeprefix(indicator_of.get(id, id))] for id in ids]


def _over_time(
    names: Mapping[Measure, int], ids: list[str], indicator_of: Mapping[str, str], measures: int
) -> tuple[Codes, Codes]:
    """By measure the number of its state, and the measure of today that it is; itself where there is none."""
    by_id = dict(zip(ids, _states(ids, indicator_of), strict=True))
    state, now = np.zeros(measures, np.int64), np.arange(measures)
    for measure, number in names.items():
        state[number] = by_id[measure.id]
        now[number] = names.get(replace(measure, id=indicator_of.get(measure.id, measure.id)), number)
    return state, now


def _measures(
    cells: pd.DataFrame, shown: Codes, ids: list[str], indicator_of: Mapping[str, str]
) -> tuple[dict[Measure, int], Codes, Floats]:
    """The number of each measure, that of each shown count, and the threshold of each measure.

    What two indicators of one state are counted over is one measure when it is the same wherever both have it.
    """
    indicator, region, period = (cells[column].cat.codes.to_numpy(np.int64)[shown] for column in KEY)
    is_denominator = cells["is_denominator"].to_numpy(bool)[shown]
    place = group_numbers(region, period)
    count = cells["count"].to_numpy(float)[shown]
    measure, names = indicator.copy(), {Measure(id): number for number, id in enumerate(ids)}
    over: list[Floats] = []
    state = _states(ids, indicator_of)
    state_of: list[int] = []
    over_whom = np.flatnonzero(is_denominator)
    by_code = over_whom[np.argsort(indicator[over_whom], kind="stable")]
    starts = np.flatnonzero(np.diff(indicator[by_code], prepend=-1))
    for chosen in np.split(by_code, starts[1:]) if starts.size else ():
        code, own = int(indicator[chosen[0]]), np.full(int(place.max(initial=-1)) + 1, np.nan)
        own[place[chosen]] = count[chosen]
        for number, other in enumerate(over):
            both = ~np.isnan(own) & ~np.isnan(other)
            if state_of[number] == state[code] and both.any() and (own[both] == other[both]).all():
                over[number] = np.where(np.isnan(other), own, other)
                break
        else:
            number = len(over)
            over.append(own)
            state_of.append(state[code])
        measure[chosen] = len(ids) + number
        names[Measure(ids[code], is_denominator=True)] = len(ids) + number
    thresholds = np.zeros(len(ids) + len(over))
    np.maximum.at(thresholds, measure, cells["threshold"].to_numpy(float)[shown])
    return names, measure, thresholds


def _groups(
    names: Mapping[Measure, int],
    ids: list[str],
    indicators: Mapping[str, Indicator],
    thresholds: Floats,
    counts: Counts,
    relations: list[Relation],
) -> tuple[list[tuple[Signs, float]], list[Signs]]:
    """Groups of persons that are never negative, with their thresholds, and groups that are nobody.

    A relation that does not hold somewhere in the table (two registrations) is none that a reader can rely on.
    """
    present = set(np.unique(counts.measure).tolist())
    places = group_numbers(counts.region, counts.period)
    by_place = np.full((len(thresholds), int(places.max(initial=-1)) + 1), np.nan)
    by_place[counts.measure, places] = counts.count
    groups: dict[Signs, float] = {((measure, 1),): float(thresholds[measure]) for measure in sorted(present)}
    zero: list[Signs] = []

    def add(whole: int, parts: list[int], overlaps: list[int], adds_up: bool) -> None:
        if not {whole, *parts, *overlaps} <= present:
            return
        signs = ((whole, 1), *((part, -1) for part in parts), *((both, 1) for both in overlaps))
        left = sum(sign * by_place[measure] for measure, sign in signs)
        if adds_up and (np.nan_to_num(np.abs(left)) < 0.5).all():
            zero.append(signs)
        elif (np.nan_to_num(left) > -0.5).all():
            groups[signs] = float(max(thresholds[measure] for measure, _ in signs))

    births = {
        names[Measure(id, True)]
        for id in ids
        if Measure(id, True) in names and id in indicators and indicators[id].births
    }
    for id in ids:
        indicator = indicators.get(id)
        if Measure(id, True) in names and indicator is not None and indicator.among:
            add(names[Measure(id, True)], [names[Measure(id)]], [], False)
    for relation in relations:
        others = [names.get(measure, -1) for measure in (*relation.parts, *relation.overlaps)]
        wholes = births if relation.whole.id == BIRTHS else {names.get(relation.whole, -1)}
        for whole in sorted(wholes):
            add(whole, others[: len(relation.parts)], others[len(relation.parts) :], relation.adds_up)
    return list(groups.items()), zero


def _family(
    counts: Counts,
    measures: Codes,
    groups: list[tuple[Signs, float]],
    zero: list[Signs],
    parent: Codes,
    periods: list[tuple[int, int]],
    over_time: tuple[Codes, Codes],
) -> Family:
    local = {int(measure): number for number, measure in enumerate(measures)}
    own = np.flatnonzero(np.isin(counts.measure, measures))
    mine = Counts(
        np.searchsorted(measures, counts.measure[own]),
        counts.region[own],
        counts.period[own],
        counts.cell[own],
        counts.count[own],
    )
    regions, towns = _regions(tuple(np.unique(mine.region).tolist()), tuple(parent.tolist()))
    bounds = np.array([periods[period] for period in np.unique(mine.period)])
    days = np.unique(bounds)
    runs = [(start, end) for start in range(len(days) - 1) for end in range(start + 1, len(days))]
    if len(days) > 5:
        given = set(map(tuple, np.searchsorted(days, bounds).tolist()))
        runs = [run for run in runs if run[1] - run[0] == 1 or run in given]
    years = csr_array(np.array([[start <= year < end for year in range(len(days) - 1)] for start, end in runs], float))
    run_of = {run: number for number, run in enumerate(runs)}
    period_run = {
        period: run_of[tuple(np.searchsorted(days, periods[period]).tolist())] for period in np.unique(mine.period)
    }
    from scipy.sparse import kron

    places = csr_array(kron(towns, years, format="csr"))
    places.eliminate_zeros()
    run_of_period = np.zeros(len(periods), np.int64)
    run_of_period[list(period_run)] = list(period_run.values())
    rows = csr_array(places[np.searchsorted(regions, mine.region) * len(runs) + run_of_period[mine.period]])
    at = rows.indices + np.repeat(mine.measure, np.diff(rows.indptr)) * places.shape[1]
    inside = csr_array((rows.data, at, rows.indptr), (len(own), len(measures) * places.shape[1]))

    def renumbered(signs: Signs) -> Signs:
        return tuple((local[measure], sign) for measure, sign in signs)

    renamed = tuple((renumbered(signs), threshold) for signs, threshold in groups)
    totals = np.zeros(len(measures), bool)
    totals[[signs[0][0] for signs, _ in renamed if len(signs) > 1]] = True
    return Family(
        mine,
        len(measures),
        renamed,
        tuple(map(renumbered, zero)),
        totals,
        inside,
        places,
        parent[mine.region],
        np.array([end - start == 1 for start, end in periods], bool)[mine.period],
        len(days) - 1,
        _year_pairs(np.searchsorted(days, bounds)),
        over_time[0][measures],
        np.array([local.get(int(now), number) for number, now in enumerate(over_time[1][measures])], np.int64),
        np.arange(inside.shape[1]),
    )


def _year_pairs(spans: Codes) -> tuple[tuple[int, int], ...]:
    """The pairs of years that stand in one period of several; each with the next ones only where that is long."""
    pairs = {
        (year, other)
        for start, end in spans.tolist()
        for year in range(start, end)
        for other in range(year + 1, min(end, year + 4))
    }
    return tuple(sorted(pairs))


@lru_cache(maxsize=64)  # most years have the same regions
def _regions(given: tuple[int, ...], parent: tuple[int, ...]) -> tuple[Codes, csr_array]:
    """The regions of a family and those above them, and of which smallest regions each consists; then those without.

    Smallest regions without a row that lie in the same region are one.
    """
    regions = set(given)
    for region in given:
        while parent[region] >= 0:
            region = parent[region]
            regions.add(region)
    present = set(given)
    column: dict[tuple[bool, int], int] = {}
    links = []
    ordered = np.array(sorted(regions), np.int64)
    leaves = leaf_sets(np.array(parent))
    for number, region in enumerate(ordered.tolist()):
        for leaf in leaves[region]:
            key = (True, leaf) if leaf in present else (False, parent[leaf])
            links.append((number, column.setdefault(key, len(column))))
    others = [place for (is_present, _), place in column.items() if not is_present]
    links += [(len(ordered) + number, place) for number, place in enumerate(others)]
    row, at = np.array(links, np.int64).T
    towns = csr_array((np.ones(len(row)), (row, at)), (len(ordered) + len(others), len(column)))
    towns.data[:] = 1.0
    return ordered, towns
