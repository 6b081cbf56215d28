"""The trend page: a municipality against another region through the years, one chart per indicator."""

import streamlit as st

from ks_data import INDICATORS
from pages.parts import cards, links, visit

choice = visit.enter()
visit.heading(
    f"Ontwikkeling in {choice.name}",
    f"{choice.name} naast {choice.other_name}, {choice.first} tot en met {choice.last}.",
)
listed = {i.name: i for i in INDICATORS.values() if i.group != "monitor"}
usual = [i.name for i in listed.values() if i.group == "kern"]
links.check_link("cijfers", list(listed))
picked = st.multiselect(
    "Cijfers", list(listed), usual, key="cijfers", bind="query-params", placeholder="Kies een of meer cijfers"
)
uncertain = st.toggle("Toon hoe zeker de cijfers zijn", True, key="onzekerheid", bind="query-params")
if not picked:
    st.info("Kies hierboven een of meer cijfers.", icon=":material/info:")
for at in range(0, len(picked), 2):
    for column, name in zip(st.columns(2), picked[at : at + 2], strict=False):
        with column:
            cards.trend_card(listed[name], choice, uncertain)
