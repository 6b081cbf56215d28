"""Closure: more cells are hidden (secondary suppression) until none that is hidden can be worked out.

Claim: at the end a small cell keeps four possible values by bounds sum by sum (`bounds`), no sum tells that its hidden
cells are few persons together, and all sums solved together (`null_space`) determine no hidden cell; but for what each
of these tells however much is hidden. That is marked from the start: what is told with everything hidden that can be is
told anyway, for the fewer are hidden the more is told. Each round hides what rests on a hidden denominator, asks what
is disclosed, and hides in every sum that discloses something the smallest count that is still shown: parts before
totals, a zero only as a total (a zero part protects nothing). A sum that discloses a small cell and in which all that
can be hidden is hidden is protected by a cell of the nearest sums that hang together with it. Where there is none
either, or where that was tried often enough, what it discloses is told anyway too: hiding more would be in vain.

It ends, for every round hides a cell or marks one as told anyway.
"""

from enum import Enum
from functools import partial

import numpy as np
import pandas as pd

from ks_data.statistics.disclosure.bounds import ROOM, narrow
from ks_data.statistics.disclosure.cells import UNBOUNDED, Codes, among
from ks_data.statistics.disclosure.null_space import determined_links
from ks_data.statistics.disclosure.sums import Links, Remainders
from ks_data.statistics.estimates import Floats, Mask

STEPS = 2
"""So many steps around what is hidden since bounds came to rest are asked before all is."""
TRIES, MANY_TRIES = 3, 30
"""So often a cell is protected from one test, and a small one from what a reader really knows; then it is told
anyway."""


class Test(Enum):
    """What may tell a hidden cell: bounds of who is told why it is hidden, of who is not, a sum of few, all sums."""

    STRICT_BOUNDS = 0
    BOUNDS = 1
    FEW = 2
    SUMS = 3


