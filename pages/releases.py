"""What was published, by whom and why, and putting back any earlier state."""

import streamlit as st

from ks_data import store
from ks_data.incoming import account
from ks_data.language import dutch
from ks_data.store import releases
from pages.parts import access, cards, difference, publishing, restoring, visit
from pages.parts.markdown import literal

data, _ = visit.enter()
visit.heading("Releases", "Alles wat gepubliceerd is, het nieuwste boven. Elke eerdere stand is terug te zetten.")
person = access.person()


def outcome(message: str, counts_now: bool) -> None:
    """What was done, and how far it is on its way to readers; they see the former state until all of it is ready."""
    progress = store.pending()
    if progress is None and data.log != store.current().log:  # ready since this page was drawn
        st.session_state["_done"] = message, counts_now
        st.rerun()
    since = store.shown_since()
    moment = f"{dutch.date(since.date().isoformat())}, {since:%H:%M} uur"
    ready = f" Lezers zien dit nu, sinds {moment}." if counts_now and progress is None else ""
    st.success(f"{message}{ready}", icon=":material/check_circle:")
    if progress is not None:
        st.progress(progress, "De cijfers worden klaargezet. Lezers zien tot dan de vorige.")


def show(release: releases.Release, newest: bool, waiting: bool, restored: bool) -> None:
    st.header(literal(account.headline(release, waiting)), anchor=False)
    in_force = account.in_force(release, waiting or store.pending() is not None, restored)
    cards.paragraphs([account.account(release), in_force])
    cards.quiet(account.details(release, person.publisher))
    if person.publisher:
        with st.container(horizontal=True):
            if not newest:
                restoring.restore_button(release.number, "Zet deze stand terug")
            if release.sha256:
                publishing.original(release)
    # What was seen at one time can give away what is hidden at another, and what waits for its day is nobody's yet.
    published = person.publisher and release.act == "publish"
    if published and st.toggle("Toon wat er veranderde", key=f"verschil_{release.number}"):
        change = account.changed_by(data, release)
        for group in ("gewijzigd", "nieuw"):
            if change.counts[group]:
                cards.quiet(f"{group.capitalize()}: {dutch.number(change.counts[group], 0)}")
                difference.table(release.kind, change, group)


if problem := releases.problem():
    st.error(literal(problem), icon=":material/error:")
publishing.refusal()
if done := st.session_state.pop("_done", None):
    st.fragment(outcome, run_every=1 if store.pending() is not None else None)(*done)
history = releases.history()
scheduled = {release.number for release in releases.upcoming()}
if not history:
    st.info("Er is nog niets gepubliceerd: alle cijfers zijn die waarmee de app is geleverd.", icon=":material/info:")
restores = [release.number for release in history if release.act == "restore"]
for release in history:
    with st.container(border=True):
        restored = any(number > release.number for number in restores)
        show(release, release is history[0], release.number in scheduled, restored)
if history and person.publisher and history[0].restores != 0:
    restoring.restore_button(0, "Zet terug wat met de app is meegeleverd")
elif history and not person.publisher:
    cards.quiet(f"{person.reason} Terugzetten kan daarom niet.")
