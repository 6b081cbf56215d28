"""What checking a file gives, and what the checks of all kinds of files share. Knows no checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.tables import TABLES
from ks_data.incoming.findings import Finding, Level, finding
from ks_data.statistics import Mask

Tables = Mapping[str, pd.DataFrame]
NAMED = 20
"""So many regions or subjects that are not known, and budgets that do not add up, are named one by one."""
HUGE = 1e12
"""No number of persons, no rate and no amount is larger."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file after its checks: rows as they would be published (the columns of `TABLES[kind]`), and what was found.

    Texts are categories. lines: the row of the file for each of them; small: whether it is about so few persons that
    readers may not see it. subjects: what each subject of the file was taken for ("" is skipped).
    signs: what each sign that its file does not explain was taken for, one of `signs.ANSWERS` ("" is not answered yet).
    without_counts: how many rates come without counts, of indicators of which small numbers are hidden here: of these
    only the publisher can say whether the source hides small numbers by a rule of its own.
    """

    kind: str
    rows: pd.DataFrame
    lines: npt.NDArray[np.int64]
    small: Mask
    findings: tuple[Finding, ...]
    subjects: Mapping[str, str]
    signs: Mapping[str, str] = field(default_factory=dict)
    without_counts: int = 0

    @property
    def blocked(self) -> bool:
        """Whether an error stands in the way of publishing."""
        return has_error(self.findings)

    @property
    def questions(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == Level.QUESTION)


@dataclass(frozen=True, slots=True)
class CellCheck:
    """What must not stand in a column of a list: the error, which rows have it, and the column to show."""

    screen: str
    message: str
    wrong: "pd.Series[bool]"
    column: str


def cell_errors(rows: pd.DataFrame, cell_checks: Iterable[CellCheck]) -> list[Finding]:
    """An error for each check that some row does not pass."""
    return [
        finding(Level.ERROR, check.screen, check.message, rows, wrong, check.column)
        for check in cell_checks
        if (wrong := check.wrong.to_numpy(bool)).any()
    ]


def checked_list(kind: str, rows: pd.DataFrame, findings: list[Finding]) -> Checked:
    """The outcome for a list (tranches, budget), which has no small numbers and no subjects."""
    if rows.empty and not has_error(findings):
        empty = Finding(Level.ERROR, "leeg", "In het bestand staat geen enkele rij met iets erin.")
        findings = [*findings, empty]
    tidy = rows.assign(source="")[list(TABLES[kind].names)].reset_index(drop=True)
    texts = {column.name: "str" for column in TABLES[kind].columns if column.type == "text"}
    small = np.zeros(len(rows), bool)
    return Checked(kind, tidy.astype(texts), rows["row"].to_numpy(np.int64), small, tuple(findings), {})


def has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.level == Level.ERROR for finding in findings)


def selected(rows: pd.DataFrame, wanted: Mask) -> pd.DataFrame:
    """Some of the rows; nothing is copied where that is all of them."""
    return rows if wanted.all() else rows[wanted]
