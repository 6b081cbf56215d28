"""The header of a sheet by role, for the layouts to look at. Knows no layout itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from ks_data.catalogue import recognise
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading import values
from ks_data.incoming.reading.layouts.plan import Plan
from ks_data.incoming.reading.layouts.words import (
    LABELS,
    NUMBERED,
    PLACES,
    STATLINE_WORDS,
    TOTAL,
    role,
    without_unit,
    word,
)
from ks_data.incoming.reading.sheet import Sheet, distinct_names
from ks_data.language import dutch

_PLAN_ROLES = ("period", "subject", "unit", "numerator", "denominator", "status", "note")


@dataclass
class Header:
    """The header of a sheet by role; what has no role is a figure, a breakdown or of no use.

    cells: what it says above each column; start: position of the first row below it.
    names: the same cells, each once; subject_and_unit: what each name says of figures; titles: the lines above.
    """

    sheet: Sheet
    cells: list[str] = field(default_factory=list)
    start: int = 0

    def __post_init__(self) -> None:
        above = self.start - 2 if self.cells else self.sheet.header
        self.start = self.start or self.sheet.header + 1
        self.cells = self.cells or self.sheet.top[self.sheet.header]
        self.names = distinct_names(self.cells)
        statline = any(word(cell) in STATLINE_WORDS for cell in self.cells)
        self.subject_and_unit = [without_unit(name, statline) for name in self.names]
        self.roles = [self._role(column) for column in range(len(self.cells))]
        self.body = self.sheet.grid.iloc[self.start :]
        titles = (" ".join(filter(None, row)) for row in self.sheet.top[:above])
        self.titles = [title for title in titles if len(title) <= LONGEST_NAME]

    def _role(self, column: int) -> str:
        cell, (subject, unit) = self.cells[column], self.subject_and_unit[column]
        if word(cell) == "cijfer" and column not in self.sheet.figure_columns:
            return "subject"
        return role(cell) or (role(subject) if unit in LABELS else "")

    def column(self, role: str) -> int | None:
        """The first column with this role."""
        return self.roles.index(role) if role in self.roles else None

    def without_role(self) -> list[int]:
        return [column for column, role in enumerate(self.roles) if role == ""]

    @property
    def regions(self) -> tuple[int, ...]:
        """The columns that name the region, codes first; provinces only where nothing smaller is named."""
        places = [column for column, role in enumerate(self.roles) if role in PLACES]
        smaller = [column for column in places if self.roles[column] != "province"]
        return tuple(sorted(smaller or places, key=lambda column: not NUMBERED.search(word(self.names[column]))))

    @property
    def has_unnamed_regions(self) -> bool:
        """Whether a column without a role holds names or codes of regions, whatever its header calls them."""
        for column in self.without_role():
            texts = pd.Series(values.used(self.body[column])[:500], dtype="str")
            texts = texts[texts.str.contains("[^\\W0-9]")]  # 344 may be any number
            if len(texts) and (recognise.region_codes(texts) != "").mean() > 0.5:
                return True
        return False

    @property
    def title(self) -> str:
        """What the figures are about: the first line above the table, or else the name of the file without its end."""
        name = self.sheet.name
        return next((title for title in self.titles if title), "") or name.rpartition(".")[0] or name

    def has_total(self, column: int) -> bool:
        return any(TOTAL.fullmatch(text) for text in values.used(self.body[column]))

    def breakdowns(self, candidates: Sequence[int], key: Sequence[int | None]) -> tuple[int, ...]:
        """Columns that split the rows of a key further: those with a total, or else those that make the key unique."""
        totals = tuple(column for column in candidates if self.has_total(column))
        key_columns = [column for column in key if column is not None]
        if totals or not self.body.duplicated(key_columns or None).any():
            return totals
        return tuple(column for column in candidates if 1 < len(values.used(self.body[column])) <= 500)

    def skipped(self, columns: Sequence[int], used: Sequence[int]) -> list[str]:
        """A remark on the columns that are not used, where there are any."""
        names = [self.names[column] for column in columns if column not in used]
        return [f"Overgeslagen kolommen: {dutch.listing(names)}."] if names else []

    def plan(self, layout: str, title: str, **changes: object) -> Plan:
        """A plan with all that the roles tell, and what the layout knows better."""
        by_role = {role: self.column(role) for role in _PLAN_ROLES}
        plan = Plan(layout, title, self.start, self.names, region=self.regions, **by_role)  # type: ignore[arg-type]
        return replace(plan, **changes)  # type: ignore[arg-type]