class HiddenSums:
    """Cells that add up, and which of them are hidden.

    Arrays by cell, those of the table before the remainders: count (persons), hidden, is_public (shown elsewhere),
    known (that, or told whatever is hidden here), computable (may be worked out: it has no row and is not small),
    is_small, threshold; lower
    and upper bound of a reader who is told why it is hidden and room, what they must leave (none where bounds tell it
    whatever is hidden); least, most and small_room: the same of a reader who is not told. is_few_told: by sum, whether
    it tells how few it hides whatever is hidden. tries, passed: by test, how often a cell was
    protected from it, and whether its group was asked since its cells are hidden. links: which
    cells stand in which sums. rests_on: pairs of a numerator's cell and that of its denominator, where no public number
    can stand in for that.
    """

    def __init__(
        self, cells: pd.DataFrame, links: Links, remainders: Remainders, *, without_choice_first: bool = False
    ) -> None:
        """Takes cells as `table_cells` gives them, and what `sum_links` makes of those."""
        more, least, most = (
            len(remainders.count),
            partial(by_cell, cells, np.minimum),
            partial(by_cell, cells, np.maximum),
        )
        small, has_row = most("small") > 0, most("has_row") > 0
        self.count = np.r_[most("count"), remainders.count]
        self.hidden = np.r_[small | ~has_row, np.ones(more, bool)].astype(bool)
        self.computable = np.r_[~small & ~has_row, np.zeros(more, bool)].astype(bool)
        self.known = np.r_[least("suppressible") == 0, np.zeros(more, bool)].astype(bool)
        self.is_public = self.known.copy()
        self.lower = np.r_[most("lower"), np.ones(more)]
        self.upper = np.maximum(np.r_[least("upper"), remainders.threshold - 1], self.lower + 1)
        self.least = np.r_[most("least"), np.ones(more)]
        self.most = np.maximum(np.r_[least("most"), np.full(more, UNBOUNDED)], self.least + ROOM)
        limit = np.r_[most("threshold"), remainders.threshold]
        self.is_small = is_small = np.r_[small, np.ones(more, bool)].astype(bool)
        self.room = np.where(self.computable, -np.inf, 1.0)
        self.small_room = np.where(is_small, np.minimum(limit - 2, ROOM), self.room)
        self.threshold = limit
        self.tries = {test: np.zeros(len(self.count), np.int64) for test in Test}
        self.passed = {test: np.zeros(len(self.count), bool) for test in Test}
        self.is_few_told = np.zeros(int(links.sum.max(initial=-1)) + 1, bool)
        self.links, self._without_choice_first = links, without_choice_first
        self._at_rest = {test: np.zeros(len(self.count), bool) for test in (Test.STRICT_BOUNDS, Test.BOUNDS)}
        self._narrowed = {test: np.zeros((2, len(self.count))) for test in self._at_rest}
        self._is_marked, self._settled = False, np.zeros(len(self.count), bool)
        self.rests_on = _resting(cells)

    def stay_hidden(self, cells: Mask) -> None:
        """Keeps hidden what was hidden before, by cell of the table, in each group in which something small still is.

        What cannot be given the room that is wanted, must not lose the room that it has.
        """
        before = np.r_[cells, np.zeros(len(self.count) - len(cells), bool)]
        secret = self.links.where(((self.hidden | before) & ~self.known)[self.links.cell])
        group = groups(secret)
        needed = secret.cell[among(group, self.is_small[secret.cell])]
        self.hidden[needed[before[needed]]] = True

    def close(self) -> None:
        """Hides more cells until none that is hidden can be worked out.

        What hangs together by hidden cells is a group, a system of sums by itself: one that told nothing is asked again
        only when another cell of it was hidden since, also when this is called once more.
        """
        if not self._is_marked:
            self._mark_what_is_told_anyway()
            self._is_marked = True
        while True:
            self.hidden = self._with_what_rests_on(self.hidden)
            secret = self.links.where((self.hidden & ~self.known)[self.links.cell])
            group = groups(secret)
            unsettled = among(group, ~self._settled[secret.cell])
            secret, group = secret.where(unsettled), group[unsettled]
            disclosing, test = self._by_room(secret, group)
            if not disclosing.any():
                disclosing, test = determined_links(secret, self.computable), Test.SUMS
            if not disclosing.any():
                self._settled[secret.cell] = True
                return
            if test is Test.SUMS:
                self._settled[secret.cell[~among(group, disclosing)]] = True
            told = np.unique(secret.cell[disclosing])
            self.tries[test][told] += 1
            few_tries = self.tries[test] <= np.where(
                self.is_small & (test is not Test.STRICT_BOUNDS), MANY_TRIES, TRIES
            )
            worth = disclosing & (few_tries & (self.count > 0))[secret.cell]
            in_group = self._are_in(secret.sum[among(group, worth)])[self.links.sum]
            urgent = secret.sum[worth & self.is_small[secret.cell]]
            group_of = np.zeros(len(self.is_few_told), np.int64)
            group_of[secret.sum] = group
            near = self.links.where(in_group)
            to_hide = self._cells_to_hide(near, group_of[near.sum], np.unique(secret.sum[worth]), urgent)
            self.hidden[to_hide] = True
            self._mark_told(secret.where(disclosing & ~worth if to_hide.size else disclosing), test)

    def _by_room(self, secret: Links, group: Codes) -> tuple[Mask, "Test"]:
        """Of each link whether its sum alone tells too much of its cell, by the first test that finds one.

        group: of each link, the number of its group; one that passed a test is asked again when a cell joins it.
        """
        bounds = (
            (Test.STRICT_BOUNDS, self.lower, self.upper, self.room),
            (Test.BOUNDS, self.least, self.most, self.small_room),
        )
        for test, lower, upper, room in bounds:
            asked = np.flatnonzero(among(group, ~self.passed[test][secret.cell]))
            links = Links(secret.sum[asked], secret.cell[asked], secret.sign[asked])
            if (tight := self._tight(test, links, lower, upper, room)).any():
                disclosing = np.zeros(len(group), bool)
                disclosing[asked[tight]] = True
                return disclosing, test
            self.passed[test][links.cell] = True
        return self._of_few(secret), Test.FEW

    def _tight(self, test: "Test", links: Links, lower: Floats, upper: Floats, room: Floats) -> Mask:
        """Of each link whether bounds leave its cell less than its room.

        When more is hidden than when bounds came to rest, these are narrower than what a reader has now, at rest but
        for the sums of what is hidden since. What they leave room has room; else what is near that is asked from the
        start, and then all.
        """
        is_at_rest = self._at_rest[test].copy()
        for _ in range(STEPS if is_at_rest[links.cell].any() else 0):
            narrower = np.where(is_at_rest, self._narrowed[test], (lower, upper))
            tight, rests = narrow(links, self.count, narrower[0], narrower[1], room, ~is_at_rest)
            if rests:
                self._keep_narrowed(test, links, narrower)
                return tight
            near = self._are_in(links.sum[~is_at_rest[links.cell]])
            is_at_rest[links.cell[near[links.sum]]] = False
        bounds = np.array([lower, upper])
        tight, rests = narrow(links, self.count, bounds[0], bounds[1], room, np.ones(len(lower), bool))
        if rests:
            self._keep_narrowed(test, links, bounds)
        return tight

    def _are_in(self, sums: Codes) -> Mask:
        """Of each sum whether it is one of these."""
        flags = np.zeros(len(self.is_few_told), bool)
        flags[sums] = True
        return flags

    def _keep_narrowed(self, test: "Test", links: Links, bounds: Floats) -> None:
        self._narrowed[test][:, links.cell] = bounds[:, links.cell]
        self._at_rest[test][links.cell] = True

    def _ask_again(self) -> None:
        """Forgets where bounds came to rest, for something is known that was not."""
        for is_at_rest in self._at_rest.values():
            is_at_rest[:] = False

    def _of_few(self, secret: Links) -> Mask:
        """Of each link of a small cell whether the hidden cells of its sum are told to be few persons together."""
        sums = len(self.is_few_told)
        together = np.bincount(secret.sum, secret.sign * self.count[secret.cell], sums)
        has_total = np.bincount(secret.sum, secret.sign < 0, sums) > 0
        limit = np.full(sums, np.inf)
        np.minimum.at(limit, secret.sum, self.threshold[secret.cell])
        few = ~has_total & (together > 0.5) & (together < limit) & ~self.is_few_told
        return few[secret.sum] & self.is_small[secret.cell]

    def _mark_told(self, links: Links, test: "Test") -> None:
        """Marks what these links tell by a test as told anyway."""
        if test is Test.STRICT_BOUNDS:
            self.room[links.cell] = -np.inf
        elif test is Test.BOUNDS:
            self.small_room[links.cell] = -np.inf
        elif test is Test.FEW:
            self.is_few_told[links.sum] = True
        else:
            self.known[links.cell] = True
            self._ask_again()

    def _mark_what_is_told_anyway(self) -> None:
        """Marks each cell that is told even when all that can be hidden is: to hide more for its sake would be in vain.

        What the sums tell is known. What only bounds tell, may be without room: a reader has wider bounds, so from the
        sums it is kept all the same.
        """
        secret = self.links.where((self.can_be_hidden() & ~self.known)[self.links.cell])
        self.known[secret.cell[determined_links(secret, np.zeros(len(self.count), bool))]] = True
        secret = secret.where(~self.known[secret.cell])
        group = groups(secret)
        while (told := self._by_room(secret, group))[0].any():
            self._mark_told(secret.where(told[0]), told[1])
        self.passed = {test: np.zeros(len(self.count), bool) for test in Test}
        self._ask_again()

    def secret(self) -> Mask:
        """By cell whether it is hidden and not shown elsewhere either."""
        hidden: Mask = self.hidden & ~self.is_public
        return hidden

    def can_be_hidden(self) -> Mask:
        """By cell whether it can be hidden: it is shown nowhere else, and it is somebody or a total."""
        is_total = np.zeros(len(self.count), bool)
        is_total[self.links.cell[self.links.sign < 0]] = True
        hidden: Mask = self._with_what_rests_on(self.hidden | is_total | (self.count > 0))
        return hidden & ~self.is_public

    def _with_what_rests_on(self, cells: Mask) -> Mask:
        """These cells, and the numerators that rest on the denominators among them."""
        numerator, denominator = self.rests_on.T
        resting = cells.copy()
        resting[numerator[cells[denominator]]] = True
        return resting

    def _cells_to_hide(self, links: Links, group: Codes, disclosing: Codes, urgent: Codes) -> Codes:
        """The smallest count that can be hidden in each of these sums; where none can, that nearest to an urgent one.

        links: of all sums in the groups of those that disclose, with the number of its group each.
        """
        cell, sums = links.cell, links.sum
        can_hide = ~self.hidden[cell] & ~self.known[cell] & ((self.count[cell] > 0) | (links.sign < 0))
        direct = np.flatnonzero(can_hide & self._are_in(disclosing)[sums])
        far = np.setdiff1d(urgent, sums[direct])
        if self._without_choice_first and direct.size:  # the one cell that a sum of the past has left may serve others
            choice, own = np.bincount(sums[direct])[sums[direct]], group[direct]
            fewest = np.full(int(own.max()) + 1, len(direct))
            np.minimum.at(fewest, own, choice)
            direct = direct[choice == fewest[own]]
        candidates = np.r_[direct, self._nearest(links, far, can_hide)] if far.size else direct
        ordered = candidates[np.lexsort((self.count[cell[candidates]], links.sign[candidates] < 0, sums[candidates]))]
        return cell[ordered[np.unique(sums[ordered], return_index=True)[1]]]

    def _nearest(self, links: Links, disclosing: Codes, can_hide: Mask) -> Codes:
        """For each of these sums, of the links that can be hidden fewest steps away, the one with the smallest count.

        A step leads from a sum by a hidden cell to the other sums in which that stands. Each sum is reached from the
        nearest of those that disclose; a disclosing sum that is shut in by others has its turn in a later round.
        """
        cell, sums = links.cell, links.sum
        passage = (self.hidden & ~self.known)[cell]
        hidden_in = np.bincount(sums[passage], minlength=int(sums.max(initial=-1)) + 1)
        unreached = len(disclosing)
        origin = np.full(int(sums.max(initial=-1)) + 1, unreached)
        origin[disclosing] = np.arange(unreached)
        waiting, nearest = np.arange(unreached), [np.zeros(0, np.int64)]
        while True:
            candidates = np.flatnonzero(can_hide & np.isin(origin[sums], waiting))
            near = sums[candidates]
            ordered = candidates[np.lexsort((self.count[cell[candidates]], hidden_in[near], origin[near]))]
            served, first = np.unique(origin[sums[ordered]], return_index=True)
            nearest.append(ordered[first])
            waiting = np.setdiff1d(waiting, served)
            by_cell = np.full(len(self.count), unreached)
            np.minimum.at(by_cell, cell[passage], origin[sums[passage]])
            by_sum = np.full(len(origin), unreached)
            np.minimum.at(by_sum, sums[passage], by_cell[cell[passage]])
            wider = np.where(origin == unreached, by_sum, origin)
            if not waiting.size or (wider == origin).all():
                return np.concatenate(nearest)
            origin = wider


