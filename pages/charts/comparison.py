"""Vega-Lite specs of many areas beside a benchmark: in rank order, and as a funnel. No Streamlit."""

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from ks_data import statistics
from ks_data.answers import Areas, Choice, figures
from ks_data.answers.areas import unranked
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from pages.charts.theme import (
    FIVE,
    NUMBER,
    SCREEN,
    TEXT,
    Spec,
    arrow,
    finish,
    five_scale,
    five_tooltip,
    outlined,
    stream,
)

FEW = 12
"""Up to how many areas each can have its name in a ranking."""
HEIGHT = 420
"""Of these charts, in pixels: with the choices above it fits on a projector."""
_RANK = (
    "Een plaats op de lijst zegt weinig: gebieden waarvan de strepen overlappen kunnen door toeval van plaats "
    "wisselen. Ook vooruitgang is aan een plaats niet te zien."
)
_FUNNEL = (
    "Hoe kleiner een gebied, hoe meer het door toeval kan afwijken. Als er niets aan de hand is, valt 95% van de "
    "gebieden binnen de doorgetrokken lijnen en 99,8% binnen de streepjes. De as loopt naar rechts met steeds grotere "
    "stappen."
)
_NAMED = "De naam staat bij wat, apart getoetst, afwijkt; de tabel noemt alle gebieden."
_FIXED = "De lijnen nemen het cijfer van {} als vast; de kleur van een gebied rekent ook met de onzekerheid daarvan."
BENCHMARK = pa.schema([("b", pa.float64()), ("tekst", TEXT)])


@lru_cache(maxsize=64)
def ranking_spec(indicator: Indicator, few: bool) -> Spec:
    """All areas from low to high with their 95 % limits. Datasets: values (see `five_values`), benchmark (b, tekst).

    few: they stand beneath each other with their names before them, else beside each other. An area without limits has
    no place.
    """
    base = alt.Chart(alt.NamedData("values")).transform_filter("isValid(datum.l)").transform_calculate(naam="datum.n")
    axis, scale = alt.Axis(format=",~r", tickCount=6), alt.Scale(zero=False)
    value_axis: alt.X | alt.Y
    if few:
        order = alt.EncodingSortField("r", op="min", order="ascending")
        base = base.encode(alt.Y("n:N", title=None, sort=order, axis=alt.Axis(grid=True, ticks=False, labelPadding=8)))
        value_axis = alt.X("v:Q", title=indicator.measure, axis=axis, scale=scale)
        limits = {"x": alt.X("l:Q"), "x2": "u:Q"}
    else:
        ranks = alt.Axis(grid=False, format="d", tickMinStep=1)
        wide = alt.Scale(zero=False, nice=False, padding=24)
        base = base.encode(alt.X("r:Q", title="plaats van laag naar hoog", axis=ranks, scale=wide))
        value_axis = alt.Y("v:Q", title=indicator.measure, axis=axis, scale=scale)
        limits = {"y": alt.Y("l:Q"), "y2": "u:Q"}
    click = alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)
    bars = base.mark_rule(color=SCREEN.quiet, opacity=0.7).encode(**limits)
    dots = base.mark_point(aria=few, filled=True, size=45, opacity=1).encode(  # many are one graphic beside a table
        value_axis, five_scale(indicator), *_edge(), tooltip=five_tooltip(indicator)
    )
    line, words = _benchmark(across=few)
    ring, names = _highlights(base, value_axis)
    chart = alt.layer(bars, line, dots.add_params(click), ring, *words, *([] if few else names))
    return finish(chart.properties(width="container", height=HEIGHT))


