"""Which counts add up to which: regions, periods, and definitions that are part of one another."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ks_data.statistics.disclosure.counts import Codes, Mask
from ks_data.statistics.disclosure.places import leaf_counts, nearest_totals, region_tree
from ks_data.statistics.disclosure.spans import period_cycles
from ks_data.statistics.estimates import Floats


def sum_links(
    cells: pd.DataFrame, parents: dict[str, str], nested: Iterable[tuple[str, str]]
) -> tuple[tuple[Codes, Codes, Floats], tuple[Floats, Floats]]:
    """Which counts add up, as arrays sum, cell, sign (1 a part, -1 the total): one item for each part and total.

    A sum counts when all its parts are there, or when those that are there already add up to the total. What is left of
    a total by parts that are not there is a count too when it is small: of these the counts and their limits are given;
    their cells come after all others.
    """
    regions, up = region_tree(cells["region"].cat.categories, parents)
    indicators, periods = (
        {text: code for code, text in enumerate(cells[name].cat.categories)} for name in ("indicator", "period")
    )
    indicator, region, period = (cells[name].cat.codes.to_numpy(np.int64) for name in ("indicator", "region", "period"))
    under = cells["under"].to_numpy(np.int64)

    def key(which: Codes, at: Codes, when: Codes, of: Codes) -> Codes:
        return ((which * 2 + of) * len(regions) + at) * len(periods) + when

    own = key(indicator, region, period, under)
    order = np.argsort(own, kind="stable")

    def position(wanted: Codes, exists: Mask | bool) -> Codes:
        """Where the counts with these keys stand; -1 for those that are not there."""
        found = order[np.searchsorted(own, wanted, sorter=order).clip(max=len(order) - 1)]
        return np.where((own[found] == wanted) & exists, found, -1)

    total = nearest_totals((indicator * 2 + under) * len(periods) + period, region, up)
    part = np.flatnonzero(total >= 0)
    leaves = leaf_counts(up)
    whole, number = np.unique(total[part], return_inverse=True)
    complete = np.bincount(number, leaves[region[part]], len(whole)) >= leaves[region[whole]]
    found = [(whole, number, part, np.ones(len(part)), complete)]
    made = len(whole)
    for one, steps, signs in period_cycles(cells, (indicator * 2 + under) * len(regions) + region):
        found.append((np.array([one]), np.full(len(steps), made), steps, signs, np.ones(1, bool)))
        made += 1
    several = [  # what the wider definition counts besides has no row
        (at, [position(key(np.full(len(at), indicators[part]), region[at], period[at], under[at]), True), nowhere])
        for part, wider in nested
        if part in indicators and wider in indicators
        for at in [np.flatnonzero((indicator == indicators[wider]) & (under == 0))]
        for nowhere in [np.full(len(at), -1)]
    ]
    for at, each in several:
        there = np.array(each) >= 0
        ones = np.ones(int(there.sum()))
        found.append((at, made + np.nonzero(there)[1], np.array(each)[there], ones, there.all(axis=0)))
        made += len(at)
    whole, number, part, signs, complete = (np.concatenate(one) for one in zip(*found, strict=True))
    count, cell, limit = (cells[name].to_numpy() for name in ("count", "cell", "limit"))
    left = count[whole] - np.bincount(number, signs * count[part], made)
    complete |= np.abs(left) < 0.5
    some = cells["own"].to_numpy()[whole] & (np.bincount(number, minlength=made) > 0)
    rest = np.flatnonzero(some & ~complete & (left > 0) & (left < limit[whole]))
    complete[rest] = True
    holds = complete[number]
    number, part, signs = number[holds], part[holds], signs[holds]
    total = np.flatnonzero(complete)
    sign = np.r_[signs, np.ones(len(rest)), -np.ones(len(total))]
    every = np.r_[cell[part], cell.max(initial=-1) + 1 + np.arange(len(rest)), cell[whole[total]]]
    return (np.r_[number, rest, total], every, sign), (left[rest], limit[whole[rest]])
