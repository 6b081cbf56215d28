"""Bounds, sum by sum, leave every hidden cell room."""

import math

import numpy as np
import pytest

from ks_data.statistics.disclosure import bounds
from ks_data.statistics.disclosure.sums import Links
from ks_data.statistics.estimates import Floats, Mask
from tests.statistics.disclosure.tables import hidden, links, observations, sums_of, suppressed, towns


def without_room(links: Links, count: Floats, lower: Floats, upper: Floats, wanted: Floats) -> Mask:
    """Of each link whether its sum leaves its cell too little room, for a reader who has only these bounds."""
    return bounds.narrow(links, count, lower.copy(), upper.copy(), wanted, np.ones(len(count), bool))[0]


def test_two_hidden_ones_that_must_both_be_1_get_a_third():
    rows = towns([1, 1, 20, 50, 60], [900] * 5, totals=("PV1",))
    assert hidden(suppressed(observations(rows))) == ["GM1", "GM2", "GM3"]


def test_three_hidden_ones_that_must_all_be_9_get_the_total():
    rows = towns([9, 9, 9, 50, 60], [900] * 5)
    assert set(hidden(suppressed(observations(rows)))) == {"GM1", "GM2", "GM3", "PV1", "PV2", "GM4"}


@pytest.mark.parametrize(
    ("counts", "bounds_known", "expected"),
    [
        ([1, 1], [(1, 9), (1, 9)], [0]),  # 2 in all: each must be 1
        ([9, 9], [(1, 9), (1, 9)], [0]),  # 18 in all: each must be 9
        ([1, 2], [(1, 9), (1, 9)], []),  # 3 in all: 1 and 2, or 2 and 1
        ([1, 2], [(1, 9), (2, 99)], [0]),
        ([5], [(1, 9)], [0]),  # alone in a sum: what the shown ones leave
    ],
)
def test_cells_that_must_be_as_small_or_as_large_as_they_may_be_have_no_room(counts, bounds_known, expected):
    sums = links([dict.fromkeys(range(len(counts)), 1.0)])
    lower, upper = np.array(bounds_known, float).T
    wanted = np.ones(len(counts))
    tight = without_room(sums, np.array(counts, float), lower, upper, wanted)
    assert sums_of(sums, tight) == expected
    assert not without_room(sums, np.array(counts, float), lower, upper, wanted - math.inf).any()


def test_bounds_that_one_sum_narrows_narrow_those_of_another():
    count, lower, upper = np.array([2.0, 8, 9]), np.array([2.0, 1, 1]), np.array([3.0, 20, 9])
    first, second = {0: 1.0, 1: 1.0}, {1: 1.0, 2: 1.0}  # 10 in all: cell 1 is 7 or 8; 17 in all: cell 1 is 8 or more
    for sums, expected in (([first], []), ([second], []), ([first, second], [0, 1])):
        tight = without_room(links(sums), count, lower, upper, np.ones(3))
        assert sums_of(links(sums), tight) == expected


def test_a_total_is_bounded_by_its_parts_and_a_part_by_its_total():
    least, most = np.array([1.0, 1, -99]), np.array([9.0, 9, -5])  # the total adds itself with a minus
    floor, ceiling = bounds.implied_bounds(np.zeros(3, np.int64), np.zeros(3), least, most)
    assert (-ceiling[2], -floor[2]) == (2, 18)
    assert (floor[0], ceiling[0]) == (-4, 98)