@lru_cache(maxsize=64)
def funnel_spec(indicator: Indicator) -> Spec:
    """Areas by size, between the limits that chance allows. Datasets: values, benchmark, limits (`funnel_values`)."""
    x_axis = alt.X(
        "m:Q",
        title=f"aantal {indicator.per}",
        axis=alt.Axis(format=",.0f", grid=False, tickCount=5),
        scale=alt.Scale(type="log", nice=False),
    )
    y_axis = alt.Y("v:Q", title=indicator.measure, axis=alt.Axis(format=",~r"), scale=alt.Scale(zero=False))
    base = alt.Chart(alt.NamedData("values")).transform_filter("isValid(datum.m)")
    base = base.transform_calculate(naam="datum.n").encode(x_axis)
    click = alt.selection_point(name="klik", fields=["id", "b"], on="click", clear=False)
    limits = alt.Chart(alt.NamedData("limits"))
    lines = [
        limits.mark_line(strokeDash=dash, color=SCREEN.text, strokeWidth=1.2).encode(alt.X("m:Q"), alt.Y(f"{side}:Q"))
        for dash, level in (([1, 0], "95"), ([5, 4], "998"))
        for side in (f"l{level}", f"u{level}")
    ]
    dots = base.mark_point(aria=False, filled=True, size=45, opacity=1).encode(
        y_axis, five_scale(indicator), *_edge(), tooltip=five_tooltip(indicator)
    )
    line, words = _benchmark()
    ring, names = _highlights(base, y_axis)
    chart = alt.layer(*lines, line, dots.add_params(click), ring, *words, *names)
    return finish(chart.properties(width="container", height=HEIGHT))


def _edge() -> tuple[alt.Stroke, alt.StrokeWidth]:
    """The edge of a dot: thick around one that cannot be tested, which would look as one without a difference."""
    untested = f"datum.k == '{FIVE[-1]}'"
    return (
        alt.Stroke(condition={"test": untested, "value": SCREEN.text}, value=SCREEN.outline),
        alt.StrokeWidth(condition={"test": untested, "value": 2.5}, value=0.8),
    )


def _benchmark(across: bool = False) -> tuple[alt.Chart, list[alt.Chart]]:
    """The line that areas are compared with, and its name; across: values go from left to right."""
    line = alt.Chart(alt.NamedData("benchmark")).encode(alt.X("b:Q") if across else alt.Y("b:Q"))
    words = line.encode(alt.Text("tekst:N"), **({"y": alt.value(-10)} if across else {"x": alt.value(6)}))
    position = {} if across else {"align": "left", "dy": -8}
    return line.mark_rule(color=SCREEN.other, strokeWidth=2), outlined(words, SCREEN.other, **position)


def _highlights(base: alt.Chart, value_axis: alt.X | alt.Y) -> tuple[alt.Chart, list[alt.Chart]]:
    """A ring around the chosen area, and the names of the areas that have one in the dataset: away from the middle."""
    ring = base.transform_filter("datum.c == 1").mark_point(size=190, strokeWidth=3, color=SCREEN.own, opacity=1)
    names = []
    for below, offset in (("", 17), ("!", -17)):
        named = base.transform_filter(f"datum.t != '' && {below}test(/lager/, datum.k)")
        names += outlined(named.encode(value_axis, alt.Text("t:N")), SCREEN.text, dy=offset)
    return ring.encode(value_axis), names


def ranking_remark(answer: Areas) -> str:
    """What to know when reading the ranking: who is not in it, and how little a place says."""
    return " ".join(filter(None, [unranked(answer.table), _RANK]))


def funnel_remark(answer: Areas, choice: Choice, spread: bool) -> str:
    """What to know when reading the funnel; spread: with the differences between areas that are no chance."""
    few = len(answer.table) <= FEW
    sampled = _FIXED.format(choice.benchmark_name) if choice.benchmark != regions.COUNTRY else ""
    return " ".join(filter(None, [_FUNNEL, _spread_remark(answer) if spread else "", _NAMED if few else "", sampled]))


def _spread_remark(answer: Areas) -> str:
    """By how much the lines are wider, and how many areas still lie outside them."""
    if not answer.spread or answer.benchmark is None:
        return "De gebieden verschillen niet meer dan door toeval: de lijnen zijn dezelfde."
    areas, indicator = answer.table.dropna(subset=["denominator"]), answer.indicator
    low, high = statistics.funnel_limits(
        answer.benchmark.value, areas["denominator"], indicator.kind, indicator.unit, spread=answer.spread
    )
    outside = int(((areas["value"] < low) | (areas["value"] > high)).sum())
    size = dutch.number(answer.spread, max(indicator.decimals, 1))
    return (
        "De lijnen rekenen ook met verschillen tussen gebieden die geen toeval zijn (standaardafwijking "
        f"{size}). Buiten de doorgetrokken lijnen {'valt' if outside == 1 else 'vallen'} er dan nog {outside} van de "
        f"{len(areas)}. De kleuren zijn die van de toets zonder die verschillen."
    )


