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
visit.heading("Het programma Kansrijke Start", f"Wat er landelijk en in {agreed.name} is afgesproken en gebeurd.")
st.markdown(f"Op deze pagina: [{agreed.name}](#gemeente) · [Landelijk](#landelijk) · [Tijdlijn](#tijdlijn)")


def show(sections: tuple[programme.Section, ...]) -> None:
    """Headings with boxes beneath them; together, as each element on a page takes room and time."""
    st.html("".join(str(boxes(section, claims_page)) for section in sections))


st.header(agreed.name, anchor="gemeente")
if agreed.missing:
    st.info(f"{agreed.missing} {agreed.elsewhere} {agreed.remedy}", icon=":material/info:")
    chooser.offer(programme.described_municipalities(data))
if agreed.local:
    show(agreed.local)
st.header("Landelijk", anchor="landelijk")
show(agreed.national)

st.header("Tijdlijn", anchor="tijdlijn")
levels = {"Landelijk en gemeente": "", "Alleen landelijk": timeline.NATIONAL, "Alleen gemeente": timeline.LOCAL}
phases = {"Alle fasen": "", **{dutch.capital(phase_name(phase)): phase for phase in PHASES}}
left, right = st.columns(2)
level = left.selectbox("Niveau", list(levels), key="niveau", bind="query-params")
phase = right.selectbox("Fase", list(phases), key="fase", bind="query-params")
events = timeline.timeline(data, choice.region, levels[level], phases[phase])
if events.missing:
    st.info(events.missing, icon=":material/info:")
if events.nothing:
    st.info(f"{events.nothing} Kies een ander niveau of een andere fase.", icon=":material/info:")
else:
    st.html(f"{timeline_chart(events, SCREEN)}{event_list(events, claims_page, SCREEN)}")
cards.quiet(events.remark)
cards.paragraphs((), cited=citations.linked(data, [*agreed.citations, *events.citations]))
taking.take_along(lambda: excerpts.of_programme(data, agreed), choice, "programma")
