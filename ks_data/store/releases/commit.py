"""Adds a release or a restore to the log, and acknowledges it once it has reached the disk."""

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pyarrow as pa

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import KINDS
from ks_data.store import overlay
from ks_data.store.releases import dates
from ks_data.store.releases.dates import iso_day, midnight
from ks_data.store.releases.log import UNION_SCHEMA, release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.rows import parquet_bytes, rows
from ks_data.store.releases.state import LogState, in_precedence
from ks_data.store.releases.trouble import LOG, explained

_TRIES = 100  # as many others may publish in the moment between reading the log and writing the next entry


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
        day = iso_day(valid_from)
        with ThreadPoolExecutor(1) as beside:
            keeping = beside.submit(_kept, content, sha256)
            body = parquet_bytes(kind, rows)
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

    def checked(state: LogState) -> dict[str, Any]:
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


# --- adding to it ---


def _commit(
    author: str,
    offered: dict[str, Any] | None,
    account: Callable[[LogState], dict[str, Any]],
    body: bytes,
) -> Release:
    """Adds one act to the log and returns it; or the release that already does all that is offered."""
    from deltalake import CommitProperties, PostCommitHookProperties, Transaction
    from deltalake.exceptions import CommitFailedError, DeltaError
    from deltalake.transaction import AddAction

    log, id = release_log(), uuid.uuid4().hex
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
            told = {"id": id, "author": author.strip(), "created": dates.now().isoformat(timespec="seconds")}
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
                    UNION_SCHEMA,
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
                    raise DataError(explained(said, error)) from error
                log.checkpoint(release.number)
                LOG.info("%s %d %s by %r: %d rows", release.act, release.number, release.kind, author, release.rows)
                return release
            if not isinstance(failed, CommitFailedError):
                log.forget_table()
                raise failed or DataError("De release is niet terug te vinden. Probeer het opnieuw.")
    raise DataError("Er wordt te veel tegelijk gepubliceerd. Probeer het over een minuut opnieuw.")


def _found(state: LogState, id: str) -> Release | None:
    return next((act.release for act in state.acts.values() if act.release.id == id), None)


def _same(state: LogState, offered: Mapping[str, Any]) -> Release | None:
    """The release with the same rows and file that leaves nothing to publish: no later one took a key from it."""
    day = max(midnight(offered["valid_from"]), dates.now(), state.moment)
    before = [act.release for act in in_precedence(state.head) if max(act.start, act.moment) <= day]
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
    release_log().shelf.write(f"_files/{sha256}", content)
    return sha256


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
            raise DataError(explained(f"Er is niets {done} in {release_log().shelf.location}", error)) from error
    except DataError as error:
        LOG.warning("refused: %s %s by %r: %r", act, kind, author, error)
        raise
