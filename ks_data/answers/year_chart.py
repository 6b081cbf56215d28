"""The chart of an indicator through the years as plain data: files draw it, and a slide holds its numbers.

Every number is rounded as it is shown. Draws nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ks_data.answers import axis, figures
from ks_data.answers.figures import Figure
from ks_data.answers.series import Point
from ks_data.answers.trend import TrendAnswer
from ks_data.catalogue import regions
from ks_data.language import dutch


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A figure in a chart: its year, value and 95 % limits as shown (None where there are none), and its label."""

    year: int
    value: float
    lower: float | None
    upper: float | None
    label: str


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """Figures of one region and one kind, which a line may join.

    name: unique in a chart. line: changes where no line may cross: at a break and between pooled years. is_open:
    whether they may still change. end: the words at its last figure; "" where the region has a later one elsewhere.
    """

    name: str
    region: str
    is_own: bool
    is_open: bool
    line: int
    points: tuple[ChartPoint, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Chart:
    """An indicator through the years: from the first year to the last, between low and high.

    step: between the values named along the axis. breaks: the first years of another way of counting. alt: in words.
    """

    years: tuple[int, ...]
    low: float
    high: float
    step: float
    ticks: tuple[tuple[float, str], ...]
    series: tuple[ChartSeries, ...]
    breaks: tuple[int, ...]
    alt: str


def year_chart(answer: TrendAnswer) -> Chart:
    """The chart of an answer that has figures, on the axis of the page; the remarks name what lies outside."""
    shown = answer.in_chart
    low, high = answer.axis
    years = [year for figure in shown for year in figure.years]
    first, last = min(years), max(years)
    series = tuple(_series(answer))
    return Chart(
        years=tuple(range(first, last + 1)),
        low=low,
        high=high,
        step=axis.step(low, high),
        ticks=axis.ticks(low, high),
        series=series,
        breaks=tuple(change.year for change in answer.breaks if first < change.year <= last),
        alt=_alt(answer, series, first, last),
    )


def _series(answer: TrendAnswer) -> Iterable[ChartSeries]:
    """The series of each region: one for each way of counting and each status, and one for pooled years."""
    newest: dict[str, Figure] = {}
    for figure in answer.in_chart:
        if figure.region not in newest or figure.year >= newest[figure.region].year:
            newest[figure.region] = figure
    own = answer.choice.region

    def series(name: str, drawn: Sequence[Figure], line: int, points: Iterable[ChartPoint]) -> ChartSeries:
        region, last = drawn[-1].region, drawn[-1]
        status = figures.OPEN_STATUS.get(last.status, "")
        words = f"{regions.name(region)} {dutch.number(last.value, answer.indicator.decimals)}"
        end = f"{words}{f' ({status})' if status else ''}" if last is newest[region] else ""
        return ChartSeries(name, region, region == own, bool(status), line, tuple(points), end)

    def kind(point: Point) -> tuple[str, int, str]:
        return point.region, point.segment, figures.OPEN_STATUS.get(point.status, "")

    with_figure = sorted(
        (point for point in answer.points if point.figure), key=lambda point: (*kind(point), point.year)
    )
    starts = sorted(change.year for change in answer.breaks)
    for (region, segment, status), points in groupby(with_figure, kind):
        drawn = [point.figure for point in points if point.figure]
        counted = f"vanaf {starts[segment - 1]}" if region == own and segment and segment <= len(starts) else ""
        counted = counted or (f"deel {segment + 1}" if segment else "")
        name = ", ".join(filter(None, [regions.name(region), counted, status]))
        yield series(name, drawn, segment, [_point(figure, figure.year) for figure in drawn])
    for place, span in enumerate(answer.alone, 1):
        figure = span.figure
        name = f"{regions.name(figure.region)}, {figure.period} samen"
        yield series(name, [figure], -place, [_point(figure, year) for year in figure.years])


def _point(figure: Figure, year: int) -> ChartPoint:
    digits = figure.indicator.decimals

    def limit(value: float) -> float | None:
        return dutch.rounded(value, digits) if math.isfinite(value) else None

    lower, upper = limit(figure.estimate.lower), limit(figure.estimate.upper)
    return ChartPoint(year, dutch.rounded(figure.value, digits), lower, upper, dutch.number(figure.value, digits))


def _alt(answer: TrendAnswer, series: Sequence[ChartSeries], first: int, last: int) -> str:
    """A chart in words: what it shows, and of each region the first and last figure."""
    words = []
    for region in dict.fromkeys(of_region.region for of_region in series):
        points = [point for of_region in series if of_region.region == region for point in of_region.points]
        start, end = min(points, key=lambda point: point.year), max(points, key=lambda point: point.year)
        path = f"{start.label} in {start.year}" + (f", {end.label} in {end.year}" if end.year > start.year else "")
        words.append(f"{regions.name(region)}: {path}.")
    period = f"{first} tot en met {last}" if last > first else f"{first}"
    return f"Lijngrafiek van {answer.indicator.name} ({answer.indicator.measure}), {period}. {' '.join(words)}"
