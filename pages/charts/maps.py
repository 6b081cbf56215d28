"""Vega-Lite specs of the maps: the roll-out in tranches and the five classes. No Streamlit.

The borders come from static/, once for each browser; a page sends only the values of this moment.
"""

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from ks_data import Indicator
from ks_data.answers import inferred
from ks_data.answers.rollout import MapYear, MunicipalitiesInView
from ks_data.answers.tranche_starts import EVIDENCE_WORDS, INFERRED_WORDS, TRANCHE_START, TRANCHE_WORDS
from ks_data.catalogue import regions
from ks_data.store import Snapshot, memoized
from pages.charts.theme import (
    FIVE,
    NUMBER,
    SCREEN,
    TEXT,
    Colours,
    Datasets,
    Spec,
    arrow,
    finish,
    five_colours,
    five_tooltip,
    outlined,
    stream,
)

MAP_HEIGHT = 480
"""Of the roll-out map, in pixels: with the legend beside it, it fits on a projector."""
FIVE_MAP_HEIGHT = 430
"""Of the map of the compare page, in pixels."""
NO_FIGURE = "geen cijfer, of te klein om te tonen"
"""What is said of an area that the map has no figure of."""
SMALLEST = 8
"""A chosen municipality of fewer pixels than this gets a ring around it."""
INFERRED_SURELY_STARTED = {inferred.FIRST: "2019", inferred.LATER: "2022"}
"""From when the map shows an inferred tranche: which of the two it is, it does not say."""
_INFERRED = "w"
"""What the group of an inferred tranche begins with."""
_LINES = 6
"""So many faint lines a municipality with an inferred tranche has."""


def map_spec(years: tuple[MapYear, ...]) -> Spec:
    """The roll-out map. Datasets: values (id, t tranche, e evidence, c 1 when chosen, b turn), provinces (id), and
    ring (x, y in metres; empty unless the chosen one is too small to see).

    Only the municipalities and provinces in the datasets are drawn, and the map fits itself to them. The slider
    for the moment lives in the browser.
    """
    return _map_spec(years, regions.topojson())


@lru_cache(maxsize=8)
def _map_spec(years: tuple[MapYear, ...], topojson: str) -> Spec:
    first, last = years[0].year, years[-1].year
    slider = alt.binding_range(min=first, max=last, step=1, name="Stand in het jaar ")
    moment = alt.param(name="moment", value=last, bind=slider)
    titles = {str(of_map.year): f"'{of_map.title}'" for of_map in years}
    lines = {str(of_map.year): f"['{of_map.lines[0]}', '{of_map.lines[1]}']" for of_map in years}
    title = alt.TitleParams(
        alt.ExprRef(_lookup_expression("moment", titles, "''")),
        anchor="start",
        align="left",
        fontSize=15,
        fontWeight=600,
        color=SCREEN.text,
        subtitleFontSize=14,
        subtitleColor=SCREEN.text,
        subtitlePadding=4,
        offset=8,
    )
    towns = alt.Chart(_topology(topojson, "municipalities"))
    towns = towns.transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", ["c", "b"]))
    ring = (
        alt.Chart(alt.NamedData("ring"))
        .mark_point(aria=False, tooltip=None, filled=False, size=700, stroke=SCREEN.text, strokeWidth=2.5, opacity=1)
        .encode(longitude="x:Q", latitude="y:Q")
    )
    tranches, own = _tranche_layer(topojson), _tranche_layer(topojson, _CHOSEN)
    drawn = [tranches.add_params(_click()), _province_borders(topojson), *_chosen(towns), own, ring]
    layers = alt.layer(*drawn).add_params(moment)
    layers = layers.project("identity", reflectY=True)
    spec = finish(layers.properties(width="container", height=MAP_HEIGHT, title=title))
    spec["title"]["subtitle"] = {"expr": _lookup_expression("moment", lines, "''")}  # Vega takes it, Altair does not
    return spec


def _fills() -> dict[str, Any]:
    """The colour or the hatch of each group of municipalities."""
    return {
        **dict(zip("1234", SCREEN.tranches, strict=True)),
        "1-2": _stripes(*SCREEN.tranches[:2]),
        "onbekend": SCREEN.joined,
        "later": SCREEN.page,
        **{_INFERRED + tranche: _stripes(*inferred_fill(SCREEN, tranche), 2 * _LINES) for tranche in INFERRED_WORDS},
    }


