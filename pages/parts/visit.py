"""A visit to a page: the sidebar, the choice and the page on one state of the data, each within its own boundary."""

from datetime import date, timedelta
from typing import Any

import streamlit as st
from htpy import fragment, i, script
from markupsafe import Markup
from streamlit.runtime.pages_manager import PagesManager

from ks_data import store
from ks_data.answers import Choice
from ks_data.catalogue import regions
from ks_data.incoming import account
from ks_data.store import Snapshot, releases
from pages.html import text
from pages.parts import fixed, menu, notices, presenting, serving, upload
from pages.parts.chooser import USUAL_YEARS, choose
from pages.parts.failures import boundary
from pages.parts.markdown import literal
from pages.parts.sidebar import sidebar

NEWS_FOR = timedelta(days=30)
"""So long what was published is new."""


def enter() -> tuple[Snapshot, Choice]:
    """Opens a page and gives the state of the data to show and the reader's choice.

    A server that has just started runs a page of a folder called pages/ without app.py, until someone opens the
    first page; then the sidebar and the choice in the link would be missing. So switch that off and start again;
    also for a visitor who came in beside the one for whom it was switched off.
    """
    if getattr(PagesManager, "uses_pages_directory", False) or "_data" not in st.session_state:
        PagesManager.uses_pages_directory = False
        st.rerun()
    return st.session_state["_data"], st.session_state["_choice"]


def heading(title: str, lead: str = "") -> None:
    """The title of a page and the sentence beneath it, above the line with the choice."""
    with st.session_state["_head"]:
        st.title(title, anchor=False)
        if lead:
            st.html(str(text.lead(lead)))


def run(page: Any, pages: list[Any]) -> None:
    """Runs a page beside the sidebar. pages: those of the menu.

    What is chosen beside the sidebar leaves it as it is, and the menu: the browser is sent, and makes anew, no more.
    But for pages that take files, and for who has brought one or made a link: there the sidebar is part of it.

    What goes wrong in the one becomes one clear message and leaves the other, and all other pages, working.
    """
    st.session_state["_path"] = page.url_path
    entry = menu.at(page.url_path)
    in_sidebar_too = (
        entry and entry.group == menu.MANAGE,
        st.session_state.get("_file"),
        st.session_state.get("_fixed_link"),
    )
    problems: list[str] = []
    with boundary("de zijbalk", problems):
        sidebar(pages)
    st.session_state.setdefault("_choice", Choice(regions.HOME, regions.COUNTRY, *USUAL_YEARS))
    with boundary("de vaste link", problems), st.sidebar:
        fixed.copy_button()
    if any(in_sidebar_too):
        with st.container():  # as a fragment has, else going from the one to the other makes all anew
            _beside(page, entry, tuple(problems))
    else:
        st.fragment(_beside)(page, entry, tuple(problems))


def _beside(page: Any, entry: menu.Page | None, problems: tuple[str, ...]) -> None:
    """What stands beside the sidebar, all on one state of the data. problems: those of the sidebar."""
    st.session_state["_data"] = data = fixed.entered() or store.shown(st.session_state.get("_preview"))
    try:
        _show(data, page, entry, list(problems))
    finally:
        st.session_state.pop("_head", None)
        st.session_state.pop("_data", None)  # else a reader who is away keeps an old state in memory


def _show(data: Snapshot, page: Any, entry: menu.Page | None, problems: list[str]) -> None:
    # There in every run: without it a page would be made anew when a preview begins or ends.
    messages = st.container(key="meldingen")
    with messages:
        st.html(_scripts(page.title), unsafe_allow_javascript=True)
        _notices(data)
        _news(data, page.title)
    head = st.session_state["_head"] = st.container(key="kop", gap=None)
    with boundary("uw keuze", problems):
        st.session_state["_choice"] = choose(data, entry, head)
    problems += [st.session_state["_problem"]] if st.session_state.get("_problem") else []
    with boundary("de vaste link", problems), messages:
        fixed.notice(data, st.session_state["_choice"])
    with boundary("de presentatie", problems):
        presenting.slides(data, st.session_state["_choice"])
        presenting.button(head)
    place = messages.empty() if problems else None
    if place:  # of what all pages share; said first, for a page may stop itself
        place.error(literal(problems[-1]), icon=":material/error:")
    before = len(problems)
    with boundary("deze pagina", problems):
        page._can_be_called = True  # Streamlit means once in each run of all; what stands beside it runs more often
        page.run()
    if len(problems) > before:  # in the place of the other: what breaks that mostly breaks the page too
        (place or messages).error(literal(problems[-1]), icon=":material/error:")
    if warning := releases.warning():  # only known when the page has read what it shows
        messages.warning(literal(warning), icon=":material/sync_problem:")


def _scripts(title: str) -> str:
    """Closes, on a narrow screen, the menu that lies over a page.

    Streamlit itself closes the menu there when the page is touched, but after a choice in the menu only on what calls
    itself a phone. The name of the page and what was found make it new, so that it runs once for each of them.
    """
    new = i(hidden=True, data_page=f"{title} {st.session_state.get('_finds', 0)}")
    return str(fragment[script[Markup(serving.CLOSE_MENU_SCRIPT)], new])


def land() -> None:
    """Goes to the place that the address asks for (#…), which was not there yet when the browser looked for it."""
    st.html(str(script[Markup(serving.LAND_SCRIPT)]), unsafe_allow_javascript=True)


def _notices(data: Snapshot) -> None:
    """What holds for every page: a link that could not be followed, and figures that are not real."""
    if notice := notices.take():
        st.error(literal(notice), icon=":material/error:")
    if store.is_behind():
        st.info(
            "De app is net opnieuw gestart en zet de nieuwste cijfers klaar. Tot dan ziet u een eerdere stand.",
            icon=":material/hourglass_top:",
        )
    upload.lost()
    upload.ask_again_after_an_outage()
    if preview := data.preview:
        st.warning(
            f"VOORBEELD: u ziet cijfers uit {literal(preview.file)} die niet gepubliceerd zijn. Alleen u ziet dit.",
            icon=":material/visibility:",
        )
        st.button("Stop het voorbeeld", on_click=_stop_preview, icon=":material/visibility_off:")
    if data.is_fictitious:
        words = "FICTIEF: verzonnen cijfers. Niets hiervan is echt."
        st.container(key="fictief").error(words, icon=":material/science:")


def _news(data: Snapshot, title: str) -> None:
    """What was published lately: on the first page that a reader opens after it, and on no other.

    The browser remembers that it was read (`ks.news`), so that it is gone for whoever comes back.
    """
    newest = max(data.releases, key=lambda release: (release.valid_from or release.day, release.number), default=None)
    if newest is None or (newest.valid_from or newest.day) < (date.today() - NEWS_FOR).isoformat():
        return
    number, first_page = st.session_state.get("_news", (0, ""))
    if number != newest.number:
        first_page = title
    st.session_state["_news"] = newest.number, first_page if first_page == title else ""
    if first_page == title:
        line = text.news(account.news(newest), newest.number)
        st.html(f"{line}{script[Markup(serving.NEWS_SCRIPT)]}", unsafe_allow_javascript=True)


def _stop_preview() -> None:
    st.session_state.pop("_preview", None)
    for toggle in [name for name in st.session_state if str(name).startswith("kijk_")]:
        st.session_state[toggle] = False
