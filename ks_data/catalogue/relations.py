"""Which counts of persons are among which others, declared once: part of, sum of, complement of. Knows no data.

A relation names a group of persons: who is counted in a whole and in none of its parts. It is never negative, and it is
a number of persons like any other, so it stays hidden while it is small. `part_of` of an indicator is such a relation
with one part. The others stand here. (The complement of a figure is what it is counted over less those who are counted:
`statistics/disclosure/cells.py` sees that in the row itself.)
"""

from collections.abc import Iterable
from dataclasses import dataclass

BIRTHS = "births"
"""All births of a region and period, live and dead: what figures over births (`Indicator.births`) are counted over."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: the persons of an indicator, or those that they are counted over; `BIRTHS` as the id: births."""

    id: str
    is_denominator: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """The persons in the whole who are in none of the parts.

    overlaps: who is in two of the parts, and would be subtracted twice. adds_up: the parts are all of the whole, so
    that where nobody is left a reader knows that.
    """

    whole: Measure
    parts: tuple[Measure, ...]
    overlaps: tuple[Measure, ...] = ()
    adds_up: bool = False

    @property
    def name(self) -> str:
        """A name of its own."""
        ids = [f"{measure.id}/{measure.is_denominator:d}" for measure in (self.whole, *self.parts)]
        return " - ".join(ids)


_ALL, _LIVE, _STILL, _REPORT = (
    Measure(BIRTHS),
    Measure("live_births_count"),
    Measure("stillbirths_24w_count"),
    Measure("births_municipal_report_count"),
)


def _either(wider: str, narrower: tuple[str, str], both: str) -> Relation:
    """Who is in a wider definition and in neither of two narrower ones that overlap (inclusion and exclusion)."""
    return Relation(Measure(wider), (Measure(narrower[0]), Measure(narrower[1])), (Measure(both),))


LIVE_OF_BIRTHS = Relation(_ALL, (_LIVE,))
"""Births are live and dead; the live births stand in public tables."""

RELATIONS: tuple[Relation, ...] = (
    LIVE_OF_BIRTHS,
    Relation(_ALL, (_STILL,)),
    Relation(_ALL, (_LIVE, _STILL), adds_up=True),
    Relation(_REPORT, (_LIVE,)),  # two registrations of births
    *(
        _either(
            "perinatal_mortality_22w_28d_per_1000",
            ("perinatal_mortality_22w_7d_perined_per_1000", "perinatal_mortality_24w_28d_per_1000"),
            both,
        )
        for both in ("perinatal_mortality_24w_7d_perined_per_1000", "perinatal_mortality_24w_7d_per_1000")
    ),
)
"""All that the declarations of single indicators do not say."""


def all_relations(nested: Iterable[tuple[str, str]], declared: Iterable[Relation]) -> list[Relation]:
    """The relations declared, and those of nested definitions: ids of which the first is part of the second."""
    return [*declared, *(Relation(Measure(wider), (Measure(narrower),)) for narrower, wider in nested)]
