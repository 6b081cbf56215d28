"""Closure: more cells are hidden (secondary suppression) until none that is hidden can be worked out.

Claim: at the end neither bounds sum by sum (`bounds`) nor all sums solved together (`null_space`) give a hidden cell
away, but what would be told however much were hidden. That is held known from the start: a cell is told anyway when it
is told with everything hidden that can be, for the fewer are hidden the more is told. Each round hides what rests on a
hidden denominator, asks both what is disclosed, and hides in every sum that discloses something the smallest count that
is still shown: parts before totals, a zero only as a total (a zero part protects nothing). A sum in which all that can
be hidden is hidden is protected by a cell of the nearest sums that hang together with it. Where there is none either,
what it discloses is held known too: hiding more would be in vain.

It ends, for every round hides a cell or holds one known.
"""

import numpy as np
import pandas as pd

from ks_data.statistics.disclosure.bounds import links_without_room
from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.null_space import determined_links
from ks_data.statistics.disclosure.sums import Links, Remainders
from ks_data.statistics.estimates import Mask


class HiddenSums:
    """Cells that add up, and which of them are hidden.

    Arrays by cell, those of the table before the remainders: count (persons), hidden, known (shown elsewhere or told
    whatever is hidden here), computable (may be worked out: it has no row and is not small), lower and upper bound.
    links: which cells stand in which sums. rests_on: pairs of a numerator's cell and that of its denominator.
    """

    def __init__(self, cells: pd.DataFrame, links: Links, remainders: Remainders) -> None:
        """Takes cells as `table_cells` gives them, and what `sum_links` makes of those."""
        by_cell, more = cells.groupby("cell"), len(remainders.count)
        small, has_row = by_cell["small"].any(), by_cell["has_row"].any()
        self.count = np.r_[by_cell["count"].first(), remainders.count]
        self.hidden = np.r_[small | ~has_row, np.ones(more, bool)].astype(bool)
        self.computable = np.r_[~small & ~has_row, np.zeros(more, bool)].astype(bool)
        self.known = np.r_[~by_cell["suppressible"].all(), np.zeros(more, bool)].astype(bool)
        self.lower = np.r_[by_cell["lower"].max(), np.ones(more)]
        self.upper = np.maximum(np.r_[by_cell["upper"].min(), remainders.threshold - 1], self.lower + 1)
        self.links = links
        is_denominator = cells["is_denominator"]
        pairs = cells[~is_denominator].merge(cells[is_denominator], on="row")
        self.rests_on = pairs[["cell_x", "cell_y"]].to_numpy(np.int64)

    def close(self) -> None:
        """Hides more cells until none that is hidden can be worked out.

        What hangs together by hidden cells is a group, a system of sums by itself: one that told nothing is asked again
        only when another cell of it was hidden since.
        """
        self._hold_known_what_is_told_anyway()
        settled = np.zeros(len(self.count), bool)
        while True:
            self._hide_what_rests_on_hidden()
            secret = self.links.where((self.hidden & ~self.known)[self.links.cell])
            group = groups(secret)
            unsettled = np.isin(group, group[~settled[secret.cell]])
            secret, group = secret.where(unsettled), group[unsettled]
            tight = links_without_room(secret, self.count, self.lower, self.upper, self.computable)
            disclosing = tight if tight.any() else determined_links(secret, self.computable)
            if not disclosing.any():
                return
            if not tight.any():
                settled[secret.cell[~np.isin(group, group[disclosing])]] = True
            candidates = self._candidates(np.unique(secret.sum[disclosing]))
            if candidates.size:
                self.hidden[self.links.cell[self._smallest_in_each_sum(candidates)]] = True
            else:
                self.known[secret.cell[disclosing]] = True

    def _hold_known_what_is_told_anyway(self) -> None:
        """Holds known each cell that is told even when all that can be hidden is; then what those tell, and so on.

        To hide more for the sake of such a cell would be in vain.
        """
        can_be_hidden = self.hidden | (self.count > 0)
        can_be_hidden[self.links.cell[self.links.sign < 0]] = True
        none = np.zeros(len(self.count), bool)
        while True:
            secret = self.links.where((can_be_hidden & ~self.known)[self.links.cell])
            tight = links_without_room(secret, self.count, self.lower, self.upper, none)
            disclosing = tight if tight.any() else determined_links(secret, none)
            if not disclosing.any():
                return
            self.known[secret.cell[disclosing]] = True

    def _hide_what_rests_on_hidden(self) -> None:
        numerator, denominator = self.rests_on.T
        self.hidden[numerator[self.hidden[denominator]]] = True

    def _candidates(self, disclosing: Codes) -> Codes:
        """The links in these sums whose cell can be hidden; where none can, those nearest to them."""
        cell, sums = self.links.cell, self.links.sum
        can_hide = ~self.hidden[cell] & ~self.known[cell] & ((self.count[cell] > 0) | (self.links.sign < 0))
        direct = np.flatnonzero(can_hide & np.isin(sums, disclosing))
        return direct if direct.size else self._nearest(disclosing, can_hide)

    def _nearest(self, disclosing: Codes, can_hide: Mask) -> Codes:
        """For each of these sums, of the links that can be hidden fewest steps away, the one with the smallest count.

        A step leads from a sum by a hidden cell to the other sums in which that stands. Each sum is reached from the
        nearest of those that disclose; a disclosing sum that is shut in by others has its turn in a later round.
        """
        cell, sums = self.links.cell, self.links.sum
        passage = (self.hidden & ~self.known)[cell]
        unreached = len(disclosing)
        origin = np.full(int(sums.max(initial=-1)) + 1, unreached)
        origin[disclosing] = np.arange(unreached)
        waiting, nearest = np.arange(unreached), [np.zeros(0, np.int64)]
        while True:
            candidates = np.flatnonzero(can_hide & np.isin(origin[sums], waiting))
            ordered = candidates[np.lexsort((self.count[cell[candidates]], origin[sums[candidates]]))]
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

    def _smallest_in_each_sum(self, candidates: Codes) -> Codes:
        """Of the candidates, one link of each sum: the smallest count, parts before totals."""
        sums, is_total = self.links.sum[candidates], self.links.sign[candidates] < 0
        ordered = candidates[np.lexsort((self.count[self.links.cell[candidates]], is_total, sums))]
        return ordered[np.unique(self.links.sum[ordered], return_index=True)[1]]


def groups(links: Links) -> Codes:
    """A number for each link: the same for all sums that hang together by cells."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    sums = int(links.sum.max(initial=-1)) + 1
    size = sums + int(links.cell.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(links.sum), bool), (links.sum, sums + links.cell)), (size, size))
    number: Codes = connected_components(graph, directed=False)[1]
    return number[links.sum]
