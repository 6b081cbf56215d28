"""Which releases there were, which count now, and the last good state when something is wrong."""

import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.parquet import data_dir
from ks_data.store.releases import dates
from ks_data.store.releases.log import LATER, release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.rows import rows
from ks_data.store.releases.state import LogState, counting_at, in_precedence
from ks_data.store.releases.trouble import LOG

T = TypeVar("T")


def history() -> tuple[Release, ...]:
    """Every release and restore, newest first."""
    state = release_log().fresh()
    counting = {one.number for one in counting_at(state.head, dates.now())}
    return tuple(
        replace(act.release, active=act.release.number in counting) for _, act in sorted(state.acts.items())[::-1]
    )


def active() -> tuple[Release, ...]:
    """The releases whose rows count now; the last wins.

    What was published later wins, and what was scheduled counts as published on its day.
    """
    return tuple(replace(one, active=True) for one in counting_at(release_log().fresh().head, dates.now()))


def preceding(number: int) -> tuple[Release, ...]:
    """The releases whose rows counted right before a release was made; the last wins."""
    state = release_log().fresh()
    before = [act for at, act in sorted(state.acts.items()) if at < number]
    if not before or number not in state.acts:
        return ()
    return tuple(counting_at(before[-1].head, state.acts[number].moment))


def upcoming() -> tuple[Release, ...]:
    """The releases that wait for their day, the first to come first."""
    now = dates.now()
    return tuple(act.release for act in in_precedence(release_log().fresh().head) if act.start > now)


def last_good(kind: str, counting: tuple[Release, ...], make: Callable[[tuple[Release, ...]], T]) -> T:
    """What is made of the releases that count; when they cannot be read, of the last good state, and `problem` says so.

    That is the state of which this process made it before, or else that of the newest moment of which all can be read.
    """
    log = release_log()
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
    return release_log().shelf.folder or data_dir() / "releases"


def problem() -> str:
    """What is wrong with the store, in Dutch, while readers still see the last good state; "" when all is well."""
    log = release_log()
    log.fresh()
    told = [log.trouble, *log.unread.values()]
    return " ".join(dict.fromkeys(one for one in told if one))


def version() -> Hashable:
    """What counts now; another value as soon as anyone publishes, or a scheduled release begins to count.

    In a folder it costs microseconds; a bucket is asked at most once a second. While something is wrong the value
    also changes twice a minute, so that what has been repaired is seen.
    """
    log = release_log()
    state = log.fresh()
    due = 0
    if state.starts:
        now = dates.now()
        due = sum(start <= now for start in state.starts)
    wrong = int(time.monotonic() // LATER) if log.trouble or log.unread else None
    return log.shelf.location, state.stamp, state.number, due, wrong


def _readable(state: LogState, kind: str) -> list[Release]:
    """What counted at the newest moment of which every release of the kind can be read."""
    broken = set()
    for act in state.acts.values():
        if act.release.kind == kind:
            try:
                rows(act.release, kind)
            except DataError:
                broken.add(act.release.number)
    now = dates.now()
    heads = [act.head for _, act in sorted(state.acts.items())[::-1]]
    for head in heads:
        counting = [one for one in counting_at(head, now) if one.kind == kind]
        if not broken & {one.number for one in counting}:
            return counting
    return []
