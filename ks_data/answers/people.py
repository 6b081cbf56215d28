"""A rate as people: how many of 1.000 there are, beside as many of another region. Draws nothing."""

from dataclasses import dataclass

from ks_data import statistics
from ks_data.answers.comparisons import Comparison
from ks_data.answers.figures import Figure
from ks_data.catalogue import regions
from ks_data.language import dutch

ALL = 1_000
"""So many people a field has."""


@dataclass(frozen=True, slots=True)
class PeopleField:
    """The people of a region. marked: how many of `ALL` it is about; label: "Haarlem (2019): 147 van de 1.000"."""

    region: str
    marked: int
    label: str


@dataclass(frozen=True, slots=True)
class People:
    """The field of a region, and of the other where it has one. sentence: what they show, in words."""

    fields: tuple[PeopleField, ...]
    sentence: str


def people(comparison: Comparison) -> People | None:
    """The people of a figure and of the one it is compared with.

    None for a count, for what is not among those it is counted over, and where a field would have no mark or leave
    none: then the picture would say nobody, or everybody.
    """
    own = _field(comparison.figure)
    if own is None:
        return None
    other = _field(comparison.benchmark) if comparison.benchmark else None
    verb_singular, verb_plural, who, predicate = comparison.figure.indicator.sentence
    verb = verb_singular if own.marked == 1 else verb_plural
    counted = f"Van elke {dutch.number(ALL, 0)} {who} in {regions.name(own.region)} {verb} er ongeveer {own.marked}"
    beside = f"; in {regions.name(other.region)} {other.marked}" if other else ""
    return People((own, other) if other else (own,), f"{counted} {predicate} ({comparison.figure.period}){beside}.")


def _field(figure: Figure) -> PeopleField | None:
    indicator = figure.indicator
    if indicator.kind == "count" or not indicator.among:
        return None
    shown = dutch.rounded(figure.value, indicator.decimals)  # no finer than the figure that is read
    of_all = ALL * shown / statistics.SCALE[indicator.unit]
    if not 1 <= of_all <= ALL - 1:
        return None
    marked = int(dutch.rounded(of_all, 0))
    label = f"{regions.name(figure.region)} ({figure.period}): {marked} van de {dutch.number(ALL, 0)}"
    return PeopleField(figure.region, marked, label)
