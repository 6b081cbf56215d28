"""The figure card and its parts: chart, table, verdict, sentences, source and download. Knows no reader's choice
but the one it is given."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st
from htpy import Element

from ks_data import Indicator, statistics
from ks_data.answers import citations, comparisons, figures, revisions, time_series
from ks_data.answers.rollout import MunicipalitiesInView, RollOut
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.language.spreadsheet import safe_csv
from ks_data.store import Snapshot, memoized
from pages.charts import trend
from pages.charts.theme import Datasets, Spec, colours, marked
from pages.html import legends, text, year_table
from pages.parts.links import view
from pages.parts.reader import Choice, dark, pick


def chart(data: Snapshot, spec: Spec, datasets: Datasets, key: str, alt: str, **options: Any) -> Any:
    """Draws a kept spec with this run's figures. `alt` says in words what the chart shows."""
    mark = data.mark
    marked_spec = marked(spec, mark) if mark else spec
    return st.vega_lite_chart(
        {**marked_spec, "datasets": datasets}, key=key, theme=None, width="stretch", alt=alt, **options
    )


def download(data: Snapshot, rows: Callable[[], pd.DataFrame], name: str, key: str) -> None:
    """A button that saves rows as CSV: comma, UTF-8, decimal points, no formulas; made when it is pressed."""
    mark = data.mark

    def produce() -> bytes:
        return safe_csv(rows().assign(let_op=mark) if mark else rows())

    st.download_button(
        "Download CSV",
        produce,
        file_name="-".join([*mark.split(), f"{name}.csv"]),
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def paragraphs(texts: Iterable[str], remarks: Iterable[str] = (), cited: Iterable[str] = ()) -> None:
    """Sentences at reading size and then quieter ones, each its own paragraph; nothing where there are none.

    cited: sources, each named once; a long list unfolds.
    """
    if markup := str(text.paragraphs(texts, remarks, cited)):
        st.html(markup)


def verdict(comparison: comparisons.Comparison) -> Element | None:
    """The verdict: a sign, words, and a colour by what it means; none beside nothing."""
    look = colours(dark())
    judged = statistics.appraisal(comparison.difference.verdict, comparison.own.indicator.better)
    colour = {"gunstiger": look.good, "ongunstiger": look.bad}.get(judged, look.even)
    return text.verdict(comparisons.verdict(comparison), colour)


def sources(data: Snapshot, keys: Iterable[str]) -> None:
    """The sources of what stands above, each once."""
    paragraphs((), cited=citations.cited(data, keys))


def quiet(remark: str) -> None:
    paragraphs((), [remark])


def trend_card(data: Snapshot, indicator: Indicator, choice: Choice, uncertain: bool) -> None:
    """One indicator through the years: title, measure, chart, table, definition, sentence, source, download.

    uncertain: whether the chart shows the 95 % limits.
    """
    drawn_beside = choice.benchmark if trend.comparable(indicator, choice.region, choice.benchmark) else choice.region
    series = (indicator.id, choice.region, drawn_beside, choice.first, choice.last)
    points, spans = time_series.points(data, *series), time_series.pooled_years(data, *series)
    title, findings = _title_and_findings(data, indicator, choice.region, choice.benchmark, choice.first, choice.last)
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False)
        quiet(indicator.measure)
        for code in dict.fromkeys([choice.region, drawn_beside]):
            if code not in {*(point.region for point in points), *(span.figure.region for span in spans)}:
                st.info(figures.why_empty(data, indicator, code, choice.first, choice.last), icon=":material/info:")
        if not points and not spans:
            return
        notes = ""
        open_view = view(["Grafiek", "Tabel", "Uitleg"], f"weergave_{indicator.id}")
        if open_view == "Tabel":
            st.html(str(year_table.year_table(data, points, spans, indicator)))
            paragraphs((), year_table.legend(points, spans))
        elif open_view == "Uitleg":
            remarks = [NO_AXIS.format(choice.benchmark_name)] if drawn_beside != choice.benchmark else []
            paragraphs([indicator.definition, *remarks])
        else:
            spec, datasets, notes = _trend_chart(data, indicator, *series[1:], uncertain, dark())
            chart(data, spec, datasets, indicator.id, title)
        # Together, as each element on a page costs the server and the browser time at every change.
        cited = [*(point.source for point in points), *(span.figure.source for span in spans)]
        paragraphs(findings, [notes], citations.cited(data, cited))
        name = f"{indicator.id}-{choice.first}-{choice.last}"
        download(data, lambda: time_series.download(data, points, spans), name, f"download_{indicator.id}")


NO_AXIS = "{} staat niet in de grafiek: aantallen van een ander soort gebied passen niet op dezelfde as."


