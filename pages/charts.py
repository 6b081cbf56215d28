"""Vega-Lite specs of every chart: colours with a role, Dutch numbers, labels at the end of lines. No Streamlit.

A spec is built once by Altair and kept. It holds no figures: a page sends those as named datasets ("values" and
so on), so that a changed filter sends a few kilobytes and the browser redraws without rebuilding the chart.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from ks_data import dutch, regions
from ks_data.dutch import MONTHS
from ks_data.figures import EVIDENCE_WORDS, TRANCHE_START, TRANCHE_WORDS
from ks_data.indicators import Indicator

Spec = dict[str, Any]

FONT = "Public Sans, Verdana, sans-serif"
MOMENTS = {
    2019: "2019: tranche 1 en 2 beginnen",
    2020: "2020: tranche 3 komt erbij",
    2021: "2021: geen nieuwe tranche",
    2022: "2022: tranche 4 komt erbij",
    2023: "1 januari 2023: alle gemeenten doen mee",
}


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by role, for a light or a dark page."""

    own: str
    other: str
    quiet: str
    text: str
    grid: str
    page: str
    tranches: tuple[str, str, str, str]
    joined: str
    outline: str


LIGHT = Colours(
    own="#1650b0",
    other="#4a525e",
    quiet="#8b94a1",
    text="#2b3542",
    grid="#e3e7ec",
    page="#ffffff",
    tranches=("#0b3a68", "#3a7fb8", "#86b7dc", "#c3def0"),
    joined="#f1dfb8",
    outline="#5b6675",
)
DARK = Colours(
    own="#7db2ff",
    other="#c9d1dc",
    quiet="#8b97a8",
    text="#dbe2ec",
    grid="#2b3644",
    page="#10161f",
    tranches=("#1d5fa3", "#4f97d4", "#93c4ec", "#d3e8f8"),
    joined="#7d6a3c",
    outline="#aab4c2",
)


def colours(dark: bool) -> Colours:
    return DARK if dark else LIGHT


def map_spec(dark: bool) -> Spec:
    """The roll-out map. Datasets: values (id, t tranche, e evidence, c 1 when chosen), provinces (id).

    Only the municipalities and provinces in the datasets are drawn, and the map fits itself to them. The slider
    for the moment lives in the browser.
    """
    return _map_spec(dark, regions.topojson())


