"""The programme: lines, goals, projects and members of a municipality, the national actions, and the timeline."""

import streamlit as st

from ks_data.answers import citations, excerpts, programme, timeline
from ks_data.answers.subjects import Subject, Target
from ks_data.answers.terms import phase_name
from ks_data.catalogue.indicators import PHASES
from ks_data.language import dutch
from pages.charts.theme import SCREEN
from pages.html.programme import boxes
from pages.html.timeline import event_list, timeline_chart
from pages.parts import cards, chooser, menu, taking, visit

data, choice = visit.enter()
agreed = programme.programme(data, choice.region)
claims_page = menu.page_of(Target(Subject.CLAIMS)).name
visit.heading(agreed.title, agreed.lead)


def show(sections: tuple[programme.Section, ...]) -> None:
    """Headings with boxes beneath them; together, as each element on a page takes room and time."""
    st.html("".join(str(boxes(section, claims_page)) for section in sections))


levels = {"Landelijk en gemeente": "", "Alleen landelijk": timeline.NATIONAL, "Alleen gemeente": timeline.LOCAL}
phases = {"Alle fasen": "", **{dutch.capital(phase_name(phase)): phase for phase in PHASES}}
with st.container(key="wat_gebeurde", horizontal=True, vertical_alignment="center"):
    level = st.selectbox("Niveau", list(levels), key="niveau", bind="query-params")
    phase = st.selectbox("Fase", list(phases), key="fase", bind="query-params")
events = timeline.timeline(data, choice.region, levels[level], phases[phase])
st.header("Wat er gebeurde", anchor="tijdlijn")
if events.missing:
    st.info(events.missing, icon=":material/info:")
if events.nothing:
    st.info(f"{events.nothing} Kies een ander niveau of een andere fase.", icon=":material/info:")
else:
    st.html(f"{timeline_chart(events, agreed.name, SCREEN)}{event_list(events, claims_page, SCREEN)}")

st.header(f"Wat {agreed.name} afsprak", anchor="gemeente")
if agreed.missing:
    st.info(f"{agreed.missing} {agreed.elsewhere} {agreed.remedy}", icon=":material/info:")
    chooser.offer(programme.described_municipalities(data))
if agreed.local:
    show(agreed.local)
st.header("Wat landelijk is afgesproken", anchor="landelijk")
show(agreed.national)

cards.paragraphs((), cited=citations.linked(data, [*agreed.citations, *events.citations]))
taking.take_along(lambda: excerpts.of_programme(data, agreed), choice, "programma")
