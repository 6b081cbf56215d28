"""Periods as steps between new year's days: which add up to which."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ks_data.catalogue.periods import years_of
from ks_data.statistics.disclosure.counts import Codes
from ks_data.statistics.estimates import Floats


def spanning_forest(steps: list[tuple[str, Any]], nothing: Any) -> tuple[dict[int, Any], dict[int, int], list[int]]:
    """Days as the sum of the steps that lead to them, the group of days that each is in, and the steps not needed.

    steps: a period, from its first day to the day after it, and what is counted in it; nothing: none of that.
    """
    far: dict[int, Any] = {}
    group: dict[int, int] = {}
    spans = [period_bounds(period) for period, _ in steps]
    spare = []
    for at in sorted(range(len(steps)), key=lambda one: (spans[one][1] - spans[one][0], spans[one][0])):
        (start, end), count = spans[at], steps[at][1]
        for day in (start, end):
            if day not in far:
                far[day], group[day] = nothing, day
        if group[start] == group[end]:
            spare.append(at)
            continue
        shift, moved = far[start] + count - far[end], group[end]
        for day, one in group.items():
            if one == moved:
                far[day], group[day] = far[day] + shift, group[start]
    return far, group, spare


@lru_cache(maxsize=1024)
def period_bounds(period: str) -> tuple[int, int]:
    """The year that a period begins with, and the year that begins when it ends."""
    years = years_of(period)
    return years[0], years[-1] + 1


def period_cycles(cells: pd.DataFrame, whose: Codes) -> Iterator[tuple[int, Codes, Floats]]:
    """Each period that other periods of the same region add up to: where it stands, where those do, and their signs.

    All that periods give away together follows from these (they are a basis of the cycles).
    """
    period = cells["period"].cat
    long = period.codes.isin(np.flatnonzero(period.categories.str.contains("-"))).to_numpy()
    some = np.flatnonzero(np.isin(whose, whose[long]))
    order = some[np.argsort(whose[some], kind="stable")]
    names, codes = period.categories.to_numpy(), period.codes.to_numpy()
    for at in np.split(order, np.flatnonzero(np.diff(whose[order])) + 1) if len(order) else ():
        steps = [(names[codes[one]], unit) for one, unit in zip(at, np.eye(len(at)), strict=True)]
        days, _, spare = spanning_forest(steps, np.zeros(len(at)))
        for one in spare:
            start, end = period_bounds(steps[one][0])
            way = days[end] - days[start]
            used = np.flatnonzero(way)
            yield int(at[one]), at[used], way[used]
