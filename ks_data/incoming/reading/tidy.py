"""Bytes as dropped -> what they say, in this very process: for `worker`, and for tests that look inside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.findings import Finding
from ks_data.incoming.reading import choice, layouts, rows, tabs, values
from ks_data.incoming.reading.annex_rows import annex_rows
from ks_data.incoming.reading.budget_rows import budget_rows
from ks_data.incoming.reading.evidence import evidence_of
from ks_data.incoming.reading.file import sheets
from ks_data.incoming.reading.layouts import ANNEX, Plan, role
from ks_data.incoming.reading.limits import MAX_COLUMNS
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet, Unrecognised, refuse_many_to_point_out
from ks_data.incoming.reading.workbook_findings import (
    broken_cells,
    merged_figures,
    refuse_broken_header,
    without_hidden_figures,
)
from ks_data.language import dutch

ROWS = {"begroting_posten": budget_rows, ANNEX: annex_rows}
"""What makes the rows of a list that is not in the template, by layout."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    name: of the file, for a member of a zip "zip/member".
    layout: a stable id ("sjabloon", "swing_tabel", …); described: the same in Dutch, with encoding and signs.
    kind: "observations", "tranches" or "budget".
    rows: for observations one for each figure: row (from 1, as Excel counts), column, subject, unit, region (CBS code
    or ""), region_text, period ("2019", "2017-2019" or ""), period_text, value, value_text, numerator, denominator,
    numerator_text, denominator_text, status (one of the tables, or "" when unknown), note (why a figure is missing),
    source. Figures in thousands are made whole; the unit stays as written. For tranches: row, region, region_text,
    tranche, evidence, source. For a budget: row, year, region, region_text, item, funder, amount_eur, amount_text,
    from_date, note, source. Texts are categories (those of figures may be plain), figures float64 with NaN for what is
    no figure.
    signature: the same for files of the same shape; findings: what was left out, decided or must be asked.
    columns: what the file calls the columns that hold region_text, period_text, subject and the like, one for each row.
    tab, tabs: the tab of a workbook that was read, and all that hold a table.
    evidence: in Dutch, for each column what it is taken for and how many of its cells fit.
    exact: whether the layout says which sign parts decimals, so that 1.234 can be read in one way only.
    """

    name: str
    layout: str
    described: str
    kind: str
    rows: pd.DataFrame
    signature: str
    findings: tuple[Finding, ...]
    columns: dict[str, str]
    tab: str = ""
    tabs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    exact: bool = False


class Wide(Exception):  # noqa: N818  # no error: it is read elsewhere
    """A table has more columns than may be looked at here."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables in a file, the one that is read, and how: all that is known before a row is made.

    signature: that of the table which is read when nobody chooses another. alone: somebody pointed out what is read, so
    that no other tab is read with it.
    """

    sheets: Sequence[Sheet]
    sheet: Sheet
    plan: Plan
    signature: str
    alone: bool = False


def read(name: str, content: bytes, mapping: ColumnMapping | None = None, widest: int = MAX_COLUMNS) -> Reading:
    """What bytes say; see `guard.read`, which takes the same and guards this process against them."""
    return tidied(recognised(name, content, mapping, widest))


def recognised(
    name: str, content: bytes, mapping: ColumnMapping | None = None, widest: int = MAX_COLUMNS
) -> Recognised:
    """The tables in a file and how to read them. Raises DataError, and Unrecognised for an unknown layout.

    Raises Wide, before that costs anything, where a table has more columns than widest.
    """
    if len(name) > LONGEST_NAME:
        raise DataError(
            f"De naam van dit bestand is te lang: {dutch.number(len(name), 0)} tekens; hoogstens {LONGEST_NAME} kan. "
            "Geef het een kortere naam en probeer het opnieuw."
        )
    tables = sheets(name, content)
    if any(table.grid.shape[1] > widest for table in tables):
        raise Wide
    sheet = choice.by_name(name, tables, mapping.sheet) if mapping and mapping.sheet else None
    with choice.named(tables, sheet):
        if mapping is not None and mapping.points_out:
            sheet = sheet or choice.with_columns(tables, mapping)
            usual = choice.usual(tables, sheet, chosen=True)
            return Recognised(tables, sheet, layouts.by_hand(sheet, mapping), usual.signature, alone=True)
        candidates = [sheet] if sheet else choice.visible(name, tables)
        planned = layouts.plan(tables, candidates)
        if planned is None:
            raise _refusal(choice.largest(candidates))
        read_sheet, plan = planned
        _refuse_long_header(read_sheet, plan.start)
        usual = choice.usual(tables, read_sheet, chosen=sheet is not None)
        return Recognised(tables, read_sheet, plan, usual.signature, alone=sheet is not None)


def tidied(file: Recognised) -> Reading:
    """The rows of a recognised table, and of the other tabs that hold it for other years.

    Raises DataError when none of them belongs in this app.
    """
    parts = _by_year(file)
    if len(parts) == 1:
        return _tidied(file)
    readings = [_tidied(part) for part in parts]
    dated = not any(part.plan.fixed_period for part in parts) or file.plan.table is not None  # a budget asks it itself
    frames = [reading.rows for reading in readings]
    asked = tabs.question([part.sheet for part in parts], dated, frames)
    findings = dict.fromkeys([asked, *(finding for reading in readings for finding in reading.findings)])
    frame = tabs.rows_of(frames, [part.sheet.tab for part in parts])
    own = readings[[part.sheet is file.sheet for part in parts].index(True)]
    read = ", ".join(f"'{part.sheet.tab}'" for part in parts)
    described = own.described.replace(f"blad '{own.tab}'", f"bladen {read}")
    return replace(own, rows=frame, findings=tuple(findings), described=described, tab="")


def _by_year(file: Recognised) -> list[Recognised]:
    """The recognised table, with the same table of other years on other tabs; none where a tab was pointed out."""
    if file.alone or file.plan.layout == "sjabloon":
        return [file]
    shown = [sheet for sheet in file.sheets if not sheet.hidden]
    if len(named := tabs.of_years(shown, file.sheet)) < 2:
        return [file]
    planned = [(sheet, tabs.plan_of(sheet, year, file.plan.layout)) for sheet, year in named]
    alike = [(sheet, plan) for sheet, plan in planned if plan is not None]
    if len(alike) < 2 or not any(sheet is file.sheet for sheet, _ in alike):
        return [file]
    rest = [sheet for sheet in file.sheets if not any(sheet is other for other, _ in alike)]
    return [replace(file, sheets=[sheet, *rest], sheet=sheet, plan=plan) for sheet, plan in alike]


def _tidied(file: Recognised) -> Reading:
    """The rows of one table."""
    sheet, plan = file.sheet, file.plan
    with choice.named(file.sheets, sheet):
        plan, hidden = without_hidden_figures(sheet, plan)
        kind = plan.table.name if plan.table else "observations"
        template_rows = ROWS.get(plan.layout, rows.template_rows)
        read_rows = rows.observations if kind == "observations" else template_rows
        frame, decimals, findings = read_rows(sheet, plan)
    read = frame["row"].to_numpy()
    findings += [*merged_figures(sheet, plan, read), *broken_cells(sheet, plan, read)]
    return Reading(
        sheet.name,
        plan.layout,
        " · ".join(filter(None, [plan.title, sheet.described, decimals])),
        kind,
        frame,
        file.signature,
        (*choice.others(file.sheets, sheet, plan), *sheet.findings, *hidden, *findings),
        _column_names(plan),
        sheet.tab,
        sheet.tabs,
        evidence_of(sheet, plan),
        exact=not plan.grouping,
    )


def _refuse_long_header(sheet: Sheet, start: int) -> None:
    """Raises DataError where a cell of the header is too long for a name; a title above it may be long."""
    for position, cells in enumerate(sheet.top[:start]):
        if position >= sheet.header or sum(cell != "" for cell in cells) > 1:
            for number, cell in enumerate(cells, 1):
                if len(cell) > LONGEST_NAME:
                    raise values.too_long(sheet.name, int(sheet.grid.index[position]), str(number), len(cell))


def _column_names(plan: Plan) -> dict[str, str]:
    """What the file calls its columns, see `Reading.columns`."""
    columns = {"period_text": plan.period, "subject": plan.subject, "unit": plan.unit, "status": plan.status}
    columns |= {"numerator_text": plan.numerator, "denominator_text": plan.denominator}
    if plan.table is not None and plan.template_columns:
        columns |= dict(zip(plan.table.names, plan.template_columns, strict=True))
        columns["amount_text"] = columns.get("amount_eur")
    region = {"region_text": " of ".join(plan.names[column] for column in plan.region)} if plan.region else {}
    return region | {name: plan.names[column] for name, column in columns.items() if column is not None}


def _refusal(sheet: Sheet) -> DataError:
    """Why a table cannot be read."""
    _refuse_long_header(sheet, sheet.header + 1)
    refuse_broken_header(sheet)
    if all(role(sheet.columns[column]) == "ignore" for column in layouts.figure_columns(sheet)):
        return DataError(f"{sheet.name}: in deze tabel staan geen kolommen met cijfers. Sleep een tabel met cijfers.")
    refuse_many_to_point_out(sheet)
    names = dutch.listing([f"'{column[:40]}'" for column in sheet.columns[:8]])
    return Unrecognised(
        f"{sheet.name}: deze indeling is niet bekend. Wijs zelf aan wat de kolommen zijn. Gevonden: {names}.", sheet
    )
