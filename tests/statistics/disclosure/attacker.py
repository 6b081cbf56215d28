"""An exact attacker: integer programming over everything that a reader sees and knows.

It knows nothing of the engine: it writes its own equations from the table. What it takes for known:

- every value, numerator and denominator that is shown, a rate also by what its rounding leaves;
- that regions add up to those above them and years to pooled years, over every town and year, with or without rows;
- the relations between indicators: groups of persons (none is negative), and sums that hold (births are live and dead);
- that zero is never hidden for another's sake in the row of one town and one year (`zero_is_shown`); it may be where
  its denominator is hidden, or was in an earlier state, for what was hidden stays so;
- that what no correction touched is the same in the states before and after it.

The unknowns are the persons of each measure in each town and year (and state, where a correction changed it). A measure
is an indicator's numerator, by its id, or what it is counted over, by a name.
"""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.periods import years_of
from ks_data.statistics import SCALE

Atom = tuple[str, str, int]
"""Measure, town, year."""
Place = tuple[str, tuple[int, ...]]
"""A region over some years."""
MANY = 20_000
"""No measure counts more persons in one town and year."""
WANTED = 4
"""So many possible values a hidden number keeps."""
HIDDEN = "onderdrukt"
KEY = ["indicator", "region", "period"]


@dataclass(frozen=True)
class Relations:
    """What a reader knows of regions and indicators.

    parents: code of a region to that of the region it lies in. over: of an indicator, the measure it is counted over.
    groups: persons as a signed sum of measures, never negative, and the threshold below which they stay secret. zero:
    signed sums of measures that are zero. with_whole: counts that are hidden, zero too, where they would tell a small
    whole.
    """

    parents: Mapping[str, str]
    over: Mapping[str, str]
    groups: Sequence[tuple[Mapping[str, int], int]]
    zero: Sequence[Mapping[str, int]] = ()
    with_whole: frozenset[str] = frozenset()
    indicators: Mapping[str, Indicator] = field(default_factory=lambda: INDICATORS)

    @property
    def measures(self) -> tuple[str, ...]:
        named = itertools.chain(*(group for group, _ in self.groups), *self.zero, self.over.values())
        return tuple(dict.fromkeys(named))

    def towns(self, region: str) -> list[str]:
        """The smallest regions in a region."""
        inside = [code for code, parent in self.parents.items() if parent == region]
        return [town for code in inside for town in self.towns(code)] if inside else [region]

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.parents, *self.parents.values()]))


@dataclass(frozen=True)
class State:
    """A table as readers see it, and which atoms a correction may have changed since the state before."""

    shown: pd.DataFrame
    changed: frozenset[Atom] = frozenset()


@dataclass(frozen=True)
class Target:
    """A number of persons that must stay secret: in which state, of which group, in which places, how many they are."""

    state: int
    group: tuple[tuple[str, int], ...]
    places: tuple[Place, ...]
    count: int


@dataclass(frozen=True)
class Reach:
    """What the attacker can say of a target: smallest and largest possible value, and possible values (a few)."""

    target: Target
    smallest: float
    largest: float
    values: tuple[int, ...]

    @property
    def is_exact(self) -> bool:
        return len(self.values) == 1

    @property
    def is_weak(self) -> bool:
        return len(self.values) < WANTED


