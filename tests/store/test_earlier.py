"""Is it recorded what readers saw of each state, and is nothing believed that is not whole?"""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ks_data import store
from ks_data.store import Snapshot, current, earlier, protection, readiness, releases, snapshot, table_states
from ks_data.store.earlier import Seen
from ks_data.store.releases import records, upkeep
from tests.store.releases.processes import in_fresh_process, use_folder
from tests.store.states import EARLY_CARE, forget_states, observations, publish
from tests.store.test_protection import FLEVOLAND, stillbirths, visible_stillbirths

STATES = 3


@pytest.fixture
def protections(own_releases: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one as often as small numbers are looked for; nothing is remembered at first."""
    calls: list[int] = []
    protect = protection.protect

    def counted(name: str, *arguments: Any) -> pd.DataFrame:
        calls.extend([1] * (name == "observations"))
        return protect(name, *arguments)

    monkeypatch.setattr(table_states.protection, "protect", counted)
    forget_states()
    return calls


def publish_some() -> None:
    for number in range(STATES):
        publish(observations(f"GM0392 2019 {80 + number} {800 + 10 * number} 1000"))


def folder_of_records() -> Path:
    return releases.home() / records.FOLDER


@pytest.mark.slow
def test_of_earlier_states_in_which_the_same_is_counted_one_is_laid_beside_that_of_today(own_releases) -> None:
    for number in (0, 1, 0, 1, 0):
        publish(observations(f"GM0392 2019 {80 + number} {800 + 10 * number} 1000"))
    state = current()._state("observations")
    beside, are_all_read = table_states._earlier_states(state, "observations")
    assert len(state.history.states) == 5 and are_all_read
    key = ["indicator", "region", "period"]
    counted = [each.counted.set_index(key).loc[(EARLY_CARE, "GM0392", "2019"), "numerator"] for each in beside]
    assert counted[:2] == [810, 800] and len(beside) == 3  # and what was shipped


@pytest.mark.slow
def test_who_shows_a_state_records_it_and_who_comes_later_looks_for_small_numbers_once(protections) -> None:
    for number in range(STATES):
        publish(observations(f"GM0392 2019 {80 + number} {800 + 10 * number} 1000"))
        current().prepare("observations")
    before = current().table("observations")
    assert len(list(folder_of_records().iterdir())) == STATES + 1  # with what was shipped
    forget_states()
    protections.clear()
    pd.testing.assert_frame_equal(current().table("observations"), before)
    assert len(protections) == 1


@pytest.mark.slow
def test_what_was_never_recorded_is_looked_for_once_and_gives_the_same(protections) -> None:
    publish_some()
    before = current().table("observations")
    assert len(protections) == STATES + 1
    for path in folder_of_records().iterdir():
        path.unlink()
    forget_states()
    pd.testing.assert_frame_equal(current().table("observations"), before)


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["half", "bit", "another"])
def test_a_record_that_is_not_whole_is_not_believed(protections, damage: str) -> None:
    publish_some()
    before = current().table("observations")
    paths = sorted(folder_of_records().iterdir())
    whole = [path.read_bytes() for path in paths]
    for path, content, other in zip(paths, whole, [*whole[1:], whole[0]], strict=True):
        damaged = {"half": content[: len(content) // 2], "bit": content[:-1] + b"\0", "another": other}
        path.write_bytes(damaged[damage])
    assert len(list(upkeep.faults())) == len(paths)
    forget_states()
    protections.clear()
    pd.testing.assert_frame_equal(current().table("observations"), before)
    assert len(protections) == STATES + 1
    assert [path.read_bytes() for path in paths] == whole and list(upkeep.faults()) == []


@pytest.mark.slow
def test_where_nothing_can_be_recorded_readers_see_the_same(protections, monkeypatch) -> None:
    def refuse(name: str, content: bytes) -> None:
        raise OSError("vol")

    publish_some()
    monkeypatch.setattr(releases.log.release_log().blobs, "write", refuse)
    assert current().table("observations")["value"].notna().any() and not folder_of_records().exists()


@pytest.mark.slow
def test_a_backup_has_what_was_recorded_by_these_rules_and_cleaning_takes_the_rest(protections, tmp_path, monkeypatch):
    publish_some()
    before = current().table("observations")
    old = folder_of_records() / "oud-abc"
    old.write_bytes(b"half")
    for path in folder_of_records().iterdir():
        os.utime(path, (0, 0))
    assert upkeep.clean() == [f"{records.FOLDER}/oud-abc"]
    assert upkeep.backup(tmp_path / "kopie.zip") > STATES
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "terug"))
    upkeep.restore_backup(tmp_path / "kopie.zip")
    forget_states()
    protections.clear()
    pd.testing.assert_frame_equal(current().table("observations"), before)
    assert len(protections) == 1


@pytest.mark.slow
def test_after_an_upgrade_readers_see_what_can_be_shown_at_once_and_then_the_newest(protections, monkeypatch) -> None:
    monkeypatch.setattr(snapshot, "SOON", 0)
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(readiness, "_shown", readiness._Shown())
    publish_some()
    first = store.shown()
    assert first.releases == () and store.is_behind()
    assert store.shown() in (first, current())
    readiness._shown._making.join()
    assert store.shown() is current() and not store.is_behind() and store.pending() is None
    monkeypatch.setattr(readiness, "_shown", readiness._Shown())
    assert store.shown() is current()


def record_until_killed(folder: str, kills: int) -> int:
    """Starts a process that records and records, and kills it at a random moment; how many records it wrote whole."""
    use_folder(folder)
    chance = random.Random(1)
    for kill in range(kills):
        child = os.fork()
        if child == 0:
            number = 0
            while True:
                number += 1
                bits = np.full(50_000, number % 256, np.uint8)
                earlier.write(f"{kill}-{number % 5}", Seen(400_000, "", bits, bits, False))
        time.sleep(chance.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len([path for path in folder_of_records().iterdir() if path.suffix != ".tmp"])


@pytest.mark.slow
def test_kills_leave_no_record_that_is_half(tmp_path, monkeypatch) -> None:
    written = in_fresh_process(record_until_killed, str(tmp_path), 40)
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    seen = [earlier.read(path.name) for path in folder_of_records().iterdir() if path.suffix != ".tmp"]
    assert len(seen) == written > 20
    assert all(view is not None and len(set(view.figures.tolist())) == 1 and view.rows == 400_000 for view in seen)


# --- a state of before, as a link asks for it


@pytest.mark.slow
def test_an_earlier_state_shows_what_readers_saw_without_what_is_hidden_today(own_releases) -> None:
    """12 was shown, and today it protects the 4 that came; 11 was hidden beside 4 and still is."""
    publish(stillbirths(**{code: count for code, count in FLEVOLAND.items() if code not in ("PV24", "GM0050")}))
    then = visible_stillbirths()
    publish(stillbirths(GM0050=4, GM0303=3))
    past = store.at(1)
    assert past is store.at(1) and past is not current()
    assert set(then) - set(visible_stillbirths(past)) == set(then) - set(visible_stillbirths())
    assert visible_stillbirths(past).items() <= then.items()


@pytest.mark.slow
def test_the_newest_state_is_that_of_today_and_what_was_shipped_is_0(own_releases) -> None:
    shipped = current()
    publish(observations("GM0392 2019 80 800 1000"))
    assert store.at(1) is current() and store.at(0).releases == shipped.releases == ()
    pd.testing.assert_frame_equal(store.at(0).table("observations"), shipped.table("observations"))
    assert store.at(0).revisions("observations").empty


@pytest.mark.slow
def test_earlier_states_push_that_of_today_out_of_no_memory(protections) -> None:
    for number in range(12):
        publish(observations(f"GM0392 2019 {80 + number} {800 + 10 * number} 1000"))
        current().prepare("observations")
    today = current()
    table = today.table("observations")
    protections.clear()
    for number in range(12):
        assert isinstance(store.at(number), Snapshot)
    pd.testing.assert_frame_equal(current().table("observations"), table)
    assert current() is today and protections == []
