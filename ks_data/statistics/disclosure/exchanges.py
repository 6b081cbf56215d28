"""Exchanges: the quick proof that a hidden number may have many values, before any is looked for by programming.

Claim: what an exchange proves is so. Of two places that stand in the same sums one may have a person more and the other
one less: every sum still holds, and so does every relation, within the room that is counted for it.
"""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array

from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.knowledge import Family
from ks_data.statistics.disclosure.sums import Links
from ks_data.statistics.estimates import Floats, Mask

TOLERANCE = 1e-6
"""What numbers of persons may differ by that are the same but for the way a computer holds them."""


class Exchanges:
    """What persons may be exchanged between places that stand in the same sums, as the quick proof of many values.

    A pattern is a set of measures that move together, in one year or up in one and down in another. Places of which
    the atoms of a pattern stand in the same equations are a class: when one gets a person more and another one less,
    every equation still holds. How far each may go follows from the bounds of its atoms and from what relations leave.
    """

    def __init__(
        self,
        family: Family,
        unknown: Codes,
        truth: Floats,
        matrix: csr_array,
        sums: tuple[Floats, Floats],
        bounds: tuple[Floats, Floats],
    ) -> None:
        """unknown: the atoms of which the persons are not known; truth: how many they are. matrix: the sums of them,
        each of which lies between a least and a most; bounds: the least and most persons of each atom.
        """
        self._family = family
        least, most = sums
        lower, upper = bounds
        is_equation = least == most
        self._measure, place = np.divmod(unknown, family.places.shape[1])
        self._town, self._year = np.divmod(place, family.years)
        self._place = place
        self._fewer = lower - truth
        self._more = upper - truth
        equations = csr_array(matrix[is_equation]).tocoo()
        names = np.random.default_rng(1).integers(1, 2**40, equations.shape[0])
        self._equations = np.zeros(len(unknown), np.int64)  # of each atom those it stands in, added up
        np.add.at(self._equations, equations.col, names[equations.row] * equations.data.astype(np.int64))
        relations = csr_array(matrix[~is_equation])
        self._left = np.round(relations @ truth - least[~is_equation])
        self._relations = relations.tocoo()  # each between atoms of one place
        self._names = np.random.default_rng(2).integers(1, 2**40, family.measures)

    def patterns(self) -> Iterator[tuple[Codes, tuple[int, int] | None]]:
        """Sets of measures, and the years between which they move (None: the towns of each year by themselves)."""
        sets = _moving_together(self._family, np.unique(self._measure).tolist())
        for years in (None, *self._family.year_pairs):
            for measures in sets:
                yield np.array(measures, np.int64), years

    def proves(self, targets: csr_array, wanted: Codes) -> Mask:
        """Of each number, a row over the unknown atoms, whether exchanges give it as many values as wanted."""
        proved = np.zeros(targets.shape[0], bool)
        in_measure = np.zeros((targets.shape[0], self._family.measures), bool)
        in_year = np.zeros((targets.shape[0], self._family.years), bool)
        entries = targets.tocoo()
        in_measure[entries.row, self._measure[entries.col]] = True
        in_year[entries.row, self._year[entries.col]] = True
        terms: dict[bool, Links] = {}
        for measures, years in self.patterns():
            asked = ~proved & in_measure[:, measures].any(axis=1)
            if years is not None:
                asked &= in_year[:, list(years)].any(axis=1)
            if not asked.any():
                continue
            by_town = years is not None
            if by_town not in terms:
                order = np.lexsort(((self._town if by_town else self._place)[entries.col], entries.row))
                terms[by_town] = Links(entries.row[order], entries.col[order], entries.data[order])
            span = self._span(terms[by_town], asked, measures, years)
            proved |= asked & (span >= wanted - 1)
        return proved

    def _span(self, terms: Links, asked: Mask, measures: Codes, years: tuple[int, int] | None) -> Floats:
        """How many persons more each number may be at most than at least, by exchanges of one pattern.

        terms: the atoms (cell) of each number (sum) and their signs, in the order of numbers and places. asked: of
        which numbers; the others have 0.
        """
        takes_part = np.zeros(len(self._names), bool)
        takes_part[measures] = True
        moving, sign = takes_part[self._measure], np.ones(len(self._measure))
        place = self._place if years is None else self._town
        if years is not None:
            moving &= (self._year == years[0]) | (self._year == years[1])
            sign[self._year == years[1]] = -1
            atoms = np.flatnonzero(moving)  # what moves must move in both years
            balance = np.zeros(int(place.max(initial=-1)) + 1, np.int64)
            np.add.at(balance, place[atoms], self._names[self._measure[atoms]] * sign[atoms].astype(np.int64))
            moving &= (balance == 0)[place]
        atoms, span = np.flatnonzero(moving), np.zeros(len(asked))
        own = np.flatnonzero(asked[terms.sum] & moving[terms.cell])
        if not own.size:
            return span
        size = int(place.max()) + 1
        signature = np.zeros(size, np.int64)
        np.add.at(signature, place[atoms], self._equations[atoms] * sign[atoms].astype(np.int64))
        is_moved = np.zeros(size, bool)
        is_moved[place[atoms]] = True
        moved = np.flatnonzero(is_moved)
        classes, kind_of_moved, places = np.unique(signature[moved], return_inverse=True, return_counts=True)
        is_asked = np.zeros(len(classes), bool)
        kinds = np.zeros(size, np.int64)
        kinds[moved] = kind_of_moved
        is_asked[kinds[place[terms.cell[own]]]] = True
        is_asked &= (places > 1) | (classes == 0)  # one place by itself has nobody to exchange persons with
        is_moved[moved] = is_asked[kind_of_moved]
        own = own[is_moved[place[terms.cell[own]]]]
        if not own.size:
            return span
        moved, atoms, moving = moved[is_moved[moved]], atoms[is_moved[place[atoms]]], moving & is_moved[place]
        least, most = self._limits(atoms, place, sign, moving, size)
        total_least, total_most = (np.bincount(kinds[moved], limit[moved], len(classes)) for limit in (least, most))
        is_free = moved[signature[moved] == 0]
        total_least[kinds[is_free]], total_most[kinds[is_free]] = -np.inf, np.inf
        number, at = terms.sum[own].astype(np.int64), place[terms.cell[own]]
        start = np.flatnonzero(np.r_[True, (number[1:] != number[:-1]) | (at[1:] != at[:-1])])
        amount = np.add.reduceat(terms.sign[own] * sign[terms.cell[own]], start)
        start, amount = start[amount != 0], amount[amount != 0]
        if not start.size:
            return span
        number, at = number[start], at[start]
        keys, group, together = np.unique(
            number * len(total_least) + kinds[at], return_inverse=True, return_counts=True
        )
        number, kind = np.divmod(keys, len(total_least))
        own_least, own_most = np.bincount(group, least[at]), np.bincount(group, most[at])
        alike = np.abs(np.bincount(group, amount)) == together  # all of one sign, each once
        up = np.minimum(own_most, own_least - total_least[kind])
        down = np.maximum(own_least, own_most - total_most[kind])
        return np.bincount(number, np.where(alike, np.maximum(up - down, 0), 0), len(asked)).astype(float, copy=False)

    def _limits(self, atoms: Codes, place: Codes, sign: Floats, moving: Mask, places: int) -> tuple[Floats, Floats]:
        """How many persons fewer and more each place may have, for all its atoms and relations."""
        fewer, more, at = self._fewer[atoms], self._more[atoms], place[atoms]
        least, most = np.full(places, -np.inf), np.full(places, np.inf)
        np.maximum.at(least, at, np.where(sign[atoms] > 0, fewer, -more))
        np.minimum.at(most, at, np.where(sign[atoms] > 0, more, -fewer))
        row, atom = self._relations.row, self._relations.col
        own = np.flatnonzero(moving[atom])
        if own.size:
            row, atom = row[own], atom[own]
            start = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
            amount = np.add.reduceat(self._relations.data[own] * sign[atom], start)
            at = place[atom[start]]
            room = np.floor(self._left[row[start]] / np.maximum(np.abs(amount), 0.5) + TOLERANCE)
            shrinks, grows = amount < -0.5, amount > 0.5
            np.maximum.at(least, at[grows], -room[grows])
            np.minimum.at(most, at[shrinks], room[shrinks])
        return np.minimum(least, 0), np.maximum(most, 0)


