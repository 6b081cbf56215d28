"""Putting back an earlier state, as a publisher does it in the app: first what will change, then the act."""

import streamlit as st

from ks_data import DataError, store
from ks_data.incoming import account
from ks_data.store import releases
from pages.parts import access
from pages.parts.markdown import literal


def put_back(number: int) -> None:
    """Restores the state right after a release; the server refuses whoever is no publisher."""
    st.session_state.pop("_restoring", None)
    try:
        words = f"Hersteld naar release {number}." if number else "Hersteld naar wat met de app is meegeleverd."
        releases.restore(number, author=access.publisher("terugzetten").name, note=words)
        st.session_state["_done"] = words, True
    except DataError as error:
        st.session_state["_refused"] = str(error)


def ask(number: int | None) -> None:
    """Which state is about to be put back, of which the page first says what will change; none any more with None."""
    try:
        if not access.person().publisher:
            access.publisher("terugzetten")
        st.session_state["_restoring"] = number
    except access.NotAllowed as error:
        st.session_state["_refused"] = str(error)


def restore_button(number: int, label: str) -> None:
    """Two clicks: the first says what changes, the second does it."""
    if st.session_state.get("_restoring") != number:
        st.button(label, key=f"herstel_{number}", icon=":material/undo:", on_click=ask, args=(number,))
        return
    with st.container():
        try:
            sentences = account.restoring(store.current(), number)
        except DataError as error:
            st.error(literal(str(error)), icon=":material/error:")
            return
        st.warning(
            "\n".join(["**Dit verandert voor alle lezers:**", "", *(f"- {literal(each)}" for each in sentences)])
        )
        with st.container(horizontal=True):
            st.button("Ja, zet terug", key=f"herstel_nu_{number}", type="primary", on_click=put_back, args=(number,))
            st.button("Nee, laat staan", key=f"herstel_niet_{number}", on_click=ask, args=(None,))
