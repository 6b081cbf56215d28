"""Does no damage on the disk, and no app of another version, give other figures without a word?"""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from ks_data.store.releases import sealed, state
from tests.store.releases.processes import in_fresh_process
from tests.store.releases.publishing import (
    ENTRY,
    active_tranches,
    forget_what_was_read,
    publish,
    restore,
    tranches,
)


def changed_bytes(path: Path):
    """The file with each of its bytes changed in turn, and at the end as it was."""
    whole = path.read_bytes()
    for position in range(len(whole)):
        for bit in (1, 32):
            path.write_bytes(whole[:position] + bytes([whole[position] ^ bit]) + whole[position + 1 :])
            yield position
    path.write_bytes(whole)


@pytest.mark.slow
def test_no_changed_byte_of_the_rows_is_believed(folder):
    release = publish(tranches(GM0392="2", GM0363="3"))
    for position in changed_bytes(folder / release.paths[0]):
        with pytest.raises(DataError, match="De gegevens van release 1 zijn beschadigd"):
            releases.rows(release, "tranches")
            pytest.fail(f"byte {position}")
    assert len(releases.rows(release, "tranches")) == 2


@pytest.mark.slow
@pytest.mark.parametrize("act", ["publish", "restore"])
def test_no_changed_byte_of_the_log_gives_another_account(folder, act):
    publish(tranches(GM0392="1"))
    release = publish(tranches(GM0392="2"), note="één", author="Çelik") if act == "publish" else restore(1)
    entry = folder / ENTRY.format(2)
    for position in changed_bytes(entry):
        try:
            read = state.release_in(entry.read_bytes(), 2)
        except (ValueError, LookupError, TypeError, AttributeError):
            continue  # what the log takes for damage
        assert read is not None and replace(read, paths=()) == replace(release, paths=()), position
        assert read.paths == release.paths or not (folder / read.paths[0]).exists(), position


def test_the_rows_of_another_release_are_not_believed(folder):
    first = publish(tranches(GM0392="1"))
    second = publish(tranches(GM0392="2"))
    (folder / second.paths[0]).write_bytes((folder / first.paths[0]).read_bytes())
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "1"} and "De gegevens van release 2 zijn beschadigd" in releases.problem()


def rewrite(entry: Path, **account: object) -> None:
    """Writes another account into a log entry, sealed as it should be."""
    actions = [json.loads(line) for line in entry.read_text().splitlines()]
    commit = next(action["commitInfo"] for action in actions if "commitInfo" in action)
    commit["userMetadata"] = sealed.seal({**sealed.unseal(commit["userMetadata"]), **account})
    entry.write_text("\n".join(map(json.dumps, actions)))


def test_an_act_that_nobody_knows_is_not_taken_for_a_restore(folder):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2"))
    rewrite(folder / ENTRY.format(2), act="merge")
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "1"} and "beschadigd bij nummer 2" in releases.problem()


def test_beside_a_newer_app_an_older_one_shows_what_was_before_and_writes_nothing(folder, monkeypatch):
    publish(tranches(GM0392="1"))
    monkeypatch.setattr(sealed, "FORMAT", 2)
    publish(tranches(GM0392="2"))
    monkeypatch.undo()
    monkeypatch.setenv("KS_RELEASES", str(folder))
    forget_what_was_read()
    entries = sorted((folder / "_delta_log").iterdir())
    assert active_tranches() == {"GM0392": "1"} and "Werk de app bij" in releases.problem()
    for act in (lambda: publish(tranches(GM0392="3")), lambda: restore(1)):
        with pytest.raises(DataError, match="nieuwere versie van deze app"):
            act()
    assert sorted((folder / "_delta_log").iterdir()) == entries


def test_what_was_published_before_there_were_seals_counts_as_it_did(folder):
    publish(tranches(GM0392="1"))
    entry = folder / ENTRY.format(1)
    actions = [json.loads(line) for line in entry.read_text().splitlines()]
    commit = next(action["commitInfo"] for action in actions if "commitInfo" in action)
    commit["userMetadata"] = json.dumps({"ks_data": sealed.unseal(commit["userMetadata"])})
    entry.write_text("\n".join(map(json.dumps, actions)))
    (folder / "_documents").mkdir()
    (folder / "_documents" / "kop.json").write_text('{"region": "Plaats"}')
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "1"} and releases.problem() == ""
    assert releases.remembered("kop") == {"region": "Plaats"}