def by_cell(cells: pd.DataFrame, choose: np.ufunc, name: str) -> Floats:
    """By number of a cell the largest (np.maximum) or the smallest (np.minimum) that a column says of it."""
    cell, amount = cells["cell"].to_numpy(np.int64), cells[name].to_numpy(float)
    chosen = np.full(int(cell.max(initial=-1)) + 1, -np.inf if choose is np.maximum else np.inf)
    choose.at(chosen, cell, amount)
    return chosen


def _resting(cells: pd.DataFrame) -> Codes:
    """Pairs of a numerator's cell and that of its denominator, where no public number can stand in for that."""
    row, cell = cells["row"].to_numpy(np.int64), cells["cell"].to_numpy(np.int64)
    is_denominator = cells["is_denominator"].to_numpy(bool)
    over = np.flatnonzero(is_denominator & ~cells["replaceable"].to_numpy(bool))
    denominator = np.full(int(row.max(initial=-1)) + 1, -1)
    denominator[row[over]] = cell[over]
    own = np.flatnonzero(~is_denominator & (row >= 0))
    own = own[denominator[row[own]] >= 0]
    return np.column_stack([cell[own], denominator[row[own]]])


def groups(links: Links) -> Codes:
    """A number for each link: the same for all sums that hang together by cells."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    (sums, sum_numbers), (cells, cell_numbers) = _in_use(links.sum), _in_use(links.cell)
    size = sums + cells
    ends = sum_numbers[links.sum], sums + cell_numbers[links.cell]
    graph = coo_array((np.ones(len(links.sum), bool), ends), (size, size))
    number: Codes = connected_components(graph, directed=False)[1]
    return number[ends[0]]


def _in_use(numbers: Codes) -> tuple[int, Codes]:
    """How many numbers are in use, and by number which of those it is."""
    is_used = np.zeros(int(numbers.max(initial=-1)) + 1, bool)
    is_used[numbers] = True
    return int(is_used.sum()), np.cumsum(is_used) - 1
