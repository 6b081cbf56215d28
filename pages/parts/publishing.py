"""Publishing, as a publisher does it in the app: the form, the act itself, and the file as it was dropped."""

from datetime import date

import streamlit as st

from ks_data import DataError
from ks_data.incoming import publication
from ks_data.language import dutch
from ks_data.store import Snapshot, releases
from pages.html import text
from pages.parts import access, originals, upload_limit
from pages.parts.failures import reported
from pages.parts.frame import go
from pages.parts.markdown import literal
from pages.parts.upload import choices, unconfirmed

OTHER_NOW = (
    "Er is niets gepubliceerd: intussen heeft iemand anders iets gepubliceerd of teruggezet. Kijk hierboven na wat uw "
    "bestand nu verandert, en publiceer dan."
)
READ_ANEW = "Er is niets gepubliceerd: het bestand is net opnieuw gelezen. Kijk na wat het verandert, en publiceer dan."
"""Said when the button was pressed on a page of before the server started again."""


def original(release: releases.Release) -> None:
    """The file of a release as it was dropped; for publishers, as it may hold small numbers."""
    st.download_button(
        "Download het bestand",
        reported(access.asking(f"het bestand van release {release.number} ophalen", lambda: releases.file(release))),
        file_name=originals.file_name(release.number, release.file),
        key=f"bestand_{release.number}",
        icon=":material/download:",
        on_click="ignore",
    )


def publish_form(
    data: Snapshot, examination: publication.Examined, file_id: str, confirmed: set[str], person: access.Person
) -> None:
    """Who, why, source and date; the server checks it all again when the button is pressed."""
    waiting = len(unconfirmed(examination, confirmed))
    notice = st.empty()  # so that the fields keep their place, and what is typed in them
    if not person.publisher:
        notice.info(f"{literal(person.reason)} Bekijken mag wel.", icon=":material/lock:")
    elif waiting:
        notice.warning(
            f"Bevestig eerst {dutch.plural(waiting, 'soort vraag', 'soorten vragen')} hierboven.",
            icon=":material/help:",
        )
    account = choices(file_id).setdefault("account", {})

    def field(name: str, empty: str | None) -> str:
        """The key of a field that shows what was filled in before, also after a look at another page."""
        box = f"{name}_{file_id}"
        st.session_state.setdefault(box, account.get(name, empty))
        return box

    with st.container(border=True):
        first, second = st.columns(2)
        example = "waarstaatjegemeente.nl, Perinatale kerncijfers"
        source = first.text_input("Bron", key=field("bron", ""), placeholder=example, max_chars=200)
        dated = second.date_input(
            "Datum van de bron", None, key=field("datum", None), format="DD-MM-YYYY", max_value=date.today()
        )
        example = "Jaarlijkse levering over 2024"
        note = st.text_input("Waarom publiceert u dit?", key=field("waarom", ""), placeholder=example, max_chars=500)
        start = st.date_input(
            "Vanaf (leeg: nu)", None, key=field("vanaf", None), format="DD-MM-YYYY", min_value=date.today()
        )
        account.update(bron=source, datum=dated, waarom=note, vanaf=start)
        st.html(str(text.quiet(f"U publiceert als {person.name}.")))
        disabled = not person.publisher or bool(waiting)
        compared, st.session_state["_seen"] = st.session_state.get("_seen"), examination.state
        if st.button("Publiceren", type="primary", disabled=disabled, icon=":material/publish:", on_click=_ask):
            if compared == examination.state:
                _publish(data, examination, confirmed, source, note, dated, start)
            else:  # it was compared anew in this very run
                st.warning(OTHER_NOW if compared else READ_ANEW, icon=":material/sync_problem:")


def _ask() -> None:
    """Says and writes down that who was a publisher when the button was shown no longer is; it is off by now."""
    try:
        if not access.person().publisher:
            access.publisher()
    except access.NotAllowed as error:
        st.session_state["_refused"] = str(error)


def refusal() -> None:
    """Why the act that was just asked for was refused."""
    notice = st.empty()  # so that the fields below keep what is typed in them
    if reason := st.session_state.pop("_refused", ""):
        notice.error(literal(reason), icon=":material/error:")


def _publish(
    data: Snapshot,
    examination: publication.Examined,
    confirmed: set[str],
    source: str,
    note: str,
    dated: date | None,
    start: date | None,
) -> None:
    try:
        release = publication.publish(
            examination,
            author=access.publisher().name,
            note=note.strip(),
            source=source.strip(),
            source_date=dated.isoformat() if dated else "",
            valid_from=start.isoformat() if start else "",
            confirmed=confirmed,
        )
    except DataError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    for name in ("_file", "_preview", "_examined"):
        st.session_state.pop(name, None)
    upload_limit.release(st.session_state.get("_file_id", ""))
    message, counts_now = f"Release {release.number} is gepubliceerd.", True
    if start and start > date.today():
        counts_now = False
        message = f"Release {release.number} staat klaar. Lezers zien haar vanaf {dutch.date(start.isoformat())}."
    st.session_state["_done"] = message, counts_now
    go("releases")