@memoized
def _title_and_findings(
    data: Snapshot, indicator: Indicator, region: str, benchmark: str, first: int, last: int
) -> tuple[str, list[str]]:
    """The title of a trend card and its sentences."""
    comparison = comparisons.latest(data, indicator.id, region, benchmark, first, last)
    if not comparison:
        return indicator.name, []
    recent = comparisons.recent_trend(indicator, region, comparison.trend)
    explanation = f"{comparisons.statement(data, comparison)} {comparisons.certainty(comparison)}"
    return comparisons.headline(comparison), [explanation, recent, revisions.revision(data, comparison.own)]


@memoized
def _trend_chart(
    data: Snapshot,
    indicator: Indicator,
    region: str,
    benchmark: str,
    first: int,
    last: int,
    uncertain: bool,
    dark: bool,
) -> tuple[Spec, Datasets, str]:
    """The chart of a trend card, its figures, and what to know when reading it."""
    points = time_series.points(data, indicator.id, region, benchmark, first, last)
    spans = _pooled_alone(points, time_series.pooled_years(data, indicator.id, region, benchmark, first, last))
    all_years = (indicator.id, region, benchmark, *figures.span(data))
    all_points = time_series.points(data, *all_years)
    all_figures = [point.figure for point in all_points if point.figure]
    all_figures += [span.figure for span in _pooled_alone(all_points, time_series.pooled_years(data, *all_years))]
    low, high = trend.bounds(all_figures, indicator, uncertain)
    spec = trend.trend_spec(indicator, low, high, dark, bool(spans))
    datasets = trend.trend_values(data, points, spans, indicator, region, high - low, uncertain)
    start = dutch.number(low, 0 if low.is_integer() else 1) if low else "nul"
    remarks = [f"De as begint bij {start}."]
    if any(point.status in trend.OPEN for point in points):
        remarks.append("Open teken: schatting of voorlopig cijfer.")
    breaks = figures.breaks(data, indicator.id, region)
    remarks += [f"Breuk in {year}: {reason}." for year, reason in zip(breaks["year"], breaks["what"], strict=True)]
    in_view = [*(point.figure for point in points if point.figure), *(span.figure for span in spans)]
    remarks += ["Vlakke streep: jaren samen."] if spans else []
    remarks += [time_series.band(in_view)] if uncertain else []
    noted = [figure for figure in in_view if figure.note][:3]
    remarks += [f"{regions.name(figure.region)} {figure.period}: {figure.note.rstrip('.')}." for figure in noted]
    return spec, datasets, " ".join(remarks)


def _pooled_alone(
    points: list[time_series.Point], spans: list[time_series.PooledYears]
) -> list[time_series.PooledYears]:
    """The pooled years of which some year has no point of its own: the chart needs those only, the table has all."""
    points_with_figure = {(point.region, point.year) for point in points if point.figure}
    return [
        span
        for span in spans
        if not points_with_figure.issuperset((span.figure.region, year) for year in span.figure.years)
    ]


def tranche_legend(answer: RollOut) -> None:
    """What the colours of the map mean, with the published and the documented number of municipalities."""
    st.html(_tranche_legend(answer, dark()))


@lru_cache(maxsize=16)
def _tranche_legend(answer: RollOut, dark: bool) -> str:
    return str(legends.tranche_legend(answer, dark))


@lru_cache(maxsize=16)
def tranche_table(in_view: MunicipalitiesInView) -> pa.Table:
    """The municipalities in view with what is known of their tranche, as readers see it."""
    return pa.Table.from_pandas(in_view.table, preserve_index=False)


def areas_table(areas: pd.DataFrame, indicator: Indicator, region: str) -> None:
    """All areas in a table, lowest first; numbers as text, so that they are Dutch in every browser."""
    digits = indicator.decimals
    table = pd.DataFrame(
        {
            "Plaats": areas["rank"],
            "Gebied": areas["name"],
            indicator.measure: [dutch.number(value, digits) for value in areas["value"]],
            "95% zeker tussen": [
                figures.interval(low, high, digits) for low, high in zip(areas["lower"], areas["upper"], strict=True)
            ],
            "Oordeel": areas["five"],
        }
    )
    region_table(table, areas["code"], region, "tabel_gebieden")


def region_table(table: pd.DataFrame | pa.Table, codes: "pd.Series[str]", region: str, key: str) -> None:
    """A table with a row for each region: the chosen one is selected, and selecting another one chooses it."""
    chosen = [int(row) for row in np.flatnonzero(codes == region)]

    def pick_row() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and regions.level(codes.iloc[rows[0]]) == "gemeente":
            pick(regions.name(codes.iloc[rows[0]]))

    if key not in st.session_state or st.session_state[key]["selection"]["rows"] != chosen:
        st.session_state[key] = {"selection": {"rows": chosen, "columns": [], "cells": []}}
    st.dataframe(table, hide_index=True, height=360, key=key, on_select=pick_row, selection_mode="single-row")
