"""Closure: more cells are hidden (secondary suppression) until none that is hidden can be worked out.

Claim: at the end neither bounds sum by sum (`bounds`) nor all sums solved together (`null_space`) give a hidden cell
away, but what each of them tells however much is hidden. That is marked from the start: what is told with everything
hidden that can be is told anyway, for the fewer are hidden the more is told. Each round hides what rests on a hidden
denominator, asks both what is disclosed, and hides in every sum that discloses something the smallest count that is
still shown: parts before totals, a zero only as a total (a zero part protects nothing). A sum in which all that can be
hidden is hidden is protected by a cell of the nearest sums that hang together with it. Where there is none either, what
it discloses is told anyway too: hiding more would be in vain.

It ends, for every round hides a cell or marks one as told anyway.
"""

import numpy as np
import pandas as pd

from ks_data.statistics.disclosure.bounds import links_without_room
from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.null_space import determined_links
from ks_data.statistics.disclosure.sums import Links, Remainders
from ks_data.statistics.estimates import Mask

TRIES = 3
"""So often a cell that is not small itself is protected; what tells it after that tells it anyway."""


class HiddenSums:
    """Cells that add up, and which of them are hidden.

    Arrays by cell, those of the table before the remainders: count (persons), hidden, known (shown elsewhere or told
    whatever is hidden here), computable (may be worked out: it has no row and is not small), without_room (bounds may
    tell it: it is computable, or they do whatever is hidden), lower and upper bound. links: which cells stand in which
    sums. rests_on: pairs of a numerator's cell and that of its denominator.
    """

    def __init__(
        self, cells: pd.DataFrame, links: Links, remainders: Remainders, *, without_choice_first: bool = False
    ) -> None:
        """Takes cells as `table_cells` gives them, and what `sum_links` makes of those.

        without_choice_first: whether sums in which one cell only can be hidden go before others, as sums of the past
        must: most of their cells have been seen, and the one that is left may serve others too.
        """
        self._without_choice_first = without_choice_first
        by_cell, more = cells.groupby("cell"), len(remainders.count)
        small, has_row = by_cell["small"].any(), by_cell["has_row"].any()
        self.count = np.r_[by_cell["count"].first(), remainders.count]
        self.hidden = np.r_[small | ~has_row, np.ones(more, bool)].astype(bool)
        self.computable = np.r_[~small & ~has_row, np.zeros(more, bool)].astype(bool)
        self.known = np.r_[~by_cell["suppressible"].all(), np.zeros(more, bool)].astype(bool)
        self.lower = np.r_[by_cell["lower"].max(), np.ones(more)]
        self.upper = np.maximum(np.r_[by_cell["upper"].min(), remainders.threshold - 1], self.lower + 1)
        self.least = np.r_[by_cell["least"].max(), np.ones(more)]
        self.most = np.maximum(np.r_[by_cell["most"].min(), np.full(more, 1e9)], self.least + 3)
        limit = np.r_[by_cell["threshold"].max(), remainders.threshold]
        self.is_small = is_small = np.r_[small, np.ones(more, bool)].astype(bool)
        self.room = np.where(self.computable, -np.inf, 1.0)
        self.small_room = np.where(is_small, np.minimum(limit - 2, 3), self.room)
        self.threshold = limit
        self.tries = np.zeros(len(self.count), int)
        self.is_few_told = np.zeros(int(links.sum.max(initial=-1)) + 1, bool)
        self.links = links
        is_denominator = cells["is_denominator"]
        pairs = cells[~is_denominator].merge(cells[is_denominator & ~cells["replaceable"]], on="row")
        self.rests_on = pairs[["cell_x", "cell_y"]].to_numpy(np.int64)

    def stay_hidden(self, cells: "pd.Series[bool]") -> None:
        """Keeps hidden what was hidden before, by cell, in each group in which something small still is.

        What cannot be given the room that is wanted, must not lose the room that it has.
        """
        before = np.r_[cells, np.zeros(len(self.count) - len(cells), bool)]
        secret = self.links.where(((self.hidden | before) & ~self.known)[self.links.cell])
        group = groups(secret)
        needed = secret.cell[np.isin(group, group[self.is_small[secret.cell]])]
        self.hidden[needed[before[needed]]] = True

    def close(self) -> None:
        """Hides more cells until none that is hidden can be worked out.

        What hangs together by hidden cells is a group, a system of sums by itself: one that told nothing is asked again
        only when another cell of it was hidden since.
        """
        self._mark_what_is_told_anyway()
        settled = np.zeros(len(self.count), bool)
        while True:
            self.hidden = self._with_what_rests_on(self.hidden)
            secret = self.links.where((self.hidden & ~self.known)[self.links.cell])
            group = groups(secret)
            unsettled = np.isin(group, group[~settled[secret.cell]])
            secret, group = secret.where(unsettled), group[unsettled]
            by_bounds = self._without_room(secret)
            disclosing = by_bounds if by_bounds.any() else determined_links(secret, self.computable)
            if not disclosing.any():
                return
            if not by_bounds.any():
                settled[secret.cell[~np.isin(group, group[disclosing])]] = True
            self.tries[np.unique(secret.cell[disclosing & ~self.is_small[secret.cell]])] += 1
            worth = disclosing & (self.tries <= TRIES)[secret.cell] & (self.count > 0)[secret.cell]
            in_group = np.isin(self.links.sum, secret.sum[np.isin(group, group[worth])])
            urgent = secret.sum[worth & self.is_small[secret.cell]]
            to_hide = self._cells_to_hide(self.links.where(in_group), np.unique(secret.sum[worth]), urgent)
            self.hidden[to_hide] = True
            in_vain = disclosing if not to_hide.size else disclosing & ~worth
            self._mark_told(secret.where(in_vain), by_bounds=bool(by_bounds.any()))

    def _mark_told(self, links: Links, *, by_bounds: bool) -> None:
        """Marks what these links tell as told anyway."""
        if by_bounds:
            self.room[links.cell] = self.small_room[links.cell] = -np.inf
            self.is_few_told[links.sum] = True
        else:
            self.known[links.cell] = True

    def _mark_what_is_told_anyway(self) -> None:
        """Marks each cell that is told even when all that can be hidden is: to hide more for its sake would be in vain.

        What the sums tell is known. What only bounds tell, may be without room: a reader has wider bounds, so from the
        sums it is kept all the same.
        """
        secret = self.links.where((self.can_be_hidden() & ~self.known)[self.links.cell])
        self.known[secret.cell[determined_links(secret, np.zeros(len(self.count), bool))]] = True
        secret = secret.where(~self.known[secret.cell])
        while (tight := self._without_room(secret)).any():
            self._mark_told(secret.where(tight), by_bounds=True)

    def _without_room(self, secret: Links) -> Mask:
        """Of each link whether bounds tell too much of its cell, or whether its sum tells how few its cells are."""
        tight = links_without_room(secret, self.count, self.lower, self.upper, self.room)
        if not tight.any():
            tight = links_without_room(secret, self.count, self.least, self.most, self.small_room)
        return tight if tight.any() else self._of_few(secret)

    def _of_few(self, secret: Links) -> Mask:
        """Of each link whether the hidden cells of its sum are told to be few persons together."""
        signed = np.bincount(secret.sum, secret.sign * self.count[secret.cell], len(self.is_few_told))
        parts = np.bincount(secret.sum, secret.sign > 0, len(self.is_few_told))
        links = np.bincount(secret.sum, minlength=len(self.is_few_told))
        limit = np.full(len(self.is_few_told), np.inf)
        np.minimum.at(limit, secret.sum, self.threshold[secret.cell])
        few = (parts == links) & (signed > 0.5) & (signed < limit) & ~self.is_few_told
        return few[secret.sum] & self.is_small[secret.cell]

    def can_be_hidden(self) -> Mask:
        """By cell whether `close` may come to hide it."""
        is_total = np.zeros(len(self.count), bool)
        is_total[self.links.cell[self.links.sign < 0]] = True
        return self._with_what_rests_on(self.hidden | (~self.known & (is_total | (self.count > 0))))

    def _with_what_rests_on(self, cells: Mask) -> Mask:
        """These cells, and the numerators that rest on the denominators among them."""
        numerator, denominator = self.rests_on.T
        resting = cells.copy()
        resting[numerator[cells[denominator]]] = True
        return resting

    def _cells_to_hide(self, links: Links, disclosing: Codes, urgent: Codes) -> Codes:
        """The smallest count that can be hidden in each of these sums; where none can, that nearest to an urgent one.

        links: of all sums in the groups of those that disclose.
        """
        cell, sums = links.cell, links.sum
        can_hide = ~self.hidden[cell] & ~self.known[cell] & ((self.count[cell] > 0) | (links.sign < 0))
        direct = np.flatnonzero(can_hide & np.isin(sums, disclosing))
        far = np.setdiff1d(urgent, sums[direct])
        if self._without_choice_first and direct.size:
            choice = np.bincount(sums[direct])[sums[direct]]
            direct = direct[choice == choice.min()]
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


def groups(links: Links) -> Codes:
    """A number for each link: the same for all sums that hang together by cells."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    sums = int(links.sum.max(initial=-1)) + 1
    size = sums + int(links.cell.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(links.sum), bool), (links.sum, sums + links.cell)), (size, size))
    number: Codes = connected_components(graph, directed=False)[1]
    return number[links.sum]
