"""The compare page: all regions with one figure in one year, and which of them differ more than chance would give."""

import streamlit as st

from ks_data import answers
from ks_data.answers import figures
from ks_data.answers.areas import first_comparable, periods_compared, too_few_areas, usual_period
from pages.parts import areas_views, cards, links, taking, visit

data, choice = visit.enter()
KINDS = {"Gemeenten": "gemeente", "Provincies": "provincie"}
listed = {rate.name: rate for rate in figures.on_pages(data) if rate.kind != "count"}
line = st.container(horizontal=True, vertical_alignment="center", key="wat_vergelijken")
with line:
    usual = first_comparable(data, list(listed.values()), "gemeente")
    links.by_code("cijfer", {rate.id: name for name, rate in listed.items()})
    indicator = listed[links.select("Cijfer", list(listed), "cijfer", index=usual)]
    kind = KINDS[links.select("Gebieden", list(KINDS), "gebieden")]
periods = periods_compared(data, indicator.id, kind)
if not periods:
    visit.heading("Vergelijken", f"Alle gebieden met hetzelfde cijfer, naast {choice.benchmark_name}.")
    st.info(too_few_areas(indicator, [], kind), icon=":material/info:")
    st.stop()
with line:
    period = links.select("Jaar", list(periods), "jaar", index=usual_period(periods, choice.first, choice.last))
answer = answers.areas(data, indicator, period, kind, choice)
visit.heading(answer.own_title, answer.own)
cards.missing(answer.missing)
with st.container(border=True, gap="xsmall", key="figuur_vergelijken"):
    views = areas_views.OF_PROVINCES if kind == "provincie" else areas_views.OF_MUNICIPALITIES
    view = links.view(list(views), f"weergave_{kind}", areas_views.FORMERLY)
    if view in areas_views.BESIDE:
        picture, beside = st.columns([3, 2], gap="medium")
        with picture:
            areas_views.show(data, answer, choice, view)
        with beside:
            areas_views.reading(data, answer, view)
    else:
        areas_views.reading(data, answer, view)
        areas_views.show(data, answer, choice, view)
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.download(data, answer.rows, [indicator.name, period, choice.name], "download_vergelijken")
        taking.take_along(lambda: areas_views.excerpt(data, answer, choice, view), choice, "vergelijken")
