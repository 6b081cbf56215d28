"""Vega-Lite spec of how the programme grew. No Streamlit."""

from functools import lru_cache
from typing import Literal

import altair as alt
import pandas as pd
import pyarrow as pa

from ks_data.answers.growth import Strips
from ks_data.catalogue.counts import TRANCHES
from ks_data.language import dutch
from pages.charts.theme import SCREEN, Datasets, Spec, finish, stream

BAND = 72
"""Height in pixels of the strip of one way of counting."""
HIGHEST = 0.36
"""How high in its strip the highest number stands: its words fit beneath the name of the strip, also on a phone."""


@lru_cache(maxsize=16)
def spread_spec(bands: int, first: int, last: int) -> Spec:
    """Strips beneath each other, one for each way of counting, on one time axis. Datasets: see `spread_values`."""
    years = alt.Axis(
        format="d",
        values=list(range(first, last + 1)),
        grid=True,
        labelFlush=False,
        tickSize=4,
        labelOverlap=True,
        labelSeparation=8,
    )
    x_axis = alt.X("jaar:Q", title=None, axis=years, scale=alt.Scale(domain=[first, last], nice=False))
    y_axis = alt.Y("hoogte:Q", axis=None, scale=alt.Scale(domain=[0, bands], nice=False, zero=False))
    tooltip = [
        alt.Tooltip("telling:N", title="Telling"),
        alt.Tooltip("datum:N", title="Datum"),
        alt.Tooltip("getal:N", title="Aantal"),
    ]
    base = alt.Chart(alt.NamedData("values")).encode(x_axis, y_axis)
    drawn = []  # a count of what begins on a day stays as it is until the next; others are measured now and then
    ways: tuple[Literal["linear", "step-after"], ...] = ("linear", "step-after")
    for steps, way in enumerate(ways):
        counted = base.transform_filter(f"datum.stap == {steps}")
        area = counted.mark_area(opacity=0.13, color=SCREEN.other, interpolate=way)
        line = counted.mark_line(strokeWidth=2.5, color=SCREEN.other, interpolate=way)
        drawn += [area.encode(y2="voet:Q", detail="telling:N"), line.encode(detail="telling:N")]
    dots = base.transform_filter("datum.open == 0").mark_point(size=75, filled=True, opacity=1, color=SCREEN.other)
    hollow = base.transform_filter("datum.open == 1")
    rings = hollow.mark_point(size=75, strokeWidth=2.5, opacity=1, stroke=SCREEN.other, fill=SCREEN.page)
    stems = base.mark_rule(color=SCREEN.other, opacity=0.4).encode(y2="voet:Q")
    words = base.mark_text(dy=-14, fontSize=14, fontWeight=600, color=SCREEN.text).encode(alt.Text("getal:N"))
    hover = base.mark_point(size=400, opacity=0).encode(tooltip=tooltip)
    strips = alt.Chart(alt.NamedData("strips")).encode(y_axis)
    floors = strips.mark_rule(color=SCREEN.quiet)
    names = strips.mark_text(align="left", baseline="top", fontSize=14, fontWeight=600, color=SCREEN.text)
    names = names.encode(alt.Text("telling:N"), x=alt.value(0), y=alt.Y("top:Q", axis=None))
    chart = alt.layer(*drawn, stems, floors, dots, rings, words, names, hover)
    return finish(chart.properties(width="container", height=bands * BAND))


@lru_cache(maxsize=64)
def spread_chart(strips: Strips, years: tuple[int, int]) -> tuple[Spec, Datasets]:
    """The strips of an answer as a spec with its datasets. years: the first and last, the same for all strips."""
    datasets, bands = spread_values(strips)
    sent = {name: stream(pa.Table.from_pandas(rows, preserve_index=False)) for name, rows in datasets.items()}
    return spread_spec(bands, *years), sent


def spread_values(strips: Strips) -> tuple[dict[str, pd.DataFrame], int]:
    """The datasets of `spread_spec`, with its number of strips.

    values: jaar (as a fraction; a whole year stands in its middle), hoogte and voet (the strip that the point stands
    in, counted from below), telling, datum and getal in words, open 1 where only the year is known, stap 1 where the
    number changed on those days only. strips: telling,
    hoogte and top of each strip. The ways of counting with the most dates come first.
    """
    rows = pd.DataFrame(strips.drawn)
    sizes = rows.groupby("name")["value"].agg(["size", "max"])
    order = list(sizes.sort_values(["size", "max"], ascending=False, kind="stable").index)
    feet = {counting: foot for foot, counting in enumerate(reversed(order))}
    foot = rows["name"].map(feet)
    unit = rows["unit"].map({"%": "%"}).fillna("")
    marks = pd.DataFrame(
        {
            "jaar": rows["date"].map(moment),
            "hoogte": foot + HIGHEST * rows["value"] / strips.top,
            "voet": foot,
            "telling": rows["name"],
            "datum": rows["date"].map(dutch.date),
            "getal": [dutch.number(number, 0) for number in rows["value"]] + unit,
            "open": (rows["date"].str.len() == 4).astype("int8"),
            "stap": (rows["id"] == TRANCHES.id).astype("int8"),
        }
    )
    names = pd.DataFrame({"telling": _strip_names(order), "hoogte": [feet[counting] for counting in order]})
    names = names.assign(top=names["hoogte"] + 0.97)
    return {"values": marks, "strips": names}, len(order)


def _strip_names(countings: list[str]) -> list[str]:
    """How each strip is called; what they all begin with is cut, as the title says it and a phone has no room."""
    if all(counting.startswith("gemeenten ") for counting in countings):
        return [f"… {counting.removeprefix('gemeenten ')}" for counting in countings]
    return [dutch.capital(counting) for counting in countings]


def moment(date: str) -> float:
    """A date as a fraction of years; what is not known of it is taken as its middle: "2020" is 2020.5."""
    year, *month_and_day = (int(number) for number in date.split("-"))
    if not month_and_day:
        return year + 0.5
    days = month_and_day[1] - 1 if len(month_and_day) > 1 else 14.5
    return year + (month_and_day[0] - 1 + days / 31) / 12
