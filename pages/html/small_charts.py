"""The small pictures of figure cards and panels as SVG: they draw what the answer gives, and hold no other number.

Places are per cents of the width, so that a picture fits any card. Streamlit takes an svg element out of a page, so a
picture is an image with its SVG in its address; its texts stand beside it as text, to be read and selected.
"""

from typing import NamedTuple
from urllib.parse import quote

from htpy import Element, Fragment, VoidElement, circle, div, fragment, img, line, p, polyline, rect, span, svg

from ks_data.answers.panels import Panel
from ks_data.answers.small_charts import Run, Sparkline, Strip
from pages.charts.theme import Colours

EDGE = 3.0
"""Per cents of the width that stay free at both ends, for the marks."""
MIDDLE, TALL, PANEL = 12, 22, 64
"""The height of the axis of a strip, of a sparkline with the dot at its end, and of a panel, in pixels."""

IMAGE = {"xmlns": "http://www.w3.org/2000/svg", "style": "color-scheme:light dark"}
"""What the svg of a picture begins with: it is light or dark as the page around it."""


def picture(drawing: Element, words: str) -> VoidElement:
    """A drawing as an image that says in words what it shows; without words it only repeats the text beside it."""
    return img(src=f"data:image/svg+xml,{quote(str(drawing), safe=_SAFE)}", alt=words)


_SAFE = " ='/:;,()!*-._~"
"""Signs that may stand in the address of an image as they are."""


def strip_chart(strip: Strip, look: Colours) -> Element:
    """The 95 % limits as a band, the figure as a dot in it, the other region as a named tick."""
    middle = str(MIDDLE)
    marks = [line(x1="0", x2="100%", y1=middle, y2=middle, stroke=look.quiet)]
    if strip.lower is not None and strip.upper is not None:
        left, right = _along(strip.lower, strip), _along(strip.upper, strip)
        shape = {"y": "6", "height": "12", "rx": "6", "fill": look.own, "fill_opacity": ".35"}
        marks.append(rect(x=_percent(left), width=_percent(right - left), **shape))
    tick = None
    if strip.benchmark is not None:
        place = _along(strip.benchmark, strip)
        marks.append(line(x1=_percent(place), x2=_percent(place), y1="0", y2="24", stroke=look.other, stroke_width="3"))
        tick = p(style=f"margin-left:{place:.1f}%;transform:translateX(-{place:.1f}%)")[strip.benchmark_label]
    marks.append(circle(cx=_percent(_along(strip.value, strip)), cy=middle, r="6", fill=look.own))
    drawing = svg(**IMAGE)[marks]
    return div(".ks-strip")[tick, picture(drawing, strip.words), p[strip.limits] if strip.limits else None]


def _along(value: float, strip: Strip) -> float:
    return _place(value, strip.start, strip.stop)


def sparkline_chart(sparkline: Sparkline, look: Colours) -> Element:
    """The years as a line with a dot at its end, and both ends in words beneath it; a gap stays a gap."""
    frame = _Frame(sparkline.runs[0][0][0], sparkline.runs[-1][-1][0], sparkline.low, sparkline.high, TALL)
    drawing = svg(**IMAGE)[_runs_drawn(sparkline.runs, frame, look.own, 4)]
    ends = p[span[sparkline.first], span[sparkline.last]]
    return div(".ks-spark")[picture(drawing, sparkline.words), ends]


def panel_chart(panel: Panel, first: int, last: int, look: Colours) -> Element:
    """The years of a region and, thinner and grey, of another, from a first to a last year that all panels share."""
    frame = _Frame(first, last, panel.low, panel.high, PANEL)
    drawing = svg(**IMAGE)[
        line(x1="0", x2="100%", y1=str(PANEL - 1), y2=str(PANEL - 1), stroke=look.quiet),
        _runs_drawn(panel.other, frame, look.even, 3, 1.5),
        _runs_drawn(panel.own, frame, look.own, 4),
    ]
    return div(".ks-spark")[picture(drawing, panel.words), p[span[str(first)], span[str(last)]]]


class _Frame(NamedTuple):
    """Between which years and values a picture runs, and its height in pixels."""

    first: int
    last: int
    low: float
    high: float
    height: int

    def x(self, year: int) -> float:
        return _place(year, self.first, self.last)

    def y(self, value: float) -> float:
        return 4 + (self.height - 8) * (1 - _share(value, self.low, self.high))


def _runs_drawn(runs: tuple[Run, ...], frame: _Frame, colour: str, dot: int, width: float = 2.5) -> Fragment | None:
    """Lines, a small dot for a year that stands alone, and a larger one at the end."""
    if not runs:
        return None
    lines = [
        polyline(points=" ".join(f"{frame.x(year):.1f},{frame.y(value):.1f}" for year, value in run), **_EVEN)
        for run in runs
        if len(run) > 1
    ]
    alone = [run[0] for run in runs if len(run) == 1]
    last_year, last_value = runs[-1][-1]
    box = {"viewBox": f"0 0 100 {frame.height}", "preserveAspectRatio": "none", "fill": "none"}
    return fragment[
        svg(**box, stroke=colour, stroke_width=str(width))[lines],
        [circle(cx=_percent(frame.x(year)), cy=f"{frame.y(value):.1f}", r="2", fill=colour) for year, value in alone],
        circle(cx=_percent(frame.x(last_year)), cy=f"{frame.y(last_value):.1f}", r=str(dot), fill=colour),
    ]


_EVEN = {"vector_effect": "non-scaling-stroke"}
"""A line is as thick in a wide card as in a narrow one."""


def strengths(parts: int) -> list[float]:
    """How strong the colour of each part of a bar is: the first the darkest, and the last still seen on any page."""
    return [1 - 0.65 * place / max(parts - 1, 1) for place in range(parts)]


def stacked_chart(shares: tuple[float, ...], look: Colours) -> Element | None:
    """The parts of an amount as one bar, the first the darkest; none where a part is a correction downwards."""
    if not shares or min(shares) < 0:
        return None
    starts = [sum(shares[:place]) for place in range(len(shares))]
    parts = [
        rect(x=_percent(start), width=_percent(share), height="100%", fill_opacity=f"{strength:.2f}")
        for strength, start, share in zip(strengths(len(shares)), starts, shares, strict=True)
    ]
    return div(".ks-stacked")[picture(svg(**IMAGE, fill=look.own)[parts], "")]


def _place(value: float, start: float, stop: float) -> float:
    """Where a value stands, in per cents of the width."""
    return EDGE + (100 - 2 * EDGE) * _share(value, start, stop)


def _share(value: float, start: float, stop: float) -> float:
    """How far a value lies from start to stop; halfway where those are the same."""
    return (value - start) / (stop - start) if stop > start else 0.5


def _percent(place: float) -> str:
    return f"{place:.1f}%"
