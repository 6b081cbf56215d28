"""What the reader clicked in a map, chart or table, and what becomes his choice."""

import streamlit as st

from ks_data.catalogue import regions


def turn() -> int:
    """How often another municipality was chosen; it lets the same one be clicked again later."""
    return int(st.session_state.get("_turn", 0))


def pick(name: str | None) -> None:
    """Makes a municipality the reader's choice on every page."""
    if name:
        st.session_state["gemeente"] = name


def pick_clicked(key: str) -> None:
    """Makes the municipality that was clicked in a chart the reader's choice; a province is left alone."""
    points = st.session_state[key]["selection"]["klik"]
    if points and regions.level(points[0]["id"]) == "gemeente":
        pick(regions.name(points[0]["id"]))
