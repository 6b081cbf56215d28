"""One indicator of a region by year, beside another region: the points of its line, and its pooled years apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ks_data import statistics
from ks_data.answers import comparisons, figures
from ks_data.answers.citations import citation
from ks_data.answers.figures import REASONS, Figure
from ks_data.catalogue import periods, regions
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized


@dataclass(frozen=True, slots=True)
class Point:
    """One region in one year of a series; `figure` is None where there is nothing to show.

    verdict: of the region against the other in that year, in words. segment: changes at a marked break.
    """

    region: str
    name: str
    year: int
    figure: Figure | None
    status: str
    source: str
    note: str
    verdict: str
    segment: int


@dataclass(frozen=True, slots=True)
class PooledYears:
    """A figure over pooled years beside a series; verdict: of the region against the other over the same years."""

    figure: Figure
    verdict: str


def points(data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int) -> list[Point]:
    """A point for every year of the range, of a region and (unless it is the same) what it is compared with.

    A year without an observation is a point without a figure, so that no line can cross it. A region without any
    figure in the range has no points.
    """
    within = [point for point in _all_points(data, indicator, region, benchmark) if first <= point.year <= last]
    with_figures = {point.region for point in within if point.figure}
    return [point for point in within if point.region in with_figures]


@memoized
def _all_points(data: Snapshot, indicator: str, region: str, benchmark: str) -> list[Point]:
    """The points of all years there are, so that another range is only another slice."""
    regions_drawn = dict.fromkeys([region, benchmark])
    return [point for code in regions_drawn for point in _points_of(data, indicator, code, benchmark)]


def _points_of(data: Snapshot, indicator: str, region: str, benchmark: str) -> list[Point]:
    """The points of one region, with verdicts against the other unless it is that one itself."""
    rows = figures.yearly(data, indicator)
    rows = rows.loc[rows["region"] == region, ["year", "status", "source", "note"]]
    remarks = {year: remark for year, *remark in rows.itertuples(index=False)}
    by_year = {figure.year: figure for figure in figures.yearly_figures(data, indicator, region)}
    opposite = figures.yearly_figures(data, indicator, benchmark) if region != benchmark else []
    benchmark_by_year = {figure.year: figure for figure in opposite}
    starts = figures.break_years(data, indicator, region)
    first, last = figures.span(data)
    series = []
    for year in range(first, last + 1):
        status, source, note = remarks.get(year, ("", "", ""))
        figure, beside = by_year.get(year), benchmark_by_year.get(year)
        verdict = str(statistics.verdict(figure.estimate, beside.estimate)) if figure and beside else ""
        segment = sum(start <= year for start in starts)
        series.append(Point(region, regions.name(region), year, figure, status, source, note, verdict, segment))
    return series


def pooled_years(
    data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int
) -> list[PooledYears]:
    """The pooled years within the range, of a region and what it is compared with, in the order of the years.

    Where the region has a figure over pooled years that the other has only by year, those are pooled.
    """
    pooled = []
    for period in _pooled_periods(data, indicator, region, benchmark):
        years = periods.years_of(period)
        if first <= years[0] and years[-1] <= last:
            pooled += _pooled_pair(data, indicator, region, benchmark, period)
    return pooled


def _pooled_pair(data: Snapshot, indicator: str, region: str, benchmark: str, period: str) -> list[PooledYears]:
    """The figures of both regions over a period, with the verdict at the first of them."""
    pair = [figures.figure_of_period(data, indicator, code, period) for code in dict.fromkeys([region, benchmark])]
    difference, _ = comparisons.difference_in_period(data, indicator, region, benchmark, period)
    verdict = str(difference.verdict) if all(pair) and len(pair) == 2 else ""
    return [PooledYears(figure, verdict if figure.region == region else "") for figure in pair if figure]


@memoized
def _pooled_periods(data: Snapshot, indicator: str, region: str, benchmark: str) -> list[str]:
    """The pooled years of which one of two regions has a published figure."""
    pooled = {figure.period for code in (benchmark, region) for figure in figures.pooled_figures(data, indicator, code)}
    return sorted(pooled, key=lambda period: (period[-4:], period))


def download(data: Snapshot, yearly: list[Point], pooled: list[PooledYears]) -> pd.DataFrame:
    """Points and pooled years as they are saved: a row each, with the limits, what they rest on, and the verdict."""
    by_year = [(point.figure, point.verdict) for point in yearly if point.figure]
    over_years = [(span.figure, span.verdict) for span in pooled]
    return pd.DataFrame(
        [
            {
                "indicator": figure.indicator.id,
                "region": figure.region,
                "name": regions.name(figure.region),
                "period": figure.period,
                "value": figure.value,
                "unit": figure.indicator.unit,
                "lower": figure.estimate.lower,
                "upper": figure.estimate.upper,
                "assumption": figure.assumption,
                "verdict": verdict,
                "status": figure.status,
                "source": citation(data, figure.source),
                "note": figure.note,
            }
            for figure, verdict in [*by_year, *over_years]
        ]
    )


def band(drawn: Sequence[Figure]) -> str:
    """One sentence on the bands of a chart: what they show and rest on, or why there are none."""
    if all(figure.estimate.reason for figure in drawn):
        reasons = dict.fromkeys(REASONS[figure.estimate.reason] for figure in drawn)
        return f"Hoe zeker deze cijfers zijn is niet te toetsen: {dutch.listing(list(reasons))}."
    assumptions = {regions.name(figure.region): figure.assumption for figure in drawn if figure.assumption}
    approximate = "; ".join(f"{name} {assumption}" for name, assumption in assumptions.items())
    addition = f" Benaderd: {approximate}." if approximate else ""
    return f"De band toont waar het onderliggende cijfer met 95% zekerheid ligt.{addition}"
