"""Many areas beside one benchmark: five classes, flags by chance, false discoveries, shrinkage and the funnel."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ks_data.catalogue.indicators import Kind, Unit
from ks_data.statistics.estimates import SCALE, Estimate, Floats, Mask, limits, normal_quantile
from ks_data.statistics.verdicts import Verdict, obstacles, p_values

MIN_SMOOTHED = 3
"""Of fewer areas it cannot be told how much they differ beyond chance."""
_ROUNDS, _CLOSE = 500, 1e-6
_DRAWN_IN = 0.6787
"""The variance of a standard normal number of which 10 % on either side is drawn in to the 10 % point."""

# ---- many areas at once


class FiveClass(StrEnum):
    """The class of an area on a map; the value is the Dutch word, and says how sure, never how large."""

    SURELY_LOWER = "vrijwel zeker lager"
    LOWER = "lager"
    NO_DIFFERENCE = "geen aantoonbaar verschil"
    HIGHER = "hoger"
    SURELY_HIGHER = "vrijwel zeker hoger"
    NOT_TESTABLE = "niet te toetsen"

    @property
    def verdict(self) -> Verdict:
        """The class without its sureness."""
        plain = {FiveClass.SURELY_LOWER: FiveClass.LOWER, FiveClass.SURELY_HIGHER: FiveClass.HIGHER}
        return Verdict(plain.get(self, self).value)

    @property
    def is_sure(self) -> bool:
        """Whether the 99.8 % limits exclude the benchmark too."""
        return self in (FiveClass.SURELY_LOWER, FiveClass.SURELY_HIGHER)


def five_classes(
    lower: npt.ArrayLike, upper: npt.ArrayLike, lower998: npt.ArrayLike, upper998: npt.ArrayLike, benchmark: float = 0.0
) -> npt.NDArray[np.str_]:
    """The Dutch words of `FiveClass`, shaped as the limits: sure where the 99.8 % limits exclude the benchmark.

    Takes the limits of estimates and a fixed benchmark, or those of a `Difference` and 0; agrees with `verdict`.
    """
    low, high, low998, high998 = (np.asarray(limit, float) for limit in (lower, upper, lower998, upper998))
    unknown = np.isnan(low) | np.isnan(high) | math.isnan(benchmark)
    cases = [unknown, high998 < benchmark, high < benchmark, low998 > benchmark, low > benchmark]
    names = ("NOT_TESTABLE", "SURELY_LOWER", "LOWER", "SURELY_HIGHER", "HIGHER")
    return np.select(cases, [FiveClass[name].value for name in names], FiveClass.NO_DIFFERENCE.value)


@dataclass(frozen=True, slots=True)
class Flags:
    """How many of the tested areas differ at 95 % and at 99.8 %, and how many would by chance if none really did.

    expected and expected998 are NaN where they cannot be computed: beside a benchmark that is a sample itself.
    """

    tested: int
    expected: float
    seen: int
    expected998: float
    seen998: int


def flags(classes: npt.ArrayLike, expected: float = math.nan, expected998: float = math.nan) -> Flags:
    """Counts the classes of `five_classes`, beside the numbers by chance of `expected_flags`."""
    judged = [FiveClass(word) for word in np.asarray(classes).tolist()]
    tested = sum(area != FiveClass.NOT_TESTABLE for area in judged)
    seen = sum(area.verdict in (Verdict.LOWER, Verdict.HIGHER) for area in judged)
    return Flags(tested, expected, seen, expected998, sum(area.is_sure for area in judged))


def expected_flags(
    denominator: npt.ArrayLike,
    benchmark: float,
    kind: Kind,
    unit: Unit,
    level: float = 0.95,
    threshold: npt.ArrayLike = 0,
) -> float:
    """How many areas of these sizes would differ from a fixed benchmark by chance alone, given that they are shown.

    Exact: the sum over areas of P(flagged and shown) / P(shown), where the count of an area is binomial (a proportion)
    or Poisson (a rate) around the benchmark (in `unit`), flagged is what `limits` excludes at that level, and shown is
    what is not hidden: no count and no complement from 1 up to its threshold (one for all, or one for each). Counts
    further than ten standard deviations away are left out. Far below 5 % of the areas where the outcome is rare.
    Raises ValueError for counts, which have no size.
    """
    if kind == "count":
        raise ValueError("a count has no size to expect a number from")
    from scipy.stats import binom, poisson

    size, hidden_below = np.broadcast_arrays(np.rint(np.asarray(denominator, float)), np.asarray(threshold, float))
    usable = size > 0
    size, hidden_below, share = size[usable], hidden_below[usable], benchmark / SCALE[unit]
    reach = 10 * np.sqrt(size * share) + 25
    first, last = np.maximum(0, np.floor(size * share - reach)), np.ceil(size * share + reach)
    last = np.minimum(last, size) if kind == "proportion" else last
    lengths = (last - first + 1).astype(int)
    area, starts = np.repeat(np.arange(len(size)), lengths), np.cumsum(lengths) - lengths
    count = np.arange(lengths.sum()) - starts[area] + first[area]
    persons, small = size[area], hidden_below[area]
    mass = binom.pmf(count, persons, share) if kind == "proportion" else poisson.pmf(count, persons * share)
    lower, upper = limits(count, persons, kind, unit, level)
    rest = persons - count
    is_shown = ~((count > 0) & (count < small) | (rest > 0) & (rest < small))
    is_flagged = (lower > benchmark) | (upper < benchmark)
    shown, flagged = (
        np.bincount(area, weights=np.where(cases, mass, 0.0), minlength=len(size))
        for cases in (is_shown, is_shown & is_flagged)
    )
    return float(np.divide(flagged, shown, out=np.zeros(len(size)), where=shown > 0).sum())


# ---- which of many areas differ, and by how much


FALSE_DISCOVERIES = 0.05
"""The share of the areas called different that is expected to be so by chance alone, at most."""


def discoveries(estimates: Sequence[Estimate], benchmark: Estimate | float) -> Mask:
    """Which of the areas differ when it counts how many were looked at; never one that cannot be tested.

    Benjamini-Hochberg (scipy) on `p_values`, over the areas that can be tested: of those that are called different no
    more than 5 % is expected to be so by chance.
    """
    testable = np.array([not reason for reason in obstacles(estimates, benchmark)], dtype=bool)
    if not testable.any():
        return testable
    from scipy.stats import false_discovery_control

    tested = [estimate for estimate, possible in zip(estimates, testable, strict=True) if possible]
    testable[testable] = false_discovery_control(p_values(tested, benchmark)) <= FALSE_DISCOVERIES
    return testable


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Values of areas that are drawn to their mean, the smaller the area the more.

    values: in the unit; weights: 0 to 1, which part of each is its own value; NaN where it is not known over how many
    a value is. mean: what they are drawn to; spread: the standard deviation between areas that is no chance, in the
    unit. NaN for fewer than three areas.
    """

    values: Floats
    weights: Floats
    mean: float = math.nan
    spread: float = math.nan


