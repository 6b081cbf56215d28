"""The region tree: which regions lie in which, as numbers, and which leaves (smallest regions) a region consists of.

Claim: the regions below a total that have a row of their own, each counted under the nearest total above it, never
overlap. So they add up to the total as soon as they hold all its leaves, and what they leave of it is one region when
they hold all but one.

A tree is an array `parent`: of each region the number of the region that it lies in, -1 where it lies in none.
"""

from collections.abc import Iterable

import numpy as np

from ks_data.statistics.disclosure.cells import Codes, position_finder


def region_tree(codes: Iterable[str], parents: dict[str, str]) -> tuple[list[str], Codes]:
    """All regions, those of the given codes first, and the parent of each."""
    regions = list(dict.fromkeys([*codes, *parents, *parents.values()]))
    numbers = {code: number for number, code in enumerate(regions)}
    return regions, np.array([numbers.get(parents.get(code, ""), -1) for code in regions], np.int64)


def nearest_totals(measure: Codes, region: Codes, parent: Codes) -> Codes:
    """Of each row the position of the row of the nearest region above it with the same measure; -1 where none has.

    measure: what a row counts and when, as a number; region: the number of its region.
    """
    positions = position_finder(measure * len(parent) + region)
    total, above = np.full(len(region), -1, np.int64), parent[region]
    while (climbing := np.flatnonzero((total < 0) & (above >= 0))).size:
        total[climbing] = positions(measure[climbing] * len(parent) + above[climbing])
        above[climbing] = parent[above[climbing]]
    return total


def leaf_sets(parent: Codes) -> list[frozenset[int]]:
    """The leaves that each region consists of; itself when it is one."""
    inside: list[list[int]] = [[] for _ in parent]
    has_parts = np.isin(np.arange(len(parent)), parent)
    for leaf in np.flatnonzero(~has_parts).tolist():
        region = leaf
        while region >= 0:
            inside[region].append(leaf)
            region = int(parent[region])
    return [frozenset(leaves) for leaves in inside]


def leaf_counts(parent: Codes) -> Codes:
    """How many leaves each region consists of; 0 for regions that lie in none and hold none."""
    leaves = np.zeros(len(parent), np.int64)
    climbing = np.setdiff1d(np.flatnonzero(parent >= 0), parent)
    while climbing.size:
        np.add.at(leaves, climbing, 1)
        climbing = parent[climbing][parent[climbing] >= 0]
    return leaves
