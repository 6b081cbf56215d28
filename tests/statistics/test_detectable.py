"""The smallest difference that numbers of a size would show: by exact sums, never smaller than what was just missed."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom, poisson

from ks_data import statistics
from ks_data.catalogue.indicators import Indicator
from ks_data.statistics import Estimate, Verdict
from tests.statistics.samples import BIG2, BIRTHS, DEATHS, EARLY, Z80, counted, counted_areas, estimate


def test_the_smallest_difference_of_haarlem_is_about_24_per_1000_or_45_children():
    found = statistics.smallest_detectable(estimate(BIG2, value=147.1, assumed=BIRTHS), 157.5)
    by_formula = (1.96 + Z80) * math.sqrt(0.1575 * 0.8425 / 1900) * 1000
    assert by_formula < found.value < 1.03 * by_formula  # the normal curve promises a little too much
    assert round(found.value) == 24 and round(found.cases) == 45
    assert (round(found.up, 1), round(found.down, 1)) == (23.9, 22.8)


@pytest.mark.parametrize("expected", [0.3, 2, 9, 40, 199, 201, 450, 1000, 5000])
@pytest.mark.parametrize(("indicator", "benchmark"), [(BIG2, 157.5), (EARLY, 72.6), (EARLY, 99.0), (DEATHS, 4.5)])
def test_the_smallest_difference_is_seen_in_80_percent_of_years_whatever_the_size(indicator, benchmark, expected):
    share = benchmark / statistics.SCALE[indicator.unit]
    n = max(2, round(expected / min(share, 1 - share)))
    found = statistics.smallest_detectable(always_shown(counted(indicator, round(share * n), n)), benchmark)
    sides = [(found.up, 1), (found.down, -1)]
    seen = [_power(indicator, n, share, side, size) for size, side in sides if not math.isnan(size)]
    assert seen == pytest.approx([0.80] * len(seen), abs=0.001)
    assert np.nanmax([found.up, found.down]) == found.value or not seen


def _power(indicator: Indicator, n: int, share: float, side: int, size: float) -> float:
    """The exact chance of the right verdict, with a true share so far from the benchmark."""
    truth = share + side * size / statistics.SCALE[indicator.unit]
    counts = np.arange(0, n + 1.0) if indicator.kind == "proportion" else np.arange(0, 30 * n * share + 100)
    mass = binom.pmf(counts, n, truth) if indicator.kind == "proportion" else poisson.pmf(counts, n * truth)
    lower, upper = statistics.limits(counts, float(n), indicator.kind, "aantal")
    return float(mass[(lower > share) if side > 0 else (upper < share)].sum())


def always_shown(one: Estimate) -> Estimate:
    """The estimate of a figure of which no small count is hidden."""
    return replace(one, threshold=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "own", "other"),
    [
        (EARLY, (0, 30), (1, 60)),
        (EARLY, (2, 106), (0, 70)),
        (EARLY, (30, 40), (120, 150)),
        (DEATHS, (0, 90), (1, 300)),
        (DEATHS, (9, 1900), (40, 8000)),
    ],
)
def test_beside_a_sample_it_is_seen_in_80_percent_of_all_pairs_of_counts(indicator, own, other):
    one, beside = always_shown(counted(indicator, *own)), always_shown(counted(indicator, *other, region="GM0363"))
    found, scale = statistics.smallest_detectable(one, beside), statistics.SCALE[indicator.unit]
    level = (own[0] + other[0]) / (own[1] + other[1])
    assert not math.isnan(found.up)
    for size, side, word in ((found.up, 1, Verdict.HIGHER), (found.down, -1, Verdict.LOWER)):
        if not math.isnan(size):
            truth = level + side * size / scale
            assert _power_of_pairs(indicator, own[1], other[1], truth, level, word) == pytest.approx(0.80, abs=0.001)


def _power_of_pairs(indicator: Indicator, n: int, m: int, truth: float, level: float, word: Verdict) -> float:
    """The exact chance of a verdict, summed over all pairs of counts: true shares of n and of m."""

    def masses(size: int, share: float) -> np.ndarray:
        counts = np.arange(0, (size if indicator.kind == "proportion" else round(size * share + 60)) + 1)
        return binom.pmf(counts, size, share) if indicator.kind == "proportion" else poisson.pmf(counts, size * share)

    own, other, power = masses(n, truth), masses(m, level), 0.0
    areas = [always_shown(one) for one in counted_areas(indicator, range(len(own)), [n] * len(own))]
    for y, chance in enumerate(other):
        if chance > 1e-7:
            beside = always_shown(counted(indicator, y, m, "GM0363"))
            seen = [found.verdict == word for found in statistics.differences(areas, beside)]
            power += chance * own[seen].sum()
    return power


@pytest.mark.slow
@pytest.mark.parametrize("indicator", [EARLY, DEATHS])
@pytest.mark.parametrize(("n", "m"), [(106, 300), (60, 60), (40, 12)])
def test_what_was_just_missed_is_never_larger_than_what_can_be_seen(indicator, n, m):
    for x in range(0, 12, 2):
        for y in (0, 1, 3, 8, 12):
            one, beside = always_shown(counted(indicator, x, n)), always_shown(counted(indicator, y, m, "GM0363"))
            difference, found = statistics.difference(one, beside), statistics.smallest_detectable(one, beside)
            if difference.verdict == Verdict.NO_DIFFERENCE and not math.isnan(found.value):
                assert abs(difference.value) < found.value, (x, y)


def test_a_fall_that_no_count_could_show_has_no_size():
    found = statistics.smallest_detectable(always_shown(counted(DEATHS, 1, 400)), 4.5)
    assert math.isnan(found.down) and found.value == found.up


def test_a_benchmark_that_is_a_sample_makes_the_smallest_difference_larger():
    one = counted(EARLY, 1400, 2000)
    fixed = statistics.smallest_detectable(one, 70.0).value
    found = statistics.smallest_detectable(one, counted(EARLY, 1400, 2000, "GM0363")).value
    assert found == pytest.approx(fixed * math.sqrt(2), rel=0.05)


def test_numbers_that_could_never_show_a_difference_have_none():
    found = statistics.smallest_detectable(always_shown(counted(EARLY, 1, 2)), 50.0)
    assert math.isnan(found.value)
    assert math.isnan(found.cases)
