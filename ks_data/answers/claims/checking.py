"""All claims against the figures: the checks, what a title says of them, and how they are saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from ks_data.answers import citations
from ks_data.answers.citations import document
from ks_data.answers.claims.all_claims import CLAIMS
from ks_data.answers.claims.claim import Check, Outcome
from ks_data.store import Snapshot, memoized


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim beside the figures, as text.

    id: by which it can be linked to. verdict: the outcome with its sign, and whether it can be chance. document: how
    to cite where it is from. sentences: the figures, and why the outcome is what it is. citations: of those figures.
    """

    id: str
    says: str
    outcome: Outcome
    verdict: str
    document: str
    sentences: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims beside the figures: what does not hold first. title: how many those are; tally: of each outcome."""

    title: str
    tally: str
    claims: tuple[CheckedClaim, ...]
    checks: tuple[Check, ...]
    _rows: pd.DataFrame = field(repr=False, compare=False)

    def download(self) -> pd.DataFrame:
        """The checks as they are saved; see `download`."""
        return self._rows.copy(deep=False)


@dataclass(frozen=True, slots=True)
class RepeatedClaim:
    """A claim that is repeated elsewhere, with its verdict in words."""

    id: str
    says: str
    verdict: str


@memoized
def claims(data: Snapshot) -> Claims:
    """All claims beside the figures of now."""
    claim_checks = tuple(checks(data))
    return Claims(
        finding(claim_checks),
        f"{tally(claim_checks)}. De beweringen staan hier in onze eigen woorden.",
        tuple(_checked_claim(data, check) for check in claim_checks),
        claim_checks,
        download(data, claim_checks),
    )


def _checked_claim(data: Snapshot, check: Check) -> CheckedClaim:
    return CheckedClaim(
        check.claim.id,
        check.claim.says,
        check.verdict,
        check.words,
        citations.citation(data, check.claim.source),
        tuple(sentence for sentence in (check.figures, check.explanation) if sentence),
        tuple(citations.citation(data, source) for source in check.sources),
    )


def checks(data: Snapshot) -> list[Check]:
    """Every claim against the figures: what does not hold first, in the order of `CLAIMS` within an outcome."""
    order = list(Outcome)
    return sorted((claim.check(data) for claim in CLAIMS), key=lambda check: order.index(check.verdict))


@memoized
def repeated(data: Snapshot, passage: str, source: str) -> tuple[RepeatedClaim, ...]:
    """The claims that a document repeats in an event (by its id) or an entry of the programme (by its key)."""
    same = [claim for claim in CLAIMS if passage in claim.repeated and document(claim.source) == document(source)]
    return tuple(RepeatedClaim(claim.id, claim.says, claim.check(data).words) for claim in same)


def finding(claim_checks: Sequence[Check]) -> str:
    """How many of the claims do not hold, as a title."""
    wrong = sum(check.verdict in (Outcome.FAILS, Outcome.PARTLY) for check in claim_checks)
    total = len(claim_checks)
    if not wrong:
        return f"Geen van de {total} beweringen wordt door de cijfers tegengesproken"
    return f"{wrong} van de {total} beweringen {'klopt' if wrong == 1 else 'kloppen'} niet of maar deels"


def tally(claim_checks: Sequence[Check]) -> str:
    """How many claims have which outcome: "✗ klopt niet: 2 · ◐ klopt deels: 3 · …"."""
    numbers = {outcome: sum(check.verdict == outcome for check in claim_checks) for outcome in Outcome}
    return " · ".join(f"{outcome.symbol} {outcome}: {number}" for outcome, number in numbers.items())


def download(data: Snapshot, claim_checks: Sequence[Check]) -> pd.DataFrame:
    """The checks as they are saved: id, about, says, document, figures, verdict, chance, explanation, sources."""
    return pd.DataFrame(
        [
            {
                "id": check.claim.id,
                "about": check.claim.about,
                "says": check.claim.says,
                "document": citations.citation(data, check.claim.source),
                "figures": check.figures,
                "verdict": str(check.verdict),
                "chance": check.chance,
                "explanation": check.explanation,
                "sources": "; ".join(citations.citation(data, source) for source in check.sources),
            }
            for check in claim_checks
        ]
    )
