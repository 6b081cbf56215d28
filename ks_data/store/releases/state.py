"""The state of the log at an entry: every act, and the releases that stand after it. Knows no files."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Optional

from ks_data.store.releases.dates import LONG_AGO, midnight
from ks_data.store.releases.release import Release
from ks_data.store.releases.sealed import is_sealed, unseal


class Act(NamedTuple):
    """A release or restore, and the chain of releases that stand right after it (scheduled ones included)."""

    release: Release
    published_at: datetime  # never before that of an earlier number, whatever the clocks of machines say
    valid_at: datetime  # the beginning of its own day; long ago for a release without one
    head: Optional["Link"]

    @property
    def effective_at(self) -> datetime:
        """From when its rows count; of two releases the one with the later instant wins."""
        return max(self.valid_at, self.published_at)


class Link(NamedTuple):
    """One standing release and those that stand beneath it; a restore points back into the chain."""

    act: Act
    beneath: Optional["Link"]


@dataclass(frozen=True)
class LogState:
    """The log up to and including entry `number`; -1 when there is no table."""

    number: int = -1
    stamp: Hashable = None
    acts: Mapping[int, Act] = field(default_factory=dict)
    head: Link | None = None
    published_at: datetime = LONG_AGO  # the latest of the acts

    @cached_property
    def scheduled(self) -> tuple[datetime, ...]:
        """The instants at which the releases with a day of their own begin to count."""
        return tuple(act.valid_at for act in in_precedence(self.head) if act.release.valid_from)

    def holds(self, earlier: "LogState") -> bool:
        """Whether every act of an earlier state is in this one."""
        ids = {number: act.release.id for number, act in self.acts.items()}
        return all(ids.get(number) == act.release.id for number, act in earlier.acts.items())

    def after(self, entry: bytes, stamp: Hashable) -> "LogState":
        """The state after one more entry. Raises as `release_in` does."""
        number = self.number + 1
        release = release_in(entry, number)
        if release is None:  # the making of the table, or an act of another program that tidies it
            return replace(self, number=number, stamp=stamp)
        published_at = max(self.published_at, datetime.fromisoformat(release.created))
        act = Act(release, published_at, midnight(release.valid_from), None)
        if release.act == "publish":
            head: Link | None = Link(act, self.head)
        else:
            head = self.acts[release.restores].head if release.restores else None
        return LogState(number, stamp, {**self.acts, number: act._replace(head=head)}, head, published_at)


_FIELDS = tuple(field.name for field in fields(Release))


def release_in(entry: bytes, number: int) -> Release | None:
    """The release of a log entry; None when it is an act of another program that changes no rows.

    Raises ValueError when it is not whole, NewerFormatError when a newer app wrote it.
    """
    actions = [json.loads(line) for line in entry.splitlines()]
    if not actions or not all(isinstance(action, dict) for action in actions):
        raise ValueError("leeg")
    metadata = next((action["commitInfo"].get("userMetadata") for action in actions if "commitInfo" in action), None)
    additions = [action["add"] for action in actions if "add" in action]
    if not metadata or not is_sealed(metadata):
        if any("txn" in action for action in actions) or any(addition["dataChange"] for addition in additions):
            raise ValueError("rijen zonder verantwoording")
        return None
    account = unseal(metadata)
    if account["act"] not in ("publish", "restore"):
        raise ValueError("een onbekende handeling")
    if account["rows"] != sum(json.loads(addition["stats"])["numRecords"] for addition in additions):
        raise ValueError("onvolledig")
    declared = {name: account[name] for name in _FIELDS if name in account}
    return Release(number=number, paths=tuple(addition["path"] for addition in additions), **declared)


def in_precedence(head: Link | None) -> list[Act]:
    """The releases in a chain in order of precedence, the one that wins last."""
    standing = []
    while head:
        standing.append(head.act)
        head = head.beneath
    return sorted(standing, key=lambda act: (act.effective_at, act.release.number))


def active_at(head: Link | None, instant: datetime) -> list[Release]:
    """The releases in a chain whose rows count at an instant, the one that wins last."""
    return [act.release for act in in_precedence(head) if act.valid_at <= instant]
