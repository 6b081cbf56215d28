"""The recent trend of a series: the latest five years, never across a break."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ks_data.catalogue.periods import years_of
from ks_data.statistics.detectable import POWER
from ks_data.statistics.estimates import (
    SCALE,
    Estimate,
    Floats,
    Mask,
    Reason,
    normal_quantile,
    refuse_several_series,
    segments,
)

Direction = Literal["rising", "falling", "no_change", "not_computable"]
TREND_POINTS = 5
TREND_CHI2 = 9.5495
"""The 99.8 % point of chi-square with one degree of freedom."""


# ---- trend


@dataclass(frozen=True, slots=True)
class Trend:
    """Whether the latest five years rise or fall.

    points: how many of the five years there are. years: which. chi2: of the slope. slope: in the unit a year.
    smallest_change: the change over these years, in the unit, that would have been seen with 80 % power.
    """

    direction: Direction
    points: int
    chi2: float = math.nan
    years: tuple[int, ...] = ()
    slope: float = math.nan
    smallest_change: float = math.nan
    reason: Reason = ""

    @property
    def unsteady(self) -> bool:
        """Whether the years differ more than chance would give, but the slope turns when one of them is left out."""
        return self.direction == "no_change" and self.chi2 > TREND_CHI2


def trend(series: Sequence[Estimate], breaks: Iterable[int] = ()) -> Trend:
    """The recent trend of one indicator in one region, from yearly estimates in any order.

    Takes the latest five years that have a value, after the last break. Pooled years and forecasts never enter. A gap
    is allowed: the years themselves are the x of the slope, so a gap weighs as the time it is; `years` says which.
    Proportions: Cochran-Armitage chi-square; rates and counts: slope weighted with se = (upper - lower) / 3.92. Rising
    or falling when chi-square > 9.5495 and all five slopes with one year left out keep the sign. Fewer than five
    years, or one of the five without interval: not computable, with a reason. smallest_change is
    (z.999 + z.80) se(slope) times the years between first and last. Raises ValueError for two series.
    Source: Fingertips trend markers.
    """
    if series:
        refuse_several_series(series)
    counted = [estimate for estimate in series if not math.isnan(estimate.value) and estimate.reason != "forecast"]
    yearly = {years_of(estimate.period)[0]: estimate for estimate in counted if "-" not in estimate.period}
    latest = sorted(yearly)
    segment = segments([str(year) for year in latest], breaks)
    years = [year for year, number in zip(latest, segment, strict=True) if number == segment[-1]][-TREND_POINTS:]
    points = [yearly[year] for year in years]
    if len(points) < TREND_POINTS:
        return Trend("not_computable", len(points), years=tuple(years), reason="too_few_years")
    reason: Reason = next((point.reason for point in points if point.reason), "")
    if reason:
        return Trend(
            "not_computable", sum(not estimate.reason for estimate in points), years=tuple(years), reason=reason
        )
    rates, numerator, exposure, lower, upper = (
        np.array([getattr(point, name) for point in points])
        for name in ("value", "numerator", "exposure", "lower", "upper")
    )
    se, scale = (upper - lower) / 3.92, SCALE[points[0].unit]
    if points[0].kind == "proportion":
        rates, se = numerator / exposure * scale, common_error(numerator, exposure) * scale
    slope, slope_se, steady = (statistic.item() for statistic in slope_test(np.array(years, float), rates, se))
    chi2 = (slope / slope_se) ** 2 if slope_se > 0 else 0.0
    is_significant = chi2 > TREND_CHI2 and steady
    direction: Direction = "no_change" if not is_significant else "rising" if slope > 0 else "falling"
    smallest = (normal_quantile(0.999) + normal_quantile(POWER)) * slope_se * (years[-1] - years[0])
    return Trend(direction, len(points), chi2, tuple(years), slope, smallest)


def slope_test(years: Floats, values: Floats, se: Floats) -> tuple[Floats, Floats, Mask]:
    """Weighted slope a year, its standard error, and whether leaving out any one year keeps its sign.

    years: shape (k,); values and se: (..., k), weights 1 / se^2; results: (...). chi-square is (slope / error)^2; with
    `common_error` of proportions that is the Cochran-Armitage chi-square.
    """

    def fit(chosen: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
        weight, time = 1 / se[..., chosen] ** 2, years[chosen]
        centred = time - (weight * time).sum(-1, keepdims=True) / weight.sum(-1, keepdims=True)
        spread = (weight * centred**2).sum(-1)
        return (weight * centred * values[..., chosen]).sum(-1) / spread, 1 / np.sqrt(spread)

    all_years = np.arange(len(years))
    slope, slope_se = fit(all_years)
    slopes_without_one = [fit(np.delete(all_years, year))[0] for year in all_years]
    return slope, slope_se, np.all(np.sign(slopes_without_one) == np.sign(slope), axis=0)


def common_error(x: Floats, n: Floats) -> Floats:
    """Standard errors of proportions x / n that share one true proportion, along the last axis; NaN where it is 0 or 1.

    x, n: (..., k); result the same.
    """
    p = x.sum(-1, keepdims=True) / n.sum(-1, keepdims=True)
    return np.sqrt(np.where((p > 0) & (p < 1), p * (1 - p), np.nan) / n)
