"""Buttons that hand out what a page says as slides and as a PDF. What makes them is imported when they are pressed."""

from collections.abc import Callable

import streamlit as st

from ks_data.answers import Choice
from ks_data.store import Snapshot
from pages.outputs.names import Form, file_name

MIME: dict[Form, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
LABELS: dict[Form, tuple[str, str]] = {
    "pptx": ("Dia's", ":material/slideshow:"),
    "pdf": ("PDF", ":material/picture_as_pdf:"),
}


def briefing_buttons(data: Snapshot, choice: Choice) -> None:
    """A button for each kind of file; a file is made when its button is pressed."""
    address = st.context.url or ""
    with st.container(horizontal=True):
        for form, (label, icon) in LABELS.items():
            st.download_button(
                label,
                _maker(data, choice, form, address),
                file_name=file_name(data.mark, choice, form),
                mime=MIME[form],
                key=f"briefing_{form}",
                icon=icon,
                on_click="ignore",
            )


def _maker(data: Snapshot, choice: Choice, form: Form, address: str) -> Callable[[], bytes]:
    def make() -> bytes:
        from pages.outputs import files

        return files.made(data, choice, form, address)

    return make
