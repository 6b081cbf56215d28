"""Which releases count now, and what is shown when they cannot be read?"""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from ks_data.store.blobs import BlobStore
from tests.store.releases.processes import in_fresh_process
from tests.store.releases.publishing import (
    ENTRY,
    active_rows,
    active_tranches,
    forget_what_was_read,
    numbers,
    observations,
    publish,
    restore,
    tranches,
)


def test_nothing_published_costs_nothing_and_makes_no_folder(folder):
    assert releases.history() == releases.active() == releases.upcoming() == ()
    assert active_rows("observations").empty
    assert releases.problem() == ""
    assert releases.remembered("a") is None
    assert not folder.exists()


def look_without_delta(folder: str) -> bool:
    os.environ["KS_RELEASES"] = folder
    del sys.modules["deltalake"]
    first_look = releases.history(), active_rows("tranches"), releases.version(), releases.problem()
    return "deltalake" not in sys.modules and len(first_look[0]) == 1


@pytest.mark.slow
def test_reading_releases_does_not_import_delta_lake(folder):
    publish(tranches(GM0392="1"))
    assert in_fresh_process(look_without_delta, str(folder))


def test_the_newest_release_wins_and_the_older_stays_readable(folder):
    first = publish(tranches(GM0392="1", GM0363="1"))
    second = publish(tranches(GM0392="2"))
    assert active_tranches() == {"GM0392": "2", "GM0363": "1"}
    assert releases.rows(first, "tranches")["tranche"].tolist() == ["1", "1"]
    assert releases.rows([second, first], "tranches")["release"].tolist() == [2, 1, 1]


def test_a_scheduled_release_counts_from_midnight_in_the_netherlands(folder, clock):
    publish(tranches(GM0392="1"))
    release = publish(tranches(GM0392="2"), valid_from="2026-07-01")
    assert numbers(releases.upcoming()) == [release.number] and active_tranches() == {"GM0392": "1"}
    before = releases.version()
    clock.now = datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert active_tranches() == {"GM0392": "1"} and releases.version() == before
    clock.pass_by(seconds=1)
    assert active_tranches() == {"GM0392": "2"} and releases.version() != before
    assert releases.upcoming() == () and [release.active for release in releases.history()] == [True, True]


# --- what version promises ---


def publish_once(folder: str) -> int:
    os.environ["KS_RELEASES"] = folder
    return publish(tranches(GM0363="3")).number


@pytest.mark.slow
def test_another_process_that_publishes_is_seen_at_once(folder):
    versions = [releases.version()]
    publish(tranches(GM0392="1"))
    versions += [releases.version(), releases.version()]
    assert versions[0] != versions[1] == versions[2]
    assert in_fresh_process(publish_once, str(folder)) == 2
    assert releases.version() not in versions
    assert active_tranches() == {"GM0392": "1", "GM0363": "3"}


def test_each_place_has_releases_of_its_own(folder, tmp_path, monkeypatch):
    publish(tranches(GM0392="1"))
    own_version = releases.version()
    monkeypatch.delenv("KS_RELEASES")
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path / "data"))
    assert releases.version() != own_version and releases.history() == ()
    publish(tranches(GM0392="2"))
    assert (tmp_path / "data" / "releases" / "_delta_log").is_dir()
    monkeypatch.setenv("KS_RELEASES", str(folder))
    assert releases.version() == own_version and active_tranches() == {"GM0392": "1"}


def test_a_look_at_the_version_opens_no_file_and_looks_at_two(folder, monkeypatch):
    publish(tranches(GM0392="1"))
    before, names, stamp = releases.version(), [], BlobStore.stamp

    def look(blobs, name):
        names.append(name)
        return stamp(blobs, name)

    monkeypatch.setattr(BlobStore, "stamp", look)
    for way in ("read", "names"):
        monkeypatch.setattr(BlobStore, way, lambda *_: pytest.fail("the version is not in the folder's entries"))
    monkeypatch.setattr("deltalake.DeltaTable", lambda *_, **__: pytest.fail("the version needs no table"))
    assert releases.version() == before
    assert len(names) == 2


# --- the last good state ---


def test_who_was_reading_keeps_the_last_good_state_when_the_table_is_damaged_or_gone(folder, impatient):
    publish(tranches(GM0392="1"))
    assert active_tranches() == {"GM0392": "1"}
    (folder / ENTRY.format(2)).write_text("{")
    assert active_tranches() == {"GM0392": "1"} and "nummer 2" in releases.problem()
    shutil.rmtree(folder)
    assert active_tranches() == {"GM0392": "1"} and "verdwenen" in releases.problem()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:200])])
def test_missing_or_damaged_rows_leave_the_newest_state_that_can_be_read(folder, damage):
    publish(tranches(GM0392="1"))
    publish(observations(2), "observations")
    broken = publish(tranches(GM0392="2", GM0363="2"))
    publish(tranches(GM0392="3"))
    assert active_tranches() == {"GM0392": "3", "GM0363": "2"}
    path = folder / broken.paths[0]
    whole = path.read_bytes()
    damage(path)
    assert active_tranches() == {"GM0392": "3", "GM0363": "2"}  # as this process read it before
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "1"}
    assert "De gegevens van release 3" in releases.problem()
    assert len(active_rows("observations")) == 2
    before = releases.version()
    path.write_bytes(whole)
    assert active_tranches() == {"GM0392": "3", "GM0363": "2"}
    assert releases.problem() == "" and releases.version() != before


def test_a_state_is_that_of_a_day_on_which_a_release_was_the_newest(folder, clock):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2"), valid_from="2026-06-03")
    clock.pass_by(days=5)
    publish(tranches(GM0392="3"))
    counting = {
        (number, day): [release.number for release in releases.states_until(number, day)[-1]]
        for number, day in [(0, "2026-06-01"), (1, "2026-06-01"), (2, "2026-06-01"), (2, "2026-06-03"), (3, "")]
    }
    assert list(counting.values()) == [[], [1], [1], [1, 2], [1, 2, 3]]
    assert releases.states_until(3) == releases.states() and releases.states_until(2)[-1][0].number == 1
    for number, day in [(4, ""), (1, "2026-06-02"), (3, "2026-06-05"), (3, "2026-06-07"), (3, "1-6")]:
        with pytest.raises(DataError, match=r"Release|geweest|datum"):
            releases.states_until(number, day)


def test_a_release_is_withdrawn_by_a_restore_to_before_it_and_not_by_a_later_one(folder):
    for tranche in ("1", "2", "3"):
        publish(tranches(GM0392=tranche))
    restore(1)
    publish(tranches(GM0392="4"))
    assert [releases.is_withdrawn(number) for number in range(6)] == [False, False, True, True, False, False]