def _moving_together(family: Family, measures: list[int]) -> list[tuple[int, ...]]:
    """Sets of measures that may move together: each, with all it is a part of, that are part of it, or between."""
    above: dict[int, set[int]] = {measure: set() for measure in measures}
    for signs, _ in family.groups:
        for part, sign in signs[1:]:
            if sign < 0 and part in above and signs[0][0] in above:
                above[part].add(signs[0][0])

    def wider(measure: int) -> set[int]:
        seen, waiting = {measure}, [measure]
        while waiting:
            new = above[waiting.pop()] - seen
            seen |= new
            waiting += new
        return seen

    def unique(chosen: list[set[int]]) -> list[tuple[int, ...]]:
        return list(dict.fromkeys(tuple(sorted(each)) for each in chosen if each))

    up = {measure: wider(measure) for measure in measures}
    down = {measure: {part for part in measures if measure in up[part]} for measure in measures}
    sets: list[set[int]] = [{measure} for measure in measures]
    for measure in measures:
        sets += [up[measure], down[measure], up[measure] | down[measure]]
        for other in up[measure] - {measure}:
            sets += [up[measure] - up[other], up[measure] & down[other], down[other] - down[measure]]
    sets += [{measure for measure, _ in signs} & set(measures) for signs, _ in family.groups]
    now = dict(enumerate(family.now.tolist()))
    sets += [{measure for measure in measures if now[measure] in chosen} for chosen in unique(sets)]  # of all states
    return unique(sets)
