"""What the log says up to an entry: every act, and the releases that stand after it."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Optional

from ks_data.store.releases.dates import LONG_AGO, midnight
from ks_data.store.releases.release import Release

# --- what the log says ---


class Act(NamedTuple):
    """A release with its moments, and the chain of releases that stand right after it (scheduled ones included)."""

    release: Release
    moment: datetime  # when it was published: never before an earlier number, whatever the clocks of machines say
    start: datetime  # when its rows begin to count; for a day that had passed at once, long ago
    head: Optional["Link"]


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
    moment: datetime = LONG_AGO

    @cached_property
    def starts(self) -> tuple[datetime, ...]:
        """The moments at which a release with a day of its own begins to count."""
        return tuple(one.start for one in in_precedence(self.head) if one.release.valid_from)

    def after(self, content: bytes, stamp: Hashable) -> "LogState":
        """The state after one more entry. Raises ValueError when the entry is no whole log entry."""
        number = self.number + 1
        release = release_of(content, number)
        if release is None:  # the making of the table, or an act of another program that tidies it
            return replace(self, number=number, stamp=stamp)
        moment = max(self.moment, datetime.fromisoformat(release.created))
        start = midnight(release.valid_from)
        if release.act == "publish":
            own = Act(release, moment, start, None)
            head: Link | None = Link(own, self.head)
        else:
            head = self.acts[release.restores].head if release.restores else None
        act = Act(release, moment, start, head)
        return LogState(number, stamp, {**self.acts, number: act}, head, moment)


def release_of(content: bytes, number: int) -> Release | None:
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


def in_precedence(head: Link | None) -> list[Act]:
    """The releases in a chain in order of precedence, the one that wins last."""
    standing = []
    while head:
        standing.append(head.act)
        head = head.beneath
    return sorted(standing, key=lambda act: (max(act.start, act.moment), act.release.number))


def counting_at(head: Link | None, at: datetime) -> list[Release]:
    return [act.release for act in in_precedence(head) if act.start <= at]
