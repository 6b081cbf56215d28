"""Tables with years, regions or subjects as columns, whoever made them. Knows no other layout."""

import re
from collections.abc import Sequence

import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.incoming.findings import remark
from ks_data.incoming.reading import values
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.layouts.words import LABELS, STATLINE_WORDS, UNIT, WHOLE_COUNTRY, without_unit, word
from ks_data.incoming.reading.sheet import Sheet
from ks_data.language import dutch

_MARKED_YEAR = re.compile(r"(?:19|20)[0-9]{2}\*{0,2}")


# --- years ---


def years_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Years as columns, perhaps more than one for a year; with a column for the subject a table of a Swing site."""
    header = _single_header(header)
    kinds = values.periods(pd.Series(header.names, dtype="str"))["kind"]
    unassigned = [column for column in header.without_role() if kinds[column] != "deel"]
    year_and_label = {column: _year_and_label(header.cells[column]) for column in unassigned}
    years = [column for column, (year, _) in year_and_label.items() if year]
    labels = {column: year_and_label[column][1] for column in years}
    if not years or (len(years) == 1 and labels[years[0]]):
        return None
    swing = header.column("subject") is not None and bool(header.regions)
    unassigned = [column for column in header.without_role() if column not in years and kinds[column] == ""]
    subject = header.column("subject")
    if subject is None and not header.regions and unassigned:
        subject = unassigned.pop(0)
    remarks = []
    title = ""
    if subject is None and any(not label or UNIT.fullmatch(label) for label in labels.values()):
        title = header.title
        remarks.append(f"Het bestand noemt geen onderwerp; gelezen als '{title}', naar de titel of de bestandsnaam.")
    if not header.regions:
        remarks.append(WHOLE_COUNTRY)
    if shorter := int((kinds == "deel").sum()):
        remarks.append(f"{shorter} kolommen over maanden, kwartalen of dagen zijn overgeslagen.")
    subjects = _subjects(title, set(labels.values()))
    breakdowns = header.breakdowns(unassigned, [*header.regions, subject])
    remarks += header.skipped(unassigned, breakdowns)
    return header.plan(
        "swing_tabel" if swing else "breed_jaren",
        "Tabel van een Swing-site, zoals waarstaatjegemeente.nl" if swing else "Tabel met jaren als kolommen",
        figures=tuple(
            FigureColumn(column, header.names[column], *subjects[labels[column]], year_and_label[column][0])
            for column in years
        ),
        period=None,
        subject=subject,
        breakdowns=breakdowns,
        fixed_region="" if header.regions else regions.COUNTRY,
        symbols="swing" if swing else "",
        decimal="," if swing else "",
        findings=tuple(map(remark, remarks)),
    )


def _subjects(title: str, labels: set[str]) -> dict[str, tuple[str, str]]:
    """Subject and unit of the figures by what stands beside the year; two columns for a year are two subjects."""
    subjects = {}
    for label in labels:
        is_unit = UNIT.fullmatch(label) is not None
        subject, unit = without_unit(f"{title} [{label}]" if is_unit else label or title)
        subjects[label] = (f"{title} [{label}]" if is_unit and len(labels) > 1 else subject, unit)
    return subjects


def _single_header(header: Header) -> Header:
    """Two header rows as one: "2018 %" for a year, perhaps over more columns, above a word."""
    top = header.sheet.top
    for position in (header.sheet.header - 1, header.sheet.header):
        if not 0 <= position < len(top) - 1:
            continue
        years, below = top[position], top[position + 1]
        is_year = values.periods(pd.Series(years, dtype="str"))["kind"] == "jaar"
        words = pd.Index([cell for cell in below[int(is_year.argmax()) :] if cell], dtype="str")
        missing = words.str.casefold().isin(list(values.MISSING[""]))
        if is_year.any() and len(words) >= 2 and not (values.readable(words) | missing).any():
            return Header(header.sheet, _joined_cells(years, below, is_year.tolist()), position + 2)
    return header


def _joined_cells(years: list[str], words: list[str], is_year: list[bool]) -> list[str]:
    """Two header rows cell by cell; a year goes on over the empty cells beside it."""
    cells, year = [], ""
    for cell, below, starts in zip(years, words, is_year, strict=True):
        if cell:
            year = cell if starts else ""
        cells.append(f"{year} {below}".strip() if year and (starts or below) else cell or below)
    return cells


def _year_and_label(cell: str) -> tuple[str, str]:
    """The year that a header names, and what else it says: "2018 %", "Rokers 2018"; "" and all of it where none."""
    if values.periods(pd.Series([cell], dtype="str"))["kind"][0] == "jaar":
        return cell, ""
    first, *label = cell.split(maxsplit=1) or [""]
    if label and _MARKED_YEAR.fullmatch(first):
        return first, label[0]
    *label, last = cell.rsplit(maxsplit=1) or [""]
    if label and _MARKED_YEAR.fullmatch(last):
        return last, label[0]
    return "", cell


# --- regions ---


def regions_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Regions as columns, each row a year or a subject."""
    names = pd.Series(header.names, dtype="str")
    is_region = (recognise.region_codes(names) != "") & ~names.str.fullmatch("[0-9]+")
    figures = header.sheet.figure_columns
    unassigned = [column for column in header.without_role() if not is_region[column] and column not in figures]
    if is_region.sum() < 2 or is_region.sum() < (len(names) - len(unassigned)) / 2 or header.regions:
        return None
    period, subject = header.column("period"), header.column("subject")
    if subject is None and unassigned:
        subject = unassigned.pop(0)
    name, unit = without_unit(header.title)
    breakdowns = header.breakdowns(unassigned, [period, subject])
    return header.plan(
        "breed_gebieden",
        "Tabel met gebieden als kolommen",
        figures=tuple(
            FigureColumn(column, names[column], name, unit, region=(names[column],))
            for column in names.index[is_region]
        ),
        subject=subject,
        breakdowns=breakdowns,
        findings=tuple(map(remark, header.skipped(unassigned, breakdowns))),
    )


