"""Audit: whether whole persons and all that a reader knows leave every small number of persons four values.

Claim: for each small number that the audit passes, four sets of persons exist that agree with all that is shown
(`knowledge`) and that each give it another value. The quick proof is an exchange: of two places that stand in the same
sums one may have a person more and the other one less. What that does not prove is looked for by integer programming,
in each component (atoms that hang together). Where there are fewer, the audit names what to hide besides: the smallest
count that is shown among those that bind the number. What stays told with all hidden that can be is told anyway.

What persons there could be at all is asked once of a family as a whole; one of which nobody fits is not audited.
A component of more than `LARGE` atoms is not solved for each number: there what exchanges do not prove gets another
cell hidden in its sums, a few times (`audits`).
"""

from collections.abc import Collection, Iterator
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array, csr_array, kron, vstack
from scipy.sparse.csgraph import connected_components

from ks_data.statistics.disclosure.cells import FEWEST, Codes, group_numbers
from ks_data.statistics.disclosure.exchanges import Exchanges
from ks_data.statistics.disclosure.knowledge import Family
from ks_data.statistics.disclosure.null_space import ZERO
from ks_data.statistics.disclosure.persons import Persons, most_persons, sign_matrix
from ks_data.statistics.disclosure.whole_numbers import System
from ks_data.statistics.estimates import Floats, Mask

LARGE = 600
"""In a component of more atoms what exchanges do not prove is taken for weak."""
EXACT_VALUES = 40
"""So far above the smallest possible value others are looked for one by one."""


