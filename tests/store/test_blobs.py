"""Does what is put on a shelf stay there, whole and on disk?"""

import os
from pathlib import Path

import pytest

from ks_data.store.blobs import Shelf


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    return Shelf(str(tmp_path / "a" / "b"))


def test_what_was_written_is_read_and_the_last_one_stays(shelf):
    assert shelf.names("c") == [] and shelf.stamp("c/one") is None
    shelf.write("c/one", b"first")
    stamp = shelf.stamp("c/one")
    shelf.write("c/one", b"second")
    shelf.write("c/two", b"")
    assert shelf.read("c/one") == b"second" and shelf.stamp("c/one") != stamp
    assert shelf.names("c") == ["one", "two"]
    shelf.remove("c/two")
    shelf.remove("c/two")
    assert shelf.names("c") == ["one"]
    with pytest.raises(FileNotFoundError):
        shelf.read("c/two")


def test_a_write_that_fails_leaves_what_was_there_and_no_scraps(shelf, monkeypatch):
    shelf.write("c/one", b"first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        shelf.write("c/one", b"second")
    assert shelf.read("c/one") == b"first" and shelf.names("c") == ["one"]


def test_a_file_and_every_folder_to_it_are_on_disk_when_it_is_written(shelf, tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    shelf.write("c/one", b"first")
    folders = [tmp_path, tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "c"]
    assert [path for path in synced if path.suffix != ".tmp"] == folders
    synced.clear()
    shelf.write("c/one", b"second")
    assert len(synced) == 2 and synced[1] == folders[-1]


def test_a_folder_that_was_thrown_away_is_made_again(shelf):
    shelf.write("c/one", b"first")
    shelf.remove("c/one")
    (shelf.folder / "c").rmdir()
    shelf.folder.rmdir()
    shelf.write("c/one", b"again")
    assert shelf.read("c/one") == b"again"


def test_where_folders_cannot_be_opened_as_on_windows_what_is_written_is_there(shelf, monkeypatch):
    opened = os.open

    def files_only(path, flags, *rest, **more):
        if os.path.isdir(path):  # noqa: PTH112
            raise PermissionError(13, "Permission denied")
        assert flags & os.O_RDWR, "only what may be written can be flushed there"
        return opened(path, flags, *rest, **more)

    monkeypatch.setattr("ks_data.store.blobs.WINDOWS", True)
    monkeypatch.setattr(os, "open", files_only)
    shelf.write("c/one", b"first")
    (shelf.folder / "c" / "two").write_bytes(b"by another")
    shelf.settle(["c/two"])
    assert shelf.names("c") == ["one", "two"]


def test_who_cannot_have_the_lock_goes_on_after_a_while_as_it_is_only_for_speed(shelf, monkeypatch):
    monkeypatch.setattr("ks_data.store.blobs.PATIENT", 0.1)
    with shelf.alone(), Shelf(shelf.location).alone():
        shelf.write("one", b"both are here")
    with shelf.alone():
        assert shelf.read("one") == b"both are here"
