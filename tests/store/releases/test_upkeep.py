"""Can an operator see that the store is whole, clean it up, and put a copy of it back?"""

import hashlib
import json
import os
import zipfile

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from ks_data.store.releases import upkeep
from tests.store.releases.publishing import active_tranches, forget_what_was_read, publish, restore, tranches


@pytest.fixture
def filled(folder):
    """A store with two releases, their files, a restore and a remembered choice."""
    publish(tranches(GM0392="1"), content=b"een")
    publish(tranches(GM0392="2"), content=b"twee")
    restore(1)
    releases.remember("kop", {"region": "Plaats"})
    return folder


def test_a_whole_store_has_no_faults_and_nothing_to_clean(filled):
    assert list(upkeep.faults()) == [] and upkeep.orphans() == []


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("tranches/*", "De gegevens van release"),
        ("_files/*", "Het bestand van release"),
        ("_documents/*", "De bewaarde keuze is niet te lezen"),
        ("_delta_log/*2.json", "beschadigd bij nummer 2"),
    ],
)
def test_each_damaged_file_is_named(filled, pattern, fault):
    path = sorted(filled.glob(pattern))[0]
    path.write_bytes(path.read_bytes()[:-1])
    forget_what_was_read()
    assert [fault in sentence for sentence in upkeep.faults()] == [True]


def test_what_no_release_needs_goes_but_not_what_somebody_may_be_publishing(filled):
    for name in ("_files/oud", "tranches/oud.parquet", "_documents/kop.json.a1.tmp"):
        (filled / name).write_bytes(b"half")
        os.utime(filled / name, (0, 0))
    (filled / "_files" / "nieuw").write_bytes(b"bezig")
    before = {path for path in filled.rglob("*") if path.is_file()}
    assert sorted(upkeep.clean()) == ["_documents/kop.json.a1.tmp", "_files/oud", "tranches/oud.parquet"]
    assert len(before - {path for path in filled.rglob("*") if path.is_file()}) == 3
    assert list(upkeep.faults()) == [] and upkeep.clean() == []


def test_nothing_is_cleaned_while_nobody_knows_what_is_needed(filled):
    (filled / "_delta_log" / f"{4:020}.json").write_text("{")
    forget_what_was_read()
    with pytest.raises(DataError, match="beschadigd bij nummer 4"):
        upkeep.clean()


def test_a_backup_put_back_elsewhere_is_the_same_store(filled, tmp_path, monkeypatch):
    history = releases.history()
    upkeep.backup(tmp_path / "kopie.zip")
    with pytest.raises(DataError, match="bestaat al"):
        upkeep.backup(tmp_path / "kopie.zip")
    with pytest.raises(DataError, match="staan al releases"):
        upkeep.restore_backup(tmp_path / "kopie.zip")
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "elders"))
    upkeep.restore_backup(tmp_path / "kopie.zip")
    assert releases.history() == history and active_tranches() == {"GM0392": "1"}
    assert releases.file(history[1]) == b"twee" and releases.remembered("kop") == {"region": "Plaats"}
    assert list(upkeep.faults()) == [] and publish(tranches(GM0392="3")).number == 4


def test_a_damaged_backup_is_refused_and_leaves_nothing(filled, tmp_path, monkeypatch):
    upkeep.backup(tmp_path / "kopie.zip")
    damaged = tmp_path / "stuk.zip"
    with zipfile.ZipFile(tmp_path / "kopie.zip") as whole, zipfile.ZipFile(damaged, "w") as copy:
        for name in whole.namelist():
            copy.writestr(name, whole.read(name).replace(b"een", b"twe"))
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "elders"))
    for file in (damaged, filled / "_delta_log" / f"{0:020}.json"):
        with pytest.raises(DataError, match="beschadigd"):
            upkeep.restore_backup(file)
    assert not (tmp_path / "elders").exists() and releases.history() == ()


def test_a_backup_writes_nothing_beside_the_store(tmp_path, folder):
    with zipfile.ZipFile(tmp_path / "vals.zip", "w") as archive:
        archive.writestr("../buiten", b"x")
        archive.writestr(upkeep.MANIFEST, json.dumps({"../buiten": hashlib.sha256(b"x").hexdigest()}))
    with pytest.raises(DataError, match="hoort daar niet in"):
        upkeep.restore_backup(tmp_path / "vals.zip")
    assert not (tmp_path / "buiten").exists()


def test_where_a_store_must_be_it_is_made_once_and_then_takes_releases(folder, monkeypatch):
    monkeypatch.setenv("KS_STORE_MUST_EXIST", "1")
    assert upkeep.create() == str(folder)
    assert releases.problem() == "" and releases.history() == ()
    assert publish(tranches(GM0392="1")).number == 1
    with pytest.raises(DataError, match="al een opslag"):
        upkeep.create()


def test_a_backup_is_put_back_where_a_store_must_be(filled, tmp_path, monkeypatch):
    upkeep.backup(tmp_path / "kopie.zip")
    for made, name in ((False, "leeg"), (True, "gemaakt")):
        monkeypatch.setenv("KS_RELEASES", str(tmp_path / name))
        monkeypatch.setenv("KS_STORE_MUST_EXIST", "1")
        if made:
            upkeep.create()
        upkeep.restore_backup(tmp_path / "kopie.zip")
        forget_what_was_read()
        assert releases.problem() == "" and active_tranches() == {"GM0392": "1"}
