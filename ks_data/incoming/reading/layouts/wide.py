"""Tables with years, regions or subjects as columns, whoever made them. Knows no other layout."""

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.incoming.findings import Finding, Level, listed, remark
from ks_data.incoming.reading import years
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import LABELS, STATLINE_WORDS, UNIT, role, without_unit, word

_NUMBER = re.compile("[0-9]+")
_MARKED_YEAR = re.compile(r"(?:19|20)[0-9]{2}\*{0,2}")


# --- years ---


def years_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Years as columns, perhaps more than one for a year; with a column for the subject a table of a Swing site."""
    across = year_columns(header)
    labels = {column: label for column, (_, label) in across.items()}
    others = [column for column in header.without_role() if column in header.figure_columns and column not in across]
    if not across or (len(across) == 1 and next(iter(labels.values())) and (others or header.column("period"))):
        return None
    swing = header.column("subject") is not None and bool(header.regions)
    shorter = [
        column
        for column in header.without_role()
        if column not in across and _names_part_of_a_year(header.parts[column])
    ]
    unassigned = [column for column in header.without_role() if column not in (*across, *shorter)]
    subject = header.column("subject")
    if subject is None and not header.regions and unassigned:
        subject = unassigned.pop(0)
    remarks = []
    questions = []
    if days := _days_of_years(header):
        read = listed([f"‘{day}’ (gelezen als {year})" for day, year in days.items()])
        questions.append(Finding(Level.QUESTION, "kolommen", f"De kop bevat {read}. Klopt dat?", len(days)))
    title = ""
    if subject is None and any(not label or UNIT.fullmatch(label) for label in labels.values()):
        title = header.title
        remarks.append(f"Het bestand noemt geen onderwerp; gelezen als '{title}', naar de titel of de bestandsnaam.")
    if shorter:
        remarks.append(f"{len(shorter)} kolommen over maanden, kwartalen of dagen zijn overgeslagen.")
    subjects = subjects_of(title, set(labels.values()))
    period = header.column("period")
    others = [*unassigned, *([] if period is None else [period])]
    breakdowns = header.breakdowns(others, [*header.regions, subject])
    return header.plan(
        "swing_tabel" if swing else "breed_jaren",
        "Tabel van een Swing-site, zoals waarstaatjegemeente.nl" if swing else "Tabel met jaren als kolommen",
        figures=tuple(
            FigureColumn(column, header.names[column], *subjects[labels[column]], across[column][0])
            for column in across
        ),
        period=None,
        subject=subject,
        breakdowns=breakdowns,
        fixed_region="" if header.regions else regions.COUNTRY,
        symbols="swing" if swing else "",
        decimal="," if swing else "",
        findings=(*questions, *map(remark, remarks)),
    )


def year_columns(header: Header) -> dict[int, tuple[str, str]]:
    """The columns that the header gives a year, with that year and what else it says of them."""
    across = {}
    days = _days_of_years(header)
    for column in header.without_role():
        year, label = year_and_label([days.get(part, part) for part in header.parts[column]])
        words_only = len(header.columns[column].texts) and not header.columns[column].numbers.any()
        if year and not (label and words_only):
            across[column] = (year, label)
    return across


def _days_of_years(header: Header) -> dict[str, str]:
    """The years of header cells that are first or last days of years, each of another; none where there are months."""
    cells = dict.fromkeys(part for column in header.without_role() for part in header.parts[column])
    days = years.first_or_last_days(pd.Index(cells, dtype="str"))
    dated = [cell for cell in cells if cell in days or _names_part_of_a_year([cell])]
    return days if len(set(days.values())) == len(dated) else {}


def subjects_of(title: str, labels: set[str]) -> dict[str, tuple[str, str]]:
    """Subject and unit of the figures by what stands beside the year; two columns for a year are two subjects."""
    subjects = {}
    for label in labels:
        text = f"{title} [{label}]" if UNIT.fullmatch(label) else label or title
        subjects[label] = (text, *without_unit(text))
    bare = Counter(subject for _, subject, _ in subjects.values())
    return {label: (text if bare[subject] > 1 else subject, unit) for label, (text, subject, unit) in subjects.items()}


def _names_part_of_a_year(parts: Sequence[str]) -> bool:
    return any(kind == "deel" for _, _, kind in years.named(parts))


def year_and_label(parts: Sequence[str]) -> tuple[str, str]:
    """The year that a header names, and what else it says: "2018 %", "Rokers 2018"; "" and all of it where none."""
    kinds = [kind for _, _, kind in years.named(parts)]
    if "jaar" in kinds:
        number = kinds.index("jaar")
        return _plain_year(parts[number]), _label([*parts[:number], *parts[number + 1 :]])
    cell = " ".join(parts)
    first, *label = cell.split(maxsplit=1) or [""]
    if label and _is_marked_year(first):
        return _plain_year(first), label[0]
    *label, last = cell.rsplit(maxsplit=1) or [""]
    if label and _is_marked_year(last):
        return _plain_year(last), label[0]
    return "", cell


def _is_marked_year(text: str) -> bool:
    """Whether a word of a header is a year, a provisional one (2019*) or a school year."""
    return _MARKED_YEAR.fullmatch(text) is not None or bool(years.school_years([text]))


def _plain_year(text: str) -> str:
    """A year as the file writes it, but a school year in its long form."""
    school = years.school_years([text])
    return "-".join(school[text]) if text in school else text


def _label(parts: Sequence[str]) -> str:
    """What header rows say beside the year: a subject with its unit in brackets; "waarde" says nothing."""
    parts = [part for part in parts if role(part) != "value" or UNIT.fullmatch(part)]
    if len(parts) > 1 and UNIT.fullmatch(parts[-1]):
        return f"{' '.join(parts[:-1])} [{parts[-1]}]"
    return " ".join(parts)


# --- regions ---


def regions_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Regions as columns, each row a year or a subject."""
    across = {column: place for column, parts in enumerate(header.parts) if (place := _region_and_label(parts))[0]}
    unassigned = [
        column for column in header.without_role() if column not in across and column not in header.figure_columns
    ]
    if len(across) < 2 or len(across) < (len(header.names) - len(unassigned)) / 2 or header.regions:
        return None
    period, subject = header.column("period"), header.column("subject")
    if subject is None and unassigned:
        subject = unassigned.pop(0)
    subjects = subjects_of(header.title, {label for _, label in across.values()})
    breakdowns = header.breakdowns(unassigned, [period, subject])
    return header.plan(
        "breed_gebieden",
        "Tabel met gebieden als kolommen",
        figures=tuple(
            FigureColumn(column, header.names[column], *subjects[label], region=(place,))
            for column, (place, label) in across.items()
        ),
        subject=subject,
        breakdowns=breakdowns,
    )


def _region_and_label(parts: Sequence[str]) -> tuple[str, str]:
    """The region that a header names, and what else it says; a number is no region."""
    codes = recognise.codes_of(parts)
    number = next((number for number, part in enumerate(parts) if codes[part] and not _NUMBER.fullmatch(part)), None)
    if number is None:
        return "", ""
    return parts[number], _label([*parts[:number], *parts[number + 1 :]])


# --- subjects ---


def subjects_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A row for each region and period, and a column for each subject: CBS, VZinfo, or others."""
    numeric = header.figure_columns
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
    )
