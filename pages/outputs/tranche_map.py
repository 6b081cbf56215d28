"""The map of the roll-out as SVG: solid where a source says the tranche, hatched where it only follows from a list.

No Streamlit.
"""

from collections import Counter
from dataclasses import dataclass

from ks_data.answers.briefing import TrancheMap
from ks_data.answers.tranche_starts import INFERRED_WORDS, TRANCHE_START, TRANCHE_WORDS
from ks_data.language import dutch
from pages.charts.maps import inferred_fill
from pages.charts.theme import LIGHT, Colours
from pages.outputs.municipal_map import Fill, municipal_map

NAMES = {
    **{(key, False): dutch.capital(f"{TRANCHE_WORDS[key]} ({start})") for key, start in sorted(TRANCHE_START.items())},
    **{(key, True): dutch.capital(words) for key, words in INFERRED_WORDS.items()},
    ("", False): "Niet bekend: tranche nog niet aangeleverd",
}
"""What a colour is called, by the tranche and whether that only follows from the list."""


@dataclass(frozen=True, slots=True)
class Group:
    """Municipalities of one colour on the map: their name, how many there are, and the fill with its hatch or ""."""

    name: str
    number: str
    fill: str
    hatch: str
    rising: bool


def legend(answer: TrancheMap, look: Colours = LIGHT) -> list[Group]:
    """The looks that are on the map: stated tranches, then those that follow from the list, then unknown ones."""
    numbers = Counter((area.tranche, bool(area.tranche) and area.is_inferred) for area in answer.areas)
    return [
        Group(name, str(number), *colours_of(tranche, is_inferred, look), tranche.startswith("1"))
        for (tranche, is_inferred), name in NAMES.items()
        if (number := numbers[tranche, is_inferred])
    ]


def tranche_map(answer: TrancheMap, look: Colours = LIGHT) -> str:
    """The municipalities of the country in the colours of their tranches, with the chosen one outlined, as SVG."""
    fills = tuple(
        (area.code, Fill(*colours_of(area.tranche, area.is_inferred, look), area.tranche.startswith("1")))
        for area in answer.areas
    )
    return municipal_map(fills, answer.region, look, answer.alt)


def colours_of(tranche: str, is_inferred: bool, look: Colours = LIGHT) -> tuple[str, str]:
    """The fill of a tranche ("1", "1-2", "") and the colour of the lines over it; "" for none."""
    if not tranche:
        return look.joined, ""
    if is_inferred:
        return inferred_fill(look, tranche)
    first, *other = (look.tranches[int(number) - 1] for number in tranche.split("-"))
    return first, other[0] if other else ""
