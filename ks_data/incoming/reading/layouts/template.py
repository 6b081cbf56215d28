"""Our own templates, of which column order and capitals are free. Knows no layout of others."""

from collections.abc import Sequence
from dataclasses import replace

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import KINDS, TABLES, Table
from ks_data.incoming.findings import Finding, Level, remark
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import PLACES, TEMPLATE_IN_DUTCH
from ks_data.language import dutch

_MARKS = {
    "observations": {"indicator", "region"},
    "tranches": {"tranche", "region"},
    "budget": {"amount_eur", "region"},
}
"""The columns by which the template of a table is known."""
_NEEDED = ("value", "tranche", "amount_eur")
_NAME = "name"
"""A column of the template beside the table's own: what the region is called. It does where the code is empty."""


def template(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A file made from the template of a table. Raises DataError where a column is missing or there twice."""
    sheet = header.sheet
    folded = [cell.casefold() for cell in sheet.heading.cells]
    for name, marks in _MARKS.items():
        cells = folded if name == "observations" else [TEMPLATE_IN_DUTCH.get(cell, cell) for cell in folded]
        if name == "budget" and "amount_eur" not in folded:  # of other budgets `budget` knows more
            continue
        if marks <= set(cells):
            plan = _template_plan(sheet, TABLES[name], cells)
            return plan if name == "observations" else _beside_figures(header, plan, cells)
    return None


def _beside_figures(header: Header, plan: Plan, cells: list[str]) -> Plan | None:
    """The plan of a list with a question where the file holds other figures; None where those are of indicators."""
    assert plan.table is not None
    foreign = [header.columns[number] for number, cell in enumerate(cells) if cell not in (*plan.table.names, _NAME)]
    figures = [column for column in foreign if column.is_figures and column.role not in ("row", "period", *PLACES)]
    if plan.table.name == "tranches" and any(column.is_known_subject for column in figures):
        return None
    if not figures:
        return plan
    names = dutch.listing([f"‘{header.names[column.number]}’" for column in figures])
    message = f"Gelezen als {KINDS[plan.table.name]}. Deze kolommen met getallen zijn niet gelezen: {names}. Klopt dat?"
    question = Finding(Level.QUESTION, "kolom_niet_gelezen", message, len(figures))
    return replace(plan, findings=(*plan.findings, question))


def _template_plan(sheet: Sheet, table: Table, cells: list[str]) -> Plan:
    _refuse_wrong_columns(sheet, table, cells)
    columns = {name: cells.index(name) for name in table.names if name in cells}
    figures = columns.get("value", columns.get("amount_eur", columns.get("tranche", 0)))
    exact = sheet.separator == ","
    return Plan(
        "sjabloon",
        f"Sjabloon van deze app ({KINDS[table.name]})",
        sheet.header + 1,
        sheet.columns,
        (FigureColumn(figures, sheet.columns[figures]),),
        (columns["region"], *([cells.index(_NAME)] if _NAME in cells else [])),
        columns.get("period"),
        columns.get("indicator"),
        None,
        columns.get("numerator"),
        columns.get("denominator"),
        columns.get("status"),
        columns.get("note"),
        columns.get("source"),
        decimal="." if exact else "",
        grouping=not exact,
        with_empty_rows=True,
        template_columns=tuple(columns.get(name) for name in table.names),
        table=table,
        findings=tuple(map(remark, _remarks(table, cells))),
    )


def _refuse_wrong_columns(sheet: Sheet, table: Table, cells: list[str]) -> None:
    needed = (*table.key, *_NEEDED)
    missing = [name for name in table.names if name in needed and name not in cells]
    if missing:
        raise DataError(f"{sheet.name}: in het sjabloon ontbreekt de kolom {dutch.listing(missing)}.")
    if twice := [name for name in table.names if cells.count(name) > 1]:
        raise DataError(f"{sheet.name}: de kolom {twice[0]} staat er twee keer in.")


def _remarks(table: Table, cells: list[str]) -> list[str]:
    """What is in the file and not in the template, and the other way round; the source is asked when publishing."""
    foreign = [cell or f"kolom {number}" for number, cell in enumerate(cells, 1) if cell not in (*table.names, _NAME)]
    absent = [
        column.name
        for column in table.columns
        if column.name not in cells and not column.optional and column.name != "source"
    ]
    remarks = [f"De kolom {name} hoort niet bij het sjabloon en is overgeslagen." for name in foreign]
    return remarks + [f"De kolom {name} ontbreekt." for name in absent]
