"""The line under the title: the reader's choice, changed where it stands. A page shows what works on it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ks_data import DataError
from ks_data.answers import Choice, figures
from ks_data.catalogue import mergers, regions
from ks_data.language import dutch
from ks_data.store import Snapshot
from pages.html import text
from pages.parts import menu, reader
from pages.parts.links import (
    asked_for,
    by_code,
    check_link,
    follow_merger,
    forget,
    mark_gone,
    mark_unknown,
    select,
    warn,
)

USUAL_YEARS = (2017, 2022)
"""The years that are chosen where no observation can be read."""
MOST = 6
"""So many other municipalities are offered at most."""


def choose(data: Snapshot, page: menu.Page | None, head: DeltaGenerator) -> Choice:
    """Draws the line and gives the choice, which all pages share and the address keeps. page: None for an unknown one.

    head: the place above the line, for the words about what a link asks for in vain.

    Every choice is made on every page, also out of sight: Streamlit forgets one that is not there.
    """
    st.session_state["_problem"] = ""
    try:
        names, provinces = regions.names(), [regions.COUNTRY, *regions.provinces()["code"]]
        towns = mergers.municipalities_now()
    except DataError as error:
        st.session_state["_problem"] = str(error)
        names = {code: regions.name(code) for code in (regions.HOME, regions.COUNTRY)}
        provinces, towns = [regions.COUNTRY], (regions.HOME,)
    codes = {name: code for code, name in names.items()}
    towns_named = [names[code] for code in towns]
    others_named = _with_figures(data, [*provinces, *towns], names)
    works = page.choices if page else ()
    by_code("gemeente", {code: names[code] for code in towns})
    by_code("vergelijk", {code: names[code] for code in [*provinces, *towns]})
    follow_merger("gemeente", towns_named)
    follow_merger("vergelijk", others_named)
    home = towns_named.index(names[regions.HOME])
    with st.container(key="keuze" if works else "keuze_uit", horizontal=True, vertical_alignment="center"):
        with _place("gemeente", works):
            town = select("Gemeente", towns_named, "gemeente", index=home, placeholder="Kies een gemeente")
        with _place("vergelijk", works):
            benchmark = select("Vergelijk met", others_named, "vergelijk")
        with _place("jaren", works):
            first, last, usual = _years(data)
    with head:
        for key in works:
            warn(key)
    if page and page.why_no_years and (first, last) != usual:
        st.html(str(text.quiet(f"U koos {dutch.years(range(first, last + 1))}. {page.why_no_years}")))
    previous: Choice | None = st.session_state.get("_choice")
    if previous and previous.region != codes[town]:
        st.session_state["_turn"] = reader.turn() + 1
    return Choice(codes[town], codes[benchmark], first, last)


def offer(codes: Iterable[str]) -> None:
    """A button for each municipality that does have what the chosen one has not; of more than MOST only the first."""
    with st.container(horizontal=True):
        for code in list(codes)[:MOST]:
            st.button(regions.name(code), key=f"bekijk_{code}", on_click=reader.pick, args=(regions.name(code),))


@contextmanager
def _place(key: str, works: Iterable[str]) -> Iterator[None]:
    """Where a choice stands; app.css takes it out of sight where it does not work."""
    with st.container(key=f"kies_{key}" if key in works else f"kies_{key}_uit", width="content"):
        yield


def _with_figures(data: Snapshot, codes: list[str], names: dict[str, str]) -> list[str]:
    """The names of the regions that have some figure, and of one that was asked for all the same."""
    try:
        having = figures.regions_with_any(data)
    except DataError:  # the pages that need the observations say so themselves
        return [names[code] for code in codes]
    asked = asked_for("vergelijk")
    return [names[code] for code in codes if code in having or names[code] in asked or code == regions.COUNTRY]


def _years(data: Snapshot) -> tuple[int, int, tuple[int, int]]:
    """The first and last year that are chosen, and those that are usual."""
    try:
        span, usual = figures.span(data), figures.usual_span(data)
    except DataError:
        return *USUAL_YEARS, USUAL_YEARS
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
    return min(chosen), max(chosen), usual  # a link may name the last year first
