"""A plan by the columns that an analyst has pointed out in a table of an unknown layout."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import values, years
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.layouts.wide import subjects_of, year_and_label
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet, Unrecognised, refuse_many_to_point_out
from ks_data.incoming.reading.words import without_unit


def by_hand(sheet: Sheet, mapping: ColumnMapping) -> Plan:
    """A plan by the names of the columns.

    Raises DataError when the sheet has no such column, or no figures; Unrecognised, with the sheet, when the mapping
    names nothing yet.
    """
    if mapping.ask:
        refuse_many_to_point_out(sheet)
        raise Unrecognised(f"{sheet.name}: wijs aan wat de kolommen zijn.", sheet)

    def column(name: str) -> int | None:
        if name and name not in sheet.columns:
            raise DataError(f"{sheet.name}: de kolom '{name}' staat niet in dit bestand. Wijs de kolommen opnieuw aan.")
        return sheet.columns.index(name) if name else None

    header = Header(sheet)
    place, period = column(mapping.region), column(mapping.period)
    plan = Plan(
        "met_de_hand",
        "Met de hand aangewezen kolommen",
        header.start,
        sheet.columns,
        _years_across(header, mapping) if mapping.years_across else _figures(mapping, column),
        () if place is None else (place,),
        None if mapping.years_across else period,
        column(mapping.subject),
        column(mapping.unit),
        column(mapping.numerator),
        column(mapping.denominator),
        column(mapping.status),
        column(mapping.note),
        fixed_region=_region(sheet, mapping) if place is None else "",
        fixed_period=mapping.fixed_period,
        school_years=mapping.school_year != "",
        by_hand=True,
    )
    if plan.period is not None:
        texts = values.used(header.body[plan.period])
        plan = replace(plan, labels={plan.period: _meanings(texts, mapping.school_year)})
    return replace(plan, findings=header.unused(plan))


def _figures(mapping: ColumnMapping, column: Callable[[str], int | None]) -> tuple[FigureColumn, ...]:
    figures = [(name, number) for name in mapping.values if (number := column(name)) is not None]
    return tuple(FigureColumn(number, name, *without_unit(name)) for name, number in figures)


def _years_across(header: Header, mapping: ColumnMapping) -> tuple[FigureColumn, ...]:
    """The columns that were chosen, or of a later file with other years all that the header gives a year.

    Raises DataError where none has a year.
    """
    chosen = set(mapping.values) if set(mapping.values) <= set(header.names) else set(header.names)
    across = {
        column: year_and_label(parts) for column, parts in enumerate(header.parts) if header.names[column] in chosen
    }
    across = {column: (year, label) for column, (year, label) in across.items() if year}
    if not across:
        raise DataError(
            f"{header.sheet.name}: boven geen van deze kolommen staat een jaar. Wijs de kolommen opnieuw aan, of vul "
            "het jaar in."
        )
    subjects = subjects_of(header.title, {label for _, label in across.values()})
    meanings = _meanings(pd.Index([year for year, _ in across.values()]).unique(), mapping.school_year)
    return tuple(
        FigureColumn(column, header.names[column], *subjects[label], meanings.get(year, year))
        for column, (year, label) in across.items()
    )


def _meanings(texts: "pd.Index[str]", school_year: str) -> dict[str, str]:
    """What texts mean that are the first or last day of a year, or a school year that counts for one of its years."""
    pairs = years.school_years(texts, months=True, short=True)
    part = {"first": slice(0, 1), "last": slice(1, 2)}.get(school_year, slice(0, 2))
    known = values.periods(pd.Series(texts, dtype="str"))["kind"].to_numpy() == "jaar"
    school = {text: "-".join(pair[part]) for text, pair in pairs.items() if school_year or text not in texts[known]}
    return years.first_or_last_days(texts) | school


def _region(sheet: Sheet, mapping: ColumnMapping) -> str:
    """The code of the region that all figures are about. Raises DataError where it is not known."""
    if not mapping.fixed_region:
        return regions.COUNTRY
    if code := recognise.region_codes(pd.Series([mapping.fixed_region], dtype="str"))[0]:
        return code
    nearest = recognise.nearest_name(mapping.fixed_region)
    hint = f" Bedoelde u {nearest}?" if nearest else ""
    raise DataError(f"{sheet.name}: het gebied ‘{mapping.fixed_region[:40]}’ kennen we niet.{hint}")
