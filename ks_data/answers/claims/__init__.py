"""What the documents say beside what the figures say: claims in our own words, and an outcome made by a rule.

Knows figures, verdicts and sources, not how anything is drawn. A claim is fixed, for a document is; everything a
check says is computed from the tables when it is asked for, so that a release that changes a figure changes the
outcome. Whether a difference can be chance is never decided here but in statistics.
"""

from ks_data.answers.citations import document
from ks_data.answers.claims.all_claims import CLAIMS
from ks_data.answers.claims.checking import (
    CheckedClaim,
    Claims,
    RepeatedClaim,
    checks,
    claims,
    download,
    finding,
    repeated,
    tally,
)
from ks_data.answers.claims.claim import HAARLEM, Check, Claim, Outcome

__all__ = [
    "CLAIMS",
    "HAARLEM",
    "Check",
    "CheckedClaim",
    "Claim",
    "Claims",
    "Outcome",
    "RepeatedClaim",
    "checks",
    "claims",
    "document",
    "download",
    "finding",
    "repeated",
    "tally",
]
