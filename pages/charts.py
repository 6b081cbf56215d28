"""Vega-Lite specs of the trend and compare charts, with labels at the end of lines. No Streamlit.

A spec is built once by Altair and kept. It holds no figures: a page sends those as named datasets ("values" and
so on), so that a changed filter sends a few kilobytes and the browser redraws without rebuilding the chart.
"""

import math
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from ks_data import dutch, figures, measures, regions, sentences
from ks_data.indicators import Indicator
from pages.look import Colours, Datasets, Spec, arrow, colours, finish, five_scale, five_tooltip, interval_words, stream

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
    points: list[figures.Point],
    spans: list[figures.Span],
    indicator: Indicator,
    region: str,
    room: float,
    uncertain: bool,
) -> Datasets:
    """The datasets of `trend_spec`; `room` is the height of the axis.

    values, from the points of `figures.series`: rol is "eigen" or "ander"; deel changes at a break; open marks an
    estimate; eind is the label at the end of a line and hoogte where it stands, so that labels do not overlap. breaks:
    jaar, tekst. spans, from `figures.spans`: from jaar to tot; named where a region has nothing later.
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
            "interval": sentences.interval(sure.lower, sure.upper, digits) if sure else "",
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


FEW = 12
"""Up to how many areas each can have its name in a ranking."""


@lru_cache(maxsize=64)
def ranking_spec(indicator: Indicator, few: bool, dark: bool) -> Spec:
    """All areas from low to high with their 95 % limits. Datasets: values (see `five_values`), benchmark (b, tekst).

    few: they stand beneath each other with their names before them, else beside each other.
    """
    look = colours(dark)
    base = alt.Chart(alt.NamedData("values")).transform_calculate(naam="datum.n", **interval_words(indicator))
    axis, scale = alt.Axis(format=",~r", tickCount=6), alt.Scale(zero=False)
    value: alt.X | alt.Y
    if few:
        order = alt.EncodingSortField("r", op="min", order="ascending")
        base = base.encode(alt.Y("n:N", title=None, sort=order, axis=alt.Axis(grid=True, ticks=False, labelPadding=8)))
        value = alt.X("v:Q", title=indicator.measure, axis=axis, scale=scale)
        limits = {"x": alt.X("l:Q"), "x2": "u:Q"}
    else:
        place = alt.Axis(grid=False, format="d", tickMinStep=1)
        wide = alt.Scale(zero=False, nice=False, padding=24)
        base = base.encode(alt.X("r:Q", title="plaats van laag naar hoog", axis=place, scale=wide))
        value = alt.Y("v:Q", title=indicator.measure, axis=axis, scale=scale)
        limits = {"y": alt.Y("l:Q"), "y2": "u:Q"}
    click = alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)
    bars = base.transform_filter("isValid(datum.l)").mark_rule(color=look.quiet, opacity=0.7).encode(**limits)
    dots = base.mark_point(filled=True, size=45, opacity=1, stroke=look.outline, strokeWidth=0.8).encode(
        value, five_scale(indicator, dark), tooltip=five_tooltip(indicator)
    )
    line, words = _benchmark(look, across=few)
    ring, names = _pointed(base, look, value)
    chart = alt.layer(bars, line, dots.add_params(click), ring, *words, *([] if few else names))
    return finish(chart.properties(width="container", height=460), look)


@lru_cache(maxsize=64)
def funnel_spec(indicator: Indicator, dark: bool) -> Spec:
    """Areas by size, between the limits that chance allows. Datasets: values, benchmark, limits (`funnel_values`)."""
    look = colours(dark)
    x = alt.X(
        "m:Q",
        title=f"aantal {indicator.per}",
        axis=alt.Axis(format=",.0f", grid=False, tickCount=5),
        scale=alt.Scale(type="log", nice=False),
    )
    y = alt.Y("v:Q", title=indicator.measure, axis=alt.Axis(format=",~r"), scale=alt.Scale(zero=False))
    base = alt.Chart(alt.NamedData("values")).transform_filter("isValid(datum.m)")
    base = base.transform_calculate(naam="datum.n", **interval_words(indicator)).encode(x)
    click = alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)
    limits = alt.Chart(alt.NamedData("limits"))
    lines = [
        limits.mark_line(strokeDash=dash, color=look.text, strokeWidth=1.2).encode(alt.X("m:Q"), alt.Y(f"{side}:Q"))
        for dash, level in (([1, 0], "95"), ([5, 4], "998"))
        for side in (f"l{level}", f"u{level}")
    ]
    dots = base.mark_point(filled=True, size=45, opacity=1, stroke=look.outline, strokeWidth=0.8).encode(
        y, five_scale(indicator, dark), tooltip=five_tooltip(indicator)
    )
    line, words = _benchmark(look)
    ring, names = _pointed(base, look, y)
    chart = alt.layer(*lines, line, dots.add_params(click), ring, *words, *names)
    return finish(chart.properties(width="container", height=460), look)


def _benchmark(look: Colours, across: bool = False) -> tuple[alt.Chart, list[alt.Chart]]:
    """The line that areas are compared with, and its name; across: values go from left to right."""
    line = alt.Chart(alt.NamedData("benchmark")).encode(alt.X("b:Q") if across else alt.Y("b:Q"))
    words = line.encode(alt.Text("tekst:N"), **({"y": alt.value(-10)} if across else {"x": alt.value(6)}))
    place = {} if across else {"align": "left", "dy": -8}
    return line.mark_rule(color=look.other, strokeWidth=2), _written(words, look.other, look, **place)


def _pointed(base: alt.Chart, look: Colours, value: alt.X | alt.Y) -> tuple[alt.Chart, list[alt.Chart]]:
    """A ring around the chosen area, and the names of the areas that have one in the dataset: away from the middle."""
    ring = base.transform_filter("datum.c == 1").mark_point(size=190, strokeWidth=3, color=look.own, opacity=1)
    names = []
    for below, offset in (("", 17), ("!", -17)):
        named = base.transform_filter(f"datum.t != '' && {below}test(/lager/, datum.k)")
        names += _written(named.encode(value, alt.Text("t:N")), look.text, look, dy=offset)
    return ring.encode(value), names


def _written(texts: alt.Chart, colour: str, look: Colours, **place: Any) -> list[alt.Chart]:
    """Words over whatever lies there: first their edge in the colour of the page, then the words."""
    style = {"fontSize": 14, "fontWeight": 600, **place}
    edge = texts.mark_text(stroke=look.page, strokeWidth=4, strokeJoin="round", aria=False, tooltip=None, **style)
    return [edge, texts.mark_text(color=colour, **style)]


def five_values(areas: pd.DataFrame, region: str, turn: int, named: bool) -> bytes:
    """The dataset of the compare charts from `figures.areas`: small numbers, as hundreds of rows cross the wire.

    id code; v value; l, u limits; k class; c 1 for the chosen region; b turn. And when named: n name; m number of
    births; r rank; t name to be written in the chart: of the chosen region, and of those that differ when few can.
    """
    codes, many = areas["code"].to_numpy(object), len(areas)
    columns = {
        "id": pa.array(codes, _TEXT),
        "k": pa.array(areas["five"], _TEXT).dictionary_encode(),
        "c": (codes == region).astype("int8"),
        "b": np.full(many, turn % 100, "int8"),  # so that the same one can be clicked again
    }
    numbers = {"v": "value", "l": "lower", "u": "upper"}
    if named:
        names = areas["name"].to_numpy(object)
        differ = areas["five"].str.contains("lager|hoger").to_numpy() & (many <= FEW)
        written = np.where((codes == region) | differ, names, "")
        columns |= {"n": pa.array(names, _TEXT), "r": np.arange(1, many + 1, dtype="int16"), "t": written.astype(str)}
        numbers["m"] = "denominator"
    columns |= {
        short: pa.array(areas[name].to_numpy("float32"), _NUMBER, from_pandas=True) for short, name in numbers.items()
    }
    return stream(pa.table(columns))


def benchmark_values(benchmark: figures.Figure | None, indicator: Indicator, name: str) -> bytes:
    """The dataset of the line that areas are compared with; empty when there is none."""
    if benchmark is None:
        return arrow([], BENCHMARK)
    said = f"{name} {dutch.number(benchmark.value, indicator.decimals)}"
    return arrow([{"b": benchmark.value, "tekst": said}], BENCHMARK)


def funnel_values(areas: pd.DataFrame, benchmark: figures.Figure | None, indicator: Indicator) -> pd.DataFrame:
    """The limits of the funnel over the sizes that occur: m births, l95, u95, l998, u998 in the unit."""
    sizes = areas["denominator"].dropna()
    columns = ["m", "l95", "u95", "l998", "u998"]
    if benchmark is None or sizes.empty:
        return pd.DataFrame(columns=columns, dtype=float)
    grid = np.geomspace(sizes.min() * 0.8, sizes.max() * 1.2, 80)
    limits = [measures.funnel_limits(benchmark.value, grid, indicator.kind, indicator.unit, z) for z in measures.LEVELS]
    return pd.DataFrame(dict(zip(columns, [grid, *limits[0], *limits[1]], strict=True)), dtype="float32")
