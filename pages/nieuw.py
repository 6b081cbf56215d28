"""New figures: what a dropped file says, what is wrong with it, what it would change, and publishing it."""

import streamlit as st

from ks_data import DataError
from ks_data.ingest import Unrecognised
from pages import access, frame, upload

frame.enter()
frame.heading(
    "Nieuwe cijfers",
    "Sleep een bestand in de zijbalk. U ziet wat erin staat en wat het verandert. Er verandert niets tot u publiceert.",
)
dropped = st.session_state.get("_file")
if dropped is None:
    st.session_state.pop("_preview", None)
    upload.invitation()
    st.stop()

key = dropped.file_id
try:
    examined = upload.examined(dropped, upload.choices(key))
except Unrecognised as unknown:
    st.warning(str(unknown), icon=":material/help:")
    upload.map_columns(unknown.sheet, key)
    st.stop()
except DataError as error:
    st.error(str(error), icon=":material/error:")
    st.stop()

upload.summary(examined)
upload.map_subjects(examined, key)

st.header("1. Wat wij vonden", anchor=False)
confirmed = upload.findings(examined.checked)

st.header("2. Wat het verandert", anchor=False)
upload.differences(examined)
if not examined.checked.blocked and len(examined.checked.rows):
    looking = st.toggle("Bekijk de hele app met deze cijfers. Alleen u ziet dit.", key=f"kijk_{key}")
    wanted = upload.preview(examined) if looking else None
    if wanted != st.session_state.get("_preview"):
        st.session_state["_preview"] = wanted
        st.rerun()

st.header("3. Publiceren", anchor=False)
upload.publish_form(examined, confirmed, access.person())
