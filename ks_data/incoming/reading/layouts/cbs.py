"""The layouts of CBS: bulk downloads, open data, and the tables of StatLine. Knows no layout of others."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import remark
from ks_data.incoming.reading import values
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import PLACES, TOTAL, UNIT, role, word

_TOPIC = re.compile(r"\w+_[0-9]+")
_CODE = re.compile("(NL|LD|PV|GM|WK|BU|CR|GG)[0-9]*")
_CODE_LISTS = {"Unit": "onderwerpen", "DatasetType": "eigenschappen", "ParentId": "groepen"}
"""The column by which a code list is known, and what it is a list of."""
_DIMENSIONS = {"Perioden": "perioden", "RegioS": "gebieden"}
_BULK_COLUMNS = {"Id", "Measure", "Value", "StringValue", "ValueAttribute", "Perioden"}


# --- bulk downloads and their code lists ---


def code_list(header: Header, sheets: Sequence[Sheet]) -> Plan | None:
    """Tables that hold no figures: refused with a DataError, each with what it is."""
    sheet = header.sheet
    if len(sheets) > 1:
        return None
    names = set(sheet.columns)
    if {"Identifier", "Title"} <= names:
        raise DataError(
            f"{sheet.name}: dit is de lijst met {_contents(sheet)} van een CBS-tabel, zonder cijfers. "
            "Sleep Observations.csv, of de hele zip."
        )
    body = sheet.grid.iloc[sheet.header + 1 :]
    codes = [
        column for column in body if len(body) and values.used(body[column]).str.fullmatch("GM[0-9]{4}").mean() > 0.9
    ]
    if len(codes) > 1:
        raise DataError(
            f"{sheet.name}: dit is een lijst met samengevoegde gemeenten (oude en nieuwe codes), zonder cijfers. "
            "De app kent de samenvoegingen al; u hoeft dit bestand niet te slepen."
        )
    return None


def _contents(sheet: Sheet) -> str:
    """What a code list is a list of, in Dutch."""
    if "DimensionId" in sheet.columns:
        dimensions = _cells_below(sheet, "DimensionId")
        return next((contents for name, contents in _DIMENSIONS.items() if name in dimensions), "codes")
    return next((contents for name, contents in _CODE_LISTS.items() if name in sheet.columns), "codes")


def _cells_below(sheet: Sheet, name: str) -> list[str]:
    """The cells below a header of a code list. Raises DataError when it has no such column, or no list of names."""
    if name not in sheet.columns:
        raise DataError(
            f"{sheet.name}: in deze lijst van het CBS ontbreekt de kolom {name}. Download de zip opnieuw, en verander "
            "er niets in."
        )
    texts = sheet.grid[sheet.columns.index(name)].iloc[sheet.header + 1 :]
    values.refuse_no_names(sheet.name, name, texts)
    return list(texts.astype(str))


def _by_code(codes: Sheet, column: str) -> dict[str, str]:
    """What a column of a code list says of each code."""
    return dict(zip(_cells_below(codes, "Identifier"), _cells_below(codes, column), strict=True))


def _labels(dimension: str, codes: Sheet) -> dict[str, str]:
    """The name of each code of a dimension, with the code behind it where several have that name."""
    titles = _by_code(codes, "Title")
    if dimension == "Perioden" and "Status" in codes.columns:
        status = _by_code(codes, "Status")
        titles = {code: f"{code}{'' if status[code] == 'Definitief' else '*'}" for code in titles}
    bearers = Counter(titles.values())
    return {code: f"{title} ({code})" if bearers[title] > 1 else title for code, title in titles.items()}


def bulk(header: Header, sheets: Sequence[Sheet]) -> Plan | None:
    """Observations.csv of a bulk download of CBS, with the code lists beside it when the whole zip was dropped."""
    names = header.names
    if not {"Measure", "Value"} <= set(names):
        return None
    lists = {sheet.name.rpartition("/")[2].removesuffix(".csv"): sheet for sheet in sheets}
    labels = {column: _labels(name, codes) for column, name in enumerate(names) if (codes := lists.get(f"{name}Codes"))}
    places = tuple(column for column, name in enumerate(names) if name == "RegioS" or role(name) in PLACES)
    breakdowns = [column for column, name in enumerate(names) if name not in _BULK_COLUMNS and column not in places]
    measure = names.index("Measure")
    units = {}
    if measures := lists.get("MeasureCodes"):
        units = {labels[measure].get(code, code): unit for code, unit in _by_code(measures, "Unit").items()}
    nameless = () if measures else ("De namen van de onderwerpen ontbreken; sleep de hele zip om ze te zien.",)
    return Plan(
        "cbs_v4",
        "Bulkbestand van het CBS",
        header.start,
        names,
        (FigureColumn(names.index("Value"), "Value"),),
        places,
        names.index("Perioden") if "Perioden" in names else None,
        measure,
        breakdowns=tuple(breakdowns),
        fixed_region="" if places else regions.COUNTRY,
        symbols="cbs",
        decimal=",",
        grouping=False,
        with_empty_rows=True,
        labels=labels,
        units=units,
        findings=tuple(map(remark, nameless)),
    )


# --- open data ---


def open_data(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A data set of CBS open data, typed or not: ID, codes, and subjects such as LevendGeborenKinderen_2."""
    names = header.names
    topics = [column for column, name in enumerate(names) if _TOPIC.fullmatch(name)]
    if names[0] not in ("ID", "Id") or "Perioden" not in names or not topics:
        return None
    period = names.index("Perioden")
    dimensions = [column for column in range(1, len(names)) if column not in (*topics, period)]
    places = tuple(column for column in dimensions if word(names[column]) in ("regios", "wijkenenbuurten", "codering"))
    places = places or tuple(column for column in dimensions if header.roles[column] in PLACES)
    return Plan(
        "cbs_getypeerd",
        "Open data van het CBS",
        header.start,
        names,
        tuple(FigureColumn(column, names[column], names[column]) for column in topics),
        places,
        period,
        breakdowns=tuple(column for column in dimensions if column not in places),
        fixed_region="" if places else regions.COUNTRY,
        symbols="cbs",
        decimal=".",
        grouping=False,
    )


