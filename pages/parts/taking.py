"""The menu "Meenemen" of a card: its words, how to cite it, and a picture of it, with one click each."""

import base64
from collections.abc import Callable
from datetime import date
from typing import Literal

import streamlit as st
from htpy import fragment, i, script
from markupsafe import Markup

from ks_data.answers import Choice
from ks_data.answers.excerpts import Excerpt
from pages.html.copying import copy_buttons
from pages.outputs.names import picture_name
from pages.parts import fixed, serving
from pages.parts.failures import reported

PICTURES: dict[Literal["png", "svg"], tuple[str, str]] = {
    "png": ("PNG", "image/png"),
    "svg": ("SVG", "image/svg+xml"),
}


def take_along(excerpt: Callable[[], Excerpt], choice: Choice, key: str) -> None:
    """The menu of one card; what is in it is made when a reader opens it, and a picture when he asks for that."""
    menu = st.popover(
        "Meenemen", type="tertiary", icon=":material/ios_share:", key=f"meenemen_{key}", on_change="rerun"
    )
    if not menu.open:
        return
    taken = excerpt()
    citation = taken.citation(
        fixed.link(st.session_state["_data"], choice) if st.context.url else "", date.today().isoformat()
    )
    with menu:
        words = {"Kopieer tekst met bron": taken.text, "Kopieer bronvermelding": citation}
        st.html(str(copy_buttons(words, taken.table)))
        if taken.drawn:
            _pictures(taken, key)


def _pictures(taken: Excerpt, key: str) -> None:
    """A picture to copy or to save; app.js begins the copying at the click and waits for what comes of it here."""
    if st.button("Kopieer afbeelding", key=f"afbeelding_{key}", icon=":material/content_copy:"):
        made = base64.b64encode(reported(_maker(taken, "png"))()).decode()
        place = i(hidden=True, data_picture=made)
        st.html(str(fragment[place, script[Markup(serving.COPY_PICTURE_SCRIPT)]]), unsafe_allow_javascript=True)
    with st.container(horizontal=True):
        for form, (label, mime) in PICTURES.items():
            st.download_button(
                label,
                reported(_maker(taken, form)),
                file_name=picture_name(taken.mark, taken.subject, form),
                mime=mime,
                key=f"{form}_{key}",
                icon=":material/image:",
                on_click="ignore",
            )


def _maker(taken: Excerpt, form: Literal["png", "svg"]) -> Callable[[], bytes]:
    def make() -> bytes:
        from pages.outputs.picture import picture

        return picture(taken, form)

    return make
