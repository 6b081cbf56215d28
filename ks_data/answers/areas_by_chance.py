"""How many of many areas differ, and how many would by chance alone, in words. Knows their classes, no figure."""

import math

from ks_data import statistics
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.statistics import Flags

MIN_AREAS = 3
"""From how many areas on it makes sense to say how many differ."""
PLURALS = {"gemeente": "gemeenten", "provincie": "provincies"}
SURE = (
    "“Vrijwel zeker” is 99,8% zeker, “lager” en “hoger” zijn 95% zeker. Dat zegt hoe zeker een verschil is, niet hoe "
    "groot."
)
"""What the words of the classes mean."""


def headline(indicator: Indicator, period: str, flags: Flags, level: str, benchmark: str) -> str:
    """The title of the compare page: how many areas surely differ from the benchmark, of how many that were tested.

    In the words of the legend, whose surest classes it adds up: at 95 % most of what is seen can be chance.
    """
    if flags.tested < MIN_AREAS:
        return f"{indicator.name}, {period}: te weinig gebieden om te vergelijken"
    number = f"{flags.seen998 or 'geen'} van de {flags.tested}"
    those = f"{number} {PLURALS[level]} {'wijkt' if flags.seen998 < 2 else 'wijken'} vrijwel zeker af"
    return f"{indicator.name}, {period}: {those} van {regions.name(benchmark)}"


def certainty(flags: Flags) -> str:
    """What the words of the classes mean, how many areas are in one, and how many would be by chance alone.

    Only the first for too few areas, and beside a benchmark that is a sample itself.
    """
    if flags.tested < MIN_AREAS or math.isnan(flags.expected):
        return SURE
    expected, expected998 = _expected(flags)
    return (
        f"{SURE} Lager of hoger: {flags.seen} van de {flags.tested}, waarvan {flags.seen998} vrijwel zeker. "
        f"Door toeval alleen zouden dat er {expected} zijn, waarvan {expected998} vrijwel zeker."
    )


def chance(flags: Flags, differing: int, level: str) -> str:
    """How many areas differ when each is tested by itself and how many would by chance, and how many when all count.

    Empty for too few areas to say so. Beside a benchmark that is a sample itself the number by chance is not known, and
    that is said.
    """
    if flags.tested < MIN_AREAS:
        return ""
    share = f"{dutch.number(100 * statistics.FALSE_DISCOVERIES, 0)}%"
    together = (
        f"Wie telt dat er {flags.tested} gebieden tegelijk zijn getoetst, houdt er {differing or 'geen'} over "
        f"(Benjamini-Hochberg, naar verwachting hoogstens {share} onterecht; in de download staat welke)."
    )
    seen = f"gezien: {flags.seen} van de {flags.tested} te toetsen {PLURALS[level]}"
    if math.isnan(flags.expected):
        return (
            f"Lager of hoger, {seen}. Vrijwel zeker lager of hoger, gezien: {flags.seen998}. Hoeveel er door toeval "
            f"afwijken, is alleen naast Nederland te berekenen. {together}"
        )
    expected, expected998 = _expected(flags)
    return (
        f"Lager of hoger, door toeval verwacht: {expected}, {seen}. Vrijwel zeker lager of hoger, door toeval "
        f"verwacht: {expected998}, gezien: {flags.seen998}. {together}"
    )


def _expected(flags: Flags) -> tuple[str, str]:
    """How many areas would be in a class and in a sure one by chance alone, as they are written."""
    expected, expected998 = (
        dutch.number(number, 0 if number >= 10 else 1) if number >= 0.05 else "minder dan 0,1"
        for number in (flags.expected, flags.expected998)
    )
    return expected, expected998
