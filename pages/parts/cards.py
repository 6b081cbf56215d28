"""The figure card and its parts: chart, table, verdict, sentences, source and download. Knows no reader's choice
but the one it is given."""

import math
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from ks_data import Indicator, statistics, store
from ks_data.answers import citations, comparison, figures, revisions, rollout, series
from ks_data.catalogue import regions
from ks_data.catalogue.memo import kept
from ks_data.language import dutch
from ks_data.language.spreadsheet import safe_csv
from pages.charts import trend
from pages.charts.theme import FIVE, Datasets, Spec, colours, five_colours, marked
from pages.parts.frame import Choice, dark, pick, view


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


def paragraphs(texts: Iterable[str], small: Iterable[str] = (), cited: Iterable[str] = ()) -> None:
    """Sentences at reading size and then quieter ones, each its own paragraph; nothing where there are none.

    cited: keys of sources, each named once; a long list unfolds.
    """
    kinds = [("ks-lead", texts), ("ks-quiet", small)]
    body = "".join(f'<p class="{kind}">{escape(text)}</p>' for kind, said in kinds for text in said if text)
    named = dict.fromkeys(citations.citation(key) for key in cited if key)
    listed = "".join(f'<p class="ks-quiet">Bron: {escape(text)}</p>' for text in named)
    if len(named) > 3:
        listed = f'<details class="ks-quiet"><summary>{len(named)} bronnen</summary>{listed}</details>'
    if body + listed:
        st.html(body + listed)


def verdict(found: comparison.Comparison) -> str:
    """The verdict as HTML: a mark, words, and a colour by what it means; empty beside nothing."""
    shades = colours(dark())
    judged = statistics.appraisal(found.difference.verdict, found.own.indicator.better)
    colour = {"gunstiger": shades.good, "ongunstiger": shades.bad}.get(judged, shades.even)
    words = comparison.verdict(found)
    return f'<p class="ks-verdict" style="color:{colour}">{escape(words)}</p>' if words else ""


def sources(keys: Iterable[str]) -> None:
    """The sources of what stands above, each once."""
    paragraphs((), cited=keys)


def quiet(text: str) -> None:
    paragraphs((), [text])


def trend_card(indicator: Indicator, choice: Choice, uncertain: bool) -> None:
    """One indicator through the years: title, measure, chart, table, definition, sentence, source, download.

    uncertain: whether the chart shows the 95 % limits.
    """
    other = choice.other if trend.comparable(indicator, choice.region, choice.other) else choice.region
    asked = (indicator.id, choice.region, other, choice.first, choice.last)
    points, spans = series.points(*asked), series.pooled_years(*asked)
    title, said = _told(indicator, choice.region, choice.other, choice.first, choice.last)
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False)
        quiet(indicator.measure)
        for code in dict.fromkeys([choice.region, other]):
            if code not in {*(point.region for point in points), *(span.figure.region for span in spans)}:
                st.info(figures.why_empty(indicator, code, choice.first, choice.last), icon=":material/info:")
        if not points and not spans:
            return
        notes = ""
        shown = view(["Grafiek", "Tabel", "Uitleg"], f"weergave_{indicator.id}")
        if shown == "Tabel":
            _year_table(points, spans, indicator)
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
        download(lambda: series.download(points, spans), name, f"download_{indicator.id}")


NO_AXIS = "{} staat niet in de grafiek: aantallen van een ander soort gebied passen niet op dezelfde as."


@kept(store.version)
def _told(indicator: Indicator, region: str, other: str, first: int, last: int) -> tuple[str, list[str]]:
    """The title of a trend card and its sentences."""
    found = comparison.latest(indicator.id, region, other, first, last)
    if not found:
        return indicator.name, []
    recent = comparison.recent_trend(indicator, region, found.trend)
    said = f"{comparison.statement(found)} {comparison.certainty(found)}"
    return comparison.headline(found), [said, recent, revisions.revision(found.own)]


@kept(store.version)
def _drawn(
    indicator: Indicator, region: str, other: str, first: int, last: int, uncertain: bool, dark: bool
) -> tuple[Spec, Datasets, str]:
    """The chart of a trend card, its figures, and what to know when reading it."""
    points = series.points(indicator.id, region, other, first, last)
    spans = _bare(points, series.pooled_years(indicator.id, region, other, first, last))
    always = (indicator.id, region, other, *figures.span())
    everything = series.points(*always)
    drawn = [point.figure for point in everything if point.figure]
    drawn += [span.figure for span in _bare(everything, series.pooled_years(*always))]
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
    parts += [series.band(shown)] if uncertain else []
    noted = [figure for figure in shown if figure.note][:3]
    parts += [f"{regions.name(one.region)} {one.period}: {one.note.rstrip('.')}." for one in noted]
    return spec, values, " ".join(parts)


def _bare(points: list[series.Point], spans: list[series.PooledYears]) -> list[series.PooledYears]:
    """The pooled years of which some year has no point of its own: the chart needs those only, the table has all."""
    known = {(point.region, point.year) for point in points if point.figure}
    return [one for one in spans if not known.issuperset((one.figure.region, year) for year in one.figure.years)]


