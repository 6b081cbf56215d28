"""Every source by document: what the app takes from it, in words, and which subjects that is for.

Knows tables and claims, not which page shows a subject or how anything is drawn.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ks_data.answers import claims
from ks_data.answers.citations import document, web_address
from ks_data.answers.claims import CLAIMS, Check
from ks_data.answers.subjects import Subject
from ks_data.catalogue import regions
from ks_data.catalogue.counts import BIRTHS_A_YEAR, FALSE_START, CountGroup, ids
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized


@dataclass(frozen=True, slots=True)
class Use:
    """What the app takes from a source, in words with the years, and the subjects that show it."""

    what: str
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One source: a document, or a place in one. citation: how to cite it."""

    source: str
    section: str
    citation: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document with the places in it that are cited. url: an address of http or https, or empty."""

    title: str
    publisher: str
    date: str
    url: str
    places: tuple[Place, ...]

    @property
    def label(self) -> str:
        """What it is chosen by."""
        return f"{self.publisher}: {self.title}"

    @property
    def uses(self) -> int:
        """How many things the app takes from it."""
        return sum(len(place.uses) for place in self.places)

    @property
    def published(self) -> str:
        """By whom and when: "Pharos, zonder datum"."""
        return f"{self.publisher}, {dutch.date(self.date)}"

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The subjects that show something of it, each once."""
        return tuple(dict.fromkeys(subject for place in self.places for use in place.uses for subject in use.subjects))


@dataclass(frozen=True, slots=True)
class Sources:
    """Every document that the app takes something from."""

    documents: tuple[Document, ...]

    def download(self, titles: Mapping[Subject, Sequence[str]]) -> pd.DataFrame:
        """The sources as they are saved; see `download`."""
        return download(self.documents, titles)


@memoized
def sources(data: Snapshot) -> Sources:
    """Every document, with what the app takes from it, also for the claims. Raises DataError as `documents` does."""
    return Sources(tuple(documents(data, claims.claims(data).checks)))


# ---- the documents


def documents(data: Snapshot, claim_checks: Sequence[Check] = ()) -> list[Document]:
    """Every source, gathered by document: those that the claims are from first, then by publisher and title.

    claim_checks: the checks on screen, for what the sources give to them.

    A table that cannot be read has no uses. Raises DataError when the sources themselves cannot be read.
    """
    rows = data.table("sources")
    rows = rows.sort_values(["publisher", "title", "source"], key=lambda texts: texts.str.casefold())
    uses = _uses(data, claim_checks)
    of_claims = {document(claim.source) for claim in CLAIMS}
    gathered = []
    for (publisher, title), sections in rows.groupby(["publisher", "title"], sort=False):
        places = tuple(
            Place(source, section, citation, tuple(dict.fromkeys(uses.get(source, ()))))
            for source, section, citation in sections[["source", "section", "citation"]].itertuples(index=False)
        )
        url = next(filter(None, map(web_address, sections["url"])), "")
        gathered.append(Document(str(title), str(publisher), max(sections["date"]), url, places))
    return sorted(gathered, key=lambda entry: not any(document(place.source) in of_claims for place in entry.places))


def download(cited: Sequence[Document], titles: Mapping[Subject, Sequence[str]]) -> pd.DataFrame:
    """The sources as they are saved, a row for each; titles: of the pages that show a subject."""
    return pd.DataFrame(
        [
            {
                "source": place.source,
                "title": entry.title,
                "publisher": entry.publisher,
                "date": entry.date,
                "section": place.section,
                "citation": place.citation,
                "url": entry.url,
                "used_for": "; ".join(use.what for use in place.uses),
                "pages": "; ".join(_titles(place, titles)),
            }
            for entry in cited
            for place in entry.places
        ]
    )


def _titles(place: Place, titles: Mapping[Subject, Sequence[str]]) -> list[str]:
    """The titles of the pages that show something of a place, each once."""
    subjects = [subject for use in place.uses for subject in use.subjects]
    return list(dict.fromkeys(title for subject in subjects for title in titles.get(subject, ())))


# ---- the subjects


