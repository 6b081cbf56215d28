"""What happened nationally and in a municipality, by date: events and dated counts. A list, not a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

from ks_data.answers.counts import counts, quantity
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import AFTER, BEFORE, DURING, OVERALL, Phase
from ks_data.language import dutch
from ks_data.store import Snapshot

LOCAL, NATIONAL = "gemeente", "landelijk"
AREAS = {"Kennemerland": ("GM0392",)}
"""Areas without a code, and the municipalities whose documents speak of them."""
PHASE_WORDS: tuple[tuple[Phase, tuple[str, ...]], ...] = (
    (BEFORE, ("nu niet zwanger", "kinderwens")),
    (DURING, ("centering", "prenata", "huisbezoek", "zwangerschapsbegeleiding")),
    (AFTER, ("kraamzorg", "ouderschap", "na de geboorte")),
)
"""By which words an event belongs to a phase; without any of them it is about the whole programme."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline; place is "Nederland", a municipality or an area."""

    date: str
    level: str
    place: str
    phase: Phase
    what: str
    source: str

    @property
    def year(self) -> str:
        return self.date[:4]


def timeline(data: Snapshot, region: str, level: str = "", phase: str = "") -> list[Moment]:
    """What happened nationally and in a municipality, oldest first: events, and the dated counts of the documents.

    level (LOCAL or NATIONAL) and phase narrow it down; empty means all.
    """
    moments = [
        moment
        for area, moment in [*_events(data), *_dated_counts(data)]
        if area == regions.COUNTRY or region in (area, *AREAS.get(area, ()))
    ]
    chosen = [moment for moment in moments if level in ("", moment.level) and phase in ("", moment.phase)]
    return sorted(chosen, key=lambda moment: (moment.year, moment.date))


def _events(data: Snapshot) -> Iterator[tuple[str, Moment]]:
    """Every event with the region or area that it is of."""
    for row in data.table("events").itertuples():
        yield row.region, _moment(row.date, row.region, row.what, row.source)


def _dated_counts(data: Snapshot) -> Iterator[tuple[str, Moment]]:
    """Every count of a document that has more than a year for a date, with the region or area that it is of."""
    documents = data.table("sources").set_index("source")["document"].to_dict()
    for _, row in counts(data, everywhere=True).iterrows():
        if len(row["date"]) > 4 and documents.get(row["source"]):
            yield row["region"], _moment(row["date"], row["region"], f"stand: {quantity(row)}", row["source"])


def _moment(date: str, area: str, text: str, source: str) -> Moment:
    level = NATIONAL if area == regions.COUNTRY else LOCAL
    return Moment(date, level, regions.name(area), phase_of(text), dutch.capital(text), source)


def phase_of(text: str) -> Phase:
    """The phase that the words of an event point to."""
    return next((phase for phase, words in PHASE_WORDS if any(word in text.casefold() for word in words)), OVERALL)
