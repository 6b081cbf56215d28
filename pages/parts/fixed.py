"""A link that stays: opens the state of the data that it names, says what became of it, and is made by a button."""

import streamlit as st
from htpy import fragment, i, p, script
from markupsafe import Markup

from ks_data import store
from ks_data.answers import Choice, standing
from ks_data.answers.briefing import state
from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.store import Snapshot
from pages.outputs import names
from pages.parts import base_path, links, serving
from pages.parts.markdown import literal

PARAMETER = "stand"
_MOST_LINES = 8
"""So many changes are listed; of the others it is said how many there are."""


def entered() -> Snapshot | None:
    """The state that the address or this visit holds on to; None where that is the newest.

    A preview lies over the newest figures, so it lets the other go. What cannot be opened is said in words, on the page
    that the link opens.
    """
    if st.session_state.get("_refused_on") != (path := st.session_state["_path"]):
        links.forget(PARAMETER)
    asked = st.query_params.get(PARAMETER, "")
    if asked:
        st.session_state["_stand"] = asked
    text = st.session_state.get("_stand", "")
    if not text or store.is_behind():  # while the newest state is made ready, so are the others
        return None
    if st.session_state.get("_preview"):
        leave()
        return None
    try:
        data = standing.state(standing.parsed(text))
    except DataError as error:
        leave()
        st.session_state[f"_unknown_{PARAMETER}"] = f"{error} U ziet de nieuwste cijfers."
        st.session_state["_refused_on"] = path
        return None
    links.forget(PARAMETER)
    if asked != text:  # another page was opened
        st.query_params[PARAMETER] = text
    return data


def leave() -> None:
    """Lets go of an earlier state: from now on this visit sees the newest figures."""
    st.session_state.pop("_stand", None)
    st.query_params.pop(PARAMETER, None)


def notice(data: Snapshot, choice: Choice) -> None:
    """What became of the state that this visit holds on to, and the way to the newest figures.

    And, for paper alone, which choice and which state a sheet shows: there is no line to choose on, and no menu.
    """
    chosen = names.link(choice, "/").partition("?")[2]
    st.html(str(p(".ks-state", data_choice=chosen)[on_paper(data, choice)]))
    links.warn(PARAMETER)
    text = st.session_state.get("_stand", "")
    if not text or store.is_behind():
        return
    try:
        told = standing.standing(data, standing.parsed(text), choice)
    except DataError:  # the page says what cannot be read
        return
    lines = [f"- {literal(line)}" for line in told.changes[:_MOST_LINES]]
    if more := len(told.changes) - len(lines):
        lines.append(f"- en nog {more} andere")
    words = "\n".join([literal(" ".join(told.sentences)), *(["", *lines] if lines else [])])
    (st.info if told.is_newest or not told.changes else st.warning)(words, icon=":material/push_pin:")
    st.button("Naar de nieuwste cijfers", on_click=leave, key="naar_nieuwste", icon=":material/update:")


def on_paper(data: Snapshot, choice: Choice) -> str:
    """ "Kansrijke Start in Haarlem, naast Nederland, 2017 tot en met 2022. Stand: release 3, 1 juli 2026." """
    years = f"{choice.first} tot en met {choice.last}" if choice.first < choice.last else str(choice.first)
    mark = f"{data.mark}. " if data.mark else ""
    return f"{mark}Kansrijke Start in {choice.name}, naast {choice.benchmark_name}, {years}. {state(data)}."


def copy_button() -> None:
    """A button that makes a link to what is shown, and puts it on the clipboard of who pressed it.

    The link is gone at the next choice: then it is one to something else.
    """
    if st.session_state.get("_preview") or store.is_behind():
        return
    st.button(
        "Kopieer vaste link",
        key="vaste_link",
        on_click=_copy,
        icon=":material/push_pin:",
        help="Deze link blijft deze cijfers tonen, ook als er nieuwere komen.",
    )
    if made := st.session_state.pop("_fixed_link", ""):
        st.code(made, language=None, wrap_lines=True)
        st.caption("Staat op uw klembord, als uw browser dat toestaat.")
        place = i(hidden=True, data_fixed_link=made)
        st.html(str(fragment[place, script[Markup(serving.COPY_SCRIPT)]]), unsafe_allow_javascript=True)


def _copy() -> None:
    """Makes the link of what this visit sees."""
    st.session_state["_fixed_link"] = link(entered() or store.shown(), st.session_state["_choice"])


def link(data: Snapshot, choice: Choice) -> str:
    """The address of this page on this state of the data; every choice is in it, municipalities and indicators by code.

    Without a state where no link can open it, and empty where nobody knows the address of the app. Raises DataError
    when the state cannot be read.
    """
    address = f"{base_path.app()}/{st.session_state.get('_path', '')}"
    return names.link(choice, address, standing.text_for_link(data), _chosen_on_the_page())


def _chosen_on_the_page() -> list[tuple[str, str]]:
    """What is chosen on the page itself: what stands in its address, and what its widgets hold."""
    ids = {indicator.name: indicator.id for indicator in INDICATORS.values()}
    codes = {name: code for code, name in regions.names().items()}
    by_name = {**dict.fromkeys(links.OF_INDICATORS, ids), **dict.fromkeys(links.OF_REGIONS, codes)}
    values = {key: st.query_params.get_all(key) for key in st.query_params}
    for key in links.ON_PAGES:
        if key in st.session_state and key not in values:
            values[key] = _texts(st.session_state[key])
    own = {key: texts for key, texts in values.items() if key not in (*links.IN_CHOICE, PARAMETER)}
    return [(key, by_name.get(key, {}).get(text, text)) for key, texts in own.items() for text in texts]


def _texts(value: object) -> list[str]:
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(text) for text in (value if isinstance(value, (list, tuple)) else [value])]
