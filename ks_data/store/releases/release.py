"""One release or restore as it stands in the log. Knows neither its rows nor where they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ks_data.store.releases.dates import HOME


@dataclass(frozen=True, slots=True)
class Release:
    """One release or restore. `created` is UTC with seconds, `valid_from` a date or ""; `restores` only for a restore.

    `counts` is what the publisher counted (new, changed, same, gone). `active` says whether its rows count now; only
    `history` and `active` fill it in. `own_rule`: whether the source hides small numbers by a rule of its own, as the
    publisher answered; None where nobody was asked or answered.
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
    own_rule: bool | None = None
    id: str = field(default="", repr=False)
    digest: str = field(default="", repr=False)  # sha256 of the rows as written
    paths: tuple[str, ...] = field(default=(), repr=False)

    @property
    def by(self) -> str:
        """Who did it, for every reader: of an e-mail address what stands before the @."""
        return self.author.partition("@")[0]

    @property
    def made(self) -> datetime:
        """When it was made, by the Dutch clock."""
        return datetime.fromisoformat(self.created).astimezone(HOME)

    @property
    def day(self) -> str:
        """The Dutch day on which it was made, as 2026-07-01."""
        return self.made.date().isoformat()


def with_own_rule(releases: Iterable[Release]) -> frozenset[int]:
    """The numbers of those of which the source hides small numbers by a rule of its own."""
    return frozenset(release.number for release in releases if release.own_rule)
