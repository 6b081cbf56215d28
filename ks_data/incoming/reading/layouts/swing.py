"""Flat data of Swing: a period, geolevel and geoitem, and then dimensions and figures. Knows no layout of others."""

from collections.abc import Sequence

from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import without_unit, word

_TYPES = {"period", "geolevel", "geoitem", "dim", "var"}


def flat(header: Header, sheets: Sequence[Sheet]) -> Plan | None:
    """Flat data, of which another tab of the workbook may say what each column is."""
    sheet = header.sheet
    words = [word(name) for name in header.names]
    if not {"geolevel", "geoitem"} <= set(words):
        return None
    types = _column_types(sheet, sheets)
    columns = [
        column
        for column, plain in enumerate(words)
        if plain not in ("geolevel", "geoitem") and header.roles[column] != "row"
    ]
    periods = (column for column in columns if types.get(words[column]) == "period" or header.roles[column] == "period")
    period = next(periods, None)
    columns = [column for column in columns if column != period]
    figures = [
        column
        for column in columns
        if (types[words[column]] == "var" if words[column] in types else column in header.figure_columns)
    ]
    return Plan(
        "swing_plat",
        "Platte data uit Swing",
        header.start,
        header.names,
        tuple(FigureColumn(column, header.names[column], *without_unit(header.names[column])) for column in figures),
        (words.index("geoitem"),),
        period,
        breakdowns=tuple(column for column in columns if column not in figures),
        symbols="swing",
        level=words.index("geolevel"),
    )


def _column_types(sheet: Sheet, sheets: Sequence[Sheet]) -> dict[str, str]:
    """What another tab of the workbook says of each column: period, geolevel, geoitem, dim or var."""
    for tab in sheets:
        rows = [] if tab is sheet else tab.top
        for column in range(len(rows[0]) if rows else 0):
            typed = [row for row in rows if row[column].lower() in _TYPES]
            if len(typed) >= 3:
                return {word(row[0]): row[column].lower() for row in typed}
    return {}
