"""Buttons that hand out what a page says as slides and as a PDF. What makes them is imported when they are pressed."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ks_data.answers import Choice
from ks_data.catalogue.errors import DataError
from ks_data.store import Snapshot
from pages.html import text
from pages.outputs.names import Form, file_name
from pages.parts import base_path, upload_limit
from pages.parts.failures import reported
from pages.parts.markdown import literal

MIME: dict[Form, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
LABELS: dict[Form, tuple[str, str]] = {
    "pptx": ("Dia's", ":material/slideshow:"),
    "pdf": ("PDF", ":material/picture_as_pdf:"),
}


def briefing_buttons(data: Snapshot, choice: Choice) -> None:
    """A button for each kind of file, which is made when its button is pressed; and the house style of the slides."""
    address = base_path.app()
    with st.container(horizontal=True):
        buttons = {form: st.empty() for form in LABELS}
        _house_style(data, choice)
        template: UploadedFile | None = st.session_state.get("_template")
        for form, (label, icon) in LABELS.items():
            buttons[form].download_button(
                label,
                reported(_maker(data, choice, form, address, template)),
                file_name=file_name(data.mark, choice, form),
                mime=MIME[form],
                key=f"briefing_{form}",
                icon=icon,
                on_click="ignore",
            )


def _maker(
    data: Snapshot, choice: Choice, form: Form, address: str, template: UploadedFile | None
) -> Callable[[], bytes]:
    def make() -> bytes:
        from pages.outputs import files

        return files.made(data, choice, form, address, template.getvalue() if template else None)

    return make


def _house_style(data: Snapshot, choice: Choice) -> None:
    """The template of this visit for slides: handed in once, it holds until the visit ends or it is taken away."""
    with st.popover("Huisstijl van de dia's", icon=":material/palette:", key="huisstijl", on_change="rerun") as menu:
        if not menu.open:
            return
        st.html(str(text.quiet("Uw eigen sjabloon geeft de dia's uw kleuren, letters en indeling. Alleen u ziet het.")))
        file = st.file_uploader("Sjabloon van PowerPoint (.pptx of .potx), tot 25 MB", key="eigen_sjabloon")
        if isinstance(file, UploadedFile) and file.file_id != st.session_state.get("_template_seen"):
            _take(file, data, choice)
        if refused := st.session_state.get("_template_refused"):
            st.error(literal(refused), icon=":material/error:")
        if kept := st.session_state.get("_template"):
            st.success(literal(f"De dia's zijn nu in de stijl van {kept.name}."), icon=":material/check:")
            st.button("Gebruik weer de gewone stijl", on_click=_let_go, icon=":material/undo:")


def _take(file: UploadedFile, data: Snapshot, choice: Choice) -> None:
    """Keeps a template with which slides can be made; of another it says why not, and the former one stays."""
    from pages.outputs import files

    st.session_state.update(_template_seen=file.file_id, _template_refused="")
    try:
        files.made(data, choice, "pptx", template=file.getvalue())
    except DataError as error:
        st.session_state["_template_refused"] = str(error)
        upload_limit.release(file.file_id)
    else:
        st.session_state["_template"] = file


def _let_go() -> None:
    st.session_state["_template_refused"] = ""
    if template := st.session_state.pop("_template", None):
        upload_limit.release(template.file_id)
