"""Which tab of a workbook is read: one rule for the reading, the form and the command line. Reads no figures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import Finding, Level, remark
from ks_data.incoming.reading import layouts
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet, TabRefused, Unrecognised
from ks_data.incoming.reading.workbook_findings import tabs_named
from ks_data.language import dutch

WITH_CODE_LISTS = ("swing_plat", "cbs_v4")
"""Layouts of which the other tables say what the codes mean."""


def by_name(name: str, tables: Sequence[Sheet], tab: str) -> Sheet:
    """The table on the tab that the analyst chose. Raises DataError when there is none."""
    for sheet in tables:
        if sheet.tab == tab:
            return sheet
    for sheet in tables:
        if sheet.tab and sheet.tab.strip().casefold() == tab.strip().casefold():
            return sheet
    if not tables[0].tab:
        raise DataError(f"{name} is geen werkmap en heeft geen bladen. Lees het bestand zonder een blad te kiezen.")
    raise TabRefused(
        f"In {name} staat geen tabel op een blad '{tab[:40]}'. Kies {tabs_named(tables[0].tabs)}.", tables[0].tabs
    )


def visible(name: str, tables: Sequence[Sheet]) -> list[Sheet]:
    """The tables that are read when nobody chooses. Raises DataError when all are on hidden tabs."""
    shown = [sheet for sheet in tables if not sheet.hidden]
    if not shown:
        raise TabRefused(
            f"In {name} staat alleen een tabel op {tabs_named(tables[0].tabs)}, en dat is verborgen. Maak het in Excel "
            "zichtbaar en bewaar het bestand opnieuw, of kies zelf het blad.",
            tables[0].tabs,
        )
    return shown


def largest(tables: Sequence[Sheet]) -> Sheet:
    """The table to name columns in: the one with the most figures, the first of equals."""
    return max(tables, key=lambda sheet: (len(sheet.grid) * len(layouts.figure_columns(sheet)), len(sheet.grid)))


def with_columns(tables: Sequence[Sheet], mapping: ColumnMapping) -> Sheet:
    """The table for columns that were named without a tab: the one that has them, if any; all have none at all."""
    if not mapping.values:
        return usual(tables, tables[0], chosen=True)
    shown = [sheet for sheet in tables if not sheet.hidden] or list(tables)
    fitting = [sheet for sheet in shown if set(mapping.values) <= set(sheet.columns)]
    return largest(fitting or shown)


def usual(tables: Sequence[Sheet], sheet: Sheet, chosen: bool) -> Sheet:
    """The table that is read when nobody chooses: what is remembered of a workbook is remembered by its shape.

    sheet: the one that is read now; chosen: whether somebody chose it.
    """
    if len(tables) == 1 or not chosen:
        return sheet
    shown = [table for table in tables if not table.hidden] or list(tables)
    with suppress(DataError):
        if planned := layouts.plan(tables, shown):
            return planned[0]
    return largest(shown)


@contextmanager
def named(tables: Sequence[Sheet], sheet: Sheet | None) -> Iterator[None]:
    """Makes each refusal say which tab it is about, and which others there are."""
    try:
        yield
    except TabRefused:
        raise
    except Unrecognised as error:
        raise Unrecognised(_on_tab(str(error), error.sheet), error.sheet) from None
    except DataError as error:
        if len(tables[0].tabs) > 1:
            raise TabRefused(_on_tab(str(error), sheet) if sheet else str(error), tables[0].tabs) from None
        raise


def _on_tab(message: str, sheet: Sheet) -> str:
    """The message with the tab behind the name of the file."""
    if len(sheet.tabs) < 2 or not message.startswith(sheet.name):
        return message
    return f"{sheet.name}, blad '{sheet.tab}'{message.removeprefix(sheet.name)}"


def others(tables: Sequence[Sheet], sheet: Sheet, plan: Plan) -> list[Finding]:
    """What is said of the tabs that are not read: a question where they hold figures or are hidden, else a remark."""
    findings = []
    if sheet.hidden:
        findings.append(_question(f"Het blad '{sheet.tab}' is verborgen, en gelezen omdat u het koos."))
    aside = [table for table in tables if table is not sheet and table.tab]
    if not aside or plan.layout in WITH_CODE_LISTS:
        return findings
    away = {table.tab for table in aside}
    together = [tab for tab in sheet.tabs if tab not in away]  # tabs of years are read in one
    alone = f"Alleen het blad '{sheet.tab}' is" if len(together) < 2 else f"Alleen {tabs_named(together)} zijn"
    hidden = [table.tab for table in aside if table.hidden]
    readable = [table.tab for table in aside if not table.hidden and _is_known(tables, table)]
    rest = [table.tab for table in aside if table.tab not in (*hidden, *readable)]
    if readable:
        findings.append(
            _question(f"{alone} gelezen. Ook op {tabs_named(readable)} staan cijfers. Die zijn niet gelezen.")
        )
    if hidden:
        findings.append(_question(f"Verborgen: {tabs_named(hidden)}. Wat daar staat is niet gelezen."))
    if rest:
        findings.append(remark(f"{alone} gelezen, niet {dutch.listing(rest)}."))
    return findings


def _question(message: str) -> Finding:
    return Finding(Level.QUESTION, "blad", f"{message} Klopt dat?")


def _is_known(tables: Sequence[Sheet], table: Sheet) -> bool:
    """Whether a table could be read as well."""
    with suppress(DataError):
        return layouts.plan(tables, [table]) is not None
    return False
