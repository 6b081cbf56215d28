"""Finding a page: the search in the sidebar, and opening what was found or asked for."""

from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from ks_data import store
from ks_data.answers import search
from pages.html import text
from pages.parts import menu
from pages.parts.failures import boundary
from pages.parts.links import IN_CHOICE, forget
from pages.parts.markdown import literal

ICONS = {
    search.Kind.PAGE: ":material/article:",
    search.Kind.MUNICIPALITY: ":material/location_on:",
    search.Kind.AREA: ":material/map:",
    search.Kind.INDICATOR: ":material/show_chart:",
    search.Kind.BUDGET: ":material/euro:",
    search.Kind.PROGRAMME: ":material/account_tree:",
    search.Kind.EVENT: ":material/event:",
    search.Kind.COUNT: ":material/tag:",
    search.Kind.CLAIM: ":material/fact_check:",
    search.Kind.SOURCE: ":material/menu_book:",
    search.Kind.TERM: ":material/dictionary:",
}
"""An icon for each kind of thing that can be found."""


def pages() -> dict[str, Any]:
    """The pages of the menu by the name of their file."""
    found: dict[str, Any] = st.session_state["_pages"]
    return found


@st.fragment
def search_box() -> None:
    """A field that searches everything while it is typed in, with what it finds beneath it; never as markup.

    Only this field runs again at each pause; a result that is chosen runs the whole page.
    """
    if "_found" in st.session_state:
        st.rerun()
    query = st.text_input(
        "Zoeken",
        key="zoek_alles",
        live=True,
        placeholder="Zoek gemeente, cijfer, bron …",
        icon=":material/search:",
        label_visibility="collapsed",
    )
    if not (query and query.strip()):
        return
    problems: list[str] = []
    found: list[search.Result] = []
    with boundary("het zoeken", problems):
        found = search.find(store.shown(st.session_state.get("_preview")), query, menu.PAGES)
    if problems:
        st.error(literal(problems[0]), icon=":material/error:")
        return
    if not found:
        st.html(str(text.quiet(f"Niets gevonden voor “{query}”. Probeer minder woorden.")))
    with st.container(gap=None, key="gevonden"):
        for at, result in enumerate(found):
            label, icon = literal(result.title), ICONS[result.kind]
            st.button(label, key=f"gevonden_{at}", type="tertiary", icon=icon, on_click=_choose, args=(result,))
            if result.context:
                st.html(str(text.context(result.context)))


def _choose(result: search.Result) -> None:
    """Makes what was found the reader's choice, and empties the search."""
    for key, value in menu.widgets(result.target).items():
        st.session_state[key] = value
        forget(key)
    st.session_state["zoek_alles"] = ""
    st.session_state["_found"] = result
    st.session_state["_finds"] = st.session_state.get("_finds", 0) + 1


def go(page: str, link: dict[str, str | list[str]] | None = None) -> None:
    """Opens a page; its widgets take their choice from the link, and what all pages share stays.

    Streamlit refuses a link that sets what a widget of the open page holds (which it has already), and refuses to go
    without any link when a widget holds a part of it.
    """
    try:
        st.switch_page(pages()[page], query_params=link or {})
    except StreamlitAPIException:
        st.switch_page(pages()[page], query_params={})


def open_result(result: search.Result | None) -> None:
    """Opens the page of what was chosen, what all pages share of it is in the session by then."""
    if result is None:
        return
    link = {key: value for key, value in menu.widgets(result.target).items() if key not in IN_CHOICE}
    go(menu.page_of(result.target).name, link)
