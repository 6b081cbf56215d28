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

from ks_data.statistics.disclosure.cells import FEWEST
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
    balance = _by_sum(links, links.sign * count[links.cell])
    asks = np.zeros(int(links.sum.max(initial=-1)) + 1, bool)
    disclosing = np.zeros(len(links.sum), bool)
    for _ in range(ROUNDS):
        asks[:] = False  # only a sum in which something moved says anything new
        asks[links.sum[has_moved[links.cell]]] = True
        asked = np.flatnonzero(asks[links.sum])
        own = links.where(asked)
        floor, ceiling = implied_bounds(own, balance[asked], lower, upper)
        least, most = lower[own.cell], upper[own.cell]
        tight = np.minimum(ceiling, most) - np.maximum(floor, least) < wanted[own.cell] - TOLERANCE
        if tight.any():
            disclosing[asked[tight]] = True
            return disclosing, False
        rises, falls = np.flatnonzero(floor > least), np.flatnonzero(ceiling < most)
        if not rises.size and not falls.size:
            return disclosing, True
        np.maximum.at(lower, own.cell[rises], floor[rises])
        np.minimum.at(upper, own.cell[falls], ceiling[falls])
        has_moved = np.zeros(len(count), bool)
        has_moved[own.cell[rises]] = has_moved[own.cell[falls]] = True
    return disclosing, False


def implied_bounds(links: Links, balance: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Floor and ceiling of the cell of each link, from the bounds of the other cells in its sum.

    balance: by link, what the hidden cells of its sum make together, with their signs.
    """
    is_part = links.sign > 0
    least = np.where(is_part, lower[links.cell], -upper[links.cell])
    most = np.where(is_part, upper[links.cell], -lower[links.cell])
    with_others_large = balance - (_by_sum(links, most) - most)
    with_others_small = balance - (_by_sum(links, least) - least)
    floor = np.where(is_part, with_others_large, -with_others_small)
    ceiling = np.where(is_part, with_others_small, -with_others_large)
    return floor, ceiling


def _by_sum(links: Links, amount: Floats) -> Floats:
    """The amounts of all links of a sum together, by link."""
    return np.bincount(links.sum, amount)[links.sum].astype(float, copy=False)
