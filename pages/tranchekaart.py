"""The map page: which municipality joined in which tranche, as far as a source says so."""

import streamlit as st

from ks_data.answers import rollout
from ks_data.catalogue import regions
from pages.charts import maps
from pages.parts import cards, links, reader, visit

data, choice = visit.enter()
EVERYWHERE = "heel Nederland"
areas = regions.provinces()
provinces = dict(zip(areas["name"], areas["code"], strict=True))
country = rollout.roll_out(data, choice.region)
visit.heading(country.title, country.lead)


def take_search() -> None:
    """Chooses the municipality that was searched, on a map that shows it."""
    name = st.session_state["zoek"]
    reader.pick(name)
    if name and name not in set(in_view.table["Gemeente"]):
        st.session_state["provincie"] = EVERYWHERE
    st.session_state["zoek"] = None


zoom, search = st.columns(2)
with zoom:
    province = links.select("Zoom in op", [EVERYWHERE, *provinces], "provincie")
answer = rollout.roll_out(data, choice.region, provinces.get(province, ""))
in_view = answer.in_view
search.selectbox(
    "Zoek een gemeente",
    list(country.names),
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
        maps.map_values(in_view, choice.region, reader.turn()),
        "kaart",
        answer.alt,
        on_select=lambda: reader.pick_clicked("kaart"),
        selection_mode="klik",
    )
    cards.quiet(answer.attribution)
with legend:
    cards.tranche_legend(answer)

st.header("Alle gemeenten in een tabel", anchor=False)
cards.region_table(cards.tranche_table(in_view), in_view.codes, choice.region, "tabel")
cards.paragraphs((), cited=answer.citations)
cards.download(data, answer.download, "tranches", "download_tranches")
