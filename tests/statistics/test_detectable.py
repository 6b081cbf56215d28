"""The smallest difference that numbers of a size would show, by formula and in simulation."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from ks_data import statistics
from ks_data.catalogue.indicators import Indicator
from tests.statistics.samples import BIG2, BIRTHS, DEATHS, EARLY, Z80, counted, estimate

Z95 = NormalDist().inv_cdf(0.975)


def test_the_smallest_difference_of_haarlem_is_about_23_per_1000_or_45_children():
    found = statistics.smallest_detectable(estimate(BIG2, value=147.1, assumed=BIRTHS), 157.5)
    assert found.value == pytest.approx((Z95 + Z80) * math.sqrt(0.1575 * 0.8425 / 1900) * 1000, abs=0.01)
    assert round(found.value) == 23
    assert found.cases == pytest.approx(44.5, abs=0.1)


@pytest.mark.parametrize(
    ("indicator", "n", "benchmark"),
    [(BIG2, 1900, 157.5), (EARLY, 1900, 72.6), (EARLY, 5000, 90.0), (DEATHS, 60_000, 4.5)],
)
def test_the_smallest_difference_is_seen_in_80_percent_of_simulated_years(indicator, n, benchmark):
    assert np.mean(_power(indicator, n, benchmark)) == pytest.approx(0.80, abs=0.02)
    assert min(_power(indicator, n, benchmark)) > 0.75


@pytest.mark.parametrize(
    ("indicator", "n", "benchmark"),
    [
        *((BIG2, n, 157.5) for n in (60, 250, 600)),
        *((EARLY, n, 72.6) for n in (40, 300)),
        *((DEATHS, n, 4.5) for n in (9, 400, 1900, 30_000)),
    ],
)
def test_with_few_cases_the_smallest_difference_is_seen_in_at_least_80_percent(indicator, n, benchmark):
    power = _power(indicator, n, benchmark)
    assert min(power) > 0.79
    assert min(power) < 0.82  # and it is the smallest: the harder of the two directions has just 80 %


def _power(indicator: Indicator, n: int, benchmark: float) -> list[float]:
    """Share of simulated years with the right verdict, at the smallest detectable difference up and down."""
    rng, scale = np.random.default_rng(9), statistics.SCALE[indicator.unit]
    size = statistics.smallest_detectable(counted(indicator, 1, n), benchmark).value
    seen = []
    for truth in (benchmark + size, benchmark - size):
        if 0 <= truth / scale <= 1:
            draw = rng.binomial if indicator.kind == "proportion" else lambda n, p, k: rng.poisson(n * p, k)
            lower, upper = statistics.limits(draw(n, truth / scale, 60_000), n, indicator.kind, indicator.unit)
            seen.append(float((lower > benchmark).mean() if truth > benchmark else (upper < benchmark).mean()))
    return seen


def test_a_benchmark_that_is_a_sample_makes_the_smallest_difference_larger():
    one = counted(EARLY, 1400, 2000)
    fixed = statistics.smallest_detectable(one, 70.0).value
    found = statistics.smallest_detectable(one, counted(EARLY, 1400, 2000, "GM0363")).value
    assert found == pytest.approx(fixed * math.sqrt(2))


def test_numbers_that_could_never_show_a_difference_have_none():
    found = statistics.smallest_detectable(counted(EARLY, 1, 2), 50.0)
    assert math.isnan(found.value)
    assert math.isnan(found.cases)