@lru_cache(maxsize=8)
def _map_spec(dark: bool, topojson: str) -> Spec:
    look = colours(dark)
    moment = alt.param(
        name="moment",
        value=2023,
        bind=alt.binding_range(min=2019, max=2023, step=1, name="Stand in het jaar "),
    )
    click = alt.selection_point(name="klik", fields=["id"], on="click", clear=False)
    start = _lookup_expression("datum.t", {key: str(year) for key, year in TRANCHE_START.items()}, "9999")
    group = f"datum.t == '' ? (moment >= 2023 ? 'mee' : 'onbekend') : ({start} <= moment ? datum.t : 'later')"
    words = _lookup_expression(
        "datum.groep",
        {
            **{key: f"'{text}'" for key, text in TRANCHE_WORDS.items() if key},
            "mee": f"'{TRANCHE_WORDS['']}'",
            "onbekend": "'instroom nog niet aangeleverd'",
        },
        "'doet nog niet mee op dit moment'",
    )
    evidence = _lookup_expression("datum.e", {key: f"'{text}'" for key, text in EVIDENCE_WORDS.items()}, "''")
    towns = (
        alt.Chart(_topology(topojson, "municipalities"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", ["t", "e", "c"]))
        .transform_filter("isValid(datum.t)")
        .transform_calculate(groep=group, naam="datum.properties.name")
        .transform_calculate(woorden=words, bewijs=evidence)
    )
    tooltip = [
        alt.Tooltip("naam:N", title="Gemeente"),
        alt.Tooltip("woorden:N", title="Tranche"),
        alt.Tooltip("bewijs:N", title="Waaruit dat blijkt"),
    ]
    fill = alt.Color(
        "groep:N",
        legend=None,
        scale=alt.Scale(
            domain=["1", "2", "3", "4", "mee", "onbekend", "later"],
            range=[*look.tranches, look.joined, look.page, look.page],
        ),
    )
    plain = towns.mark_geoshape(stroke=look.outline, strokeWidth=0.5).encode(fill, tooltip=tooltip)
    hatched = (
        towns.transform_filter("datum.groep == '1-2'")
        .mark_geoshape(stroke=look.outline, strokeWidth=0.5, fill=_stripes(look.tranches[0], look.tranches[1]))
        .encode(tooltip=tooltip)
    )
    borders = (
        alt.Chart(_topology(topojson, "provinces"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("provinces"), "id", ["p"]))
        .transform_filter("isValid(datum.p)")
        .mark_geoshape(filled=False, stroke=look.text, strokeWidth=1.2)
    )
    halo, chosen = (
        towns.transform_filter("datum.c == 1").mark_geoshape(filled=False, stroke=colour, strokeWidth=width)
        for colour, width in ((look.page, 5), (look.text, 2.5))
    )
    moments = _lookup_expression("moment", {str(year): f"'{text}'" for year, text in MOMENTS.items()}, "''")
    title = alt.TitleParams(
        alt.ExprRef(moments), anchor="start", align="left", fontSize=15, fontWeight=600, color=look.text, offset=8
    )
    layers = alt.layer(plain.add_params(click), hatched, borders, halo, chosen).add_params(moment)
    return _finish(
        layers.project("identity", reflectY=True).properties(width="container", height=600, title=title), look
    )


def _topology(topojson: str, feature: str) -> alt.UrlData:
    return alt.UrlData(f"/app/static/{topojson}", format=alt.TopoDataFormat(type="topojson", feature=feature))


def _lookup_expression(field: str, table: dict[str, str], otherwise: str) -> str:
    """A Vega expression that looks a text up in a table of expressions."""
    for key, value in table.items():
        otherwise = f"{field} == '{key}' ? {value} : ({otherwise})"
    return otherwise


def _stripes(first: str, second: str, count: int = 8) -> dict[str, Any]:
    """A diagonal hatch of two colours, as a gradient with hard steps: it needs no pattern in the page."""
    edges = [(band / count, first if band % 2 == 0 else second) for band in range(count)]
    stops = [{"offset": at + step, "color": colour} for at, colour in edges for step in (0, 1 / count - 1e-6)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}


@lru_cache(maxsize=128)
def trend_spec(indicator: Indicator, low: float, high: float, dark: bool, height: int = 280) -> Spec:
    """Lines through the years. Dataset: values (jaar, naam, rol, waarde, soort, open, eind, hoogte).

    rol is "eigen" or "ander"; eind is the label at the end of a line and hoogte where it stands, so that labels do
    not overlap; open marks an estimate. A year without a value is a row with an empty waarde, which breaks the line.
    """
    look = colours(dark)
    digits = f",.{indicator.decimals}f"
    role = alt.Color("rol:N", legend=None, scale=alt.Scale(domain=["eigen", "ander"], range=[look.own, look.other]))
    x = alt.X(
        "jaar:Q",
        title=None,
        axis=alt.Axis(format="d", tickMinStep=1, grid=False, labelFlush=False),
        scale=alt.Scale(nice=False),
    )
    y = alt.Y(
        "waarde:Q",
        title=None,
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(format=",.1f" if high - low <= 5 else ",.0f", tickCount=5),
    )
    tooltip = [
        alt.Tooltip("naam:N", title="Gebied"),
        alt.Tooltip("jaar:Q", title="Jaar", format="d"),
        alt.Tooltip("waarde:Q", title=indicator.measure, format=digits),
        alt.Tooltip("soort:N", title="Soort cijfer"),
    ]
    base = alt.Chart(alt.NamedData("values")).encode(x, y, role)
    lines = base.mark_line(strokeWidth=2.5).encode(detail="naam:N", strokeDash=_dash())
    shape = alt.Shape("rol:N", legend=None, scale=alt.Scale(domain=["eigen", "ander"], range=["circle", "square"]))
    dots = (
        base.transform_filter("datum.open == 0")
        .mark_point(size=75, filled=True, opacity=1)
        .encode(shape=shape, tooltip=tooltip)
    )
    rings = (
        base.transform_filter("datum.open == 1")
        .mark_point(size=75, strokeWidth=2.5, opacity=1)
        .encode(shape=shape, tooltip=tooltip)
    )
    labels = (
        base.transform_filter("datum.eind != ''")
        .mark_text(align="left", dx=9, fontSize=14, fontWeight=600)
        .encode(alt.Text("eind:N"), y=alt.Y("hoogte:Q"))
    )
    chart = alt.layer(lines, dots, rings, labels).properties(width="container", height=height)
    return _finish(chart, look)


def comparable(indicator: Indicator, region: str, other: str) -> bool:
    """Whether two regions can stand on one axis: counts only for regions of the same kind."""
    return indicator.kind != "count" or regions.level(region) == regions.level(other)


def bounds(rows: pd.DataFrame, codes: list[str], indicator: Indicator) -> tuple[float, float]:
    """Round ends for the y-axis, from all years of these regions so that a changed range moves nothing.

    The axis starts at zero where the lowest value is less than half of the highest, or for a count.
    """
    values = rows.loc[rows["region"].isin(codes), "value"].dropna()
    low, high = float(values.min()), float(values.max())
    if low < high / 2 or indicator.kind == "count":
        low = 0.0
    room = (high - low) or high or 1.0
    step = 10.0 ** math.floor(math.log10(room))
    step = next(size for size in (step / 5, step / 2, step, step * 2) if room / size <= 6)
    floor, ceiling = math.floor((low - 0.15 * room) / step) * step, math.ceil((high + 0.1 * room) / step) * step
    return (0.0 if low == 0 else max(0.0, round(floor, 6))), round(ceiling, 6)


def trend_values(rows: pd.DataFrame, indicator: Indicator, region: str, room: float) -> pd.DataFrame:
    """The dataset of `trend_spec` from the rows of `figures.series`; `room` is the height of the axis."""
    last = rows[rows["value"].notna()].groupby("region")["year"].max()
    ends = [
        (code, year, float(rows.loc[(rows["region"] == code) & (rows["year"] == year), "value"].iloc[0]))
        for code, year in last.items()
    ]
    heights = dict(zip([end[0] for end in ends], _apart([end[2] for end in ends], 0.09 * room), strict=True))
    at_end = rows["year"] == rows["region"].map(last)
    shown = rows["value"].map(lambda value: dutch.number(value, indicator.decimals) if pd.notna(value) else "")
    return pd.DataFrame(
        {
            "jaar": rows["year"].astype("int16"),
            "naam": rows["name"],
            "rol": (rows["region"] == region).map({True: "eigen", False: "ander"}),
            "waarde": rows["value"],
            "soort": rows["status"],
            "open": rows["status"].isin(["geschat", "voorlopig"]).astype("int8"),
            "eind": (rows["name"] + " " + shown).where(at_end, ""),
            "hoogte": rows["region"].map(heights),
        }
    )


def _apart(values: list[float], gap: float) -> list[float]:
    """Moves two values apart so that their labels do not overlap."""
    if len(values) != 2 or abs(values[0] - values[1]) >= gap:
        return values
    middle, up = sum(values) / 2, values[0] >= values[1]
    return [middle + gap / 2, middle - gap / 2] if up else [middle - gap / 2, middle + gap / 2]


def _dash() -> alt.StrokeDash:
    return alt.StrokeDash("rol:N", legend=None, scale=alt.Scale(domain=["eigen", "ander"], range=[[1, 0], [6, 3]]))


def _finish(chart: alt.TopLevelMixin, look: Colours) -> Spec:
    """The chart as a dict, with our fonts and colours and with Dutch numbers whatever the reader's browser."""
    config = {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": look.text,
            "titleColor": look.text,
            "labelFontSize": 14,
            "gridColor": look.grid,
            "domainColor": look.quiet,
            "tickColor": look.quiet,
        },
        "text": {"font": FONT},
        "locale": {
            "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]},
            "time": {
                "dateTime": "%a %e %B %Y %X",
                "date": "%d-%m-%Y",
                "time": "%H:%M:%S",
                "periods": ["", ""],
                "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
                "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
                "months": list(MONTHS),
                "shortMonths": [month[:3] for month in MONTHS],
            },
        },
    }
    spec: Spec = chart.to_dict(validate=False)
    spec["config"] = config
    return spec


def map_values(shown: pd.DataFrame, region: str) -> dict[str, pd.DataFrame]:
    """The datasets of `map_spec` from the rows of `figures.tranches`, with the chosen region marked."""
    values = pd.DataFrame(
        {
            "id": shown["code"],
            "t": shown["tranche"].astype("category"),
            "e": shown["evidence"].astype("category"),
            "c": (shown["code"] == region).astype("int8"),
        }
    )
    return {"values": values, "provinces": pd.DataFrame({"id": sorted(shown["province"].unique()), "p": 1})}