def test_a_remembered_choice_of_which_a_byte_changed_is_not_used(folder):
    releases.remember("kop", {"region": "Plaats"})
    for position in changed_bytes(next(folder.rglob("*.json"))):
        try:
            assert releases.remembered("kop") in ({"region": "Plaats"}, None), position
        except DataError as error:
            assert "niet te lezen" in str(error)


def test_nothing_is_published_that_readers_would_not_see(folder):
    publish(tranches(GM0392="1"))
    path = folder / publish(tranches(GM0392="2")).paths[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    forget_what_was_read()
    assert active_tranches() == {"GM0392": "1"}
    with pytest.raises(DataError, match=r"lezers zouden het niet zien\. De gegevens van release 2 zijn beschadigd"):
        publish(tranches(GM0392="3"))
    assert restore(1).number == 3 and active_tranches() == {"GM0392": "1"}  # the way out
    path.write_bytes(whole)
    assert publish(tranches(GM0392="3")).number == 4


# --- a store that is gone, or another one in its place ---


def test_rows_without_their_log_are_not_taken_for_a_new_store(folder):
    publish(tranches(GM0392="1"))
    shutil.rmtree(folder / "_delta_log")
    forget_what_was_read()
    assert active_tranches() == {} and "is weg" in releases.problem() and "meegeleverd" in releases.problem()
    with pytest.raises(DataError, match="is weg"):
        publish(tranches(GM0392="2"))
    assert not (folder / "_delta_log").exists()


def test_where_a_store_must_be_an_empty_place_is_never_taken_for_a_new_one(folder, monkeypatch):
    monkeypatch.setenv("KS_STORE_MUST_EXIST", "1")
    folder.mkdir()  # a disk that is not mounted
    assert active_tranches() == {} and "is geen opslag" in releases.problem() and releases.warning()
    with pytest.raises(DataError, match="store create"):
        publish(tranches(GM0392="1"))
    assert not (folder / "_delta_log").exists()


@pytest.mark.slow
def test_another_store_in_the_place_of_this_one_is_told_and_not_written_to(folder, tmp_path, impatient):
    publish(tranches(GM0392="1"))
    assert active_tranches() == {"GM0392": "1"}
    folder.rename(tmp_path / "aside")
    in_fresh_process(publish_three, str(folder))
    assert active_tranches() == {"GM0392": "1"} and "andere releases" in releases.problem()
    with pytest.raises(DataError, match="andere releases"):
        publish(tranches(GM0392="2"))
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "aside", folder)  # from a backup: other files, the same releases
    assert active_tranches() == {"GM0392": "1"} and releases.problem() == ""
    assert publish(tranches(GM0392="2")).number == 2


def publish_three(folder: str) -> None:
    os.environ["KS_RELEASES"] = folder
    for tranche in "234":
        publish(tranches(GM0392=tranche))


def test_a_lock_that_is_a_folder_hinders_nobody(folder):
    (folder / "_lock").mkdir(parents=True)
    assert publish(tranches(GM0392="1")).number == 1


def test_a_log_entry_nested_too_deep_is_damage(folder):
    publish(tranches(GM0392="1"))
    (folder / ENTRY.format(2)).write_text("[" * 100_000)
    assert active_tranches() == {"GM0392": "1"} and "beschadigd bij nummer 2" in releases.problem()


@pytest.mark.parametrize("address", ["http://localhost/cijfers", "s3://"])
def test_an_address_that_is_no_bucket_is_told_and_shows_what_is_shipped(monkeypatch, address):
    monkeypatch.setenv("KS_RELEASES", address)
    assert active_tranches() == {} and "dat adres is er niet" in releases.problem()


def test_a_file_address_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KS_RELEASES", (tmp_path / "een map").as_uri())
    publish(tranches(GM0392="1"))
    assert (tmp_path / "een map" / "_delta_log").is_dir()
