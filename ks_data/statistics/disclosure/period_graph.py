"""The period graph: new year's days are its points, and a period is an edge from its first day to the day after it.

Claim: all that the counts of one region over several periods tell by adding and subtracting is in a spanning forest of
this graph. Along it every day gets a potential (the count since the root of its component), and the count over any
stretch of years that follows from the periods is the difference between the potentials of two days of one component;
between two components nothing follows. Each edge outside the forest closes one fundamental cycle: a sum of periods that
must hold. The fundamental cycles are a basis of all cycles, so every other relation between periods is a combination of
them.

A day is written as the year that begins on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ks_data.catalogue.periods import years_of
from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.estimates import Floats


@lru_cache(maxsize=1024)
def period_bounds(period: str) -> tuple[int, int]:
    """The first day of a period, and the day after it."""
    years = years_of(period)
    return years[0], years[-1] + 1


@dataclass(frozen=True, slots=True)
class Branch:
    """An edge that joined two components: the days of the second (`joined`, with `end`) came to that of `start`."""

    edge: int
    start: int
    end: int
    joined: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """A spanning forest of the graph of some periods, which are its edges, numbered from 0.

    component: of each day, the root of the component that it is in. branches: the edges of the forest, in the order in
    which they joined. chords: the edges outside it.
    """

    component: dict[int, int]
    branches: tuple[Branch, ...]
    chords: tuple[int, ...]

    def connects(self, start: int, end: int) -> bool:
        """Whether what lies between two days follows from the periods."""
        return start in self.component and self.component[start] == self.component.get(end)


@lru_cache(maxsize=1024)  # most regions have the same periods
def spanning_forest(periods: tuple[str, ...]) -> Forest:
    """A spanning forest by Kruskal's algorithm: the shortest periods first."""
    bounds = [period_bounds(period) for period in periods]
    component = {day: day for ends in bounds for day in ends}
    branches, chords = [], []
    for edge in sorted(range(len(periods)), key=lambda edge: (bounds[edge][1] - bounds[edge][0], bounds[edge][0])):
        start, end = bounds[edge]
        if component[start] == component[end]:
            chords.append(edge)
            continue
        joined = tuple(day for day, root in component.items() if root == component[end])
        component.update(dict.fromkeys(joined, component[start]))
        branches.append(Branch(edge, start, end, joined))
    return Forest(component, tuple(branches), tuple(chords))


def potentials(forest: Forest, counts: Sequence[Any]) -> dict[int, Any]:
    """The count between the root of its component and each day, from the count over each edge; or arrays of such."""
    potential: dict[int, Any] = dict.fromkeys(forest.component, 0.0)
    for branch in forest.branches:
        shift = potential[branch.start] + counts[branch.edge] - potential[branch.end]
        for day in branch.joined:
            potential[day] = potential[day] + shift
    return potential


@lru_cache(maxsize=1024)
def period_cycles(periods: tuple[str, ...]) -> tuple[tuple[int, Codes, Floats], ...]:
    """The fundamental cycles: each chord, the edges that add up to it, and with which signs."""
    forest = spanning_forest(periods)
    by_edge = [potentials(forest, edge.tolist()) for edge in np.eye(len(periods))]
    cycles = []
    for chord in forest.chords:
        start, end = period_bounds(periods[chord])
        sign = np.array([potential[end] - potential[start] for potential in by_edge])
        edges = np.flatnonzero(sign)
        cycles.append((chord, edges, sign[edges]))
    return tuple(cycles)
