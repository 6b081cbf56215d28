"""Every indicator by id, and which is a part of which. Knows no data, no pages; declared in `declared_indicators`.

A definition is part of an indicator's identity: two definitions are two indicators and never share a line.
An id ends in its unit (`_per_1000`, `_percent` or `_count`) for who reads a table; the code asks the declared unit.
"""

from ks_data.catalogue.declared_indicators import DECLARED
from ks_data.catalogue.indicator import (
    AFTER,
    BEFORE,
    DURING,
    ENDINGS,
    OVERALL,
    PHASES,
    Group,
    Indicator,
    Kind,
    Phase,
    Unit,
)

__all__ = [
    "AFTER",
    "BEFORE",
    "DURING",
    "ENDINGS",
    "INDICATORS",
    "OVERALL",
    "PHASES",
    "Group",
    "Indicator",
    "Kind",
    "Phase",
    "Unit",
    "related",
    "wider_than",
]

INDICATORS: dict[str, Indicator] = {indicator.id: indicator for indicator in DECLARED}
"""All indicators by id, in the order in which pages show them."""


def related(id: str) -> set[str]:
    """The indicator itself, those of which it is a part, and those that are a part of it."""
    narrower = {indicator.id for indicator in DECLARED if id in wider_than(indicator)}
    return {id} | narrower | (wider_than(INDICATORS[id]) if id in INDICATORS else set())


def wider_than(indicator: Indicator) -> set[str]:
    """The ids of all wider definitions, also of those that are part of another."""
    return {id for wider in indicator.part_of for id in (wider, *wider_than(INDICATORS[wider]))}
