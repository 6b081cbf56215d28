"""The trend page: a municipality against other regions through the years, a chart each or all indicators in small."""

import streamlit as st

from ks_data.answers import changes, figures, terms
from ks_data.answers.panels import panels
from ks_data.answers.trend import offered_beside, trend
from ks_data.catalogue import regions
from pages.charts.theme import SCREEN
from pages.html.panels import panels_grid
from pages.parts import cards, links, visit

FIRST = 4  # so many figures the page opens with; the others are chosen
MOST_BESIDE = 6  # more names than these do not fit at the ends of the lines
EACH, ALL = "Per onderwerp", "Alle onderwerpen"
data, choice = visit.enter()
listed = {indicator.name: indicator for indicator in figures.on_pages(data)}
usual = [indicator.name for indicator in listed.values() if indicator.group == "kern"][:FIRST]
links.by_code("cijfers", {indicator.id: name for name, indicator in listed.items()}, several=True)
uncertain = True
with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="hoe_ontwikkeling"):
    shown = links.view([EACH, ALL], "beeld")
    if shown == EACH:
        uncertain = st.toggle(
            "Toon hoe zeker de cijfers zijn",
            True,
            key="onzekerheid",
            bind="query-params",
            help=terms.meaning("interval"),
        )
if shown == ALL:
    visit.heading(*changes.headline(data, list(listed.values()), choice))
    small = panels(data, choice)
    cards.quiet(f"{small.title}, {small.first} tot en met {small.last}. Grijs: {choice.benchmark_name}.")
    st.html(str(panels_grid(small, SCREEN)))
    cards.quiet(small.without)
    st.stop()
links.check_link("cijfers", list(listed))
topics, others = st.columns([3, 2])
chosen = topics.multiselect(
    "Cijfers",
    list(listed),
    usual,
    key="cijfers",
    bind="query-params",
    placeholder="Kies een of meer cijfers",
    label_visibility="collapsed",
    wrap=True,
    on_change=links.forget,
    args=("cijfers",),
)
with others:
    names = regions.names()
    links.by_code("naast", names, several=True)
    named = [names[code] for code in offered_beside(data, [listed[name] for name in chosen], choice)]
    beside = links.several("Ook in de grafiek", named, list(names.values()), "naast", MOST_BESIDE)
    codes = {name: code for code, name in names.items()}
visit.heading(*changes.headline(data, [listed[name] for name in chosen], choice))
if not chosen:
    st.info("Kies hierboven een of meer cijfers.", icon=":material/info:")
compared = tuple(codes[name] for name in beside)
for start in range(0, len(chosen), 2):
    for column, name in zip(st.columns(2), chosen[start : start + 2], strict=False):
        with column:
            cards.trend_card(data, trend(data, listed[name], choice, compared), uncertain)
