"""Commits a release or a restore to the log, and acknowledges it once it has reached the disk. Knows no figures."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping
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
from ks_data.store.releases.errors import LOG, explanation
from ks_data.store.releases.log import UNION_SCHEMA, ReleaseLog, release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.rows import parquet_bytes, rows
from ks_data.store.releases.sealed import seal
from ks_data.store.releases.state import LogState, active_at, in_precedence

Account = dict[str, Any]
"""What the log says of an act: the fields of `Release`, without what follows from the entry itself."""
_ATTEMPTS = 100  # as many others may publish in the moment between reading the log and writing the next entry


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
    own_rule: bool | None = None,
) -> Release:
    """Adds a release of one kind and returns it, once it has reached the disk.

    `rows` has the columns of the table (optional ones may be absent); `content` is the file they were read from, named
    `file`, and `sha256` its hash, for who has that already. With `valid_from` (a date) the rows count from that day
    on. `own_rule`: see `Release`. When the same rows of the same file already count in full by then, nothing is
    published and that release is returned.

    Raises DataError when it could not be committed; then it is not there, also not in part. Only when the disk does not
    confirm in the end what was written, it is there, and the message says so.
    """
    with _explaining_refusal("publish", kind, author):
        if kind not in KINDS:
            raise DataError(f"De soort {kind} kan niet worden gepubliceerd; kies uit: {', '.join(KINDS)}.")
        _refuse_what_readers_will_not_see(kind)
        day = iso_day(valid_from)
        with ThreadPoolExecutor(1) as pool:
            stored_file = pool.submit(_store_file, content, sha256)
            body = parquet_bytes(kind, rows)
        account: Account = {
            "act": "publish",
            "kind": kind,
            "note": note,
            "source": source,
            "source_date": source_date,
            "valid_from": day,
            "file": file,
            "sha256": stored_file.result(),
            "rows": len(rows),
            "counts": {name: int(count) for name, count in (counts or {}).items()},
            "restores": None,
            "own_rule": own_rule,
            "digest": hashlib.sha256(body).hexdigest(),
        }
        return _commit(author, account, body)


def restore(number: int, *, author: str, note: str) -> Release:
    """Makes everything as if nothing had been published after a release; 0 leaves only what is shipped.

    What was scheduled at that time is scheduled again, or counts if its day has come. The history stays: this is a
    release too, and can be undone by restoring to an earlier or later one. Raises DataError for an unknown number.
    """
    account: Account = {
        **dict.fromkeys(("kind", "source", "source_date", "valid_from", "file", "sha256", "digest"), ""),
        "act": "restore",
        "note": note,
        "rows": 0,
        "counts": {},
        "restores": number,
        "own_rule": None,
    }
    with _explaining_refusal("restore", "", author):
        return _commit(author, account, b"")


def _commit(author: str, account: Account, body: bytes) -> Release:
    """Commits one act and returns it; or the release that already does all that this one would do."""
    from deltalake.exceptions import CommitFailedError

    log, id = release_log(), uuid.uuid4().hex
    path = f"{account['kind']}/{id}.parquet" if account["rows"] else ""
    is_written = False
    with log.write_lock, log.blobs.writer_lock():
        log.verified()
        for _ in range(_ATTEMPTS):
            table = log.table()
            state = log.verified()  # never older than the table: what came in between is a conflict, and we look again
            if account["restores"] and account["restores"] not in state.acts:
                raise DataError(f"Release {account['restores']} bestaat niet. Kies een nummer uit de geschiedenis.")
            if account["act"] == "publish" and (existing := _identical_release(state, account)):
                if is_written:
                    log.blobs.remove(path)
                log.make_durable(state.number)
                LOG.info("already there as %d: %r of %r", existing.number, existing.file or existing.kind, author)
                return existing
            created = dates.now().isoformat(timespec="seconds")
            full_account = {"id": id, "author": author.strip(), "created": created, **account}
            if path and not is_written:
                log.blobs.write(path, body)
                is_written = True
            failure = _write_entry(table, state.number, full_account, path, len(body))
            state = log.verified()
            release = next((act.release for act in state.acts.values() if act.release.id == id), None)
            if release:  # it may have arrived even when the answer did not
                _acknowledge(log, release, state.number)
                return release
            if not isinstance(failure, CommitFailedError):
                log.forget_table()
                raise failure or DataError("De release is niet terug te vinden. Probeer het opnieuw.")
    raise DataError("Er wordt te veel tegelijk gepubliceerd. Probeer het over een minuut opnieuw.")


def _refuse_what_readers_will_not_see(kind: str) -> None:
    """Raises DataError while rows that count cannot be read: readers then keep an older state, without this release."""
    log = release_log()
    if kind not in log.unreadable:
        return
    try:
        rows(active_at(log.latest().head, dates.now()), kind)
    except DataError as error:
        raise DataError(f"Er is niets gepubliceerd, want lezers zouden het niet zien. {error}") from error


def _write_entry(table: Any, number: int, account: Account, path: str, size: int) -> Exception | None:
    """Tries to write the entry after a number, with a file of rows where there is one; returns what went wrong.

    The name of the transaction is the same for the same rows of the same file, so that two processes that publish
    those at once are a conflict.
    """
    from deltalake import CommitProperties, PostCommitHookProperties, Transaction
    from deltalake.exceptions import DeltaError
    from deltalake.transaction import AddAction

    is_release = account["act"] == "publish"
    transaction = f"{account['kind']}/{account['sha256']}/{account['digest']}" if is_release else account["id"]
    partition = {"kind": account["kind"], "release": account["id"]}
    statistics = json.dumps({"numRecords": account["rows"]})
    try:
        table.create_write_transaction(
            [AddAction(path, size, partition, int(time.time() * 1000), True, statistics)] if path else [],
            "append",
            UNION_SCHEMA,
            partition_by=["kind", "release"],
            commit_properties=CommitProperties(
                custom_metadata={"userMetadata": seal(account)},
                max_commit_retries=_ATTEMPTS,
                app_transactions=[Transaction(transaction, number)],
            ),
            post_commithook_properties=PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False),
        )
    except (OSError, DeltaError) as error:
        return error
    return None


def _acknowledge(log: ReleaseLog, release: Release, number: int) -> None:
    """Waits until the log has reached the disk up to an entry. Raises DataError when the disk does not confirm that."""
    try:
        log.make_durable(number)
    except OSError as error:
        failure = f"Release {release.number} is er, maar de schijf bevestigt niet dat zij bewaard blijft"
        raise DataError(explanation(failure, error)) from error
    log.checkpoint(release.number)
    LOG.info("%s %d %s by %r: %d rows", release.act, release.number, release.kind, release.author, release.rows)


def _identical_release(state: LogState, account: Account) -> Release | None:
    """The release with the same rows, file and answer that leaves nothing to publish: none later took a key from it."""
    identity = tuple(account[name] for name in ("kind", "sha256", "digest", "own_rule"))
    instant = max(midnight(account["valid_from"]), dates.now(), state.published_at)
    counting = [act.release for act in in_precedence(state.head) if act.effective_at <= instant]
    later: list[Release] = []
    for release in reversed(counting):
        if (release.kind, release.sha256, release.digest, release.own_rule) == identity:
            return None if _replaces_any(later, release) else release
        if release.kind == account["kind"]:
            later.append(release)
    return None


def _replaces_any(later: list[Release], release: Release) -> bool:
    """Whether later releases of the same kind brought a key that a release has."""
    key = list(overlay.REPLACE_KEYS[release.kind])
    return bool(later) and len(rows(release, release.kind)[key].merge(rows(later, release.kind)[key])) > 0


def _store_file(content: bytes | None, sha256: str) -> str:
    """Stores a dropped file under its sha256, and gives that; a file that no release names in the end harms nobody."""
    if content is None:
        return ""
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    release_log().blobs.write(f"_files/{sha256}", content)
    return sha256


@contextmanager
def _explaining_refusal(act: str, kind: str, author: str) -> Iterator[None]:
    """Makes of what goes wrong a DataError in plain Dutch, and writes that in the log of the app."""
    from deltalake.exceptions import DeltaError

    try:
        if not author.strip():
            raise DataError("Vul in wie dit doet: de naam blijft bij de release staan.")
        try:
            yield
        except (OSError, pa.ArrowException, DeltaError) as error:
            outcome = "gepubliceerd" if act == "publish" else "teruggezet"
            raise DataError(explanation(f"Er is niets {outcome} in {release_log().blobs.location}", error)) from error
    except DataError as error:
        LOG.warning("refused: %s %s by %r: %r", act, kind, author, error)
        raise
