"""The menu "Meenemen" of a card: its words, how to cite it, and a picture of it, with one click each."""

from collections.abc import Callable
from datetime import date
from typing import Literal

import streamlit as st

from ks_data.answers import Choice
from ks_data.answers.excerpts import Excerpt
from pages.html.copying import copy_buttons
from pages.outputs.names import picture_name
from pages.parts import fixed
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
        st.html(str(copy_buttons({"Kopieer tekst met bron": taken.text, "Kopieer bronvermelding": citation})))
        if taken.drawn:
            _pictures(taken, key)


def _pictures(taken: Excerpt, key: str) -> None:
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
