"""The recent trend: against other implementations and by hand, and how often chance gives one."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from ks_data import statistics
from tests.statistics.samples import BIG2, DEATHS, EARLY, YEARS, Z80, counted, estimate, series

Z998 = NormalDist().inv_cdf(0.999)


def test_the_trend_of_proportions_is_the_cochran_armitage_test():
    from statsmodels.stats.contingency_tables import Table

    x, n = np.array([300, 280, 270, 262, 240]), np.array([1900, 1880, 1910, 1850, 1895])
    found = statistics.trend(series(BIG2, x, n))
    p, t = x.sum() / n.sum(), np.arange(5)
    score = (t * (x - n * p)).sum()
    by_hand = score**2 / (p * (1 - p) * ((n * t**2).sum() - (n * t).sum() ** 2 / n.sum()))
    assert found.chi2 == pytest.approx(by_hand)
    table = Table(np.array([x, n - x]), shift_zeros=False).test_ordinal_association()
    assert found.chi2 == pytest.approx(table.zscore**2, rel=2 / n.sum())
    assert (found.direction, found.points, found.years) == ("no_change", 5, (2015, 2016, 2017, 2018, 2019))


def test_the_trend_of_rates_is_a_slope_weighted_by_the_interval():
    x, n = np.array([20, 31, 38, 52, 60]), np.full(5, 2000)
    found = statistics.trend(series(DEATHS, x, n))
    lower, upper = statistics.limits(x, n, "rate", "per 1.000")
    weight = np.diag((3.92 / (upper - lower)) ** 2)
    design = np.column_stack([np.ones(5), YEARS - 2017])
    covariance = np.linalg.inv(design.T @ weight @ design)
    slope = (covariance @ design.T @ weight @ (x / n * 1000))[1]
    assert found.slope == pytest.approx(slope)
    assert found.chi2 == pytest.approx(slope**2 / covariance[1, 1])
    assert found.smallest_change == pytest.approx(4 * (Z998 + Z80) * math.sqrt(covariance[1, 1]), rel=1e-4)
    assert found.direction == "rising"


@pytest.mark.parametrize("indicator", [EARLY, DEATHS])
def test_a_clear_rise_and_its_mirror_have_opposite_directions(indicator):
    x, n = [100, 150, 200, 250, 300], [2000] * 5
    assert statistics.trend(series(indicator, x, n)).direction == "rising"
    assert statistics.trend(series(indicator, x[::-1], n)).direction == "falling"


def test_one_extreme_year_is_no_trend():
    x = [100, 100, 100, 99, 200]
    found = statistics.trend(series(EARLY, x, [2000] * 5))
    assert found.chi2 > statistics.TREND_CHI2
    assert found.direction == "no_change"


def test_a_trend_needs_five_years_and_says_how_many_there_are():
    found = statistics.trend(series(EARLY, [1, 2, 3], [9, 9, 9]))
    assert (found.direction, found.points, found.reason) == ("not_computable", 3, "too_few_years")
    assert statistics.trend([]).points == 0
    without = [estimate(EARLY, period=str(year), value=70.0) for year in range(2015, 2020)]
    found = statistics.trend(without)
    assert (found.direction, found.points, found.reason) == ("not_computable", 0, "no_denominator")


def test_a_trend_leaves_out_pooled_years_and_everything_before_a_break():
    rising = series(EARLY, [100, 150, 200, 250, 300], [2000] * 5)
    pooled = counted(EARLY, 10, 6000, period="2020-2022")
    assert statistics.trend([pooled, *rising]) == statistics.trend(rising)
    assert statistics.trend([*rising, pooled]).years == (2015, 2016, 2017, 2018, 2019)
    forecast = estimate(EARLY, period="2021", value=1.0, numerator=20.0, denominator=2000.0, status="geschat")
    assert statistics.trend([*rising, forecast]) == statistics.trend(rising)
    found = statistics.trend(rising, breaks=[2017])
    assert (found.direction, found.points, found.years) == ("not_computable", 3, (2017, 2018, 2019))
    assert statistics.trend(rising, breaks=[2015, 2020]).direction == "rising"


def test_years_that_differ_without_a_direction_are_told_apart_from_years_that_do_not_differ():
    n = [2_000_000] * 5
    found = statistics.trend(series(EARLY, [980_000, 1_040_000, 1_030_000, 1_020_000, 1_012_000], n))
    assert found.direction == "no_change" and found.unsteady
    assert not statistics.trend(series(EARLY, [1_000_000] * 5, n)).unsteady


def test_a_trend_takes_the_latest_five_years_there_are_and_a_gap_counts_as_time():
    n = [2000] * 7
    parts = series(EARLY, [900, 100, 150, 200, 250, 300, 350], n, first=2010)
    parts[3] = estimate(EARLY, period="2013", status="onderdrukt")
    found = statistics.trend(parts)
    assert found.years == (2011, 2012, 2014, 2015, 2016)
    assert found.slope == pytest.approx(2.5, rel=0.02)
    with pytest.raises(ValueError, match="one region"):
        statistics.trend([*parts, counted(EARLY, 1, 2, "GM0001")])


def test_years_without_any_event_are_no_trend():
    found = statistics.trend(series(EARLY, [0] * 5, [100] * 5))
    assert (found.direction, found.chi2) == ("no_change", 0)
    assert statistics.trend(series(DEATHS, [0] * 5, [100] * 5)).direction == "no_change"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_the_trend_rule_gives_a_false_alarm_in_about_2_of_1000_series(kind):
    rng = np.random.default_rng(8)
    alarms = []
    for n, p in ((1900, 0.16), (400, 0.05)) if kind == "proportion" else ((1900, 0.0045), (6000, 0.0045)):
        x = rng.binomial(n, p, (80_000, 5)).astype(float)
        values, size = x / n, np.full(x.shape, float(n))
        lower, upper = statistics.limits(x, n, "rate", "aantal")
        se = statistics.common_error(x, size) if kind == "proportion" else (upper - lower) / 3.92
        slope, slope_se, steady = statistics.slope_test(YEARS, values, se)
        alarms.append((((slope / slope_se) ** 2 > statistics.TREND_CHI2) & steady).mean())
    assert np.mean(alarms) == pytest.approx(0.002, abs=0.0005)


def test_the_trend_of_one_area_is_the_vectorised_test():
    x, n = np.array([[60.0, 70, 85, 90, 110]]), np.full((1, 5), 1000.0)
    slope, se, steady = statistics.slope_test(YEARS, x / n, statistics.common_error(x, n))
    found = statistics.trend(series(EARLY, x[0], n[0]))
    assert found.chi2 == pytest.approx((slope / se).item() ** 2)
    assert steady.tolist() == [True]
