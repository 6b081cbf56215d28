"""The presentation: a button on every page, and the slides that the browser steps through without the server."""

import base64

import streamlit as st
from htpy import fragment, i, script
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from ks_data.answers import Choice
from ks_data.answers.briefing import briefing
from ks_data.store import Snapshot, memoized
from pages.charts.theme import SCREEN
from pages.parts import serving

ASKED = {"presentatie": "1", "dia": "1"}
"""What the address says of a presentation: that there is one, and its slide, which the browser keeps."""


def button(head: DeltaGenerator) -> None:
    """Starts the presentation from any page. head: the place of the title, which the button stands beside."""
    head.button("Presentatie", key="presentatie", icon=":material/present_to_all:", on_click=_start)


def slides(data: Snapshot, choice: Choice) -> None:
    """The slides, where the address asks for them: all at once, for the browser to open."""
    if st.query_params.get("presentatie") != ASKED["presentatie"]:
        return
    source = i(hidden=True, data_slides=_encoded(data, choice))
    st.html(str(fragment[source, script[Markup(serving.PRESENT_SCRIPT)]]), unsafe_allow_javascript=True)
    st.button("Sluit de presentatie", key="presentatie_sluiten", on_click=_stop)  # the browser presses it; see app.js


@memoized
def _encoded(data: Snapshot, choice: Choice) -> str:
    """The slides as an attribute can hold them: Streamlit takes drawings out of what is HTML."""
    from pages.outputs.presentation import presentation

    return base64.b64encode(presentation(briefing(data, choice), SCREEN).encode()).decode()


def _start() -> None:
    st.query_params.update(ASKED)


def _stop() -> None:
    for name in ASKED:
        st.query_params.pop(name, None)
