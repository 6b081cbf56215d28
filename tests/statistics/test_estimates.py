"""Intervals and estimates: known answers, the formulas by hand, and coverage in simulation."""

import math
import subprocess
import sys
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import statistics
from tests.statistics.samples import BIG2, BIRTHS, BORN, DEATHS, EARLY, counted, estimate, series, steady


@pytest.mark.parametrize(
    ("numerator", "denominator", "kind", "unit", "lower", "upper"),
    [
        (7, 1850, "rate", "per 1.000", 1.52, 7.80),
        (272, 1850, "proportion", "%", 13.16, 16.39),
        (0.784 * 1900, 1900, "proportion", "%", 76.49, 80.19),
        (7.79, 1900, "rate", "per 1.000", 1.75, 8.15),
    ],
)
def test_limits_are_the_known_answers(numerator, denominator, kind, unit, lower, upper):
    found = statistics.limits(numerator, denominator, kind, unit)
    assert np.round(found, 2).tolist() == [lower, upper]


@steady
@given(st.integers(1, 20_000), st.floats(0, 1), st.sampled_from(statistics.LEVELS))
def test_wilson_limits_solve_the_score_equation(n, share, level):
    x = round(share * n)
    z = NormalDist().inv_cdf((1 + level) / 2)
    for limit in statistics.limits(x, n, "proportion", "aantal", level):
        assert (x / n - limit) ** 2 * n == pytest.approx(z**2 * limit * (1 - limit), abs=1e-7 * n)


@steady
@given(st.floats(0.01, 9.99), st.sampled_from(statistics.LEVELS))
def test_exact_limits_of_small_counts_leave_the_tail_on_either_side(count, level):
    from scipy.special import gammainc, gammaincc

    lower, upper = statistics.limits(count, 1, "rate", "aantal", level)
    tail = (1 - level) / 2
    assert gammainc(count, lower) == pytest.approx(tail, rel=1e-6)
    assert gammaincc(count + 1, upper) == pytest.approx(tail, rel=1e-6)


@steady
@given(st.floats(10, 1e6), st.sampled_from(statistics.LEVELS))
def test_byar_limits_follow_the_formula_and_stay_close_to_exact(count, level):
    from scipy.stats import chi2

    z = NormalDist().inv_cdf((1 + level) / 2)
    by_hand = [count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3]
    by_hand += [(count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * (count + 1) ** 0.5)) ** 3]
    assert np.array(statistics.limits(count, 2, "count", "aantal", level)) * 2 == pytest.approx(by_hand)
    tail = (1 - level) / 2
    assert by_hand == pytest.approx([chi2.ppf(tail, 2 * count) / 2, chi2.isf(tail, 2 * count + 2) / 2], rel=0.02)


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_limits_at_the_edges_are_zero_whole_or_unknown(kind):
    numerator = np.array([0, 40, 1, 0, math.nan, 3, -1, 5])
    denominator = np.array([40, 40, 0, 0, 40, math.nan, 40, -5])
    lower, upper = statistics.limits(numerator, denominator, kind, "%")
    assert lower[0] == 0
    assert 0 < upper[0] < 12
    assert (upper[1] == 100) if kind == "proportion" else (upper[1] > 100)
    assert np.isnan(lower[2:]).all()
    assert np.isnan(upper[2:]).all()


def test_a_numerator_above_the_denominator_is_impossible_for_a_proportion_only():
    assert np.isnan(statistics.limits(12, 10, "proportion", "%")).all()
    assert not np.isnan(statistics.limits(12, 10, "rate", "%")).any()


def test_limits_are_ordered_around_the_value_and_wider_at_the_higher_level():
    n = np.repeat(np.arange(1, 400), 5)
    x = np.floor(n * np.tile([0, 0.01, 0.2, 0.7, 1], 399))
    for kind in ("proportion", "rate"):
        (low, high), (low998, high998) = (statistics.limits(x, n, kind, "aantal", level) for level in statistics.LEVELS)
        assert (low998 <= low).all()
        assert (low <= x / n).all()
        assert (x / n <= high).all()
        assert (high <= high998).all()


