"""Vega-Lite specs of the maps: the roll-out in tranches and the five classes. No Streamlit.

The borders come from static/, once for each browser; a page sends only the values of this moment.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from ks_data import Indicator
from ks_data.answers.rollout import EVIDENCE_WORDS, TRANCHE_START, TRANCHE_WORDS, MunicipalitiesInView
from ks_data.catalogue import regions
from ks_data.store import Snapshot, memoized
from pages.charts.theme import (
    FIVE,
    Colours,
    Datasets,
    Spec,
    colours,
    finish,
    five_scale,
    five_tooltip,
    interval_words,
    stream,
)

MOMENTS = {
    2019: "2019: tranche 1 en 2 beginnen",
    2020: "2020: tranche 3 komt erbij",
    2021: "2021: geen nieuwe tranche",
    2022: "2022: tranche 4 komt erbij",
    2023: "1 januari 2023: alle gemeenten doen mee",
}


def map_spec(dark: bool) -> Spec:
    """The roll-out map. Datasets: values (id, t tranche, e evidence, c 1 when chosen, b turn), provinces (id).

    Only the municipalities and provinces in the datasets are drawn, and the map fits itself to them. The slider
    for the moment lives in the browser.
    """
    return _map_spec(dark, regions.topojson())


@lru_cache(maxsize=8)
def _map_spec(dark: bool, topojson: str) -> Spec:
    palette = colours(dark)
    slider = alt.binding_range(min=2019, max=2023, step=1, name="Stand in het jaar ")
    moment = alt.param(name="moment", value=2023, bind=slider)
    moments = _lookup_expression("moment", {str(year): f"'{text}'" for year, text in MOMENTS.items()}, "''")
    title = alt.TitleParams(
        alt.ExprRef(moments), anchor="start", align="left", fontSize=15, fontWeight=600, color=palette.text, offset=8
    )
    towns = alt.Chart(_topology(topojson, "municipalities"))
    towns = towns.transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", ["c"]))
    borders = _province_borders(topojson, palette)
    layers = alt.layer(_tranche_layer(topojson, palette), borders, *_chosen(towns, palette)).add_params(moment)
    layers = layers.project("identity", reflectY=True)
    return finish(layers.properties(width="container", height=600, title=title), palette)


def _tranche_layer(topojson: str, palette: Colours) -> alt.LayerChart | alt.FacetChart:
    """The municipalities in the colour of the tranche that they were in at the moment of the slider."""
    start = _lookup_expression("datum.t", {tranche: str(year) for tranche, year in TRANCHE_START.items()}, "9999")
    group = f"datum.t == '' ? (moment >= 2023 ? 'mee' : 'onbekend') : ({start} <= moment ? datum.t : 'later')"
    words = _lookup_expression(
        "datum.groep",
        {
            **{tranche: f"'{text}'" for tranche, text in TRANCHE_WORDS.items() if tranche},
            "mee": f"'{TRANCHE_WORDS['']}'",
            "onbekend": "'instroom nog niet aangeleverd'",
        },
        "'doet nog niet mee op dit moment'",
    )
    evidence = _lookup_expression("datum.e", {code: f"'{text}'" for code, text in EVIDENCE_WORDS.items()}, "''")
    tooltip = [
        alt.Tooltip("naam:N", title="Gemeente"),
        alt.Tooltip("woorden:N", title="Tranche"),
        alt.Tooltip("bewijs:N", title="Waaruit dat blijkt"),
    ]
    fill = alt.Color(
        "groep:N",
        legend=None,
        scale=alt.Scale(
            domain=["1", "2", "3", "4", "1-2", "mee", "onbekend", "later"],
            range=[*palette.tranches, palette.tranches[0], palette.joined, palette.page, palette.page],
        ),
    )
    click = alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)
    plain = alt.Chart().mark_geoshape(stroke=palette.outline, strokeWidth=0.5).encode(fill, tooltip=tooltip)
    striped = alt.Chart().transform_filter("datum.groep == '1-2'")
    stripes = _stripes(palette.tranches[0], palette.tranches[1])
    hatched = striped.mark_geoshape(aria=False, stroke=palette.outline, strokeWidth=0.5, fill=stripes)
    return (
        alt.layer(plain.add_params(click), hatched, data=_topology(topojson, "municipalities"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", ["t", "e", "b"]))
        .transform_filter("isValid(datum.t)")
        .transform_calculate(groep=group, naam="datum.properties.name")
        .transform_calculate(woorden=words, bewijs=evidence)
    )


@lru_cache(maxsize=64)
def five_map_spec(indicator: Indicator, topojson: str, dark: bool) -> Spec:
    """A map of the five classes. Datasets: values and provinces, see `five_values`."""
    palette = colours(dark)
    towns = (
        alt.Chart(_topology(topojson, "municipalities"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("values"), "id", ["v", "l", "u", "k", "c", "b"]))
        .transform_filter("isValid(datum.k)")
        .transform_calculate(naam="datum.properties.name", **interval_words(indicator))
    )
    click = alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)
    plain = towns.mark_geoshape(stroke=palette.outline, strokeWidth=0.5).encode(
        five_scale(indicator, dark), tooltip=five_tooltip(indicator)
    )
    untested = towns.transform_filter(f"datum.k == '{FIVE[-1]}'").mark_geoshape(
        aria=False, stroke=palette.outline, strokeWidth=0.5, fill=_stripes(palette.page, palette.outline)
    )
    everywhere = (
        alt.Chart(_topology(topojson, "municipalities"))
        .transform_calculate(naam="datum.properties.name", k="'geen cijfer, of te klein om te tonen'")
        .mark_geoshape(fill=palette.page, stroke=palette.outline, strokeWidth=0.5)
        .encode(tooltip=[alt.Tooltip("naam:N", title="Gebied"), alt.Tooltip("k:N", title="Oordeel")])
    )
    borders = _province_borders(topojson, palette)
    layers = alt.layer(everywhere, plain.add_params(click), untested, borders, *_chosen(towns, palette))
    return finish(layers.project("identity", reflectY=True).properties(width="container", height=560), palette)


def map_values(in_view: MunicipalitiesInView, region: str, turn: int) -> Datasets:
    """The datasets of `map_spec` for the municipalities in view, with the chosen region marked."""
    towns = _towns(in_view)
    chosen = pa.array(towns["id"].to_numpy() == region).cast(pa.int8())
    turns = pa.array(np.full(len(towns), turn % 100, "int8"))  # so that the same one can be clicked again
    towns = towns.append_column("c", chosen).append_column("b", turns)
    return {"values": stream(towns), "provinces": _borders(in_view.borders)}


@lru_cache(maxsize=16)
def _towns(in_view: MunicipalitiesInView) -> pa.Table:
    rows = in_view.map_rows
    columns = {"id": rows["code"].astype(object), "t": rows["tranche"].astype("category")}
    return pa.table({**columns, "e": rows["evidence"].astype("category")})


@memoized
def province_values(data: Snapshot, province: str) -> bytes:
    """The dataset that says which province borders a map draws: of the country ("") or of one province."""
    return _borders([province] if province else regions.provinces()["code"])


def _borders(codes: Iterable[str]) -> bytes:
    """The dataset that says which province borders a map draws."""
    codes = list(codes)
    return stream(pa.table({"id": codes, "p": [1] * len(codes)}))


def _province_borders(topojson: str, palette: Colours) -> alt.Chart:
    return (
        alt.Chart(_topology(topojson, "provinces"))
        .transform_lookup("id", alt.LookupData(alt.NamedData("provinces"), "id", ["p"]))
        .transform_filter("isValid(datum.p)")
        .mark_geoshape(filled=False, aria=False, stroke=palette.text, strokeWidth=1.2)
    )


def _chosen(towns: alt.Chart, palette: Colours) -> list[alt.Chart]:
    """The chosen municipality on a map: a dark line with a light edge, readable on any colour."""
    return [
        towns.transform_filter("datum.c == 1").mark_geoshape(filled=False, aria=False, stroke=colour, strokeWidth=width)
        for colour, width in ((palette.page, 5), (palette.text, 2.5))
    ]


def _topology(topojson: str, feature: str) -> alt.UrlData:
    return alt.UrlData(f"/app/static/{topojson}", format=alt.TopoDataFormat(type="topojson", feature=feature))


def _lookup_expression(field: str, table: dict[str, str], otherwise: str) -> str:
    """A Vega expression that looks a text up in a table of expressions."""
    for text, expression in table.items():
        otherwise = f"({field} == '{text}' ? {expression} : {otherwise})"
    return otherwise


def _stripes(first: str, second: str, count: int = 8) -> dict[str, Any]:
    """A diagonal hatch of two colours, as a gradient with hard steps: it needs no pattern in the page."""
    edges = [(band / count, first if band % 2 == 0 else second) for band in range(count)]
    stops = [{"offset": edge + step, "color": colour} for edge, colour in edges for step in (0, 1 / count - 1e-6)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}
