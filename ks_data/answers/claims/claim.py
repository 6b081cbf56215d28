"""A claim of a document, what becomes of it, and the check that says so; knows no rule and no claim in particular."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ks_data.catalogue.errors import DataError
from ks_data.store import Snapshot

HAARLEM = "GM0392"
"""The municipality that the documents are about, whichever the app starts with."""


class Outcome(StrEnum):
    """What becomes of a claim; the value is the Dutch word, the order is that of what a reader should see first."""

    FAILS = "klopt niet"
    PARTLY = "klopt deels"
    UNTESTABLE = "niet te toetsen"
    HOLDS = "klopt"

    @property
    def symbol(self) -> str:
        """A mark that tells an outcome without colour."""
        return {Outcome.FAILS: "✗", Outcome.PARTLY: "◐", Outcome.UNTESTABLE: "○", Outcome.HOLDS: "✓"}[self]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says.

    says: a paraphrase of our own. source: the key of the place where it says so. about: the subject, in words.
    rule: how it is checked. repeated: where the same document says the same: events by their id, entries of the
    programme by their key ("GM0392/project/2").
    """

    id: str
    says: str
    source: str
    about: str
    rule: "Rule" = field(repr=False)
    repeated: tuple[str, ...] = ()

    def check(self, data: Snapshot) -> "Check":
        """The claim against the figures; a table that cannot be read makes it untestable."""
        if data.is_fictitious:
            return untestable(self, "De cijfers zijn nu verzonnen. Daaraan is een echt document niet te toetsen.")
        try:
            return self.rule(data, self)
        except DataError as error:
            return untestable(self, str(error))


@dataclass(frozen=True, slots=True)
class Check:
    """What the figures say of a claim.

    figures: one or two sentences with the figures; empty when there are none. explanation: why the outcome is what it
    is. sources: keys of the sources of the figures. chance: of a difference, whether it can be chance; else empty.
    """

    claim: Claim
    figures: str
    verdict: Outcome
    explanation: str
    sources: tuple[str, ...]
    chance: str = ""

    @property
    def words(self) -> str:
        """ "✓ klopt, maar het verschil kan toeval zijn"."""
        return f"{self.verdict.symbol} {self.verdict}{f', {self.chance}' if self.chance else ''}"


Rule = Callable[[Snapshot, Claim], Check]


def checked(
    claim: Claim, figures: str, outcome: Outcome, explanation: str, sources: Iterable[str], chance: str = ""
) -> Check:
    """A check in which each source is named once."""
    return Check(claim, figures, outcome, explanation, tuple(dict.fromkeys(sources)), chance)


def untestable(claim: Claim, explanation: str, figures: str = "", sources: Iterable[str] = ()) -> Check:
    """A check without an outcome, and why."""
    return checked(claim, figures, Outcome.UNTESTABLE, explanation, sources)


def outcome_of(right: int, total: int) -> Outcome:
    """All of it right: holds; nothing right: fails; else partly."""
    if right == total:
        return Outcome.HOLDS
    return Outcome.PARTLY if right else Outcome.FAILS
