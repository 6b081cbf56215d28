"""Vega-Lite spec of the trend chart, with labels at the end of lines. No Streamlit.

A spec is built once by Altair and kept. It holds no figures: a page sends those as named datasets ("values" and
so on), so that a changed filter sends a few kilobytes and the browser redraws without rebuilding the chart.
"""

from collections.abc import Sequence
from functools import lru_cache
from statistics import mean
from typing import Any

import altair as alt
import pyarrow as pa

from ks_data.answers.figures import Figure
from ks_data.answers.series import Point, PooledYears
from ks_data.answers.trend import Break, TrendAnswer
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import OPEN
from ks_data.language import dutch
from pages.charts.theme import NUMBER, SCREEN, TEXT, WHOLE, Datasets, Spec, arrow, finish

TREND = pa.schema(
    [
        ("jaar", WHOLE),
        *((name, TEXT) for name in ("naam", "rol", "getal", "interval", "oordeel", "soort", "eind", "rand")),
    ]
    + [(name, NUMBER) for name in ("waarde", "onder", "boven", "hoogte", "rechts")]
    + [("open", WHOLE), ("deel", WHOLE)]
)
SPANS = pa.schema(
    [(name, TEXT) for name in ("jaren", "naam", "rol", "getal", "interval", "oordeel", "soort", "eind", "rand")]
    + [(name, NUMBER) for name in ("jaar", "tot", "waarde", "onder", "boven", "hoogte", "rechts")]
)
BREAKS = pa.schema([("jaar", NUMBER), ("tekst", TEXT), ("rij", WHOLE)])
HEIGHT = 248
"""Of the chart, in pixels."""
LINE = 18
"""Height in pixels of a line of words in the chart, with the room between two of them."""
_ROLES = ("naast", "ander", "eigen")
"""In the order in which they are drawn."""
BREAK_ROWS = 3
"""So many lines the names of breaks take in turn, so that they do not lie over each other."""


