"""What has no row in a table but follows from its rows."""

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.statistics.disclosure.counts import KEY, is_small, row_counts, row_thresholds
from ks_data.statistics.disclosure.places import leaf_counts, nearest_totals, region_tree, smallest_regions
from ks_data.statistics.disclosure.spans import period_bounds, spanning_forest


def derivable_rows(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], parents: dict[str, str], nested: list[tuple[str, str]]
) -> pd.DataFrame:
    """What has no row in the table but can be computed from its rows, as rows with a numerator and a denominator.

    The one region that a total lacks; what lies between two new year's days that periods connect (2017-2019 less
    2018-2019 is 2017), when it is below the limit or when such a period has a row elsewhere to be held against; and
    what follows from those.
    """
    (x, n), limit = row_counts(table, indicators), row_thresholds(table, indicators)
    rows = table[KEY].assign(x=x, n=n, given=True)[(limit > 0) & ~np.isnan(x)].astype(dict.fromkeys(KEY, "category"))
    used, real = set(rows["indicator"].cat.categories), len(rows)
    alike = {one: {one, *(other for pair in nested if one in pair for other in pair)} & used for one in used}
    pooled = any("-" in period for period in rows["period"].cat.categories)
    while True:
        found = _absent(rows, parents) + (_between(rows, alike, indicators) if pooled else [])
        more = pd.DataFrame(found, columns=rows.columns).drop_duplicates(KEY)
        if found:
            more = more[
                more.merge(rows[KEY].astype("str"), how="left", indicator="had")["had"].to_numpy() == "left_only"
            ]
        if more.empty:
            break
        rows = pd.concat([rows.astype(dict.fromkeys(KEY, "str")), more], ignore_index=True)
        rows = rows.astype(dict.fromkeys(KEY, "category"))
    made = rows.iloc[real:].astype(dict.fromkeys(KEY, "str")).rename(columns={"x": "numerator", "n": "denominator"})
    return made.reindex(columns=table.columns)


DerivedRows = list[tuple[str, str, str, float, float, bool]]
"""Rows that can be computed: their key, numerator and denominator, and whether others are held against their period."""


def _absent(rows: pd.DataFrame, parents: dict[str, str]) -> DerivedRows:
    """The one region that a total lacks: what its parts leave."""
    codes, up = region_tree(rows["region"].cat.categories, parents)
    region, indicator, period = (rows[one].cat.codes.to_numpy(np.int64) for one in ("region", "indicator", "period"))
    which = indicator * len(rows["period"].cat.categories) + period
    total, leaves = nearest_totals(which, region, up), leaf_counts(up)
    part = np.flatnonzero(total >= 0)
    there = np.bincount(total[part], leaves[region[part]], len(rows))
    counts = rows[["x", "n"]].to_numpy(float)
    found: DerivedRows = []
    order = part[np.argsort(total[part], kind="stable")]
    for whole in np.flatnonzero((there > 0) & (leaves[region] - there == 1)):
        parts = order[np.searchsorted(total[order], whole) : np.searchsorted(total[order], whole, "right")]
        lacks = smallest_regions(int(region[whole]), up)
        for one in region[parts]:
            lacks -= smallest_regions(int(one), up)
        left = counts[whole] - counts[parts].sum(axis=0)
        if len(lacks) == 1 and left[0] > 0:  # who has nothing is taken for known, as in `sum_links`
            of, when = (rows[one].iat[whole] for one in ("indicator", "period"))
            found.append((of, codes[lacks.pop()], when, float(left[0]), float(left[1]), True))
    return found


def _between(rows: pd.DataFrame, alike: dict[str, set[str]], indicators: Mapping[str, Indicator]) -> DerivedRows:
    """What lies between two days that the periods of a region connect."""
    known = rows.loc[rows["given"], ["indicator", "period"]].drop_duplicates()
    periods = {str(one): set(part) for one, part in known.groupby("indicator", observed=True)["period"]}
    elsewhere = {one: set().union(*(periods[other] for other in alike[one])) for one in periods}
    pooled = [one for one, known in elsewhere.items() if any("-" in period for period in known)]
    some = rows[rows["indicator"].isin(pooled)]
    period, long = some["period"].to_numpy(object), some["given"] & some["period"].str.contains("-")
    both, mixes = np.empty(len(some), complex), long.to_numpy(bool)
    both.real, both.imag = some["x"], some["n"]
    limit = row_thresholds(some, indicators)
    small = is_small(both.real, both.imag, limit)
    found = []
    for (indicator, region), at in some.groupby(["indicator", "region"], sort=False, observed=True).indices.items():
        had = set(period[at])
        if wanted := elsewhere[indicator] - had:
            days, place, _ = spanning_forest([(period[one], both[one]) for one in at], 0j)
            for name in wanted:
                start, end = period_bounds(name)
                if start in days and end in days and place[start] == place[end]:
                    found.append((indicator, region, name, days[end] - days[start]))
        if mixes[at].any():  # of what is shown, what is so small between the days
            days, place, _ = spanning_forest([(period[one], both[one]) for one in at[~small[at]]], 0j)
            for start, end in itertools.combinations(sorted(days), 2):
                count = days[end] - days[start]
                if place[start] == place[end] and is_small(count.real, count.imag, limit[at[0]]):
                    name = str(start) if end == start + 1 else f"{start}-{end - 1}"
                    found.append((indicator, region, name, count))
    return [(*one, float(count.real), float(count.imag), False) for *one, count in found if count.real >= 0]
