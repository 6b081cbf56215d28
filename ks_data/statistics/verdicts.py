"""Whether two figures differ by more than chance: one function decides, every page and export asks it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from ks_data.catalogue.periods import years_of
from ks_data.statistics.estimates import LEVELS, SCALE, Estimate, Floats, Reason, limits, segments

MIN_SHOWN = 0.5
"""A figure that would be shown in a smaller part of the years is not tested: those it is shown in are not like all."""

# ---- verdicts


class Verdict(StrEnum):
    """Whether a figure differs from a benchmark; the value is the Dutch word."""

    LOWER = "lager"
    HIGHER = "hoger"
    NO_DIFFERENCE = "geen aantoonbaar verschil"
    NOT_TESTABLE = "niet te toetsen"


@dataclass(frozen=True, slots=True)
class Difference:
    """An estimate minus its benchmark, in the unit, with 95 % and 99.8 % limits; NaN and a reason when not testable."""

    verdict: Verdict
    value: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    lower998: float = math.nan
    upper998: float = math.nan
    reason: Reason = ""


def verdict(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int] = ()) -> Verdict:
    """Whether an estimate is lower or higher than a benchmark: the verdict of `difference`, and the only one."""
    return difference(estimate, benchmark, breaks).verdict


def difference(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int] = ()) -> Difference:
    """How far an estimate lies from a benchmark, and whether that is more than chance, as `differences`."""
    return differences([estimate], benchmark, breaks)[0]


def differences(
    estimates: Sequence[Estimate], benchmark: Estimate | float, breaks: Iterable[int] = ()
) -> list[Difference]:
    """How far estimates lie from one benchmark, and whether that is more than chance (95 %), in the same order.

    A number, or the country (a region code NL..) beside another region, is a fixed benchmark: lower when the upper
    limit lies below it, higher when the lower limit lies above it. Any other benchmark is a sample itself: the limits
    are those of the difference between two independent samples, Newcombe's for proportions, square-and-add on exact
    limits (MOVER) for rates (statsmodels); beside a province that contains it a region gets limits that are rather too
    wide than too narrow. Not testable: see `Reason`. breaks: first years of a new segment of the indicator's series.
    Source: FingertipsNext, `BenchmarkComparisonEngine`.
    """
    benchmark_value = benchmark.value if isinstance(benchmark, Estimate) else float(benchmark)
    reasons = obstacles(estimates, benchmark, breaks)
    against_sample = [
        estimate
        for estimate, reason in zip(estimates, reasons, strict=True)
        if not reason and not is_fixed(estimate, benchmark)
    ]
    bounds = iter(
        _difference_limits(against_sample, benchmark) if isinstance(benchmark, Estimate) and against_sample else ()
    )
    judged = []
    for estimate, reason in zip(estimates, reasons, strict=True):
        if reason:
            judged.append(Difference(Verdict.NOT_TESTABLE, reason=reason))
            continue
        against_fixed = (
            estimate.lower - benchmark_value,
            estimate.upper - benchmark_value,
            estimate.lower998 - benchmark_value,
            estimate.upper998 - benchmark_value,
        )
        lower, upper, lower998, upper998 = against_fixed if is_fixed(estimate, benchmark) else next(bounds)
        word = Verdict.LOWER if upper < 0 else Verdict.HIGHER if lower > 0 else Verdict.NO_DIFFERENCE
        judged.append(Difference(word, estimate.value - benchmark_value, lower, upper, lower998, upper998))
    return judged


def appraisal(verdict: Verdict, better: Literal["lower", "higher"] | None) -> str:
    """ "gunstiger" or "ongunstiger"; empty where no direction is declared or nothing differs."""
    if better is None or verdict not in (Verdict.LOWER, Verdict.HIGHER):
        return ""
    return "gunstiger" if (verdict == Verdict.LOWER) == (better == "lower") else "ongunstiger"


def symbol(verdict: Verdict, better: Literal["lower", "higher"] | None) -> str:
    """A mark that tells a verdict without colour: ▲ favourable, ▼ unfavourable, – no difference, ○ not testable.

    Where no direction is declared: < lower, > higher.
    """
    marks = {Verdict.LOWER: "<", Verdict.HIGHER: ">", Verdict.NO_DIFFERENCE: "–", Verdict.NOT_TESTABLE: "○"}
    return {"gunstiger": "▲", "ongunstiger": "▼"}.get(appraisal(verdict, better), marks[verdict])


def obstacles(estimates: Sequence[Estimate], benchmark: Estimate | float, breaks: Iterable[int] = ()) -> list[Reason]:
    """Why each estimate cannot be compared with the benchmark; empty where it can, in the same order."""
    starts = tuple(breaks)
    reasons = [_obstacle(estimate, benchmark, starts) for estimate in estimates]
    possible = [estimate for estimate, reason in zip(estimates, reasons, strict=True) if not reason]
    seldom = iter((shown_chances(possible, benchmark) < MIN_SHOWN).tolist() if possible else ())
    return [reason or ("selected" if next(seldom) else "") for reason in reasons]


def shown_chances(estimates: Sequence[Estimate], benchmark: Estimate | float) -> Floats:
    """In which part of the years each figure would be shown if it did not differ from the benchmark; of one indicator.

    Exact: 1 minus the chance of a count, or of the complement of a proportion, from 1 up to the threshold; of pooled
    years the chance that each of them is shown. Beside a benchmark that is a sample both must be shown, at the level of
    the two together. Secondary suppression is left aside.
    """
    levels = np.array([common_level(estimate, benchmark) for estimate in estimates])
    chances = _shown(estimates, levels)
    if isinstance(benchmark, Estimate):
        sampled = np.array([not is_fixed(estimate, benchmark) for estimate in estimates])
        chances = np.where(sampled, chances * _shown([benchmark] * len(estimates), levels), chances)
    return chances


def _shown(estimates: Sequence[Estimate], levels: Floats) -> Floats:
    from scipy.stats import binom, poisson

    parts, exposure, threshold = (
        np.array([getattr(estimate, name) for estimate in estimates], float)
        for name in ("parts", "exposure", "threshold")
    )
    size, first_shown = exposure / parts, np.maximum(threshold, 1)
    if estimates[0].kind == "proportion":
        size, levels = np.maximum(np.rint(size), 1), np.clip(levels, 0, 1)

        def up_to(count: Floats) -> Floats:
            return np.asarray(binom.cdf(count, size, levels))

        small = up_to(np.minimum(first_shown, size) - 1) - up_to(np.zeros(len(size)))
        small += up_to(size - 1) - up_to(np.minimum(size - 1, np.maximum(first_shown - 1, size - first_shown)))
    else:
        small = poisson.cdf(first_shown - 1, size * levels) - np.exp(-size * levels)
    return np.asarray((1 - small) ** parts)


def common_level(estimate: Estimate, benchmark: Estimate | float) -> float:
    """Where both would lie if they did not differ, as a share: a fixed benchmark itself, else the two pooled."""
    if not isinstance(benchmark, Estimate):
        return benchmark / SCALE[estimate.unit]
    if is_fixed(estimate, benchmark):
        return benchmark.value / SCALE[estimate.unit]
    return (estimate.numerator + benchmark.numerator) / (estimate.exposure + benchmark.exposure)


def _obstacle(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int]) -> Reason:
    if not isinstance(benchmark, Estimate):
        return estimate.reason or ("" if math.isfinite(benchmark) else "benchmark")
    if estimate.indicator != benchmark.indicator:
        return "definition"
    if estimate.region == benchmark.region and set(years_of(estimate.period)) & set(years_of(benchmark.period)):
        return "itself"
    spans = len(years_of(estimate.period)), len(years_of(benchmark.period))
    if estimate.kind == "count" and (estimate.region != benchmark.region or spans[0] != spans[1]):
        return "count"
    segment = segments([estimate.period, benchmark.period], breaks)
    if segment[0] != segment[1] or segment[0] < 0:
        return "break"
    if math.isnan(benchmark.value):
        return estimate.reason or "benchmark"
    if benchmark.reason and not (is_fixed(estimate, benchmark) and benchmark.reason == "no_denominator"):
        return estimate.reason or "benchmark"
    return estimate.reason


def is_fixed(estimate: Estimate, benchmark: Estimate | float) -> bool:
    return not isinstance(benchmark, Estimate) or (
        benchmark.region.startswith("NL") and benchmark.region != estimate.region
    )


def _difference_limits(estimates: Sequence[Estimate], benchmark: Estimate) -> list[tuple[float, float, float, float]]:
    numerator, exposure = (
        np.array([getattr(estimate, name) for estimate in estimates], float) for name in ("numerator", "exposure")
    )
    pairs = (_two_samples(numerator, exposure, benchmark.numerator, benchmark, level) for level in LEVELS)
    rows = np.array([limit * SCALE[benchmark.unit] for pair in pairs for limit in pair])
    return [(row[0], row[1], row[2], row[3]) for row in rows.T.tolist()]


def p_values(estimates: Sequence[Estimate], benchmark: Estimate | float) -> Floats:
    """How seldom chance alone gives a difference as large, of figures that can be tested, given that they are shown.

    1 minus the highest level at which the limits of `differences` still exclude the benchmark, so that it never says
    otherwise than the verdict; found on a grid of quantiles up to 6 and straight lines between them. Divided by the
    chance to be shown (`shown_chances`), at most 1: who is hidden when it is small is seen when it is large.
    """
    numerator, exposure = (
        np.array([getattr(estimate, name) for estimate in estimates], float) for name in ("numerator", "exposure")
    )
    if not estimates:
        return np.array([])
    from scipy.stats import norm

    value = benchmark.value if isinstance(benchmark, Estimate) else float(benchmark)
    grid, gaps = np.linspace(0, 6, 121), []
    for quantile in grid:
        level = 2 * NormalDist().cdf(quantile) - 1
        if isinstance(benchmark, Estimate) and not is_fixed(estimates[0], benchmark):
            low, high = _two_samples(numerator, exposure, benchmark.numerator, benchmark, level)
        else:
            bounds = limits(numerator, exposure, estimates[0].kind, estimates[0].unit, level)
            low, high = (bound - value for bound in bounds)
        gaps.append(np.maximum(low, -high))  # above 0 where the benchmark is excluded
    gap = np.array(gaps)
    after = np.argmax(gap <= 0, axis=0)
    after = np.where((gap > 0).all(axis=0), len(grid) - 1, np.maximum(after, 1))
    rows = np.arange(len(estimates))
    before_gap, after_gap = gap[after - 1, rows], gap[after, rows]
    step = np.where(before_gap > 0, before_gap / np.maximum(before_gap - after_gap, 1e-300), 0.0)
    quantiles = grid[after - 1] + np.clip(step, 0, 1) * (grid[1] - grid[0])
    return np.minimum(1, 2 * norm.sf(quantiles) / shown_chances(estimates, benchmark))


def excludes_zero(
    estimate: Estimate, benchmark: Estimate, numerator: Floats, opposite: Floats
) -> npt.NDArray[np.int64]:
    """1 where such counts of the two would be called higher, -1 lower, 0 neither; of a benchmark that is a sample."""
    low, high = _two_samples(numerator, np.full(len(numerator), estimate.exposure), opposite, benchmark, LEVELS[0])
    return (low > 0).astype(int) - (high < 0).astype(int)


def _two_samples(
    numerator: Floats, exposure: Floats, opposite: Floats | float, benchmark: Estimate, level: float
) -> tuple[Floats, Floats]:
    """The limits of the differences between shares, of counts and those of a benchmark that is a sample."""
    from statsmodels.stats.proportion import confint_proportions_2indep
    from statsmodels.stats.rates import confint_poisson_2indep

    counts = (numerator, exposure, opposite, benchmark.exposure)
    if benchmark.kind == "proportion":
        low, high = confint_proportions_2indep(*counts, compare="diff", method="newcomb", alpha=1 - level)
    else:
        options = {"method": "mover", "method_mover": "exact-c", "alpha": 1 - level}
        low, high = confint_poisson_2indep(*counts, compare="diff", **options)
    return low, high
