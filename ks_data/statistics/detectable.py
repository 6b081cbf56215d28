"""The smallest difference that such numbers would show."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ks_data.catalogue.indicators import Kind
from ks_data.statistics.estimates import SCALE, Estimate, Floats, Mask, limits
from ks_data.statistics.verdicts import common_level, excludes_zero, is_fixed, obstacles

POWER = 0.80
_REACH = 6.5  # standard deviations: what lies further away has no chance worth counting


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest true differences that would get a verdict in 80 % of years; NaN where none would.

    up, down: in the unit, for a figure above and one below the benchmark. down is NaN where even 0 would not be lower
    often enough, up where even all would not be higher. value: the larger of the two that there are, so that every
    smaller difference is missed in some direction; cases: that difference in persons over the period of the estimate.
    """

    value: float = math.nan
    cases: float = math.nan
    up: float = math.nan
    down: float = math.nan


def smallest_detectable(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int] = ()) -> Detectable:
    """The smallest difference with the benchmark that numbers of this size show: 80 % power at 95 %, by exact sums.

    Beside a fixed benchmark: the smallest count that `limits` places above it and the largest below it, and the true
    rate that reaches them in 80 % of years (quantiles of beta and gamma). Beside a sample: both at the level of the two
    pooled, and so far from it with the one figure that in 80 % of all pairs of counts the limits of the difference
    leave 0 out. What is hidden is left aside. NaN where `differences` is not testable.
    Source: own; the power of the very test that gives the verdict.
    """
    level = common_level(estimate, benchmark)
    if obstacles([estimate], benchmark, breaks)[0] or not 0 <= level <= (
        1 if estimate.kind == "proportion" else math.inf
    ):
        return Detectable()
    scale = SCALE[estimate.unit]
    if isinstance(benchmark, Estimate) and not is_fixed(estimate, benchmark):
        up, down = (_from_sample(estimate, benchmark, level, side) * scale for side in (1, -1))
    else:
        up, down = (distance * scale for distance in _from_fixed(level, estimate.exposure, estimate.kind))
    value = float(np.nanmax([up, down])) if not (math.isnan(up) and math.isnan(down)) else math.nan
    return Detectable(value, value / scale * estimate.exposure, up, down)


def _counts_around(level: float, size: float, kind: Kind, further: float = 0) -> Floats:
    """The counts that have a chance worth counting, and some more: whole numbers."""
    reach = _REACH * math.sqrt(size * level + 1) + 20 + further
    last = math.floor(size * level + reach)
    last = min(math.floor(size), last) if kind == "proportion" else last
    return np.arange(max(0, math.floor(size * level - reach)), last + 1, dtype=float)


def _from_fixed(level: float, size: float, kind: Kind) -> tuple[float, float]:
    """How far above and below a fixed level (a share) a true share must lie."""
    from scipy.stats import beta, gamma

    counts = _counts_around(level, size, kind)
    low, high = limits(counts, size, kind, "aantal")
    higher, lower = counts[low > level], counts[high < level]
    up = down = math.nan
    if higher.size:
        count = higher[0]
        share = beta.ppf(POWER, count, size - count + 1) if kind == "proportion" else gamma.ppf(POWER, count) / size
        up = float(share) - level
    if lower.size:
        count = lower[-1]
        share = (
            beta.ppf(1 - POWER, count + 1, size - count)
            if kind == "proportion"
            else gamma.ppf(1 - POWER, count + 1) / size
        )
        down = level - float(share)
    return up, down


def _from_sample(estimate: Estimate, benchmark: Estimate, level: float, side: int) -> float:
    """How far above (side 1) or below (-1) the level of a sampled benchmark a true share must lie."""
    from scipy.optimize import brentq
    from scipy.stats import binom, poisson

    proportion, size = estimate.kind == "proportion", estimate.exposure
    room = level if side < 0 else 1 - level if proportion else 10 * level + 40 / size + 40 / benchmark.exposure
    opposite = _counts_around(level, benchmark.exposure, estimate.kind)
    trials = round(benchmark.exposure)
    chance = binom.pmf(opposite, trials, level) if proportion else poisson.pmf(opposite, benchmark.exposure * level)
    edge = _edges(estimate, benchmark, opposite, side, size * (level + room))

    def lacking_power(distance: float) -> float:
        share = level + side * distance
        whole = round(size)
        if side > 0:
            reached = binom.sf(edge - 1, whole, share) if proportion else poisson.sf(edge - 1, size * share)
        else:
            reached = binom.cdf(edge, whole, share) if proportion else poisson.cdf(edge, size * share)
        return float((chance * reached).sum()) - POWER

    if lacking_power(room) < 0:
        return math.nan
    return float(brentq(lacking_power, 0, room, xtol=1e-9))


def _edges(estimate: Estimate, benchmark: Estimate, opposite: Floats, side: int, largest: float) -> Floats:
    """For each count of the benchmark the nearest count that differs from it: the smallest above, the largest below.

    By halving, as a count further away differs all the more. Above all and below 0 where none differs.
    """

    def differs(count: Floats) -> Mask:
        return excludes_zero(estimate, benchmark, count, opposite) == side

    last = (
        math.floor(estimate.exposure)
        if estimate.kind == "proportion"
        else math.ceil(largest + 10 * math.sqrt(largest) + 20)
    )
    return (
        _nearest(differs, len(opposite), last)
        if side > 0
        else last - _nearest(lambda count: differs(last - count), len(opposite), last)
    )


def _nearest(holds: Callable[[Floats], Mask], rows: int, last: int) -> Floats:
    """The smallest whole number from 0 to last for which each row holds; last + 1 where none does."""
    low, high = np.zeros(rows), np.full(rows, last + 1.0)
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        reached = (middle <= last) & holds(np.minimum(middle, last))
        low, high = np.where(reached, low, np.minimum(middle + 1, high)), np.where(reached, middle, high)
    return low