class Attacker:
    """The unknowns and equations of some states of a table.

    years: all single years that count. truths: the persons of each atom, by state: only to check that the attacker
    believes nothing that is not so, and to know which numbers are small.
    """

    def __init__(
        self,
        states: Sequence[State],
        truths: Sequence[Mapping[Atom, int]],
        relations: Relations,
        *,
        zero_is_shown: bool = True,
        tolerance: float = 1e-6,
    ) -> None:
        self.states, self.truths, self.relations = states, truths, relations
        spans = [years_of(period) for state in states for period in state.shown["period"]]
        self.years = sorted({year for span in spans for year in span})
        self.all_towns = sorted({town for region in relations.regions for town in relations.towns(region)})
        self._columns: list[dict[Atom, int]] = []
        self._number_unknowns()
        self._lower = np.zeros(self.size)
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._zero_is_shown = zero_is_shown
        self._over_hidden: set[tuple[str, str, str]] = set()
        self._stood: set[tuple[str, str, str]] = set()
        self._came_later: set[tuple[str, str, str]] = set()
        for number in range(len(states)):
            self._know_relations(number)
            self._read(number)
        self._constraint = self._matrix(tolerance)
        assert self._holds(), "the attacker believes what is not so"
        self._witnesses = [self._truth_vector()]

    # ---- what is known

    def _number_unknowns(self) -> None:
        size = 0
        for state in self.states:
            columns = {}
            for atom in itertools.product(self.relations.measures, self.all_towns, self.years):
                if self._columns and atom not in state.changed:
                    columns[atom] = self._columns[-1][atom]
                else:
                    columns[atom] = size
                    size += 1
            self._columns.append(columns)
        self.size = size

    def terms(self, state: int, group: Mapping[str, int], region: str, years: Iterable[int]) -> dict[int, float]:
        """A signed sum of measures in a region over some years, as coefficients of the unknowns."""
        terms: dict[int, float] = {}
        for (measure, sign), town, year in itertools.product(group.items(), self.relations.towns(region), years):
            column = self._columns[state][measure, town, year]
            terms[column] = terms.get(column, 0) + sign
        return terms

    def _know(self, terms: dict[int, float], least: float, most: float) -> None:
        self._rows.append((terms, least, most))

    def _know_relations(self, state: int) -> None:
        for town, year in itertools.product(self.all_towns, self.years):
            for group, _ in self.relations.groups:
                if len(group) > 1:
                    self._know(self.terms(state, group, town, [year]), 0, math.inf)
            for zero in self.relations.zero:
                self._know(self.terms(state, zero, town, [year]), 0, 0)

    def _read(self, state: int) -> None:
        """All that one table says."""
        if self.relations.over:
            rows = self.states[state].shown
            self._over_hidden.update(rows.loc[rows["denominator"].isna(), KEY].itertuples(index=False, name=None))
        self._note_what_came_later(set(self.states[state].shown[KEY].itertuples(index=False, name=None)))
        for row in self.states[state].shown.itertuples():
            indicator, years = self.relations.indicators[row.indicator], years_of(row.period)
            over = self.relations.over.get(row.indicator)
            cases = self.terms(state, {row.indicator: 1}, row.region, years)
            if row.status == HIDDEN:
                rests_on_shown = (row.indicator, row.region, row.period) not in self._over_hidden
                rests_on_shown &= row.indicator not in self.relations.with_whole
                rests_on_shown &= (row.indicator, row.region, row.period) not in self._came_later
                if self._zero_is_shown and len(cases) == 1 and rests_on_shown and not self._has_parts(row.indicator):
                    self._know(cases, 1, math.inf)
            elif indicator.kind == "count" and not math.isnan(row.value):
                self._know(cases, row.value, row.value)
            if not math.isnan(row.numerator):
                self._know(cases, row.numerator, row.numerator)
            if over and not math.isnan(row.denominator):
                total = self.terms(state, {over: 1}, row.region, years)
                self._know(total, row.denominator, row.denominator)
            over_live_births = math.isnan(row.denominator) and not math.isnan(row.numerator)  # its note says so
            if over and not math.isnan(row.value) and not over_live_births:
                self._read_rate(state, row.value, row.indicator, over, row.region, years)

    def _note_what_came_later(self, keys: set[tuple[str, str, str]]) -> None:
        """Rows beside which others of the indicator and period stood earlier: of these nobody may be hidden too."""
        periods = {(id, period) for id, _, period in self._stood}
        self._came_later.update(key for key in keys - self._stood if (key[0], key[2]) in periods)
        self._stood |= keys

    def _read_rate(self, state: int, value: float, id: str, over: str, region: str, years: range) -> None:
        """A rate says of its counts what rounding leaves."""
        indicator = self.relations.indicators[id]
        scale, half = SCALE[indicator.unit], 0.5 * 10.0**-indicator.decimals + 1e-9
        for bound, sign in ((value + half, 1), (value - half, -1)):
            terms = {
                column: sign * scale * factor for column, factor in self.terms(state, {id: 1}, region, years).items()
            }
            for column, factor in self.terms(state, {over: 1}, region, years).items():
                terms[column] = terms.get(column, 0) - sign * bound * factor
            self._know(terms, -math.inf, 0)

    def _has_parts(self, id: str) -> bool:
        """Whether a measure is a total: of a narrower one, or of a sum."""
        return any(
            group.get(id) == 1 and len(group) > 1 and id in self.relations.indicators
            for group, _ in self.relations.groups
        )

    # ---- solving

    def _matrix(self, tolerance: float) -> LinearConstraint:
        if not self._rows:
            return LinearConstraint(csr_array((1, self.size)), -math.inf, math.inf)
        cells = [(at, column, factor) for at, row in enumerate(self._rows) for column, factor in row[0].items()]
        at, column, factor = zip(*cells, strict=True)
        matrix = csr_array((factor, (at, column)), shape=(len(self._rows), self.size))
        least, most = np.array([row[1] for row in self._rows]), np.array([row[2] for row in self._rows])
        return LinearConstraint(matrix, least - tolerance, most + tolerance)

    def _truth_vector(self) -> np.ndarray:
        vector = np.zeros(self.size)
        for columns, truth in zip(self._columns, self.truths, strict=True):
            for atom, column in columns.items():
                vector[column] = truth[atom]
        return vector

    def _holds(self) -> bool:
        amounts = self._constraint.A @ self._truth_vector()
        return bool(np.all((amounts >= self._constraint.lb - 1e-6) & (amounts <= self._constraint.ub + 1e-6)))

    def _solution(self, objective: np.ndarray, value: tuple[np.ndarray, float] | None = None) -> np.ndarray | None:
        """Whole persons that agree with all that is known, with the least of an objective; None where none do."""
        known = self._constraint
        if value is not None:
            matrix = vstack([known.A, csr_array(value[0][np.newaxis, :])], format="csr")
            known = LinearConstraint(matrix, np.r_[known.lb, value[1] - 1e-6], np.r_[known.ub, value[1] + 1e-6])
        for presolve in (True, False):  # HiGHS sometimes takes what can be for infeasible when it simplifies first
            result = milp(
                objective,
                integrality=np.ones(self.size),
                bounds=Bounds(self._lower, MANY),
                constraints=known,
                options={"mip_rel_gap": 0, "presolve": presolve},
            )
            if result.x is not None:
                return np.round(result.x)
        return None

    # ---- targets

    def targets(self) -> Iterator[Target]:
        """Every small number of persons, in each state: a group in a region over any years on end.

        And what several regions below one, or several years, that are hidden make together.
        """
        spans = [
            tuple(range(first, last + 1))
            for first, last in itertools.combinations_with_replacement(self.years, 2)
            if last - first == self.years.index(last) - self.years.index(first)
        ]
        places = [[place] for place in itertools.product(self.relations.regions, spans)]
        for state, (group, threshold) in itertools.product(range(len(self.states)), self.relations.groups):
            together = self._hidden_together(state, group) if len(group) == 1 else []
            for place in [*places, *together]:
                count = self._count(state, group, place)
                if 0 < count < threshold:
                    yield Target(state, tuple(group.items()), tuple(place), count)

    def _hidden_together(self, state: int, group: Mapping[str, int]) -> Iterator[list[Place]]:
        """Regions below one, and years of one region, of which the figure is hidden."""
        shown = self.states[state].shown
        hidden = shown[(shown["status"] == HIDDEN) & shown["indicator"].isin(list(group))]
        places = [(row.region, tuple(years_of(row.period))) for row in hidden.itertuples()]
        by_parent = [((self.relations.parents.get(region), years), (region, years)) for region, years in places]
        by_region = [(region, (region, years)) for region, years in places if len(years) == 1]
        for pairs in (by_parent, by_region):
            for key in dict.fromkeys(key for key, _ in pairs):
                together = [place for other, place in pairs if other == key]
                if len(together) > 1:
                    yield together

    def _count(self, state: int, group: Mapping[str, int], places: Iterable[Place]) -> int:
        truth = self.truths[state]
        return sum(
            sign * truth[measure, town, year]
            for region, years in places
            for (measure, sign), town, year in itertools.product(group.items(), self.relations.towns(region), years)
        )

    def counts(self, target: Target) -> list[int]:
        """How many persons a target is in each state."""
        return [self._count(state, dict(target.group), target.places) for state in range(len(self.states))]

    def vector(self, target: Target) -> np.ndarray:
        """A target as coefficients of the unknowns."""
        vector = np.zeros(self.size)
        for region, years in target.places:
            for column, factor in self.terms(target.state, dict(target.group), region, years).items():
                vector[column] += factor
        return vector

    def reach(self, target: Target, *, quick: bool = False) -> Reach:
        """How far the attacker comes with one number.

        quick: ends as soon as enough values are known to be possible; smallest and largest are then those seen.
        """
        vector = self.vector(target)
        seen = {round(float(vector @ witness)) for witness in self._witnesses}
        if quick and len(seen) >= WANTED:
            return Reach(target, min(seen), max(seen), tuple(sorted(seen)))
        for sign in (1, -1):
            solution = self._solution(sign * vector)
            assert solution is not None
            self._witnesses.append(solution)
            seen.add(round(float(vector @ solution)))
        smallest, largest = min(seen), max(seen)
        for value in range(smallest + 1, min(largest, smallest + 40)):
            if len(seen) >= WANTED:
                break
            if value not in seen and (solution := self._solution(np.zeros(self.size), (vector, value))) is not None:
                self._witnesses.append(solution)
                seen.add(value)
        return Reach(target, smallest, largest, tuple(sorted(seen)))

    def weak(self) -> list[Reach]:
        """The small numbers that keep fewer values than wanted, but those that public figures alone tell as well."""
        reached = [reach for target in self.targets() if (reach := self.reach(target, quick=True)).is_weak]
        if not reached:
            return []
        public = Attacker(
            [State(_public(state.shown, self.relations), state.changed) for state in self.states],
            self.truths,
            self.relations,
        )
        return [reach for reach in reached if not public.reach(reach.target, quick=True).is_weak]


def _public(shown: pd.DataFrame, relations: Relations) -> pd.DataFrame:
    """The rows of indicators that everybody may see, and one row a year of nothing so that the years are the same."""
    is_public = [relations.indicators[id].threshold == 0 for id in shown["indicator"]]
    silent = shown.assign(value=math.nan, numerator=math.nan, denominator=math.nan, status="ontbreekt")
    return shown.where(pd.Series(is_public, shown.index), silent)
