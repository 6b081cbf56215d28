"""However a table is headed and whatever stands beside its figures: the same figures come out, or it is asked."""

import random
from collections.abc import Callable

import pytest

from ks_data import DataError
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import Reading, Unrecognised
from ks_data.incoming.reading.tidy import read

CARE = "Vroeg in zorg"
EXAMPLES = 250
"""So many tables are drawn for each way of arranging them."""
TOWNS = {
    "Haarlem": "GM0392", "Zandvoort": "GM0473", "Amsterdam": "GM0363", "'s-Gravenhage": "GM0518", "Urk": "GM0184",
    "Súdwest-Fryslân": "GM1900", "Bergen (NH.)": "GM0373", "Utrecht (gemeente)": "GM0344", "Breda": "GM0758",
}  # fmt: skip
PARTS = {"Oude Stad": "WK039201", "Wijk 02 Noord": "WK039202", "Buurt 3": "BU03920103"}
ODD = ("", "nr", "index", "id", "Unnamed: 0", "x", "kol1", "Naam", "code", "v1", "plek", "Onderwerp", "Waarde", "Datum")
ODDER = ("Area", "Jaar", "Gemeente", "Teller", "N", "Status", "Opmerking", "Type", "2019", "Maat", "Periode", "gebied")
OF_REGIONS = ("Gemeente", "gemnr", "gemcode", "Gemeenten 2023", "Woongemeente", "Regio's", "Plaats", *ODD, *ODDER)
OF_YEARS = ("Jaar", "Perioden", "Registratiejaar", "jr", "Tijdvak", "Time period", *ODD, *ODDER)
Figure = tuple[str, str, float]
Table = tuple[str, list[list[str]], set[Figure]]
"""A file name, the cells, and the figures that they hold."""


def dutch(number: float) -> str:
    return repr(number).replace(".", ",")


def drawn(dice: random.Random) -> tuple[list[str], list[str], dict[tuple[str, str], float]]:
    """Towns, years and a figure for each of both; at times counts that could be years."""
    towns, years = dice.sample(sorted(TOWNS), dice.randint(2, 5)), dice.sample(range(2008, 2025), dice.randint(1, 4))
    low, high = dice.choice([(60.0, 99.0), (1900.0, 2030.0), (0.0, 5000.0)])
    figures = {
        (town, str(year)): round(dice.uniform(low, high), dice.choice([0, 1]))
        for town in towns
        for year in sorted(years)
    }
    return towns, [str(year) for year in sorted(years)], figures


def names(dice: random.Random) -> Callable[[str], str]:
    """Regions by name or by code."""
    return dice.choice([lambda town: town, TOWNS.__getitem__])


def truth(figures: dict[tuple[str, str], float]) -> set[Figure]:
    return {(TOWNS[town], year, figure) for (town, year), figure in figures.items()}


def long(dice: random.Random) -> Table:
    """A row for each town and year, with columns that say nothing before, between and behind."""
    _, _, figures = drawn(dice)
    name = names(dice)
    region, year = dice.choice(OF_REGIONS), dice.choice(OF_YEARS)
    columns = [[region, *[name(town) for town, _ in figures]], [year, *[year for _, year in figures]]]
    dice.shuffle(columns)
    columns.append([CARE, *map(dutch, figures.values())])
    for extra in dice.sample(["rij", "id", "toelichting"], dice.randint(0, 2)):
        cells = {
            "rij": ["", *map(str, range(1, len(figures) + 1))],
            "id": [dice.choice(["id", "volgnr", "key"]), *(str(dice.randint(10_000, 99_999)) for _ in figures)],
            "toelichting": ["opmerking", *(dice.choice(["", "let op", "herzien"]) for _ in figures)],
        }[extra]
        columns.insert(dice.randint(0, len(columns)), cells)
    return (
        dice.choice(["levering_2026.csv", "a.csv"]),
        [list(row) for row in zip(*columns, strict=True)],
        truth(figures),
    )


def wide(dice: random.Random) -> Table:
    """Years as columns under one, two or three header rows."""
    towns, years, figures = drawn(dice)
    name, region = names(dice), dice.choice(OF_REGIONS)
    blank = [""] * (len(years) - 1)
    headers = [
        [[region, *(f"{CARE} {year}" for year in years)]],
        [[region, CARE, *blank], ["", *years]],
        [["", CARE, *blank], [region, *years]],
        [["", CARE, *blank], ["", *years], [region, *["%"] * len(years)]],
        [[CARE, "", *blank], [region, *years]],
        [[CARE, "", *blank], ["", *years]],
    ]
    rows = [[name(town), *(dutch(figures[town, year]) for year in years)] for town in towns]
    return f"{CARE}.csv", [*dice.choice(headers), *rows], truth(figures)


def with_districts(dice: random.Random) -> Table:
    """Districts with their codes between municipalities with theirs."""
    _, _, figures = drawn(dice)
    cells, named = [], dice.random() < 0.5
    header = ["Wijken en buurten", *(["Codering"] if named else []), dice.choice(["Perioden", "Jaar"]), CARE]
    for (town, year), figure in figures.items():
        for place, part_code, value in [
            (town, TOWNS[town], figure),
            *((part, code, round(dice.uniform(0, 99), 1)) for part, code in dice.sample(sorted(PARTS.items()), 2)),
        ]:
            cells.append([*([place] if named else []), part_code, year, dutch(value)])
    return "a.csv", [header, *cells], truth(figures)


def taken(reading: Reading) -> set[Figure]:
    rows = reading.rows[reading.rows["subject"].str.startswith(CARE) & reading.rows["value"].notna()]
    return set(rows[["region", "period", "value"]].itertuples(index=False, name=None))


@pytest.mark.slow
@pytest.mark.parametrize("arranged", [long, wide, with_districts])
def test_the_same_figures_come_out_or_it_is_asked_and_none_lands_elsewhere(
    arranged: Callable[[random.Random], Table],
) -> None:
    dice, read_right = random.Random(arranged.__name__), 0
    for _ in range(EXAMPLES):
        name, cells, expected = arranged(dice)
        title = dice.choice(["", "", "Gedownload op 28-11-2026\n", "Kerncijfers\n"] if arranged is not wide else [""])
        content = title + "\n".join(";".join(row) for row in cells)
        try:
            reading = read(name, content.encode())
        except Unrecognised:
            continue
        except DataError as error:
            assert str(error)
            continue
        heavy = [finding for finding in reading.findings if finding.level != Level.REMARK]
        undated = reading.rows["period"].eq("").all()  # an error, as long as nobody gives the year
        assert taken(reading) == expected or heavy or undated, content
        assert heavy or undated or taken(reading) <= expected, content
        read_right += taken(reading) == expected
    assert read_right >= 0.85 * EXAMPLES