_SUBJECTS_OF_COUNTS = {BIRTHS_A_YEAR.id: Subject.BIRTHS, FALSE_START.id: Subject.FALSE_START}
"""Counts that stand elsewhere than the numbers of municipalities."""
_SPREAD = ids(CountGroup.SPREAD, CountGroup.OLDER_PROGRAMME)
_SUBJECTS_OF_GROUPS = {
    "kern": (Subject.CORE_FIGURES, Subject.TREND, Subject.COMPARISON),
    "landelijk": (Subject.TREND, Subject.COMPARISON),
    "monitor": (Subject.MONITOR,),
}
"""By group of indicators."""


def subjects_of(indicator: str, codes: Iterable[str]) -> tuple[Subject, ...]:
    """The subjects that show an indicator of these regions.

    The country alone is nowhere compared with others. A number of something is shown of municipalities only.
    """
    declared, levels = INDICATORS[indicator], {regions.level(code) for code in codes}
    if declared.kind == "count" and "gemeente" not in levels:
        return ()
    subjects = _SUBJECTS_OF_GROUPS[declared.group] + ((Subject.SPREAD,) if declared.per == "gemeenten" else ())
    alone = declared.kind == "count" or levels == {"land"}
    return tuple(subject for subject in subjects if subject != Subject.COMPARISON or not alone)


def subject_of_count(id: str, region: str) -> Subject:
    """The subject of a way of counting: what is not about the spread of the programme stands on its timeline."""
    spread = region == regions.COUNTRY and id in _SPREAD
    return _SUBJECTS_OF_COUNTS.get(id, Subject.SPREAD if spread else Subject.EVENTS)


# ---- what is taken from a source


def _uses(data: Snapshot, claim_checks: Sequence[Check]) -> dict[str, list[Use]]:
    """What is taken from each source, by its key."""
    uses: dict[str, list[Use]] = {}
    for name in TABLES:
        for source, rows in _rows_by_source(data, name):
            uses.setdefault(source, []).extend(_uses_of_table(name, rows))
    for source, use in _uses_for_claims(claim_checks):
        uses.setdefault(source, []).append(use)
    return uses


_COLUMNS = {"source", "indicator", "region", "period", "year", "kind", "what", "date", "id"}
"""The columns that the words are made of."""


def _rows_by_source(data: Snapshot, name: str) -> list[tuple[str, pd.DataFrame]]:
    """The rows of a table that each source gives, in the order of the table; none of the sources' own."""
    if name == "sources":
        return []
    try:
        rows = data.table(name)
    except DataError:
        return []
    rows = rows[[column for column in rows if column in _COLUMNS]]
    return [(str(source), of_source) for source, of_source in rows.groupby("source", sort=False)]


def _uses_of_table(name: str, rows: pd.DataFrame) -> list[Use]:
    if name in _USES:
        return _USES[name](rows)
    return [Use(f"{dutch.plural(len(rows), 'rij', 'rijen')} in de tabel {name}")]


def _uses_for_claims(claim_checks: Sequence[Check]) -> list[tuple[str, Use]]:
    """How many claims are from each source, and for how many it has the figures."""
    origins = [check.claim.source for check in claim_checks]
    evidence = [source for check in claim_checks for source in check.sources]
    words = ("bewering", "beweringen")
    uses = [
        (source, f"{dutch.plural(origins.count(source), *words)} uit dit stuk") for source in dict.fromkeys(origins)
    ]
    uses += [
        (source, f"Cijfers bij {dutch.plural(evidence.count(source), *words)}") for source in dict.fromkeys(evidence)
    ]
    return [(source, Use(text, (Subject.CLAIMS,))) for source, text in uses]


def _observations(rows: pd.DataFrame) -> list[Use]:
    return [
        Use(
            f"{INDICATORS[id].name}: {_names(of_indicator['region'])}, {_periods(of_indicator['period'])}",
            subjects_of(id, of_indicator["region"]),
        )
        for id, of_indicator in rows.groupby("indicator", sort=False)
        if id in INDICATORS
    ]


