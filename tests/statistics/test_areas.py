"""Many areas beside one benchmark: classes, flags by chance, and the funnel."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import statistics
from ks_data.statistics import FiveClass
from tests.statistics.samples import steady


def test_five_classes_follow_both_limits():
    lower, upper = np.array([1, 1, 4, 6, 7, math.nan]), np.array([3, 4, 6, 8, 9, 5])
    lower998, upper998 = lower - 1.5, upper + 1.5
    assert statistics.five_classes(lower, upper, lower998, upper998, 5.0).tolist() == [
        FiveClass.MUCH_LOWER,
        FiveClass.LOWER,
        FiveClass.NO_DIFFERENCE,
        FiveClass.HIGHER,
        FiveClass.MUCH_HIGHER,
        FiveClass.NOT_TESTABLE,
    ]


def test_of_342_equal_areas_about_17_are_flagged_by_chance():
    rng = np.random.default_rng(4)
    seen, seen998 = [], []
    for _ in range(200):
        x, n = rng.binomial(1900, 0.16, 342), np.full(342, 1900)
        bounds = [bound for level in statistics.LEVELS for bound in statistics.limits(x, n, "proportion", "%", level)]
        found = statistics.flags(statistics.five_classes(*bounds, benchmark=16.0))
        assert (found.tested, round(found.expected, 1), round(found.expected998, 1)) == (342, 17.1, 0.7)
        seen.append(found.seen)
        seen998.append(found.seen998)
    assert np.mean(seen) == pytest.approx(17.1, abs=1)
    assert np.mean(seen998) == pytest.approx(0.68, abs=0.25)


def test_areas_that_are_not_testable_are_not_expected_to_be_flagged():
    found = statistics.flags(["niet te toetsen", "lager", "veel hoger", "geen aantoonbaar verschil"])
    assert (found.tested, found.seen, found.seen998) == (3, 2, 1)
    assert (found.expected, found.expected998) == pytest.approx((0.15, 0.006))


@steady
@given(st.integers(1, 20_000), st.floats(0, 1), st.floats(0.001, 0.999), st.sampled_from(statistics.LEVELS))
def test_outside_the_funnel_is_the_same_as_a_wilson_interval_without_the_benchmark(n, share, p0, level):
    x = round(share * n)
    low, high = (float(limit) for limit in statistics.funnel_limits(p0 * 100, n, "proportion", "%", level))
    lower, upper = statistics.limits(x, n, "proportion", "%", level)
    assert 0 <= low <= p0 * 100 <= high <= 100
    if min(abs(lower - p0 * 100), abs(upper - p0 * 100)) > 1e-9:
        assert (x / n * 100 < low or x / n * 100 > high) == (upper < p0 * 100 or lower > p0 * 100)


@steady
@given(st.integers(10, 20_000), st.integers(0, 400), st.floats(0.5, 20), st.sampled_from(statistics.LEVELS))
def test_outside_the_funnel_of_a_rate_is_the_same_as_an_interval_without_the_benchmark(n, x, rate, level):
    low, high = statistics.funnel_limits(rate, n, "rate", "per 1.000", level)
    lower, upper = statistics.limits(x, n, "rate", "per 1.000", level)
    if min(abs(lower - rate), abs(upper - rate)) > 0.01 * rate:
        assert (x / n * 1000 < low or x / n * 1000 > high) == (upper < rate or lower > rate)


def test_the_funnel_narrows_with_size_and_knows_no_size_of_a_count():
    lower, upper = statistics.funnel_limits(4.5, [0, 100, 1000, 10_000], "rate", "per 1.000")
    assert np.isnan([lower[0], upper[0]]).all()
    assert (np.diff(lower[1:]) >= 0).all()
    assert (np.diff(upper[1:]) < 0).all()
    with pytest.raises(ValueError, match="no funnel"):
        statistics.funnel_limits(1, 1, "count", "aantal")
