"""Bounds: which sums leave which hidden cell less room than it should have.

Claim: when no link is named here, bounds sum by sum leave every hidden cell the room that is wanted for it. Every
hidden cell starts with the bounds that its reader knows (see `cells`). What the hidden cells of a sum make together is
what its shown cells leave, so the bounds of all but one of them bound that one: its floor is what is left when the
others are as large as they may be, its ceiling when they are as small. Narrowed bounds narrow others in their turn,
until nothing moves.

It is asked for two readers. One is held to know of each hidden cell why it is hidden, which no reader is told: from him
each cell keeps one person of room. The other knows that no hidden row counts nobody: from him a small cell keeps three
persons of room, four possible values. Where sums and cells hang together as a tree this is exact, in whole persons too;
joint inequalities of several sums are not solved.
"""

import numpy as np

from ks_data.statistics.disclosure.cells import FEWEST, Codes
from ks_data.statistics.disclosure.sums import Links
from ks_data.statistics.estimates import Floats, Mask

ROOM = FEWEST - 1.0
"""Persons between the bounds of a small count."""
TOLERANCE = 1e-4
"""Persons: what rounding may take off."""
ROUNDS = 50


def narrow(
    links: Links, count: Floats, lower: Floats, upper: Floats, wanted: Floats, has_moved: Mask
) -> tuple[Mask, bool]:
    """Narrows bounds by cell, in place; of each link whether its sum leaves its cell too little, and if nothing moves.

    links: those of hidden cells only. By cell: its count, the bounds that a reader has, the room (persons) that is
    wanted for it, and whether its bounds have moved: sums of the others must be at rest, and are not asked first. The
    first round that finds a sum that leaves too little ends the search.
    """
    asks = np.zeros(int(links.sum.max(initial=-1)) + 1, bool)
    disclosing = np.zeros(len(links.sum), bool)
    for _ in range(ROUNDS):
        asks[:] = False  # only a sum in which something moved says anything new
        asks[links.sum[has_moved[links.cell]]] = True
        asked = np.flatnonzero(asks[links.sum])
        own = links.where(asked)
        is_part, cell = own.sign > 0, own.cell
        least, most = lower[cell], upper[cell]
        least, most = np.where(is_part, least, -most), np.where(is_part, most, -least)  # of what it adds to its sum
        floor, ceiling = implied_bounds(own.sum, own.sign * count[cell], least, most)
        tight = np.minimum(ceiling, most) - np.maximum(floor, least) < wanted[cell] - TOLERANCE
        if tight.any():
            disclosing[asked[tight]] = True
            return disclosing, False
        rises, falls = np.flatnonzero(floor > least), np.flatnonzero(ceiling < most)
        if not rises.size and not falls.size:
            return disclosing, True
        raised, lowered = rises[is_part[rises]], falls[~is_part[falls]]
        np.maximum.at(lower, np.r_[cell[raised], cell[lowered]], np.r_[floor[raised], -ceiling[lowered]])
        lowered, raised = falls[is_part[falls]], rises[~is_part[rises]]
        np.minimum.at(upper, np.r_[cell[lowered], cell[raised]], np.r_[ceiling[lowered], -floor[raised]])
        has_moved = np.zeros(len(count), bool)
        has_moved[cell[rises]] = has_moved[cell[falls]] = True
    return disclosing, False


def implied_bounds(sums: Codes, amount: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Floor and ceiling of what each link adds to its sum, from the bounds of the others in it.

    By link: its sum, what it adds, and between which bounds.
    """
    together = np.bincount(sums, amount)
    with_others_large = together - np.bincount(sums, most)
    with_others_small = together - np.bincount(sums, least)
    return with_others_large[sums] + most, with_others_small[sums] + least
