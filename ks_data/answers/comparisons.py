"""A figure of a region beside that of another and beside its own first: the difference, the trend.

`comparison_sentences` says them in words.
"""

import math
from dataclasses import dataclass

from ks_data import statistics
from ks_data.answers import figures
from ks_data.answers.figures import Figure
from ks_data.catalogue import regions
from ks_data.statistics import Detectable, Difference, Trend, Verdict
from ks_data.store import Snapshot, memoized

NO_FIGURE = Difference(Verdict.NOT_TESTABLE, reason="missing")
"""What there is to say of a difference when one of the two figures is missing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest figure of a region in a range of years, beside another region and beside its own first year.

    difference and detectable: with the other region in the same period; change: with the own first year (of pooled
    years: the first as many years, before them); trend: over the latest five years up to the end of the range. All of
    them are decided in statistics. A count is never put beside that of another kind of region. missing_benchmark: the
    other region, when it has no figure in that period. hidden_years: those among the years of the trend, or that could
    have been. break_year: since when is counted as now; 0 where there is nothing before it. trend_start: the value in
    the first year of the trend.
    """

    figure: Figure
    benchmark: Figure | None
    start: Figure | None
    difference: Difference
    detectable: Detectable
    change: Difference
    trend: Trend
    missing_benchmark: str = ""
    hidden_years: tuple[int, ...] = ()
    break_year: int = 0
    trend_start: float = math.nan


def latest(data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int) -> Comparison | None:
    """The latest figure of a region between two years beside that of another region; None when it has none."""
    between = figures.figures_between(data, indicator, region, first, last)
    if not between:
        return None
    newest = between[-1]
    start = (figure for figure in between if len(figure.years) == len(newest.years) and figure.year < newest.years[0])
    return _comparison(data, newest, benchmark, next(start, None), last)


TOGETHER = 3
"""So many years are pooled where a year by itself shows little."""
NOTICEABLE = 0.10
"""Where a year shows only a difference of more than this part of the benchmark, years are few."""


def by_strength(data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int) -> list[Comparison]:
    """The latest figures of a region beside another, the strongest test first: three years together, then the year.

    The years together lead where years are few (`_are_few`) and both regions have them; else there is the year alone,
    and nothing where the region has no figure.
    """
    newest = latest(data, indicator, region, benchmark, first, last)
    if newest is None:
        return []
    together = _together(data, newest, benchmark, first, last) if _are_few(data, newest, first) else None
    return [together, newest] if together else [newest]


def _are_few(data: Snapshot, newest: Comparison, first: int) -> bool:
    """Whether there are fewer years than a trend takes, or one shows no difference of a tenth of the benchmark.

    It asks how many are counted and never what the difference is: who pools until it shows will find one.
    """
    indicator, region = newest.figure.indicator.id, newest.figure.region
    years = [year for year in figures.years_with(data, indicator, region) if first <= year <= newest.figure.year]
    if newest.benchmark is None or len(years) < statistics.TREND_POINTS:
        return True
    size = statistics.smallest_detectable(newest.figure.estimate, newest.benchmark.estimate).value
    return not size <= NOTICEABLE * newest.benchmark.value


def _together(data: Snapshot, newest: Comparison, benchmark: str, first: int, last: int) -> Comparison | None:
    """The three years up to the newest one pooled, beside the same of the other region; None where it says no more."""
    figure, indicator, region = newest.figure, newest.figure.indicator, newest.figure.region
    start = figure.year - TOGETHER + 1
    if len(figure.years) > 1 or indicator.kind == "count" or start < first or newest.benchmark is None:
        return None
    pooled = figures.figure_of_period(data, indicator.id, region, f"{start}-{figure.year}")
    if pooled is None:
        return None
    spans = (f"{year}-{year + TOGETHER - 1}" for year in range(first, start - TOGETHER + 1))
    earlier = (figures.figure_of_period(data, indicator.id, region, span) for span in spans)
    comparison = _comparison(data, pooled, benchmark, next((span for span in earlier if span), None), last)
    return comparison if comparison.difference.verdict != Verdict.NOT_TESTABLE else None


def of_period(data: Snapshot, indicator: str, region: str, benchmark: str, period: str) -> Comparison | None:
    """The figure of a region over a year or pooled years beside that of another region; None when it has none."""
    figure = figures.figure_of_period(data, indicator, region, period)
    return _comparison(data, figure, benchmark, None, figure.year) if figure else None


