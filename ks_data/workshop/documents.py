"""What must hold for the typed-in counts and events of the documents, besides what each of their cells must be.

Knows declarations and rows as they were typed in, not how they are read or written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ks_data.catalogue.counts import COUNTS, TRANCHES
from ks_data.catalogue.indicators import AFTER, BEFORE, DURING, OVERALL, Phase

Row = tuple[str, dict[str, str]]
"""Where a row stands ("budget.csv, rij 3") and its cells by column."""

TYPED_IN = set(COUNTS) - {TRANCHES.id}
"""The ids of the ways of counting that a row may have; the others are computed."""
_EVENT_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
PHASE_WORDS: Mapping[Phase, tuple[str, ...]] = {
    BEFORE: ("nu niet zwanger", "kinderwens"),
    DURING: ("centering", "prenata", "huisbezoek", "zwangerschapsbegeleiding"),
    AFTER: ("kraamzorg", "ouderschap", "na de geboorte"),
}
"""Words that mostly go with a phase: with one of them an event of another phase is asked about, never moved."""


def unknown_count(id: str) -> str:
    """What is said of an id that no way of counting has."""
    known = ", ".join(sorted(TYPED_IN))
    return (
        f"'{id}' is geen bekende telling. Bekend zijn: {known}. Leg een nieuwe manier van tellen eerst vast in "
        "ks_data/catalogue/counts.py."
    )


def is_event_id(text: str) -> bool:
    """Whether a text is written as the id of an event is: "home_visits_mandatory"."""
    return _EVENT_ID.fullmatch(text) is not None


def count_problems(rows: Iterable[Row]) -> Iterator[str]:
    """Counts under another name or in another unit than was declared for their id."""
    for place, row in rows:
        count = COUNTS.get(row["id"])
        if count and row["what"] != count.name:
            yield f"{place}, kolom what: bij {count.id} hoort “{count.name}”."
        if count and row["unit"] != count.unit:
            yield f"{place}, kolom unit: bij {count.id} hoort “{count.unit}”."


def event_problems(rows: Iterable[Row]) -> Iterator[str]:
    """Rows of one event that give it two phases."""
    first: dict[str, tuple[str, str]] = {}
    for place, row in rows:
        other_place, phase = first.setdefault(row["id"], (place, row["phase"]))
        if row["phase"] != phase:
            yield f"{place}, kolom phase: {row['id']} heeft in {other_place} de fase “{phase}”."


def gids_problems(rows: Sequence[Row], totals: Iterable[Row]) -> Iterator[str]:
    """Years of which the amounts do not add up to the total that is printed beneath them."""
    printed = {total["key"]: (place, float(total["value"])) for place, total in totals if total["kind"] == "gids"}
    for year in sorted({row["year"] for _, row in rows}):
        place, total = printed.get(year, ("totals.csv", 0.0))
        added = sum(float(row["amount_eur"]) for _, row in rows if row["year"] == year)
        if added != total:
            yield f"{place}: de bedragen van {year} in gids.csv zijn samen {added:.0f}, afgedrukt is {total:.0f}."


def event_questions(rows: Iterable[Row]) -> Iterator[str]:
    """Events whose words mostly go with another phase than theirs."""
    for place, row in rows:
        text = row["what"].casefold()
        likely = next((phase for phase, words in PHASE_WORDS.items() if any(word in text for word in words)), OVERALL)
        if likely not in (row["phase"], OVERALL):
            yield f"{place}, kolom phase: “{row['what']}” lijkt bij “{likely}” te horen. Klopt “{row['phase']}”?"