def _year_table(points: list[series.Point], spans: list[series.PooledYears], indicator: Indicator) -> None:
    """A row for each year and for pooled years, a column for each region: the figure above its limits; an asterisk
    marks an open figure."""
    told = [(f"{one.year}", one.region, one.figure, one.status, one.note, one.verdict) for one in points]
    pooled = [(one.figure, one.verdict) for one in spans]
    told += [(one.period, one.region, one, one.status, one.note, verdict) for one, verdict in pooled]
    codes = dict.fromkeys(code for _, code, *_ in told)
    verdicts = {period: verdict for period, *_, verdict in told if verdict}
    rows: dict[str, dict[str, str]] = {}
    for period, code, figure, status, note, _ in sorted(told, key=lambda one: (one[0][-4:], len(one[0]))):
        hidden = status == statistics.SUPPRESSED
        value = dutch.number(figure.value, indicator.decimals) if figure else note if hidden else "geen cijfer"
        sure = (figure.estimate.lower, figure.estimate.upper) if figure else (math.nan, math.nan)
        limits = figures.interval(*sure, indicator.decimals)
        mark = "*" if status in trend.OPEN else "†" if status == figures.CALCULATED else ""
        was = revisions.before(figure) if figure else ""
        below = "".join(f'<br><span class="ks-limits">{escape(text)}</span>' for text in (limits, was) if text)
        rows.setdefault(period, {})[code] = f'<td class="n">{escape(value)}{mark}{below}</td>'
    head = "".join(f'<th class="n">{escape(regions.name(code))}</th>' for code in codes)
    head += "<th>Oordeel</th>" if verdicts else ""
    judged = {period: f"<td>{escape(verdicts.get(period, ''))}</td>" if verdicts else "" for period in rows}
    body = "".join(
        f"<tr><td>{period}</td>{''.join(cells.get(code, '<td></td>') for code in codes)}{judged[period]}</tr>"
        for period, cells in rows.items()
    )
    st.html(
        f'<div class="ks-wide" tabindex="0"><table class="ks-table"><thead><tr><th>Jaar</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    limited = any(one and math.isfinite(one.estimate.lower) for _, _, one, *_ in told)
    statuses = {status for _, _, _, status, *_ in told}
    paragraphs(
        (),
        [
            "Onder elk cijfer: 95% zeker tussen." if limited else "",
            "* schatting of voorlopig cijfer" if statuses.intersection(trend.OPEN) else "",
            "† berekend uit de losse jaren" if figures.CALCULATED in statuses else "",
        ],
    )


def tranche_legend() -> None:
    """What the colours of the map mean, with the published and the documented number of municipalities."""
    st.html(_tranche_legend(dark()))


@kept(store.version)
def _tranche_legend(dark: bool) -> str:
    shades, totals, towns = colours(dark), rollout.tranche_totals(), rollout.tranches()
    both = (towns["tranche"] == "1-2").sum()
    stripes = _striped(shades.tranches[0], shades.tranches[1])
    known = [
        (shades.tranches[at], f"{row.key} ({rollout.TRANCHE_START[row.key]})", f"{row.value}", f"{row.documented}")
        for at, row in enumerate(totals.itertuples())
    ]
    known += [(stripes, "1 of 2 (2019)", "", str(both))] if both else []
    missing = (towns["tranche"] == "").sum()
    said = (
        f'<p class="ks-quiet">Van {missing} van de {len(towns)} gemeenten is de tranche nog niet bekend. '
        "Die lijst is niet openbaar aangeleverd.</p>"
        if missing
        else ""
    )
    others = [(shades.joined, f"Doet mee, tranche nog niet aangeleverd: {missing}")] if missing else []
    others.append((shades.page, "Deed toen nog niet mee, of is niet bekend"))

    def swatch(colour: str) -> str:
        return f'<td><span class="ks-swatch" style="background:{colour}"></span></td>'

    body = "".join(
        f'<tr>{swatch(colour)}<td>{text}</td><td class="n">{published}</td><td class="n">{documented}</td></tr>'
        for colour, text, published, documented in known
    )
    body += "".join(f'<tr>{swatch(colour)}<td colspan="3">{text}</td></tr>' for colour, text in others)
    return (
        '<table class="ks-legend"><thead><tr><th></th><th>Tranche</th><th class="n">gemeenten</th>'
        f'<th class="n">waarvan bekend</th></tr></thead><tbody>{body}</tbody></table>{said}'
    )


@kept(store.version)
def tranche_table(province: str) -> pa.Table:
    """All municipalities, or those of a province, with what is known of their tranche, as readers see it."""
    return pa.Table.from_pandas(rollout.tranche_words(province).drop(columns="Bron"), preserve_index=False)


def _striped(first: str, second: str) -> str:
    """The background of a swatch with stripes, as on the map."""
    return f"repeating-linear-gradient(135deg,{first} 0 4px,{second} 4px 8px)"


def five_legend(areas: pd.DataFrame, indicator: Indicator, kind: str, striped: bool) -> None:
    """What the colours of the compare page mean, with a mark for each and the number of areas.

    striped: on the map, what cannot be tested is striped; a dot in a chart is open.
    """
    counts = areas["five"].value_counts()
    cells = []
    for word, colour in five_colours(indicator, dark()).items():
        plain = statistics.Verdict(word.removeprefix("veel "))
        mark = statistics.symbol(plain, indicator.better) * (2 if word.startswith("veel") else 1)
        judged = statistics.appraisal(plain, indicator.better)
        text = f"{mark} {word}{f' ({judged})' if judged else ''}: {counts.get(word, 0)}"
        fill = _striped(colour, colours(dark()).outline) if striped and word == FIVE[-1] else colour
        cells.append(
            f'<span class="ks-key"><span class="ks-swatch" style="background:{fill}"></span> {escape(text)}</span>'
        )
    missing = (len(regions.provinces()) if kind == "provincie" else len(regions.municipalities())) - len(areas)
    if missing:
        cells.append(f'<span class="ks-key">geen cijfer, of te klein om te tonen: {missing}</span>')
    st.html(f'<p class="ks-keys">{"".join(cells)}</p>')


def areas_table(areas: pd.DataFrame, indicator: Indicator, region: str) -> None:
    """All areas in a table, lowest first; numbers as text, so that they are Dutch in every browser."""
    digits = indicator.decimals
    shown = pd.DataFrame(
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
