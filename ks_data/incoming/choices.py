"""What somebody chose by hand at a file, kept for the next one of the same shape. Knows no file, only its signature.

Kept is what a file means. Whether its source hides small numbers itself is not: the next file of this shape may be of
another source, and who publishes it answers for it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.incoming.checks import Checked
from ks_data.incoming.findings import Finding, Level, listed
from ks_data.incoming.reading import ColumnMapping, Reading
from ks_data.store import releases


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen by hand at an earlier file of the same shape; see `publication.Examined`."""

    mapping: ColumnMapping | None = None
    subjects: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)


def of(signature: str) -> Choice:
    """The choice kept for files of a shape; none where it cannot be read, as it can be made again."""
    with suppress(DataError, AttributeError, TypeError):
        choice = releases.remembered(_name(signature)) or {}
        mapping = ColumnMapping.from_json(choice["mapping"]) if choice.get("mapping") else None
        subjects = {str(text): id for text, id in (choice.get("subjects") or {}).items() if not id or id in INDICATORS}
        signs = {str(sign): str(answer) for sign, answer in (choice.get("signs") or {}).items()}
        return Choice(mapping, subjects, signs)
    return Choice()


def remember(
    reading: Reading,
    mapping: ColumnMapping | None,
    subjects: Mapping[str, str] | None,
    signs: Mapping[str, str] | None = None,
) -> None:
    """Keeps what was chosen by hand for the next file of the same shape. Raises DataError when it cannot be kept.

    Not the year that was typed because no column holds it: the next file is about another.
    """
    mapping = mapping and replace(mapping, fixed_period="")
    choice = {
        "mapping": mapping and mapping.to_json(),
        "subjects": dict(subjects or {}),
        "signs": dict(signs or {}),
    }
    releases.remember(_name(reading.signature), choice)


def recalled(remembered: Choice, checked: Checked) -> list[Finding]:
    """A remark on what was chosen at an earlier file of the same shape, as far as it counts here too; or none."""
    names = {id: indicator.name for id, indicator in INDICATORS.items()} | {"": "overslaan"}
    answers = [
        f"“{text}” is {names.get(answer, answer)}"
        for earlier, now in ((remembered.subjects, checked.subjects), (remembered.signs, checked.signs))
        for text, answer in earlier.items()
        if now.get(text) == answer
    ]
    if not answers:
        return []
    message = f"Onthouden van een eerder bestand met deze indeling: {listed(answers)}. U kunt dat wijzigen."
    return [Finding(Level.REMARK, "onthouden", message, len(answers))]


def _name(signature: str) -> str:
    return f"indeling-{signature}"
