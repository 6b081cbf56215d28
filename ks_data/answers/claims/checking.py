"""All claims against the figures: the checks, what a title says of them, and how they are saved."""

import re
from collections.abc import Sequence

import pandas as pd

from ks_data.answers import citations
from ks_data.answers.claims.all_claims import CLAIMS
from ks_data.answers.claims.claim import Check, Outcome
from ks_data.store import Snapshot


def checks(data: Snapshot) -> list[Check]:
    """Every claim against the figures: what does not hold first, in the order of `CLAIMS` within an outcome."""
    order = list(Outcome)
    return sorted((claim.check(data) for claim in CLAIMS), key=lambda check: order.index(check.verdict))


def repeated(data: Snapshot, text: str) -> list[Check]:
    """The checks of the claims that a text of the programme repeats."""
    return [claim.check(data) for claim in CLAIMS if claim.repeated and re.search(claim.repeated, text, re.IGNORECASE)]


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