def test_wilson_covers_the_truth_in_95_percent_over_sizes_and_shares_that_occur():
    rng = np.random.default_rng(5)
    births = np.clip(np.exp(rng.normal(5.8, 1.0, 342)), 30, 9000).round()
    covered = []
    for share in (0.02, 0.05, 0.075, 0.16, 0.3, 0.5, 0.726, 0.784, 0.95):
        x = rng.binomial(births.astype(int), share, (150, 342))
        lower, upper = statistics.limits(x, births, "proportion", "aantal")
        covered.append(((lower <= share) & (share <= upper)).mean())
    assert min(covered) >= 0.94
    assert 0.945 <= np.mean(covered) <= 0.965


def test_rates_cover_the_truth_in_95_percent_and_in_more_when_exact():
    rng = np.random.default_rng(6)

    def coverage(expected):
        lower, upper = statistics.limits(rng.poisson(expected, 40_000), 1, "rate", "aantal")
        return ((lower <= expected) & (expected <= upper)).mean()

    assert 0.94 <= np.mean([coverage(expected) for expected in (15, 20, 30, 50, 100, 300)]) <= 0.965
    assert all(coverage(expected) >= 0.949 for expected in (0.5, 1, 2, 4, 8))  # exact limits never promise too much


def test_an_estimate_from_counts_keeps_the_published_value():
    one = estimate(DEATHS, value=4.8, numerator=25.0, denominator=5291.0)
    assert (one.value, one.basis, one.approximate, one.method, one.reason) == (4.8, "counts", False, "byar", "")
    assert one.lower < one.value < one.upper


def test_a_value_that_only_counts_give_is_computed():
    assert counted(EARLY, 3, 4).value == 75
    assert counted(BIG2, 272, 1850).value == pytest.approx(147.03, abs=0.01)


def test_a_rate_with_a_stated_denominator_is_approximate():
    one = estimate(DEATHS, value=4.1, assumed=BIRTHS)
    assert one.approximate
    assert (one.basis, one.method) == ("rate_and_assumed_denominator", "exact")
    assert (one.numerator, one.denominator) == (pytest.approx(7.79), 1900)
    assert (round(one.lower, 2), round(one.upper, 2)) == (1.75, 8.15)


def test_an_assumption_is_for_its_own_region_and_counts_each_pooled_year():
    assert estimate(DEATHS, "NL01", value=4.1, assumed=BIRTHS).reason == "no_denominator"
    assert estimate(DEATHS, period="2017-2019", value=4.1, assumed=BIRTHS).denominator == 5700


def test_an_own_denominator_goes_before_an_assumed_one():
    one = estimate(DEATHS, value=4.0, denominator=1000.0, assumed=BIRTHS)
    assert (one.basis, one.numerator, one.approximate) == ("rate_and_denominator", 4, True)


def test_a_numerator_and_a_rate_give_the_denominator():
    one = estimate(DEATHS, value=7.7, numerator=1275.0)
    assert (one.basis, one.approximate) == ("rate_and_numerator", True)
    assert one.denominator == pytest.approx(165_584, abs=1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"value": 4.1}, "no_denominator"),
        ({"value": 4.1, "denominator": 0.0}, "no_denominator"),
        ({}, "missing"),
        ({"status": "ontbreekt"}, "missing"),
        ({"status": "onderdrukt", "denominator": 1900.0}, "suppressed"),
        ({"value": 4.1, "numerator": 8.0, "denominator": 1900.0, "status": "onderdrukt"}, "suppressed"),
        ({"numerator": -1.0, "denominator": 1900.0}, "invalid"),
    ],
)
def test_an_estimate_without_interval_says_why(row, reason):
    one = estimate(DEATHS, **row)
    assert (one.reason, one.method) == (reason, "")
    assert np.isnan([one.lower, one.upper, one.lower998, one.upper998]).all()


def test_a_suppressed_row_gives_no_value_even_when_it_carries_one():
    one = estimate(DEATHS, value=4.1, numerator=8.0, denominator=1900.0, status="onderdrukt")
    assert math.isnan(one.value)
    assert math.isnan(one.numerator)


