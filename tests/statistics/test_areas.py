"""Many areas beside one benchmark: classes, flags by chance, and the funnel."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from ks_data import statistics
from ks_data.statistics import FiveClass
from tests.statistics.samples import BIG2, BORN, DEATHS, EARLY, counted, counted_areas, estimate, steady

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


# --- which of many areas differ, and by how much


def drawn_areas(indicator, numerators, denominators, threshold: int = 0):
    """Areas with these counts, of which no small one is hidden."""
    return [replace(area, threshold=threshold) for area in counted_areas(indicator, numerators, denominators)]


@pytest.mark.parametrize(("indicator", "benchmark", "size"), [(EARLY, 72.6, 90), (DEATHS, 4.5, 1900)])
def test_the_chance_of_a_difference_is_below_5_percent_just_where_the_verdict_is_that_it_differs(
    indicator, benchmark, size
):
    areas = drawn_areas(indicator, range(60), [size] * 60)
    low_p = statistics.p_values(areas, benchmark) < 0.05
    assert low_p.tolist() == [
        found.value != 0 and found.verdict in ("lager", "hoger") for found in statistics.differences(areas, benchmark)
    ]
    sample = replace(counted(indicator, 20, 600, "GM9999"), threshold=0)
    low_p = statistics.p_values(areas, sample) < 0.05
    assert low_p.tolist() == [found.verdict in ("lager", "hoger") for found in statistics.differences(areas, sample)]


def test_the_chance_of_a_difference_is_that_of_the_score_test():
    areas = drawn_areas(EARLY, [1380, 1420, 1300], [1900] * 3)
    standard = (np.array([1380, 1420, 1300]) / 1900 - 0.726) / math.sqrt(0.726 * 0.274 / 1900)
    assert statistics.p_values(areas, 72.6) == pytest.approx(2 * norm.sf(np.abs(standard)), rel=0.02)


def test_who_is_shown_only_when_it_stands_out_must_stand_out_more():
    open_, hidden = (drawn_areas(DEATHS, [19], [2600], threshold)[0] for threshold in (0, 10))
    shown = statistics.shown_chances([hidden], 4.5)[0]
    assert 0.5 < shown < 0.8
    assert statistics.p_values([hidden], 4.5) == pytest.approx(statistics.p_values([open_], 4.5) / shown)


@pytest.mark.slow
def test_of_the_areas_that_are_called_different_at_most_1_in_20_is_so_by_chance():
    rng, false, called, real = np.random.default_rng(5), [], 0, 0
    sizes = rng.integers(150, 9000, 300)
    truly = np.arange(300) < 15
    for _ in range(20):
        share = np.where(truly, 0.20, 0.16)
        found = statistics.discoveries(drawn_areas(BIG2, rng.binomial(sizes, share), sizes), 160.0)
        false.append((found & ~truly).sum() / max(1, found.sum()))
        called, real = called + found.sum(), real + (found & truly).sum()
    assert np.mean(false) < 0.05
    assert real > 0.6 * 15 * 20  # and it still sees what there is
    at_95 = [
        found.verdict != "geen aantoonbaar verschil"
        for found in statistics.differences(drawn_areas(BIG2, rng.binomial(sizes, share), sizes), 160.0)
    ]
    assert np.sum(np.array(at_95) & ~truly) > 5  # as the 95 % limits do not


def test_where_no_area_differs_or_can_be_tested_none_is_called_different():
    areas = drawn_areas(EARLY, [70, 71, 72], [100] * 3)
    assert statistics.discoveries(areas, 71.0).tolist() == [False] * 3
    assert statistics.discoveries([estimate(EARLY, value=70.0)], 71.0).tolist() == [False]
    assert statistics.discoveries([], 71.0).tolist() == []


def test_a_smoothed_rate_is_the_posterior_mean_of_the_gamma_model():
    rng = np.random.default_rng(8)
    sizes = rng.integers(50, 4000, 200)
    deaths = rng.poisson(sizes * rng.gamma(9, 0.005 / 9, 200))
    found = statistics.smoothed(drawn_areas(DEATHS, deaths, sizes))
    mean, variance = found.mean / 1000, (found.spread / 1000) ** 2
    alpha, nu = mean / variance, mean**2 / variance
    assert found.values == pytest.approx((deaths + nu) / (sizes + alpha) * 1000)
    # both equations of Clayton and Kaldor hold
    drawn = found.values / 1000
    assert drawn.mean() == pytest.approx(nu / alpha, rel=1e-4)
    assert ((1 + alpha / sizes) * (drawn - mean) ** 2).sum() / 199 == pytest.approx(nu / alpha**2, rel=1e-3)


def test_smoothed_values_lie_closer_to_the_truth_and_small_areas_move_most():
    rng = np.random.default_rng(2)
    sizes = rng.integers(30, 3000, 300)
    truth = rng.beta(40, 210, 300)
    areas = drawn_areas(BIG2, rng.binomial(sizes, truth), sizes)
    found, raw = statistics.smoothed(areas), np.array([area.value for area in areas])
    assert ((found.values - truth * 1000) ** 2).mean() < 0.7 * ((raw - truth * 1000) ** 2).mean()
    assert found.spread == pytest.approx(np.std(truth) * 1000, rel=0.15)
    assert np.all(np.diff(found.weights[np.argsort(sizes)]) >= 0)
    assert np.all((found.values - found.mean) * (raw - found.mean) >= 0)


def test_areas_that_differ_by_chance_alone_all_get_nearly_the_mean():
    rng = np.random.default_rng(6)
    sizes = np.full(300, 800)
    found = statistics.smoothed(drawn_areas(BIG2, rng.binomial(sizes, 0.16), sizes))
    assert found.spread < 5 and np.ptp(found.values) < 12
    even = statistics.smoothed(drawn_areas(BIG2, [16, 32, 48], [100, 200, 300]))
    assert even.values == pytest.approx([160] * 3) and even.spread == 0
    few = statistics.smoothed(drawn_areas(BIG2, [16, 32], [100, 200]))
    assert np.isnan(few.values).all()
    with pytest.raises(ValueError, match="no size"):
        statistics.smoothed([estimate(BORN, value=1900.0)])


@pytest.mark.slow
def test_the_funnel_with_spread_holds_95_percent_of_areas_that_differ_beyond_chance():
    rng = np.random.default_rng(11)
    sizes = rng.integers(200, 8000, 400)
    truth = rng.normal(0.16, 0.02, 400)
    areas = drawn_areas(BIG2, rng.binomial(sizes, truth), sizes)
    spread, values = statistics.spread_between(areas, 160.0), np.array([area.value for area in areas])
    assert spread == pytest.approx(20, rel=0.15)
    for beyond, low, high in ((0.0, 0.25, 0.9), (spread, 0.02, 0.09)):
        lower, upper = statistics.funnel_limits(160.0, sizes, "proportion", "per 1.000", spread=beyond)
        assert low < ((values < lower) | (values > upper)).mean() < high
    plain = drawn_areas(DEATHS, rng.poisson(sizes * 0.02), sizes)
    assert statistics.spread_between(plain, 20.0) < 1.5
    narrow, wide = (statistics.funnel_limits(20.0, sizes, "rate", "per 1.000", spread=width) for width in (0.0, 5.0))
    assert np.all(wide[0] <= narrow[0]) and np.all(wide[1] > narrow[1])
    assert statistics.spread_between(areas[:2], 160.0) == 0