@lru_cache(maxsize=128)
def trend_spec(indicator: Indicator, low: float, high: float, spanned: bool) -> Spec:
    """Lines through the years with their 95 % bands. Datasets: see `trend_values`.

    A year without a value is a row with an empty waarde, which breaks the line; so does a marked break, which is drawn
    and named. spanned: with pooled years, each a flat bar from its first to its last year.
    """

    def by_role(channel: Any, *looks: Any) -> Any:
        """How the own region, the one it is compared with, and those beside them differ."""
        scale = alt.Scale(domain=["eigen", "ander", "naast"], range=list(looks))
        return channel("rol:N", legend=None, scale=scale)

    role = by_role(alt.Color, SCREEN.own, SCREEN.other, SCREEN.even)
    shape = by_role(alt.Shape, "circle", "square", "circle")
    dash = by_role(alt.StrokeDash, [1, 0], [6, 3], [1, 0])
    thin = "datum.rol == 'naast'"
    width = {"strokeWidth": alt.condition(thin, alt.value(1.25), alt.value(2.5))}
    size = {"size": alt.condition(thin, alt.value(20), alt.value(75))}
    years = alt.Axis(format="d", tickMinStep=1, grid=False, labelFlush=False, labelOverlap=True, labelSeparation=8)
    x_axis = alt.X("jaar:Q", title=None, axis=years, scale=alt.Scale(nice=False))
    numbers = alt.Axis(format=",.1f" if high - low <= 5 else ",.0f", tickCount=5)
    y_axis = alt.Y("waarde:Q", title=None, axis=numbers, scale=alt.Scale(domain=[low, high], nice=False, zero=False))
    tooltip = [
        alt.Tooltip("naam:N", title="Gebied"),
        alt.Tooltip("jaar:Q", title="Jaar", format="d"),
        alt.Tooltip("getal:N", title=indicator.measure),
        alt.Tooltip("interval:N", title="95% zeker tussen"),
        alt.Tooltip("oordeel:N", title="Oordeel"),
        alt.Tooltip("soort:N", title="Soort cijfer"),
    ]
    base = alt.Chart()
    limits = {"y": alt.Y("onder:Q", title=None), "y2": "boven:Q"}
    bands = base.mark_area(opacity=0.14).encode(detail=["naam:N", "deel:N"], **limits)
    bars = base.transform_filter("isValid(datum.onder)").mark_rule(opacity=0.55, strokeWidth=1.5).encode(**limits)
    lines = base.mark_line().encode(dash, **width, detail=["naam:N", "deel:N"])
    within = base.transform_filter("datum.rand == ''")
    dots = within.transform_filter("datum.open == 0").mark_point(filled=True, opacity=1).encode(shape, **size)
    rings = within.transform_filter("datum.open == 1").mark_point(strokeWidth=2.5, opacity=1).encode(shape, **size)
    edges = [
        base.transform_filter(f"datum.rand == '{side}'").mark_point(shape=form, size=90, filled=True, opacity=1)
        for side, form in (("boven", "triangle-up"), ("onder", "triangle-down"))
    ]
    ends = base.transform_filter("datum.eind != ''").mark_text(align="left", dx=9, fontSize=14, fontWeight=600)
    ends = ends.encode(alt.X("rechts:Q"), alt.Text("eind:N"), y=alt.Y("hoogte:Q"))
    broken = alt.Chart(alt.NamedData("breaks")).encode(x_axis)
    cuts = broken.mark_rule(strokeDash=[2, 3], strokeWidth=1.5, color=SCREEN.text)
    years_named = [
        broken.transform_filter(f"datum.rij == {row}")
        .mark_text(align="left", baseline="top", dx=4, fontSize=14, color=SCREEN.text)
        .encode(alt.Text("tekst:N"), y=alt.value(2 + row * LINE))
        for row in range(BREAK_ROWS)
    ]
    hover = base.transform_filter("isValid(datum.waarde)").mark_point(size=400, opacity=0).encode(tooltip=tooltip)
    yearly = alt.layer(bands, bars, lines, dots, rings, *edges, ends, hover, data=alt.NamedData("values")).encode(
        x_axis, y_axis, role
    )
    layers = [yearly, cuts, *years_named]
    if spanned:
        name, _, *others = tooltip
        tooltip = [name, alt.Tooltip("jaren:N", title="Jaren samen"), *others]
        wide = alt.Chart()
        rooms = wide.mark_rect(opacity=0.14).encode(x_axis, **limits)
        flats = wide.mark_rule(strokeWidth=4, opacity=1).encode(x_axis, y_axis, tooltip=tooltip)
        words = wide.transform_filter("datum.eind != ''").mark_text(align="left", dx=9, fontSize=14, fontWeight=600)
        words = words.encode(alt.X("rechts:Q"), alt.Text("eind:N"), y=alt.Y("hoogte:Q"))
        flat = alt.layer(rooms, flats).encode(x2="tot:Q")
        layers.append(alt.layer(flat, words, data=alt.NamedData("spans")).encode(role))
    return finish(alt.layer(*layers).properties(width="container", height=HEIGHT))


def trend_chart(answer: TrendAnswer, uncertain: bool) -> tuple[Spec, Datasets, list[str]]:
    """The chart of an answer that has figures, its datasets, and what to know when reading it."""
    indicator = answer.indicator
    low, high = answer.axis
    spec = trend_spec(indicator, low, high, bool(answer.alone))
    start = dutch.number(low, 0 if low.is_integer() else 1) if low else "nul"
    own = " en past bij dit gebied, want aantallen van groot en klein passen niet op één as"
    shared = " en is voor elk gebied dezelfde" if indicator.kind != "count" else own
    remarks = [f"De as begint bij {start}{shared}.", *answer.outside(low, high, uncertain), *answer.remarks(uncertain)]
    return spec, trend_values(answer, uncertain), remarks


