"""The chart of an indicator as SVG, for paper: lines that stop at gaps and breaks, limits, open marks, end labels."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from htpy import Element, Fragment, circle, fragment, line, polyline, rect, svg, text

from ks_data.answers.briefing import Chart, ChartPoint, ChartSeries
from pages.charts.theme import LIGHT
from pages.charts.trend import apart

WIDTH, HEIGHT = 262, 90
"""Of the drawing; it fits any width."""
LEFT, RIGHT, TOP, BOTTOM = 30, 98, 8, 16
"""What stays free around the lines: for the numbers of the axis, the words at the ends, and the years."""
LETTERS = {"font_family": "Public Sans", "font_size": "9", "fill": LIGHT.text}
YEAR_WIDTH = 24
"""So much room takes a year along the axis: where there is less for each, not every year is named."""
MARK = 3.0
INSET = 6
"""So far from the numbers of the axis stands the first mark, and the last one from the words at its end."""
LONGEST_LABEL = 18
"""A longer label takes two lines."""
_LABEL = re.compile(r"(.+) ([−\d][^ ]*(?: \(.+\))?)")


def line_chart(chart: Chart) -> str:
    """The chart as SVG; words within it are text."""
    regions = list(dict.fromkeys(series.region for series in chart.series))
    lines = [[series for series in chart.series if series.region == region] for region in regions]
    return str(
        svg(xmlns="http://www.w3.org/2000/svg", width=str(WIDTH), height=str(HEIGHT), viewBox=f"0 0 {WIDTH} {HEIGHT}")[
            _grid(chart), _breaks(chart), [_region(chart, of_region) for of_region in reversed(lines)], _labels(chart)
        ]
    )


def _across(chart: Chart, year: float) -> float:
    first, last = chart.years[0], chart.years[-1]
    room = WIDTH - LEFT - RIGHT - 2 * INSET
    return LEFT + INSET + (room * (year - first) / (last - first) if last > first else room / 2)


def _down(chart: Chart, value: float) -> float:
    """Where a value stands; a limit beyond the axis stops at its end."""
    share = (min(max(value, chart.low), chart.high) - chart.low) / (chart.high - chart.low)
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _grid(chart: Chart) -> Fragment:
    rules = []
    for value, words in chart.ticks:
        height = f"{_down(chart, value):.1f}"
        rules.append(line(x1=str(LEFT), x2=str(WIDTH - RIGHT + 6), y1=height, y2=height, stroke=LIGHT.grid))
        rules.append(text(x=str(LEFT - 5), y=height, dy="3", text_anchor="end", **LETTERS)[words])
    last, room = chart.years[-1], WIDTH - LEFT - RIGHT - 2 * INSET
    every = max(1, math.ceil(YEAR_WIDTH * (len(chart.years) - 1) / room))
    years = [
        text(x=f"{_across(chart, year):.1f}", y=str(HEIGHT - 3), text_anchor="middle", **LETTERS)[str(year)]
        for year in chart.years
        if (last - year) % every == 0
    ]
    return fragment[rules, years]


def _breaks(chart: Chart) -> list[Fragment]:
    drawn = []
    for row, year in enumerate(chart.breaks):
        place = f"{_across(chart, year - 0.5):.1f}"
        rule = line(x1=place, x2=place, y1=str(TOP), y2=str(HEIGHT - BOTTOM), stroke=LIGHT.text, stroke_dasharray="2 3")
        drawn.append(fragment[rule, text(x=place, dx="3", y=str(TOP + 8 + 10 * row), **LETTERS)[f"breuk {year}"]])
    return drawn


def _region(chart: Chart, lines: Sequence[ChartSeries]) -> Fragment:
    """The limits, lines and marks of one region."""
    colour = LIGHT.own if lines[0].is_own else LIGHT.other
    dash = {} if lines[0].is_own else {"stroke_dasharray": "5 3"}
    drawn: list[Element] = []
    for _, parts in groupby(sorted(lines, key=lambda series: series.line), lambda series: series.line):
        points = sorted((point for series in parts for point in series.points), key=lambda point: point.year)
        drawn += [_limits(chart, point, colour) for point in points if point.lower is not None]
        for run in _runs(points):
            places = " ".join(f"{_across(chart, point.year):.1f},{_down(chart, point.value):.1f}" for point in run)
            drawn.append(polyline(points=places, fill="none", stroke=colour, stroke_width="2", **dash))
    marks = [_mark(chart, point, series) for series in lines if series.line >= 0 for point in series.points]
    return fragment[drawn, marks]


def _runs(points: Sequence[ChartPoint]) -> Iterable[list[ChartPoint]]:
    """Points of years that follow each other."""
    run = list(points[:1])
    for former, point in pairwise(points):
        if point.year > former.year + 1:
            yield run
            run = []
        run.append(point)
    yield run


def _limits(chart: Chart, point: ChartPoint, colour: str) -> Element:
    place = f"{_across(chart, point.year):.1f}"
    ends = {"y1": f"{_down(chart, point.lower or 0.0):.1f}", "y2": f"{_down(chart, point.upper or 0.0):.1f}"}
    return line(x1=place, x2=place, **ends, stroke=colour, stroke_width="1.5", stroke_opacity=".5")


def _mark(chart: Chart, point: ChartPoint, series: ChartSeries) -> Element:
    """A dot, or a square for the other region; open for a figure that may still change."""
    across, down = _across(chart, point.year), _down(chart, point.value)
    colour = LIGHT.own if series.is_own else LIGHT.other
    style = {"fill": LIGHT.page if series.is_open else colour, "stroke": colour, "stroke_width": "1.5"}
    if series.is_own:
        return circle(cx=f"{across:.1f}", cy=f"{down:.1f}", r=f"{MARK:g}", **style)
    corner = {"x": f"{across - MARK:.1f}", "y": f"{down - MARK:.1f}"}
    return rect(**corner, width=f"{2 * MARK:g}", height=f"{2 * MARK:g}", **style)


def _labels(chart: Chart) -> list[Element]:
    """The words at the last figure of each region, apart from each other."""
    ends = [series for series in chart.series if series.end]
    heights = [_down(chart, series.points[-1].value) for series in ends]
    lines = [wrapped(series.end) for series in ends]
    places = apart(heights, 11.0 * max(map(len, lines)), (TOP + 4.0, HEIGHT - BOTTOM - 4.0))
    drawn = []
    for series, place, words in zip(ends, places, lines, strict=True):
        left = _across(chart, series.points[-1].year) + 8
        style = {**LETTERS, "font_weight": "600", "fill": LIGHT.own if series.is_own else LIGHT.other}
        top = place + 3 - 5.5 * (len(words) - 1)
        drawn += [text(x=f"{left:.1f}", y=f"{top + 11 * row:.1f}", **style)[part] for row, part in enumerate(words)]
    return drawn


def wrapped(words: str) -> list[str]:
    """A long label in two lines: the name, and the figure with what is said of it."""
    parts = _LABEL.fullmatch(words) if len(words) > LONGEST_LABEL else None
    return list(parts.groups()) if parts else [words]
