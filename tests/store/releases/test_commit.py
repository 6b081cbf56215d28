"""Is a release committed whole, with its account, or refused in plain Dutch; and only once?"""

import logging
import os
from pathlib import Path

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from ks_data.store.releases import log
from tests.store.releases.publishing import (
    ENTRY,
    active_tranches,
    forget_what_was_read,
    observations,
    publish,
    restore,
    tranches,
)


def test_a_release_is_kept_with_its_account(folder, clock):
    returned = publish(
        tranches(GM0392="1", GM0363="2"),
        note="eerste",
        source_date="2026-05",
        file="één bestand.csv",
        content=b"a;b\r\n\xff",
        counts={"new": 2, "changed": 0},
    )
    forget_what_was_read()
    (release,) = releases.history()
    assert release.active and not returned.active
    assert (release.number, release.act, release.kind, release.author, release.note) == (
        1,
        "publish",
        "tranches",
        "Ann",
        "eerste",
    )
    assert (release.source, release.source_date, release.valid_from) == ("proef", "2026-05", "")
    assert (release.created, release.rows, release.counts) == ("2026-06-01T12:00:00+00:00", 2, {"new": 2, "changed": 0})
    assert (release.file, release.restores) == ("één bestand.csv", None)
    assert releases.active() == (release,)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "sources"}, "kan niet worden gepubliceerd"),
        ({"author": " "}, "Vul in wie"),
        ({"valid_from": "1 juli"}, "geen datum"),
        ({"rows": tranches(GM0392="1").drop(columns="source")}, "missen de kolom source"),
        ({"rows": observations(2).assign(value="veel"), "kind": "observations"}, "Er is niets gepubliceerd"),
    ],
)
def test_what_cannot_be_published_is_refused_in_plain_dutch_and_logged(folder, caplog, wrong, message):
    with pytest.raises(DataError, match=message):
        publish(**{"rows": tranches(GM0392="1"), **wrong})
    assert releases.history() == () and not list(folder.glob("*/*.parquet"))
    assert [record.name for record in caplog.records if "refused" in record.message] == ["ks_data.releases"]


def test_every_act_is_logged_with_who_did_it(folder, caplog):
    caplog.set_level(logging.INFO, "ks_data.releases")
    publish(tranches(GM0392="1"))
    restore(0)
    assert [record.message for record in caplog.records] == [
        "publish 1 tranches by 'Ann': 1 rows",
        "restore 2  by 'Bo': 0 rows",
    ]


def test_when_the_disk_does_not_confirm_a_release_that_is_there_the_message_says_so(folder, monkeypatch):
    def unsure(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(log.ReleaseLog, "make_durable", unsure)
    with pytest.raises(DataError, match="Release 1 is er, maar de schijf bevestigt niet"):
        publish(tranches(GM0392="1"))
    assert active_tranches() == {"GM0392": "1"}


def test_rows_and_file_are_on_disk_before_the_commit_and_the_log_before_the_answer(folder, monkeypatch):
    publish(tranches(GM0392="1"))
    forget_what_was_read()  # whose log entries may not have reached the disk
    synced: list[tuple[str, bool]] = []
    fsync = os.fsync

    def recorded(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path.relative_to(folder.parent).as_posix(), (folder / ENTRY.format(2)).exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", recorded)
    publish(observations(5), "observations", content=b"a")
    before = [path.rsplit(".", 2)[0] if path.endswith(".tmp") else path for path, committed in synced if not committed]
    after = [path for path, committed in synced if committed]
    (rows,) = folder.glob("observations/*")
    (file,) = folder.glob("_files/*")
    needed = [rows, rows.parent, file, file.parent, folder, folder.parent]
    assert {path.relative_to(folder.parent).as_posix() for path in needed} <= set(before)
    assert after == [
        *(f"releases/{ENTRY.format(number)}" for number in range(3)),
        "releases",
        "releases/_delta_log",
    ] or (set(after) == {*(f"releases/{ENTRY.format(number)}" for number in range(3)), "releases/_delta_log"})


# --- the same again ---


def test_the_same_file_again_is_no_new_release(folder):
    first = publish(tranches(GM0392="1"), content=b"a")
    assert publish(tranches(GM0392="1"), content=b"a", author="Bo") == first
    assert len(releases.history()) == 1 and len(list(folder.glob("tranches/*"))) == 1


def test_another_file_or_the_same_file_read_otherwise_is_a_new_release(folder):
    publish(tranches(GM0392="1"), content=b"a")
    assert publish(tranches(GM0392="1"), content=b"b").number == 2
    assert publish(tranches(GM0392="2"), content=b"b").number == 3


def test_a_file_whose_rows_were_taken_over_by_a_later_one_may_come_again(folder):
    first = publish(tranches(GM0392="1"), content=b"a")
    publish(tranches(GM0363="2"), content=b"b")
    assert publish(tranches(GM0392="1"), content=b"a") == first  # b did not touch it
    publish(tranches(GM0392="2"), content=b"c")
    assert publish(tranches(GM0392="1"), content=b"a").number == 4
    assert active_tranches()["GM0392"] == "1"


def test_after_a_restore_that_undid_it_the_same_file_may_be_published_again(folder):
    publish(tranches(GM0392="1"), content=b"a")
    restore(0)
    assert publish(tranches(GM0392="1"), content=b"a").number == 3
    assert active_tranches() == {"GM0392": "1"}


def test_what_is_scheduled_may_be_published_at_once_but_not_scheduled_twice(folder, clock):
    later = publish(tranches(GM0392="1"), content=b"a", valid_from="2026-07-01")
    assert publish(tranches(GM0392="1"), content=b"a", valid_from="2026-08-01") == later
    now = publish(tranches(GM0392="1"), content=b"a")
    assert now.number == 2
    assert publish(tranches(GM0392="1"), content=b"a") == now


# --- restore ---


def test_a_restore_is_a_release_and_can_be_undone(folder):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2", GM0363="2"))
    back = restore(1)
    assert (back.number, back.act, back.restores, back.author, back.rows) == (3, "restore", 1, "Bo", 0)
    assert active_tranches() == {"GM0392": "1"}
    assert [(release.number, release.active) for release in releases.history()] == [(3, False), (2, False), (1, True)]
    restore(0)
    assert active_tranches() == {} and releases.active() == ()
    restore(2)
    assert active_tranches() == {"GM0392": "2", "GM0363": "2"}
    restore(3)
    assert active_tranches() == {"GM0392": "1"}
    with pytest.raises(DataError, match="Release 99 bestaat niet"):
        restore(99)
