"""Every source by document: what the app takes from it, in words, and which pages show that.

Knows tables, claims and pages by the name of their file, not how anything is drawn.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pandas as pd

from ks_data import store
from ks_data.answers import claims, denominators, programme
from ks_data.answers.claims import CLAIMS, Check
from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch

_SHOWN = {
    "kern": ("overzicht", "ontwikkeling", "vergelijken"),
    "landelijk": ("ontwikkeling", "vergelijken"),
    "monitor": ("monitor",),
    "breaks": ("ontwikkeling",),
    "budget": ("begroting", "overzicht"),
    "tranches": ("tranchekaart", "overzicht"),
    "totals tranche": ("tranchekaart", "overzicht"),
    "totals budget": ("begroting",),
    "spread": ("groei",),
    "births": ("overzicht", "ontwikkeling"),
    "false start": ("monitor",),
    "programme": ("programma",),
    "events": ("programma",),
    "claims": ("bronnen",),
}
"""The pages (by the name of their file) that show what: a group of indicators, a table, a part of a table."""
_COUNTS = {denominators.BIRTHS_A_YEAR: "births", programme.FALSE_START: "false start"}
"""Counts that stand elsewhere than the numbers of municipalities."""


@dataclass(frozen=True, slots=True)
class Use:
    """What the app takes from a source, in words with the years, and the pages that show it."""

    what: str
    pages: tuple[str, ...]


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
    def pages(self) -> tuple[str, ...]:
        """The pages that show something of it, each once."""
        return tuple(dict.fromkeys(page for place in self.places for use in place.uses for page in use.pages))


def pages_of(indicator: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The pages that show an indicator of these regions.

    The country alone is nowhere compared with others. A number of something is shown of municipalities only.
    """
    about, levels = INDICATORS[indicator], {regions.level(code) for code in codes}
    if about.kind == "count" and "gemeente" not in levels:
        return ()
    pages = _SHOWN[about.group] + (_SHOWN["spread"] if about.per == "gemeenten" else ())
    alone = about.kind == "count" or levels == {"land"}
    return tuple(page for page in pages if page != "vergelijken" or not alone)


def pages_of_count(what: str, region: str) -> tuple[str, ...]:
    """The pages that show a count; what is not about the spread of the programme stands on its timeline."""
    spread = region == regions.COUNTRY and re.search(programme.OF_THE_SPREAD, what)
    return _SHOWN[_COUNTS.get(what, "spread" if spread else "events")]


def documents(found: Sequence[Check] = ()) -> list[Document]:
    """Every source, gathered by document: those that the claims are from first, then by publisher and title.

    found: the checks that are shown, for what the sources give to them.

    A table that cannot be read has no uses. Raises DataError when the sources themselves cannot be read.
    """
    rows = store.load("sources")
    rows = rows.sort_values(["publisher", "title", "source"], key=lambda texts: texts.str.casefold())
    uses: dict[str, list[Use]] = {}
    for source, use in [*(pair for name in TABLES if name != "sources" for pair in _uses(name)), *_checked_with(found)]:
        uses.setdefault(source, []).append(use)
    ours = {claims.document(claim.source) for claim in CLAIMS}
    gathered = []
    for (publisher, title), part in rows.groupby(["publisher", "title"], sort=False):
        places = tuple(
            Place(source, section, citation, tuple(dict.fromkeys(uses.get(source, ()))))
            for source, section, citation in part[["source", "section", "citation"]].itertuples(index=False)
        )
        url = next(filter(None, map(web_address, part["url"])), "")
        gathered.append(Document(str(title), str(publisher), max(part["date"]), url, places))
    return sorted(gathered, key=lambda about: not any(claims.document(place.source) in ours for place in about.places))


def web_address(text: str) -> str:
    """The address when it is one of the web, else nothing: what was typed in may be anything."""
    try:
        parts = urlsplit(text.strip())
        return text.strip() if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def download(found: Sequence[Document], titles: Mapping[str, str]) -> pd.DataFrame:
    """The sources as they are saved, a row for each; titles: the names of the pages by the name of their file."""
    return pd.DataFrame(
        [
            {
                "source": place.source,
                "title": about.title,
                "publisher": about.publisher,
                "date": about.date,
                "section": place.section,
                "citation": place.citation,
                "url": about.url,
                "used_for": "; ".join(use.what for use in place.uses),
                "pages": "; ".join(
                    dict.fromkeys(titles[page] for use in place.uses for page in use.pages if page in titles)
                ),
            }
            for about in found
            for place in about.places
        ]
    )


