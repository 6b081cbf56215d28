"""The map page: which municipality joined in which tranche, as far as a source says so."""

import streamlit as st

from ks_data.answers import rollout
from ks_data.catalogue import regions
from pages.charts import maps
from pages.parts import cards, links, reader, visit

data, choice = visit.enter()
tranche = rollout.tranche(data, choice.region)
visit.heading(
    f"{choice.name}: {tranche.words}",
    "Alle gemeenten doen mee aan Kansrijke Start. Zij stapten in vier groepen in, de tranches.",
)
EVERYWHERE = "heel Nederland"
areas = regions.provinces()
provinces = dict(zip(areas["name"], areas["code"], strict=True))


def take_search() -> None:
    """Chooses the municipality that was searched, on a map that shows it."""
    name = st.session_state["zoek"]
    reader.pick(name)
    if name and name not in set(in_view["name"]):
        st.session_state["provincie"] = EVERYWHERE
    st.session_state["zoek"] = None


zoom, search = st.columns(2)
with zoom:
    province = links.select("Zoom in op", [EVERYWHERE, *provinces], "provincie")
code = provinces.get(province, "")
in_view = rollout.tranches(data, code)
search.selectbox(
    "Zoek een gemeente",
    list(rollout.tranches(data)["name"]),
    index=None,
    key="zoek",
    placeholder="Typ een naam",
    on_change=take_search,
)

picture, legend = st.columns([5, 4], gap="large")
with picture:
    cards.chart(
        data,
        maps.map_spec(reader.dark()),
        maps.map_values(data, code, choice.region, reader.turn()),
        "kaart",
        f"Kaart van {province} met de tranche van elke gemeente. De tabel eronder geeft hetzelfde in woorden.",
        on_select=lambda: reader.pick_clicked("kaart"),
        selection_mode="klik",
    )
    cards.quiet(regions.ATTRIBUTION)
with legend:
    cards.tranche_legend(data)

st.header("Alle gemeenten in een tabel", anchor=False)
cards.region_table(cards.tranche_table(data, code), in_view["code"], choice.region, "tabel")
cards.sources(data, [*rollout.tranche_totals(data)["source"], tranche.source])
cards.download(
    data, lambda: rollout.tranche_words(data, code).assign(Code=in_view["code"]), "tranches", "download_tranches"
)
