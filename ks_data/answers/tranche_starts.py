"""How each tranche of the programme began, and what its evidence and the years are called in words."""

from dataclasses import dataclass

from ks_data.answers import inferred

EVIDENCE_WORDS = {
    "stated": "tranche genoemd in de bron",
    "impulse_money_since_2019": "impulsgeld sinds 2019: tranche 1 of 2",
    "gids_municipality": "GIDS-gemeente, waarschijnlijk 2019-instroom: tranche 1 of 2",
    "took_part_in_2019": "deed al in 2019 mee: tranche 1 of 2",
    **inferred.EVIDENCE_WORDS,
    "circular_of_may_2019": "geld uit de meicirculaire 2019, die van tranche 1; de bron noemt de tranche zelf niet",
    "": "tranche nog niet aangeleverd",
}


@dataclass(frozen=True, slots=True)
class TrancheStart:
    """How a tranche began. year: of joining; joined, money: in words; circular: that names who got how much."""

    year: int
    joined: str
    money: str
    circular: str
    sources: tuple[str, ...]


LIST_SOURCE = "kansrijkestart-impuls-circulaires"
STARTS = {
    "1": TrancheStart(
        2019,
        "aangemeld in 2019",
        "geld van 2019 tot en met 2021",
        "meicirculaire 2019, bijlage 3.2-16",
        ("kansrijkestart-impuls-2019", LIST_SOURCE),
    ),
    "2": TrancheStart(
        2019,
        "aangemeld in 2019",
        "geld van 2020 tot en met 2022",
        "decembercirculaire 2019, bijlage 3.3.3",
        ("kansrijkestart-impuls-2019", LIST_SOURCE),
    ),
    "3": TrancheStart(
        2020,
        "aangemeld in 2020",
        "geld in de septembercirculaire 2020",
        "septembercirculaire 2020",
        ("kansrijkestart-impuls-2020", LIST_SOURCE),
    ),
    "4": TrancheStart(
        2022,
        "erbij in 2022",
        "geld in de septembercirculaire 2022",
        "septembercirculaire 2022",
        ("kansrijkestart-brief-2022",),
    ),
}
"""How each tranche began, by what sources say. The state published the amounts in circulars of the gemeentefonds."""
TRANCHE_START = {**{tranche: start.year for tranche, start in STARTS.items()}, "1-2": 2019}
"""The year in which the municipalities of a tranche joined; the first money of tranche 2 is of 2020."""
CIRCULARS = {tranche: start.circular for tranche, start in STARTS.items()}
TRANCHE_WORDS = {
    "1": "tranche 1",
    "2": "tranche 2",
    "3": "tranche 3",
    "4": "tranche 4",
    "1-2": "tranche 1 of 2",
    "": "doet mee, tranche nog niet aangeleverd",
}
INFERRED_WORDS = {
    inferred.FIRST: "waarschijnlijk tranche 1 of 2",
    inferred.LATER: "waarschijnlijk tranche 3 of 4",
}
STRIPED = "Grijs met strepen is afgeleid uit een lijst van 2016."
"""How a map shows what no source states."""
INFERRED_START = {inferred.FIRST: "2019", inferred.LATER: "2020 of 2022"}
CALENDAR = {
    2019: (
        "Tranche 1 en 2 melden zich aan. Geld: tranche 1 in",
        "de meicirculaire 2019, tranche 2 in die van december.",
    ),
    2020: ("Tranche 3 komt erbij: septembercirculaire 2020.", "Het geld van tranche 2 begint."),
    2021: ("Geen nieuwe tranche.", "Het geld van tranche 1 loopt tot en met 2021."),
    2022: ("Tranche 4 komt erbij: septembercirculaire 2022.", "Het geld van tranche 2 loopt tot en met 2022."),
    2023: ("Alle vier de tranches zijn ingestapt.", ""),
}
"""What happened to the tranches in each year, in two short lines."""
