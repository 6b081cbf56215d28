"""Many areas beside one benchmark: five classes, how many flags chance alone gives, and the funnel."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ks_data.catalogue.indicators import Kind, Unit
from ks_data.statistics.estimates import LEVELS, SCALE, Floats, limits, normal_quantile

# ---- many areas at once


class FiveClass(StrEnum):
    """The class of an area on a map; the value is the Dutch word."""

    MUCH_LOWER = "veel lager"
    LOWER = "lager"
    NO_DIFFERENCE = "geen aantoonbaar verschil"
    HIGHER = "hoger"
    MUCH_HIGHER = "veel hoger"
    NOT_TESTABLE = "niet te toetsen"


def five_classes(
    lower: npt.ArrayLike, upper: npt.ArrayLike, lower998: npt.ArrayLike, upper998: npt.ArrayLike, benchmark: float = 0.0
) -> npt.NDArray[np.str_]:
    """The Dutch words of `FiveClass`, shaped as the limits: "veel" where the 99.8 % limits exclude the benchmark too.

    Takes the limits of estimates and a fixed benchmark, or those of a `Difference` and 0; agrees with `verdict`.
    """
    low, high, low998, high998 = (np.asarray(limit, float) for limit in (lower, upper, lower998, upper998))
    unknown = np.isnan(low) | np.isnan(high) | math.isnan(benchmark)
    cases = [unknown, high998 < benchmark, high < benchmark, low998 > benchmark, low > benchmark]
    names = ("NOT_TESTABLE", "MUCH_LOWER", "LOWER", "MUCH_HIGHER", "HIGHER")
    return np.select(cases, [FiveClass[name].value for name in names], FiveClass.NO_DIFFERENCE.value)


@dataclass(frozen=True, slots=True)
class Flags:
    """How many of the tested areas differ at 95 % and at 99.8 %, and how many would by chance if none really did."""

    tested: int
    expected: float
    seen: int
    expected998: float
    seen998: int


def flags(classes: npt.ArrayLike) -> Flags:
    """Counts what `five_classes` found; expected = areas tested x 5 % and x 0.2 % (342: 17.1 and 0.7)."""
    area_classes = np.asarray(classes)
    tested = int((area_classes != FiveClass.NOT_TESTABLE).sum())
    flagged998 = int(np.isin(area_classes, [FiveClass.MUCH_LOWER, FiveClass.MUCH_HIGHER]).sum())
    flagged95 = int(np.isin(area_classes, [FiveClass.LOWER, FiveClass.HIGHER]).sum())
    return Flags(tested, tested * (1 - LEVELS[0]), flagged998 + flagged95, tested * (1 - LEVELS[1]), flagged998)


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
