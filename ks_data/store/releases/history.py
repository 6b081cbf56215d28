"""Which releases there are, which count now, and the last good state when they cannot be read. Knows no figures."""

import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.parquet import data_dir
from ks_data.language import dutch
from ks_data.store.releases import dates
from ks_data.store.releases.errors import LOG
from ks_data.store.releases.log import BUCKET_RETRY_SECONDS, release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.rows import rows
from ks_data.store.releases.state import Act, LogState, active_at, in_precedence

T = TypeVar("T")


def history() -> tuple[Release, ...]:
    """Every release and restore, newest first."""
    state = release_log().latest()
    active_numbers = {release.number for release in active_at(state.head, dates.now())}
    return tuple(
        replace(state.acts[number].release, active=number in active_numbers)
        for number in sorted(state.acts, reverse=True)
    )


def active() -> tuple[Release, ...]:
    """The releases whose rows count now; the last wins.

    What was published later wins, and what was scheduled counts as published on its day.
    """
    return tuple(replace(release, active=True) for release in active_at(release_log().latest().head, dates.now()))


def states() -> tuple[tuple[Release, ...], ...]:
    """The releases that counted together in every state that readers could see up to now, oldest first.

    The first is what was shipped: no release at all. Two states that follow each other differ.
    """
    return _states_of(release_log().latest().acts, dates.now())


def states_until(number: int, day: str = "") -> tuple[tuple[Release, ...], ...]:
    """As `states`, up to a day on which a release was the newest; the last is the state of that day.

    number: of a release or restore; 0 is what was shipped. day: as 2026-07-01; without one, the last on which it was
    the newest. Raises DataError when there is no such release, or when it was not the newest on that day.
    """
    acts, now = release_log().latest().acts, dates.now()
    if number and number not in acts:
        raise DataError(f"Release {number} is er niet.")
    later = [act.published_at for other, act in acts.items() if other > number]
    since = acts[number].published_at if number else dates.LONG_AGO
    day = dates.iso_day(day) or last_day(number)
    start = dates.midnight(day)
    if start > now:
        raise DataError(f"{dutch.date(day)} is nog niet geweest.")
    end = start + timedelta(days=1)
    if since >= end or (later and min(later) < start):
        raise DataError(f"Release {number} was op {dutch.date(day)} niet de nieuwste.")
    up_to = {other: act for other, act in acts.items() if other <= number}
    return _states_of(up_to, min(now, end - timedelta(microseconds=1)))


def is_withdrawn(number: int) -> bool:
    """Whether a later restore took back what a release or restore did; never of 0, what was shipped."""
    state = release_log().latest()
    wanted, link = state.acts[number].head if number else None, state.head
    while link is not wanted and link is not None:
        link = link.beneath
    return link is not wanted


def _states_of(acts: Mapping[int, Act], until: datetime) -> tuple[tuple[Release, ...], ...]:
    by_number = [acts[number] for number in sorted(acts)]
    counted = {act.release.number: replace(act.release, active=True) for act in by_number}
    events = [(act.published_at, act.release.number) for act in by_number]
    events += [(act.valid_at, 0) for act in by_number if act.valid_at > act.published_at]
    counting: list[tuple[Release, ...]] = [()]
    newest = 0
    for instant, number in sorted(event for event in events if event[0] <= until):
        newest = max(newest, number)
        state = tuple(counted[release.number] for release in active_at(acts[newest].head, instant))
        if state != counting[-1]:
            counting.append(state)
    return tuple(counting)


def last_day(number: int) -> str:
    """The last day up to now on which a release or restore was the newest."""
    later = [act.published_at for other, act in release_log().latest().acts.items() if other > number]
    return min([dates.now(), *later]).astimezone(dates.HOME).date().isoformat()


