"""The map of the roll-out as SVG: solid where a source says the tranche, hatched where it only follows from a list.

No Streamlit.
"""

from dataclasses import dataclass

from ks_data.answers.briefing import TrancheMap
from pages.charts.maps import inferred_fill
from pages.charts.theme import LIGHT, Colours
from pages.outputs.municipal_map import Fill, municipal_map


@dataclass(frozen=True, slots=True)
class Group:
    """Municipalities of one colour on the map: their name, how many there are, and the fill with its hatch or ""."""

    name: str
    published: str
    documented: str
    fill: str
    hatch: str
    rising: bool


def legend(answer: TrancheMap, look: Colours = LIGHT) -> list[Group]:
    """What the colours of the map mean: stated tranches, then those that follow from the list, then unknown ones."""
    groups = []
    for counts, is_inferred in ((answer.counts, False), (answer.inferred_counts, True)):
        for count in counts:
            colours = colours_of(count.tranche, is_inferred, look)
            rising = count.tranche.startswith("1")
            groups.append(Group(count.name, count.published, count.documented, *colours, rising))
    if answer.unknown:
        groups.append(Group("niet bekend", str(answer.unknown), "", *colours_of("", False, look), False))
    return groups


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