# --- subjects ---


def subjects_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A row for each region and period, and a column for each subject: CBS, VZinfo, or others."""
    numeric = header.sheet.figure_columns
    period = header.column("period")
    if not header.regions and period is None:
        return None
    units = [unit for _, unit in header.subject_and_unit]
    labels = [column for column in header.without_role() if units[column] in LABELS]
    figures = [column for column in header.without_role() if column not in labels and column in numeric]
    figures += [column for column, role in enumerate(header.roles) if role == "value" and column in numeric]
    if not figures or (not header.regions and word(header.names[period or 0]) != "perioden"):
        return None
    united = sum(units[column] != "" for column in figures)
    statline = united * 2 >= len(figures) and any(word(name) in STATLINE_WORDS for name in header.names)
    vzinfo = header.names[0] == "id" and bool(header.regions) and period is None
    layout, title = "breed", "Tabel met onderwerpen als kolommen"
    if statline:
        layout, title = "cbs_symbolen", "Tabel van CBS StatLine"
    elif vzinfo:
        layout, title = "vzinfo", "Kaartgegevens van VZinfo"
    texts = [column for column in header.without_role() if column not in (*figures, *labels)]
    breakdowns = header.breakdowns(texts, [*header.regions, period])
    skipped = [header.names[column] for column in texts if column not in breakdowns]
    remarks = [f"De kolommen zonder cijfers zijn overgeslagen: {dutch.listing(skipped)}."] if skipped else []
    remarks += [] if header.regions else [WHOLE_COUNTRY]
    return header.plan(
        layout,
        title,
        figures=tuple(
            FigureColumn(column, header.names[column], *header.subject_and_unit[column]) for column in sorted(figures)
        ),
        region=(*header.regions, 0) if vzinfo else header.regions,
        subject=None,
        breakdowns=breakdowns,
        fixed_region="" if header.regions else regions.COUNTRY,
        symbols="cbs" if statline else "",
        decimal="." if statline else "",
        grouping=not statline,
        findings=tuple(map(remark, remarks)),
    )