def five_values(areas: pd.DataFrame, indicator: Indicator, region: str, turn: int, named: bool) -> bytes:
    """The dataset of the compare charts from `answers.areas`: small numbers, as hundreds of rows cross the wire.

    id code; v value; l, u limits; w, z value and limits as they are read; k class; c 1 for the chosen region; b turn.
    And when named: n name; m number of births; r place among those that have limits; t name to be written in the chart:
    of the chosen region, and of those that differ when few can.
    """
    codes, total, digits = areas["code"].to_numpy(object), len(areas), indicator.decimals
    intervals = [figures.interval(low, high, digits) for low, high in zip(areas["lower"], areas["upper"], strict=True)]
    columns = {
        "id": pa.array(codes, TEXT),
        "k": pa.array(areas["five"], TEXT).dictionary_encode(),
        "w": pa.array([dutch.number(value, digits) for value in areas["value"]], TEXT),
        "z": pa.array([interval or "niet te toetsen" for interval in intervals], TEXT),
        "c": (codes == region).astype("int8"),
        "b": np.full(total, turn % 100, "int8"),  # so that the same one can be clicked again
    }
    numbers = {"v": "value", "l": "lower", "u": "upper"}
    if named:
        names = areas["name"].to_numpy(object)
        differ = areas["five"].str.contains("lager|hoger").to_numpy() & (total <= FEW)
        labels = np.where((codes == region) | differ, names, "")
        places = areas["lower"].notna().cumsum().astype("int16").to_numpy()
        columns |= {"n": pa.array(names, TEXT), "r": places, "t": labels.astype(str)}
        columns["m"] = _as_read(areas["denominator"], 0)
    columns |= {short: _as_read(areas[name], digits) for short, name in numbers.items()}
    return stream(pa.table(columns))


def _as_read(values: "pd.Series[float]", digits: int) -> pa.Array:
    """Numbers with no more decimals than are read: with all of them, limits give a denominator and so a count back."""
    rounded = np.array([dutch.rounded(value, digits) for value in values], "float32")
    return pa.array(rounded, NUMBER, from_pandas=True)


def benchmark_values(benchmark: figures.Figure | None, indicator: Indicator, name: str) -> bytes:
    """The dataset of the line that areas are compared with; empty when there is none."""
    if benchmark is None:
        return arrow([], BENCHMARK)
    label = f"{name} {dutch.number(benchmark.value, indicator.decimals)}"
    return arrow([{"b": dutch.rounded(benchmark.value, indicator.decimals), "tekst": label}], BENCHMARK)


def funnel_values(
    areas: pd.DataFrame, benchmark: figures.Figure | None, indicator: Indicator, spread: float = 0.0
) -> pd.DataFrame:
    """The limits of the funnel over the sizes that occur: m births, l95, u95, l998, u998 in the unit.

    spread: the standard deviation between areas that is no chance, which makes it wider.
    """
    sizes = areas["denominator"].dropna()
    columns = ["m", "l95", "u95", "l998", "u998"]
    if benchmark is None or sizes.empty:
        return pd.DataFrame(columns=columns, dtype=float)
    grid = np.geomspace(sizes.min() * 0.8, sizes.max() * 1.2, 80)
    limits = [
        statistics.funnel_limits(benchmark.value, grid, indicator.kind, indicator.unit, quantile, spread)
        for quantile in statistics.LEVELS
    ]
    lines = np.round([grid, *limits[0], *limits[1]], indicator.decimals + 1)  # finer than a figure, to be a smooth line
    return pd.DataFrame(dict(zip(columns, lines, strict=True)), dtype="float32")
