"""The trend page: a municipality against another region through the years, one chart per indicator."""

import streamlit as st

from ks_data import INDICATORS
from ks_data.answers import figures
from pages.parts import cards, links, visit

FIRST = 4  # so many figures the page opens with; the others are chosen
data, choice = visit.enter()
visit.heading(
    f"Ontwikkeling in {choice.name}",
    f"{choice.name} naast {choice.benchmark_name}, {choice.first} tot en met {choice.last}.",
)
observed = [indicator for indicator in INDICATORS.values() if indicator.id in figures.observed(data)]
listed = {indicator.name: indicator for indicator in observed if indicator.group != "monitor"}
usual = [indicator.name for indicator in listed.values() if indicator.group == "kern"][:FIRST]
links.by_code("cijfers", {indicator.id: name for name, indicator in listed.items()}, several=True)
links.check_link("cijfers", list(listed))
chosen = st.multiselect(
    "Cijfers", list(listed), usual, key="cijfers", bind="query-params", placeholder="Kies een of meer cijfers"
)
uncertain = st.toggle("Toon hoe zeker de cijfers zijn", True, key="onzekerheid", bind="query-params")
if not chosen:
    st.info("Kies hierboven een of meer cijfers.", icon=":material/info:")
for start in range(0, len(chosen), 2):
    for column, name in zip(st.columns(2), chosen[start : start + 2], strict=False):
        with column:
            cards.trend_card(data, listed[name], choice, uncertain)
