"""Keeps what is published: one append-only Delta table of releases over the shipped data. Knows rows, not pages.

The table lies in the folder or bucket that KS_RELEASES names (`s3://…`, `az://…`), and else in releases/ of the data
folder. For S3 set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, for another S3 store also AWS_ENDPOINT_URL,
and AWS_ALLOW_HTTP=true when that is plain http. Commits rely on the store honouring `If-None-Match` (conditional put;
the default, so leave AWS_CONDITIONAL_PUT alone). A store that ignores it (s3rver does) silently loses releases.

    _delta_log/<number>.json   one commit is one release: its number is the Delta version, its account is in
                               commitInfo.userMetadata, so that rows and account arrive together or not at all
    <kind>/<id>.parquet        the rows of one release: the columns of its table in tables.py
    _files/<sha256>            the file as it was dropped, byte for byte
    _documents/<key>.json      small notes by key, such as a remembered choice of columns

A restore is a commit without rows. Nothing is overwritten and nothing is cleaned up; the account of every release is
read from the log entries themselves, which checkpoints leave alone. Data, file and log reach the disk before a release
is acknowledged, in that order.
"""

import errno
import hashlib
import json
import logging
import os
import re
import threading
import time
import uuid
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Optional, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ks_data import overlay
from ks_data.errors import DataError
from ks_data.files import data_dir
from ks_data.shelf import Shelf
from ks_data.tables import KINDS, TABLES

