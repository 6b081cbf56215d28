"""What was published, by whom and why, and putting back any earlier state."""

import streamlit as st

from ks_data import DataError, dutch, publication, releases
from pages import access, cards, frame, upload

frame.enter()
frame.heading("Releases", "Alles wat gepubliceerd is, het nieuwste boven. Elke eerdere stand is terug te zetten.")
person = access.person()
if problem := releases.problem():
    st.error(problem, icon=":material/error:")
if (number := st.session_state.pop("_published", None)) is not None:
    st.success(f"Release {number} is gepubliceerd. Alle lezers zien haar bij hun volgende klik.", icon=":material/check_circle:")


def put_back(number: int) -> None:
    """Restores the state right after a release; the server refuses whoever is no publisher."""
    try:
        words = f"Hersteld naar release {number}" if number else "Hersteld naar wat met de app is meegeleverd"
        releases.restore(number, author=access.publisher().name, note=words)
    except DataError as error:
        st.session_state["_refused"] = str(error)


if refused := st.session_state.pop("_refused", ""):
    st.error(refused, icon=":material/error:")
history = releases.history()
if not history:
    st.info("Er is nog niets gepubliceerd: alle cijfers zijn die van de app zelf.", icon=":material/info:")
    st.stop()
waiting = {one.number for one in releases.upcoming()}
for one in history:
    with st.container(border=True):
        st.subheader(publication.headline(one, one.number in waiting), anchor=False)
        cards.paragraphs([publication.account(one)])
        cards.quiet(publication.details(one))
        with st.container(horizontal=True):
            if one.number != history[0].number and person.publisher:
                st.button("Zet deze stand terug", key=f"herstel_{one.number}", icon=":material/undo:", on_click=put_back, args=(one.number,))
            if one.sha256 and person.publisher:
                st.download_button("Het bestand", lambda one=one: releases.file(one), file_name=one.file, key=f"bestand_{one.number}", icon=":material/download:", on_click="ignore")
        if one.act == "publish" and st.toggle("Toon wat er veranderde", key=f"verschil_{one.number}"):
            change = publication.difference(one)
            for what in ("gewijzigd", "nieuw"):
                if change.counts[what]:
                    cards.quiet(f"{upload.WORDS[what].capitalize()}: {dutch.number(change.counts[what], 0)}")
                    upload.difference_table(one.kind, change.rows[change.rows["what"] == what])
if person.publisher:
    st.button("Zet terug wat met de app is meegeleverd", key="herstel_0", icon=":material/undo:", on_click=put_back, args=(0,))
else:
    cards.quiet(f"{person.reason} Terugzetten kan daarom niet.")
