"""The two small pictures of a figure card as SVG: they draw what the answer gives, and hold no other number.

Places along the axis are per cents of the width, so that a picture fits any card and its texts keep their size.
"""

from htpy import Element, circle, div, line, p, polyline, rect, span, svg, text

from ks_data.answers.small_charts import Sparkline, Strip

EDGE = 3.0
"""Per cents of the width that stay free at both ends, for the marks."""
TALL = 24
"""The height of the line of a sparkline in pixels."""


def strip_chart(strip: Strip) -> Element:
    """The 95 % limits as a band, the figure as a dot in it, the other region as a named tick."""
    band = None
    if strip.lower is not None and strip.upper is not None:
        left, right = _along(strip.lower, strip), _along(strip.upper, strip)
        band = rect(".band", x=_percent(left), width=_percent(right - left), y="24", height="12", rx="6")
    return div(".ks-strip")[
        svg(role="img", aria_label=strip.words)[
            line(".axis", x1=_percent(0), x2=_percent(100), y1="30", y2="30"),
            band,
            _tick(strip) if strip.benchmark is not None else None,
            circle(cx=_percent(_along(strip.value, strip)), cy="30", r="6"),
        ],
        p(aria_hidden="true")[strip.limits] if strip.limits else None,
    ]


def _tick(strip: Strip) -> list[Element]:
    place = _along(strip.benchmark or 0.0, strip)
    anchor = "start" if place < 35 else "end" if place > 65 else "middle"
    return [
        line(".tick", x1=_percent(place), x2=_percent(place), y1="19", y2="41"),
        text(x=_percent(place), y="14", text_anchor=anchor, aria_hidden="true")[strip.benchmark_label],
    ]


def _along(value: float, strip: Strip) -> float:
    return _place(value, strip.start, strip.stop)


def sparkline_chart(sparkline: Sparkline) -> Element:
    """The years as a line with a dot at its end, and both ends in words beneath it; a gap stays a gap."""
    years = [year for run in sparkline.runs for year, _ in run]
    last_year, last_value = sparkline.runs[-1][-1]

    def x(year: int) -> float:
        return _place(year, years[0], years[-1])

    def y(value: float) -> float:
        return 4 + TALL * (1 - _share(value, sparkline.low, sparkline.high))

    lines = [
        polyline(points=" ".join(f"{x(year):.1f},{y(value):.1f}" for year, value in run))
        for run in sparkline.runs
        if len(run) > 1
    ]
    alone = [
        circle(cx=_percent(x(run[0][0])), cy=f"{y(run[0][1]):.1f}", r="2") for run in sparkline.runs if len(run) < 2
    ]
    return div(".ks-spark")[
        svg(role="img", aria_label=sparkline.words)[
            svg(viewBox=f"0 0 100 {TALL + 8}", preserveAspectRatio="none", height=str(TALL + 8))[lines],
            alone,
            circle(cx=_percent(x(last_year)), cy=f"{y(last_value):.1f}", r="4"),
        ],
        p(aria_hidden="true")[span[sparkline.first], span[sparkline.last]],
    ]


def _place(value: float, start: float, stop: float) -> float:
    """Where a value stands, in per cents of the width."""
    return EDGE + (100 - 2 * EDGE) * _share(value, start, stop)


def _share(value: float, start: float, stop: float) -> float:
    """How far a value lies from start to stop; halfway where those are the same."""
    return (value - start) / (stop - start) if stop > start else 0.5


def _percent(place: float) -> str:
    return f"{place:.1f}%"