_TOTALS = {
    "tranche": ("Aantal gemeenten per tranche", (Subject.TRANCHES,)),
    "budget": ("Totaal van de begroting", (Subject.BUDGET_TOTAL,)),
    "gids": ("Totaal van het geld voor Gezond in de stad", (Subject.TRANCHES,)),
}


def _totals(rows: pd.DataFrame) -> list[Use]:
    uses = []
    for kind, totals in rows.groupby("kind", sort=False):
        words, subjects = _TOTALS.get(kind, (kind, ()))
        uses.append(Use(f"{words}, {_dates(totals['period'])}", subjects))
    return uses


def _events(rows: pd.DataFrame) -> list[Use]:
    events = dutch.plural(len(rows), "gebeurtenis", "gebeurtenissen")
    return [Use(f"{events}: {_dates(rows['date'])}", (Subject.EVENTS,))]


_KINDS = {
    "actielijn": ("actielijn", "actielijnen"),
    "actie": ("actie", "acties"),
    "doel": ("doel", "doelen"),
    "project": ("project", "projecten"),
    "lid": ("lid van de coalitie", "leden van de coalitie"),
    "actiepunt": ("actiepunt", "actiepunten"),
}


def _programme(rows: pd.DataFrame) -> list[Use]:
    kinds = list(rows["kind"])
    numbers = [dutch.plural(kinds.count(kind), *_KINDS.get(kind, (kind, kind))) for kind in dict.fromkeys(kinds)]
    return [Use(f"Programma van {_names(rows['region'])}: {dutch.listing(numbers)}", (Subject.PROGRAMME,))]


def _budget(rows: pd.DataFrame) -> list[Use]:
    return [Use(f"Begroting van {_names(rows['region'])}, {dutch.years(rows['year'])}", (Subject.BUDGET,))]


def _tranches(rows: pd.DataFrame) -> list[Use]:
    return [Use(f"Tranche van {_names(rows['region'])}", (Subject.TRANCHES,))]


def _gids(rows: pd.DataFrame) -> list[Use]:
    municipalities = dutch.plural(len(rows), "gemeente", "gemeenten")
    return [Use(f"{municipalities} met geld voor Gezond in de stad, {dutch.years(rows['year'])}", (Subject.TRANCHES,))]


def _breaks(rows: pd.DataFrame) -> list[Use]:
    return [Use(f"Breuk in een reeks, {dutch.years(rows['year'])}", (Subject.BREAKS,))]


def _monitor(rows: pd.DataFrame) -> list[Use]:
    indicators = dutch.plural(len(rows), "indicator", "indicatoren")
    return [Use(f"Tekens bij {indicators} van de monitor", (Subject.MONITOR,))]


def _counts(rows: pd.DataFrame) -> list[Use]:
    return [
        Use(dutch.capital(dutch.dated(name, date)), (subject_of_count(id, region),))
        for id, name, date, region in rows[["id", "what", "date", "region"]].itertuples(index=False)
    ]


_USES: dict[str, Callable[[pd.DataFrame], list[Use]]] = {
    "observations": _observations,
    "totals": _totals,
    "events": _events,
    "programme": _programme,
    "budget": _budget,
    "tranches": _tranches,
    "gids": _gids,
    "breaks": _breaks,
    "monitor": _monitor,
    "counts": _counts,
}
"""For each table: what the rows of a source give."""


def _dates(dates: "pd.Series[str]") -> str:
    return dutch.listing([dutch.date(date) for date in sorted(set(dates))])


def _names(codes: "pd.Series[str]") -> str:
    """Up to three regions by name, more as a number."""
    unique = list(dict.fromkeys(codes))
    return dutch.listing([regions.name(code) for code in unique]) if len(unique) <= 3 else f"{len(unique)} gebieden"


def _periods(periods: "pd.Series[str]") -> str:
    single = [int(period) for period in periods if re.fullmatch("[0-9]{4}", period)]
    pooled = [f"{period} samen" for period in dict.fromkeys(periods) if "-" in period]
    return dutch.listing([*([dutch.years(single)] if single else []), *pooled])
