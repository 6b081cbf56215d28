"""Bytes as dropped -> what they say, in this very process: for `worker`, and for tests that look inside."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.findings import Finding, remark
from ks_data.incoming.reading import layouts, rows, values
from ks_data.incoming.reading.budget_rows import budget_rows
from ks_data.incoming.reading.file import sheets
from ks_data.incoming.reading.layouts import Plan, role
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet, Unrecognised
from ks_data.language import dutch


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
    """

    name: str
    layout: str
    described: str
    kind: str
    rows: pd.DataFrame
    signature: str
    findings: tuple[Finding, ...]
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables in a file, the one that is read, and how: all that is known before a row is made."""

    sheets: Sequence[Sheet]
    sheet: Sheet
    plan: Plan


def read(name: str, content: bytes, mapping: ColumnMapping | None = None) -> Reading:
    """What bytes say; see `guard.read`, which takes the same and guards this process against them."""
    return tidied(recognised(name, content, mapping))


def recognised(name: str, content: bytes, mapping: ColumnMapping | None = None) -> Recognised:
    """The tables in a file and how to read them. Raises DataError, and Unrecognised for an unknown layout."""
    if len(name) > LONGEST_NAME:
        raise DataError(
            f"De naam van dit bestand is te lang: {dutch.number(len(name), 0)} tekens; hoogstens {LONGEST_NAME} kan. "
            "Geef het een kortere naam en probeer het opnieuw."
        )
    tables = sheets(name, content)
    planned = layouts.plan(tables) if mapping is None else (tables[0], layouts.by_hand(tables[0], mapping))
    if planned is None:
        raise _refusal(tables)
    sheet, plan = planned
    _refuse_long_header(sheet, plan.start)
    return Recognised(tables, sheet, plan)


def tidied(file: Recognised) -> Reading:
    """The rows of a recognised table. Raises DataError when none of them belongs in this app."""
    sheet, plan = file.sheet, file.plan
    kind = plan.table.name if plan.table else "observations"
    template_rows = budget_rows if plan.layout == "begroting_posten" else rows.template_rows
    read_rows = rows.observations if kind == "observations" else template_rows
    frame, decimals, findings = read_rows(sheet, plan)
    return Reading(
        sheet.name,
        plan.layout,
        " · ".join(filter(None, [plan.title, sheet.described, decimals])),
        kind,
        frame,
        sheet.signature,
        (*_unread_tabs(file), *sheet.findings, *findings),
        _column_names(plan),
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


def _refusal(tables: Sequence[Sheet]) -> DataError:
    """Why none of the tables can be read."""
    sheet = max(tables, key=lambda table: len(table.grid))
    _refuse_long_header(sheet, sheet.header + 1)
    if all(role(sheet.columns[column]) == "ignore" for column in sheet.figure_columns):
        return DataError(f"{sheet.name}: in deze tabel staan geen kolommen met cijfers. Sleep een tabel met cijfers.")
    names = dutch.listing([f"'{column[:40]}'" for column in sheet.columns[:8]])
    return Unrecognised(
        f"{sheet.name}: deze indeling is niet bekend. Wijs zelf aan wat de kolommen zijn. Gevonden: {names}.", sheet
    )


def _unread_tabs(file: Recognised) -> list[Finding]:
    """A remark on which tab of a workbook was read, where it has more."""
    others = [sheet.tab for sheet in file.sheets if sheet is not file.sheet and sheet.tab]
    if not others or file.plan.layout == "swing_plat":
        return []
    return [remark(f"Alleen het blad '{file.sheet.tab}' is gelezen, niet {dutch.listing(others)}.")]
