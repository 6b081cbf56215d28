"""The figure card and its parts: chart, table, verdict, sentences, source and download. Knows no reader's choice
but the one it is given."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st
from htpy import Renderable, fragment

from ks_data import answers
from ks_data.answers import Areas, Choice, TrendAnswer, citations, excerpts, figures
from ks_data.answers.rollout import MunicipalitiesInView, RollOut
from ks_data.catalogue import regions
from ks_data.catalogue.headings import HEADINGS
from ks_data.language import dutch
from ks_data.language.spreadsheet import dutch_csv
from ks_data.store import Snapshot, memoized
from pages.charts import trend
from pages.charts.theme import SCREEN, Datasets, Spec, marked
from pages.html import legends, text, year_table
from pages.html.people import people_chart
from pages.outputs.names import table_name
from pages.parts import taking
from pages.parts.links import view
from pages.parts.reader import pick

MORE = "Meer uitleg en de bron"
"""What a card folds its further sentences beneath."""
UNNAMED = "Grafiek"
"""What a chart is called until the browser has given it its own name."""
CHOSEN = "gekozen"
"""What stands in the row of the reader's municipality: a word, as a colour alone is not seen by everyone."""


def chart(data: Snapshot, spec: Spec, datasets: Datasets, key: str, alt: str, **options: Any) -> Any:
    """Draws a kept spec with this run's figures. `alt` says in words what the chart shows.

    The words go beside the chart, and the browser names the chart by them (static/app.js): given to Streamlit they
    become part of the spec, and each new finding would make the whole chart again, borders and all.
    """
    mark = data.mark
    marked_spec = marked(spec, mark) if mark else spec
    st.html(str(text.chart_name(alt)))
    return st.vega_lite_chart(
        {**marked_spec, "datasets": datasets}, key=key, theme=None, width="stretch", alt=UNNAMED, **options
    )