class Audit:
    """What a reader can say of a family with some cells hidden."""

    def __init__(self, family: Family, hidden: Mask, persons: Persons) -> None:
        self.family, self.persons = family, persons
        counts, atoms = family.counts, family.inside.shape[1]
        self.is_hidden = hidden[counts.cell]
        known = family.is_joined.copy()
        known[persons.atom[persons.is_alone & ~self.is_hidden]] = True
        self.is_known, self.unknown = known, np.flatnonzero(~known)
        self.number = np.full(atoms, -1)
        self.number[self.unknown] = np.arange(len(self.unknown))
        shown = np.flatnonzero(~self.is_hidden & ~persons.is_alone)
        matrix = csr_array(vstack([family.inside[shown], persons.rows], format="csr"))
        shift = matrix @ np.where(known, persons.truth, 0.0)
        reduced = csr_array(matrix[:, self.unknown])
        used = np.flatnonzero(np.diff(reduced.indptr) > 0)
        self.all_atoms, self.matrix = csr_array(matrix[used]), csr_array(reduced[used])
        self.least = (np.r_[counts.count[shown], persons.least] - shift)[used]
        self.most = (np.r_[counts.count[shown], persons.most] - shift)[used]
        self.cell = np.r_[counts.cell[shown], np.full(persons.rows.shape[0], -1)][used]
        self.lower, self.upper = self._bounds()
        links = self.matrix.tocoo()
        size = len(self.unknown) + self.matrix.shape[0]
        graph = coo_array((np.ones(len(links.row), bool), (links.col, len(self.unknown) + links.row)), (size, size))
        number = connected_components(graph, directed=False)[1]
        self.component, self.component_of_row = number[: len(self.unknown)], number[len(self.unknown) :]
        self._systems: dict[int, tuple[System, Codes, Codes]] = {}
        self._cells: dict[int, Codes] = {}
        self._by_atom = csr_array(self.matrix.T)
        self._is_large = np.bincount(self.component, minlength=1) > LARGE

    def _bounds(self) -> tuple[Floats, Floats]:
        """Bounds of each unknown atom: a town in a year of which the figure alone is hidden is not nobody."""
        family, persons = self.family, self.persons
        lower = np.zeros(len(self.is_known))
        own = persons.is_alone & self.is_hidden & (family.counts.count > 0.5) & family.is_single_year
        measure = np.maximum(persons.atom // family.places.shape[1], 0)
        lower[persons.atom[own & ~family.totals[measure]]] = 1.0
        return lower[self.unknown], np.full(len(self.unknown), most_persons(family))

    def targets(self) -> tuple[csr_array, Floats]:
        """Every group of persons in each region over years on end: its atoms, and its threshold."""
        family = self.family
        groups = [(signs, threshold) for signs, threshold in family.groups if threshold > 0]
        rows, limits = [], []
        if groups:
            rows.append(
                csr_array(kron(sign_matrix([signs for signs, _ in groups], family.measures), family.places, "csr"))
            )
            limits.append(np.repeat([threshold for _, threshold in groups], family.places.shape[0]).astype(float))
        fixed = sum(len(limit) for limit in limits)
        for together, few in self._together():
            rows.append(together)
            limits.append(few)
        if not rows:
            self.fixed_targets = 0
            return csr_array((0, len(self.is_known))), np.zeros(0)
        targets, limit = csr_array(vstack(rows, format="csr")), np.concatenate(limits)
        still = self._still_secret(targets, limit)
        self.fixed_targets = int(still[:fixed].sum())
        return csr_array(family.joined(targets)[np.flatnonzero(still)]), limit[still]

    def _still_secret(self, targets: csr_array, limit: Floats) -> Mask:
        """Of each number whether it is one of today, or was another one that is still small today."""
        family, places = self.family, self.family.places.shape[1]
        still = np.ones(len(limit), bool)
        if not family.state.any():
            return still
        atom = np.arange(targets.shape[1])
        measure = atom // places
        is_past = family.state[measure] > 0
        had, has = (abs(matrix) @ is_past.astype(float) > 0 for matrix in (targets, family.joined(targets)))
        today = family.same[family.now[measure] * places + atom % places]
        since = csr_array((targets.data, today[targets.indices], targets.indptr), targets.shape)
        return ~had | (has & self._may_be_small(since, limit))

    def _may_be_small(self, numbers: csr_array, limit: Floats) -> Mask:
        """Of each number whether it is small, or may be for all that rows say of it.

        What rows say is what it counts in the places of which they tell every part; it is not negative in the others.
        """
        certain = numbers @ self.persons.truth
        uncertain = abs(numbers) @ self.persons.is_uncertain.astype(float) > 0
        rows = np.flatnonzero(uncertain)
        if rows.size:
            entries = csr_array(numbers[rows]).tocoo()
            place = group_numbers(entries.row, entries.col % self.family.places.shape[1])
            is_certain = np.ones(int(place.max(initial=-1)) + 1, bool)
            is_certain[place[self.persons.is_uncertain[entries.col]]] = False
            told = is_certain[place]
            counted = (entries.data * self.persons.truth[entries.col])[told]
            certain[rows] = np.bincount(entries.row[told], counted, len(rows))
        return (certain < limit) & ((certain > 0) | uncertain)

    def _together(self) -> Iterator[tuple[csr_array, Floats]]:
        """Hidden rows below one region, and hidden years of one region, together."""
        family, counts = self.family, self.family.counts
        rows = np.flatnonzero(self.is_hidden)
        if not rows.size:
            return
        thresholds = np.zeros(family.measures)
        for signs, threshold in family.groups:
            if len(signs) == 1:
                thresholds[signs[0][0]] = threshold
        measure, parent = counts.measure[rows], family.parent_of_count[rows]
        size = int(max(counts.region.max(), counts.period.max(), parent.max())) + 2
        below = np.where(parent >= 0, (measure * size + parent) * size + counts.period[rows], -1)
        years = np.where(family.is_single_year[rows], (measure * size + counts.region[rows]) * size, -1)
        for key in (below, years):
            names, number, sizes = np.unique(key, return_inverse=True, return_counts=True)
            wanted = np.flatnonzero((names >= 0) & (sizes > 1))
            pick = csr_array((np.ones(len(rows)), (number, np.arange(len(rows)))), (len(names), len(rows)))
            yield csr_array(pick[wanted] @ family.inside[rows]), thresholds[names[wanted] // size**2]

    def system(self, component: int) -> tuple[System, Codes, Codes]:
        """The rows of a component, with the numbers of its rows and of its unknown atoms."""
        if component not in self._systems:
            columns = np.flatnonzero(self.component == component)
            rows = np.flatnonzero(self.component_of_row == component)
            part = csr_array(csr_array(self.matrix[rows])[:, columns])
            system = System(part, self.least[rows], self.most[rows], self.lower[columns], self.upper[columns])
            self._systems[component] = system, rows, columns
        return self._systems[component]

    def parts(self, target: csr_array) -> Iterator[tuple[tuple[System, Codes, Codes], Floats]]:
        """A number (a row over all atoms) in each of its components."""
        columns, signs = self.number[target.indices], target.data[self.number[target.indices] >= 0]
        columns = columns[columns >= 0]
        for component in np.unique(self.component[columns]):
            own = self.component[columns] == component
            system, rows, members = self.system(int(component))
            vector = np.zeros(len(members))
            vector[np.searchsorted(members, columns[own])] = signs[own]
            yield (system, rows, members), vector

    def values(self, target: csr_array, wanted: int) -> set[int]:
        """Possible values of a number (a row over all atoms), as many as wanted where there are."""
        possible = {0}
        for part, vector in self.parts(target):
            values = self._values_in(part, vector, wanted)
            possible = {value + other for value in possible for other in values}
            if len(possible) >= wanted:
                break
        is_known = self.is_known[target.indices]
        known = float(target.data[is_known] @ self.persons.truth[target.indices[is_known]])
        return {value + round(known) for value in possible}

    @cached_property
    def _free(self) -> Floats:
        """How the unknown atoms can vary together, in all components that are not too large to solve."""
        rows = np.flatnonzero(~self._is_large[self.component_of_row])
        return System(csr_array(self.matrix[rows]), self.least[rows], self.most[rows], self.lower, self.upper).free

    def determined(self, targets: csr_array) -> Mask:
        """Of each number whether equations alone leave it one value, in every component that is not too large."""
        entries = csr_array(targets[:, self.unknown]).tocoo()
        part = group_numbers(entries.row, self.component[entries.col])
        varies = np.abs(np.bincount(part, entries.data * self._free[entries.col])) >= ZERO
        determined = np.ones(targets.shape[0], bool)
        determined[entries.row[varies[part]]] = False
        return determined

    def _values_in(self, part: tuple[System, Codes, Codes], vector: Floats, wanted: int) -> set[int]:
        system, _, columns = part
        atoms = self.unknown[columns]
        seen = set(np.round(self.persons.witnesses[:, atoms] @ vector).astype(int).tolist())
        if len(seen) < wanted and system.determines(vector):
            return seen
        for sign in (1, -1):
            if len(seen) >= wanted:
                return seen
            solution = system.solution(sign * vector)
            if solution is not None:
                self.persons.add(atoms, solution)
                seen.add(round(float(vector @ solution)))
        smallest, largest = min(seen), max(seen)
        for value in range(smallest + 1, min(largest, smallest + EXACT_VALUES)):
            if len(seen) >= wanted:
                break
            if value not in seen and (solution := system.solution(np.zeros(len(vector)), (vector, value))) is not None:
                self.persons.add(atoms, solution)
                seen.add(value)
        return seen

    def weak(self, served: Collection[int] = ()) -> Iterator[tuple[csr_array, float]]:
        """Every small number that keeps fewer values than wanted: its atoms and its threshold.

        served: components, which may grow while this goes on, of which nothing more is asked by programming.
        """
        targets, limits = self.targets()
        if not targets.shape[0] or not self.unknown.size:
            return
        touching = (abs(targets) @ (~self.is_known).astype(float)) > 0
        uncertain = (abs(targets) @ self.persons.is_uncertain.astype(float)) > 0
        asked = np.flatnonzero(touching & self._may_be_small(targets, limits))
        wanted = np.minimum(FEWEST, limits - 1).astype(int)
        enough = np.zeros(len(limits), bool)
        enough[: len(self.persons.proved)] = self.persons.proved  # and what was proved still is when more is hidden
        asked = asked[~enough[asked]]
        reduced = csr_array(csr_array(targets[asked])[:, self.unknown])
        is_open = self._is_told_small(targets[asked], limits[asked]) | (abs(reduced) @ ~self._is_nobody() > 0)
        asked, reduced = asked[is_open], csr_array(reduced[np.flatnonzero(is_open)])
        enough[asked] = Exchanges(
            self.family,
            self.unknown,
            self.persons.truth[self.unknown],
            self.matrix,
            (self.least, self.most),
            (self.lower, self.upper),
        ).proves(reduced, wanted[asked])
        self.persons.proved = enough[: self.fixed_targets]
        asked = asked[~enough[asked]]
        is_determined = np.zeros(len(limits), bool)
        is_determined[asked] = self.determined(csr_array(targets[asked]))
        witnesses = 0
        for number in asked:
            if witnesses < len(self.persons.witnesses):
                witnesses = len(self.persons.witnesses)
                open_ = asked[~enough[asked]]
                seen = np.sort(np.round(targets[open_] @ self.persons.witnesses.T), axis=1)
                enough[open_] = 1 + np.count_nonzero(np.diff(seen, axis=1), axis=1) >= wanted[open_]
            if enough[number]:
                continue
            target, limit = csr_array(targets[[number]]), float(limits[number])
            if self.is_in_large(target):
                if not uncertain[number]:  # of what has no row it is not known whether it is small
                    yield target, limit
                continue
            if any(component in served for component in self.components(target).tolist()):
                continue
            if is_determined[number]:
                values = {round(float(target.data @ self.persons.truth[target.indices]))}
            else:
                values = self.values(target, int(wanted[number]))
            if len(values) < wanted[number] and any(0 < value < limit for value in values):
                yield target, limit

    def _is_nobody(self) -> Mask:
        """Of each unknown atom whether a number says that nobody is in it: what it is a part of is zero.

        A country that counts nobody says so of every town; to ask that of each by programming takes seconds.
        """
        is_zero = (self.most <= 0) & (self.matrix.min(axis=1).toarray().ravel() >= 0)
        is_nobody: Mask = abs(self.matrix.T) @ is_zero.astype(float) > 0
        return is_nobody

    def _is_told_small(self, targets: csr_array, limits: Floats) -> Mask:
        """Of each number whether what is known of it alone is small."""
        known = targets @ np.where(self.is_known, self.persons.truth, 0.0)
        told: Mask = (known > 0) & (known < limits)
        return told

    def components(self, target: csr_array) -> Codes:
        """The components in which a number stands."""
        columns = self.number[target.indices]
        return np.unique(self.component[columns[columns >= 0]])

    def is_in_large(self, target: csr_array) -> bool:
        """Whether a number stands in a component that is too large to solve."""
        return bool(self._is_large[self.components(target)].any())

    def in_same_sums(self, target: csr_array) -> Codes:
        """The cells that are shown in the equations in which a number stands."""
        columns = self.number[target.indices]
        rows = np.unique(self._by_atom[columns[columns >= 0]].indices)
        rows = rows[self.least[rows] == self.most[rows]]
        atoms = np.unique(self.all_atoms[rows].indices)
        return np.unique(np.r_[self._own(target), self.persons.cell[atoms[self.is_known[atoms]]]])

    def _own(self, target: csr_array) -> Codes:
        """The cells that are shown of a number itself."""
        cells: Codes = self.persons.cell[target.indices[self.is_known[target.indices]]]
        return cells

    def may_have_candidates(self, target: csr_array, may_hide: Mask) -> bool:
        """Whether any of the cells that could bind a number may be hidden; which of them do takes programming."""
        cells = np.concatenate([self._own(target), *map(self._cells_of, self.components(target).tolist())])
        return bool(may_hide[cells[cells >= 0]].any())

    def _cells_of(self, component: int) -> Codes:
        """The cells that stand in the rows of a component, -1 among them."""
        if component not in self._cells:
            _, rows, _ = self.system(component)
            atoms = np.unique(self.all_atoms[rows].indices)
            self._cells[component] = np.r_[self.cell[rows], self.persons.cell[atoms[self.is_known[atoms]]]]
        return self._cells[component]

    def candidates(self, target: csr_array) -> Codes:
        """The cells that bind a number, and its own that are shown: what is hidden besides is one of these."""
        cells = [self._own(target)]
        for (system, rows, _), vector in self.parts(target):
            binding = rows[system.binding(vector)]
            atoms = np.unique(self.all_atoms[binding].indices)
            cells += [self.cell[binding], self.persons.cell[atoms[self.is_known[atoms]]]]
        chosen = np.unique(np.concatenate(cells))
        return chosen[chosen >= 0]
