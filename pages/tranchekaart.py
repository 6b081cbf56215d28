"""The map page: which municipality joined in which tranche, by a source or, plainly unlike that, by a list."""

import streamlit as st

from ks_data.answers import citations, excerpts, rollout, terms
from ks_data.catalogue import regions
from pages.charts import maps
from pages.html.legends import tranche_counts
from pages.parts import cards, links, reader, taking, upload, visit

data, choice = visit.enter()
EVERYWHERE, AROUND = "heel Nederland", "de gekozen gemeente"
areas = regions.provinces()
views = {EVERYWHERE: "", AROUND: rollout.AROUND, **dict(zip(areas["name"], areas["code"], strict=True))}
heading = st.container()


def keep_in_view() -> None:
    """Zooms out when another municipality is chosen that the province on the map does not have."""
    before, st.session_state["_op_kaart"] = st.session_state.get("_op_kaart", choice.region), choice.region
    zoomed = views.get(st.session_state.get("provincie", EVERYWHERE), "")
    if before != choice.region and zoomed not in ("", rollout.AROUND, regions.parents()[choice.region]):
        st.session_state["provincie"] = EVERYWHERE


keep_in_view()
with st.container(key="kaart_en_legenda"):
    picture, beside = st.columns([1, 1], gap="medium")
with beside:
    view = links.select("Zoom in op", list(views), "provincie")
    infer = True
    if rollout.roll_out(data, choice.region).can_infer:
        infer = st.toggle(
            "Toon ook wat is afgeleid", True, key="afgeleid", bind="query-params", help=terms.meaning("inferred")
        )
    answer = rollout.roll_out(data, choice.region, views.get(view, ""), infer)
    cards.tranche_legend(answer)
with heading:
    visit.heading(answer.title, answer.lead)
with picture:
    cards.chart(
        data,
        maps.map_spec(answer.years),
        maps.map_values(answer.in_view, choice.region, reader.turn()),
        "kaart",
        answer.alt,
        on_select=lambda: reader.pick_clicked("kaart"),
        selection_mode="klik",
    )
    cards.quiet(answer.attribution)

with st.expander("Hoeveel gemeenten heeft elke tranche, en sinds wanneer?", icon=":material/event:"):
    st.html(str(tranche_counts(answer)))
    cards.paragraphs([f"Tranche: {terms.meaning('tranche')}", *answer.starts], [answer.inferred_remark])
if answer.whereabouts:
    with st.expander("Waar staat de lijst?", icon=":material/list_alt:"):
        cards.paragraphs(answer.whereabouts)
        upload.download_template("tranches")
in_a_table = st.expander(
    "Alle gemeenten in een tabel", icon=":material/table:", key="lijst", bind="query-params", on_change="rerun"
)
if in_a_table.open:  # a table is a megabyte of code that the browser fetches first
    with in_a_table:
        cards.region_table(cards.tranche_table(answer.in_view), answer.in_view.codes, choice, "tabel")
cards.paragraphs((), cited=citations.linked(data, answer.citations))
with st.container(horizontal=True, vertical_alignment="center"):
    cards.download(data, answer.download, ["tranches"], "download_tranches")
    taking.take_along(lambda: excerpts.of_roll_out(data, choice), choice, "landkaart")
