"""Vega-Lite spec of the trend chart, with labels at the end of lines. No Streamlit.

A spec is built once by Altair and kept. It holds no figures: a page sends those as named datasets ("values" and
so on), so that a changed filter sends a few kilobytes and the browser redraws without rebuilding the chart.
"""

import math
from functools import lru_cache

import altair as alt
import pyarrow as pa

from ks_data.answers import figures, series
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from pages.charts.theme import Datasets, Spec, arrow, colours, finish

OPEN = ("geschat", "voorlopig")
"""The statuses that are drawn as an open mark."""


_TEXT, _WHOLE, _NUMBER = pa.string(), pa.int16(), pa.float32()
TREND = pa.schema(
    [("jaar", _WHOLE), *((name, _TEXT) for name in ("naam", "rol", "interval", "oordeel", "soort", "eind"))]
    + [(name, _NUMBER) for name in ("waarde", "onder", "boven", "hoogte")]
    + [("open", _WHOLE), ("deel", _WHOLE)]
)
SPANS = pa.schema(
    [(name, _TEXT) for name in ("jaren", "naam", "rol", "interval", "oordeel", "soort", "eind")]
    + [(name, _NUMBER) for name in ("jaar", "tot", "waarde", "onder", "boven", "hoogte")]
)
BENCHMARK = pa.schema([("b", pa.float64()), ("tekst", _TEXT)])
BREAKS = pa.schema([("jaar", _NUMBER), ("tekst", _TEXT)])


@lru_cache(maxsize=128)
def trend_spec(indicator: Indicator, low: float, high: float, dark: bool, spanned: bool) -> Spec:
    """Lines through the years with their 95 % bands. Datasets: see `trend_values`.

    A year without a value is a row with an empty waarde, which breaks the line; so does a marked break, which is drawn
    and named. spanned: with pooled years, each a flat bar from its first to its last year.
    """
    look = colours(dark)
    roles = ["eigen", "ander"]
    role = alt.Color("rol:N", legend=None, scale=alt.Scale(domain=roles, range=[look.own, look.other]))
    shape = alt.Shape("rol:N", legend=None, scale=alt.Scale(domain=roles, range=["circle", "square"]))
    dash = alt.StrokeDash("rol:N", legend=None, scale=alt.Scale(domain=roles, range=[[1, 0], [6, 3]]))
    years = alt.Axis(format="d", tickMinStep=1, grid=False, labelFlush=False, labelOverlap=True, labelSeparation=8)
    x = alt.X("jaar:Q", title=None, axis=years, scale=alt.Scale(nice=False))
    values = alt.Axis(format=",.1f" if high - low <= 5 else ",.0f", tickCount=5)
    y = alt.Y("waarde:Q", title=None, axis=values, scale=alt.Scale(domain=[low, high], nice=False, zero=False))
    tooltip = [
        alt.Tooltip("naam:N", title="Gebied"),
        alt.Tooltip("jaar:Q", title="Jaar", format="d"),
        alt.Tooltip("waarde:Q", title=indicator.measure, format=f",.{indicator.decimals}f"),
        alt.Tooltip("interval:N", title="95% zeker tussen"),
        alt.Tooltip("oordeel:N", title="Oordeel"),
        alt.Tooltip("soort:N", title="Soort cijfer"),
    ]
    base = alt.Chart()
    limits = {"y": alt.Y("onder:Q", title=None), "y2": "boven:Q"}
    bands = base.mark_area(opacity=0.14).encode(detail=["naam:N", "deel:N"], **limits)
    bars = base.transform_filter("isValid(datum.onder)").mark_rule(opacity=0.55, strokeWidth=1.5).encode(**limits)
    lines = base.mark_line(strokeWidth=2.5).encode(dash, detail=["naam:N", "deel:N"])
    dots = base.transform_filter("datum.open == 0").mark_point(size=75, filled=True, opacity=1).encode(shape)
    rings = base.transform_filter("datum.open == 1").mark_point(size=75, strokeWidth=2.5, opacity=1).encode(shape)
    ends = base.transform_filter("datum.eind != ''").mark_text(align="left", dx=9, fontSize=14, fontWeight=600)
    ends = ends.encode(alt.Text("eind:N"), y=alt.Y("hoogte:Q"))
    broken = alt.Chart(alt.NamedData("breaks")).encode(x)
    cuts = broken.mark_rule(strokeDash=[2, 3], strokeWidth=1.5, color=look.text)
    named = broken.mark_text(align="left", baseline="top", dx=4, fontSize=14, color=look.text)
    named = named.encode(alt.Text("tekst:N"), y=alt.value(2))
    hover = base.transform_filter("isValid(datum.waarde)").mark_point(size=400, opacity=0).encode(tooltip=tooltip)
    series = alt.layer(bands, bars, lines, dots, rings, ends, hover, data=alt.NamedData("values")).encode(x, y, role)
    layers = [series, cuts, named]
    if spanned:
        tooltip = [alt.Tooltip("jaren:N", title="Jaren samen") if one is tooltip[1] else one for one in tooltip]
        wide = alt.Chart()
        rooms = wide.mark_rect(opacity=0.14).encode(x, **limits)
        flats = wide.mark_rule(strokeWidth=4, opacity=1).encode(x, y, tooltip=tooltip)
        words = wide.transform_filter("datum.eind != ''").mark_text(align="left", dx=9, fontSize=14, fontWeight=600)
        words = words.encode(alt.X("tot:Q"), alt.Text("eind:N"), y=alt.Y("hoogte:Q"))
        flat = alt.layer(rooms, flats).encode(x2="tot:Q")
        layers.append(alt.layer(flat, words, data=alt.NamedData("spans")).encode(role))
    return finish(alt.layer(*layers).properties(width="container", height=280), look)


