"""The header of a sheet by role, for the layouts to look at. Knows no layout itself."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.findings import Finding, Level, remark
from ks_data.incoming.reading import values
from ks_data.incoming.reading.columns import Column
from ks_data.incoming.reading.layouts.plan import Plan
from ks_data.incoming.reading.sheet import Sheet, distinct_names
from ks_data.incoming.reading.words import PLACES, STATLINE_WORDS, TOTAL, UNIT, role, without_unit, word
from ks_data.language import dutch

_PLAN_ROLES = ("period", "subject", "unit", "numerator", "denominator", "status", "note")


@dataclass(frozen=True)
class Header:
    """The header of a sheet by role; what has no role is a figure, a breakdown or of no use.

    All is found out when it is asked for: a template is known by its names alone.
    """

    sheet: Sheet

    @property
    def cells(self) -> list[str]:
        """What it says above each column."""
        return self.sheet.heading.cells

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """What each of its rows says above each column, from the top."""
        return self.sheet.heading.parts

    @property
    def start(self) -> int:
        """Position of the first row below it."""
        return self.sheet.heading.start

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The cells, each once."""
        return distinct_names(self.cells)

    @property
    def body(self) -> pd.DataFrame:
        return self.sheet.body

    @property
    def columns(self) -> list[Column]:
        """What each column is, with the evidence."""
        return self.sheet.recognised_columns

    @cached_property
    def roles(self) -> list[str]:
        return [column.role for column in self.columns]

    @cached_property
    def figure_columns(self) -> frozenset[int]:
        """The columns of numbers that do not number the rows."""
        return frozenset(column.number for column in self.columns if column.is_figures and column.role != "row")

    @cached_property
    def subject_and_unit(self) -> list[tuple[str, str]]:
        """What each name says of figures; a unit may stand in a row of the header of its own."""
        statline = any(word(cell) in STATLINE_WORDS for cell in self.cells)
        pairs = []
        for name, parts in zip(self.names, self.parts, strict=True):
            if len(parts) > 1 and role(parts[-1]) == "value" and not UNIT.fullmatch(parts[-1]):
                pairs.append((" ".join(parts[:-1]), ""))
            elif len(parts) > 1 and UNIT.fullmatch(parts[-1]):
                pairs.append((" ".join(parts[:-1]), parts[-1]))
            else:
                pairs.append(without_unit(name, statline))
        bare = Counter(subject for subject, _ in pairs)
        return [(f"{subject} [{unit}]" if unit and bare[subject] > 1 else subject, unit) for subject, unit in pairs]

    @cached_property
    def titles(self) -> list[str]:
        """The lines above it."""
        titles = (" ".join(filter(None, row)) for row in self.sheet.top[: self.sheet.heading.first])
        return [title for title in titles if len(title) <= LONGEST_NAME]

    @property
    def around(self) -> list[tuple[str, str]]:
        """The titles, the name of the tab and that of the file, and where each stands, in Dutch."""
        around = [(title, f"de titel ‘{title}’") for title in self.titles]
        if self.sheet.tab:
            around.append((self.sheet.tab, f"de naam van het blad ‘{self.sheet.tab}’"))
        name = self.sheet.name.rpartition("/")[2]
        return [*around, (re.sub(r"[-_.]+", " ", name.rpartition(".")[0] or name), f"de bestandsnaam ‘{name}’")]

    def column(self, role: str) -> int | None:
        """The first column with this role."""
        return self.roles.index(role) if role in self.roles else None

    def without_role(self) -> list[int]:
        return [column for column, role in enumerate(self.roles) if role == ""]

    @cached_property
    def regions(self) -> tuple[int, ...]:
        """The columns that name the region: codes first, then what is called so; provinces only where no smaller is."""
        places = [column for column in self.columns if column.role in PLACES]
        smaller = [column for column in places if column.role != "province"]
        return tuple(column.number for column in sorted(smaller or places, key=_doubt_of_region))

    @property
    def unnamed_regions(self) -> list[Column]:
        """Columns that are taken for no region, in which some cells name municipalities or provinces all the same."""
        others = [column for column in self.columns if column.role in ("", "note") and not column.is_figures]
        return [column for column in others if column.places.isin(["GM", "PV"]).sum() > 1]

    @property
    def title(self) -> str:
        """What the figures are about: the first line above the table, or else the name of the file without its end."""
        name = self.sheet.name
        return next((title for title in self.titles if title), "") or name.rpartition(".")[0] or name

    def has_total(self, column: int) -> bool:
        return any(TOTAL.fullmatch(text) for text in values.used(self.body[column]))

    def breakdowns(self, candidates: Sequence[int], key: Sequence[int | None]) -> tuple[int, ...]:
        """Columns that split the rows of a key further: those with a total, or else those that make the key unique."""
        candidates = [column for column in candidates if not self.columns[column].must_be_figures]
        totals = tuple(column for column in candidates if self.has_total(column))
        key_columns = [column for column in key if column is not None]
        if totals or not self.body.duplicated(key_columns or None).any():
            return totals
        return tuple(column for column in candidates if 1 < len(values.used(self.body[column])) <= 500)

    def plan(self, layout: str, title: str, **changes: object) -> Plan:
        """A plan with all that the roles tell, and what the layout knows better."""
        by_role = {role: self.column(role) for role in _PLAN_ROLES}
        plan = Plan(layout, title, self.start, self.names, region=self.regions, **by_role)  # type: ignore[arg-type]
        plan = replace(plan, level=self.column("kind"))
        return replace(plan, **changes)  # type: ignore[arg-type]

    def asked(self, plan: Plan) -> Plan:
        """The plan with what the roles of its columns leave open, what their texts mean, and what it does not use."""
        labels, findings = dict(plan.labels), list(plan.findings)
        read = {*plan.region, plan.period, plan.numerator, plan.denominator}
        read |= {figure.column for figure in plan.figures}
        for column in self.columns:
            if column.number in read and column.doubt:
                findings.append(_question(column))
            if column.number == plan.period and column.meanings:
                labels[column.number] = column.meanings
        return replace(plan, labels=labels, findings=(*findings, *self.unused(plan)))

    def unused(self, plan: Plan) -> tuple[Finding, ...]:
        """A remark that names the filled columns that are not read, and a question where they hold figures."""
        single = (plan.period, plan.subject, plan.unit, plan.numerator, plan.denominator, plan.status, plan.note)
        used = {*plan.region, *plan.breakdowns, *single, plan.source, plan.level}
        used |= {figure.column for figure in plan.figures}
        rest = [column for column in self.columns if column.number not in used and not column.is_empty]
        figures = [plan.names[column.number] for column in rest if column.role == "" and column.is_figures]
        others = [plan.names[column.number] for column in rest if plan.names[column.number] not in figures]
        findings = [remark(f"Overgeslagen kolommen: {dutch.listing(others)}.")] if others else []
        if figures:
            message = f"Deze kolommen met getallen of tekens zijn niet gelezen: {dutch.listing(figures)}. Klopt dat?"
            findings.append(Finding(Level.QUESTION, "kolom_niet_gelezen", message, len(figures)))
        return tuple(findings)


def _doubt_of_region(column: Column) -> tuple[bool, bool]:
    """What puts a column of regions behind another: names instead of codes, and a header that speaks of none."""
    return not column.coded, column.hint not in PLACES


def _question(column: Column) -> Finding:
    named = f" (kop: ‘{column.name}’)" if column.name else ""
    message = f"Kolom {column.number + 1}{named} {column.doubt}. Klopt dat?"
    return Finding(Level.QUESTION, "kolommen", message)


def figure_columns(sheet: Sheet) -> frozenset[int]:
    """The columns of numbers in a table, whatever its layout; those that number its rows are none."""
    return Header(sheet).figure_columns
