"""The smallest difference that such numbers would show."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ks_data.catalogue.indicators import Kind
from ks_data.statistics.estimates import SCALE, Estimate, limits, normal_quantile
from ks_data.statistics.verdicts import is_fixed, obstacle

POWER = 0.80
_NORMAL_FROM = 200  # expected counts


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest true difference, up or down, that would get a verdict in 80 % of years; NaN when none would.

    value: in the unit; cases: in persons over the period of the estimate.
    """

    value: float = math.nan
    cases: float = math.nan


def smallest_detectable(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int] = ()) -> Detectable:
    """The smallest difference with the benchmark that numbers of this size show: 80 % power at 95 %.

    With 200 or more expected cases (and non-cases): (z.975 + z.80) sqrt(p0 (1 - p0) / n); for a rate sqrt(p0 / n). With
    fewer the normal curve promises too much: then the counts that `limits` would flag, and the true rate that reaches
    them in 80 % of years (quantiles of beta and gamma), the larger of up and down; up alone when even 0 cases would not
    be lower. When the benchmark is a sample of m: 1 / (1/n + 1/m) in place of n. NaN where `difference` is not
    testable. Source: the usual formula for the power of a test on one proportion; the exact quantiles are our own.
    """
    if obstacle(estimate, benchmark, breaks):
        return Detectable()
    scale, size = SCALE[estimate.unit], estimate.exposure
    if isinstance(benchmark, Estimate) and not is_fixed(estimate, benchmark):
        size = 1 / (1 / size + 1 / benchmark.exposure)
    p0 = (benchmark.value if isinstance(benchmark, Estimate) else benchmark) / scale
    proportion = estimate.kind == "proportion"
    if not 0 <= p0 <= (1 if proportion else math.inf):
        return Detectable()
    if size * min(p0, 1 - p0 if proportion else p0) >= _NORMAL_FROM:
        width = (normal_quantile(0.975) + normal_quantile(POWER)) * math.sqrt(p0 * (1 - p0 if proportion else 1) / size)
    else:
        width = _exact_width(p0, size, estimate.kind)
    return Detectable(width * scale, width * estimate.exposure)


def _exact_width(p0: float, size: float, kind: Kind) -> float:
    from scipy.stats import beta, gamma

    reach = 10 * math.sqrt(size * p0 + 1) + 20
    largest = (
        math.floor(size * p0 + reach) if kind != "proportion" else min(math.floor(size), math.floor(size * p0 + reach))
    )
    counts = np.arange(max(0, math.floor(size * p0 - reach)), largest + 1, dtype=float)
    low, high = limits(counts, size, kind, "aantal")
    higher, lower = counts[low > p0], counts[high < p0]
    distances = []
    if higher.size:
        count = higher[0]
        up = beta.ppf(POWER, count, size - count + 1) if kind == "proportion" else gamma.ppf(POWER, count) / size
        distances.append(float(up) - p0)
    if lower.size:
        count = lower[-1]
        down = (
            beta.ppf(1 - POWER, count + 1, size - count)
            if kind == "proportion"
            else gamma.ppf(1 - POWER, count + 1) / size
        )
        distances.append(p0 - float(down))
    return max(distances, default=math.nan)