def smoothed(estimates: Sequence[Estimate]) -> Smoothed:
    """Empirical Bayes estimates of the areas of one indicator: value = w own + (1 - w) mean, w = A / (A + s^2).

    s^2 is the variance by chance at the mean m: m / n of a rate, m (1 - m) / n of a proportion. m is the mean of the
    smoothed values and A the variance between areas, sum (1 + s^2 / A) (value - m)^2 / (N - 1) when smoothed, found by
    repeating (Clayton and Kaldor, Biometrics 1987, the gamma model without neighbours; its posterior mean is this w).
    A is 0, and all areas get the mean, where they differ no more than by chance. Raises ValueError for counts.
    """
    if any(estimate.kind == "count" for estimate in estimates):
        raise ValueError("a count has no size to smooth by")
    known = np.array([not estimate.reason for estimate in estimates], dtype=bool)
    values, weights = np.full(len(known), np.nan), np.full(len(known), np.nan)
    if known.sum() < MIN_SMOOTHED:
        return Smoothed(values, weights)
    scale, proportion = SCALE[estimates[0].unit], estimates[0].kind == "proportion"
    numerator, size = (
        np.array([getattr(estimate, name) for estimate in estimates])[known] for name in ("numerator", "denominator")
    )
    own, mean = numerator / size, float(numerator.sum() / size.sum())
    between = float(np.var(own, ddof=1))
    weight = np.zeros(len(own))
    for _ in range(_ROUNDS):
        chance = mean * (1 - mean if proportion else 1) / size
        weight = between / (between + chance) if between > 0 else np.zeros(len(own))
        drawn = weight * own + (1 - weight) * mean
        previous = mean, between
        mean = float(drawn.mean())
        between = float((weight * (own - mean) ** 2).sum() / (len(own) - 1))
        if abs(mean - previous[0]) + abs(between - previous[1]) ** 0.5 < _CLOSE * mean:
            break
    values[known], weights[known] = (weight * own + (1 - weight) * mean) * scale, weight
    return Smoothed(values, weights, mean * scale, math.sqrt(between) * scale)


