"""Does the store keep every release whole, in one order, through kills, crowds, full disks and damage?"""

import hashlib
import http.client
import itertools
import json
import logging
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import TABLES
from ks_data.store import overlay, releases
from ks_data.store.blobs import BlobStore
from ks_data.store.releases import Release, dates, log

ROOT = Path(__file__).parents[2]
KILLS = 100
ENTRY = "_delta_log/{:020}.json"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    return tmp_path / "releases"


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Looks again at once where a reader would wait a second."""
    monkeypatch.setattr(log, "RETRY_SECONDS", 0)


@pytest.fixture
def clock(monkeypatch) -> "Clock":
    """Time stands still at 1 June 2026 until a test moves it."""
    clock = Clock()
    monkeypatch.setattr(dates, "now", lambda: clock.now)
    return clock


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def tranches(**tranche: str) -> pd.DataFrame:
    """tranches(GM0392="1") is one row."""
    return pd.DataFrame(
        {"region": list(tranche), "tranche": list(tranche.values()), "evidence": "stated", "source": "proef"}
    )


def observations(many: int, source: str = "proef") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": "smoking_percent",
            "region": [f"GM{number:04}" for number in range(many)],
            "period": "2024",
            "value": [number / 10 for number in range(many)],
            "status": "definitief",
            "source": source,
        }
    )


def publish(rows: pd.DataFrame, kind: str = "tranches", **more: Any) -> Release:
    return releases.publish(kind, rows, **{"author": "Ann", "note": "", "source": "proef", **more})


def restore(number: int) -> Release:
    return releases.restore(number, author="Bo", note="")


def counted(kind: str) -> pd.DataFrame:
    """The rows of the releases that count now, or of the last good state; what was read once is kept, as in store."""
    wanted = tuple(one for one in releases.active() if one.kind == kind)
    return releases.last_good(kind, wanted, lambda over: read(over, kind))


@lru_cache(maxsize=8)
def read(over: tuple[Release, ...], kind: str) -> pd.DataFrame:
    return releases.rows(over, kind)


def counting() -> dict[str, str]:
    """The tranche of each region that counts now, by releases alone."""
    rows = counted("tranches").drop_duplicates("region", keep="last")
    return dict(zip(rows["region"], rows["tranche"], strict=True))


def numbers(found: tuple[Release, ...]) -> list[int]:
    return [release.number for release in found]


def another_process() -> None:
    """Forgets all that this process has read."""
    log.log_at.cache_clear()
    read.cache_clear()


def at_once(works: list[Callable[[], object]]) -> list[Any]:
    """Runs each in a process of its own, started together; what they return, as JSON.

    Forked, so that what takes long to import is imported once; only for a process that has not used Delta Lake yet.
    """
    start, go = os.pipe()
    pipes = []
    for work in works:
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(go)
            os.read(start, 1)
            with os.fdopen(writing, "w") as answer:
                json.dump(work(), answer)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    os.close(go)
    answers = [json.load(os.fdopen(reading)) for reading in pipes]
    for _ in works:
        os.wait()
    os.close(start)
    return answers


def settle_in(folder: str, lock: bool = True) -> None:
    """Points this process at a folder; without the lock of the folder only Delta Lake stands between writers."""
    os.environ["KS_RELEASES"] = folder
    if not lock:
        BlobStore.writer_lock = lambda self: nullcontext()


def elsewhere(function: Callable[..., object], *arguments: object) -> Any:
    """What a function of this module returns in a fresh process."""
    line = f"import json, sys, deltalake; from tests.store import test_releases as t; a = json.loads(sys.argv[1]); print(json.dumps(t.{function.__name__}(*a)))"  # noqa: E501
    done = subprocess.run(
        [sys.executable, "-c", line, json.dumps(arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


# --- publish, history, files ---


def test_nothing_published_costs_nothing_and_makes_no_folder(folder):
    assert releases.history() == releases.active() == releases.upcoming() == ()
    assert counted("observations").empty
    assert releases.problem() == ""
    assert releases.remembered("a") is None
    assert not folder.exists()


def look_without_delta(folder: str) -> bool:
    os.environ["KS_RELEASES"] = folder
    del sys.modules["deltalake"]
    looked = releases.history(), counted("tranches"), releases.version(), releases.problem()
    return "deltalake" not in sys.modules and len(looked[0]) == 1


def test_reading_releases_does_not_import_delta_lake(folder):
    publish(tranches(GM0392="1"))
    assert elsewhere(look_without_delta, str(folder))


def test_a_release_is_kept_with_its_account(folder, clock):
    made = publish(
        tranches(GM0392="1", GM0363="2"),
        note="eerste",
        source_date="2026-05",
        file="één bestand.csv",
        content=b"a;b\r\n\xff",
        counts={"new": 2, "changed": 0},
    )
    another_process()
    (found,) = releases.history()
    assert found.active and not made.active
    assert (found.number, found.act, found.kind, found.author, found.note) == (
        1,
        "publish",
        "tranches",
        "Ann",
        "eerste",
    )
    assert (found.source, found.source_date, found.valid_from) == ("proef", "2026-05", "")
    assert (found.created, found.rows, found.counts) == ("2026-06-01T12:00:00+00:00", 2, {"new": 2, "changed": 0})
    assert (found.file, found.restores) == ("één bestand.csv", None)
    assert releases.active() == (found,)


def test_the_same_texts_are_the_same_release_however_they_lie_in_memory(folder):
    text = ["één", "", "twee", "één", None]
    known = pd.CategoricalDtype(["nergens", "twee", "", "één"])
    parts = [pd.Series(text[:2], dtype="str"), pd.Series(text[2:], dtype="str")]
    ways = [text, pd.Series(text, dtype=known), pd.Series(text, dtype=object), pd.concat(parts, ignore_index=True)]
    rows = [observations(5).assign(note=way) for way in ways]
    assert [publish(one, "observations").number for one in rows] == [1, 1, 1, 1]
    another_process()
    assert list(counted("observations")["note"]) == ["één", "", "twee", "één", ""]


def test_the_file_comes_back_byte_for_byte(folder):
    content = bytes(range(256)) * 1000
    made = publish(tranches(GM0392="1"), content=content)
    another_process()
    assert releases.file(releases.history()[0]) == content
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    kept = folder / "_files" / made.sha256
    kept.write_bytes(content[:-1])
    with pytest.raises(DataError, match="beschadigd"):
        releases.file(made)
    kept.unlink()
    with pytest.raises(DataError, match="niet te lezen"):
        releases.file(made)
    with pytest.raises(DataError, match="geen bestand"):
        releases.file(publish(tranches(GM0392="2")))


def test_every_kind_comes_back_as_it_went_in(folder):
    budget = pd.DataFrame(
        {
            "year": [2025, 2026],
            "region": "GM0392",
            "item": ["uren", "huur"],
            "funder": "Rijk",
            "amount_eur": [135000.0, 0.5],
            "source": "proef",
        }
    )
    publish(budget, "budget")
    missing = observations(3).assign(value=[1.5, None, 2.0], numerator=[None, 2, 3], note=[None, "geen opgave", ""])
    made = publish(missing, "observations")
    found = releases.rows(made, "observations")
    assert list(found.columns) == [*TABLES["observations"].names, "release"]
    assert found["value"].isna().tolist() == [False, True, False] and found["denominator"].isna().all()
    assert found["note"].tolist() == ["", "geen opgave", ""] and set(found["release"]) == {2}
    back = counted("budget")
    assert back["amount_eur"].tolist() == [135000.0, 0.5] and back["year"].dtype == "int64"
    assert back["from_date"].tolist() == ["", ""]
    assert releases.rows(made, "budget").empty


def test_the_newest_release_wins_and_the_older_stays_readable(folder):
    first = publish(tranches(GM0392="1", GM0363="1"))
    second = publish(tranches(GM0392="2"))
    assert counting() == {"GM0392": "2", "GM0363": "1"}
    assert releases.rows(first, "tranches")["tranche"].tolist() == ["1", "1"]
    assert releases.rows([second, first], "tranches")["release"].tolist() == [2, 1, 1]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "sources"}, "kan niet worden gepubliceerd"),
        ({"author": " "}, "Vul in wie"),
        ({"valid_from": "1 juli"}, "geen datum"),
        ({"rows": tranches(GM0392="1").drop(columns="source")}, "missen de kolom source"),
        ({"rows": observations(2).assign(value="veel"), "kind": "observations"}, "Er is niets gepubliceerd"),
    ],
)
def test_what_cannot_be_published_is_refused_in_plain_dutch_and_logged(folder, caplog, wrong, told):
    with pytest.raises(DataError, match=told):
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


def test_a_remembered_choice_survives_and_the_last_one_stays(folder):
    releases.remember("kop/één ../x", {"region": "Gemeente"})
    releases.remember("kop/één ../x", {"region": "Plaats", "extra": [1, None]})
    another_process()
    assert releases.remembered("kop/één ../x") == {"region": "Plaats", "extra": [1, None]}
    assert {path.parent for path in folder.rglob("*.json")} == {folder / "_documents"}
    next(folder.rglob("*.json")).write_text("{")
    with pytest.raises(DataError, match="niet te lezen"):
        releases.remembered("kop/één ../x")


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
    assert counting()["GM0392"] == "1"


def test_after_a_restore_that_undid_it_the_same_file_may_be_published_again(folder):
    publish(tranches(GM0392="1"), content=b"a")
    restore(0)
    assert publish(tranches(GM0392="1"), content=b"a").number == 3
    assert counting() == {"GM0392": "1"}


def test_what_is_scheduled_may_be_published_at_once_but_not_scheduled_twice(folder, clock):
    later = publish(tranches(GM0392="1"), content=b"a", valid_from="2026-07-01")
    assert publish(tranches(GM0392="1"), content=b"a", valid_from="2026-08-01") == later
    now = publish(tranches(GM0392="1"), content=b"a")
    assert now.number == 2
    assert publish(tranches(GM0392="1"), content=b"a") == now


def eight_publish_the_same(folder: str, lock: bool) -> list[int]:
    settle_in(folder, lock)
    return at_once([lambda: publish(tranches(GM0392="1"), content=b"same").number] * 8)


@pytest.mark.slow
@pytest.mark.parametrize("lock", [True, False], ids=["waiting in line", "all at once"])
def test_the_same_file_from_eight_processes_at_once_is_one_release(folder, lock):
    publish(tranches(GM0392="2"))
    assert elsewhere(eight_publish_the_same, str(folder), lock) == [2] * 8
    assert numbers(releases.history()) == [2, 1]
    assert len(list(folder.glob("tranches/*"))) == 2


# --- a day of its own ---


def test_a_release_is_of_the_dutch_day_on_which_it_was_made(folder, clock):
    clock.now = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert publish(tranches(GM0392="1")).day == "2026-07-02"


def test_when_the_disk_does_not_confirm_a_release_that_is_there_the_message_says_so(folder, monkeypatch):
    def unsure(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(log.ReleaseLog, "make_durable", unsure)
    with pytest.raises(DataError, match="Release 1 is er, maar de schijf bevestigt niet"):
        publish(tranches(GM0392="1"))
    assert counting() == {"GM0392": "1"}


def test_a_scheduled_release_counts_from_midnight_in_the_netherlands(folder, clock):
    publish(tranches(GM0392="1"))
    made = publish(tranches(GM0392="2"), valid_from="2026-07-01")
    assert numbers(releases.upcoming()) == [made.number] and counting() == {"GM0392": "1"}
    before = releases.version()
    clock.now = datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert counting() == {"GM0392": "1"} and releases.version() == before
    clock.pass_by(seconds=1)
    assert counting() == {"GM0392": "2"} and releases.version() != before
    assert releases.upcoming() == () and [one.active for one in releases.history()] == [True, True]


def test_a_release_scheduled_earlier_wins_on_its_day_from_what_was_published_before_that_day(folder, clock):
    publish(tranches(GM0392="1"), valid_from="2026-07-01")
    publish(tranches(GM0392="2"))
    publish(tranches(GM0363="3"), valid_from="2020-01-01")  # a day that has passed: at once
    assert counting() == {"GM0392": "2", "GM0363": "3"}
    clock.now = datetime(2026, 7, 2, tzinfo=UTC)
    assert counting() == {"GM0392": "1", "GM0363": "3"}
    publish(tranches(GM0392="3"))
    assert counting() == {"GM0392": "3", "GM0363": "3"}


def test_a_clock_that_runs_behind_does_not_make_a_later_release_lose(folder, clock):
    publish(tranches(GM0392="1"))
    clock.pass_by(hours=-1)
    publish(tranches(GM0392="2"), content=b"a")
    assert counting() == {"GM0392": "2"}
    assert publish(tranches(GM0392="2"), content=b"a").number == 2


# --- restore ---


def test_a_restore_is_a_release_and_can_be_undone(folder):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2", GM0363="2"))
    back = restore(1)
    assert (back.number, back.act, back.restores, back.author, back.rows) == (3, "restore", 1, "Bo", 0)
    assert counting() == {"GM0392": "1"}
    assert [(one.number, one.active) for one in releases.history()] == [(3, False), (2, False), (1, True)]
    restore(0)
    assert counting() == {} and releases.active() == ()
    restore(2)
    assert counting() == {"GM0392": "2", "GM0363": "2"}
    restore(3)
    assert counting() == {"GM0392": "1"}
    with pytest.raises(DataError, match="Release 99 bestaat niet"):
        restore(99)


def test_a_restore_brings_back_what_was_scheduled_then(folder, clock):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2"), valid_from="2026-07-01")
    restore(1)
    assert releases.upcoming() == ()
    restore(2)
    assert numbers(releases.upcoming()) == [2]
    publish(tranches(GM0392="3"))
    clock.now = datetime(2026, 8, 1, tzinfo=UTC)
    publish(tranches(GM0392="4"))
    restore(4)
    assert counting() == {"GM0392": "2"}  # as if 5 and 6 had never been


REGIONS = ("GM0001", "GM0002")
ACTS = st.one_of(
    st.tuples(
        st.just("publish"),
        st.dictionaries(st.sampled_from(REGIONS), st.sampled_from("1234"), min_size=1),
        st.sampled_from([None, -3, 1, 2]),
    ),
    st.tuples(st.just("restore"), st.integers(0, 30)),
    st.tuples(st.just("wait"), st.integers(1, 2)),
)


@pytest.mark.slow
@settings(max_examples=20, phases=(Phase.reuse, Phase.generate))  # to shrink would take minutes
@given(st.lists(ACTS, min_size=4, max_size=14))
def test_any_course_of_publishing_scheduling_and_restoring_gives_what_plain_dictionaries_give(acts):
    """Also what counted before every earlier act, and how every earlier state comes back."""
    with pytest.MonkeyPatch.context() as patch, folder_for_a_while() as folder:
        clock = Clock()
        patch.setattr(dates, "now", lambda: clock.now)
        patch.setenv("KS_RELEASES", str(folder))
        plain = Plain()
        before: dict[int, dict[str, tuple[str, int]]] = {}
        for count, act in enumerate(acts):
            clock.pass_by(minutes=1)
            if act[0] == "wait":
                clock.pass_by(days=act[1])
            else:
                before[len(plain.states)] = plain.shown(clock.now)
            if act[0] == "restore":
                number = act[1] % (len(plain.states))
                plain.restore(number)
                restore(number)
            elif act[0] == "publish":
                day = "" if act[2] is None else (clock.now + timedelta(days=act[2])).strftime("%Y-%m-%d")
                plain.publish(act[1], clock.now, day)
                publish(tranches(**act[1]), content=str(count).encode(), valid_from=day)
            assert shown() == plain.shown(clock.now)
        another_process()
        assert shown() == plain.shown(clock.now)
        for number, expected in before.items():
            assert laid_over_nothing(releases.rows(releases.preceding(number), "tranches")) == expected
        for number in range(len(plain.states)):
            clock.pass_by(minutes=1)
            restore(number)
            plain.restore(number)
            assert shown() == plain.shown(clock.now)


class Plain:
    """The same store in plain lists and dictionaries: after each act, the releases that stand."""

    def __init__(self) -> None:
        self.states: list[list[tuple[datetime, int, datetime, dict[str, str]]]] = [[]]

    def publish(self, rows: dict[str, str], now: datetime, day: str) -> None:
        start = datetime.fromisoformat(day).replace(tzinfo=dates.HOME) if day else now
        self.states.append([*self.states[-1], (max(start, now), len(self.states), start, rows)])

    def restore(self, number: int) -> None:
        self.states.append(self.states[number])

    def shown(self, now: datetime) -> dict[str, tuple[str, int]]:
        shown: dict[str, tuple[str, int]] = {}
        for _, number, start, rows in sorted(self.states[-1], key=lambda one: one[:2]):
            if start <= now:
                shown |= {region: (tranche, number) for region, tranche in rows.items()}
        return shown


def laid_over_nothing(rows: pd.DataFrame) -> dict[str, tuple[str, int]]:
    found = overlay.overlaid(tranches(), rows, "tranches")
    return {row.region: (row.tranche, row.release) for row in found.itertuples()}


def shown() -> dict[str, tuple[str, int]]:
    return laid_over_nothing(counted("tranches"))


@contextmanager
def folder_for_a_while() -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "releases"


# --- the table itself ---


def test_the_table_is_append_only_and_keeps_its_log_for_a_century(folder):
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    publish(tranches(GM0392="1"))
    table = DeltaTable(str(folder))
    assert table.metadata().configuration == {
        "delta.appendOnly": "true",
        "delta.logRetentionDuration": "interval 36500 days",
        "delta.deletedFileRetentionDuration": "interval 36500 days",
        "delta.enableExpiredLogCleanup": "false",
    }
    with pytest.raises(DeltaError):
        table.delete()


def test_any_program_for_delta_lake_reads_the_same_versions_and_accounts(folder):
    from deltalake import DeltaTable

    publish(tranches(GM0392="1"))
    made = publish(observations(3), "observations", note="tweede")
    table = DeltaTable(str(folder))
    assert table.version() == made.number
    frame = table.to_pandas()
    assert frame.groupby("kind").size().to_dict() == {"observations": 3, "tranches": 1}
    assert set(frame.loc[frame["kind"] == "observations", "release"]) == {made.id}
    assert json.loads(table.history(1)[0]["userMetadata"])["ks_data"]["note"] == "tweede"
    assert len(DeltaTable(str(folder), version=1).to_pandas()) == 1


@pytest.mark.slow
def test_checkpoints_and_acts_of_other_programs_leave_every_account_in_place(folder):
    from deltalake import CommitProperties, DeltaTable

    for number in range(1, 106):
        publish(tranches(GM0392="1", GM0363=str(number)))
        if number == 60:
            table = DeltaTable(str(folder))
            table.create_checkpoint()
            table.alter.set_table_name("cijfers", commit_properties=CommitProperties({"userMetadata": "een naam"}))
            table.optimize.compact()  # finds nothing to join: every release is a partition of its own
    DeltaTable(str(folder)).create_checkpoint()
    another_process()
    publish(tranches(GM0392="3"))
    found = releases.history()
    assert len(found) == 106 and len({one.number for one in found}) == 106
    assert numbers(found) == [*range(107, 61, -1), *range(60, 0, -1)]  # 61 is the name that another program gave
    assert counting() == {"GM0392": "3", "GM0363": "105"}
    restore(30)
    assert counting()["GM0363"] == "30"


# --- many processes, kills, power ---


def publish_in_turn(who: int, many: int) -> list[int]:
    return [publish(tranches(GM0392=f"{who}/{one}"), author=f"P{who}").number for one in range(many)]


def eight_publish(folder: str, many: int, lock: bool) -> list[list[int]]:
    settle_in(folder, lock)
    return at_once([lambda who=who: publish_in_turn(who, many) for who in range(8)])


@pytest.mark.slow
@pytest.mark.parametrize(("many", "lock"), [(40, True), (4, False)], ids=["waiting in line", "all at once"])
def test_eight_processes_that_publish_at_once_lose_nothing(folder, many, lock):
    acknowledged = elsewhere(eight_publish, str(folder), many, lock)
    found = releases.history()
    given = numbers(found)[::-1]
    assert len(set(given)) == 8 * many
    assert given == list(range(1, 8 * many + 1)) or not lock  # two at once may both make the table, each an entry
    assert sorted(itertools.chain(*acknowledged)) == given
    assert all(mine == sorted(mine) for mine in acknowledged)
    rows = releases.rows(releases.active(), "tranches")
    assert rows["release"].tolist() == given
    of_each = {who: rows.loc[rows["release"].isin(mine), "tranche"].tolist() for who, mine in enumerate(acknowledged)}
    assert of_each == {who: [f"{who}/{one}" for one in range(many)] for who in range(8)}


def publish_until_killed(folder: str, kills: int) -> list[list[object]]:
    """Starts a process that publishes and publishes, kills it at a random moment, and so on; what it acknowledged."""
    settle_in(folder)
    chance = random.Random(1)
    acknowledged = []
    for kill in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            for count in itertools.count():
                name = f"{kill}-{count}"
                made = publish(observations(50, name), "observations", note=name, content=name.encode() * 99)
                os.write(writing, f" {made.number} {name}\n".encode())
        os.close(writing)
        if kill % 2:  # past the start of the process
            os.read(reading, 1)
        time.sleep(chance.uniform(0, 0.05 if kill % 2 else 0.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as told:
            acknowledged += [line.split() for line in told]
    return acknowledged


@pytest.mark.slow
def test_a_hundred_kills_leave_every_release_whole_or_absent_and_lose_none_that_was_acknowledged(folder):
    acknowledged = elsewhere(publish_until_killed, str(folder), KILLS)
    found = {str(one.number): one for one in releases.history()}
    assert len(acknowledged) > KILLS / 2
    assert releases.problem() == "" and sorted(map(int, found)) == list(range(1, len(found) + 1))
    assert [name for number, name in acknowledged if found[number].note != name] == []
    rows = counted("observations")
    assert rows.groupby("release")["source"].agg(["nunique", "first", "size"]).to_dict("list") == {
        "nunique": [1] * len(found),
        "first": [found[str(number)].note for number in range(1, len(found) + 1)],
        "size": [50] * len(found),
    }
    assert all(releases.file(one) == one.note.encode() * 99 for one in found.values())
    started = len(list(folder.glob("_files/*")))
    assert started > len(acknowledged), "no kill fell within a publish"
    publish(tranches(GM0392="1"))


def test_rows_and_file_are_on_disk_before_the_commit_and_the_log_before_the_answer(folder, monkeypatch):
    publish(tranches(GM0392="1"))
    another_process()  # whose log entries may not have reached the disk
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


# --- what version promises ---


def publish_once(folder: str) -> int:
    os.environ["KS_RELEASES"] = folder
    return publish(tranches(GM0363="3")).number


def test_another_process_that_publishes_is_seen_at_once(folder):
    versions = [releases.version()]
    publish(tranches(GM0392="1"))
    versions += [releases.version(), releases.version()]
    assert versions[0] != versions[1] == versions[2]
    assert elsewhere(publish_once, str(folder)) == 2
    assert releases.version() not in versions
    assert counting() == {"GM0392": "1", "GM0363": "3"}


def test_each_place_has_releases_of_its_own(folder, tmp_path, monkeypatch):
    publish(tranches(GM0392="1"))
    here = releases.version()
    monkeypatch.delenv("KS_RELEASES")
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path / "data"))
    assert releases.version() != here and releases.history() == ()
    publish(tranches(GM0392="2"))
    assert (tmp_path / "data" / "releases" / "_delta_log").is_dir()
    monkeypatch.setenv("KS_RELEASES", str(folder))
    assert releases.version() == here and counting() == {"GM0392": "1"}


def test_a_look_at_the_version_opens_no_file_and_looks_at_two(folder, monkeypatch):
    publish(tranches(GM0392="1"))
    before, looked, stamp = releases.version(), [], BlobStore.stamp

    def look(blobs, name):
        looked.append(name)
        return stamp(blobs, name)

    monkeypatch.setattr(BlobStore, "stamp", look)
    for way in ("read", "names"):
        monkeypatch.setattr(BlobStore, way, lambda *_: pytest.fail("the version is not in the folder's entries"))
    monkeypatch.setattr("deltalake.DeltaTable", lambda *_, **__: pytest.fail("the version needs no table"))
    assert releases.version() == before
    assert len(looked) == 2


# --- damage ---


DAMAGE = {
    "cut off": lambda entry: entry.write_bytes(entry.read_bytes()[:-100]),
    "cut off after the account": lambda entry: entry.write_bytes(entry.read_bytes().splitlines(True)[0]),
    "empty": lambda entry: entry.write_bytes(b""),
    "garbage": lambda entry: entry.write_bytes(b"\xff\x00" * 500),
    "zeros": lambda entry: entry.write_bytes(bytes(entry.stat().st_size)),
    "other json": lambda entry: entry.write_text('[1, 2]\n"x"\n'),
    "gone": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_log_entry_shows_what_was_before_it_and_refuses_to_publish(folder, damage, impatient):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2"))
    publish(tranches(GM0392="3"))
    entry = folder / ENTRY.format(2)
    whole = entry.read_bytes()
    damage(entry)
    another_process()
    assert counting() == {"GM0392": "1"}
    assert "beschadigd bij nummer 2" in releases.problem() and "reservekopie" in releases.problem()
    with pytest.raises(DataError, match="beschadigd bij nummer 2"):
        publish(tranches(GM0392="4"))
    entry.write_bytes(whole)
    assert releases.problem() == "" and counting() == {"GM0392": "3"}
    assert publish(tranches(GM0392="4")).number == 4


def test_a_log_without_its_beginning_is_told(folder):
    publish(tranches(GM0392="1"))
    (folder / ENTRY.format(0)).unlink()
    another_process()
    assert counting() == {} and "beschadigd bij nummer 0" in releases.problem()


def test_who_was_reading_keeps_the_last_good_state_when_the_table_is_damaged_or_gone(folder, impatient):
    publish(tranches(GM0392="1"))
    assert counting() == {"GM0392": "1"}
    (folder / ENTRY.format(2)).write_text("{")
    assert counting() == {"GM0392": "1"} and "nummer 2" in releases.problem()
    shutil.rmtree(folder)
    assert counting() == {"GM0392": "1"} and "verdwenen" in releases.problem()


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:200])])
def test_missing_or_damaged_rows_leave_the_newest_state_that_can_be_read(folder, damage):
    publish(tranches(GM0392="1"))
    publish(observations(2), "observations")
    broken = publish(tranches(GM0392="2", GM0363="2"))
    publish(tranches(GM0392="3"))
    assert counting() == {"GM0392": "3", "GM0363": "2"}
    path = folder / broken.paths[0]
    whole = path.read_bytes()
    damage(path)
    assert counting() == {"GM0392": "3", "GM0363": "2"}  # as this process read it before
    another_process()
    assert counting() == {"GM0392": "1"}
    assert "De gegevens van release 3" in releases.problem()
    assert len(counted("observations")) == 2
    before = releases.version()
    path.write_bytes(whole)
    assert counting() == {"GM0392": "3", "GM0363": "2"}
    assert releases.problem() == "" and releases.version() != before


TORN = {
    "half a checkpoint": lambda log: halve(next(log.glob("*.checkpoint.parquet"))),
    "an empty checkpoint": lambda log: next(log.glob("*.checkpoint.parquet")).write_bytes(b""),
    "a hint without a checkpoint": lambda log: next(log.glob("*.checkpoint.parquet")).unlink(),
}


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("tear", TORN.values(), ids=TORN.keys())
def test_a_torn_checkpoint_hinders_nobody(folder, tear, monkeypatch):
    monkeypatch.setattr(log, "CHECKPOINT_INTERVAL", 2)
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2"))
    tear(folder / "_delta_log")
    another_process()
    assert counting() == {"GM0392": "2"} and releases.problem() == ""
    assert publish(tranches(GM0392="3")).number == 3
    assert publish(tranches(GM0392="4")).number == 4
    assert [path.name for path in folder.glob("_delta_log/*.parquet")] == [f"{4:020}.checkpoint.parquet"]


def publish_with_little_room(folder: str, room: int, note: int) -> str:
    os.environ["KS_RELEASES"] = folder
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        publish(observations(2000), "observations", note="x" * note)
    except DataError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("room", "note"), [(4_000, 0), (40_000, 50_000)], ids=["for the rows", "for the log entry"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(folder, room, note):
    publish(tranches(GM0392="1"))
    told = elsewhere(publish_with_little_room, str(folder), room, note)
    assert "Er is niets gepubliceerd" in told and "de schijf is vol" in told and str(folder) in told
    assert numbers(releases.history()) == [1] and counting() == {"GM0392": "1"}
    assert not list(folder.rglob("*.tmp"))
    assert publish(observations(2000), "observations", note="x" * note).number == 2


def test_a_disk_that_fills_up_at_any_moment_leaves_the_table_whole(tmp_path, monkeypatch):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True).returncode:
        pytest.skip("no small disk can be made here")
    try:
        monkeypatch.setenv("KS_RELEASES", str(disk / "releases"))
        publish(tranches(GM0392="1"))
        expected = {"GM0392": "1"}
        refused = 0
        for room in range(0, 40_000, 4_000):
            filler = disk / "filler"
            free = os.statvfs(disk)
            filler.write_bytes(bytes(max(free.f_bavail * free.f_bsize - room, 0)))
            try:
                publish(tranches(GM0363=str(room)), content=os.urandom(9_000))
                expected["GM0363"] = str(room)
            except DataError as error:
                assert "de schijf is vol" in str(error)
                refused += 1
            another_process()
            assert counting() == expected and releases.problem() == ""
            filler.unlink()
        assert 0 < refused < 10
        publish(tranches(GM0363="vrij"))
        assert counting() == {"GM0392": "1", "GM0363": "vrij"}
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_file_in_place_of_the_folder_is_told(folder):
    folder.write_text("geen map")
    assert releases.history() == () and "dat is geen map" in releases.problem()
    with pytest.raises(DataError, match="dat is geen map"):
        publish(tranches(GM0392="1"))


def test_a_folder_that_may_not_be_written_shows_what_there_is_and_says_why_nothing_is_added(folder):
    publish(tranches(GM0392="1"))
    locked = [path for path in [folder, *folder.rglob("*")] if path.is_dir()]
    lock = ["chattr", "+i"] if os.geteuid() == 0 else ["chmod", "a-w"]
    if shutil.which(lock[0]) is None or subprocess.run([*lock, *locked], capture_output=True).returncode:
        pytest.skip("a folder cannot be made read-only here")
    try:
        another_process()
        assert counting() == {"GM0392": "1"} and releases.problem() == ""
        with pytest.raises(DataError, match="de app mag daar niet bij"):
            publish(tranches(GM0392="2"))
        with pytest.raises(DataError, match="de app mag daar niet bij"):
            releases.remember("a", 1)
    finally:
        subprocess.run([lock[0], "-i" if lock[0] == "chattr" else "u+w", *locked], check=True)
    assert publish(tranches(GM0392="2")).number == 2


# --- a bucket ---


@pytest.fixture
def bucket(monkeypatch) -> Iterator[subprocess.Popen[bytes]]:
    """A store that speaks S3 on this machine, with KS_RELEASES in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port)
                connection.request("PUT", "/bucket")
                assert connection.getresponse().status == 200
                break
            except ConnectionError:
                time.sleep(0.1)
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "een",
            "AWS_SECRET_ACCESS_KEY": "twee",
            "AWS_REGION": "eu-west-1",
            "KS_RELEASES": "s3://bucket/cijfers/releases",
        }.items():
            monkeypatch.setenv(name, value)
        another_process()
        yield server
    finally:
        server.kill()
        server.wait()