def _tranche_layer(topojson: str, which: str = "true") -> alt.Chart:
    """The municipalities (which: a condition) in the colour of their tranche at the moment of the slider.

    Of an inferred one nothing is shown before it surely began: whether it was later or not at all is not known.
    """
    start = _lookup_expression("datum.t", {tranche: str(year) for tranche, year in TRANCHE_START.items()}, "9999")
    inferred_start = _lookup_expression("datum.t", INFERRED_SURELY_STARTED, "9999")
    is_inferred = " || ".join(f"datum.e == '{evidence}'" for evidence in inferred.EVIDENCE_WORDS)
    group = (
        f"datum.t == '' ? 'onbekend' : ({is_inferred}) ? ({inferred_start} <= moment ? '{_INFERRED}' + datum.t : "
        f"'onbekend') : ({start} <= moment ? datum.t : 'later')"
    )
    words = _lookup_expression(
        "datum.groep",
        {
            **{tranche: f"'{text}'" for tranche, text in TRANCHE_WORDS.items() if tranche},
            **{_INFERRED + tranche: f"'{text}'" for tranche, text in INFERRED_WORDS.items()},
            "onbekend": f"(moment >= 2023 ? '{TRANCHE_WORDS['']}' : 'niet bekend of zij toen al meedeed')",
        },
        "'deed toen nog niet mee'",
    )
    evidence = _lookup_expression("datum.e", {code: f"'{text}'" for code, text in EVIDENCE_WORDS.items()}, "''")
    tooltip = [
        alt.Tooltip("naam:N", title="Gemeente"),
        alt.Tooltip("woorden:N", title="Tranche"),
        alt.Tooltip("bewijs:N", title="Waaruit dat blijkt"),
    ]
    # Looked up, so that a hatch is one in the page; in a mark it would be one for each municipality.
    fills = alt.InlineData([{"vulling": group, "kleur": fill} for group, fill in _fills().items()])
    towns = alt.Chart(_topology(topojson, "municipalities"))
    plain = towns.mark_geoshape(aria=False, stroke=SCREEN.outline, strokeWidth=0.5)  # one graphic, the table has each
    return (
        plain.encode(alt.Color("kleur:N", scale=None), tooltip=tooltip)
        .transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", ["t", "e", "c", "b"]))
        .transform_filter(f"isValid(datum.t) && ({which})")
        .transform_calculate(groep=group, naam="datum.properties.name")
        .transform_calculate(woorden=words, bewijs=evidence)
        .transform_lookup("groep", alt.LookupData(fills, "vulling", ["kleur"]))
    )


def inferred_fill(palette: Colours, tranche: str) -> tuple[str, str]:
    """The colour of an inferred tranche ("1-2", "3-4") and that of its faint lines."""
    return palette.inferred[0 if tranche == inferred.FIRST else 1]


@lru_cache(maxsize=64)
def five_map_spec(indicator: Indicator, topojson: str) -> Spec:
    """A map of the five classes. Datasets: values (`five_values`), provinces (`province_values`) and name
    (`chosen_name`).

    What cannot be tested is striped and what has no figure is hatched: neither is ever nearly a colour of a class.
    """
    return classed_map_spec(five_fills(indicator, SCREEN), five_tooltip(indicator), topojson)


