"""Blocks: which rows of a table have nothing to do with one another, so that each block is hidden by itself.

Claim: no sum, no relation and no count that stands in two places leads from one block to another. Points are an
indicator in a year; a row joins the years of its period, a relation the indicators in it in each year, and one count
under two indicators joins these. A block is what hangs together by that. What is hidden of a block follows from its own
rows alone, so that a release redoes only the blocks that it touches.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.relations import BIRTHS, Relation
from ks_data.statistics.disclosure.cells import KEY, Codes, are_counts, chosen_rows, group_numbers, row_counts, stacked
from ks_data.statistics.disclosure.past import EarlierState, unchanged
from ks_data.statistics.disclosure.period_graph import period_bounds
from ks_data.statistics.estimates import Mask


def blocks_of(rows: pd.DataFrame, indicators: Mapping[str, Indicator], relations: Iterable[Relation]) -> list[Codes]:
    """The positions of the rows of each block, in the order of their keys, whatever the order of the rows is."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    keys = rows[KEY].astype("category")
    indicator, region, period = (keys[column].cat.codes.to_numpy(np.int64) for column in KEY)
    ids = list(keys["indicator"].cat.categories)
    bounds = [period_bounds(name) for name in keys["period"].cat.categories]
    if not bounds:
        return []
    first = min(start for start, _ in bounds)
    years = max(end for _, end in bounds) - first
    start = np.array([begin - first for begin, _ in bounds], np.int64)
    point = indicator * years + start[period]
    joined = [
        (id * years + bounds[own][0] - first, id * years + year - first)
        for id, own in (divmod(pair, len(bounds)) for pair in pd.unique(indicator * len(bounds) + period).tolist())
        for year in range(bounds[own][0] + 1, bounds[own][1])
    ]
    for group in _related(ids, indicators, relations):
        joined += [(group[0] * years + year, id * years + year) for id in group[1:] for year in range(years)]
    pairs = np.array(joined, np.int64).reshape(-1, 2)
    shared, places = _one_count(rows, ids, indicators, indicator, region * len(bounds) + period)
    size = len(ids) * years
    point_of_place = np.zeros(int(places.max(initial=-1)) + 1, np.int64)
    point_of_place[places] = point[shared]  # any of those that share it
    once = pd.unique(point_of_place[places] * size + point[shared])
    left, right = np.r_[pairs[:, 0], once // size], np.r_[pairs[:, 1], once % size]
    graph = coo_array((np.ones(len(left), bool), (left, right)), (size, size))
    block = connected_components(graph, directed=False)[1][point]
    order = np.lexsort((period, region, indicator, block))
    return np.split(order, np.flatnonzero(np.diff(block[order])) + 1)


def blocks_over_time(
    rows: pd.DataFrame,
    earlier: Sequence[EarlierState],
    indicators: Mapping[str, Indicator],
    relations: Iterable[Relation],
) -> list[list[Codes]]:
    """Of each block the positions of its rows, and those of the rows of each earlier state (complete) in it.

    A row that is as it was stands where that of today does, so only what changed since or is gone is laid beside these.
    Rows stand in their order.
    """
    tables, standing = [rows], []
    for state in earlier:
        assert state.complete is not None
        at, is_same = unchanged(state.complete, rows)
        beside = np.flatnonzero(~is_same)
        at[beside] = sum(map(len, tables)) + np.arange(len(beside))
        tables.append(chosen_rows(state.complete, beside))
        standing.append(at)
    blocks = blocks_of(stacked(tables) if earlier else rows, indicators, relations)
    if not earlier:
        return [[block] for block in blocks]
    number = np.zeros(sum(map(len, tables)), np.int64)
    for place, block in enumerate(blocks):
        number[block] = place
    of_states = [_split(number[at], len(blocks)) for at in standing]
    own = [[np.sort(block[block < len(rows)]), *states] for block, *states in zip(blocks, *of_states, strict=True)]
    return [each for each in own if each[0].size]


def _split(number: Codes, numbers: int) -> list[Codes]:
    """The positions of each number."""
    order = np.argsort(number, kind="stable")
    return np.split(order, np.searchsorted(number[order], np.arange(1, numbers)))


def _related(ids: list[str], indicators: Mapping[str, Indicator], relations: Iterable[Relation]) -> list[list[int]]:
    """Groups of indicators, as numbers, between which a relation holds."""
    code = {id: number for number, id in enumerate(ids)}
    births = [code[id] for id in ids if id in indicators and indicators[id].births]
    groups = [births]
    for relation in relations:
        measures = (relation.whole, *relation.parts, *relation.overlaps)
        named = [code[measure.id] for measure in measures if measure.id in code]
        groups.append(named + (births if relation.whole.id == BIRTHS else []))
    return [group for group in groups if len(group) > 1]


def _one_count(
    rows: pd.DataFrame, ids: list[str], indicators: Mapping[str, Indicator], indicator: Codes, place: Codes
) -> tuple[Codes, Codes]:
    """Rows and the numbers of their counts that may stand in another row of the same region and period too."""
    numerator, denominator = row_counts(rows, indicators)
    is_count = are_counts(ids, indicators)[indicator]
    row = np.tile(np.arange(len(rows)), 2)
    amount = np.r_[numerator, denominator]
    by_itself = np.r_[is_count, np.ones(len(rows), bool)]
    present = np.flatnonzero(~np.isnan(amount))
    row, amount, by_itself = row[present], amount[present], by_itself[present]
    number = group_numbers(place[row], pd.factorize(amount)[0])
    counted = np.zeros(int(number.max(initial=-1)) + 1, bool)
    counted[number[by_itself & is_count[row]]] = True
    chosen = by_itself | counted[number]
    return row[chosen], number[chosen]


def digest(rows: pd.DataFrame, published: Mask | None = None, rules: bytes = b"") -> str:
    """A name for all that hiding depends on: rows (of `counted_rows`), in their order, and the rules."""
    hashed = hashlib.sha256(rules)
    for column in KEY:
        key = rows[column].cat
        hashed.update(pd.util.hash_array(key.categories.to_numpy(object))[key.codes].tobytes())
    for column in ("value", "numerator", "denominator"):
        hashed.update(rows[column].to_numpy(float, na_value=np.nan).tobytes())
    hashed.update(b"" if published is None else published.tobytes())
    return hashed.hexdigest()
