"""The programme: lines, goals, projects and members of a municipality, the national actions, and the timeline."""

import streamlit as st
from htpy import Element

from ks_data.answers import programme, timeline
from ks_data.catalogue import regions
from ks_data.language import dutch
from pages.html.programme import grid, item_box, list_box, numbered_box
from pages.html.timeline import event_list
from pages.parts import cards, reader, visit

data, choice = visit.enter()
visit.heading("Het programma Kansrijke Start", f"Wat er landelijk en in {choice.name} is afgesproken en gebeurd.")
st.markdown(f"Op deze pagina: [{choice.name}](#gemeente) · [Landelijk](#landelijk) · [Tijdlijn](#tijdlijn)")


def boxes(title: str, elements: list[Element]) -> None:
    """A heading with elements beneath it; nothing when there are none."""
    if elements:
        st.subheader(title, anchor=False)
        st.html(str(grid(elements)))


def lists(region: str) -> list[Element]:
    return [list_box(data, title, members) for title, members in programme.members(data, region).items()]


st.header(choice.name, anchor="gemeente")
described = programme.described_municipalities(data)
if choice.region in described:
    lines = programme.groups(data, choice.region, "actielijn", "doel")
    boxes("Actielijnen en doelen", [item_box(data, line, goals) for line, goals in lines])
    projects = programme.items(data, choice.region, "project")
    boxes("Projecten", [item_box(data, project) for project in projects])
    boxes("Leden van de coalitie", lists(choice.region))
    points = programme.items(data, choice.region, "actiepunt")
    years = dutch.listing(list(dict.fromkeys(point.since for point in points if point.since)))
    boxes(f"Actiepunten {years}".strip(), [numbered_box(data, points)] if points else [])
else:
    municipalities = dutch.listing([regions.name(code) for code in described])
    elsewhere = f"Wel van: {municipalities}. Kies die gemeente links. " if municipalities else ""
    st.info(
        f"Van {choice.name} hebben we nog geen eigen programma. {elsewhere}Een analist "
        f"kan {choice.name} toevoegen: rijen in data/sources/programme.csv, daarna python -m ks_data build.",
        icon=":material/info:",
    )

st.header("Landelijk", anchor="landelijk")
national = programme.items(data, regions.COUNTRY, "actielijn")
boxes("Actielijnen sinds 2018", [item_box(data, line) for line in national])
goals = programme.groups(data, regions.COUNTRY, "doel", "actie")
boxes("Vervolg 2022-2025: het doel", [item_box(data, goal) for goal, actions in goals if not actions])
boxes("Vervolg 2022-2025: de acties", [item_box(data, goal, actions) for goal, actions in goals if actions])
boxes("Wie er in een lokale coalitie kunnen zitten", lists(regions.COUNTRY))

st.header("Tijdlijn", anchor="tijdlijn")
levels = {"Landelijk en gemeente": "", "Alleen landelijk": timeline.NATIONAL, "Alleen gemeente": timeline.LOCAL}
phases = {"Alle fasen": "", **{phase.capitalize(): phase for phase in programme.PHASES}}
left, right = st.columns(2)
level = left.selectbox("Niveau", list(levels), key="niveau", bind="query-params")
phase = right.selectbox("Fase", list(phases), key="fase", bind="query-params")
events = timeline.timeline(data, choice.region, levels[level], phases[phase])
if not any(event.level == timeline.LOCAL for event in timeline.timeline(data, choice.region)):
    st.info(f"Van {choice.name} zelf kennen we geen gebeurtenissen.", icon=":material/info:")
if events:
    st.html(str(event_list(data, events, reader.dark())))
else:
    st.info("De documenten noemen hier niets. Kies een ander niveau of een andere fase.", icon=":material/info:")
cards.quiet("Een gebeurtenis hoort bij een fase als haar woorden daarop wijzen; anders is zij programmabreed.")
event_sources = [event.source for event in timeline.timeline(data, choice.region)]
cards.sources(data, [*programme.sources(data, choice.region), *event_sources])
