"""Turns two shipped tables of CBS on births into observations of the regions of today. Knows no other source.

The tables lie in data/sources/ as CBS published them: by the municipalities of each year (see `regional_figures`).
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from ks_data.catalogue.errors import DataError
from ks_data.workshop import regional_figures
from ks_data.workshop.regional_figures import Figure, RegionYear, TableRow

POPULATION, MOTHERS = "cbs_37259ned.csv", "cbs_37201.csv"
"""Births and inhabitants (table 37259ned); births by the age of the mother (table 37201)."""
COUNTS = {
    POPULATION: ("live_births", "population_1_jan", "population_31_dec"),
    MOTHERS: ("live_births", "mothers_under_20"),
}
"""The columns of a table with numbers of persons; empty for a municipality that ended within the year."""
LIVE_BIRTHS = Figure("live_births_count", numerator="live_births")
CRUDE_BIRTH_RATE = Figure(
    "crude_birth_rate_per_1000", "crude_birth_rate", "live_births", ("population_1_jan", "population_31_dec")
)
"""Births over the mean population of the year, as CBS computes it."""
YOUNG_MOTHERS = Figure(
    "births_to_mothers_under_20_per_1000", numerator="mothers_under_20", denominator=("live_births",)
)


def observations(folder: Path) -> Iterator[TableRow]:
    """The observations in both tables, as rows of observations_*.csv with the place of a row that each comes from.

    Live births of years that both tables have are taken from 37259ned. None for a folder without these tables. Raises
    DataError when one of them is missing, or has another header, a code that nobody knows or a count that is not whole.
    """
    if not any((folder / name).exists() for name in (POPULATION, MOTHERS)):
        return
    population, mothers = (_regions_of_today(folder / name) for name in (POPULATION, MOTHERS))
    years = {entry.year for entry in population}
    earlier = [entry for entry in mothers if entry.year not in years]
    for entries, figure, source in (
        (earlier, LIVE_BIRTHS, "cbs-37201"),
        (population, LIVE_BIRTHS, "cbs-37259ned"),
        (mothers, YOUNG_MOTHERS, "cbs-37201"),
        (population, CRUDE_BIRTH_RATE, "cbs-37259ned"),
    ):
        for entry in entries:
            yield from regional_figures.rows(entry, (figure,), source)


def _regions_of_today(path: Path) -> list[RegionYear]:
    """Every region of today in every year of a table."""
    by_year: dict[str, dict[str, TableRow]] = {}
    for place, cells in _table(path):
        by_year.setdefault(cells["year"], {})[cells["region"]] = place, cells
    counted = COUNTS[path.name]
    return [
        entry for year, published in by_year.items() for entry in regional_figures.of_year(year, published, counted)
    ]


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
