"""Whether two figures differ by more than chance: one function decides, every page and export asks it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from ks_data.catalogue.periods import years_of
from ks_data.statistics.estimates import LEVELS, SCALE, Estimate, Floats, Reason, segments

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
    starts = tuple(breaks)
    benchmark_value = benchmark.value if isinstance(benchmark, Estimate) else float(benchmark)
    reasons = [obstacle(estimate, benchmark, starts) for estimate in estimates]
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


def obstacle(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int]) -> Reason:
    """Why the two cannot be compared; empty when they can."""
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
    from statsmodels.stats.proportion import confint_proportions_2indep
    from statsmodels.stats.rates import confint_poisson_2indep

    numerator, exposure = (
        np.array([getattr(estimate, name) for estimate in estimates], float) for name in ("numerator", "exposure")
    )
    rows: list[Floats] = []
    for level in LEVELS:
        if benchmark.kind == "proportion":
            options = {"method": "newcomb", "alpha": 1 - level}
            bounds = confint_proportions_2indep(
                numerator, exposure, benchmark.numerator, benchmark.exposure, compare="diff", **options
            )
        else:
            options = {"method": "mover", "method_mover": "exact-c", "alpha": 1 - level}
            bounds = confint_poisson_2indep(
                numerator, exposure, benchmark.numerator, benchmark.exposure, compare="diff", **options
            )
        rows += [limit * SCALE[benchmark.unit] for limit in bounds]
    return [(limits[0], limits[1], limits[2], limits[3]) for limits in np.array(rows).T.tolist()]
