"""Does what goes into the blob store stay there, whole and on disk?"""

import os
from pathlib import Path

import pytest

from ks_data.store.blobs import BlobStore


@pytest.fixture
def blobs(tmp_path) -> BlobStore:
    return BlobStore(str(tmp_path / "a" / "b"))


def test_what_was_written_is_read_and_the_last_one_stays(blobs):
    assert blobs.names("c") == [] and blobs.stamp("c/one") is None
    blobs.write("c/one", b"first")
    stamp = blobs.stamp("c/one")
    blobs.write("c/one", b"second")
    blobs.write("c/two", b"")
    assert blobs.read("c/one") == b"second" and blobs.stamp("c/one") != stamp
    assert blobs.names("c") == ["one", "two"]
    blobs.remove("c/two")
    blobs.remove("c/two")
    assert blobs.names("c") == ["one"]
    with pytest.raises(FileNotFoundError):
        blobs.read("c/two")


def test_a_write_that_fails_leaves_what_was_there_and_no_scraps(blobs, monkeypatch):
    blobs.write("c/one", b"first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        blobs.write("c/one", b"second")
    assert blobs.read("c/one") == b"first" and blobs.names("c") == ["one"]


def test_a_file_and_every_folder_to_it_are_on_disk_when_it_is_written(blobs, tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    blobs.write("c/one", b"first")
    folders = [tmp_path, tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "c"]
    assert [path for path in synced if path.suffix != ".tmp"] == folders
    synced.clear()
    blobs.write("c/one", b"second")
    assert len(synced) == 2 and synced[1] == folders[-1]


def test_a_folder_that_was_thrown_away_is_made_again(blobs):
    blobs.write("c/one", b"first")
    blobs.remove("c/one")
    (blobs.folder / "c").rmdir()
    blobs.folder.rmdir()
    blobs.write("c/one", b"again")
    assert blobs.read("c/one") == b"again"


def test_where_folders_cannot_be_opened_as_on_windows_what_is_written_is_there(blobs, monkeypatch):
    system_open = os.open

    def files_only(path, flags, *arguments, **options):
        if os.path.isdir(path):  # noqa: PTH112
            raise PermissionError(13, "Permission denied")
        assert flags & os.O_RDWR, "only what may be written can be flushed there"
        return system_open(path, flags, *arguments, **options)

    monkeypatch.setattr("ks_data.store.blobs.WINDOWS", True)
    monkeypatch.setattr(os, "open", files_only)
    blobs.write("c/one", b"first")
    (blobs.folder / "c" / "two").write_bytes(b"by another")
    blobs.make_durable(["c/two"])
    assert blobs.names("c") == ["one", "two"]


def test_who_cannot_have_the_lock_goes_on_after_a_while_as_it_is_only_for_speed(blobs, monkeypatch):
    monkeypatch.setattr("ks_data.store.blobs.LOCK_TIMEOUT", 0.1)
    with blobs.writer_lock(), BlobStore(blobs.location).writer_lock():
        blobs.write("one", b"both are here")
    with blobs.writer_lock():
        assert blobs.read("one") == b"both are here"
