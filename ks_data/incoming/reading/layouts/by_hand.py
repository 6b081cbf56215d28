"""A plan by the columns that an analyst has pointed out in a table of an unknown layout."""

from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import without_unit


def by_hand(sheet: Sheet, mapping: ColumnMapping) -> Plan:
    """A plan by the names of the columns. Raises DataError when the sheet has no such column, or no figures."""

    def column(name: str) -> int | None:
        if name and name not in sheet.columns:
            raise DataError(f"{sheet.name}: de kolom '{name}' staat niet in dit bestand. Wijs de kolommen opnieuw aan.")
        return sheet.columns.index(name) if name else None

    if not mapping.values:
        raise DataError(f"{sheet.name}: wijs ten minste één kolom met cijfers aan.")
    figures = [(name, number) for name in mapping.values if (number := column(name)) is not None]
    place = column(mapping.region)
    return Plan(
        "met_de_hand",
        "Met de hand aangewezen kolommen",
        sheet.header + 1,
        sheet.columns,
        tuple(FigureColumn(number, name, *without_unit(name)) for name, number in figures),
        () if place is None else (place,),
        column(mapping.period),
        column(mapping.subject),
        numerator=column(mapping.numerator),
        denominator=column(mapping.denominator),
        fixed_region=regions.COUNTRY if place is None else "",
        fixed_period=mapping.fixed_period,
        by_hand=True,
    )