def test_a_forecast_keeps_its_value_and_is_never_tested():
    one = estimate(BORN, value=1895.0, status="geschat")
    assert (one.value, one.reason, one.method) == (1895, "forecast", "")
    assert statistics.difference(one, 1800.0).reason == "forecast"


def test_a_count_is_its_own_numerator():
    one = estimate(BORN, value=1834.0)
    assert (one.numerator, one.basis, one.method, one.approximate) == (1834, "counts", "byar", False)
    assert (round(one.lower, 1), round(one.upper, 1)) == (1751.0, 1919.9)


def test_estimates_keep_the_order_of_the_rows_and_refuse_another_indicator():
    rows = pd.DataFrame({"indicator": EARLY.id, "region": ["GM2", "GM1"], "period": "2019", "value": [70.0, 80.0]})
    assert [one.value for one in statistics.estimates(EARLY, rows)] == [70, 80]
    assert statistics.estimates(EARLY, rows[:0]) == []
    with pytest.raises(ValueError, match="another indicator"):
        statistics.estimates(BIG2, rows)


def test_pooled_years_add_counts_before_the_rate():
    parts = series(DEATHS, [2, 0, 10], [1000, 100, 2000])
    whole = statistics.pooled(DEATHS, parts[::-1])
    assert (whole.period, whole.numerator, whole.denominator) == ("2015-2017", 12, 3100)
    assert whole.value == pytest.approx(12 / 3.1)
    assert [whole.lower, whole.upper] == pytest.approx(np.array(statistics.limits(12, 3100, "rate", "per 1.000")))
    assert (whole.basis, whole.approximate) == ("counts", False)


def test_pooled_years_are_approximate_when_one_of_them_is():
    parts = [estimate(DEATHS, period=str(year), value=4.1, assumed=BIRTHS) for year in (2017, 2018, 2019)]
    assert statistics.pooled(DEATHS, parts).approximate


def test_pooled_years_need_every_year_and_no_break_between():
    parts = series(DEATHS, [9, 9, 9], [1000] * 3)
    assert statistics.pooled(DEATHS, parts[::2]).reason == "missing"
    assert statistics.pooled(DEATHS, [*parts, parts[0]]).reason == "missing"
    assert statistics.pooled(DEATHS, parts, [2016]).reason == "break"
    assert statistics.pooled(DEATHS, parts, [2015, 2018]).reason == ""
    hidden = estimate(DEATHS, period="2018", status="onderdrukt")
    found = statistics.pooled(DEATHS, [*parts, hidden])
    assert (found.reason, found.method) == ("suppressed", "")
    assert math.isnan(found.value)
    with pytest.raises(ValueError, match="one region"):
        statistics.pooled(DEATHS, [*parts, counted(DEATHS, 9, 1000, "GM0001", "2018")])


def test_a_series_splits_at_its_breaks():
    periods = ["2014", "2015", "2016", "2017", "2014-2015", "2014-2016", "2016-2017"]
    assert statistics.segments(periods, [2017, 2016]).tolist() == [0, 0, 1, 2, 0, -1, -1]
    assert statistics.segments(periods[:2]).tolist() == [0, 0]
    assert statistics.segments([]).tolist() == []
    with pytest.raises(ValueError, match="2019-2017"):
        statistics.segments(["2019-2017"])


@pytest.mark.slow
def test_importing_measures_does_not_import_scipy_or_statsmodels():
    code = "import sys, ks_data.statistics; print([name for name in sys.modules if name in ('scipy', 'statsmodels')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_approximate_limits_hold_95_percent_only_while_the_real_births_lie_within_10_percent_of_those_assumed():
    rng, assumed = np.random.default_rng(12), 1900

    def coverage(births: int) -> float:
        rates = rng.binomial(births, 0.16, 4000) / births
        rows = pd.DataFrame({"region": "GM0392", "period": "2019", "value": rates * 1000, "denominator": assumed})
        covered = [one.lower <= 160 <= one.upper for one in statistics.estimates(BIG2, rows)]
        return float(np.mean(covered))

    assert all(0.93 < coverage(births) < 0.97 for births in (1710, 1900, 2090))
    assert coverage(1300) < 0.915 and coverage(2700) > 0.975
