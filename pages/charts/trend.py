"""Vega-Lite spec of the trend chart, with labels at the end of lines. No Streamlit.

A spec is built once by Altair and kept. It holds no figures: a page sends those as named datasets ("values" and
so on), so that a changed filter sends a few kilobytes and the browser redraws without rebuilding the chart.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import pyarrow as pa

from ks_data.answers import figures
from ks_data.answers.figures import Figure
from ks_data.answers.trend import Break, Point, PooledYears, TrendAnswer
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import OPEN
from ks_data.language import dutch
from pages.charts.theme import NUMBER, TEXT, WHOLE, Datasets, Spec, arrow, colours, finish

TREND = pa.schema(
    [("jaar", WHOLE), *((name, TEXT) for name in ("naam", "rol", "interval", "oordeel", "soort", "eind"))]
    + [(name, NUMBER) for name in ("waarde", "onder", "boven", "hoogte")]
    + [("open", WHOLE), ("deel", WHOLE)]
)
SPANS = pa.schema(
    [(name, TEXT) for name in ("jaren", "naam", "rol", "interval", "oordeel", "soort", "eind")]
    + [(name, NUMBER) for name in ("jaar", "tot", "waarde", "onder", "boven", "hoogte")]
)
BREAKS = pa.schema([("jaar", NUMBER), ("tekst", TEXT)])


@lru_cache(maxsize=128)
def trend_spec(indicator: Indicator, low: float, high: float, dark: bool, spanned: bool) -> Spec:
    """Lines through the years with their 95 % bands. Datasets: see `trend_values`.

    A year without a value is a row with an empty waarde, which breaks the line; so does a marked break, which is drawn
    and named. spanned: with pooled years, each a flat bar from its first to its last year.
    """
    palette = colours(dark)
    roles = ["eigen", "ander"]
    role = alt.Color("rol:N", legend=None, scale=alt.Scale(domain=roles, range=[palette.own, palette.other]))
    shape = alt.Shape("rol:N", legend=None, scale=alt.Scale(domain=roles, range=["circle", "square"]))
    dash = alt.StrokeDash("rol:N", legend=None, scale=alt.Scale(domain=roles, range=[[1, 0], [6, 3]]))
    years = alt.Axis(format="d", tickMinStep=1, grid=False, labelFlush=False, labelOverlap=True, labelSeparation=8)
    x_axis = alt.X("jaar:Q", title=None, axis=years, scale=alt.Scale(nice=False))
    numbers = alt.Axis(format=",.1f" if high - low <= 5 else ",.0f", tickCount=5)
    y_axis = alt.Y("waarde:Q", title=None, axis=numbers, scale=alt.Scale(domain=[low, high], nice=False, zero=False))
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
    broken = alt.Chart(alt.NamedData("breaks")).encode(x_axis)
    cuts = broken.mark_rule(strokeDash=[2, 3], strokeWidth=1.5, color=palette.text)
    years_named = broken.mark_text(align="left", baseline="top", dx=4, fontSize=14, color=palette.text)
    years_named = years_named.encode(alt.Text("tekst:N"), y=alt.value(2))
    hover = base.transform_filter("isValid(datum.waarde)").mark_point(size=400, opacity=0).encode(tooltip=tooltip)
    yearly = alt.layer(bands, bars, lines, dots, rings, ends, hover, data=alt.NamedData("values")).encode(
        x_axis, y_axis, role
    )
    layers = [yearly, cuts, years_named]
    if spanned:
        name, _, *others = tooltip
        tooltip = [name, alt.Tooltip("jaren:N", title="Jaren samen"), *others]
        wide = alt.Chart()
        rooms = wide.mark_rect(opacity=0.14).encode(x_axis, **limits)
        flats = wide.mark_rule(strokeWidth=4, opacity=1).encode(x_axis, y_axis, tooltip=tooltip)
        words = wide.transform_filter("datum.eind != ''").mark_text(align="left", dx=9, fontSize=14, fontWeight=600)
        words = words.encode(alt.X("tot:Q"), alt.Text("eind:N"), y=alt.Y("hoogte:Q"))
        flat = alt.layer(rooms, flats).encode(x2="tot:Q")
        layers.append(alt.layer(flat, words, data=alt.NamedData("spans")).encode(role))
    return finish(alt.layer(*layers).properties(width="container", height=280), palette)


def trend_chart(answer: TrendAnswer, uncertain: bool, dark: bool) -> tuple[Spec, Datasets, list[str]]:
    """The chart of an answer that has figures, its datasets, and what to know when reading it."""
    indicator = answer.indicator
    low, high = bounds(answer.extent, indicator, uncertain)
    spec = trend_spec(indicator, low, high, dark, bool(answer.alone))
    start = dutch.number(low, 0 if low.is_integer() else 1) if low else "nul"
    remarks = [f"De as begint bij {start}.", *answer.remarks(uncertain)]
    return spec, trend_values(answer, high - low, uncertain), remarks


def bounds(drawn: Sequence[Figure], indicator: Indicator, uncertain: bool) -> tuple[float, float]:
    """Round ends for the y-axis, from the values and limits of all years, so that a changed range moves nothing.

    The axis starts at zero where the lowest is less than half of the highest, and for a count.
    """
    heights = [figure.value for figure in drawn]
    if uncertain:
        limits = [limit for figure in drawn for limit in (figure.estimate.lower, figure.estimate.upper)]
        heights += [limit for limit in limits if not math.isnan(limit)]
    low, high = min(heights), max(heights)
    if low < high / 2 or indicator.kind == "count":
        low = 0.0
    room = (high - low) or high or 1.0
    step = 10.0 ** math.floor(math.log10(room))
    step = next(size for size in (step / 5, step / 2, step, step * 2) if room / size <= 6)
    floor = max(0.0, math.floor((low - 0.05 * room) / step) * step)
    return round(floor, 6), round(math.ceil((high + 0.05 * room) / step) * step, 6)


def trend_values(answer: TrendAnswer, room: float, uncertain: bool) -> Datasets:
    """The datasets of `trend_spec`; `room` is the height of the axis.

    values, from the points: rol is "eigen" or "ander"; deel changes at a break; open marks an estimate; eind is the
    label at the end of a line and hoogte where it stands, so that labels do not overlap. breaks: jaar, tekst. spans,
    from the pooled years that stand alone: from jaar to tot; named where a region has nothing later.
    """
    indicator, region, points, pooled = answer.indicator, answer.choice.region, answer.points, answer.alone
    labelled = _last_figures(points, pooled)
    heights = dict(zip(labelled, _apart([figure.value for figure in labelled.values()], 0.09 * room), strict=True))

    def columns(code: str, figure: Figure | None, verdict: str, status: str) -> dict[str, object]:
        """What both datasets have of a figure."""
        name = regions.name(code)
        estimate = figure.estimate if figure and uncertain and not figure.estimate.reason else None
        number = dutch.number(figure.value, indicator.decimals) if figure else ""
        return {
            "naam": name,
            "rol": "eigen" if code == region else "ander",
            "waarde": figure.value if figure else None,
            "onder": estimate.lower if estimate else None,
            "boven": estimate.upper if estimate else None,
            "interval": figures.interval(estimate.lower, estimate.upper, indicator.decimals) if estimate else "",
            "oordeel": verdict,
            "soort": status,
            "eind": f"{name} {number}" if figure and figure is labelled[code] else "",
            "hoogte": heights[code],
        }

    by_year = [
        columns(point.region, point.figure, point.verdict, point.status)
        | {"jaar": point.year, "deel": point.segment}
        | {"open": int(point.status in OPEN) if point.figure else 2}
        for point in points
    ]
    over_years = [
        columns(span.figure.region, span.figure, span.verdict, span.figure.status)
        | {"jaren": span.figure.period, "jaar": span.figure.years[0], "tot": span.figure.year}
        for span in pooled
    ]
    breaks = _breaks_between(answer.breaks, [point.year for point in points])
    return {"values": arrow(by_year, TREND), "breaks": arrow(breaks, BREAKS), "spans": arrow(over_years, SPANS)}


def _last_figures(points: Sequence[Point], pooled: Sequence[PooledYears]) -> dict[str, Figure]:
    """The figure of each region that gets the label at the end of its line: of the last year, pooled or not."""
    last = {point.region: point.figure for point in points if point.figure}
    for figure in (span.figure for span in pooled):
        if figure.region not in last or figure.year > last[figure.region].year:
            last[figure.region] = figure
    return last


def _breaks_between(breaks: Sequence[Break], years: list[int]) -> list[dict[str, object]]:
    """The marked breaks within some years as rows of a dataset, each halfway before the year that it begins."""
    starts = [change.year for change in breaks if years and min(years) < change.year <= max(years)]
    return [{"jaar": year - 0.5, "tekst": f"breuk {year}"} for year in starts]


def _apart(heights: list[float], gap: float) -> list[float]:
    """Moves two heights apart so that their labels do not overlap."""
    if len(heights) != 2 or abs(heights[0] - heights[1]) >= gap:
        return heights
    middle = sum(heights) / 2
    lower, upper = middle - gap / 2, middle + gap / 2
    return [upper, lower] if heights[0] >= heights[1] else [lower, upper]
