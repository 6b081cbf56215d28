"""Intervals of figures: what the limits are and what they rest on.

Values and limits are in the unit of the indicator, counts in persons. A number that is not known is NaN and never an
error; wrong use (two indicators in one series) is a ValueError. scipy and statsmodels take over a second to import and
are therefore imported where they are used.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.indicators import Indicator, Kind, Unit
from ks_data.catalogue.periods import years_of
from ks_data.catalogue.statuses import Status

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Method = Literal["", "wilson", "byar", "exact"]
Basis = Literal["", "counts", "rate_and_numerator", "rate_and_denominator", "rate_and_assumed_denominator"]
Reason = Literal[
    "",
    "missing",  # no value
    "suppressed",  # hidden because the number is small
    "forecast",  # an estimate made beforehand, not something counted
    "no_denominator",  # a value, and nothing to say how many persons it rests on
    "invalid",  # negative, or a numerator above the denominator of a proportion
    "itself",  # the same region in the same or overlapping years
    "definition",  # two indicators
    "break",  # a marked break lies between the two, or within one of them
    "count",  # counts of two regions, or of one year and three, say only which is larger
    "benchmark",  # the benchmark has no value or, not being the country, no interval: see its own reason
    "too_few_years",
    "selected",  # shown in fewer than half of the years, and then mostly in those that stand out
]

SCALE: dict[Unit, float] = {"per 1.000": 1000.0, "%": 100.0, "aantal": 1.0}
LEVELS = (0.95, 0.998)
THRESHOLD = 10
"""Counts of persons from 1 up to this are hidden, unless an indicator declares another threshold."""
EXACT_BELOW = 10  # counts


# ---- intervals


def limits(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, kind: Kind, unit: Unit, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper confidence limits in `unit`, shaped as the broadcast inputs; NaN where unknown or impossible.

    A proportion: Wilson score (statsmodels). A rate or count: Byar's method, exact chi-square limits for counts below
    10; the denominator of a count is its exposure, usually 1. Counts may be fractions (a rate times a denominator).
    Source: PHEindicatormethods, `Proportions.R` and `Rates.R`.
    """
    count, exposure = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    usable = (count >= 0) & (exposure > 0) & np.isfinite(exposure) & ((count <= exposure) | (kind != "proportion"))
    lower, upper = np.full(count.shape, np.nan), np.full(count.shape, np.nan)
    count, exposure = count[usable], exposure[usable]
    if kind == "proportion":
        from statsmodels.stats.proportion import proportion_confint

        low, high = proportion_confint(count, exposure, alpha=1 - level, method="wilson")
        low, high = np.where(count == 0, 0.0, low), np.where(count == exposure, 1.0, high)  # free of rounding
    else:
        from scipy.stats import chi2

        tail, quantile, is_exact = (1 - level) / 2, normal_quantile((1 + level) / 2), count < EXACT_BELOW
        low, high = np.zeros(count.shape), np.empty(count.shape)
        large = count[~is_exact]
        low[~is_exact] = large * (1 - 1 / (9 * large) - quantile / (3 * np.sqrt(large))) ** 3
        high[~is_exact] = (large + 1) * (1 - 1 / (9 * (large + 1)) + quantile / (3 * np.sqrt(large + 1))) ** 3
        small = is_exact & (count > 0)
        low[small] = chi2.ppf(tail, 2 * count[small]) / 2
        high[is_exact] = chi2.isf(tail, 2 * count[is_exact] + 2) / 2
        low, high = low / exposure, high / exposure
    lower[usable], upper[usable] = low * SCALE[unit], high * SCALE[unit]
    return lower, upper


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure and how sure it is; a list of them makes a table: `pd.DataFrame(estimates)`.

    value, lower, upper (95 %), lower998, upper998 (99.8 %): in `unit`. numerator, denominator: persons; a count has no
    denominator. basis: what the numerator and denominator rest on; reason: why there is no interval, empty when there
    is one. threshold: counts from 1 up to this would have been hidden, 0 where none would; parts: how many figures this
    was pooled from, each of which had to be shown.
    """

    indicator: str
    region: str
    period: str
    kind: Kind
    unit: Unit
    value: float
    lower: float
    upper: float
    lower998: float
    upper998: float
    numerator: float
    denominator: float
    method: Method
    basis: Basis
    approximate: bool
    reason: Reason
    threshold: int = 0
    parts: int = 1

    @property
    def exposure(self) -> float:
        """What `limits` divides by: the denominator, 1 for a count."""
        return 1.0 if self.kind == "count" else self.denominator


def estimates(
    indicator: Indicator, observations: pd.DataFrame, assumed: Mapping[str, float] | None = None
) -> list[Estimate]:
    """The observations of one indicator as estimates, in the same order.

    Numerator and denominator known: used as they are. One of them known, and the value: the other follows from the
    rate, `approximate`. Only the value known: the denominator in `assumed` (persons a year, by region code), also
    `approximate`; the caller says the assumption in words. Else there is no interval, and a reason. The value of a
    count is its own numerator. A column threshold says of which rows no small count is hidden (0); else it is that of
    the indicator, but for a small count, which is shown as we see. Raises ValueError for rows of another indicator.
    """
    columns = ["indicator", "region", "period", "value", "numerator", "denominator", "status", "threshold"]
    rows = observations.reindex(columns=columns)
    if not set(rows["indicator"].dropna()) <= {indicator.id}:
        raise ValueError(f"rows of another indicator than {indicator.id}")
    hidden, scale = (rows["status"] == Status.SUPPRESSED).to_numpy(), SCALE[indicator.unit]
    value, numerator, denominator = (
        rows[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator")
    )
    value, numerator = np.where(hidden, np.nan, value), np.where(hidden, np.nan, numerator)
    if indicator.kind == "count":
        numerator = np.where(np.isnan(numerator), value, numerator)
        denominator = np.full(len(rows), np.nan)
        value, basis = np.where(np.isnan(value), numerator, value), np.where(np.isnan(numerator), "", "counts")
    else:
        years = np.array([len(years_of(period)) for period in rows["period"]], dtype=float)
        assumed_denominator = rows["region"].map(dict(assumed or {})).to_numpy(float) * years
        rated, counted, based = ~np.isnan(value), ~np.isnan(numerator), denominator > 0
        cases = [
            counted & based,
            rated & counted & (value * numerator > 0) & np.isnan(denominator),
            rated & ~counted & based,
        ]
        cases += [rated & ~counted & np.isnan(denominator) & (assumed_denominator > 0)]
        names = ["counts", "rate_and_numerator", "rate_and_denominator", "rate_and_assumed_denominator"]
        basis = np.select(cases, names, "")
        with np.errstate(divide="ignore", invalid="ignore"):
            denominator = np.select([cases[1], cases[3]], [numerator * scale / value, assumed_denominator], denominator)
            numerator = np.where(cases[2] | cases[3], value * denominator / scale, numerator)
            value = np.where(cases[0] & ~rated, numerator * scale / denominator, value)
    forecast = (rows["status"] == Status.FORECAST).to_numpy()
    reason = np.select(
        [hidden, np.isnan(value), forecast, basis == ""], ["suppressed", "missing", "forecast", "no_denominator"], ""
    )
    threshold = rows["threshold"].fillna(indicator.threshold).to_numpy(float)
    threshold = np.where(_is_small(numerator, denominator, indicator), 0, threshold).astype(int)
    made = _estimates(
        indicator, list(rows["region"]), list(rows["period"]), value, numerator, denominator, basis, reason
    )
    return [
        replace(estimate, threshold=hidden_below)
        for estimate, hidden_below in zip(made, threshold.tolist(), strict=True)
    ]


def _is_small(numerator: Floats, denominator: Floats, indicator: Indicator) -> Mask:
    """Whether a count or its complement is one that would be hidden."""
    counts = [numerator, denominator - numerator] if indicator.kind == "proportion" else [numerator]
    return np.any([(np.rint(count) > 0) & (np.rint(count) < indicator.threshold) for count in counts], axis=0)


def pooled(indicator: Indicator, parts: Sequence[Estimate], breaks: Iterable[int] = ()) -> Estimate:
    """The estimate of consecutive years together: numerators and denominators are added first, then the rate.

    The period is the whole span ("2017-2019"). No value and a reason when a year lacks counts (its own reason), is
    absent or there twice ("missing"), or when a break lies within. Raises ValueError for no parts, or parts of two
    regions or indicators. Source: ScotPHO.
    """
    region = refuse_several_series(parts, indicator)
    ordered = sorted(parts, key=lambda estimate: estimate.period)
    years = [year for estimate in ordered for year in years_of(estimate.period)]
    period = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    reason = next((estimate.reason for estimate in ordered if estimate.reason), "")
    if years != list(range(years[0], years[-1] + 1)):
        reason = "missing"
    elif segments([period], breaks)[0] < 0:
        reason = "break"
    basis = next((estimate.basis for estimate in ordered if estimate.approximate), ordered[0].basis)
    numerator = math.nan if reason else sum(estimate.numerator for estimate in ordered)
    denominator = math.nan if reason else sum(estimate.denominator for estimate in ordered)
    value = numerator if indicator.kind == "count" else numerator * SCALE[indicator.unit] / denominator
    arrays = (np.array([scalar]) for scalar in (value, numerator, denominator, "" if reason else basis, reason))
    together = _estimates(indicator, [region], [period], *arrays)[0]
    return replace(
        together,
        threshold=max(estimate.threshold for estimate in ordered),
        parts=sum(estimate.parts for estimate in ordered),
    )


def _estimates(
    indicator: Indicator,
    regions: list[str],
    periods: list[str],
    value: Floats,
    numerator: Floats,
    denominator: Floats,
    basis: npt.NDArray[np.str_],
    reason: npt.NDArray[np.str_],
) -> list[Estimate]:
    kind, unit = indicator.kind, indicator.unit
    usable = np.where(reason == "", numerator, np.nan)
    exposure = np.ones(len(numerator)) if kind == "count" else denominator
    (lower, upper), (lower998, upper998) = (limits(usable, exposure, kind, unit, level) for level in LEVELS)
    reason = np.where((reason == "") & np.isnan(lower), "invalid", reason)
    method = (
        np.where(numerator < EXACT_BELOW, "exact", "byar")
        if kind != "proportion"
        else np.full(len(numerator), "wilson")
    )
    method = np.where(reason == "", method, "")
    approximate = [rests_on not in ("", "counts") for rests_on in basis]
    columns = (value, lower, upper, lower998, upper998, numerator, denominator, method, basis)
    lists = (column.tolist() for column in columns)
    identity = ([indicator.id] * len(numerator), regions, periods, [kind] * len(numerator), [unit] * len(numerator))
    return [Estimate(*row) for row in zip(*identity, *lists, approximate, reason.tolist(), strict=True)]


# ---- series


def segments(periods: Sequence[str], breaks: Iterable[int] = ()) -> npt.NDArray[np.int64]:
    """The segment (0, 1, ...) in which each period lies; -1 for pooled years with a break between them.

    breaks: first years of a new segment. No line, difference, trend or verdict joins two segments, or touches -1.
    """
    starts = np.sort(np.array(list(breaks), dtype=np.int64))
    ends = np.array([(span[0], span[-1]) for span in map(years_of, periods)], dtype=np.int64).reshape(-1, 2)
    first, last = np.searchsorted(starts, ends, side="right").T
    return np.where(first == last, first, -1)


def refuse_several_series(parts: Sequence[Estimate], indicator: Indicator | None = None) -> str:
    """The one region of a series of one indicator; raises ValueError where there is another."""
    if len({(estimate.indicator, estimate.region) for estimate in parts}) != 1:
        raise ValueError("a series has one indicator and one region")
    if indicator and parts[0].indicator != indicator.id:
        raise ValueError(f"a series of another indicator than {indicator.id}")
    return parts[0].region


def normal_quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)
