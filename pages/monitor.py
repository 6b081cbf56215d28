"""The national monitor: fifteen indicators by phase, each beside what our data say of the same thing."""

import streamlit as st

from ks_data.answers import citations, excerpts, monitor
from pages.html.monitor import monitor_rows
from pages.parts import cards, taking, visit

data, choice = visit.enter()
national = monitor.monitor(data, choice.region)
visit.heading(national.title, national.lead)
for phase in national.phases:
    st.header(phase.title, anchor=False)
    st.html(str(monitor_rows(phase)))
cards.paragraphs((), [national.signs, national.remark])
cards.paragraphs((), cited=citations.linked(data, national.citations))
with st.container(horizontal=True, vertical_alignment="center"):
    cards.download(data, national.download, ["landelijke-monitor"], "download_monitor")
    taking.take_along(lambda: excerpts.of_monitor(data, national), choice, "monitor")
