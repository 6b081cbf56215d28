"""The map page: which municipality joined in which tranche, as far as a source says so."""

import streamlit as st

from ks_data import figures, regions
from pages import charts, frame

choice = frame.enter()
known = figures.tranche(choice.region)
frame.heading(
    f"{choice.name}: {known.words}",
    "Alle gemeenten doen mee aan Kansrijke Start. Zij stapten in vier groepen in, de tranches.",
)
EVERYWHERE = "heel Nederland"
provinces = {str(name): str(code) for code, name in regions.provinces().set_index("code")["name"].items()}
towns = figures.tranches()


def pick(name: str | None) -> None:
    """Makes a municipality the reader's choice on every page."""
    if name:
        st.session_state["gemeente"] = name


def picked_on_map() -> None:
    points = st.session_state["kaart"]["selection"]["klik"]
    pick(regions.name(points[0]["id"]) if points else None)


zoom, search = st.columns(2)
province = zoom.selectbox("Zoom in op", [EVERYWHERE, *provinces], key="provincie", bind="query-params")
shown = towns if province == EVERYWHERE else towns[towns["province"] == provinces[province]]
shown = shown.reset_index(drop=True)
st.session_state["zoek"] = choice.name if choice.name in set(shown["name"]) else None
search.selectbox(
    "Zoek een gemeente",
    list(shown["name"]),
    key="zoek",
    placeholder="Typ een naam",
    on_change=lambda: pick(st.session_state["zoek"]),
)

picture, legend = st.columns([5, 4], gap="large")
with picture:
    frame.chart(
        charts.map_spec(frame.dark()),
        charts.map_values(shown, choice.region),
        "kaart",
        f"Kaart van {province} met de tranche van elke gemeente. De tabel eronder geeft hetzelfde in woorden.",
        on_select=picked_on_map,
        selection_mode="klik",
    )
    frame.quiet(regions.ATTRIBUTION)
with legend:
    frame.tranche_legend(figures.tranche_totals(), towns)
    frame.quiet(
        "Van de meeste gemeenten weten we dat zij meedoen, maar niet in welke tranche zij instapten. "
        "De lijst per gemeente is nog niet openbaar aangeleverd."
    )

listed = figures.tranche_words(shown)
chosen = [int(at) for at in shown.index[shown["code"] == choice.region]]


def picked_in_table() -> None:
    rows = st.session_state[f"tabel_{province}_{choice.region}"]["selection"]["rows"]
    pick(str(shown["name"].iloc[rows[0]]) if rows else None)


st.subheader("Alle gemeenten in een tabel", anchor=False)
st.dataframe(
    listed.drop(columns="Bron").astype(
        {"Provincie": "category", "Tranche": "category", "Waaruit dat blijkt": "category"}
    ),
    hide_index=True,
    height=320,
    key=f"tabel_{province}_{choice.region}",
    on_select=picked_in_table,
    selection_mode="single-row",
    selection_default={"selection": {"rows": chosen}},
)
frame.sources([*figures.tranche_totals()["source"], known.source])
frame.download(listed.assign(Code=shown["code"]), "tranches", "download_tranches")