def taken(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def two_publish_ten() -> list[list[int]]:
    def ten(who: int) -> list[int]:
        return [publish(tranches(GM0392=f"{who}/{one}"), content=f"{who}/{one}".encode()).number for one in range(10)]

    return at_once([lambda: ten(1), lambda: ten(2)])


def soon(happens: Callable[[], bool]) -> bool:
    """Whether something happens within the second or so that a bucket may lag behind."""
    return any(happens() or time.sleep(0.2) for _ in range(20))


@pytest.mark.slow
def test_in_a_bucket_two_processes_see_each_other_and_lose_nothing(bucket):
    assert releases.history() == () and releases.remembered("a") is None
    publish(tranches(GM0363="4"), content=b"eerste")
    before = releases.version()
    acknowledged = elsewhere(two_publish_ten)
    assert sorted(itertools.chain(*acknowledged)) == list(range(2, 22))
    assert soon(lambda: releases.version() != before)
    assert soon(lambda: numbers(releases.history()) == list(range(21, 0, -1)))
    last = releases.history()[0]
    assert counting() == {"GM0363": "4", "GM0392": releases.file(last).decode()}
    releases.remember("a", [1])
    restore(1)
    assert counting() == {"GM0363": "4"} and releases.remembered("a") == [1]
    another_process()
    assert numbers(releases.active()) == [1] and len(releases.history()) == 22


def test_a_bucket_that_is_gone_leaves_the_last_good_state_and_refuses_to_publish(bucket, impatient):
    publish(tranches(GM0392="1"))
    assert counting() == {"GM0392": "1"}
    bucket.kill()
    bucket.wait()
    assert counting() == {"GM0392": "1"}
    assert "niet bereikbaar" in releases.problem() and "s3://bucket" in releases.problem()

    def refused() -> None:
        with pytest.raises(DataError, match="niet bereikbaar"):
            publish(tranches(GM0392="2"))

    assert taken(refused) > 10 * taken(counting), "readers wait for a network that is gone"
    assert counting() == {"GM0392": "1"}
    another_process()
    assert counting() == {} and releases.history() == () and "niet bereikbaar" in releases.problem()
