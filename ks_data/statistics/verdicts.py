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
    other = benchmark.value if isinstance(benchmark, Estimate) else float(benchmark)
    reasons = [obstacle(one, benchmark, starts) for one in estimates]
    sampled = [one for one, why in zip(estimates, reasons, strict=True) if not why and not is_fixed(one, benchmark)]
    bounds = iter(_difference_limits(sampled, benchmark) if isinstance(benchmark, Estimate) and sampled else ())
    found = []
    for one, reason in zip(estimates, reasons, strict=True):
        if reason:
            found.append(Difference(Verdict.NOT_TESTABLE, reason=reason))
            continue
        own = (one.lower - other, one.upper - other, one.lower998 - other, one.upper998 - other)
        lower, upper, lower998, upper998 = own if is_fixed(one, benchmark) else next(bounds)
        word = Verdict.LOWER if upper < 0 else Verdict.HIGHER if lower > 0 else Verdict.NO_DIFFERENCE
        found.append(Difference(word, one.value - other, lower, upper, lower998, upper998))
    return found


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


def _difference_limits(ones: Sequence[Estimate], two: Estimate) -> list[tuple[float, float, float, float]]:
    from statsmodels.stats.proportion import confint_proportions_2indep
    from statsmodels.stats.rates import confint_poisson_2indep

    x, n = (np.array([getattr(one, name) for one in ones], float) for name in ("numerator", "exposure"))
    rows: list[Floats] = []
    for level in LEVELS:
        if two.kind == "proportion":
            how = {"method": "newcomb", "alpha": 1 - level}
            pair = confint_proportions_2indep(x, n, two.numerator, two.exposure, compare="diff", **how)
        else:
            how = {"method": "mover", "method_mover": "exact-c", "alpha": 1 - level}
            pair = confint_poisson_2indep(x, n, two.numerator, two.exposure, compare="diff", **how)
        rows += [limit * SCALE[two.unit] for limit in pair]
    return [(row[0], row[1], row[2], row[3]) for row in np.array(rows).T.tolist()]
