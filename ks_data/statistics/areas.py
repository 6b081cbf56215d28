"""Many areas beside one benchmark: five classes, how many flags chance alone gives, and the funnel."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ks_data.catalogue.indicators import Kind, Unit
from ks_data.statistics.estimates import SCALE, Floats, limits, normal_quantile
from ks_data.statistics.verdicts import Verdict

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


def funnel_limits(
    benchmark: float, denominator: npt.ArrayLike, kind: Kind, unit: Unit, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Between which values (in `unit`) an area of each size does not differ from the benchmark; NaN for size 0.

    A proportion: p0 +- z sqrt(p0 (1 - p0) / n), clipped to 0..1; outside is the same as a Wilson interval that
    excludes p0 (PHEindicatormethods, `Funnels.R`). A rate: the values whose Byar or exact limits touch the benchmark,
    found by interpolation, so that chart and verdict agree. Raises ValueError for counts, which have no size.
    """
    size, p0 = np.asarray(denominator, float), benchmark / SCALE[unit]
    size = np.where(size > 0, size, np.nan)
    if kind == "count":
        raise ValueError("a count has no funnel")
    if kind == "proportion":
        width = normal_quantile((1 + level) / 2) * np.sqrt(p0 * (1 - p0) / size)
        return np.clip(p0 - width, 0, 1) * SCALE[unit], np.clip(p0 + width, 0, 1) * SCALE[unit]
    expected = p0 * size
    largest = np.nanmax(expected, initial=0.0)
    counts = np.concatenate([np.linspace(0, 30, 601), np.geomspace(30.1, 100 + 2 * largest, 2000)])
    low, high = (np.maximum.accumulate(limit) for limit in limits(counts, 1.0, kind, "aantal", level))
    lower, upper = (np.interp(expected, limit, counts) for limit in (high, low))
    return lower / size * SCALE[unit], upper / size * SCALE[unit]