# --- tables of StatLine ---


def statline_table(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """The "tabelindeling" of StatLine: a title, header rows for each dimension, and labels and units beside them.

    The label columns at the left are the stub; a header row above the figures is a spanner.
    """
    top = header.sheet.top
    lead = next((position for position, row in enumerate(top) if position and row[0] != ""), 0)
    above = [row for row in top[1:lead] if any(row)]
    if len(_filled(top[0])) != 1 or not top[0][0] or not above or any(row[0] or _has_gaps(row) for row in above):
        return None
    if _holds_figures(top[lead], above):
        return None
    body = header.sheet.grid.iloc[lead + 1 :]
    width = len(top[0])
    stub = min(next(column for column, cell in enumerate(row) if cell) for row in above)
    while stub < width - 1 and not np.isfinite(values.numbers(values.used(body[stub]), ",")).any():
        stub += 1
    roles = [_stub_role(top[lead][column], body[column]) for column in range(stub)]
    spanners = [*above, top[lead]] if stub < width else []
    spanners = [row for row in spanners if len(_filled(row[stub:])) > min(1, width - stub - 1)]
    dimensions = {name: [""] * width for name in ("period", "region", "unit")}
    subjects: list[list[str]] = []
    for row in spanners:
        dimension = _spanner_dimension(row[stub:])
        if dimension == "subject":
            subjects.append(row)
        else:
            dimensions[dimension] = row
    totals = [row for row in subjects if any(TOTAL.fullmatch(cell) for cell in row[stub:])]
    columns = [column for column in range(stub, width) if all(TOTAL.fullmatch(row[column]) for row in totals)]
    if not columns:
        return None
    by_role = {role: roles.index(role) for role in set(roles)}
    places = tuple(column for column, role in enumerate(roles) if role == "region")
    whole_country = not places and not any(dimensions["region"])
    return Plan(
        "cbs_tabelindeling",
        "Tabel van CBS StatLine",
        lead + 1,
        tuple(top[lead]),
        _spanned_columns(columns, subjects, dimensions, _codes_below(body, stub)),
        places,
        by_role.get("period"),
        by_role.get("subject"),
        by_role.get("unit"),
        breakdowns=tuple(column for column, role in enumerate(roles) if role == "breakdown"),
        fixed_region=regions.COUNTRY if whole_country else "",
        symbols="cbs",
        decimal=",",
    )


def _has_gaps(cells: list[str]) -> bool:
    """Whether a spanner leaves out what StatLine repeats above each column."""
    filled = [column for column, cell in enumerate(cells) if cell]
    return len(filled) < filled[-1] - filled[0] + 1


def _holds_figures(lead: list[str], above: Sequence[list[str]]) -> bool:
    """Whether a row is one of the figures and not the last of a header: a town, a number, or years below years."""
    texts = pd.Series(lead, dtype="str")
    year = values.periods(texts)["kind"] == "jaar"
    years_above = any((values.periods(pd.Series(row, dtype="str"))["kind"] == "jaar").any() for row in above)
    decimal = np.asarray(texts.str.contains("[.,]"), dtype=bool)
    numbers = values.readable(pd.Index(texts)) & (~np.asarray(year) | decimal)
    return (
        bool(numbers.any() or year[0])
        or (years_above and bool(year.any()))
        or recognise.region_codes(texts[:1])[0] != ""
    )


def _filled(cells: Iterable[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _spanned_columns(
    columns: Sequence[int], subjects: Sequence[list[str]], dimensions: dict[str, list[str]], codes: dict[int, str]
) -> tuple[FigureColumn, ...]:
    """What the spanners say of each column of figures."""
    figures = []
    for column in columns:
        subject = _filled(row[column] for row in subjects)
        period, region, unit = (dimensions[name][column] for name in ("period", "region", "unit"))
        header = "|".join([*subject, *_filled([region, period])])
        places = tuple(_filled([codes.get(column, ""), region]))
        figures.append(FigureColumn(column, header, "|".join(subject), unit, period, places))
    return tuple(figures)


def _stub_role(header: str, column: "pd.Series[str]") -> str:
    """What a column of labels holds, by its header or else by what is in it."""
    texts = pd.Series(values.used(column))
    texts = texts[texts != ""]
    named = role(header)
    if len(texts) and texts.str.fullmatch(UNIT).mean() > 0.8:
        return "unit"
    if named in PLACES:
        return "region"
    return named if named in ("period", "subject") else "breakdown"


def _spanner_dimension(cells: list[str]) -> str:
    """What a header row says of its columns."""
    texts = pd.Series(_filled(cells), dtype="str")
    if (values.periods(texts)["kind"] != "").all():
        return "period"
    if (
        (recognise.region_codes(texts) != "") | (recognise.other_levels(texts) != "")
    ).mean() > 0.2 and not texts.str.contains("|", regex=False).any():
        return "region"
    return "unit" if texts.str.fullmatch(UNIT).mean() > 0.8 else "subject"


def _codes_below(body: pd.DataFrame, stub: int) -> dict[int, str]:
    """Where the regions stand across, a row below them holds their codes."""
    for cells in body.iloc[:12].astype(str).to_numpy().tolist():
        codes = cells[stub:]
        if codes and all(_CODE.fullmatch(cell) for cell in codes):
            return dict(enumerate(codes, stub))
    return {}
