"""The blob store: bytes under names, in a folder or in a bucket. Knows no releases and no tables.

In a folder, what has been written has reached the disk (fsync) when the call returns: the file and every folder that
leads to it. In a bucket (s3://…, az://…) the store itself promises that; its address and keys come from the usual
AWS_* and AZURE_* variables, which the package deltalake reads.
"""

import os
import threading
import uuid
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

BUCKET_TIMEOUTS = {"connect_timeout": "3s", "timeout": "30s", "max_retries": "2", "retry_timeout": "30s"}
"""How long a bucket may take to answer; without it a lost network holds a page up for minutes."""
LOCK_TIMEOUT = 10
"""How many seconds a process stands in line to write in a folder."""
WINDOWS = os.name == "nt"


class BlobStore:
    """A folder or a bucket. A name is a relative path with slashes.

    Every method raises OSError (FileNotFoundError for a name that is not there) as the system says it.
    """

    def __init__(self, location: str) -> None:
        """A location with "://" is a bucket; all else is a folder, which need not exist yet."""
        self.folder = None if "://" in location else Path(location).absolute()
        self.location = str(self.folder or location.rstrip("/"))
        self.options = None if self.folder else BUCKET_TIMEOUTS
        self._durable_folders: set[Path] = set()
        self._folder_lock = threading.Lock()

    def read(self, name: str) -> bytes:
        if self.folder:
            return (self.folder / name).read_bytes()
        return bytes(self._bucket.open_input_file(name).read())

    def write(self, name: str, content: bytes) -> None:
        """Stores the bytes under a name, wholly or not at all; what stood there is replaced."""
        if not self.folder:
            stream = self._handler._handler.open_output_stream(name, None)  # the public one refuses pyarrow's buffers
            stream.write(content)
            stream.close()
            return
        target = self.folder / name
        self.make_folder(target.parent)
        temporary = target.with_name(f"{target.name}.{uuid.uuid4().hex}.tmp")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _fsync(target.parent)

    def make_durable(self, names: Iterable[str]) -> None:
        """Waits until files that another program wrote into this folder have reached the disk."""
        if not self.folder:
            return
        targets = [self.folder / name for name in names]
        for target in targets:
            _fsync(target)
        for folder in {target.parent for target in targets}:
            self.make_folder(folder)
            _fsync(folder)

    def remove(self, name: str) -> None:
        """Forgets a name, as far as that can be done."""
        if self.folder:
            (self.folder / name).unlink(missing_ok=True)
        else:
            self._bucket.delete_file(name)

    def names(self, folder: str) -> list[str]:
        """The names in a folder of this store, sorted; empty when there is no such folder."""
        if self.folder:
            try:
                return sorted(os.listdir(self.folder / folder))  # noqa: PTH208  # only the names are needed
            except FileNotFoundError:
                return []
        from pyarrow.fs import FileSelector

        return sorted(file.base_name for file in self._bucket.get_file_info(FileSelector(folder, allow_not_found=True)))

    def stamp(self, name: str) -> Hashable:
        """Another value as soon as a file in a folder changes; None without the file, "?" when it cannot be looked up.

        Costs microseconds.
        """
        try:
            stat = os.stat(f"{self.location}/{name}")  # noqa: PTH116  # a Path costs more than the call itself
        except FileNotFoundError:
            return None
        except OSError:
            return "?"
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def make_folder(self, folder: Path) -> None:
        """Makes a folder and those above it, so that they outlive a power cut."""
        with self._folder_lock:
            if not folder.exists():
                self._durable_folders.clear()
            missing = [folder]
            while missing[-1] not in self._durable_folders and missing[-1] != missing[-1].parent:
                missing.append(missing[-1].parent)
            for path in reversed(missing[:-1]):
                is_new = not path.exists()
                path.mkdir(exist_ok=True)
                if is_new or self.folder in (path, *path.parents):
                    _fsync(path.parent)
                self._durable_folders.add(path)

    @contextmanager
    def writer_lock(self) -> Iterator[None]:
        """Lets one process at a time write in a folder; after LOCK_TIMEOUT it goes on without the lock.

        Only for speed: waiting in line is cheaper than trying again. Nothing breaks without it.
        """
        if not self.folder:
            yield
            return
        from filelock import FileLock, Timeout

        self.make_folder(self.folder)
        lock = FileLock(self.folder / "_lock", timeout=LOCK_TIMEOUT, poll_interval=0.01, preserve_lock_file=True)
        with suppress(Timeout):
            lock.acquire()  # the system lets go when the process dies
        try:
            yield
        finally:
            lock.release()

    @cached_property
    def _handler(self) -> Any:
        from deltalake.fs import DeltaStorageHandler

        return DeltaStorageHandler(self.location, self.options)

    @cached_property
    def _bucket(self) -> Any:
        from pyarrow.fs import PyFileSystem

        return PyFileSystem(self._handler)


def _fsync(path: Path) -> None:
    is_folder = path.is_dir()
    if is_folder and WINDOWS:  # which opens no folders, and writes the names in them itself
        return
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)  # Windows flushes only what may be written
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
