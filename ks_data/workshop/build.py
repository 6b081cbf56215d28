"""Turns the CSV of data/sources/ into the parquet of data/. Knows the checks, not the pages.

Most is typed in, in the tables of the app; tables of CBS on births lie there as published (see `births`).

Every row is checked before anything is written: first its cells, and when all can be read the figures, as those of an
upload are. All that is wrong is reported at once, with file, row and column.
"""

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ks_data import store
from ks_data.catalogue import mergers, regions
from ks_data.catalogue.counts import AREAS
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.parquet import data_dir
from ks_data.catalogue.periods import is_date, is_period
from ks_data.catalogue.statuses import WITHOUT_VALUE
from ks_data.catalogue.tables import KINDS, TABLES, Column, Table
from ks_data.incoming import checks
from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import read
from ks_data.workshop import births, documents
from ks_data.workshop.documents import Row
from ks_data.workshop.fetch.sources import INDICATORS_FETCHED

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
"""How a number is typed in; float() would also take "1_000", "inf" and the digits of other scripts."""
FIRST_ROW = 2
"""The row of the first figures in a file: they stand under the names of the columns."""


def build(folder: Path | None = None) -> None:
    """Checks data/sources/ and writes a parquet file for each table in the same data folder.

    What the checks of an upload would ask, and a doubt on the phase of an event, is printed to stderr. Raises DataError
    with one line for each problem; then nothing has been written.
    """
    folder = folder or data_dir()
    rows = {name: list(_rows(table, folder / "sources")) for name, table in TABLES.items()}
    rows["observations"] += births.observations(folder / "sources")
    allowed = {
        "indicator": set(INDICATORS),
        "region": set(regions.names()),
        "former": {*regions.names(), *mergers.mergers()},
        "area": {*regions.names(), *AREAS},
        "count": documents.TYPED_IN,
        "source": {row["source"] for _, row in rows["sources"]},
    }
    problems = [problem for name, table in TABLES.items() for problem in _problems(table, rows[name], allowed)]
    problems += [*documents.count_problems(rows["counts"]), *documents.event_problems(rows["events"])]
    _refuse([*problems, *_unused(rows)])
    _refuse(list(documents.gids_problems(rows["gids"], rows["totals"])))
    tables = {name: _frame(TABLES[name], rows[name]) for name in TABLES}
    findings = [(finding, kind) for kind in KINDS for finding in _findings(kind, tables)]
    _refuse([_sentence(finding, kind, rows) for finding, kind in findings if finding.level == Level.ERROR])
    questions = [_sentence(finding, kind, rows) for finding, kind in findings if finding.level == Level.QUESTION]
    for question in [*questions, *documents.event_questions(rows["events"])]:
        print(question, file=sys.stderr)
    store.write(tables, folder)


def _refuse(problems: list[str]) -> None:
    if problems:
        raise DataError("\n".join(problems))


def _rows(table: Table, folder: Path) -> Iterator[Row]:
    paths = sorted(folder.glob(table.files))
    if not paths:
        raise DataError(f"In {folder.name}/ staat geen bestand {table.files}.")
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            if tuple(header) != table.names:
                raise DataError(f"{path.name}, rij 1: de kolommen moeten zijn: {', '.join(table.names)}.")
            for cells in reader:
                place = f"{path.name}, rij {reader.line_num}"
                if len(cells) != len(header):
                    raise DataError(f"{place}: {len(cells)} cellen in plaats van {len(header)}.")
                yield place, dict(zip(header, cells, strict=True))


def _problems(table: Table, rows: list[Row], allowed: dict[str, set[str]]) -> Iterator[str]:
    places: dict[tuple[str, ...], str] = {}
    for place, row in rows:
        for column in table.columns:
            if problem := _cell_problem(column, row[column.name], allowed):
                yield f"{place}, kolom {column.name}: {problem}"
        if table.name == "observations" and (row["value"] == "") != (row["status"] in WITHOUT_VALUE):
            yield f"{place}, kolom status: een rij heeft een waarde, of de status {' of '.join(WITHOUT_VALUE)}."
        if table.name == "observations" and row["status"] in WITHOUT_VALUE and not row["note"]:
            yield f"{place}, kolom note: bij een ontbrekende waarde hoort de reden."
        identity = tuple(row[name] for name in table.key)
        if identity in places:
            yield f"{place}: dezelfde {', '.join(table.key)} als {places[identity]}."
        places.setdefault(identity, place)


def _cell_problem(column: Column, text: str, allowed: dict[str, set[str]]) -> str:
    """What is wrong with one cell, in Dutch; empty when it is right."""
    if text == "":
        return "" if column.optional else "mag niet leeg zijn."
    if column.type != "text":
        if not _NUMBER.fullmatch(text):
            return f"'{text}' is geen getal; schrijf 147.1."
        if column.type == "whole" and not float(text).is_integer():
            return f"'{text}' is geen heel getal."
    if column.allowed and text not in column.allowed:
        return f"'{text}' kan niet; kies uit: {', '.join(column.allowed)}."
    if column.refers in allowed and text not in allowed[column.refers]:
        return documents.unknown_count(text) if column.refers == "count" else f"'{text}' is niet bekend."
    if column.refers == "event" and not documents.is_event_id(text):
        return f"'{text}' kan niet; schrijf kleine letters, cijfers en lage streepjes: home_visits_mandatory."
    if column.refers == "period" and not is_period(text):
        return f"'{text}' is geen jaar (2019) of aantal jaren (2017-2019)."
    if column.refers == "date" and not is_date(text):
        return f"'{text}' is geen datum (2022, 2022-07 of 2022-07-01)."
    return ""


def _unused(rows: dict[str, list[Row]]) -> Iterator[str]:
    """A declaration without data is a mistake unless its figures can be fetched; so is a source that nothing cites."""
    with_data = {row["indicator"] for _, row in rows["observations"]} | INDICATORS_FETCHED
    yield from (f"indicators.py: {id} heeft geen enkele waarneming." for id in INDICATORS if id not in with_data)
    cited = {row["source"] for name in TABLES if name != "sources" for _, row in rows[name]}
    for place, row in rows["sources"]:
        if row["source"] not in cited:
            yield f"{place}: de bron {row['source']} wordt nergens genoemd."


def _findings(kind: str, tables: dict[str, pd.DataFrame]) -> tuple[Finding, ...]:
    """What the checks of an upload find in the rows of one kind, as if nothing of it were published yet."""
    if tables[kind].empty:
        return ()
    reading = read(f"{kind}.csv", tables[kind].to_csv(index=False).encode())
    return checks.checked(reading, tables | {kind: tables[kind].head(0)}).findings


def _sentence(finding: Finding, kind: str, rows: dict[str, list[Row]]) -> str:
    """A finding with the file, row and column of its first place; the checks saw all files of a kind as one."""
    if not finding.places:
        return f"{TABLES[kind].files}: {finding.message}"
    place = finding.places[0]
    typed_in, _ = rows[kind][place.row - FIRST_ROW]
    return f"{typed_in}, kolom {place.column}: {finding.message}"


def _frame(table: Table, rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame([row for _, row in rows], columns=list(table.names), dtype=str)
    for column in table.columns:
        if column.type != "text":
            numbers = pd.to_numeric(frame[column.name].replace("", None))
            frame[column.name] = numbers.astype("int64" if column.type == "whole" else "float64")
    return frame
