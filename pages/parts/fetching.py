"""Fetches figures at a button, after which they are examined like a dropped file. Knows no table and no server."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from ks_data import DataError
from ks_data.workshop.fetch import figures
from ks_data.workshop.fetch.fetched import Fetched
from ks_data.workshop.fetch.sources import SOURCES, Source
from ks_data.workshop.fetch.web import Client
from pages.html import text
from pages.parts import access, upload
from pages.parts.markdown import literal

USUAL_QUESTIONS = 10
"""So many a table takes, more or less; the bar is full when the last has been answered."""
PERINATAL = """**De “Perinatale kerncijfers” van alle gemeenten in drie stappen:**

1. Ga naar waarstaatjegemeente.nl en zoek de tabel “Perinatale kerncijfers”.
2. Kies bij de gebieden alle gemeenten en Nederland, en bij de perioden alle jaren.
3. Bewaar de tabel als Excel of CSV, en sleep dat ene bestand hierheen. De app leest alles in één keer."""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A fetched file in the place of a dropped one."""

    fetched: Fetched

    @property
    def name(self) -> str:
        return self.fetched.name

    @property
    def file_id(self) -> str:
        return hashlib.sha256(self.fetched.content).hexdigest()

    def getvalue(self) -> bytes:
        return self.fetched.content


def offer() -> None:
    """A button for each source for a publisher, and how to get what no source gives."""
    person = access.person()
    st.markdown("**Of haal de nieuwste cijfers op bij het CBS.**")
    if not person.publisher:
        st.html(str(text.quiet(f"Ophalen is voor wie mag publiceren. {person.reason}")))
    for source in SOURCES.values():
        words, button = st.columns([3, 1], vertical_alignment="center")
        words.markdown(f"{source.title} (tabel {source.table})")
        button.button(
            "Haal op bij CBS",
            key=f"haal_{source.id}",
            disabled=not person.publisher,
            icon=":material/cloud_download:",
            on_click=lambda wanted: st.session_state.update(_wanted=wanted),
            args=(source.id,),
        )
        if st.session_state.get("_wanted") == source.id:
            del st.session_state["_wanted"]
            _fetch(source)
    st.markdown(PERINATAL)


def about(dropped: Any) -> None:
    """What happened on the way of a fetched file, and a button to lay it aside."""
    if not isinstance(dropped, FetchedFile):
        return
    st.html(str(text.quiet(" ".join(dropped.fetched.remarks))))
    st.button("Leg deze cijfers weg", on_click=upload.let_go, icon=":material/close:")


def _fetch(source: Source) -> None:
    """Fetches, and opens what came back as if it had been dropped."""
    bar = st.progress(0.0, f"{source.title} ophalen …")
    asked: list[str] = []

    def progress(address: str) -> None:
        """Each call is a moment at which Streamlit ends this run, when the reader leaves."""
        asked.append(address)
        bar.progress(min(len(asked) / (USUAL_QUESTIONS + 1), 1.0), f"{source.title} ophalen … vraag {len(asked)}")

    try:
        access.publisher(f"{source.id} ophalen")
        with Client(progress=progress) as client:
            file = FetchedFile(figures.fetch(source, client))
    except DataError as error:
        bar.empty()
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.session_state["_file"] = file
    dated = date.fromisoformat(file.fetched.source_date) if file.fetched.source_date else None
    account = {"bron": file.fetched.source, "datum": dated, "waarom": file.fetched.note}
    upload.choices(file.file_id).setdefault("account", account)
    st.rerun()
