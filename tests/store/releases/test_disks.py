"""Does a disk that is full, locked or no folder leave all that was published in place?"""

import os
import resource
import shutil
import subprocess

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import releases
from tests.store.releases.processes import in_fresh_process
from tests.store.releases.publishing import (
    active_tranches,
    forget_what_was_read,
    numbers,
    observations,
    publish,
    tranches,
)


def publish_with_little_room(folder: str, room: int, note: int) -> str:
    os.environ["KS_RELEASES"] = folder
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        publish(observations(2000), "observations", note="x" * note)
    except DataError as error:
        return str(error)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize(("room", "note"), [(4_000, 0), (40_000, 50_000)], ids=["for the rows", "for the log entry"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(folder, room, note):
    publish(tranches(GM0392="1"))
    message = in_fresh_process(publish_with_little_room, str(folder), room, note)
    assert "Er is niets gepubliceerd" in message and "de schijf is vol" in message and str(folder) in message
    assert numbers(releases.history()) == [1] and active_tranches() == {"GM0392": "1"}
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
            forget_what_was_read()
            assert active_tranches() == expected and releases.problem() == ""
            filler.unlink()
        assert 0 < refused < 10
        publish(tranches(GM0363="vrij"))
        assert active_tranches() == {"GM0392": "1", "GM0363": "vrij"}
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
        forget_what_was_read()
        assert active_tranches() == {"GM0392": "1"} and releases.problem() == ""
        with pytest.raises(DataError, match="de app mag daar niet bij"):
            publish(tranches(GM0392="2"))
        with pytest.raises(DataError, match="de app mag daar niet bij"):
            releases.remember("a", 1)
    finally:
        subprocess.run([lock[0], "-i" if lock[0] == "chattr" else "u+w", *locked], check=True)
    assert publish(tranches(GM0392="2")).number == 2


@pytest.mark.parametrize("name", ["a b", "honderd %", "nr#1", "wat?", "50%zeker", "a'b&c", "é ü", "a%2"])
def test_releases_are_published_and_read_back_in_a_folder_of_any_usual_name(tmp_path, monkeypatch, name):
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / name / "releases"))
    assert releases.problem() == ""
    publish(tranches(GM0392="1"))
    forget_what_was_read()
    publish(tranches(GM0392="2"))
    assert numbers(releases.history()) == [2, 1] and active_tranches() == {"GM0392": "2"}


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("mijn%20map", "‘%20’"),
        ("a%C3%A9b", "‘%C3’"),
        ("c\\releases", "‘\\’"),
        ("[kopie]", "‘[’"),
        ("a\tb", "onzichtbaar"),
    ],
)
def test_a_folder_whose_name_cannot_hold_releases_is_refused_at_once_with_the_sign_named(
    tmp_path, monkeypatch, name, sign
):
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / name))
    assert "KS_RELEASES" in releases.problem() and sign in releases.problem()
    with pytest.raises(DataError, match="KS_RELEASES"):
        publish(tranches(GM0392="1"))
    (tmp_path / name).mkdir(exist_ok=True)
    (tmp_path / "link").symlink_to(tmp_path / name)
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "link"))
    assert sign in releases.problem()