def trend_values(answer: TrendAnswer, uncertain: bool) -> Datasets:
    """The datasets of `trend_spec`.

    values, from the points between the first and last year with a figure, the own region last and so on top: rol is
    "eigen", "ander" or "naast" (which have no limits); deel changes at a break; open marks an estimate; getal is the
    value as it is read, rand the side of the axis that it lies beyond ("boven", "onder"; it is drawn on the edge); eind
    is the label of a line, rechts and hoogte where it stands: at the right of the chart, so that no label lies over a
    line or another label. breaks: jaar, tekst, rij. spans, from the pooled years that stand alone: from jaar to tot;
    named where a region has nothing later.
    """
    indicator, region, points, pooled = answer.indicator, answer.choice.region, answer.points, answer.alone

    def role(code: str) -> str:
        return "eigen" if code == region else "naast" if code in answer.beside else "ander"

    low, high = answer.axis
    years = [year for figure in answer.in_chart for year in figure.years]
    within = [point for point in points if years and min(years) <= point.year <= max(years)]
    points = tuple(sorted(within, key=lambda point: _ROLES.index(role(point.region))))
    breaks = _breaks_between(answer.breaks, years)
    labelled = _last_figures(points, pooled)
    line = LINE * (high - low) / HEIGHT
    room = (low + line / 2, high - line * (0.5 + min(len(breaks), BREAK_ROWS)))
    heights = dict(
        zip(
            labelled,
            apart([dutch.rounded(figure.value, indicator.decimals) for figure in labelled.values()], 1.4 * line, room),
            strict=True,
        )
    )

    def on_axis(height: float) -> float:
        """Where a mark stands: at the number that is read, for a browser is sent no more decimals than that."""
        return min(max(dutch.rounded(height, indicator.decimals), low), high)

    def columns(code: str, figure: Figure | None, verdict: str, status: str) -> dict[str, object]:
        """What both datasets have of a figure."""
        name = regions.name(code)
        limited = figure and uncertain and code not in answer.beside and not figure.estimate.reason
        estimate = figure.estimate if figure and limited else None
        number = dutch.number(figure.value, indicator.decimals) if figure else ""
        return {
            "naam": name,
            "rol": role(code),
            "waarde": on_axis(figure.value) if figure else None,
            "getal": number,
            "rand": ("boven" if figure.value > high else "onder" if figure.value < low else "") if figure else "",
            "onder": on_axis(estimate.lower) if estimate else None,
            "boven": on_axis(estimate.upper) if estimate else None,
            "interval": figure.limits if figure and limited else "",
            "oordeel": verdict,
            "soort": status,
            "eind": _label(name, number, figure, years) if figure and figure is labelled[code] else "",
            "hoogte": heights[code],
            "rechts": max(years, default=0),
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
    return {"values": arrow(by_year, TREND), "breaks": arrow(breaks, BREAKS), "spans": arrow(over_years, SPANS)}


def _label(name: str, number: str, figure: Figure, years: Sequence[int]) -> str:
    """The name of a line with its last value, and the year of that where the chart goes on."""
    return f"{name} {number}" + (f" ({figure.period})" if figure.year < max(years) else "")


def _last_figures(points: Sequence[Point], pooled: Sequence[PooledYears]) -> dict[str, Figure]:
    """The figure of each region that gets the label at the end of its line: of the last year, pooled or not."""
    last = {point.region: point.figure for point in points if point.figure}
    for figure in (span.figure for span in pooled):
        if figure.region not in last or figure.year > last[figure.region].year:
            last[figure.region] = figure
    return last


def _breaks_between(breaks: Sequence[Break], years: Sequence[int]) -> list[dict[str, object]]:
    """The marked breaks within some years as rows of a dataset, each halfway before the year that it begins."""
    starts = sorted(change.year for change in breaks if years and min(years) < change.year <= max(years))
    return [{"jaar": year - 0.5, "tekst": f"breuk {year}", "rij": row % BREAK_ROWS} for row, year in enumerate(starts)]


def apart(heights: list[float], gap: float, room: tuple[float, float]) -> list[float]:
    """Moves heights within the room there is, and apart so that their labels do not overlap; as little as that takes.

    Of equal heights the first stays on top. Where the room is too small for all, the gap is smaller.
    """
    lowest, highest = room
    order = sorted(range(len(heights)), key=lambda place: (heights[place], -place))
    gap = min(gap, (highest - lowest) / max(len(heights) - 1, 1))
    highest -= gap * max(len(heights) - 1, 0)
    groups: list[list[float]] = []  # of labels that touch; each wants to be at its mean, less the gaps beneath
    for rank, place in enumerate(order):
        groups.append([min(max(heights[place], room[0]), room[1]) - rank * gap])
        while len(groups) > 1 and mean(groups[-2]) >= mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    moved = [min(max(mean(group), lowest), highest) for group in groups for _ in group]
    by_place = dict(zip(order, moved, strict=True))
    return [by_place[place] + order.index(place) * gap for place in range(len(heights))]
