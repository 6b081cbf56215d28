"""However a table is headed and whatever stands beside its figures: none lands elsewhere, unless that is asked."""

import random
from collections.abc import Callable

import pytest

from ks_data import DataError
from ks_data.catalogue import regions
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import Reading
from ks_data.incoming.reading.tidy import read
from tests.examples import TIMES

CARE = "Vroeg in zorg"
EXAMPLES = 25 * TIMES
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
PROVINCES = {
    "Haarlem": "Noord-Holland", "Zandvoort": "Noord-Holland", "Amsterdam": "Noord-Holland", "Breda": "Noord-Brabant",
    "'s-Gravenhage": "Zuid-Holland", "Urk": "Flevoland", "Súdwest-Fryslân": "Fryslân", "Bergen (NH.)": "Noord-Holland",
    "Utrecht (gemeente)": "Utrecht",
}  # fmt: skip
SIGNS = ("x", ".", "<5", "*", "")
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


def crowded(dice: random.Random) -> Table:
    """Among columns with other towns, other years and other numbers, and cells without a figure."""
    _, _, figures = drawn(dice)
    keys, name = list(figures), names(dice)
    main = [
        [dice.choice(OF_REGIONS), *[name(town) for town, _ in keys]],
        [dice.choice(OF_YEARS), *[year for _, year in keys]],
    ]
    dice.shuffle(main)
    written = [dutch(figures[key]) if dice.random() < 0.85 else dice.choice(SIGNS) for key in keys]
    columns = [*main, [CARE, *written]]
    beside = {
        "province": [dice.choice(["Provincie", "prov", "", "Regio"]), *[PROVINCES[town] for town, _ in keys]],
        "delivery": [dice.choice(["Leverjaar", "Jaar van levering", "versie", ""]), *["2026" for _ in keys]],
        "download": [dice.choice(["peildatum", "datum", "download", ""]), *["28-11-2026" for _ in keys]],
        "birth": [dice.choice(["Geboortejaar", "cohort", "x"]), *[str(int(year) - 1) for _, year in keys]],
        "persons": [dice.choice(["N", "Aantal geboorten", "groep"]), *[str(dice.randint(1900, 2030)) for _ in keys]],
        "status": [dice.choice(["Status", "soort"]), *[dice.choice(["definitief", "voorlopig"]) for _ in keys]],
        "tranche": ["tranche", *[str(dice.randint(1, 3)) for _ in keys]],
        "number": [dice.choice(["gemnr", "nummer", ""]), *[str(int(TOWNS[town][2:])) for town, _ in keys]],
        "country": ["Land", *["Nederland" for _ in keys]],
        "other": [dice.choice(["Buurgemeente", "referentie"]), *[dice.choice(sorted(TOWNS)) for _ in keys]],
    }
    for extra in dice.sample(sorted(beside), dice.randint(1, 3)):
        columns.insert(dice.randint(0, len(columns)), beside[extra])
    file = dice.choice(["levering_2026.csv", "a.csv", "Urk.csv", "export Haarlem 28-11-2026.csv"])
    shown = {key: figure for key, figure in figures.items() if written[keys.index(key)] not in SIGNS}
    return file, [list(row) for row in zip(*columns, strict=True)], truth(shown)


# --- what may come out ---


def taken(reading: Reading) -> set[Figure]:
    """The figures about `CARE` that could be published."""
    rows = reading.rows[reading.rows["subject"].str.startswith(CARE) & reading.rows["value"].notna()]
    rows = rows[(rows["region"] != "") & (rows["period"] != "")]
    return set(rows[["region", "period", "value"]].itertuples(index=False, name=None))


def asked_about(reading: Reading, column: str, filled_in: str) -> bool:
    """Whether a question names the columns that gave a place or a year, or what was filled in from elsewhere."""
    names = reading.columns.get(column, "").split(" of ")
    asked = [finding.message for finding in reading.findings if finding.level == Level.QUESTION]
    by_name = any(
        f"‘{name}’" in message or f"{name} " in message.casefold() for name in names if name for message in asked
    )
    return by_name or any(filled_in in message and "Geen kolom noemt" in message for message in asked)


def is_asked(reading: Reading, wrong: Figure, expected: set[Figure]) -> bool:
    """Whether a figure that the table does not hold is one of its figures with a place and a year that are asked."""
    region, period, value = wrong
    return any(
        (region == own_region or asked_about(reading, "region_text", regions.name(region)))
        and (period == own_period or asked_about(reading, "period_text", period))
        for own_region, own_period, own_value in expected
        if own_value == value
    )


def check(name: str, content: str, expected: set[Figure]) -> None:
    """Never another place, year, unit or status, unless it is asked; and what is not there is named."""
    try:
        reading = read(name, content.encode())
    except DataError as error:
        assert str(error)
        return
    assert reading.kind == "observations", content
    assert all(is_asked(reading, wrong, expected) for wrong in taken(reading) - expected), content
    own = reading.rows[reading.rows["subject"] == CARE]
    assert set(own["unit"]) <= {"", "%" if ";%" in content else ""}, content
    assert set(own.loc[own["value"].notna(), "status"]) <= {"", "definitief", "voorlopig"}, content
    assert set(own.loc[own["value"].isna() & own["value_text"].isin(["x", "<5"]), "status"]) <= {"onderdrukt"}, content
    if expected - taken(reading):
        named = any(finding.level != Level.REMARK for finding in reading.findings)
        assert named or reading.rows["period"].eq("").any() or reading.rows["region"].eq("").any(), content


@pytest.mark.slow
@pytest.mark.parametrize("arranged", [long, wide, with_districts, crowded])
def test_no_figure_lands_on_another_place_or_year_unless_that_is_asked(
    arranged: Callable[[random.Random], Table],
) -> None:
    dice = random.Random(arranged.__name__)
    for _ in range(EXAMPLES):
        name, cells, expected = arranged(dice)
        title = dice.choice(["", "", "Gedownload op 28-11-2026\n", "Kerncijfers\n"] if arranged is not wide else [""])
        check(name, title + "\n".join(";".join(row) for row in cells), expected)