T = TypeVar("T")
HOME = ZoneInfo("Europe/Amsterdam")
"""Where a day begins: a release that is valid from 1 July counts from midnight there."""
FOREVER = {
    "delta.appendOnly": "true",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
LOG = logging.getLogger("ks_data.releases")
_ENTRY = re.compile(r"[0-9]{20}\.json")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
AGAIN = 1  # seconds until a bucket, or a folder with trouble, is looked at again
LATER = 30  # seconds until a bucket with trouble is, and until what could not be read is tried again
CHECKPOINT = 50  # releases between two checkpoints; without them the hundredth takes five times as long as the first
_TRIES = 100  # as many others may publish in the moment between reading the log and writing the next entry


@dataclass(frozen=True, slots=True)
class Release:
    """One act in the log. `created` is UTC with seconds, `valid_from` a date or ""; `restores` only for a restore.

    `counts` is what the publisher counted (new, changed, same, gone). `active` says whether its rows count now; only
    `history` and `active` fill it in.
    """

    number: int
    act: str  # "publish" or "restore"
    kind: str
    author: str
    note: str
    source: str
    source_date: str
    valid_from: str
    created: str
    file: str
    sha256: str  # of the file; "" when there is none
    rows: int
    counts: Mapping[str, int] = field(hash=False)
    restores: int | None = None
    active: bool = False
    id: str = field(default="", repr=False)
    digest: str = field(default="", repr=False)  # sha256 of the rows as written
    paths: tuple[str, ...] = field(default=(), repr=False)

    @property
    def by(self) -> str:
        """Who did it, for every reader: of an e-mail address what stands before the @."""
        return self.author.partition("@")[0]

    @property
    def made(self) -> datetime:
        """When it was made, by the clock at home."""
        return datetime.fromisoformat(self.created).astimezone(HOME)

    @property
    def day(self) -> str:
        return self.made.date().isoformat()


# --- for pages and commands ---


def publish(
    kind: str,
    rows: pd.DataFrame,
    *,
    author: str,
    note: str,
    source: str,
    source_date: str = "",
    valid_from: str = "",
    file: str = "",
    content: bytes | None = None,
    sha256: str = "",
    counts: Mapping[str, int] | None = None,
) -> Release:
    """Adds a release of one kind and returns it, once it has reached the disk.

    `rows` has the columns of the table (optional ones may be absent); `content` is the file they were read from, named
    `file`, and `sha256` its hash, for who has that already. With `valid_from` (a date) the rows count from that day
    on. When the same rows of the same file already count in full by then, nothing is published and that release is
    returned.

    Raises DataError when it could not be kept; then it is not there, also not in part. Only when the disk does not
    confirm in the end what was written, it is there, and the message says so.
    """
    with _acting("publish", kind, author):
        if kind not in KINDS:
            raise DataError(f"De soort {kind} kan niet worden gepubliceerd; kies uit: {', '.join(KINDS)}.")
        day = _day(valid_from)
        with ThreadPoolExecutor(1) as beside:
            keeping = beside.submit(_kept, content, sha256)
            body = _parquet(kind, rows)
        act = {
            "act": "publish",
            "kind": kind,
            "note": note,
            "source": source,
            "source_date": source_date,
            "valid_from": day,
            "file": file,
            "sha256": keeping.result(),
            "rows": len(rows),
            "counts": {name: int(many) for name, many in (counts or {}).items()},
            "restores": None,
            "digest": hashlib.sha256(body).hexdigest(),
        }
        return _commit(author, act, lambda _: act, body)


def restore(number: int, *, author: str, note: str) -> Release:
    """Makes everything as if nothing had been published after a release; 0 leaves only what is shipped.

    What was scheduled at that time is scheduled again, or counts if its day has come. The history stays: this is a
    release too, and can be undone by restoring to an earlier or later one. Raises DataError for an unknown number.
    """

    def checked(state: _State) -> dict[str, Any]:
        if number and number not in state.acts:
            raise DataError(f"Release {number} bestaat niet. Kies een nummer uit de geschiedenis.")
        return {
            **dict.fromkeys(("kind", "source", "source_date", "valid_from", "file", "sha256", "digest"), ""),
            "act": "restore",
            "note": note,
            "rows": 0,
            "counts": {},
            "restores": number,
        }

    with _acting("restore", "", author):
        return _commit(author, None, checked, b"")


def history() -> tuple[Release, ...]:
    """Every release and restore, newest first."""
    state = _log().fresh()
    counting = {one.number for one in _counting(state.head, _now())}
    return tuple(
        replace(act.release, active=act.release.number in counting) for _, act in sorted(state.acts.items())[::-1]
    )


def active() -> tuple[Release, ...]:
    """The releases whose rows count now; the last wins.

    What was published later wins, and what was scheduled counts as published on its day.
    """
    return tuple(replace(one, active=True) for one in _counting(_log().fresh().head, _now()))


def preceding(number: int) -> tuple[Release, ...]:
    """The releases whose rows counted right before a release was made; the last wins."""
    state = _log().fresh()
    before = [act for at, act in sorted(state.acts.items()) if at < number]
    if not before or number not in state.acts:
        return ()
    return tuple(_counting(before[-1].head, state.acts[number].moment))


def upcoming() -> tuple[Release, ...]:
    """The releases that wait for their day, the first to come first."""
    now = _now()
    return tuple(act.release for act in _ordered(_log().fresh().head) if act.start > now)


def rows(releases: Release | Sequence[Release], kind: str) -> pd.DataFrame:
    """The rows of releases of one kind in the given order: the columns of the table and `release`, the number.

    Raises DataError when the data of a release are missing or damaged.
    """
    wanted = [one for one in ([releases] if isinstance(releases, Release) else releases) if one.kind == kind]
    shelf = _log().shelf
    schema = TABLES[kind].schema

    def held(release: Release) -> pa.Table:
        try:
            parts = [pq.read_table(pa.BufferReader(shelf.read(path)), schema=schema) for path in release.paths]
        except FileNotFoundError:
            raise DataError(f"De gegevens van release {release.number} ontbreken in {shelf.location}.") from None
        except (OSError, pa.ArrowException) as error:
            raise DataError(_told(f"De gegevens van release {release.number} zijn niet te lezen", error)) from error
        table = pa.concat_tables([schema.empty_table(), *parts])
        if table.num_rows != release.rows:
            raise DataError(f"De gegevens van release {release.number} zijn niet volledig.")
        return table.append_column("release", pa.array([release.number] * table.num_rows, pa.int64()))

    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(held, wanted))
    empty = schema.append(pa.field("release", pa.int64())).empty_table()
    return pa.concat_tables([empty, *tables]).to_pandas()


def last_good(kind: str, counting: tuple[Release, ...], make: Callable[[tuple[Release, ...]], T]) -> T:
    """What is made of the releases that count; when they cannot be read, of the last good state, and `problem` says so.

    That is the state of which this process made it before, or else that of the newest moment of which all can be read.
    """
    log = _log()
    try:
        made = make(counting)
    except DataError as error:
        last = None
        if kind in log.good:
            with suppress(DataError):
                last = make(log.good[kind])
        if last is None:
            last = make(tuple(_readable(log.fresh(), kind)))  # when this fails too, it is not the releases
        if log.unread.get(kind) != str(error):
            LOG.warning("%s", error)
        log.unread[kind] = str(error)
        return last
    log.good[kind] = counting
    log.unread.pop(kind, None)
    return made


