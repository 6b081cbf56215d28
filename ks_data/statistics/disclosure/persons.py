"""Persons: sets of persons that agree with all that a family counts, as the witnesses of what a reader may think.

Claim: what stands here agrees with every row and relation of the family, in whole persons. What agrees with all rows
still does when some of them are hidden.
"""

from collections.abc import Sequence
from copy import copy

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.knowledge import Family, Signs
from ks_data.statistics.disclosure.whole_numbers import System
from ks_data.statistics.estimates import Floats, Mask

MOST_COMPARED = 600
"""Of so many atoms of which no row says anything it is looked for how little they changed; that takes long."""


Relations = tuple[csr_array, Floats, Floats]
"""Rows over atoms, and the least and the most that each makes."""


class Persons:
    """Sets of persons in a family that agree with all its rows, hidden ones too or those that were shown at some time.

    The first agrees with all rows of the table. What agrees with what is shown still does when less is shown.
    """

    def __init__(self, family: Family) -> None:
        counts, inside = family.counts, family.inside
        self.is_alone = np.diff(inside.indptr) == 1
        self.atom = np.where(self.is_alone, inside.indices[np.minimum(inside.indptr[:-1], len(inside.indices) - 1)], -1)
        self.cell = np.full(inside.shape[1], -1)
        self.cell[self.atom[self.is_alone]] = counts.cell[self.is_alone]
        may_be_nobody = family.totals.copy()
        may_be_nobody[[measure for signs in family.zero for measure, sign in signs if sign < 0]] = True
        is_zero = self.is_alone & family.is_single_year & (counts.count < 0.5) & ~may_be_nobody[counts.measure]
        self.nobody = counts.cell[is_zero]  # never hidden, as a reader is held to know, but see `past`
        self.rows, self.least, self.most = relations = relations_between(family)
        persons, self.is_uncertain = agreeing_persons(family, relations)
        self.agrees = persons is not None
        self.truth = np.zeros(inside.shape[1]) if persons is None else persons
        self.witnesses = self.truth[np.newaxis, :]
        self.proved = np.zeros(0, bool)

    def numbered(self, cell: Codes, may_be_nobody: Mask | None) -> "Persons":
        """The same, for a family with these numbers of cells in place of their positions.

        may_be_nobody: by that number, whether it may be hidden although nobody is counted there.
        """
        other = copy(self)
        other.cell = np.where(self.cell >= 0, cell[self.cell], -1)
        other.nobody = cell[self.nobody]
        if may_be_nobody is not None:
            other.nobody = other.nobody[~may_be_nobody[other.nobody]]
        return other

    def add(self, columns: Codes, persons: Floats) -> None:
        witness = self.truth.copy()
        witness[columns] = persons
        self.witnesses = np.vstack([self.witnesses, witness])


Known = dict[int, tuple[Family, Persons]]
"""By the number of a family, it and its persons."""


def agreeing_persons(family: Family, relations: Relations, alike: Codes | None = None) -> tuple[Floats | None, Mask]:
    """By atom as many persons as agree with all that is counted (None where none do), and which follow from no row.

    relations: those between the persons of each place. alike: pairs of atoms, and the number of the group of each (rows
    of three): the largest differences in each group are as small as can be together.
    """
    counts, inside = family.counts, family.inside
    is_alone = np.diff(inside.indptr) == 1
    rows, least, most = relations
    matrix = csr_array(vstack([inside[~is_alone], rows], format="csr"))
    total = counts.count[~is_alone]
    least, most = np.r_[total, least], np.r_[total, most]
    persons = np.where(family.is_joined, 0.0, np.nan)
    persons[inside.indices[inside.indptr[:-1][is_alone]]] = counts.count[is_alone]
    _determine(persons, matrix, least, most)
    is_uncertain = np.isnan(persons)
    unknown = np.flatnonzero(is_uncertain)
    if not unknown.size:
        return persons, is_uncertain
    if alike is not None and len(unknown) > MOST_COMPARED:
        return None, is_uncertain
    shift = matrix @ np.nan_to_num(persons)
    part = csr_array(matrix[:, unknown])
    used = np.diff(part.indptr) > 0
    system = System(
        csr_array(part[used]),
        (least - shift)[used],
        (most - shift)[used],
        np.zeros(len(unknown)),
        np.full(len(unknown), most_persons(family)),
    )
    objective = np.zeros(len(unknown))
    if alike is not None:
        system, objective = _least_different(system, alike, persons, unknown)
    solution = system.solution(objective)
    if solution is None:
        return None, is_uncertain
    persons[unknown] = solution[: len(unknown)]
    return persons, is_uncertain


def _least_different(system: System, alike: Codes, persons: Floats, unknown: Codes) -> tuple[System, Floats]:
    """The system with, after the unknown atoms, how much each group of pairs differs at most; and the sum of these."""
    left, right, group = alike.T
    pairs, groups = len(alike), int(group.max(initial=-1)) + 1
    number = np.arange(pairs)
    signs = np.repeat([1.0, -1.0], pairs)
    difference = csr_array((signs, (np.tile(number, 2), np.r_[left, right])), (pairs, len(persons)))
    known = difference @ np.nan_to_num(persons)
    part = csr_array(difference[:, unknown])
    at_most = csr_array((np.ones(pairs), (number, group)), (pairs, groups))
    blank = csr_array((system.matrix.shape[0], groups))
    rows = [[system.matrix, blank], [part, at_most], [-part, at_most]]
    wider = System(
        csr_array(vstack([hstack(row, format="csr") for row in rows], format="csr")),
        np.r_[system.least, -known, known],
        np.r_[system.most, np.full(2 * pairs, np.inf)],
        np.r_[system.lower, np.zeros(groups)],
        np.r_[system.upper, np.full(groups, np.inf)],
    )
    return wider, np.r_[np.zeros(len(unknown)), np.ones(groups)]


def _determine(persons: Floats, matrix: csr_array, least: Floats, most: Floats) -> None:
    """Fills in what follows where a sum has one atom without a row."""
    while True:
        unknown = np.flatnonzero(np.isnan(persons))
        part = csr_array(matrix[:, unknown])
        lone = np.flatnonzero((np.diff(part.indptr) == 1) & (least == most))
        if not lone.size:
            return
        left = least[lone] - matrix[lone] @ np.nan_to_num(persons)
        first = part.indptr[lone]
        persons[unknown[part.indices[first]]] = left / part.data[first]


def most_persons(family: Family) -> float:
    """More persons than any atom may have, for a reader who knows the others."""
    return 2.0 * float(family.counts.count.max(initial=0)) + 100


def relations_between(family: Family) -> Relations:
    """The relations in each smallest place, as rows with bounds."""
    related = [signs for signs, _ in family.groups if len(signs) > 1]
    places, signs = family.places.shape[1], [*related, *family.zero]
    rows = (
        csr_array(kron(sign_matrix(signs, family.measures), eye_array(places), "csr"))
        if signs
        else csr_array((0, family.inside.shape[1]))
    )
    most = np.repeat([np.inf] * len(related) + [0.0] * len(family.zero), places)
    matrix = family.joined(rows)
    return matrix, np.zeros(matrix.shape[0]), most


def sign_matrix(groups: Sequence[Signs], measures: int) -> csr_array:
    """Signed sums of measures as rows of a matrix."""
    matrix = np.zeros((len(groups), measures))
    for row, signs in enumerate(groups):
        for measure, sign in signs:
            matrix[row, measure] = sign
    return csr_array(matrix)
