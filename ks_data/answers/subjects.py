"""What the app tells of, subject by subject; which page shows a subject is for the pages to say."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Subject(StrEnum):
    """Something that a page can show."""

    MUNICIPALITY = auto()
    BENCHMARK = auto()
    """A region to compare with."""
    CORE_FIGURES = auto()
    """The few figures that a municipality is about."""
    TREND = auto()
    """An indicator through the years."""
    COMPARISON = auto()
    """An indicator of all regions beside each other."""
    BREAKS = auto()
    BIRTHS = auto()
    MONITOR = auto()
    FALSE_START = auto()
    TRANCHES = auto()
    SPREAD = auto()
    """How many municipalities take part, by way of counting."""
    BUDGET = auto()
    BUDGET_TOTAL = auto()
    PROGRAMME = auto()
    EVENTS = auto()
    CLAIMS = auto()
    SOURCES = auto()
    TERMS = auto()
    """What words mean."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where something can be seen: a subject, or a page as such, and which of it; empty where that makes no difference.

    page: what the menu calls the page. region: a code. indicator: an id. document: the label of one of the sources.
    """

    subject: Subject | None = None
    page: str = ""
    region: str = ""
    indicator: str = ""
    document: str = ""
