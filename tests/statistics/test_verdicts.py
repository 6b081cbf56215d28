"""Verdicts: when a figure differs from a benchmark, when it does not, and when that cannot be tested."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from ks_data import statistics
from ks_data.statistics import Verdict
from tests.statistics.samples import BIG2, BIRTHS, BORN, DEATHS, EARLY, counted, estimate, steady


def test_of_the_three_indicators_of_haarlem_only_early_care_differs_from_the_country():
    found = {}
    for indicator, own, country in ((BIG2, 147.1, 157.5), (DEATHS, 4.1, 4.5), (EARLY, 78.4, 72.6)):
        haarlem = estimate(indicator, value=own, assumed=BIRTHS)
        found[indicator.id] = statistics.verdict(haarlem, estimate(indicator, "NL01", value=country))
    assert list(found.values()) == ["geen aantoonbaar verschil", "geen aantoonbaar verschil", "hoger"]


@pytest.mark.slow
@steady
@given(st.integers(1, 3000), st.floats(0, 1), st.floats(0.001, 0.999))
def test_against_a_number_the_verdict_is_that_of_the_interval(n, share, benchmark):
    one = replace(counted(EARLY, round(share * n), n), threshold=0)
    found = statistics.difference(one, benchmark * 100)
    expected = Verdict.LOWER if one.upper < benchmark * 100 else Verdict.NO_DIFFERENCE
    expected = Verdict.HIGHER if one.lower > benchmark * 100 else expected
    assert found.verdict == expected == statistics.verdict(one, benchmark * 100)
    kind = statistics.five_classes([one.lower], [one.upper], [one.lower998], [one.upper998], benchmark * 100)[0]
    assert statistics.FiveClass(kind).verdict == found.verdict


def test_an_area_is_never_compared_with_itself():
    one = counted(EARLY, 700, 1000)
    for other in (one, counted(EARLY, 2000, 3000, period="2017-2019")):
        found = statistics.difference(one, other)
        assert (found.verdict, found.reason) == (Verdict.NOT_TESTABLE, "itself")
        assert math.isnan(found.value)


@pytest.mark.parametrize(
    ("one", "other", "breaks", "reason"),
    [
        (estimate(EARLY, value=78.4), 72.6, (), "no_denominator"),
        (estimate(EARLY, status="onderdrukt"), 72.6, (), "suppressed"),
        (counted(EARLY, 7, 10), math.nan, (), "benchmark"),
        (counted(EARLY, 7, 10), estimate(EARLY, "NL01"), (), "benchmark"),
        (counted(EARLY, 7, 10), estimate(EARLY, "GM0363", value=70.0), (), "benchmark"),
        (counted(EARLY, 7, 10), counted(BIG2, 7, 10, "NL01"), (), "definition"),
        (counted(EARLY, 7, 10), counted(EARLY, 7, 10, period="2015"), (2017,), "break"),
        (counted(EARLY, 7, 10, period="2016-2018"), counted(EARLY, 7, 10, "NL01", "2018"), (2017,), "break"),
        (estimate(BORN, value=1900.0), estimate(BORN, "NL01", value=170_000.0), (), "count"),
        (estimate(BORN, value=1900.0), estimate(BORN, period="2016-2018", value=5700.0), (), "count"),
    ],
)
def test_what_cannot_be_compared_is_not_testable_and_says_why(one, other, breaks, reason):
    found = statistics.difference(one, other, breaks)
    assert (found.verdict, found.reason) == ("niet te toetsen", reason)
    assert math.isnan(statistics.smallest_detectable(one, other, breaks).value)


def test_a_small_benchmark_is_a_sample_and_not_a_fixed_number():
    one, other = counted(EARLY, 250, 1000), counted(EARLY, 29, 100, "GM0363")
    assert statistics.verdict(one, other.value) == Verdict.LOWER
    found = statistics.difference(one, other)
    assert found.verdict == Verdict.NO_DIFFERENCE
    (l1, u1), (l2, u2) = ((item.lower, item.upper) for item in (one, other))
    gap = one.value - other.value
    by_hand = gap - math.hypot(one.value - l1, u2 - other.value), gap + math.hypot(u1 - one.value, other.value - l2)
    assert (found.lower, found.upper) == pytest.approx(by_hand)  # Newcombe, method 10


def test_rates_of_two_samples_are_judged_by_square_and_add():
    one, other = counted(DEATHS, 9, 1900), counted(DEATHS, 4, 2500, "GM0363")
    (l1, u1), (l2, u2) = ((item.lower, item.upper) for item in (one, other))
    gap = one.value - other.value
    by_hand = gap - math.hypot(one.value - l1, u2 - other.value), gap + math.hypot(u1 - one.value, other.value - l2)
    found = statistics.difference(one, other)
    assert (found.lower, found.upper) == pytest.approx(by_hand)
    assert found.lower998 < found.lower < found.upper < found.upper998


def test_samples_without_events_can_be_compared():
    assert statistics.verdict(counted(DEATHS, 0, 90), counted(DEATHS, 0, 2500, "GM0363")) == Verdict.NO_DIFFERENCE
    assert statistics.verdict(counted(DEATHS, 0, 9000), counted(DEATHS, 40, 5000, "GM0363")) == Verdict.LOWER


# --- what is shown only when it stands out


def test_a_town_of_1200_births_with_the_national_mortality_is_shown_in_5_percent_of_years_and_not_tested():
    eleven = counted(DEATHS, 11, 1200)
    assert statistics.shown_chances([eleven], 4.5) == pytest.approx([0.053], abs=0.001)
    assert eleven.lower > 4.5  # by its interval it would be called higher, as in 42 % of the years that are shown
    found = statistics.difference(eleven, 4.5)
    assert (found.verdict, found.reason) == (Verdict.NOT_TESTABLE, "selected")
    assert math.isnan(statistics.smallest_detectable(eleven, 4.5).value)
    three_years = counted(DEATHS, 33, 3600, period="2017-2019")
    assert statistics.verdict(three_years, 4.5) == Verdict.HIGHER


@pytest.mark.slow
def test_of_the_years_that_are_shown_and_tested_no_more_than_1_in_20_differs_by_chance():
    counts = np.arange(0.0, 120)
    lower, upper = statistics.limits(counts, 1.0, "rate", "aantal")
    shown = (counts == 0) | (counts >= 10)
    for expected in np.arange(0.1, 40, 0.1):
        mass = poisson.pmf(counts, expected)
        part = mass[shown].sum()
        flagged = mass[shown & ((lower > expected) | (upper < expected))].sum() / part
        births = counted(DEATHS, 0, expected * 1000)
        assert statistics.shown_chances([births], 1.0) == pytest.approx([part], abs=1e-6)
        tested = statistics.difference(births, 1.0).reason == ""
        assert tested == (part >= statistics.MIN_SHOWN)
        assert not tested or flagged < 0.05


@pytest.mark.parametrize(("n", "share"), [(9, 0.5), (15, 0.3), (40, 0.8), (400, 0.02), (1000, 0.98)])
def test_the_chance_to_be_shown_counts_the_complement_too(n, share):
    rng = np.random.default_rng(3)
    counts = rng.binomial(n, share, 40_000)
    shown = ~(((counts > 0) & (counts < 10)) | ((n - counts > 0) & (n - counts < 10)))
    chance = statistics.shown_chances([replace(counted(EARLY, 0, n), threshold=10)], share * 100)
    assert chance == pytest.approx([shown.mean()], abs=0.01)


def test_what_is_shown_whatever_its_count_is_tested():
    small = counted(DEATHS, 8, 1900)  # it stands in a public document, else we would not see it
    assert small.threshold == 0 and statistics.verdict(small, 4.5) == Verdict.NO_DIFFERENCE
    stated = estimate(DEATHS, numerator=11.0, denominator=1200.0, threshold=0)
    assert statistics.verdict(stated, 4.5) == Verdict.HIGHER


def test_years_that_were_pooled_must_each_have_been_shown():
    years = [counted(DEATHS, 12, 2600, period=str(year)) for year in (2017, 2018, 2019)]
    together = statistics.pooled(DEATHS, years)
    alone = statistics.shown_chances(years[:1], 4.5)[0]
    assert statistics.shown_chances([together], 4.5) == pytest.approx([alone**3])
    assert statistics.shown_chances([counted(DEATHS, 36, 7800, period="2017-2019")], 4.5)[0] > 0.999


@pytest.mark.slow
@steady
@given(st.integers(5, 400), st.integers(5, 400), st.integers(0, 5), st.integers(0, 5))
def test_two_samples_get_mirrored_verdicts(n, m, part, other_part):
    one, other = counted(EARLY, n * part // 5, n), counted(EARLY, m * other_part // 5, m, "GM0363")
    mirror = {Verdict.LOWER: Verdict.HIGHER, Verdict.HIGHER: Verdict.LOWER}
    found = statistics.verdict(one, other)
    assert statistics.verdict(other, one) == mirror.get(found, found)


def test_a_large_sample_as_benchmark_is_judged_like_a_fixed_number():
    one, other = counted(EARLY, 700, 1000), counted(EARLY, 71e7, 1e9, "GM0363")
    own, fixed = statistics.difference(one, other), statistics.difference(one, other.value)
    assert (own.lower, own.upper) == pytest.approx((fixed.lower, fixed.upper), abs=0.01)


def test_many_differences_are_the_same_as_one_by_one():
    town, country = counted(EARLY, 700, 1000), counted(EARLY, 71_000, 100_000, "NL01", "2018")
    areas = [town, estimate(EARLY, "GM1"), counted(EARLY, 70_000, 100_000, "NL01"), counted(EARLY, 3, 9, "GM2")]
    for benchmark in (country, town, 72.6):
        found = statistics.differences(areas, benchmark)
        assert str(found) == str([statistics.difference(area, benchmark) for area in areas])
    assert statistics.difference(areas[2], country).lower < -1.38  # two years of the country: two samples


def test_verdicts_turn_into_favourable_only_where_a_direction_is_declared():
    words = [statistics.appraisal(verdict, better) for better in ("lower", "higher", None) for verdict in Verdict]
    assert words == ["gunstiger", "ongunstiger", "", "", "ongunstiger", "gunstiger", "", "", "", "", "", ""]
    marks = [statistics.symbol(verdict, better) for better in ("lower", "higher", None) for verdict in Verdict]
    assert "".join(marks) == "▲▼–○▼▲–○<>–○"