def download(data: Snapshot, rows: Callable[[], pd.DataFrame], named: Sequence[str], key: str) -> None:
    """A button that saves rows as a CSV for a Dutch spreadsheet, with Dutch headings; made when it is pressed.

    named: what the file is called by: what is in it, and whose it is.
    """
    mark = data.mark

    def produce() -> bytes:
        saved = rows().assign(let_op=mark) if mark else rows()
        return dutch_csv(saved.rename(columns=HEADINGS))

    st.download_button(
        "Download CSV",
        produce,
        file_name=table_name(mark, *named),
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def paragraphs(
    texts: Iterable[str], remarks: Iterable[str] = (), cited: Iterable[str] | Mapping[str, str] = ()
) -> None:
    """Sentences at reading size and then quieter ones, each its own paragraph; nothing where there are none.

    cited: sources, with the address of each where there is one (`citations.linked`); a long list unfolds.
    """
    if markup := str(text.paragraphs(texts, remarks, cited)):
        st.html(markup)


def beneath(
    key: str,
    sentences: Sequence[str],
    remarks: Iterable[str],
    cited: Mapping[str, str],
    legend: Renderable | None = None,
) -> None:
    """What stands beneath a picture: how to read it and who says so, one sentence, and the rest folded.

    In one element, as each on a page costs the server and the browser time at every change.
    """
    folded = text.more(MORE, sentences[1:], remarks, cited)
    st.html(str(fragment[legend, text.quiet(key), text.paragraphs(sentences[:1]), folded]))


def sources(data: Snapshot, keys: Iterable[str]) -> None:
    """The sources of what stands above, each once."""
    paragraphs((), cited=citations.linked(data, citations.cited(data, keys)))


def missing(reasons: Iterable[str]) -> None:
    """Why figures are not there, in one place: what comes after it keeps its own, and so is not drawn anew."""
    with st.container(gap="xsmall"):
        for reason in reasons:
            st.info(reason, icon=":material/info:")


def quiet(remark: str) -> None:
    paragraphs((), [remark])


def trend_card(data: Snapshot, answer: TrendAnswer, uncertain: bool) -> None:
    """One indicator through the years: title, measure, chart, table, definition, sentence, source, download.

    uncertain: whether the chart shows the 95 % limits.
    """
    indicator, choice = answer.indicator, answer.choice
    with st.container(border=True, height="stretch", gap="xsmall", key=f"figuur_{indicator.id}"):
        st.header(answer.title, anchor=False)
        quiet(indicator.measure)
        missing(answer.missing)
        if not answer.points and not answer.pooled:
            return
        remarks: list[str] = []
        key: list[str] = []
        views = ["Grafiek", *(["Mensen"] if answer.people else []), "Tabel", "Uitleg"]
        open_view = view(views, f"weergave_{indicator.id}")
        if open_view == "Tabel":
            table = answers.year_table(answer)
            st.html(str(year_table.year_table(table)))
            paragraphs((), table.legend)
        elif open_view == "Uitleg":
            paragraphs(answer.explanation)
        elif answer.people and open_view == "Mensen":
            st.html(str(people_chart(answer.people, SCREEN)))
            quiet(answer.people.sentence)
        else:
            spec, datasets, remarks = _trend_chart(data, answer, uncertain)
            chart(data, spec, datasets, indicator.id, answer.alt)
            key = answer.key(uncertain)
        beneath(
            " ".join([*key, answer.origin]),
            answer.sentences,
            [" ".join(remark for remark in remarks if remark not in key)],
            citations.linked(data, answer.citations),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            named = indicator.name, str(choice.first), str(choice.last), choice.name
            download(data, answer.rows, named, f"download_{indicator.id}")
            taking.take_along(lambda: excerpts.of_indicator(data, indicator, choice), choice, indicator.id)


@memoized
def _trend_chart(_: Snapshot, answer: TrendAnswer, uncertain: bool) -> tuple[Spec, Datasets, list[str]]:
    """The chart of a trend card, kept: its datasets take longer to make than all else of a card."""
    return trend.trend_chart(answer, uncertain)


def tranche_legend(answer: RollOut) -> None:
    """What the colours of the map mean, with the published and the documented number of municipalities."""
    st.html(_tranche_legend(answer.in_view, answer.remark))


@lru_cache(maxsize=16)
def _tranche_legend(in_view: MunicipalitiesInView, remark: str) -> str:
    return str(legends.tranche_legend(in_view, remark))


@lru_cache(maxsize=16)
def tranche_table(in_view: MunicipalitiesInView) -> pa.Table:
    """The municipalities in view with what is known of their tranche, as readers see it."""
    return pa.Table.from_pandas(in_view.table, preserve_index=False)


def areas_table(answer: Areas, choice: Choice) -> None:
    """All areas in a table, the chosen one and then from the lowest up; numbers as text: Dutch in every browser."""
    areas, digits = answer.table, answer.indicator.decimals
    table = pd.DataFrame(
        {
            "Plaats": areas["rank"],
            "Gebied": areas["name"],
            answer.indicator.measure: [dutch.number(value, digits) for value in areas["value"]],
            "95% zeker tussen": [
                figures.interval(low, high, digits) for low, high in zip(areas["lower"], areas["upper"], strict=True)
            ],
            "Oordeel": areas["five"],
        }
    )
    region_table(pa.Table.from_pandas(table, preserve_index=False), areas["code"], choice, "tabel_gebieden")


def region_table(table: pa.Table, codes: "pd.Series[str]", choice: Choice, key: str) -> None:
    """A table with a row for each region: selecting a municipality chooses it. The chosen one comes first, named so.

    No row stays selected: from a table that has one, the keyboard reaches no other.
    """
    order = np.argsort(codes.to_numpy(object) != choice.region, kind="stable")
    table, codes = table.take(order), codes.iloc[order]
    chosen = [CHOSEN if code == choice.region else "" for code in codes]
    table = table.add_column(0, "Keuze", pa.array(chosen, pa.string()))

    def pick_row() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and regions.level(codes.iloc[rows[0]]) == "gemeente":
            pick(regions.name(codes.iloc[rows[0]]))

    if key not in st.session_state or st.session_state[key]["selection"]["rows"]:
        st.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": []}}
    st.dataframe(table, hide_index=True, height=360, key=key, on_select=pick_row, selection_mode="single-row")
    quiet("Kies een gemeente: een klik voor de rij, of met het toetsenbord de pijltjes en dan Shift met de spatiebalk.")
