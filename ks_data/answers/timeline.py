"""What happened nationally and in a municipality, by date: events and dated counts. A list, not a drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ks_data.answers import claims
from ks_data.answers.citations import cited, short_sources
from ks_data.answers.claims import RepeatedClaim
from ks_data.answers.counts import counts, quantity
from ks_data.answers.terms import phase_name
from ks_data.catalogue import regions
from ks_data.catalogue.counts import AREAS, COUNTS
from ks_data.catalogue.indicators import OVERALL, Phase
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

LOCAL, NATIONAL = "gemeente", "landelijk"


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline; place is "Nederland", a municipality or an area. id: of the event or the count."""

    date: str
    level: str
    place: str
    phase: Phase
    what: str
    source: str
    id: str

    @property
    def year(self) -> str:
        return self.date[:4]


@dataclass(frozen=True, slots=True)
class Event:
    """One entry as text: its date, where and in which phase, what happened, and where that is from.

    day: its date as it is known, a year, month or day (ISO). claims: those that it repeats.
    """

    day: str
    date: str
    place: str
    is_national: bool
    text: str
    claims: tuple[RepeatedClaim, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, by year, oldest first.

    words: how many there are of either kind. missing: that nothing is known of the municipality itself, whatever is
    asked for. nothing: that the choice leaves nothing. citations: how to cite all that
    happened, also what the choice leaves out.
    """

    years: tuple[tuple[str, tuple[Event, ...]], ...]
    words: str
    missing: str
    nothing: str
    citations: tuple[str, ...]


@memoized
def timeline(data: Snapshot, region: str, level: str = "", phase: str = "") -> Timeline:
    """What happened nationally and in a municipality.

    level (LOCAL or NATIONAL) and phase narrow it down; empty means all.
    """
    everything, chosen = moments(data, region), moments(data, region, level, phase)
    known = any(moment.level == LOCAL for moment in everything)
    return Timeline(
        tuple(
            (year, tuple(_event(data, moment) for moment in of_year))
            for year, of_year in groupby(chosen, key=lambda moment: moment.year)
        ),
        _words(chosen, region),
        "" if known else f"Van {regions.name(region)} zelf kennen we geen gebeurtenissen.",
        "" if chosen else "De documenten noemen hier niets.",
        tuple(cited(data, [moment.source for moment in everything])),
    )


def _words(chosen: list[Moment], region: str) -> str:
    """The picture of the timeline in words."""
    if not chosen:
        return ""
    national = sum(moment.level == NATIONAL for moment in chosen)
    return (
        f"Tijdlijn van {chosen[0].year} tot en met {chosen[-1].year}: {national} keer iets landelijks, "
        f"{len(chosen) - national} keer iets in {regions.name(region)}."
    )


def _event(data: Snapshot, moment: Moment) -> Event:
    is_national = moment.level == NATIONAL
    date = dutch.date(moment.date) if len(moment.date) > len("2018") else f"in {moment.date}"
    return Event(
        moment.date,
        date,
        f"{'Landelijk' if is_national else moment.place} · {phase_name(moment.phase)}",
        is_national,
        moment.what,
        claims.repeated(data, moment.id, moment.source),
        short_sources(data, [moment.source]),
    )


# --- rows ---


def moments(data: Snapshot, region: str, level: str = "", phase: str = "") -> list[Moment]:
    """What happened nationally and in a municipality, oldest first: events, and the dated counts of the documents.

    level (LOCAL or NATIONAL) and phase narrow it down; empty means all.
    """
    of_region = [
        moment
        for area, moment in [*_events(data), *_dated_counts(data)]
        if area == regions.COUNTRY or region in (area, *AREAS.get(area, ()))
    ]
    chosen = [moment for moment in of_region if level in ("", moment.level) and phase in ("", moment.phase)]
    return sorted(chosen, key=lambda moment: (moment.year, moment.date))


def _events(data: Snapshot) -> Iterator[tuple[str, Moment]]:
    """Every event with the region or area that it is of."""
    for row in data.table("events").itertuples():
        yield row.region, _moment(row.date, row.region, row.phase, row.what, row.source, row.id)


@memoized
def _dated_counts(data: Snapshot) -> list[tuple[str, Moment]]:
    """Every count of a document that has more than a year for a date, with the region or area that it is of."""
    documents, dated = data.table("sources").set_index("source")["document"].to_dict(), []
    for _, row in counts(data, everywhere=True).iterrows():
        if len(row["date"]) > 4 and documents.get(row["source"]):
            phase = COUNTS[row["id"]].phase if row["id"] in COUNTS else OVERALL
            text = f"stand: {quantity(row)}"
            moment = _moment(row["date"], row["region"], phase, text, row["source"], row["id"])
            dated.append((row["region"], moment))
    return dated


def _moment(date: str, area: str, phase: Phase, text: str, source: str, id: str) -> Moment:
    level = NATIONAL if area == regions.COUNTRY else LOCAL
    return Moment(date, level, regions.name(area), phase, dutch.capital(text), source, id)
