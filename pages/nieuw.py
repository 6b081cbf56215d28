"""New figures: what a dropped file says, what is wrong with it, what it would change, and publishing it."""

import streamlit as st

from ks_data import DataError
from ks_data.incoming.publication import Examined
from ks_data.incoming.reading import TabRefused, Unrecognised
from ks_data.store import releases
from pages.html.dropping import drop_place
from pages.parts import access, column_form, difference, fetching, meanings, publishing, upload, visit
from pages.parts.markdown import literal

data, _ = visit.enter()
visit.heading(
    "Nieuwe cijfers",
    "Kies een bestand. U ziet wat erin staat en wat het verandert. Er verandert niets tot u publiceert.",
)
if problem := releases.problem():
    st.error(literal(problem), icon=":material/error:")
publishing.refusal()
dropped = st.session_state.get("_file")


def switch_preview(on: bool, examined: Examined) -> None:
    """Shows the whole app with these figures to this reader, or no longer."""
    before = st.session_state.get("_preview")
    st.session_state["_preview"] = upload.preview(examined) if on else None
    if st.session_state["_preview"] != before:
        st.rerun()


def steps(examined: Examined, file_id: str) -> None:
    """All that there is to know before publishing, from top to bottom."""
    place = upload.summary(examined)
    upload.choose_sheet(examined.reading.tab, examined.reading.tabs, file_id)
    if examined.checked.kind == "observations":
        upload.map_again(file_id, examined.reading.tab, named=examined.mapping is not None)
    upload.choose_tranche(examined, file_id)
    meanings.map_subjects(examined, file_id)
    meanings.map_signs(examined, file_id)
    upload.ask_own_rule(examined, file_id)
    st.header("1. Wat wij vonden", anchor=False)
    person = access.person()
    confirmed = upload.findings(examined, file_id, person.publisher)
    upload.verdict(place, examined, confirmed, person.publisher)
    st.header("2. Wat het verandert", anchor=False)
    difference.groups(examined)
    if examined.checked.blocked:
        switch_preview(False, examined)
        st.error("Publiceren kan nog niet: verbeter eerst de fouten hierboven.", icon=":material/block:")
        return
    toggle = f"kijk_{file_id}"
    st.session_state.setdefault(toggle, st.session_state.get("_preview") is not None)
    switch_preview(st.toggle("Bekijk de hele app met deze cijfers. Alleen u ziet dit.", key=toggle), examined)
    st.header("3. Publiceren", anchor=False)
    publishing.publish_form(data, examined, file_id, confirmed, person)


if dropped is None:
    st.session_state.pop("_preview", None)
    st.html(str(drop_place()))
    upload.invitation()
    fetching.offer()
else:
    fetching.about(dropped)
    chosen = upload.choices(dropped.file_id)
    try:
        steps(upload.examined(dropped, chosen), dropped.file_id)
    except Unrecognised as unrecognised:
        st.warning(literal(str(unrecognised)), icon=":material/help:")
        upload.choose_sheet(unrecognised.sheet.tab, unrecognised.sheet.tabs, dropped.file_id)
        column_form.map_columns(unrecognised.sheet, dropped.file_id)
    except TabRefused as error:
        st.error(literal(str(error)), icon=":material/error:")
        chosen_mapping = chosen.get("mapping")
        upload.choose_sheet(chosen_mapping.sheet if chosen_mapping else "", error.tabs, dropped.file_id)
        if chosen_mapping and chosen_mapping.values:
            upload.map_again(dropped.file_id, chosen_mapping.sheet)
    except DataError as error:
        st.error(literal(str(error)), icon=":material/error:")
        if chosen.get("mapping") or upload.can_be_mapped(dropped):
            upload.map_again(dropped.file_id, named="mapping" in chosen)
