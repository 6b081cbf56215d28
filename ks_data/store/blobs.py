"""The blob store: bytes under names, in a folder or in a bucket. Knows no releases and no tables.

In a folder, what has been written has reached the disk (fsync) when the call returns: the file and every folder that
leads to it. In a bucket (s3://…, az://…) the store itself promises that; its address and keys come from the usual
AWS_* and AZURE_* variables.
"""

import os
import threading
import uuid
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

BUCKET_SECONDS = {"connect_timeout": 3, "timeout": 30, "retry_timeout": 30}
"""How long a bucket may take to answer; without it a lost network holds a page up for minutes."""
BUCKET_RETRIES = 2
BUCKET_SCHEMES = ("s3", "s3a", "az", "azure", "abfs", "abfss", "gs")
LOCK_TIMEOUT = 10
"""How many seconds a process stands in line to write in a folder."""
WINDOWS = os.name == "nt"


class BlobStore:
    """A folder or a bucket. A name is a relative path with slashes.

    Every method raises OSError (FileNotFoundError for a name that is not there) as the system says it.
    """

    def __init__(self, location: str) -> None:
        """A location with "://" is a bucket, but for file://; all else is a folder, which need not exist yet."""
        if location.startswith("file://"):
            location = url2pathname(urlsplit(location).path)
        self.folder = None if "://" in location else Path(location).absolute()
        self.location = str(self.folder or location.rstrip("/"))
        self.options = None if self.folder else _delta_options()
        self._durable_folders: set[Path] = set()
        self._folder_lock = threading.Lock()

    def read(self, name: str) -> bytes:
        if self.folder:
            return (self.folder / name).read_bytes()
        with _bucket_errors():
            return bytes(self._bucket.get(name).bytes())

    def write(self, name: str, content: bytes) -> None:
        """Stores the bytes under a name, wholly or not at all; what stood there is replaced."""
        if not self.folder:
            with _bucket_errors():
                self._bucket.put(name, content)
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
            with _bucket_errors():
                self._bucket.delete(name)

    def names(self, folder: str) -> list[str]:
        """The names in a folder of this store, sorted; empty when there is no such folder."""
        if self.folder:
            try:
                return sorted(os.listdir(self.folder / folder))  # noqa: PTH208  # only the names are needed
            except FileNotFoundError:
                return []
        with _bucket_errors():
            listed = self._bucket.list_with_delimiter(folder or None)
        paths = [*listed["common_prefixes"], *(str(file["path"]) for file in listed["objects"])]
        return sorted(path.rstrip("/").rpartition("/")[2] for path in paths)

    def modified(self, name: str) -> float:
        """When a file was last written (seconds since 1970)."""
        if self.folder:
            return (self.folder / name).stat().st_mtime
        with _bucket_errors():
            written: datetime = self._bucket.head(name)["last_modified"]
            return written.timestamp()

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
        with suppress(Timeout, OSError):
            lock.acquire()  # the system lets go when the process dies
        try:
            yield
        finally:
            lock.release()

    @cached_property
    def _bucket(self) -> Any:
        """The bucket, by a library that lets other threads go on while it waits: that of deltalake stops them all."""
        from obstore.store import from_url

        if self.location.partition("://")[0] not in BUCKET_SCHEMES:
            raise OSError(f"Unknown scheme: {self.location}")
        seconds = {name: timedelta(seconds=count) for name, count in BUCKET_SECONDS.items()}
        allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
        return from_url(
            self.location,
            client_options={
                "connect_timeout": seconds["connect_timeout"],
                "timeout": seconds["timeout"],
                "allow_http": allow_http,
            },
            retry_config={"max_retries": BUCKET_RETRIES, "retry_timeout": seconds["retry_timeout"]},
        )


def _delta_options() -> dict[str, str]:
    """How long a bucket may take, as deltalake wants to be told."""
    return {**{name: f"{count}s" for name, count in BUCKET_SECONDS.items()}, "max_retries": str(BUCKET_RETRIES)}


@contextmanager
def _bucket_errors() -> Iterator[None]:
    """Raises what a bucket answers as OSError; that nothing lies under a name is FileNotFoundError already."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        raise OSError(str(error).partition("\n")[0]) from error


def _fsync(path: Path) -> None:
    is_folder = path.is_dir()
    if is_folder and WINDOWS:  # which opens no folders, and writes the names in them itself
        return
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)  # Windows flushes only what may be written
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
