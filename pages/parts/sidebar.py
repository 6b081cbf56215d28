"""The sidebar: a search, the choices that all pages share, and where a file is dropped."""

import re
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile

from ks_data import DataError
from ks_data.answers import Choice, figures
from ks_data.catalogue import mergers, regions
from ks_data.incoming.reading import ready
from ks_data.store import Snapshot
from pages.parts import access, fixed, menu, reader, upload, upload_limit
from pages.parts.frame import go, open_result, search_box
from pages.parts.links import by_code, check_link, follow_merger, forget, mark_gone, mark_unknown, select

USUAL_YEARS = (2017, 2022)
"""The years that stand in the sidebar where no observation can be read."""


def sidebar(data: Snapshot, entries: list[Any]) -> None:
    """A search, and the reader's choice, shared by all pages and kept in the URL. entries: the pages of the menu."""
    st.session_state["_pages"] = {page.url_path or menu.PAGES[0].name: page for page in entries}
    st.session_state["_problem"] = ""
    try:
        names, provinces = regions.names(), [regions.COUNTRY, *regions.provinces()["code"]]
        towns = [code for code in regions.municipalities()["code"] if mergers.in_force(code) is None]
    except DataError as error:
        st.session_state["_problem"] = str(error)
        names = {code: regions.name(code) for code in (regions.HOME, regions.COUNTRY)}
        provinces, towns = [regions.COUNTRY], [regions.HOME]
    codes = {name: code for code, name in names.items()}
    towns_named = [names[code] for code in towns]
    others_named = [names[code] for code in [*provinces, *towns]]
    with st.sidebar:
        search_box(data)
        by_code("gemeente", {code: names[code] for code in towns})
        by_code("vergelijk", {code: names[code] for code in [*provinces, *towns]})
        follow_merger("gemeente", towns_named)
        follow_merger("vergelijk", others_named)
        home = towns_named.index(names[regions.HOME])
        town = select("Gemeente", towns_named, "gemeente", index=home, placeholder="Kies een gemeente")
        benchmark = select("Vergelijk met", others_named, "vergelijk")
        first, last = _years(data)
        drop_box()
        fixed.copy_button(data, Choice(codes[town], codes[benchmark], first, last))
        access.box()
    previous: Choice | None = st.session_state.get("_choice")
    if previous and previous.region != codes[town]:
        st.session_state["_turn"] = reader.turn() + 1
    st.session_state["_choice"] = Choice(codes[town], codes[benchmark], first, last)
    if st.session_state.pop("_dropped", False):
        go(menu.NEW_FIGURES.name)
    open_result(st.session_state.pop("_found", None))


def drop_box() -> None:
    """Where an analyst drops a file; it opens the page that says what is in it."""
    ready()
    with st.expander("Nieuwe cijfers aanleveren", icon=":material/upload_file:"):
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


def _years(data: Snapshot) -> tuple[int, int]:
    try:
        span, usual = figures.span(data), figures.usual_span(data)
    except DataError:  # the pages that need the observations say so themselves
        return USUAL_YEARS
    kept = [int(year) for year in st.session_state.get("jaren", ())]
    if gone := [str(year) for year in kept if not span[0] <= year <= span[1]]:
        st.session_state["jaren"] = tuple(min(max(year, span[0]), span[1]) for year in kept)
        mark_gone("jaren", " en ".join(gone))
    else:
        linked = st.query_params.get_all("jaren")
        years = [int(year) for year in linked if re.fullmatch("[0-9]{4}", year)]
        if linked and not (len(linked) == len(years) == 2 and all(span[0] <= year <= span[1] for year in years)):
            mark_unknown("jaren", linked)
        check_link("jaren", linked)
    chosen = st.slider(
        "Jaren", *span, usual, key="jaren", bind="query-params", format="%d", on_change=forget, args=("jaren",)
    )
    return min(chosen), max(chosen)  # a link may name the last year first
