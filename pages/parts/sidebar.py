"""The sidebar: beneath the menu a search, and where a file is dropped."""

from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile

from ks_data.incoming.reading import ready
from pages.html import text
from pages.parts import access, menu, upload, upload_limit
from pages.parts.frame import go, open_result, search_box


def sidebar(entries: list[Any]) -> None:
    """A search and a place to drop a file. entries: the pages of the menu."""
    st.session_state["_pages"] = {page.url_path or menu.PAGES[0].name: page for page in entries}
    chosen = st.session_state.pop("_found", None)
    with st.sidebar:
        search_box()
        drop_box()
        access.box()
    if st.session_state.pop("_dropped", False):
        go(menu.NEW_FIGURES.name)
    open_result(chosen)


def drop_box() -> None:
    """Where an analyst drops a file; it opens the page that says what is in it."""
    ready()
    with st.container(key="aanleveren", gap=None):
        st.html(str(text.quiet("Nieuwe cijfers aanleveren")))
        st.file_uploader(
            "CSV, Excel, ODS of zip, tot 200 MB",  # any file may come: reading says in Dutch why another cannot be read
            key="bestand",
            on_change=_take,
        )
    st.session_state["_lost"] = _is_of_an_earlier_session(st.session_state.get("bestand"))
    if upload_limit.taken_away(file_id := st.session_state.get("_file_id", "")):
        upload.let_go()
        upload_limit.release(file_id)


def _take() -> None:
    """Keeps the dropped file: a change of page makes Streamlit forget it for a run, then bring it as new."""
    file = st.session_state["bestand"]
    file = None if isinstance(file, DeletedFile) else file
    file_id = file.file_id if file else ""
    if file_id:
        st.session_state["_dropped_here"] = file_id
    if file_id != st.session_state.get("_file_id"):
        upload.let_go()
        st.session_state.update(_file=file, _file_id=file_id, _dropped=bool(file_id))


def _is_of_an_earlier_session(file: Any) -> bool:
    """Whether the browser still holds a file that this session never had: the server restarted, or let go of it."""
    return isinstance(file, DeletedFile) and file.file_id != st.session_state.get("_dropped_here")