def home() -> Path:
    """The local folder beside the releases, also when these are in a bucket."""
    return _log().shelf.folder or data_dir() / "releases"


def problem() -> str:
    """What is wrong with the store, in Dutch, while readers still see the last good state; "" when all is well."""
    log = _log()
    log.fresh()
    told = [log.trouble, *log.unread.values()]
    return " ".join(dict.fromkeys(one for one in told if one))


def version() -> Hashable:
    """What counts now; another value as soon as anyone publishes, or a scheduled release begins to count.

    In a folder it costs microseconds; a bucket is asked at most once a second. While something is wrong the value
    also changes twice a minute, so that what has been repaired is seen.
    """
    log = _log()
    state = log.fresh()
    due = 0
    if state.starts:
        now = _now()
        due = sum(start <= now for start in state.starts)
    wrong = int(time.monotonic() // LATER) if log.trouble or log.unread else None
    return log.shelf.location, state.stamp, state.number, due, wrong


def file(release: Release) -> bytes:
    """The file of a release as it was dropped, byte for byte. Raises DataError when it is missing or damaged."""
    if not release.sha256:
        raise DataError(f"Release {release.number} heeft geen bestand.")
    try:
        content = _log().shelf.read(f"_files/{release.sha256}")
    except OSError as error:
        raise DataError(_told(f"Het bestand van release {release.number} is niet te lezen", error)) from error
    if hashlib.sha256(content).hexdigest() != release.sha256:
        raise DataError(f"Het bestand van release {release.number} is beschadigd.")
    return content


def remember(key: str, value: object) -> None:
    """Keeps a small JSON value by key; the last one stays. Raises DataError when it cannot be kept."""
    try:
        _log().shelf.write(_document(key), json.dumps(value, ensure_ascii=False).encode())
    except OSError as error:
        raise DataError(_told("De keuze is niet bewaard", error)) from error


def remembered(key: str) -> Any:
    """The value kept by key, or None. Raises DataError when it cannot be read."""
    try:
        return json.loads(_log().shelf.read(_document(key)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise DataError(_told("De bewaarde keuze is niet te lezen", error)) from error


# --- what the log says ---


class _Act(NamedTuple):
    """A release with its moments, and the chain of releases that stand right after it (scheduled ones included)."""

    release: Release
    moment: datetime  # when it was published: never before an earlier number, whatever the clocks of machines say
    start: datetime  # when its rows begin to count; for a day that had passed at once, long ago
    head: Optional["_Link"]


class _Link(NamedTuple):
    """One standing release and those that stand beneath it; a restore points back into the chain."""

    act: _Act
    beneath: Optional["_Link"]


@dataclass(frozen=True)
class _State:
    """The log up to and including entry `number`; -1 when there is no table."""

    number: int = -1
    stamp: Hashable = None
    acts: Mapping[int, _Act] = field(default_factory=dict)
    head: _Link | None = None
    moment: datetime = _LONG_AGO

    @cached_property
    def starts(self) -> tuple[datetime, ...]:
        """The moments at which a release with a day of its own begins to count."""
        return tuple(one.start for one in _ordered(self.head) if one.release.valid_from)

    def after(self, content: bytes, stamp: Hashable) -> "_State":
        """The state after one more entry. Raises ValueError when the entry is no whole log entry."""
        number = self.number + 1
        release = _release(content, number)
        if release is None:  # the making of the table, or an act of another program that tidies it
            return replace(self, number=number, stamp=stamp)
        moment = max(self.moment, datetime.fromisoformat(release.created))
        start = _midnight(release.valid_from)
        if release.act == "publish":
            own = _Act(release, moment, start, None)
            head: _Link | None = _Link(own, self.head)
        else:
            head = self.acts[release.restores].head if release.restores else None
        act = _Act(release, moment, start, head)
        return _State(number, stamp, {**self.acts, number: act}, head, moment)


def _release(content: bytes, number: int) -> Release | None:
    actions = [json.loads(line) for line in content.splitlines()]
    if not actions or not all(isinstance(action, dict) for action in actions):
        raise ValueError("leeg")
    told = next((action["commitInfo"].get("userMetadata") for action in actions if "commitInfo" in action), None)
    account = json.loads(told) if told and told.startswith('{"ks_data":') else None
    if account is None:
        return None
    added = [action["add"] for action in actions if "add" in action]
    if account["ks_data"]["rows"] != sum(json.loads(add["stats"])["numRecords"] for add in added):
        raise ValueError("onvolledig")
    known = {one.name for one in fields(Release)}
    told = {name: value for name, value in account["ks_data"].items() if name in known}
    return Release(number=number, paths=tuple(add["path"] for add in added), **told)


def _ordered(head: _Link | None) -> list[_Act]:
    """The releases in a chain in order of precedence, the one that wins last."""
    standing = []
    while head:
        standing.append(head.act)
        head = head.beneath
    return sorted(standing, key=lambda act: (max(act.start, act.moment), act.release.number))


def _counting(head: _Link | None, at: datetime) -> list[Release]:
    return [act.release for act in _ordered(head) if act.start <= at]


def _readable(state: _State, kind: str) -> list[Release]:
    """What counted at the newest moment of which every release of the kind can be read."""
    broken = set()
    for act in state.acts.values():
        if act.release.kind == kind:
            try:
                rows(act.release, kind)
            except DataError:
                broken.add(act.release.number)
    now = _now()
    heads = [act.head for _, act in sorted(state.acts.items())[::-1]]
    for head in heads:
        counting = [one for one in _counting(head, now) if one.kind == kind]
        if not broken & {one.number for one in counting}:
            return counting
    return []


class _Log:
    """What this process has read of one table; reads on when there is more, and keeps the last good state."""

    def __init__(self, location: str) -> None:
        self.shelf = Shelf(location)
        self.state = _State()
        self.trouble = ""
        self.good: dict[str, tuple[Release, ...]] = {}
        self.unread: dict[str, str] = {}
        self.writing = threading.Lock()
        self._reading = threading.Lock()
        self._again = 0.0  # when to look once more, for a bucket or after trouble
        self._table: Any = None
        self._table_since = -1
        self._durable = -1

    def fresh(self) -> _State:
        """The state now, or the last good one."""
        state = self.state
        if self.shelf.folder is None or self.trouble:
            if time.monotonic() < self._again:
                return state
        elif state.number < 0:
            if self.shelf.stamp("_delta_log") is None:
                return state
        elif (
            self.shelf.stamp(_entry(state.number)) == state.stamp and self.shelf.stamp(_entry(state.number + 1)) is None
        ):
            return state
        if self._reading.acquire(blocking=state.number < 0):  # who has a state need not wait for a slow bucket
            try:
                self._read()
            finally:
                self._reading.release()
        return self.state

    def certain(self) -> _State:
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
            trouble = _told(f"De releases in {self.shelf.location} zijn niet te lezen", error)
        if trouble and trouble != self.trouble:
            LOG.warning("%s", trouble)
        self.trouble = trouble
        self._again = time.monotonic() + (LATER if trouble and self.shelf.folder is None else AGAIN)

    def _read_on(self) -> str:
        """Reads what is new; returns what is wrong with it."""
        state = self.state
        if self.shelf.folder and state.number >= 0:
            stamp = self.shelf.stamp(_entry(state.number))
            if stamp is None:
                return (
                    f"De releases in {self.shelf.location} zijn verdwenen. U ziet de laatst gelezen cijfers. "
                    "Zet de map terug uit een reservekopie."
                )
            if stamp != state.stamp:  # another table stands in its place
                state, self._table, self._durable = _State(), None, -1
        try:
            for content in self._entries(state.number):
                stamp = self.shelf.stamp(_entry(state.number + 1)) if self.shelf.folder else None
                state = state.after(content, stamp)
        except (ValueError, LookupError, TypeError, AttributeError):
            return (
                f"De lijst van releases in {self.shelf.location} is beschadigd bij nummer {state.number + 1}. "
                f"U ziet de cijfers van daarvoor. Zet het bestand {_entry(state.number + 1)} terug uit een "
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
                yield self.shelf.read(_entry(number))
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
                        schema=_UNION,
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
        self.shelf.settle(_entry(one) for one in range(self._durable + 1, number + 1))
        self._durable = max(self._durable, number)

    def forget_table(self) -> None:
        self._table = None


def _log() -> _Log:
    return _log_at(os.environ.get("KS_RELEASES"), os.environ.get("KS_DATA_DIR"))


@lru_cache(maxsize=64)
def _log_at(named: str | None, _: str | None) -> _Log:
    return _Log(named or str(data_dir() / "releases"))


def _entry(number: int) -> str:
    return f"_delta_log/{number:020}.json"


def _document(key: str) -> str:
    return f"_documents/{quote(key, safe='')}.json"


def _now() -> datetime:
    return datetime.now(UTC)


def _day(text: str) -> str:
    try:
        if text and date.fromisoformat(text).isoformat() != text:  # which takes 20260701 and 2026-W27-3 too
            raise ValueError(text)
    except ValueError:
        raise DataError(f"'{text}' is geen datum. Schrijf de dag als 2026-07-01.") from None
    return text


def _midnight(day: str) -> datetime:
    """The moment a day begins; for "" long ago."""
    return datetime.fromisoformat(day).replace(tzinfo=HOME) if day else _LONG_AGO


# --- adding to it ---


def _commit(
    author: str,
    offered: dict[str, Any] | None,
    account: Callable[[_State], dict[str, Any]],
    body: bytes,
) -> Release:
    """Adds one act to the log and returns it; or the release that already does all that is offered."""
    from deltalake import CommitProperties, PostCommitHookProperties, Transaction
    from deltalake.exceptions import CommitFailedError, DeltaError
    from deltalake.transaction import AddAction

    log, id = _log(), uuid.uuid4().hex
    path = f"{offered['kind']}/{id}.parquet" if offered and offered["rows"] else ""
    kept = False
    with log.writing, log.shelf.alone():
        log.certain()
        for _ in range(_TRIES):
            table = log.table()
            state = log.certain()  # never older than the table: what came in between is a conflict, and we look again
            if offered and (same := _same(state, offered)):
                if kept and path:
                    log.shelf.remove(path)
                log.settle(state.number)
                LOG.info("already there as %d: %r of %r", same.number, same.file or same.kind, author)
                return same
            told = {"id": id, "author": author.strip(), "created": _now().isoformat(timespec="seconds")}
            told |= account(state)
            if not kept and path:
                log.shelf.write(path, body)
            kept = True
            stats = json.dumps({"numRecords": told["rows"]})
            values = {"kind": told["kind"], "release": id}
            app = f"{told['kind']}/{told['sha256']}/{told['digest']}" if offered else id
            failed: Exception | None = None
            try:
                table.create_write_transaction(
                    [AddAction(path, len(body), values, int(time.time() * 1000), True, stats)] if path else [],
                    "append",
                    _UNION,
                    partition_by=["kind", "release"],
                    commit_properties=CommitProperties(
                        custom_metadata={"userMetadata": json.dumps({"ks_data": told})},
                        max_commit_retries=_TRIES,
                        app_transactions=[Transaction(app, state.number)],
                    ),
                    post_commithook_properties=PostCommitHookProperties(
                        create_checkpoint=False, cleanup_expired_logs=False
                    ),
                )
            except (OSError, DeltaError) as error:
                failed = error
            state = log.certain()
            if release := _found(state, id):  # it may have arrived even when the answer did not
                try:
                    log.settle(state.number)
                except OSError as error:
                    said = f"Release {release.number} is er, maar de schijf bevestigt niet dat zij bewaard blijft"
                    raise DataError(_told(said, error)) from error
                log.checkpoint(release.number)
                LOG.info("%s %d %s by %r: %d rows", release.act, release.number, release.kind, author, release.rows)
                return release
            if not isinstance(failed, CommitFailedError):
                log.forget_table()
                raise failed or DataError("De release is niet terug te vinden. Probeer het opnieuw.")
    raise DataError("Er wordt te veel tegelijk gepubliceerd. Probeer het over een minuut opnieuw.")


def _found(state: _State, id: str) -> Release | None:
    return next((act.release for act in state.acts.values() if act.release.id == id), None)


def _same(state: _State, offered: Mapping[str, Any]) -> Release | None:
    """The release with the same rows and file that leaves nothing to publish: no later one took a key from it."""
    day = max(_midnight(offered["valid_from"]), _now(), state.moment)
    before = [act.release for act in _ordered(state.head) if max(act.start, act.moment) <= day]
    later: list[Release] = []
    for one in before[::-1]:
        if (one.kind, one.sha256, one.digest) == tuple(offered[name] for name in ("kind", "sha256", "digest")):
            keys = list(overlay.KEYS[one.kind])
            taken = rows(one, one.kind)[keys].merge(rows(later, one.kind)[keys]) if later else ()
            return None if len(taken) else one
        later += [one] if one.kind == offered["kind"] else []
    return None


def _kept(content: bytes | None, sha256: str) -> str:
    """Keeps a file under its sha256, and gives that; a file that no release speaks of in the end harms nobody."""
    if content is None:
        return ""
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    _log().shelf.write(f"_files/{sha256}", content)
    return sha256


def _parquet(kind: str, rows: pd.DataFrame) -> bytes:
    """The rows as parquet, the same bytes for the same rows."""
    table = TABLES[kind]
    missing = [column.name for column in table.columns if not column.optional and column.name not in rows]
    if missing:
        raise DataError(f"De rijen missen de kolom {missing[0]}.")
    schema = pa.schema([field.with_type(_WRITTEN.get(field.type, field.type)) for field in table.schema])
    whole = rows.reindex(columns=list(table.names))
    held = pa.table([_column(whole[field.name], field.type) for field in schema], schema=schema)
    out = pa.BufferOutputStream()
    pq.write_table(held, out, compression="zstd", store_schema=False, write_statistics=False)
    return out.getvalue().to_pybytes()


def _column(held: "pd.Series[Any]", kind: pa.DataType) -> pa.Array:
    """A column as arrow. Of texts each is there once, in their own order, so that the same texts are the same bytes.

    A text that is missing is empty.
    """
    if not pa.types.is_dictionary(kind):
        return pa.array(held, kind, from_pandas=True)
    categories = isinstance(held.dtype, pd.CategoricalDtype) and pd.api.types.is_string_dtype(held.cat.categories)
    texts = held if categories else held.astype("str").astype("category")
    names = pa.array([*texts.cat.categories, ""], pa.string())
    codes = texts.cat.codes.to_numpy().astype(np.int32)
    codes[codes < 0] = len(names) - 1
    there = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    sorted_ = pc.unique(names.take(there)).sort()
    rank = np.zeros(len(names), np.int32)
    rank[there] = pc.index_in(names.take(there), sorted_)
    return pa.DictionaryArray.from_arrays(rank[codes], sorted_)


_WRITTEN = {pa.string(): pa.dictionary(pa.int32(), pa.string())}
_UNION = pa.unify_schemas(
    [pa.schema([("kind", pa.string()), ("release", pa.string())]), *(TABLES[kind].schema for kind in KINDS)]
)
"""The one table of all kinds; the columns of the other kinds are empty in a row."""


@contextmanager
def _acting(act: str, kind: str, author: str) -> Iterator[None]:
    """Tells in plain Dutch why an act was refused, and writes that in the log of the app."""
    from deltalake.exceptions import DeltaError

    try:
        if not author.strip():
            raise DataError("Vul in wie dit doet: de naam blijft bij de release staan.")
        try:
            yield
        except (OSError, pa.ArrowException, DeltaError) as error:
            done = "gepubliceerd" if act == "publish" else "teruggezet"
            raise DataError(_told(f"Er is niets {done} in {_log().shelf.location}", error)) from error
    except DataError as error:
        LOG.warning("refused: %s %s by %r: %r", act, kind, author, error)
        raise


_REASONS = {
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG): "de schijf is vol. Maak ruimte en probeer het opnieuw.",
    (errno.EACCES, errno.EPERM, errno.EROFS): "de app mag daar niet bij. Geef de app lees- en schrijfrechten, "
    "of kies met KS_RELEASES een andere plek.",
    (errno.ENOTDIR, errno.EEXIST): "dat is geen map. Kies met KS_RELEASES een andere plek.",
}


def _told(what: str, error: Exception) -> str:
    """What went wrong and what to do, by the number of the error, which the library hides in its words."""
    hidden = re.search(r"os error (\d+)", str(error))
    number = getattr(error, "errno", None) or (int(hidden[1]) if hidden else None)
    known = next((reason for numbers, reason in _REASONS.items() if number in numbers), "")
    LOG.debug("%s", what, exc_info=error)
    return f"{what}: " + (known or "de opslag is niet bereikbaar of beschadigd. Controleer die en probeer het opnieuw.")
