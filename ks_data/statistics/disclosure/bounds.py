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

from ks_data.statistics.disclosure.sums import Links
from ks_data.statistics.estimates import Floats, Mask

ROOM = 3.0
"""Persons between the bounds of a small count: so four values are possible."""
TOLERANCE = 1e-4
"""Persons: what rounding may take off."""
ROUNDS = 50


def links_without_room(links: Links, count: Floats, lower: Floats, upper: Floats, wanted: Floats) -> Mask:
    """Of each link whether its sum leaves its cell too little room.

    links: those of hidden cells only. By cell: its count, the bounds that a reader starts with, and the room (persons)
    that is wanted for it. The first round that finds such sums ends the search.
    """
    lower, upper = lower.copy(), upper.copy()
    balance = _by_sum(links, links.sign * count[links.cell])
    for _ in range(ROUNDS):
        floor, ceiling = implied_bounds(links, balance, lower, upper)
        room = np.minimum(ceiling, upper[links.cell]) - np.maximum(floor, lower[links.cell])
        tight = room < wanted[links.cell] - TOLERANCE
        if tight.any():
            return tight
        room_before = upper.sum() - lower.sum()
        np.maximum.at(lower, links.cell, floor)
        np.minimum.at(upper, links.cell, ceiling)
        if upper.sum() - lower.sum() >= room_before:
            break
    return np.zeros(len(links.sum), bool)


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
