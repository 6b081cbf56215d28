"""The figure card and its parts: chart, table, verdict, sentences, source and download. Knows no reader's choice
but the one it is given."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st
from htpy import Element

from ks_data import Indicator, statistics, store
from ks_data.answers import figures, revisions, sentences
from ks_data.catalogue import regions
from ks_data.catalogue.memo import kept
from ks_data.language import dutch
from ks_data.language.spreadsheet import safe_csv
from pages.charts import trend
from pages.charts.theme import Datasets, Spec, colours, marked
from pages.html import legends, text, year_table
from pages.parts.links import view
from pages.parts.reader import Choice, dark, pick


def chart(spec: Spec, datasets: Datasets, key: str, alt: str, **options: Any) -> Any:
    """Draws a kept spec with this run's figures. `alt` says in words what the chart shows."""
    mark = store.mark()
    drawn = marked(spec, mark) if mark else spec
    return st.vega_lite_chart({**drawn, "datasets": datasets}, key=key, theme=None, width="stretch", alt=alt, **options)


def download(rows: Callable[[], pd.DataFrame], name: str, key: str) -> None:
    """A button that saves rows as CSV: comma, UTF-8, decimal points, no formulas; made when it is pressed."""
    mark, preview = store.mark(), store.previewed()

    def made() -> bytes:
        with store.moment(preview):  # it is pressed later, when nobody runs this page
            return safe_csv(rows().assign(let_op=mark) if mark else rows())

    st.download_button(
        "Download CSV",
        made,
        file_name="-".join([*mark.split(), f"{name}.csv"]),
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def paragraphs(sentences: Iterable[str], remarks: Iterable[str] = (), sources: Iterable[str] = ()) -> None:
    """Sentences at reading size and then quieter ones, each its own paragraph; nothing where there are none.

    sources: keys of sources, each named once; a long list unfolds.
    """
    citations = [figures.citation(source) for source in sources if source]
    if markup := str(text.paragraphs(sentences, remarks, citations)):
        st.html(markup)


def verdict(comparison: figures.Comparison) -> Element | None:
    """The verdict: a sign, words, and a colour by what it means; none beside nothing."""
    look = colours(dark())
    judged = statistics.appraisal(comparison.difference.verdict, comparison.own.indicator.better)
    colour = {"gunstiger": look.good, "ongunstiger": look.bad}.get(judged, look.even)
    return text.verdict(sentences.verdict(comparison), colour)


def sources(keys: Iterable[str]) -> None:
    """The sources of what stands above, each once."""
    paragraphs((), sources=keys)


def quiet(remark: str) -> None:
    paragraphs((), [remark])


def trend_card(indicator: Indicator, choice: Choice, uncertain: bool) -> None:
    """One indicator through the years: title, measure, chart, table, definition, sentence, source, download.

    uncertain: whether the chart shows the 95 % limits.
    """
    other = choice.other if trend.comparable(indicator, choice.region, choice.other) else choice.region
    asked = (indicator.id, choice.region, other, choice.first, choice.last)
    points, spans = figures.series(*asked), figures.spans(*asked)
    title, said = _told(indicator, choice.region, choice.other, choice.first, choice.last)
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False)
        quiet(indicator.measure)
        for code in dict.fromkeys([choice.region, other]):
            if code not in {*(point.region for point in points), *(span.figure.region for span in spans)}:
                st.info(sentences.why_empty(indicator, code, choice.first, choice.last), icon=":material/info:")
        if not points and not spans:
            return
        notes = ""
        shown = view(["Grafiek", "Tabel", "Uitleg"], f"weergave_{indicator.id}")
        if shown == "Tabel":
            st.html(str(year_table.year_table(points, spans, indicator)))
            paragraphs((), year_table.legend(points, spans))
        elif shown == "Uitleg":
            apart = [NO_AXIS.format(choice.other_name)] if other != choice.other else []
            paragraphs([indicator.definition, *apart])
        else:
            spec, values, notes = _drawn(indicator, *asked[1:], uncertain, dark())
            chart(spec, values, indicator.id, title)
        # Together, as each element on a page costs the server and the browser time at every change.
        used = [*(point.source for point in points), *(span.figure.source for span in spans)]
        paragraphs(said, [notes], used)
        name = f"{indicator.id}-{choice.first}-{choice.last}"
        download(lambda: figures.series_frame(points, spans), name, f"download_{indicator.id}")


NO_AXIS = "{} staat niet in de grafiek: aantallen van een ander soort gebied passen niet op dezelfde as."


