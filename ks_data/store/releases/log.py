"""What this process has read of the log of one table; reads on when there is more."""

import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.parquet import data_dir
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.store.blobs import Shelf
from ks_data.store.releases.release import Release
from ks_data.store.releases.state import LogState
from ks_data.store.releases.trouble import LOG, explained

FOREVER = {
    "delta.appendOnly": "true",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
_ENTRY = re.compile(r"[0-9]{20}\.json")
AGAIN = 1  # seconds until a bucket, or a folder with trouble, is looked at again
LATER = 30  # seconds until a bucket with trouble is, and until what could not be read is tried again
CHECKPOINT = 50  # releases between two checkpoints; without them the hundredth takes five times as long as the first


class ReleaseLog:
    """What this process has read of one table; reads on when there is more, and keeps the last good state."""

    def __init__(self, location: str) -> None:
        self.shelf = Shelf(location)
        self.state = LogState()
        self.trouble = ""
        self.good: dict[str, tuple[Release, ...]] = {}
        self.unread: dict[str, str] = {}
        self.writing = threading.Lock()
        self._reading = threading.Lock()
        self._again = 0.0  # when to look once more, for a bucket or after trouble
        self._table: Any = None
        self._table_since = -1
        self._durable = -1

    def fresh(self) -> LogState:
        """The state now, or the last good one."""
        state = self.state
        if self.shelf.folder is None or self.trouble:
            if time.monotonic() < self._again:
                return state
        elif state.number < 0:
            if self.shelf.stamp("_delta_log") is None:
                return state
        elif (
            self.shelf.stamp(entry_path(state.number)) == state.stamp
            and self.shelf.stamp(entry_path(state.number + 1)) is None
        ):
            return state
        if self._reading.acquire(blocking=state.number < 0):  # who has a state need not wait for a slow bucket
            try:
                self._read()
            finally:
                self._reading.release()
        return self.state

    def certain(self) -> LogState:
        """The state now. Raises DataError when the log cannot be read to its end."""
        with self._reading:
            self._read()
        if self.trouble:
            raise DataError(self.trouble)
        return self.state

    def _read(self) -> None:
        trouble = ""
        try:
            trouble = self._read_on()
        except OSError as error:
            trouble = explained(f"De releases in {self.shelf.location} zijn niet te lezen", error)
        if trouble and trouble != self.trouble:
            LOG.warning("%s", trouble)
        self.trouble = trouble
        self._again = time.monotonic() + (LATER if trouble and self.shelf.folder is None else AGAIN)

    def _read_on(self) -> str:
        """Reads what is new; returns what is wrong with it."""
        state = self.state
        if self.shelf.folder and state.number >= 0:
            stamp = self.shelf.stamp(entry_path(state.number))
            if stamp is None:
                return (
                    f"De releases in {self.shelf.location} zijn verdwenen. U ziet de laatst gelezen cijfers. "
                    "Zet de map terug uit een reservekopie."
                )
            if stamp != state.stamp:  # another table stands in its place
                state, self._table, self._durable = LogState(), None, -1
        try:
            for content in self._entries(state.number):
                stamp = self.shelf.stamp(entry_path(state.number + 1)) if self.shelf.folder else None
                state = state.after(content, stamp)
        except (ValueError, LookupError, TypeError, AttributeError):
            return (
                f"De lijst van releases in {self.shelf.location} is beschadigd bij nummer {state.number + 1}. "
                f"U ziet de cijfers van daarvoor. Zet het bestand {entry_path(state.number + 1)} terug uit een "
                "reservekopie."
            )
        finally:
            if state.number >= 0:
                self.state = state
        return ""

    def _entries(self, number: int) -> Iterator[bytes]:
        """The log entries after a number: one by one, or many at once the first time and after trouble."""
        if number < 0 or self.trouble:
            names = [name for name in self.shelf.names("_delta_log") if _ENTRY.fullmatch(name)]
            ahead = [name for name in names if int(name[:20]) > number]
            whole = [name for at, name in enumerate(ahead, number + 1) if int(name[:20]) == at]
            with ThreadPoolExecutor(16) as pool:
                yield from pool.map(self.shelf.read, [f"_delta_log/{name}" for name in whole])
            if len(whole) < len(ahead):
                yield b""  # one in between is gone
            return
        while True:
            number += 1
            try:
                yield self.shelf.read(entry_path(number))
            except FileNotFoundError:
                return

    def table(self) -> Any:
        """The Delta table as it is now, made when there is none."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        where, options = self.shelf.location, self.shelf.options
        if self._table_since != self.state.number // CHECKPOINT:
            self._table = None  # read again from the newest checkpoint, which is much faster
        if self._table is None:
            try:
                self._table = DeltaTable(where, storage_options=options)
            except TableNotFoundError:
                try:
                    DeltaTable.create(
                        where,
                        schema=UNION_SCHEMA,
                        partition_by=["kind", "release"],
                        configuration=FOREVER,
                        storage_options=options,
                    )
                except DeltaError as error:
                    if not DeltaTable.is_deltatable(where, options):
                        raise
                    LOG.info("another process made the table in %s: %s", where, error)
                self._table = DeltaTable(where, storage_options=options)
            except DeltaError:
                if not self._drop_broken_checkpoints():
                    raise
                self._table = DeltaTable(where, storage_options=options)
            self._table_since = self.state.number // CHECKPOINT
        self._table.update_incremental()
        return self._table

    def checkpoint(self, number: int) -> None:
        """Sums the log up, now and then, for who opens the table; nothing is lost when that fails."""
        from deltalake.exceptions import DeltaError

        if number % CHECKPOINT == 0:
            try:
                self.table().create_checkpoint()
                names = [name for name in self.shelf.names("_delta_log") if not _ENTRY.fullmatch(name)]
                self.shelf.settle(f"_delta_log/{name}" for name in names)
            except (OSError, DeltaError) as error:
                LOG.warning("no checkpoint in %s: %s", self.shelf.location, error)

    def _drop_broken_checkpoints(self) -> bool:
        """Removes checkpoints that are no parquet, as after a power cut, and the hint that points at the newest.

        The log itself holds all they told. Returns whether there was anything to remove.
        """
        broken = []
        for name in self.shelf.names("_delta_log"):
            if name.endswith(".checkpoint.parquet"):
                try:
                    pq.read_metadata(pa.BufferReader(self.shelf.read(f"_delta_log/{name}")))
                except pa.ArrowException:
                    broken.append(name)
            elif name == "_last_checkpoint":
                broken.append(name)
        for name in broken:
            self.shelf.remove(f"_delta_log/{name}")
            LOG.warning("removed from the log in %s: %s", self.shelf.location, name)
        return bool(broken)

    def settle(self, number: int) -> None:
        """Waits until the log has reached the disk up to an entry, those of others included: a gap would be fatal."""
        self.shelf.settle(entry_path(one) for one in range(self._durable + 1, number + 1))
        self._durable = max(self._durable, number)

    def forget_table(self) -> None:
        self._table = None


def release_log() -> ReleaseLog:
    return log_at(os.environ.get("KS_RELEASES"), os.environ.get("KS_DATA_DIR"))


@lru_cache(maxsize=64)
def log_at(named: str | None, _: str | None) -> ReleaseLog:
    return ReleaseLog(named or str(data_dir() / "releases"))


def entry_path(number: int) -> str:
    return f"_delta_log/{number:020}.json"


UNION_SCHEMA = pa.unify_schemas(
    [pa.schema([("kind", pa.string()), ("release", pa.string())]), *(TABLES[kind].schema for kind in KINDS)]
)
"""The one table of all kinds; the columns of the other kinds are empty in a row."""
