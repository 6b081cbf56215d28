"""Keeps bytes under names, in a folder or in a bucket. Knows no releases and no tables.

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

PATIENCE = {"connect_timeout": "3s", "timeout": "30s", "max_retries": "2", "retry_timeout": "30s"}
"""How long a bucket may take to answer; without it a lost network holds a page up for minutes."""


PATIENT = 10
"""How many seconds a process stands in line to write in a folder."""
WINDOWS = os.name == "nt"


class Shelf:
    """A folder or a bucket. A name is a relative path with slashes.

    Every method raises OSError (FileNotFoundError for a name that is not there) as the system says it.
    """

    def __init__(self, location: str) -> None:
        """A location with "://" is a bucket; all else is a folder, which need not exist yet."""
        self.folder = None if "://" in location else Path(location).absolute()
        self.location = str(self.folder or location.rstrip("/"))
        self.options = None if self.folder else PATIENCE
        self._durable: set[Path] = set()
        self._making = threading.Lock()

    def read(self, name: str) -> bytes:
        if self.folder:
            return (self.folder / name).read_bytes()
        return bytes(self._bucket.open_input_file(name).read())

    def write(self, name: str, content: bytes) -> None:
        """Keeps the bytes under a name, wholly or not at all; what stood there is replaced."""
        if not self.folder:
            stream = self._handler._handler.open_output_stream(name, None)  # the public one refuses pyarrow's buffers
            stream.write(content)
            stream.close()
            return
        target = self.folder / name
        self.make(target.parent)
        beside = target.with_name(f"{target.name}.{uuid.uuid4().hex}.tmp")
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync(target.parent)

    def settle(self, names: Iterable[str]) -> None:
        """Waits until files that another wrote into this folder have reached the disk."""
        if not self.folder:
            return
        targets = [self.folder / name for name in names]
        for target in targets:
            _sync(target)
        for folder in {target.parent for target in targets}:
            self.make(folder)
            _sync(folder)

    def remove(self, name: str) -> None:
        """Forgets a name, as far as that can be done."""
        if self.folder:
            (self.folder / name).unlink(missing_ok=True)
        else:
            self._bucket.delete_file(name)

    def names(self, folder: str) -> list[str]:
        """What lies in a folder of this shelf, sorted; empty when there is no such folder."""
        if self.folder:
            try:
                return sorted(os.listdir(self.folder / folder))  # noqa: PTH208  # names are all that is asked
            except FileNotFoundError:
                return []
        from pyarrow.fs import FileSelector

        found = self._bucket.get_file_info(FileSelector(folder, allow_not_found=True))
        return sorted(info.base_name for info in found)

    def stamp(self, name: str) -> Hashable:
        """What a file in a folder is now; None when there is none, "?" when it cannot be seen. Costs microseconds."""
        try:
            stat = os.stat(f"{self.location}/{name}")  # noqa: PTH116  # a Path costs more than the look itself
        except FileNotFoundError:
            return None
        except OSError:
            return "?"
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def make(self, folder: Path) -> None:
        """Makes a folder and those above it, so that they outlive a power cut."""
        with self._making:
            if not folder.exists():
                self._durable.clear()
            missing = [folder]
            while missing[-1] not in self._durable and missing[-1] != missing[-1].parent:
                missing.append(missing[-1].parent)
            for one in reversed(missing[:-1]):
                fresh = not one.exists()
                one.mkdir(exist_ok=True)
                if fresh or self.folder in (one, *one.parents):
                    _sync(one.parent)
                self._durable.add(one)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lets one process at a time write in a folder; who has waited long enough goes on all the same.

        Only for speed: waiting in line is cheaper than trying again. Nothing breaks without it.
        """
        if not self.folder:
            yield
            return
        from filelock import FileLock, Timeout

        self.make(self.folder)
        lock = FileLock(self.folder / "_lock", timeout=PATIENT, poll_interval=0.01, preserve_lock_file=True)
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


def _sync(path: Path) -> None:
    folder = path.is_dir()
    if folder and WINDOWS:  # which opens no folders, and writes the names in them itself
        return
    descriptor = os.open(path, os.O_RDONLY if folder else os.O_RDWR)  # Windows flushes only what may be written
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
