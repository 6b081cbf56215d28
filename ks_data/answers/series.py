"""The figures of an indicator year after year, of a region and of those beside it, and those over pooled years."""

from collections.abc import Sequence
from dataclasses import dataclass

from ks_data import statistics
from ks_data.answers import citations, comparisons, figures, revisions
from ks_data.answers.figures import Figure
from ks_data.catalogue import periods, regions
from ks_data.store import Snapshot, memoized


@dataclass(frozen=True, slots=True)
class Point:
    """One region in one year of a series; `figure` is None where there is nothing to show.

    verdict: of the region against the other in that year, in words. segment: changes at a marked break. revision: what
    the figure was before a release changed it. citation: of its source.
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
    revision: str
    citation: str


@dataclass(frozen=True, slots=True)
class PooledYears:
    """A figure over pooled years beside a series; verdict: of the region against the other over the same years.

    revision and citation: as of a `Point`.
    """

    figure: Figure
    verdict: str
    revision: str
    citation: str


def points(
    data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int, beside: Sequence[str] = ()
) -> list[Point]:
    """A point for every year of the range, of a region and (unless it is the same) what it is compared with.

    beside: further regions, without a verdict. A year without an observation is a point without a figure, so that no
    line can cross it. A region without any figure in the range has no points.
    """
    pairs = [(region, benchmark), *((code, code) for code in beside)]
    all_points = (point for pair in pairs for point in _all_points(data, indicator, *pair))
    within = [point for point in all_points if first <= point.year <= last]
    with_figures = {point.region for point in within if point.figure}
    return [point for point in within if point.region in with_figures]


@memoized
def _all_points(data: Snapshot, indicator: str, region: str, benchmark: str) -> list[Point]:
    """The points of all years there are, so that another range is only another slice."""
    regions_drawn = dict.fromkeys([region, benchmark])
    return [point for code in regions_drawn for point in _points_of(data, indicator, code, benchmark)]


@memoized
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
        revision = revisions.before(data, figure) if figure else ""
        citation = citations.citation(data, source) if source else ""
        name = regions.name(region)
        series.append(Point(region, name, year, figure, status, source, note, verdict, segment, revision, citation))
    return series


def pooled_years(
    data: Snapshot,
    indicator: str,
    region: str,
    benchmark: str,
    first: int,
    last: int,
    leading: Sequence[str] = (),
    beside: Sequence[str] = (),
) -> list[PooledYears]:
    """The pooled years within the range, of a region and what it is compared with, in the order of the years.

    Where the region has a figure over pooled years that the other has only by year, those are pooled. leading: other
    periods that the answer speaks of; of these a single year is left out. beside: further regions, without a verdict.
    """
    pooled = []
    codes = tuple(dict.fromkeys([region, benchmark, *beside]))
    spoken = {period for period in leading if "-" in period}
    named = sorted(spoken.union(_pooled_periods(data, indicator, codes)), key=lambda period: (period[-4:], period))
    for period in named:
        years = periods.years_of(period)
        if first <= years[0] and years[-1] <= last:
            pooled += _pooled_over(data, indicator, codes, benchmark, period)
    return pooled


def _pooled_over(
    data: Snapshot, indicator: str, codes: Sequence[str], benchmark: str, period: str
) -> list[PooledYears]:
    """The figures of regions over a period, with the verdict against the benchmark at the first of them."""
    region = codes[0]
    in_period = [figures.figure_of_period(data, indicator, code, period) for code in codes]
    difference, _ = comparisons.difference_in_period(data, indicator, region, benchmark, period)
    present = {figure.region for figure in in_period if figure}
    verdict = str(difference.verdict) if region != benchmark and present.issuperset((region, benchmark)) else ""
    return [
        PooledYears(
            figure,
            verdict if figure.region == region else "",
            revisions.before(data, figure),
            citations.citation(data, figure.source),
        )
        for figure in in_period
        if figure
    ]


@memoized
def _pooled_periods(data: Snapshot, indicator: str, codes: tuple[str, ...]) -> list[str]:
    """The pooled years of which one of these regions has a published figure."""
    pooled = {figure.period for code in codes for figure in figures.pooled_figures(data, indicator, code)}
    return sorted(pooled, key=lambda period: (period[-4:], period))
