"""Holds what a file says against what is declared and published, before it may be published. Knows no layouts.

A finding names what is wrong, where, and what to do. Errors block, questions must be confirmed one by one, remarks
only inform. See `checked`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ks_data.incoming.checks.budget import checked_budget
from ks_data.incoming.checks.observations import checked_observations
from ks_data.incoming.checks.outcome import Checked, Tables
from ks_data.incoming.checks.tranches import checked_tranches
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import Reading

LISTS: Mapping[str, Callable[[Reading, Tables, str], Checked]] = {
    "tranches": checked_tranches,
    "budget": checked_budget,
}
COLUMN_NAMES = {
    "value_text": "waarde",
    "region_text": "gebied",
    "period_text": "periode",
    "subject": "onderwerp",
    "amount_text": "bedrag",
}
"""What a reader calls what no column of the file holds."""


def checked(
    reading: Reading,
    published: Tables,
    subjects: Mapping[str, str] | None = None,
    signs: Mapping[str, str] | None = None,
    tranche: str = "",
    own_rule: bool = False,
) -> Checked:
    """Checks what a file says.

    published: the tables totals and sources, and that of the kind of the file, as readers see them: what is
    hidden there cannot be learned from a finding.
    subjects: what the analyst takes a subject of the file for: an indicator id, or "" to skip it; what is not named
    here is recognised by id, official name or short name. signs: what the analyst says that a sign stands for which the
    file does not explain, one of `reading.signs.ANSWERS`; a sign without answer is an error.
    tranche: which one all municipalities of an annex are in; an annex without it is an error. own_rule: whether the
    source hides small numbers by a rule of its own, so that its rates without counts are shown as they are.
    """
    if reading.kind == "observations":
        outcome = checked_observations(reading, published, subjects or {}, signs or {}, own_rule)
    else:
        outcome = LISTS[reading.kind](reading, published, tranche)
    column_names = COLUMN_NAMES | reading.columns
    levels = list(Level)
    findings = sorted((*outcome.findings, *reading.findings), key=lambda finding: levels.index(finding.level))
    return replace(outcome, findings=tuple(finding.with_columns(column_names) for finding in findings))
