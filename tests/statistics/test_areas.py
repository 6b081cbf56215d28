"""Many areas beside one benchmark: classes, flags by chance, and the funnel."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import statistics
from ks_data.statistics import FiveClass
from tests.statistics.samples import steady

PROVED = [  # from an independent sum over all counts: for areas of 60, 300, 1900 and 9000
    (4.5, "rate", "per 1.000", 10, [0.0, 0.0, 0.0416, 0.0491], [0.0, 0.0, 0.0022, 0.0012]),
    (4.5, "rate", "per 1.000", 0, [0.0027, 0.0124, 0.0234, 0.0491], [0.0002, 0.0005, 0.0008, 0.0012]),
    (16.0, "proportion", "%", 10, [0.0483, 0.0485, 0.0486, 0.0489], [0.004, 0.0022, 0.002, 0.002]),
    (99.5, "proportion", "%", 10, [0.0, 0.0, 0.0694, 0.0431], [0.0, 0.0, 0.004, 0.0024]),
]


def test_five_classes_follow_both_limits():
    lower, upper = np.array([1, 1, 4, 6, 7, math.nan]), np.array([3, 4, 6, 8, 9, 5])
    lower998, upper998 = lower - 1.5, upper + 1.5
    assert statistics.five_classes(lower, upper, lower998, upper998, 5.0).tolist() == [
        FiveClass.SURELY_LOWER,
        FiveClass.LOWER,
        FiveClass.NO_DIFFERENCE,
        FiveClass.HIGHER,
        FiveClass.SURELY_HIGHER,
        FiveClass.NOT_TESTABLE,
    ]


def test_the_words_of_the_classes_say_how_sure_and_not_how_large():
    assert [str(area) for area in FiveClass if area.is_sure] == ["vrijwel zeker lager", "vrijwel zeker hoger"]
    assert [str(area.verdict) for area in FiveClass if area.is_sure] == ["lager", "hoger"]
    assert not [area for area in FiveClass if "veel" in area]


def test_of_342_equal_areas_as_many_are_flagged_by_chance_as_expected():
    rng = np.random.default_rng(4)
    expected, expected998 = (
        statistics.expected_flags(np.full(342, 1900), 16.0, "proportion", "%", level) for level in statistics.LEVELS
    )
    seen, seen998 = [], []
    for _ in range(200):
        x, n = rng.binomial(1900, 0.16, 342), np.full(342, 1900)
        bounds = [bound for level in statistics.LEVELS for bound in statistics.limits(x, n, "proportion", "%", level)]
        flags = statistics.flags(statistics.five_classes(*bounds, benchmark=16.0), expected, expected998)
        assert (flags.tested, flags.expected, flags.expected998) == (342, expected, expected998)
        seen.append(flags.seen)
        seen998.append(flags.seen998)
    assert np.mean(seen) == pytest.approx(expected, abs=1)
    assert np.mean(seen998) == pytest.approx(expected998, abs=0.25)


@pytest.mark.parametrize(
    ("benchmark", "kind", "unit", "threshold", "by_area", "by_area998"),
    PROVED,
)
def test_the_number_by_chance_is_the_exact_one_for_each_size(benchmark, kind, unit, threshold, by_area, by_area998):
    sizes = [60, 300, 1900, 9000]
    for level, exact in zip(statistics.LEVELS, (by_area, by_area998), strict=True):
        arguments = (benchmark, kind, unit, level, threshold)
        assert [statistics.expected_flags([size], *arguments) for size in sizes] == pytest.approx(exact, abs=6e-5)
        assert statistics.expected_flags(sizes, *arguments) == pytest.approx(sum(exact), abs=3e-4)


def test_far_fewer_than_1_in_20_small_areas_have_a_rare_outcome_demonstrably_more_or_less_often_by_chance():
    assert statistics.expected_flags(np.full(100, 300), 4.5, "rate", "per 1.000") < 2
    assert statistics.expected_flags([], 4.5, "rate", "per 1.000") == 0
    with pytest.raises(ValueError, match="no size"):
        statistics.expected_flags([1], 4.5, "count", "aantal")


def test_an_area_that_is_shown_although_its_number_is_small_has_a_threshold_of_its_own():
    arguments = (4.5, "rate", "per 1.000", 0.95)
    both = statistics.expected_flags([1900, 1900], *arguments, [0, 10])
    assert both == pytest.approx(
        statistics.expected_flags([1900], *arguments, 0) + statistics.expected_flags([1900], *arguments, 10)
    )


def test_areas_that_are_not_testable_are_not_counted():
    flags = statistics.flags(["niet te toetsen", "lager", "vrijwel zeker hoger", "geen aantoonbaar verschil"])
    assert (flags.tested, flags.seen, flags.seen998) == (3, 2, 1)
    assert math.isnan(flags.expected) and math.isnan(flags.expected998)


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