def _checked_with(found: Sequence[Check]) -> list[tuple[str, Use]]:
    """How many claims are from each source, and for how many it has the figures."""
    said = [check.claim.source for check in found]
    used = [source for check in found for source in check.sources]
    words = ("bewering", "beweringen")
    uses = [(source, f"{dutch.plural(said.count(source), *words)} uit dit stuk") for source in dict.fromkeys(said)]
    uses += [(source, f"Cijfers bij {dutch.plural(used.count(source), *words)}") for source in dict.fromkeys(used)]
    return [(source, Use(what, _SHOWN["claims"])) for source, what in uses]


def _uses(name: str) -> list[tuple[str, Use]]:
    """What is taken from each source in one table, in the order of its rows."""
    try:
        rows = store.load(name)
    except DataError:
        return []
    rows = rows[[column for column in rows if column in _TOLD]]
    words = _WORDS.get(name)
    return [
        (str(source), Use(what, pages))
        for source, part in rows.groupby("source", sort=False)
        for what, pages in (
            words(part) if words else [(f"{dutch.plural(len(part), 'rij', 'rijen')} in de tabel {name}", ())]
        )
    ]


_TOLD = {"source", "indicator", "region", "period", "year", "kind", "what", "date"}
"""The columns that the words are made of."""
Taken = list[tuple[str, tuple[str, ...]]]
"""What is taken, in words, and the pages that show it."""


def _observed(rows: pd.DataFrame) -> Taken:
    return [
        (f"{INDICATORS[id].name}: {_names(part['region'])}, {_periods(part['period'])}", pages_of(id, part["region"]))
        for id, part in rows.groupby("indicator", sort=False)
        if id in INDICATORS
    ]


def _totalled(rows: pd.DataFrame) -> Taken:
    words = {"tranche": "Aantal gemeenten per tranche", "budget": "Totaal van de begroting"}
    return [
        (f"{words.get(kind, kind)}, {_dates(part['period'])}", _SHOWN.get(f"totals {kind}", ()))
        for kind, part in rows.groupby("kind", sort=False)
    ]


def _happened(rows: pd.DataFrame) -> Taken:
    return [(f"{dutch.plural(len(rows), 'gebeurtenis', 'gebeurtenissen')}: {_dates(rows['date'])}", _SHOWN["events"])]


_KINDS = {
    "actielijn": ("actielijn", "actielijnen"),
    "actie": ("actie", "acties"),
    "doel": ("doel", "doelen"),
    "project": ("project", "projecten"),
    "lid": ("lid van de coalitie", "leden van de coalitie"),
    "actiepunt": ("actiepunt", "actiepunten"),
}


def _planned(rows: pd.DataFrame) -> Taken:
    kinds = list(rows["kind"])
    parts = [dutch.plural(kinds.count(kind), *_KINDS.get(kind, (kind, kind))) for kind in dict.fromkeys(kinds)]
    return [(f"Programma van {_names(rows['region'])}: {dutch.listing(parts)}", _SHOWN["programme"])]


_WORDS: dict[str, Callable[[pd.DataFrame], Taken]] = {
    "observations": _observed,
    "totals": _totalled,
    "events": _happened,
    "programme": _planned,
    "budget": lambda rows: [(f"Begroting van {_names(rows['region'])}, {dutch.years(rows['year'])}", _SHOWN["budget"])],
    "tranches": lambda rows: [(f"Tranche van {_names(rows['region'])}", _SHOWN["tranches"])],
    "breaks": lambda rows: [(f"Breuk in een reeks, {dutch.years(rows['year'])}", _SHOWN["breaks"])],
    "monitor": lambda rows: [
        (f"Tekens bij {dutch.plural(len(rows), 'indicator', 'indicatoren')} van de monitor", _SHOWN["monitor"])
    ],
    "counts": lambda rows: [
        (dutch.capital(dutch.dated(what, date)), pages_of_count(what, region))
        for what, date, region in rows[["what", "date", "region"]].itertuples(index=False)
    ],
}
"""For each table: what a source gives, in words."""


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
