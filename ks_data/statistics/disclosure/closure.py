"""Hides counts until none that is hidden can be worked out from what is shown."""

from typing import Any

import numpy as np
import pandas as pd

from ks_data.statistics.disclosure.counts import Codes
from ks_data.statistics.estimates import Floats


class HiddenSums:
    """Counts that add up, which of them are hidden, and what a reader can still work out.

    Arrays by cell: count, hidden, known (shown elsewhere whatever we do), open (may be worked out: it has no row and is
    not small), low and high; by link: sum, cell, sign.
    """

    def __init__(self, cells: pd.DataFrame, links: tuple[Codes, Codes, Floats], left: tuple[Floats, Floats]) -> None:
        grouped, more = cells.groupby("cell"), len(left[0])
        self.count = np.r_[grouped["count"].first(), left[0]]
        small, shown = grouped["small"].any(), grouped["shown"].any()
        self.hidden = np.r_[small | ~shown, np.ones(more, bool)].astype(bool)
        self.open = np.r_[~small & ~shown, np.zeros(more, bool)].astype(bool)
        self.known = np.r_[~grouped["own"].all(), np.zeros(more, bool)].astype(bool)
        self.low = np.r_[grouped["low"].max(), np.ones(more)]
        self.high = np.maximum(np.r_[grouped["high"].min(), left[1] - 1], self.low + 1)
        self.sum, self.cell, self.sign = links
        under = cells["under"]
        both = cells[~under].merge(cells[under], on="row")
        self.rests_on = both[["cell_x", "cell_y"]].to_numpy(np.int64)

    def close(self) -> None:
        """Hides more counts until none that is hidden can be worked out."""
        while True:
            spread = self.rests_on[self.hidden[self.rests_on[:, 1]], 0]
            self.hidden[spread] = True
            told = self._pinned()
            if not told.size:
                told = self._solved()
            if not told.size:
                return
            at = self._to_hide(told)
            ordered = at[np.lexsort((self.count[self.cell[at]], self.sign[at] < 0, self.sum[at]))]
            firsts = ordered[np.unique(self.sum[ordered], return_index=True)[1]]
            self.hidden[self.cell[firsts]] = True
            if not firsts.size:  # what others publish already tells it
                keep = ~np.isin(self.sum, told)
                self.sum, self.cell, self.sign = self.sum[keep], self.cell[keep], self.sign[keep]

    def _to_hide(self, told: Codes) -> Codes:
        """Which links of these sums hold a count that can still be hidden; if none does, one of what they rest on."""
        can = ~self.hidden[self.cell] & ~self.known[self.cell] & ((self.count[self.cell] > 0) | (self.sign < 0))
        near = np.isin(self.sum, told)
        if (at := np.flatnonzero(can & near)).size:
            return at
        while True:
            through = np.unique(self.cell[near])
            wider = np.isin(self.sum, self.sum[np.isin(self.cell, through[self.open[through]])]) | near
            if (at := np.flatnonzero(can & wider)).size:
                return at[[self.count[self.cell[at]].argmin()]]
            if (wider == near).all():
                return at
            near = wider

    def _secret(self) -> tuple[Codes, Codes, Floats]:
        inside = (self.hidden & ~self.known)[self.cell]
        return self.sum[inside], self.cell[inside], self.sign[inside]

    def _pinned(self) -> Codes:
        """Sums that leave a hidden count less than one person of room, by narrowing the room until nothing moves."""
        sums, cell, sign = self._secret()
        if not sums.size:
            return sums
        low, high = self.low.copy(), self.high.copy()
        size = int(sums.max()) + 1
        balance = np.bincount(sums, sign * self.count[cell], size)[sums]
        for _ in range(50):
            least = np.where(sign > 0, low[cell], -high[cell])
            most = np.where(sign > 0, high[cell], -low[cell])
            floor = balance - (np.bincount(sums, most, size)[sums] - most)
            ceiling = balance - (np.bincount(sums, least, size)[sums] - least)
            new_low, new_high = np.where(sign > 0, floor, -ceiling), np.where(sign > 0, ceiling, -floor)
            tight = np.minimum(new_high, high[cell]) - np.maximum(new_low, low[cell]) < 1 - 1e-4
            tight &= ~self.open[cell]
            if tight.any():
                return np.unique(sums[tight])
            before = low.sum() - high.sum()
            np.maximum.at(low, cell, new_low)
            np.minimum.at(high, cell, new_high)
            if low.sum() - high.sum() <= before:
                break
        return sums[:0]

    def _solved(self) -> Codes:
        """Sums with a hidden count that the linear system determines: a random vector of its null space is 0 there.

        A count that stands in one sum only takes whatever the others leave, so that sum binds none of them. Such sums
        are taken off, layer by layer; most often nothing is left that has to be solved.
        """
        from scipy.sparse import coo_array

        every_sum, every_cell, sign = self._secret()
        if not every_sum.size:
            return every_sum
        links = coo_array((sign, (every_cell, every_sum))).tocsr()
        links.eliminate_zeros()  # a count that is part and total of one sum
        cell, sums = links.nonzero()
        layers, left = [], np.ones(len(cell), bool)
        while (own := np.flatnonzero(left & (np.bincount(cell[left], minlength=links.shape[0])[cell] == 1))).size:
            bound, first = np.unique(sums[own], return_index=True)
            off = left & np.isin(sums, bound)
            layers.append((own[first], off))
            left &= ~off
        free = np.random.default_rng(1).normal(size=links.shape[0])
        if left.any():
            core = np.unique(cell[left])
            free[core] = _projected(free[core], links[core][:, np.unique(sums[left])])
        for own, off in reversed(layers):
            rest = np.bincount(sums[off], (links.data * free[cell])[off], links.shape[1])
            free[cell[own]] -= (rest[sums] / links.data)[own]
        return np.unique(every_sum[(np.abs(free[every_cell]) < 1e-7) & ~self.open[every_cell]])


def _projected(vector: Floats, links: Any) -> Floats:
    """The part of a vector that leaves every sum (a column) as it is."""
    from scipy.sparse.linalg import lsqr

    found: Floats = vector - links @ lsqr(links, vector, atol=1e-13, btol=1e-13, iter_lim=5000)[0]
    return found
