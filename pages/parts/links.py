"""Choices that stay in the address of the page, and what a link asks for that nobody knows. Knows no page."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from ks_data.catalogue import mergers, regions
from ks_data.store import Snapshot
from pages.parts.markdown import literal
from pages.parts.menu import BESIDE, TOWN, YEARS

IN_CHOICE = (TOWN, BESIDE, YEARS)
"""The choices that all pages share; what a link asks of them in vain stands above their line."""
OF_INDICATORS = ("cijfers", "cijfer")
"""The choices of a page that are indicators."""
OF_REGIONS = ("naast",)
"""The choices of a page that are regions."""
ON_PAGES = (
    *OF_INDICATORS,
    *OF_REGIONS,
    *("gebieden", "jaar", "begrotingsjaar", "bron", "provincie", "niveau", "fase"),
    *("onzekerheid", "afgeleid", "spreiding", "beeld"),
)
"""The choices of pages that a link which stays names also where they are the usual ones."""


def select(label: str, options: list[Any], key: str, **settings: Any) -> Any:
    """A select box whose choice stays in the address; what a link or a reader asks for in vain is answered in words."""
    texts, state = [str(option) for option in options], _state_of_the_data()
    previous, previous_state = st.session_state.get(f"_had_{key}", (None, None))
    if previous is not None and previous not in texts and previous_state != state:
        mark_gone(key, previous)
    check_link(key, texts)
    choice = st.selectbox(label, options, key=key, bind="query-params", on_change=forget, args=(key,), **settings)
    st.session_state[f"_had_{key}"] = str(choice), state
    return choice


def several(label: str, offered: list[str], known: list[str], key: str, most: int) -> list[str]:
    """A list of which several can be chosen, as a link says too. offered: now; known: all that a link may ask for.

    What was chosen stays offered when another choice would take it away: it is named where it has no figure.
    """
    check_link(key, known)
    options = [*offered, *(name for name in asked_for(key) if name in known and name not in offered)]
    chosen: list[str] = st.multiselect(
        label,
        options,
        key=key,
        bind="query-params",
        max_selections=most,
        placeholder=f"{label}: kies gebieden",
        label_visibility="collapsed",
        wrap=True,
        on_change=forget,
        args=(key,),
    )
    return chosen


def asked_for(key: str) -> list[str]:
    """What is chosen now under a key, by this reader or by the link; each once."""
    chosen = st.session_state.get(key) or []
    return list(dict.fromkeys([*([chosen] if isinstance(chosen, str) else chosen), *st.query_params.get_all(key)]))


def _state_of_the_data() -> Hashable:
    data: Snapshot | None = st.session_state.get("_data")
    return data.identity if data else None


def mark_gone(key: str, text: str) -> None:
    """Keeps the words about a choice that the data no longer have, as after a preview or a release put back."""
    st.session_state[f"_unknown_{key}"] = f"Van {text} zijn er nu geen cijfers meer. U ziet wat er wel is."


def view(options: list[str], key: str, formerly: Mapping[str, str] | None = None) -> str:
    """Which of the views of a card is open; only that one is drawn. The link says so too.

    formerly: what older links call an option.
    """
    if renamed := (formerly or {}).get(st.query_params.get(key, "")):
        st.session_state[key] = st.query_params[key] = renamed
    check_link(key, options)
    opened: str = st.segmented_control(
        "Weergave",
        options,
        default=options[0],
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        on_change=forget,
        args=(key,),
    )
    st.session_state[f"_had_{key}"] = opened, _state_of_the_data()
    return opened


def check_link(key: str, options: list[str]) -> None:
    """Names what a link asks for that is no option; the words stay until the reader chooses.

    What this reader had open and is no longer an option, as after a preview or for another region, is not called
    unknown.
    """
    previous, _ = st.session_state.get(f"_had_{key}", (None, None))
    unknown = [text for text in st.query_params.get_all(key) if text not in options and text != previous]
    if unknown:
        mark_unknown(key, unknown)
    if key not in IN_CHOICE:
        warn(key)


def by_code(key: str, names: Mapping[str, str], *, several: bool = False) -> None:
    """Takes a choice that a link names by its code: before its widget is made, the name stands in its place.

    names: of what can be chosen, by code. What is no code is left for `check_link`.
    """
    texts = st.query_params.get_all(key)
    if texts and all(text in names for text in texts):
        chosen = [names[text] for text in texts]
        st.session_state[key] = chosen if several else chosen[-1]
        st.query_params[key] = chosen


def follow_merger(key: str, options: list[str]) -> None:
    """Opens the successor where a link names a municipality that is no more, and says so.

    options: the names that can be chosen. A municipality that was divided has no successor to open; then the words
    say where it went. To be called before the widget with this key is made.
    """
    texts = [text for text in st.query_params.get_all(key) if text not in options]
    if len(texts) != 1 or (merger := mergers.named(texts[0])) is None:
        return
    successors = [regions.name(code) for code in mergers.successors(merger.code)]
    if len(successors) == 1 and successors[0] in options:
        st.session_state[key] = st.query_params[key] = successors[0]
        st.session_state[f"_unknown_{key}"] = f"{_no_more(merger)} U ziet nu {successors[0]}."


def mark_unknown(key: str, texts: list[str]) -> None:
    """Keeps the words about what a link asks for in vain."""
    merger = mergers.named(texts[0]) if key in ("gemeente", "vergelijk") and len(texts) == 1 else None
    words = f"“{', '.join(texts)}” uit de link kennen we niet ({key})."
    st.session_state[f"_unknown_{key}"] = f"{_no_more(merger)} Kies een gemeente van nu." if merger else words


def _no_more(merger: mergers.Merger) -> str:
    return f"De gemeente {merger.name} uit de link bestaat niet meer: {mergers.described(merger.code)}."


def warn(key: str) -> None:
    """Shows the words about what a link asks for in vain, if there are any."""
    if message := st.session_state.get(f"_unknown_{key}"):
        st.warning(literal(message), icon=":material/link_off:")


def forget(key: str) -> None:
    """Takes back the words about what a link asks for in vain: the reader has chosen."""
    st.session_state.pop(f"_unknown_{key}", None)