def _comparison(data: Snapshot, figure: Figure, benchmark: str, start: Figure | None, last: int) -> Comparison:
    indicator, region = figure.indicator.id, figure.region
    if figure.indicator.kind == "count" and regions.level(region) != regions.level(benchmark):
        benchmark = region  # the number of births of a town and of the country say only which is larger
    alone = benchmark == region
    beside = None if alone else figures.figure_of_period(data, indicator, benchmark, figure.period)
    difference, detectable = difference_in_period(data, indicator, region, benchmark, figure.period)
    change = _change(data, indicator, region, figure.period, start.period) if start else NO_FIGURE
    trend, hidden_years, break_year, trend_start = _recent_trend(data, indicator, region, last)
    return Comparison(
        figure=figure,
        benchmark=beside,
        start=start,
        difference=difference,
        detectable=detectable,
        change=change,
        trend=trend,
        missing_benchmark="" if alone or beside else benchmark,
        hidden_years=hidden_years,
        break_year=break_year,
        trend_start=trend_start,
    )


@memoized
def difference_in_period(
    data: Snapshot, indicator: str, region: str, benchmark: str, period: str
) -> tuple[Difference, Detectable]:
    """How a region differs from another over a year or pooled years, and the smallest difference that could show."""
    figure = figures.figure_of_period(data, indicator, region, period)
    beside = figures.figure_of_period(data, indicator, benchmark, period)
    if not figure or not beside or region == benchmark:
        return NO_FIGURE, Detectable()
    difference = statistics.difference(figure.estimate, beside.estimate)
    return difference, statistics.smallest_detectable(figure.estimate, beside.estimate)


@memoized
def _change(data: Snapshot, indicator: str, region: str, period: str, start: str) -> Difference:
    """How a region's figure over a period differs from its figure over an earlier one."""
    figure = figures.figure_of_period(data, indicator, region, period)
    earlier = figures.figure_of_period(data, indicator, region, start)
    if not figure or not earlier:
        return NO_FIGURE
    return statistics.difference(figure.estimate, earlier.estimate, figures.break_years(data, indicator, region))


@memoized
def _recent_trend(data: Snapshot, indicator: str, region: str, last: int) -> tuple[Trend, tuple[int, ...], int, float]:
    """The recent trend up to a year, with hidden_years, break_year and trend_start as in a `Comparison`."""
    yearly = [figure for figure in figures.yearly_figures(data, indicator, region) if figure.year <= last]
    breaks = figures.break_years(data, indicator, region)
    trend = statistics.trend([figure.estimate for figure in yearly], breaks)
    since = max((year for year in breaks if year <= max(trend.years, default=last)), default=0)
    begin = max(since, trend.years[0]) if len(trend.years) == statistics.TREND_POINTS else since
    hidden = [int(period) for period in figures.hidden_periods(data, indicator, region) if "-" not in period]
    hidden_years = tuple(sorted(year for year in hidden if begin <= year <= last))
    if hidden_years and not trend.reason:  # the rest gives another picture
        trend = Trend("not_computable", trend.points, years=trend.years, reason="suppressed")
    before = any(figure.year < since for figure in yearly)
    start = next((figure.value for figure in yearly if figure.year in trend.years), math.nan)
    return trend, hidden_years, since if before else 0, start


def fields(comparison: Comparison) -> dict[str, object]:
    """A comparison for scripts: values in the unit, codes as they are, NaN where there is none."""
    figure, benchmark, difference = comparison.figure, comparison.benchmark, comparison.difference
    return {
        "indicator": figure.indicator.id,
        "period": figure.period,
        "unit": figure.indicator.unit,
        "region": _figure_fields(figure),
        "with": _figure_fields(benchmark) if benchmark else None,
        "verdict": str(difference.verdict),
        "reason": difference.reason,
        "appraisal": statistics.appraisal(difference.verdict, figure.indicator.better),
        "difference": [difference.value, difference.lower, difference.upper],
        "smallest_detectable": {"value": comparison.detectable.value, "cases": comparison.detectable.cases},
    }


def _figure_fields(figure: Figure) -> dict[str, object]:
    estimate = figure.estimate
    return {
        "code": figure.region,
        "name": regions.name(figure.region),
        "value": figure.value,
        "lower": estimate.lower,
        "upper": estimate.upper,
        "numerator": estimate.numerator,
        "denominator": estimate.denominator,
        "method": estimate.method,
        "approximate": estimate.approximate,
        "assumption": figure.assumption,
        "reason": estimate.reason,
        "status": figure.status,
        "source": figure.source,
    }
