"""Which regions lie in which, as numbers."""

from collections.abc import Iterable

import numpy as np

from ks_data.statistics.disclosure.counts import Codes


def region_tree(codes: Iterable[str], parents: dict[str, str]) -> tuple[list[str], Codes]:
    """All regions, those first, and the number of the region in which each lies; -1 where it lies in none."""
    regions = list(dict.fromkeys([*codes, *parents, *parents.values()]))
    numbers = {code: number for number, code in enumerate(regions)}
    return regions, np.array([numbers.get(parents.get(code, ""), -1) for code in regions], np.int64)


def nearest_totals(which: Codes, region: Codes, up: Codes) -> Codes:
    """Where the nearest region above each stands that has the same thing (`which`); -1 where none has."""
    own = which * len(up) + region
    order = np.argsort(own, kind="stable")
    total, above = np.full(len(own), -1, np.int64), up[region]
    while (ahead := np.flatnonzero((total < 0) & (above >= 0))).size:
        wanted = which[ahead] * len(up) + above[ahead]
        found = order[np.searchsorted(own, wanted, sorter=order).clip(max=len(order) - 1)]
        total[ahead] = np.where(own[found] == wanted, found, -1)
        above[ahead] = up[above[ahead]]
    return total


def smallest_regions(region: int, up: Codes) -> set[int]:
    """The smallest regions of which a region consists; itself when it is one."""
    inside = np.flatnonzero(up == region)
    return set().union(*(smallest_regions(int(one), up) for one in inside)) if len(inside) else {region}


def leaf_counts(up: Codes) -> Codes:
    """How many of the smallest regions each region consists of; 0 for regions that lie in none and hold none."""
    found = np.zeros(len(up), np.int64)
    at = np.setdiff1d(np.flatnonzero(up >= 0), up)
    while at.size:
        np.add.at(found, at, 1)
        at = up[at][up[at] >= 0]
    return found