def classed_map_spec(fills: dict[str, Any], tooltip: list[alt.Tooltip], topojson: str) -> Spec:
    """A map of the municipalities by a class. Datasets: values (id, k class, w and z in words, c 1 when chosen, b
    turn), provinces and name. fills: the colour of each class, and of `NO_FIGURE`.
    """
    columns = ["w", "z", "k", "c", "b"]
    towns = (
        alt.Chart(_topology(topojson, "municipalities"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", columns))
        .transform_calculate(
            naam="datum.properties.name",
            k=f"isValid(datum.k) ? datum.k : '{NO_FIGURE}'",
            w="isValid(datum.w) ? datum.w : '–'",
            z="isValid(datum.z) ? datum.z : 'niet te toetsen'",
        )
    )
    looked_up = alt.InlineData([{"k": area, "kleur": fill} for area, fill in fills.items()])
    filled, own = (
        drawn.transform_lookup("k", alt.LookupData(looked_up, "k", ["kleur"]))
        .mark_geoshape(aria=False, stroke=SCREEN.outline, strokeWidth=0.5)
        .encode(alt.Color("kleur:N", scale=None), tooltip=tooltip)
        for drawn in (towns, towns.transform_filter(_CHOSEN))
    )
    layers = [filled.add_params(_click()), _province_borders(topojson), *_chosen(towns), own, *_name()]
    layered = alt.layer(*layers).project("identity", reflectY=True)
    return finish(layered.properties(width="container", height=FIVE_MAP_HEIGHT))


def five_fills(indicator: Indicator, look: Colours) -> dict[str, Any]:
    """The colour, stripes or hatch of an area by its class, and of an area without a figure."""
    return {
        **five_colours(indicator, look),
        FIVE[-1]: _stripes(look.page, look.outline),
        NO_FIGURE: no_figure_fill(look),
    }


def no_figure_fill(palette: Colours) -> dict[str, Any]:
    """The hatch of an area without a figure."""
    return _thin_lines(palette.page, palette.outline)


def _thin_lines(page: str, line: str, count: int = 7) -> dict[str, Any]:
    """A hatch of thin lines, the other way than `_stripes`."""
    places = ((page, 0.3), (line, 0.5), (page, 0.7))
    stops = [
        {"offset": round((band + place) / count, 3), "color": colour}
        for band in range(count)
        for colour, place in places
    ]
    return {"gradient": "linear", "x1": 0, "y1": 1, "x2": 1, "y2": 0, "stops": stops}


def _name() -> list[alt.Chart]:
    """The name of the chosen municipality beside it, towards the middle of the map, so that it stays on the screen."""
    texts = []
    for side, align, dx in (("west", "left", 10), ("oost", "right", -10)):
        place = alt.Chart(alt.NamedData("name")).transform_filter(f"datum.kant == '{side}'")
        place = place.encode(alt.Text("naam:N"), longitude="x:Q", latitude="y:Q")
        texts += outlined(place, SCREEN.text, align=align, dx=dx, baseline="bottom", dy=-4)
    return texts


@memoized
def chosen_name(_: Snapshot, region: str) -> bytes:
    """The dataset with the name of a municipality and where it stands (x, y in metres, kant); empty for another."""
    boxes = regions.boxes()
    rows = []
    if region in boxes.index:
        box, middle = boxes.loc[region], (boxes["left"].min() + boxes["right"].max()) / 2
        across = float(box["left"] + box["right"]) / 2
        side = "west" if across < middle else "oost"
        rows = [{"naam": regions.name(region), "kant": side, "x": across, "y": float(box["top"])}]
    return arrow(rows, pa.schema([("naam", TEXT), ("kant", TEXT), ("x", NUMBER), ("y", NUMBER)]))


def map_values(in_view: MunicipalitiesInView, region: str, turn: int) -> Datasets:
    """The datasets of `map_spec` for the municipalities in view, with the chosen region marked."""
    towns = _towns(in_view)
    chosen = pa.array(towns["id"].to_numpy() == region).cast(pa.int8())
    turns = pa.array(np.full(len(towns), turn % 100, "int8"))  # so that the same one can be clicked again
    towns = towns.append_column("c", chosen).append_column("b", turns)
    return {"values": stream(towns), "provinces": _borders(in_view.borders), "ring": _ring(in_view, region)}


@lru_cache(maxsize=1024)
def _ring(in_view: MunicipalitiesInView, region: str) -> bytes:
    """The dataset with the middle of the chosen municipality where it is too small to see, else empty."""
    points = []
    if (in_view.codes == region).any():
        box = regions.boxes().loc[region]
        smallest = min(box["right"] - box["left"], box["top"] - box["bottom"]) / in_view.height * MAP_HEIGHT
        if smallest < SMALLEST:
            points = [{"x": (box["left"] + box["right"]) / 2, "y": (box["bottom"] + box["top"]) / 2}]
    return arrow(points, pa.schema([("x", NUMBER), ("y", NUMBER)]))


@lru_cache(maxsize=16)
def _towns(in_view: MunicipalitiesInView) -> pa.Table:
    rows = in_view.map_rows
    columns = {"id": rows["code"].astype(object), "t": rows["tranche"].astype("category")}
    return pa.table({**columns, "e": rows["evidence"].astype("category")})


@memoized
def province_values(data: Snapshot, province: str) -> bytes:
    """The dataset that says which province borders a map draws: of the country ("") or of one province."""
    return _borders((province,) if province else tuple(regions.provinces()["code"]))


@lru_cache(maxsize=32)
def _borders(codes: tuple[str, ...]) -> bytes:
    """The dataset that says which province borders a map draws."""
    return stream(pa.table({"id": list(codes), "p": [1] * len(codes)}))


def _province_borders(topojson: str) -> alt.Chart:
    return (
        alt.Chart(_topology(topojson, "provinces"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("provinces"), "id", ["p"]))
        .transform_filter("isValid(datum.p)")
        .mark_geoshape(filled=False, aria=False, stroke=SCREEN.text, strokeWidth=1.2)
    )


def _chosen(towns: alt.Chart) -> list[alt.Chart]:
    """The lines around the chosen municipality: dark with a light edge, readable on any colour.

    Its own colour comes over them, or they hide a small one.
    """
    return [
        towns.transform_filter(_CHOSEN).mark_geoshape(filled=False, aria=False, stroke=colour, strokeWidth=width)
        for colour, width in ((SCREEN.page, 7), (SCREEN.text, 4))
    ]


def _click() -> alt.Parameter:
    """The municipality that was clicked, with the turn of the figures in which that was done."""
    return alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)


_CLICKED = "data('klik_store')"
_CHOSEN = (
    f"length({_CLICKED}) && {_CLICKED}[0].values[1] == datum.b ? {_CLICKED}[0].values[0] == datum.id : datum.c == 1"
)
"""Of the municipality that was clicked, until the server answers with another turn; else of the one it chose."""


def _topology(topojson: str, feature: str) -> alt.UrlData:
    return alt.UrlData(f"app/static/{topojson}", format=alt.TopoDataFormat(type="topojson", feature=feature))


def _lookup_expression(field: str, table: dict[str, str], otherwise: str) -> str:
    """A Vega expression that looks a text up in a table of expressions."""
    for text, expression in table.items():
        otherwise = f"({field} == '{text}' ? {expression} : {otherwise})"
    return otherwise


def _stripes(first: str, second: str, count: int = 8) -> dict[str, Any]:
    """A diagonal hatch of two colours, as a gradient with hard steps: it needs no pattern in the page."""
    edges = [(band / count, first if band % 2 == 0 else second) for band in range(count)]
    stops = [{"offset": edge + step, "color": colour} for edge, colour in edges for step in (0, 1 / count)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}
