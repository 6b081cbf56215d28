"""Turns two tables of CBS on births into observations of the regions of today. Knows no other source, writes nothing.

The tables lie in data/sources/ as CBS published them: by the municipalities of each year. Where whole municipalities
merged, their counts are added up. Where one was divided, whoever got a part of it has no figure for the years before:
nobody counted whose children went where. A province is likewise what lies in it today.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.mergers import described, mergers
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch

POPULATION, MOTHERS = "cbs_37259ned.csv", "cbs_37201.csv"
"""Births and inhabitants (table 37259ned); births by the age of the mother (table 37201)."""
COUNTS = {
    POPULATION: ("live_births", "population_1_jan", "population_31_dec"),
    MOTHERS: ("live_births", "mothers_under_20"),
}
"""The columns of a table with numbers of persons; empty for a municipality that ended within the year."""
TableRow = tuple[str, dict[str, str]]
"""Where a row stands ("cbs_37201.csv, rij 3") and its cells by column."""


@dataclass(frozen=True, slots=True)
class RegionYear:
    """A region of today in one year.

    place: of a row that it comes from. counts: persons by column, None where nobody counted them. note: what they were
    added up from, or why there are none. crude_birth_rate: as CBS published it, "" where it did not.
    """

    region: str
    year: str
    place: str
    counts: dict[str, int] | None
    note: str
    crude_birth_rate: str = ""


def observations(folder: Path) -> Iterator[TableRow]:
    """The observations in both tables, as rows of observations_*.csv with the place of a row that each comes from.

    Live births of years that both tables have are taken from 37259ned. None for a folder without these tables. Raises
    DataError when one of them is missing, or has another header, a code that nobody knows or a count that is not whole.
    """
    if not any((folder / name).exists() for name in (POPULATION, MOTHERS)):
        return
    population, mothers = (_regions_of_today(folder / name) for name in (POPULATION, MOTHERS))
    years = {entry.year for entry in population}
    yield from (_live_births(entry, "cbs-37201") for entry in mothers if entry.year not in years)
    yield from (_live_births(entry, "cbs-37259ned") for entry in population)
    yield from map(_young_mothers, mothers)
    yield from map(_crude_birth_rate, population)


def _live_births(entry: RegionYear, source: str) -> TableRow:
    value = str(entry.counts["live_births"]) if entry.counts else ""
    return _row(entry, "live_births_count", source, value)


def _young_mothers(entry: RegionYear) -> TableRow:
    indicator, source = "births_to_mothers_under_20_per_1000", "cbs-37201"
    if not entry.counts:
        return _row(entry, indicator, source)
    cases, births = entry.counts["mothers_under_20"], entry.counts["live_births"]
    return _row(entry, indicator, source, _per_1000(cases, births), str(cases), str(births))


def _crude_birth_rate(entry: RegionYear) -> TableRow:
    """Births over the mean population of the year, as CBS computes it."""
    indicator, source = "crude_birth_rate_per_1000", "cbs-37259ned"
    if not entry.counts:
        return _row(entry, indicator, source)
    births = entry.counts["live_births"]
    inhabitants = (entry.counts["population_1_jan"] + entry.counts["population_31_dec"]) / 2
    value = entry.crude_birth_rate or _per_1000(births, inhabitants)
    return _row(entry, indicator, source, value, str(births), f"{inhabitants:.10g}")


def _per_1000(numerator: float, denominator: float) -> str:
    return str(dutch.rounded(1000 * numerator / denominator, 1))


def _row(
    entry: RegionYear, indicator: str, source: str, value: str = "", numerator: str = "", denominator: str = ""
) -> TableRow:
    return entry.place, {
        "indicator": indicator,
        "region": entry.region,
        "period": entry.year,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "status": Status.DEFINITIVE if value else Status.MISSING,
        "source": source,
        "note": entry.note,
    }


# ---- from the municipalities of a year to the regions of today


def _regions_of_today(path: Path) -> list[RegionYear]:
    """Every region of today in every year of a table."""
    by_year: dict[str, dict[str, TableRow]] = {}
    for place, cells in _table(path):
        by_year.setdefault(cells["year"], {})[cells["region"]] = place, cells
    return [entry for year, published in by_year.items() for entry in _of_year(year, published, COUNTS[path.name])]


def _of_year(year: str, published: dict[str, TableRow], columns: tuple[str, ...]) -> Iterator[RegionYear]:
    counts = {code: {name: _whole_number(row, name) for name in columns} for code, row in published.items()}
    parts: dict[str, list[str]] = {}
    divided: dict[str, list[str]] = {}
    for code, (place, _) in published.items():
        if regions.level(code) == "gemeente":
            lineages = [_lineage(successor) for successor in _present_successors(code, place)]
            for region in dict.fromkeys(chain(*lineages)):
                is_whole = all(region in lineage for lineage in lineages)
                (parts if is_whole else divided).setdefault(region, []).append(code)
    for region in dict.fromkeys([*parts, *divided]):
        place, own = published.get(region) or published[[*parts.get(region, ()), *divided.get(region, ())][0]]
        if region in divided:
            yield RegionYear(region, year, place, None, _no_sum(divided[region]))
            continue
        sums = {name: sum(counts[code][name] for code in parts[region]) for name in columns}
        if sums == counts.get(region):
            yield RegionYear(region, year, place, sums, own.get("note", ""), own.get("crude_birth_rate", ""))
        else:
            yield RegionYear(region, year, place, sums, _added_up(region, parts[region]))


def _no_sum(divided: list[str]) -> str:
    """Why a region has no figure, in Dutch: of which municipalities it got a part."""
    reasons = (f"{mergers()[code].name} is {described(code)}" for code in divided)
    return f"niet om te rekenen naar de grenzen van nu: {'; '.join(reasons)}"


def _added_up(region: str, parts: list[str]) -> str:
    """What the counts of a region were added up from, in Dutch."""
    if regions.level(region) != "gemeente":
        return "opgeteld in de grenzen van nu"
    part_names = [mergers()[code].name if code in mergers() else regions.name(code) for code in parts]
    return f"som van {dutch.listing(part_names)}" if len(parts) > 1 else f"heette toen {part_names[0]}"


def _lineage(municipality: str) -> tuple[str, ...]:
    """A municipality of today and the regions that it lies in."""
    parents = regions.parents()
    province = parents[municipality]
    return municipality, province, parents[province]


def _present_successors(code: str, place: str) -> tuple[str, ...]:
    """The municipalities of today that one of any year went to; by the borders, not by today's date."""
    if code in regions.names():
        return (code,)
    if code not in mergers():
        raise DataError(f"{place}, kolom region: '{code}' is niet bekend; zet het in shapes/mergers.csv.")
    successors = (_present_successors(into, place) for into in mergers()[code].into)
    return tuple(dict.fromkeys(chain(*successors)))


# ---- the tables


def _table(path: Path) -> Iterator[TableRow]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            names = {"region", "year", *COUNTS[path.name]}
            if not names.issubset(reader.fieldnames or ()):
                raise DataError(f"{path.name}, rij 1: de kolommen {', '.join(sorted(names))} moeten er zijn.")
            for cells in reader:
                yield f"{path.name}, rij {reader.line_num}", cells
    except OSError:
        raise DataError(f"In {path.parent.name}/ staat geen bestand {path.name}.") from None


def _whole_number(row: TableRow, name: str) -> int:
    place, cells = row
    text = cells[name] or "0"
    if not (text.isascii() and text.isdigit()):
        raise DataError(f"{place}, kolom {name}: '{text}' is geen heel getal.")
    return int(text)
