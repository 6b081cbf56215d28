"""Do readers keep the last state until a new one is ready, and never wait for what is being made?"""

import threading

import pytest

from ks_data.store import Snapshot, current, pending, readiness, shown
from ks_data.store.table_states import Preview
from tests.store.releases.publishing import publish, tranches


@pytest.fixture
def making(monkeypatch, own_data):
    """New states are made as soon as the test says so; gives the event that says so."""
    go, prepared = threading.Event(), Snapshot.prepared

    def wait(state):
        yield 0.5
        assert go.wait(60)
        yield from prepared(state)

    monkeypatch.setattr(Snapshot, "prepared", wait)
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(readiness, "_shown", readiness._Shown())
    monkeypatch.setenv("KS_RELEASES", str(own_data / "releases"))
    yield go
    go.set()
    if thread := readiness._shown._making:
        thread.join()


def tranche_of(state: Snapshot) -> str:
    rows = state.table("tranches")
    return str(rows.loc[rows["region"] == "GM0392", "tranche"].iloc[0])


@pytest.mark.slow
def test_readers_see_the_last_state_until_the_new_one_is_ready(making):
    before = shown()
    assert before is current() and pending() is None
    publish(tranches(GM0392="4"))
    assert shown() is before and tranche_of(shown()) != "4"
    assert tranche_of(current()) == "4", "who checks a file compares it with the newest"
    while pending() == 0:  # the thread starts
        pass
    assert pending() == 0.5
    making.set()
    readiness._shown._making.join()
    assert pending() is None and shown() is current() and tranche_of(shown()) == "4"


def test_what_is_published_while_a_state_is_made_comes_after_it(making):
    before = shown()
    publish(tranches(GM0392="4"))
    assert shown() is before
    second = current()
    publish(tranches(GM0392="3"))
    assert shown() is before
    making.set()
    readiness._shown._making.join()
    assert readiness._shown._shown is second
    assert pending() is not None
    shown()
    readiness._shown._making.join()
    assert tranche_of(shown()) == "3" and pending() is None


def test_a_preview_lies_over_what_readers_see(making):
    before = shown()
    publish(tranches(GM0392="4"))
    preview = Preview("tranches", "proef.csv", "a", tranches(GM0363="2"))
    assert shown(preview).log == before.log and shown(preview) is shown(preview)


def test_other_releases_and_other_files_are_seen_at_once(making, tmp_path, monkeypatch):
    shown()
    publish(tranches(GM0392="4"))
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "elders"))
    assert shown() is current() and pending() is None


def test_a_state_that_cannot_be_made_is_shown_with_what_is_wrong(making, monkeypatch):
    def fail(state):
        yield 1 / 0

    monkeypatch.setattr(Snapshot, "prepared", fail)
    shown()
    publish(tranches(GM0392="4"))
    shown()
    readiness._shown._making.join()
    assert shown() is current()
