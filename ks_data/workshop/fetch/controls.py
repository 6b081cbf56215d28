"""Holds a fetched table against what is known for sure, before anything of it can be published. Asks no server."""

from collections.abc import Iterator, Mapping, Set

from ks_data.catalogue import mergers, regions
from ks_data.catalogue.errors import DataError
from ks_data.language import dutch
from ks_data.workshop.fetch.sources import Source
from ks_data.workshop.fetch.statline import Cells, Table

LISTED = 5
"""So many municipalities are named; the others are counted."""


def refuse_doubtful(source: Source, table: Table) -> None:
    """Raises DataError with one line for each control that fails.

    In each year: the municipalities are those of that year, and together they are the country. Besides: the counts that
    documents give are in it.
    """
    problems: list[str] = []
    for year, published in table.rows.items():
        problems += [*_municipalities(source, year, published), *_sums(source, year, published)]
    problems += _known(source, table)
    if problems:
        heading = f"{source.title} (tabel {source.table}) is niet te vertrouwen en wordt niet gepubliceerd:"
        raise DataError("\n".join([heading, *(f"- {problem}" for problem in problems)]))


def _municipalities(source: Source, year: int, published: Mapping[str, Cells]) -> Iterator[str]:
    """Whether these are the municipalities of that year; one that ended within it may have no row any more."""
    table = mergers.mergers()
    expected = mergers.municipalities_in(year)
    rows = {code for code in published if regions.level(code) == "gemeente"}
    filled = {code for code in rows if any(published[code][topic.column] for topic in source.topics)}
    whole_year = expected - {code for code, merger in table.items() if merger.year == year}
    if absent := whole_year - rows:
        yield f"over {year} ontbreken {_listed(absent)} van de {len(expected)} gemeenten"
    for column in source.counted:
        if silent := {code for code in whole_year & rows if not published[code][column]}:
            yield f"over {year} ontbreekt het aantal van {_listed(silent)} ({_title(source, column)})"
    if strange := filled - expected:
        yield (
            f"over {year} staan er {_listed(strange)} in, en die waren er op 1 januari niet. Is dat een nieuwe "
            "gemeente, zet de herindeling dan in shapes/mergers.csv"
        )
    ended = {code for code, merger in table.items() if merger.year <= year}
    if outdated := ended & {*regions.municipalities()["code"]}:
        yield (
            f"over {year} bestaat {_listed(outdated)} niet meer, en de grenzen van deze app zijn van voor die tijd. "
            f"Haal eerst de grenzen op: python -m ks_data fetch boundaries --year {year}"
        )


def _sums(source: Source, year: int, published: Mapping[str, Cells]) -> Iterator[str]:
    for column in source.adds_up:
        country = published.get(regions.COUNTRY, {}).get(column, "")
        if not country:
            yield f"over {year} ontbreekt het cijfer van Nederland"
            continue
        total = sum(float(cells[column] or 0) for code, cells in published.items() if code.startswith("GM"))
        if total != float(country):
            yield (
                f"over {year} zijn de gemeenten samen {dutch.number(total, 0)} en Nederland "
                f"{dutch.number(float(country), 0)} ({_title(source, column)})"
            )


def _known(source: Source, table: Table) -> Iterator[str]:
    for known in source.known:
        cell = table.rows.get(known.year, {}).get(known.region, {}).get(known.column, "")
        if cell != str(known.count):
            yield (
                f"{regions.name(known.region)} heeft over {known.year} {cell or 'geen cijfer'} in plaats van "
                f"{dutch.number(known.count, 0)} ({_title(source, known.column)})"
            )


def _title(source: Source, column: str) -> str:
    return next(topic.title for topic in source.topics if topic.column == column)


def _listed(codes: Set[str]) -> str:
    names = [f"{_name(code)} ({code})" for code in sorted(codes)]
    return dutch.listing([*names[:LISTED], *([f"nog {len(names) - LISTED}"] if len(names) > LISTED else [])])


def _name(code: str) -> str:
    former = mergers.mergers().get(code)
    return former.name if former else regions.name(code)
