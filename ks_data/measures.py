"""How sure a figure is: intervals, verdicts, trends and what could be seen; knows no files, no Dutch but verdicts.

Values and limits are in the unit of the indicator, counts in persons. A number that is not known is NaN and never an
error; wrong use (two indicators in one series) is a ValueError. scipy and statsmodels take over a
second to import and are therefore imported where they are used.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.indicators import Indicator, Kind, Unit

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Direction = Literal["rising", "falling", "no_change", "not_computable"]
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
]

SCALE: dict[Unit, float] = {"per 1.000": 1000.0, "%": 100.0, "aantal": 1.0}
LEVELS = (0.95, 0.998)
POWER = 0.80
TREND_POINTS = 5
TREND_CHI2 = 9.5495
"""The 99.8 % point of chi-square with one degree of freedom."""
THRESHOLD = 10
"""Counts of persons from 1 up to this are hidden, unless an indicator declares another threshold."""
SUPPRESSED, FORECAST = "onderdrukt", "geschat"
_EXACT_BELOW = 10  # counts
_NORMAL_FROM = 200  # expected counts


# ---- intervals


def limits(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, kind: Kind, unit: Unit, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper confidence limits in `unit`, shaped as the broadcast inputs; NaN where unknown or impossible.

    A proportion: Wilson score (statsmodels). A rate or count: Byar's method, exact chi-square limits for counts below
    10; the denominator of a count is its exposure, usually 1. Counts may be fractions (a rate times a denominator).
    Source: PHEindicatormethods, `Proportions.R` and `Rates.R`.
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    known = (x >= 0) & (n > 0) & np.isfinite(n) & ((x <= n) | (kind != "proportion"))
    lower, upper = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    x, n = x[known], n[known]
    if kind == "proportion":
        from statsmodels.stats.proportion import proportion_confint

        low, high = proportion_confint(x, n, alpha=1 - level, method="wilson")
        low, high = np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)  # free of rounding
    else:
        from scipy.stats import chi2

        tail, z, few = (1 - level) / 2, _z((1 + level) / 2), x < _EXACT_BELOW
        low, high = np.zeros(x.shape), np.empty(x.shape)
        more = x[~few]
        low[~few] = more * (1 - 1 / (9 * more) - z / (3 * np.sqrt(more))) ** 3
        high[~few] = (more + 1) * (1 - 1 / (9 * (more + 1)) + z / (3 * np.sqrt(more + 1))) ** 3
        some = few & (x > 0)
        low[some] = chi2.ppf(tail, 2 * x[some]) / 2
        high[few] = chi2.isf(tail, 2 * x[few] + 2) / 2
        low, high = low / n, high / n
    lower[known], upper[known] = low * SCALE[unit], high * SCALE[unit]
    return lower, upper


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure and how sure it is; a list of them makes a table: `pd.DataFrame(estimates)`.

    value, lower, upper (95 %), lower998, upper998 (99.8 %): in `unit`. numerator, denominator: persons; a count has no
    denominator. basis: what the numerator and denominator rest on; reason: why there is no interval, empty when there
    is one.
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
    count is its own numerator. Raises ValueError for rows of another indicator.
    """
    columns = ["indicator", "region", "period", "value", "numerator", "denominator", "status"]
    rows = observations.reindex(columns=columns)
    if not set(rows["indicator"].dropna()) <= {indicator.id}:
        raise ValueError(f"rows of another indicator than {indicator.id}")
    hidden, scale = (rows["status"] == SUPPRESSED).to_numpy(), SCALE[indicator.unit]
    value, x, n = (rows[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator"))
    value, x = np.where(hidden, np.nan, value), np.where(hidden, np.nan, x)
    if indicator.kind == "count":
        x = np.where(np.isnan(x), value, x)
        n = np.full(len(rows), np.nan)
        value, basis = np.where(np.isnan(value), x, value), np.where(np.isnan(x), "", "counts")
    else:
        years = np.array([len(years_of(period)) for period in rows["period"]], dtype=float)
        supposed = rows["region"].map(dict(assumed or {})).to_numpy(float) * years
        rated, counted, based = ~np.isnan(value), ~np.isnan(x), n > 0
        cases = [counted & based, rated & counted & (value * x > 0) & np.isnan(n), rated & ~counted & based]
        cases += [rated & ~counted & np.isnan(n) & (supposed > 0)]
        names = ["counts", "rate_and_numerator", "rate_and_denominator", "rate_and_assumed_denominator"]
        basis = np.select(cases, names, "")
        with np.errstate(divide="ignore", invalid="ignore"):
            n = np.select([cases[1], cases[3]], [x * scale / value, supposed], n)
            x = np.where(cases[2] | cases[3], value * n / scale, x)
            value = np.where(cases[0] & ~rated, x * scale / n, value)
    guessed = (rows["status"] == FORECAST).to_numpy()
    reason = np.select(
        [hidden, np.isnan(value), guessed, basis == ""], ["suppressed", "missing", "forecast", "no_denominator"], ""
    )
    return _estimates(indicator, list(rows["region"]), list(rows["period"]), value, x, n, basis, reason)


def pooled(indicator: Indicator, parts: Sequence[Estimate], breaks: Iterable[int] = ()) -> Estimate:
    """The estimate of consecutive years together: numerators and denominators are added first, then the rate.

    The period is the whole span ("2017-2019"). No value and a reason when a year lacks counts (its own reason), is
    absent or there twice ("missing"), or when a break lies within. Raises ValueError for no parts, or parts of two
    regions or indicators. Source: ScotPHO.
    """
    region = _one_series(parts, indicator)
    ordered = sorted(parts, key=lambda part: part.period)
    years = [year for part in ordered for year in years_of(part.period)]
    period = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    reason = next((part.reason for part in ordered if part.reason), "")
    if years != list(range(years[0], years[-1] + 1)):
        reason = "missing"
    elif segments([period], breaks)[0] < 0:
        reason = "break"
    basis = next((part.basis for part in ordered if part.approximate), ordered[0].basis)
    x = math.nan if reason else sum(part.numerator for part in ordered)
    n = math.nan if reason else sum(part.denominator for part in ordered)
    value = x if indicator.kind == "count" else x * SCALE[indicator.unit] / n
    arrays = (np.array([item]) for item in (value, x, n, "" if reason else basis, reason))
    return _estimates(indicator, [region], [period], *arrays)[0]


def _estimates(
    indicator: Indicator,
    regions: list[str],
    periods: list[str],
    value: Floats,
    x: Floats,
    n: Floats,
    basis: npt.NDArray[np.str_],
    reason: npt.NDArray[np.str_],
) -> list[Estimate]:
    kind, unit = indicator.kind, indicator.unit
    usable = np.where(reason == "", x, np.nan)
    exposure = np.ones(len(x)) if kind == "count" else n
    (lower, upper), (lower998, upper998) = (limits(usable, exposure, kind, unit, level) for level in LEVELS)
    reason = np.where((reason == "") & np.isnan(lower), "invalid", reason)
    method = np.where(x < _EXACT_BELOW, "exact", "byar") if kind != "proportion" else np.full(len(x), "wilson")
    method = np.where(reason == "", method, "")
    approximate = [item not in ("", "counts") for item in basis]
    columns = (value, lower, upper, lower998, upper998, x, n, method, basis)
    lists = (column.tolist() for column in columns)
    identity = ([indicator.id] * len(x), regions, periods, [kind] * len(x), [unit] * len(x))
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


def years_of(period: str) -> range:
    """ "2019" or "2017-2019" as a range of years; raises ValueError for anything else."""
    first, _, last = str(period).partition("-")
    span = range(int(first), int(last or first) + 1)
    if not span:
        raise ValueError(f"a period that ends before it starts: {period}")
    return span


def _one_series(parts: Sequence[Estimate], indicator: Indicator | None = None) -> str:
    """The one region of a series of one indicator; raises ValueError where there is another."""
    if len({(part.indicator, part.region) for part in parts}) != 1:
        raise ValueError("a series has one indicator and one region")
    if indicator and parts[0].indicator != indicator.id:
        raise ValueError(f"a series of another indicator than {indicator.id}")
    return parts[0].region


def _z(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


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
    reasons = [_obstacle(one, benchmark, starts) for one in estimates]
    sampled = [one for one, why in zip(estimates, reasons, strict=True) if not why and not _is_fixed(one, benchmark)]
    bounds = iter(_difference_limits(sampled, benchmark) if isinstance(benchmark, Estimate) and sampled else ())
    found = []
    for one, reason in zip(estimates, reasons, strict=True):
        if reason:
            found.append(Difference(Verdict.NOT_TESTABLE, reason=reason))
            continue
        own = (one.lower - other, one.upper - other, one.lower998 - other, one.upper998 - other)
        lower, upper, lower998, upper998 = own if _is_fixed(one, benchmark) else next(bounds)
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


def _obstacle(estimate: Estimate, benchmark: Estimate | float, breaks: Iterable[int]) -> Reason:
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
    if benchmark.reason and not (_is_fixed(estimate, benchmark) and benchmark.reason == "no_denominator"):
        return estimate.reason or "benchmark"
    return estimate.reason


def _is_fixed(estimate: Estimate, benchmark: Estimate | float) -> bool:
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
    found = np.asarray(classes)
    tested = int((found != FiveClass.NOT_TESTABLE).sum())
    much = int(np.isin(found, [FiveClass.MUCH_LOWER, FiveClass.MUCH_HIGHER]).sum())
    some = int(np.isin(found, [FiveClass.LOWER, FiveClass.HIGHER]).sum())
    return Flags(tested, tested * (1 - LEVELS[0]), much + some, tested * (1 - LEVELS[1]), much)


def funnel_limits(
    benchmark: float, denominator: npt.ArrayLike, kind: Kind, unit: Unit, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Between which values (in `unit`) an area of each size does not differ from the benchmark; NaN for size 0.

    A proportion: p0 +- z sqrt(p0 (1 - p0) / n), clipped to 0..1; outside is the same as a Wilson interval that
    excludes p0 (PHEindicatormethods, `Funnels.R`). A rate: the values whose Byar or exact limits touch the benchmark,
    found by interpolation, so that chart and verdict agree. Raises ValueError for counts, which have no size.
    """
    n, p0 = np.asarray(denominator, float), benchmark / SCALE[unit]
    n = np.where(n > 0, n, np.nan)
    if kind == "count":
        raise ValueError("a count has no funnel")
    if kind == "proportion":
        width = _z((1 + level) / 2) * np.sqrt(p0 * (1 - p0) / n)
        return np.clip(p0 - width, 0, 1) * SCALE[unit], np.clip(p0 + width, 0, 1) * SCALE[unit]
    expected = p0 * n
    most = np.nanmax(expected, initial=0.0)
    counts = np.concatenate([np.linspace(0, 30, 601), np.geomspace(30.1, 100 + 2 * most, 2000)])
    low, high = (np.maximum.accumulate(limit) for limit in limits(counts, 1.0, kind, "aantal", level))
    lower, upper = (np.interp(expected, limit, counts) for limit in (high, low))
    return lower / n * SCALE[unit], upper / n * SCALE[unit]


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
    if _obstacle(estimate, benchmark, breaks):
        return Detectable()
    scale, n = SCALE[estimate.unit], estimate.exposure
    if isinstance(benchmark, Estimate) and not _is_fixed(estimate, benchmark):
        n = 1 / (1 / n + 1 / benchmark.exposure)
    p0 = (benchmark.value if isinstance(benchmark, Estimate) else benchmark) / scale
    proportion = estimate.kind == "proportion"
    if not 0 <= p0 <= (1 if proportion else math.inf):
        return Detectable()
    if n * min(p0, 1 - p0 if proportion else p0) >= _NORMAL_FROM:
        width = (_z(0.975) + _z(POWER)) * math.sqrt(p0 * (1 - p0 if proportion else 1) / n)
    else:
        width = _exact_width(p0, n, estimate.kind)
    return Detectable(width * scale, width * estimate.exposure)


def _exact_width(p0: float, n: float, kind: Kind) -> float:
    from scipy.stats import beta, gamma

    reach = 10 * math.sqrt(n * p0 + 1) + 20
    most = math.floor(n * p0 + reach) if kind != "proportion" else min(math.floor(n), math.floor(n * p0 + reach))
    counts = np.arange(max(0, math.floor(n * p0 - reach)), most + 1, dtype=float)
    low, high = limits(counts, n, kind, "aantal")
    more, fewer = counts[low > p0], counts[high < p0]
    distances = []
    if more.size:
        k = more[0]
        up = beta.ppf(POWER, k, n - k + 1) if kind == "proportion" else gamma.ppf(POWER, k) / n
        distances.append(float(up) - p0)
    if fewer.size:
        k = fewer[-1]
        down = beta.ppf(1 - POWER, k + 1, n - k) if kind == "proportion" else gamma.ppf(1 - POWER, k + 1) / n
        distances.append(p0 - float(down))
    return max(distances, default=math.nan)


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
        _one_series(series)
    counted = [one for one in series if not math.isnan(one.value) and one.reason != "forecast"]
    yearly = {years_of(one.period)[0]: one for one in counted if "-" not in one.period}
    latest = sorted(yearly)
    segment = segments([str(year) for year in latest], breaks)
    years = [year for year, part in zip(latest, segment, strict=True) if part == segment[-1]][-TREND_POINTS:]
    points = [yearly[year] for year in years]
    if len(points) < TREND_POINTS:
        return Trend("not_computable", len(points), years=tuple(years), reason="too_few_years")
    reason: Reason = next((point.reason for point in points if point.reason), "")
    if reason:
        return Trend("not_computable", sum(not one.reason for one in points), years=tuple(years), reason=reason)
    values, x, n, lower, upper = (
        np.array([getattr(point, name) for point in points])
        for name in ("value", "numerator", "exposure", "lower", "upper")
    )
    se, scale = (upper - lower) / 3.92, SCALE[points[0].unit]
    if points[0].kind == "proportion":
        values, se = x / n * scale, common_error(x, n) * scale
    slope, slope_se, steady = (item.item() for item in slope_test(np.array(years, float), values, se))
    chi2 = (slope / slope_se) ** 2 if slope_se > 0 else 0.0
    seen = chi2 > TREND_CHI2 and steady
    direction: Direction = "no_change" if not seen else "rising" if slope > 0 else "falling"
    smallest = (_z(0.999) + _z(POWER)) * slope_se * (years[-1] - years[0])
    return Trend(direction, len(points), chi2, tuple(years), slope, smallest)


def slope_test(years: Floats, values: Floats, se: Floats) -> tuple[Floats, Floats, Mask]:
    """Weighted slope a year, its standard error, and whether leaving out any one year keeps its sign.

    years: shape (k,); values and se: (..., k), weights 1 / se^2; results: (...). chi-square is (slope / error)^2; with
    `common_error` of proportions that is the Cochran-Armitage chi-square.
    """

    def fit(keep: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
        weight, x = 1 / se[..., keep] ** 2, years[keep]
        centred = x - (weight * x).sum(-1, keepdims=True) / weight.sum(-1, keepdims=True)
        spread = (weight * centred**2).sum(-1)
        return (weight * centred * values[..., keep]).sum(-1) / spread, 1 / np.sqrt(spread)

    everything = np.arange(len(years))
    slope, slope_se = fit(everything)
    rest = [fit(np.delete(everything, leave))[0] for leave in everything]
    return slope, slope_se, np.all(np.sign(rest) == np.sign(slope), axis=0)


def common_error(x: Floats, n: Floats) -> Floats:
    """Standard errors of proportions x / n that share one true proportion, along the last axis; NaN where it is 0 or 1.

    x, n: (..., k); result the same.
    """
    p = x.sum(-1, keepdims=True) / n.sum(-1, keepdims=True)
    return np.sqrt(np.where((p > 0) & (p < 1), p * (1 - p), np.nan) / n)
