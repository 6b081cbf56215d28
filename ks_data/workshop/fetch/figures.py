"""Fetches a declared table of CBS: asks, holds it against what is known, and makes a file of it. Publishes nothing."""

from collections.abc import Iterator
from itertools import chain

from ks_data import store
from ks_data.catalogue.statuses import OPEN, Status
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch
from ks_data.workshop import regional_figures
from ks_data.workshop.fetch import controls, statline
from ks_data.workshop.fetch.fetched import TEMPLATE, Fetched, packed
from ks_data.workshop.fetch.sources import Source
from ks_data.workshop.fetch.statline import Question, Table
from ks_data.workshop.fetch.web import Client
from ks_data.workshop.regional_figures import RegionYear

Row = dict[str, str]
KEY = TABLES["observations"].key


def fetch(source: Source, client: Client) -> Fetched:
    """The answer of CBS as a file to examine and publish.

    Raises DataError when the server does not answer, answers something else, or a control fails.
    """
    table = statline.table(client, Question(source.table, source.topics, source.levels, source.first_year))
    controls.refuse_doubtful(source, table)
    rows, later = _beside_published(list(_rows(source, table)))
    remarks = [f"Opgehaald via versie {table.version} van de open data van het CBS."]
    if table.unasked:
        count = dutch.plural(table.unasked, "rij", "rijen")
        remarks.append(f"De server gaf {count} waar niet om gevraagd is; die tellen niet mee.")
    if later:
        count = dutch.plural(later, "voorlopig cijfer blijft", "voorlopige cijfers blijven")
        remarks.append(f"{count} weg: daarvan staat er al een definitief cijfer.")
    years = list(table.rows)
    note = f"Opgehaald bij het CBS: {source.title.lower()}, {years[0]}-{years[-1]}"
    content = packed(TEMPLATE, rows, client.originals)
    return Fetched(f"cbs-{source.table}.zip", content, source.citation, table.modified, note, remarks=tuple(remarks))


def _rows(source: Source, table: Table) -> Iterator[Row]:
    """The figures of the regions of today, by indicator."""
    entries: list[RegionYear] = []
    for year, published in table.rows.items():
        placed = {
            code: (f"tabel {source.table}, {code}, {year}", cells)
            for code, cells in published.items()
            if any(cells[topic.column] for topic in source.topics)
        }
        entries += regional_figures.of_year(str(year), placed, source.counted)
    by_figure = (regional_figures.rows(entry, (figure,), "") for figure in source.figures for entry in entries)
    return (row for _, row in chain.from_iterable(by_figure))


def _beside_published(rows: list[Row]) -> tuple[list[Row], int]:
    """The rows without provisional figures of which there is a definitive one, and how many those are.

    What is noted of a figure that stays the same ("eerder voorlopig 1.818") stays too.
    """
    observations = store.current().unprotected("observations")
    columns = [observations[name] for name in (*KEY, "status", "value", "note")]
    published = {tuple(cells[:3]): cells[3:] for cells in zip(*columns, strict=True)}
    lasting = []
    for row in rows:
        status, value, note = published.get(tuple(map(row.get, KEY)), ("", None, ""))
        if row["status"] in OPEN and status == Status.DEFINITIVE:
            continue
        same = bool(row["value"]) and float(row["value"]) == value
        lasting.append(row | {"note": row["note"] or str(note)} if same else row)
    return lasting, len(rows) - len(lasting)