def newest(day: str = "") -> int:
    """The number of the newest release or restore, now or at the end of a day; 0 where there is none."""
    acts = release_log().latest().acts
    until = dates.midnight(dates.iso_day(day)) + timedelta(days=1) if day else None
    return max((number for number, act in acts.items() if until is None or act.published_at < until), default=0)


def restored(number: int) -> tuple[Release, ...]:
    """The releases whose rows would count after putting back the state right after a release; the last wins.

    0 is without releases. Raises DataError for an unknown number.
    """
    acts = release_log().latest().acts
    if number and number not in acts:
        raise DataError(f"Release {number} bestaat niet. Kies een nummer uit de geschiedenis.")
    counting = active_at(acts[number].head, dates.now()) if number else []
    return tuple(replace(release, active=True) for release in counting)


def upcoming() -> tuple[Release, ...]:
    """The releases that wait for their day, the first to come first."""
    now = dates.now()
    return tuple(act.release for act in in_precedence(release_log().latest().head) if act.valid_at > now)


def last_good(kind: str, counting: tuple[Release, ...], make: Callable[[tuple[Release, ...]], T]) -> T:
    """What `make` gives of the releases that count; when those cannot be read, of the last good state.

    That is the state of which this process made it before, or else the newest one of which all can be read. As long as
    it lasts, `problem` says so.
    """
    log = release_log()
    try:
        current = make(counting)
    except DataError as error:
        fallback = None
        if kind in log.last_good:
            with suppress(DataError):
                fallback = make(log.last_good[kind])
        if fallback is None:
            fallback = make(_newest_readable(log.latest(), kind))  # when this fails too, it is not the releases
        if log.unreadable.get(kind) != str(error):
            LOG.warning("%s", error)
        log.unreadable[kind] = str(error)
        return fallback
    log.last_good[kind] = counting
    log.unreadable.pop(kind, None)
    return current


def home() -> Path:
    """The local folder beside the releases, also when these are in a bucket."""
    return release_log().blobs.folder or data_dir() / "releases"


def place() -> str:
    """Where releases are kept: a folder, or the address of a bucket."""
    return release_log().blobs.location


def problem() -> str:
    """What is wrong with the store, in Dutch, while readers still see the last good state; "" when all is well."""
    log = release_log()
    log.latest()
    problems = [log.problem, *log.unreadable.values()]
    return " ".join(dict.fromkeys(problem for problem in problems if problem))


def warning() -> str:
    """What every reader must know while not all that was published can be read; "" when all is well."""
    if not problem():
        return ""
    shown = "laatst leesbare cijfers" if release_log().state.acts else "cijfers die met de app zijn meegeleverd"
    return f"Wat er is gepubliceerd, is nu niet helemaal te lezen. U ziet de {shown}. Waarom staat bij Releases."


def version() -> Hashable:
    """What counts now; another value as soon as anyone publishes, or a scheduled release begins to count.

    In a folder it costs microseconds; a bucket is asked at most once a second. While something is wrong the value
    also changes twice a minute, so that what has been repaired is seen.
    """
    log = release_log()
    state = log.latest()
    begun = 0
    if state.scheduled:
        now = dates.now()
        begun = sum(instant <= now for instant in state.scheduled)
    attempt = int(time.monotonic() // BUCKET_RETRY_SECONDS) if log.problem or log.unreadable else None
    return state.stamp, state.number, begun, attempt


def _newest_readable(state: LogState, kind: str) -> tuple[Release, ...]:
    """The releases of a kind that count in the newest state of which every one can be read."""
    unreadable = {act.release.number for act in state.acts.values() if not _can_be_read(act.release, kind)}
    now = dates.now()
    for number in sorted(state.acts, reverse=True):
        counting = [release for release in active_at(state.acts[number].head, now) if release.kind == kind]
        if unreadable.isdisjoint(release.number for release in counting):
            return tuple(counting)
    return ()


def _can_be_read(release: Release, kind: str) -> bool:
    try:
        rows(release, kind)  # none when it is of another kind
    except DataError:
        return False
    return True
