"""The log of one Delta table: what this process has read of it, and the table to write to. Knows no rows."""

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
from ks_data.store.blobs import BlobStore
from ks_data.store.releases.errors import LOG, explanation, folder_problem
from ks_data.store.releases.release import Release
from ks_data.store.releases.sealed import NewerFormatError
from ks_data.store.releases.state import LogState

RETENTION = {
    "delta.appendOnly": "true",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
"""Nothing is ever removed from the table."""
UNION_SCHEMA = pa.unify_schemas(
    [pa.schema([("kind", pa.string()), ("release", pa.string())]), *(TABLES[kind].schema for kind in KINDS)]
)
"""The one table of all kinds; the columns of the other kinds are empty in a row."""
RETRY_SECONDS = 1  # until a bucket, or a folder with a problem, is looked at again
BUCKET_RETRY_SECONDS = 30  # until a bucket with a problem is, and until what could not be read is tried again
BUCKET_PATIENCE_SECONDS = 1  # that a reader waits for news from a bucket that answered before
CHECKPOINT_INTERVAL = 50  # releases; without checkpoints the hundredth takes five times as long as the first
_FOLDER = "_delta_log"
_ENTRY = re.compile(r"[0-9]{20}\.json")


class ReleaseLog:
    """What this process has read of one table; reads on when there is more, and keeps the last good state."""

    def __init__(self, location: str) -> None:
        self.blobs = BlobStore(location)
        self.state = LogState()
        self._folder_problem = folder_problem(self.blobs.folder) if self.blobs.folder else ""
        self.problem = self._folder_problem  # in Dutch, why the log cannot be read to its end or written to
        self.last_good: dict[str, tuple[Release, ...]] = {}  # by kind, the releases that could be read last
        self.unreadable: dict[str, str] = {}  # by kind, why the rows of those that count cannot be read
        self.write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._retry_at = 0.0  # for a bucket, or with a problem
        self._was_read = False
        self._beside: threading.Thread | None = None  # that reads on in a bucket
        self._beside_lock = threading.Lock()
        self._table: Any = None
        self._table_checkpoints = -1
        self._durable_number = -1

    # --- reading ---

    def latest(self) -> LogState:
        """The state now, or the last good one."""
        state = self.state
        if self._is_up_to_date(state):
            return state
        if self.blobs.folder is None and self._was_read:
            self._read_beside()
        elif self._read_lock.acquire(blocking=state.number < 0):
            try:
                if not self._was_read or not self._is_up_to_date(self.state):  # else another reader just did
                    self._read()
            finally:
                self._read_lock.release()
        return self.state

    def verified(self) -> LogState:
        """The state now. Raises DataError when the log cannot be read to its end, or written to."""
        with self._read_lock:
            self._read()
        if self.problem:
            raise DataError(self.problem)
        return self.state

    def _is_up_to_date(self, state: LogState) -> bool:
        """Whether there is nothing new to read, or it is too early to try again; in a folder at most two look-ups."""
        if self.blobs.folder is None or self.problem:
            return time.monotonic() < self._retry_at
        if state.number < 0:
            return self._was_read and self.blobs.stamp(_FOLDER) is None
        return (
            self.blobs.stamp(entry_path(state.number)) == state.stamp
            and self.blobs.stamp(entry_path(state.number + 1)) is None
        )

    def _read_beside(self) -> None:
        """Reads on in another thread. Who starts that waits a moment for it, unless something was wrong; no one else.

        So a reader never waits for a bucket that hangs but the very first time.
        """
        with self._beside_lock:
            if self._beside and self._beside.is_alive():
                return
            self._beside = threading.Thread(target=self._read_alone, daemon=True)
            self._beside.start()
        self._beside.join(0 if self.problem else BUCKET_PATIENCE_SECONDS)

    def _read_alone(self) -> None:
        with self._read_lock:
            self._read()

    def _read(self) -> None:
        try:
            problem = self._read_new_entries() or self._folder_problem
        except OSError as error:
            problem = explanation(f"De releases in {self.blobs.location} zijn niet te lezen", error)
        if problem and problem != self.problem:
            LOG.warning("%s", problem)
        self.problem, self._was_read = problem, True
        in_bucket = self.blobs.folder is None
        self._retry_at = time.monotonic() + (BUCKET_RETRY_SECONDS if problem and in_bucket else RETRY_SECONDS)

    def _read_new_entries(self) -> str:
        """Reads what is new; returns what is wrong with it."""
        known = state = self.state
        if self.blobs.folder and known.number >= 0:
            stamp = self.blobs.stamp(entry_path(known.number))
            if stamp is None:
                return (
                    f"De releases in {self.blobs.location} zijn verdwenen. U ziet de laatst gelezen cijfers. "
                    "Zet de map terug uit een reservekopie."
                )
            if stamp != known.stamp:  # a copy of this table stands in its place, or another table
                state, self._table, self._durable_number = LogState(), None, -1
        problem = ""
        try:
            for entry in self._entries_after(state.number):
                stamp = self.blobs.stamp(entry_path(state.number + 1)) if self.blobs.folder else None
                state = state.after(entry, stamp)
        except NewerFormatError:
            problem = (
                f"De lijst van releases in {self.blobs.location} is vanaf nummer {state.number + 1} gemaakt met een "
                "nieuwere versie van deze app. U ziet de cijfers van daarvoor. Werk de app bij."
            )
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            problem = (
                f"De lijst van releases in {self.blobs.location} is beschadigd bij nummer {state.number + 1}. "
                f"U ziet de cijfers van daarvoor. Zet het bestand {entry_path(state.number + 1)} terug uit een "
                "reservekopie."
            )
        finally:
            if state.holds(known):
                self.state = state
        return problem or self._what_is_missing(state, known)

    def _what_is_missing(self, state: LogState, known: LogState) -> str:
        """What is wrong when the table is not the one that was here, or when only its rows are left."""
        if not state.holds(known):
            return (
                f"In {self.blobs.location} staan andere releases dan deze app eerder las. U ziet de laatst gelezen "
                "cijfers. Zet de map terug uit een reservekopie, of start de app opnieuw als dit de bedoeling is."
            )
        if state.number < 0 and not set(KINDS).isdisjoint(self.blobs.names("")):
            return (
                f"In {self.blobs.location} liggen gepubliceerde rijen, maar de lijst van releases ({_FOLDER}) is weg. "
                "U ziet de cijfers die met de app zijn meegeleverd. Zet die map terug uit een reservekopie."
            )
        if state.number < 0 and os.environ.get("KS_STORE_MUST_EXIST") == "1":
            return (
                f"In {self.blobs.location} is geen opslag van releases. U ziet de cijfers die met de app zijn "
                "meegeleverd. Sluit de opslag aan. Is dit een nieuwe installatie, maak haar dan één keer met "
                "python -m ks_data store create."
            )
        return ""

    def is_absent(self) -> bool:
        """Whether nothing of a store is here. Raises OSError when that cannot be seen."""
        return {_FOLDER, *KINDS}.isdisjoint(self.blobs.names(""))

    def create(self) -> None:
        """Makes the table without a release. Raises OSError and DeltaError."""
        with self.write_lock, self.blobs.writer_lock():
            self._create_table()
            self.make_durable(0)

    def _entries_after(self, number: int) -> Iterator[bytes]:
        """The log entries after a number: one by one, or many at once the first time and after a problem."""
        if number < 0 or self.problem:
            names = [name for name in self.blobs.names(_FOLDER) if _ENTRY.fullmatch(name)]
            numbers = [int(name[:20]) for name in names if int(name[:20]) > number]
            unbroken = [present for expected, present in enumerate(numbers, number + 1) if present == expected]
            with ThreadPoolExecutor(16) as pool:
                yield from pool.map(self.blobs.read, map(entry_path, unbroken))
            if len(unbroken) < len(numbers):
                yield b""  # one in between is gone
            return
        while True:
            number += 1
            try:
                yield self.blobs.read(entry_path(number))
            except FileNotFoundError:
                return

    # --- writing ---

    def table(self) -> Any:
        """The Delta table as it is now, made when there is none."""
        checkpoints = self.state.number // CHECKPOINT_INTERVAL
        if self._table is None or self._table_checkpoints != checkpoints:  # reading on from a checkpoint is much faster
            self._table = None
            self._table, self._table_checkpoints = self._opened_table(), checkpoints
        self._table.update_incremental()
        return self._table

    def _opened_table(self) -> Any:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        location, options = self.blobs.location, self.blobs.options
        try:
            return DeltaTable(location, storage_options=options)
        except TableNotFoundError:
            self._create_table()
        except DeltaError:
            if not self._drop_broken_checkpoints():
                raise
        return DeltaTable(location, storage_options=options)

    def _create_table(self) -> None:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        location, options = self.blobs.location, self.blobs.options
        try:
            DeltaTable.create(
                location,
                schema=UNION_SCHEMA,
                partition_by=["kind", "release"],
                configuration=RETENTION,
                storage_options=options,
            )
        except DeltaError as error:
            if not DeltaTable.is_deltatable(location, options):
                raise
            LOG.info("another process made the table in %s: %s", location, error)

    def make_durable(self, number: int) -> None:
        """Waits until the log has reached the disk up to an entry, those of others included: a gap would be fatal."""
        self.blobs.make_durable(map(entry_path, range(self._durable_number + 1, number + 1)))
        self._durable_number = max(self._durable_number, number)

    def checkpoint(self, number: int) -> None:
        """Sums the log up, now and then, for who opens the table; nothing is lost when that fails."""
        from deltalake.exceptions import DeltaError

        if number % CHECKPOINT_INTERVAL == 0:
            try:
                self.table().create_checkpoint()
                names = [name for name in self.blobs.names(_FOLDER) if not _ENTRY.fullmatch(name)]
                self.blobs.make_durable(f"{_FOLDER}/{name}" for name in names)
            except (OSError, DeltaError) as error:
                LOG.warning("no checkpoint in %s: %s", self.blobs.location, error)

    def _drop_broken_checkpoints(self) -> bool:
        """Removes checkpoints that are no parquet, as after a power cut, and the hint that points at the newest.

        The log itself holds all that was in them. Returns whether there was anything to remove.
        """
        broken = [name for name in self.blobs.names(_FOLDER) if self._is_broken_checkpoint(name)]
        for name in broken:
            self.blobs.remove(f"{_FOLDER}/{name}")
            LOG.warning("removed from the log in %s: %s", self.blobs.location, name)
        return bool(broken)

    def _is_broken_checkpoint(self, name: str) -> bool:
        if not name.endswith(".checkpoint.parquet"):
            return name == "_last_checkpoint"
        try:
            pq.read_metadata(pa.BufferReader(self.blobs.read(f"{_FOLDER}/{name}")))
        except pa.ArrowException:
            return True
        return False

    def forget_table(self) -> None:
        """Lets go of the table, so that the next writer opens it again."""
        self._table = None


def release_log() -> ReleaseLog:
    """The log where the environment says that releases are kept."""
    return log_at(os.environ.get("KS_RELEASES"), os.environ.get("KS_DATA_DIR"))


@lru_cache(maxsize=64)
def log_at(location: str | None, _: str | None) -> ReleaseLog:
    """The one log of this process for a location; without one, that of the data folder."""
    return ReleaseLog(location or str(data_dir() / "releases"))


def entry_path(number: int) -> str:
    """Where an entry of the log lies in the blob store."""
    return f"{_FOLDER}/{number:020}.json"
