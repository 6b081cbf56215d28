"""What the reader chose: a municipality, what it is compared with, the years, and a light or a dark page."""

from dataclasses import dataclass

import streamlit as st

from ks_data.catalogue import regions


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose in the sidebar: a municipality, what it is compared with, and the years.

    turn: how often another municipality was chosen; it lets the same one be clicked again later.
    """

    region: str
    benchmark: str
    first: int
    last: int
    turn: int

    @property
    def name(self) -> str:
        return regions.name(self.region)

    @property
    def benchmark_name(self) -> str:
        return regions.name(self.benchmark)


def dark() -> bool:
    """Whether the reader's page is dark."""
    return st.context.theme.type == "dark"


def pick(name: str | None) -> None:
    """Makes a municipality the reader's choice on every page."""
    if name:
        st.session_state["gemeente"] = name


def pick_clicked(key: str) -> None:
    """Makes the municipality that was clicked in a chart the reader's choice; a province is left alone."""
    points = st.session_state[key]["selection"]["klik"]
    if points and regions.level(points[0]["id"]) == "gemeente":
        pick(regions.name(points[0]["id"]))