def comparable(indicator: Indicator, region: str, other: str) -> bool:
    """Whether two regions can stand on one axis: counts only for regions of the same kind."""
    return indicator.kind != "count" or regions.level(region) == regions.level(other)


def bounds(shown: list[figures.Figure], indicator: Indicator, uncertain: bool) -> tuple[float, float]:
    """Round ends for the y-axis, from the values and limits of all years, so that a changed range moves nothing.

    The axis starts at zero where the lowest is less than half of the highest, and for a count.
    """
    seen = [figure.value for figure in shown]
    if uncertain:
        seen += [limit for one in shown for limit in (one.estimate.lower, one.estimate.upper) if not math.isnan(limit)]
    low, high = min(seen), max(seen)
    if low < high / 2 or indicator.kind == "count":
        low = 0.0
    room = (high - low) or high or 1.0
    step = 10.0 ** math.floor(math.log10(room))
    step = next(size for size in (step / 5, step / 2, step, step * 2) if room / size <= 6)
    floor = max(0.0, math.floor((low - 0.05 * room) / step) * step)
    return round(floor, 6), round(math.ceil((high + 0.05 * room) / step) * step, 6)


def trend_values(
    points: list[series.Point],
    spans: list[series.PooledYears],
    indicator: Indicator,
    region: str,
    room: float,
    uncertain: bool,
) -> Datasets:
    """The datasets of `trend_spec`; `room` is the height of the axis.

    values, from the points of `series.points`: rol is "eigen" or "ander"; deel changes at a break; open marks an
    estimate; eind is the label at the end of a line and hoogte where it stands, so that labels do not overlap. breaks:
    jaar, tekst. spans, from `series.pooled_years`: from jaar to tot; named where a region has nothing later.
    """
    ends = {point.region: point.figure for point in points if point.figure}
    for later in (span.figure for span in spans):
        if later.region not in ends or later.year > ends[later.region].year:
            ends[later.region] = later
    heights = dict(zip(ends, _apart([figure.value for figure in ends.values()], 0.09 * room), strict=True))
    digits = indicator.decimals

    def told(code: str, figure: figures.Figure | None, verdict: str, status: str) -> dict[str, object]:
        name = regions.name(code)
        sure = figure.estimate if figure and uncertain and not figure.estimate.reason else None
        return {
            "naam": name,
            "rol": "eigen" if code == region else "ander",
            "waarde": figure.value if figure else None,
            "onder": sure.lower if sure else None,
            "boven": sure.upper if sure else None,
            "interval": figures.interval(sure.lower, sure.upper, digits) if sure else "",
            "oordeel": verdict,
            "soort": status,
            "eind": f"{name} {dutch.number(figure.value, digits)}" if figure and figure is ends[code] else "",
            "hoogte": heights[code],
        }

    rows = [
        told(point.region, point.figure, point.verdict, point.status)
        | {"jaar": point.year, "deel": point.segment}
        | {"open": int(point.status in OPEN) if point.figure else 2}
        for point in points
    ]
    flat = [
        told(one.region, one, span.verdict, one.status) | {"jaren": one.period, "jaar": one.years[0], "tot": one.year}
        for span in spans
        for one in [span.figure]
    ]
    years = [point.year for point in points]
    marked = figures.breaks(indicator.id, region)["year"] if years else []
    cuts = [{"jaar": year - 0.5, "tekst": f"breuk {year}"} for year in marked if min(years) < year <= max(years)]
    return {"values": arrow(rows, TREND), "breaks": arrow(cuts, BREAKS), "spans": arrow(flat, SPANS)}


def _apart(values: list[float], gap: float) -> list[float]:
    """Moves two values apart so that their labels do not overlap."""
    if len(values) != 2 or abs(values[0] - values[1]) >= gap:
        return values
    middle, up = sum(values) / 2, values[0] >= values[1]
    return [middle + gap / 2, middle - gap / 2] if up else [middle - gap / 2, middle + gap / 2]
