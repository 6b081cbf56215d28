"""The compare page: all regions with one figure in one year, and which of them differ more than chance would give."""

import streamlit as st

from ks_data import INDICATORS, answers
from ks_data.answers import figures
from ks_data.answers.areas import first_comparable, periods_compared, too_few_areas
from ks_data.catalogue import regions
from pages.charts import comparison, maps, theme
from pages.parts import cards, links, reader, visit

data, choice = visit.enter()
KINDS = {"Gemeenten": "gemeente", "Provincies": "provincie"}
observed = [indicator for indicator in INDICATORS.values() if indicator.id in figures.observed(data)]
listed = {rate.name: rate for rate in observed if rate.group != "monitor" and rate.kind != "count"}
visit.heading("Vergelijken", f"Alle gebieden met hetzelfde cijfer, naast {choice.benchmark_name}.")
first, second, third = st.columns([3, 1, 1])
with first:
    usual = first_comparable(data, list(listed.values()), "gemeente")
    indicator = listed[links.select("Cijfer", list(listed), "cijfer", index=usual)]
with second:
    kind = KINDS[links.select("Gebieden", list(KINDS), "gebieden")]
periods = periods_compared(data, indicator.id, kind)
if not periods:
    st.info(too_few_areas(indicator, [], kind), icon=":material/info:")
    st.stop()
with third:
    complete = next(index for index, count in enumerate(periods.values()) if 2 * count >= max(periods.values()))
    period = links.select("Jaar", list(periods), "jaar", index=complete)  # the newest that is not just begun
answer = answers.areas(data, indicator, period, kind, choice)
named = len(answer.table) <= comparison.FEW
for reason in answer.missing:
    st.info(reason, icon=":material/info:")


def draw(spec: theme.Spec, datasets: theme.Datasets, key: str) -> None:
    alt = answer.finding
    cards.chart(data, spec, datasets, key, alt, on_select=lambda: reader.pick_clicked(key), selection_mode="klik")


def show(view: str) -> None:
    """One of the views of the same figures; only the open one is sent to the browser."""
    datapoints = comparison.five_values(answer.table, indicator, choice.region, reader.turn(), named=view != "Kaart")
    benchmark_line = comparison.benchmark_values(answer.benchmark, indicator, choice.benchmark_name)
    if view == "Kaart":
        borders = maps.province_values(data, "")
        spec = maps.five_map_spec(indicator, regions.topojson(), reader.dark())
        name = maps.chosen_name(choice.region)
        draw(spec, {"values": datapoints, "provinces": borders, "name": name}, "oordeelkaart")
        cards.quiet(regions.attribution())
    elif view == "Rangorde":
        spec = comparison.ranking_spec(indicator, named, reader.dark())
        if answer.table["rank"].notna().any():
            draw(spec, {"values": datapoints, "benchmark": benchmark_line}, "rangorde")
        cards.quiet(comparison.ranking_remark(answer))
    elif view == "Trechter":
        limits = comparison.funnel_values(answer.table, answer.benchmark, indicator)
        datasets = {"values": datapoints, "benchmark": benchmark_line, "limits": limits}
        draw(comparison.funnel_spec(indicator, reader.dark()), datasets, "trechter")
        cards.quiet(comparison.funnel_remark(answer, choice))
    elif view == "Tabel":
        cards.areas_table(answer, choice.region)
    else:
        cards.paragraphs(answer.explanation)


with st.container(border=True):
    st.header(answer.title, anchor=False)
    cards.quiet(indicator.measure)
    views = ["Kaart", "Rangorde", "Trechter", "Tabel", "Uitleg"][kind == "provincie" :]
    view = links.view(views, f"weergave_{kind}")
    if view == "Kaart":
        picture, beside = st.columns([3, 2], gap="medium")
        with beside:
            cards.areas_legend(answer, striped=True)
            cards.paragraphs([answer.chance])
        with picture:
            show(view)
    else:
        cards.areas_legend(answer, striped=False)
        show(view)
        cards.paragraphs([answer.chance])
    cards.paragraphs((), cited=answer.citations)
    cards.download(data, answer.rows, f"{indicator.id}-{period}", "download_vergelijken")