def spread_between(estimates: Sequence[Estimate], benchmark: float) -> float:
    """The standard deviation between areas (in the unit) beyond what chance gives around a benchmark; 0 for none.

    tau^2 = max(0, (sum w d^2 - (N - 1)) / (sum w - sum w^2 / sum w)), w = 1 / s^2, d the distance to the benchmark,
    the outer 10 % of d / s on either side drawn in to the 10 % point, so that a few outliers do not hide themselves,
    and the sum divided by what that leaves of it where nothing lies far out.
    Source: Spiegelhalter, Statistics in Medicine 2005, the additive model; DerSimonian and Laird. The division is own:
    without it the spread is a quarter too small.
    """
    tested = [estimate for estimate in estimates if not estimate.reason and estimate.kind != "count"]
    if len(tested) < MIN_SMOOTHED:
        return 0.0
    scale, proportion, share = SCALE[tested[0].unit], tested[0].kind == "proportion", benchmark / SCALE[tested[0].unit]
    size = np.array([estimate.denominator for estimate in tested])
    error = np.sqrt(share * (1 - share if proportion else 1) / size)
    if not np.all(error > 0):
        return 0.0
    standard = (np.array([estimate.numerator for estimate in tested]) / size - share) / error
    standard = np.clip(standard, *np.quantile(standard, [0.1, 0.9]))
    weight = 1 / error**2
    total = (standard**2).sum() / _DRAWN_IN
    variance = (total - (len(tested) - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return math.sqrt(max(0.0, float(variance))) * scale


def funnel_limits(
    benchmark: float, denominator: npt.ArrayLike, kind: Kind, unit: Unit, level: float = 0.95, spread: float = 0.0
) -> tuple[Floats, Floats]:
    """Between which values (in `unit`) an area of each size does not differ from the benchmark; NaN for size 0.

    spread: the standard deviation between areas that is no chance (`spread_between`), in `unit`: the limits are so much
    wider as the square root of the sum of both squares, at the same quantile.

    A proportion: p0 +- z sqrt(p0 (1 - p0) / n), clipped to 0..1; outside is the same as a Wilson interval that
    excludes p0 (PHEindicatormethods, `Funnels.R`). A rate: the values whose Byar or exact limits touch the benchmark,
    found by interpolation, so that chart and verdict agree. Raises ValueError for counts, which have no size.
    """
    size, p0 = np.asarray(denominator, float), benchmark / SCALE[unit]
    size = np.where(size > 0, size, np.nan)
    beyond = normal_quantile((1 + level) / 2) * spread / SCALE[unit]
    if kind == "count":
        raise ValueError("a count has no funnel")
    if kind == "proportion":
        width = normal_quantile((1 + level) / 2) * np.sqrt(p0 * (1 - p0) / size)
        width = np.hypot(width, beyond)
        return np.clip(p0 - width, 0, 1) * SCALE[unit], np.clip(p0 + width, 0, 1) * SCALE[unit]
    expected = p0 * size
    largest = np.nanmax(expected, initial=0.0)
    counts = np.concatenate([np.linspace(0, 30, 601), np.geomspace(30.1, 100 + 2 * largest, 2000)])
    low, high = (np.maximum.accumulate(limit) for limit in limits(counts, 1.0, kind, "aantal", level))
    lower, upper = (np.interp(expected, limit, counts) for limit in (high, low))
    low, high = lower / size, upper / size
    return (
        np.maximum(0, p0 - np.hypot(p0 - low, beyond)) * SCALE[unit],
        (p0 + np.hypot(high - p0, beyond)) * SCALE[unit],
    )
