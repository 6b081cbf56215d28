"""The national monitor: fifteen indicators by phase, each beside what our data say of the same thing."""

from collections import Counter

import streamlit as st

from ks_data.answers import monitor, programme
from ks_data.language import dutch
from pages.html.monitor import monitor_rows
from pages.parts import cards, visit

data, choice = visit.enter()
lines = monitor.monitor(data)
visit.heading(
    "Landelijke monitor Kansrijke Start",
    f"{len(lines)} cijfers over heel Nederland. Hebben wij ook een cijfer van {choice.name}, dan staat het ernaast.",
)
often = [f"{count} keer {sign}" for sign, count in Counter(line.sign for line in lines).items()]
cards.paragraphs(
    [
        "De presentatie zet een teken bij elk cijfer, maar legt die tekens niet uit. Of een pijl goed of slecht nieuws "
        f"is, staat er dus niet bij. Zo vaak komen ze voor: {dutch.listing(often)}."
    ],
)
beside = {line.number: monitor.beside(data, line, choice.region) for line in lines}
for phase in programme.PHASES:
    of_phase = [line for line in lines if line.indicator.phase == phase]
    if of_phase:
        st.header(phase.capitalize(), anchor=False)
        st.html(str(monitor_rows(data, ((line, beside[line.number]) for line in of_phase))))
cards.quiet("Deze pagina toont altijd het nieuwste cijfer; de jaren links veranderen hier niets.")
beside_sources = [source for figures in beside.values() for figure in figures for source in figure.sources]
cards.sources(data, [*(line.figure.source if line.figure else line.source for line in lines), *beside_sources])
cards.download(data, lambda: monitor.monitor_rows(data, lines), "landelijke-monitor", "download_monitor")
