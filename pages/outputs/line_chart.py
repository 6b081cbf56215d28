"""The chart of an indicator as SVG, for paper and screen: lines that stop at gaps and breaks, limits, end labels."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from htpy import Element, Fragment, circle, fragment, line, polygon, polyline, rect, svg, text

from ks_data.answers.year_chart import Chart, ChartPoint, ChartSeries
from pages.charts.theme import LIGHT, Colours
from pages.charts.trend import apart
from pages.outputs.letters import LETTERS, in_lines, widest

WIDTH, HEIGHT = 262, 90
"""Of the drawing on paper; it fits any width."""
LEFT, RIGHT, TOP, BOTTOM = 30, 98, 8, 16
"""What stays free around the lines: for the numbers of the axis, or more where these are long, the words at the ends,
and the years."""
NUMBERS = 5
"""Between the numbers of an axis and its lines."""
YEAR_WIDTH = 24
"""So much room takes a year along the axis: where there is less for each, not every year is named."""
MARK = 3.0
INSET = 6
"""So far from the numbers of the axis stands the first mark, and the last one from the words at its end."""
LONGEST_LABEL = 18
"""A longer label takes two lines."""
_LABEL = re.compile(r"(.+) ([−\d][^ ]*(?: \(.+\))?)")


def line_chart(chart: Chart, look: Colours = LIGHT, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The chart as SVG; words within it are text, and what it shows in words is its name."""
    drawing = _Drawing(chart, look, width, height)
    regions = list(dict.fromkeys(series.region for series in chart.series))
    lines = [[series for series in chart.series if series.region == region] for region in regions]
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    return str(
        svg(xmlns="http://www.w3.org/2000/svg", role="img", aria_label=chart.alt, **size)[
            drawing.grid(),
            drawing.breaks(),
            [drawing.region(of_region) for of_region in reversed(lines)],
            drawing.labels(),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A chart on a sheet of so many units, in the colours of a light or a dark page."""

    chart: Chart
    look: Colours
    width: int
    height: int

    @property
    def letters(self) -> dict[str, str]:
        return {**LETTERS, "fill": self.look.text}

    @property
    def left(self) -> float:
        return left_of(self.chart.ticks, LEFT)

    @property
    def room(self) -> float:
        """Between the first mark and the last one."""
        return self.width - self.left - RIGHT - 2 * INSET

    def colour(self, series: ChartSeries) -> str:
        return self.look.own if series.is_own else self.look.other

    def across(self, year: float) -> float:
        first, last = self.chart.years[0], self.chart.years[-1]
        return self.left + INSET + (self.room * (year - first) / (last - first) if last > first else self.room / 2)

    def down(self, value: float) -> float:
        """Where a value stands; a limit beyond the axis stops at its end."""
        low, high = self.chart.low, self.chart.high
        share = (min(max(value, low), high) - low) / (high - low)
        return TOP + (self.height - TOP - BOTTOM) * (1 - share)

    def grid(self) -> Fragment:
        rules = []
        for value, words in self.chart.ticks:
            height = f"{self.down(value):.1f}"
            end = str(self.width - RIGHT + 6)
            rules.append(line(x1=f"{self.left:g}", x2=end, y1=height, y2=height, stroke=self.look.grid))
            rules.append(text(x=f"{self.left - NUMBERS:g}", y=height, dy="3", text_anchor="end", **self.letters)[words])
        last, foot = self.chart.years[-1], str(self.height - 3)
        every = max(1, math.ceil(YEAR_WIDTH * (len(self.chart.years) - 1) / self.room))
        years = [
            text(x=f"{self.across(year):.1f}", y=foot, text_anchor="middle", **self.letters)[str(year)]
            for year in self.chart.years
            if (last - year) % every == 0
        ]
        return fragment[rules, years]

    def breaks(self) -> list[Fragment]:
        drawn = []
        for row, year in enumerate(self.chart.breaks):
            place = f"{self.across(year - 0.5):.1f}"
            ends = {"x1": place, "x2": place, "y1": str(TOP), "y2": str(self.height - BOTTOM)}
            words = text(x=place, dx="3", y=str(TOP + 8 + 10 * row), **self.letters)[f"breuk {year}"]
            drawn.append(fragment[line(**ends, stroke=self.look.text, stroke_dasharray="2 3"), words])
        return drawn

    def region(self, lines: Sequence[ChartSeries]) -> Fragment:
        """The limits, lines and marks of one region."""
        colour = self.colour(lines[0])
        dash = {} if lines[0].is_own else {"stroke_dasharray": "5 3"}
        drawn: list[Element] = []
        for _, parts in groupby(sorted(lines, key=lambda series: series.line), lambda series: series.line):
            points = sorted((point for series in parts for point in series.points), key=lambda point: point.year)
            drawn += [self.limits(point, colour) for point in points if point.lower is not None]
            for run in _runs(points):
                places = " ".join(f"{self.across(point.year):.1f},{self.down(point.value):.1f}" for point in run)
                drawn.append(polyline(points=places, fill="none", stroke=colour, stroke_width="2", **dash))
        marks = [self.mark(point, series) for series in lines if series.line >= 0 for point in series.points]
        return fragment[drawn, marks]

    def limits(self, point: ChartPoint, colour: str) -> Element:
        place = f"{self.across(point.year):.1f}"
        ends = {"y1": f"{self.down(point.lower or 0.0):.1f}", "y2": f"{self.down(point.upper or 0.0):.1f}"}
        return line(x1=place, x2=place, **ends, stroke=colour, stroke_width="1.5", stroke_opacity=".5")

    def mark(self, point: ChartPoint, series: ChartSeries) -> Element:
        """A dot, or a square for the other region; open for a figure that may still change; a triangle on the edge."""
        across, down, colour = self.across(point.year), self.down(point.value), self.colour(series)
        style = {"fill": self.look.page if series.is_open else colour, "stroke": colour, "stroke_width": "1.5"}
        if not self.chart.low <= point.value <= self.chart.high:
            tip = -MARK if point.value > self.chart.high else MARK
            corners = ((across, down + 2 * tip), (across - MARK, down), (across + MARK, down))
            return polygon(points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners), **style)
        if series.is_own:
            return circle(cx=f"{across:.1f}", cy=f"{down:.1f}", r=f"{MARK:g}", **style)
        corner = {"x": f"{across - MARK:.1f}", "y": f"{down - MARK:.1f}"}
        return rect(**corner, width=f"{2 * MARK:g}", height=f"{2 * MARK:g}", **style)

    def labels(self) -> list[Element]:
        """The words at the last figure of each region, apart from each other."""
        ends = [series for series in self.chart.series if series.end]
        heights = [self.down(series.points[-1].value) for series in ends]
        lefts = [self.across(series.points[-1].year) + 8 for series in ends]
        lines = [
            [line for words in wrapped(series.end) for line in in_lines(words, self.width - left, is_bold=True)]
            for series, left in zip(ends, lefts, strict=True)
        ]
        places = apart(heights, 11.0 * max(map(len, lines)), (TOP + 4.0, self.height - BOTTOM - 4.0))
        drawn = []
        for series, left, place, words in zip(ends, lefts, places, lines, strict=True):
            style = {**self.letters, "font_weight": "600", "fill": self.colour(series)}
            top = place + 3 - 5.5 * (len(words) - 1)
            for row, part in enumerate(words):
                drawn.append(text(x=f"{left:.1f}", y=f"{top + 11 * row:.1f}", **style)[part])
        return drawn


def _runs(points: Sequence[ChartPoint]) -> Iterable[list[ChartPoint]]:
    """Points of years that follow each other."""
    run = list(points[:1])
    for former, point in pairwise(points):
        if point.year > former.year + 1:
            yield run
            run = []
        run.append(point)
    yield run


def left_of(ticks: Iterable[tuple[float, str]], least: int) -> float:
    """What stays free for the numbers of an axis: the widest, but no less than in most charts."""
    return max(float(least), math.ceil(widest(words for _, words in ticks)) + NUMBERS)


def wrapped(words: str) -> list[str]:
    """A long label in two lines: the name, and the figure with what is said of it."""
    parts = _LABEL.fullmatch(words) if len(words) > LONGEST_LABEL else None
    return list(parts.groups()) if parts else [words]
