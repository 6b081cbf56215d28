"""Is the log a Delta table that any program reads, and is damage to it noticed?"""

import json
from pathlib import Path

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from ks_data.store.releases import log
from tests.store.releases.publishing import (
    ENTRY,
    active_tranches,
    forget_what_was_read,
    numbers,
    observations,
    publish,
    restore,
    tranches,
)


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
    release = publish(observations(3), "observations", note="tweede")
    table = DeltaTable(str(folder))
    assert table.version() == release.number
    frame = table.to_pandas()
    assert frame.groupby("kind").size().to_dict() == {"observations": 3, "tranches": 1}
    assert set(frame.loc[frame["kind"] == "observations", "release"]) == {release.id}
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
    forget_what_was_read()
    publish(tranches(GM0392="3"))
    history = releases.history()
    assert len(history) == 106 and len(set(numbers(history))) == 106
    assert numbers(history) == [*range(107, 61, -1), *range(60, 0, -1)]  # 61 is the name that another program gave
    assert active_tranches() == {"GM0392": "3", "GM0363": "105"}
    restore(30)
    assert active_tranches()["GM0363"] == "30"


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
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "1"}
    assert "beschadigd bij nummer 2" in releases.problem() and "reservekopie" in releases.problem()
    with pytest.raises(DataError, match="beschadigd bij nummer 2"):
        publish(tranches(GM0392="4"))
    entry.write_bytes(whole)
    assert releases.problem() == "" and active_tranches() == {"GM0392": "3"}
    assert publish(tranches(GM0392="4")).number == 4


def test_a_log_without_its_beginning_is_told(folder):
    publish(tranches(GM0392="1"))
    (folder / ENTRY.format(0)).unlink()
    forget_what_was_read()
    assert active_tranches() == {} and "beschadigd bij nummer 0" in releases.problem()


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
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "2"} and releases.problem() == ""
    assert publish(tranches(GM0392="3")).number == 3
    assert publish(tranches(GM0392="4")).number == 4
    assert [path.name for path in folder.glob("_delta_log/*.parquet")] == [f"{4:020}.checkpoint.parquet"]