@kept(store.version)
def _told(indicator: Indicator, region: str, other: str, first: int, last: int) -> tuple[str, list[str]]:
    """The title of a trend card and its sentences."""
    found = figures.compare(indicator.id, region, other, first, last)
    if not found:
        return indicator.name, []
    recent = sentences.trend(indicator, region, found.trend)
    said = f"{sentences.comparison(found)} {sentences.certainty(found)}"
    return sentences.finding(found), [said, recent, revisions.revision(found.own)]


@kept(store.version)
def _drawn(
    indicator: Indicator, region: str, other: str, first: int, last: int, uncertain: bool, dark: bool
) -> tuple[Spec, Datasets, str]:
    """The chart of a trend card, its figures, and what to know when reading it."""
    points = figures.series(indicator.id, region, other, first, last)
    spans = _bare(points, figures.spans(indicator.id, region, other, first, last))
    always = (indicator.id, region, other, *figures.span())
    everything = figures.series(*always)
    drawn = [point.figure for point in everything if point.figure]
    drawn += [span.figure for span in _bare(everything, figures.spans(*always))]
    low, high = trend.bounds(drawn, indicator, uncertain)
    spec = trend.trend_spec(indicator, low, high, dark, bool(spans))
    values = trend.trend_values(points, spans, indicator, region, high - low, uncertain)
    start = dutch.number(low, 0 if low.is_integer() else 1) if low else "nul"
    parts = [f"De as begint bij {start}."]
    if any(point.status in trend.OPEN for point in points):
        parts.append("Open teken: schatting of voorlopig cijfer.")
    marked = figures.breaks(indicator.id, region)
    parts += [f"Breuk in {year}: {what}." for year, what in zip(marked["year"], marked["what"], strict=True)]
    shown = [*(point.figure for point in points if point.figure), *(span.figure for span in spans)]
    parts += ["Vlakke streep: jaren samen."] if spans else []
    parts += [sentences.band(shown)] if uncertain else []
    noted = [figure for figure in shown if figure.note][:3]
    parts += [f"{regions.name(one.region)} {one.period}: {one.note.rstrip('.')}." for one in noted]
    return spec, values, " ".join(parts)


def _bare(points: list[figures.Point], spans: list[figures.Span]) -> list[figures.Span]:
    """The pooled years of which some year has no point of its own: the chart needs those only, the table has all."""
    known = {(point.region, point.year) for point in points if point.figure}
    return [one for one in spans if not known.issuperset((one.figure.region, year) for year in one.figure.years)]


def tranche_legend() -> None:
    """What the colours of the map mean, with the published and the documented number of municipalities."""
    st.html(_tranche_legend(dark()))


@kept(store.version)
def _tranche_legend(dark: bool) -> str:
    return str(legends.tranche_legend(dark))


@kept(store.version)
def tranche_table(province: str) -> pa.Table:
    """All municipalities, or those of a province, with what is known of their tranche, as readers see it."""
    return pa.Table.from_pandas(figures.tranche_words(province).drop(columns="Bron"), preserve_index=False)


def areas_table(areas: pd.DataFrame, indicator: Indicator, region: str) -> None:
    """All areas in a table, lowest first; numbers as text, so that they are Dutch in every browser."""
    digits = indicator.decimals
    shown = pd.DataFrame(
        {
            "Plaats": areas["rank"],
            "Gebied": areas["name"],
            indicator.measure: [dutch.number(value, digits) for value in areas["value"]],
            "95% zeker tussen": [
                sentences.interval(low, high, digits) for low, high in zip(areas["lower"], areas["upper"], strict=True)
            ],
            "Oordeel": areas["five"],
        }
    )
    region_table(shown, areas["code"], region, "tabel_gebieden")


def region_table(shown: pd.DataFrame | pa.Table, codes: "pd.Series[str]", region: str, key: str) -> None:
    """A table with a row for each region: the chosen one is selected, and selecting another one chooses it."""
    chosen = [int(at) for at in np.flatnonzero(codes == region)]

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and regions.level(codes.iloc[rows[0]]) == "gemeente":
            pick(regions.name(codes.iloc[rows[0]]))

    if key not in st.session_state or st.session_state[key]["selection"]["rows"] != chosen:
        st.session_state[key] = {"selection": {"rows": chosen, "columns": [], "cells": []}}
    st.dataframe(shown, hide_index=True, height=360, key=key, on_select=picked, selection_mode="single-row")
