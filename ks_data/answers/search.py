"""Finds what the app shows by a word, and says of which subject it is. Draws nothing, and knows no page by itself.

All that can be found comes from `Snapshot.table` and the declarations, so what is hidden there is not found here.
The index is made once for each state of the data.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Protocol

from ks_data.answers import claims, figures, sources
from ks_data.answers.subjects import Subject, Target
from ks_data.answers.terms import TERMS
from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

MOST, MOST_OF_A_KIND = 12, 4
SHORTEST = 2
"""Letters that a search needs."""
LONGEST = 100
"""Letters of a search that are read."""
ALIKE, SURELY_ALIKE = 0.75, 0.88
"""From which likeness (0..1) on a municipality is meant: when nothing else is found, and beside other results."""
WORDS_ALIKE = 0.78
"""From which likeness (0..1) on a word is meant that is written otherwise."""

OTHER_NAMES = {"GM0518": "Den Haag", "GM0796": "Den Bosch"}
"""What people call a municipality that CBS calls otherwise."""
SYNONYMS = {
    "babysterfte": "sterfte",
    "prematuur": "te vroeg",
    "doodgeboorte": "dood geboren",
    "subsidie": "impulsmiddelen",
}
"""What people call something that is named otherwise here."""
_SMALL_WORDS = {"de", "het", "een", "in", "van", "en", "of", "op", "voor", "met", "naar", "bij", "per", "gemeente"}


class Kind(StrEnum):
    """The kinds of results, in the order in which equals are shown."""

    PAGE = auto()
    MUNICIPALITY = auto()
    AREA = auto()
    """A province, or the country."""
    INDICATOR = auto()
    BUDGET = auto()
    PROGRAMME = auto()
    EVENT = auto()
    COUNT = auto()
    CLAIM = auto()
    SOURCE = auto()
    TERM = auto()


_ORDER = {kind: position for position, kind in enumerate(Kind)}


class Page(Protocol):
    """What a search knows of a page: what the menu calls it, its title, what it is about, and other words for it."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def subjects(self) -> tuple[Subject, ...]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """Something that is found: its kind, title and context in words, and where it is."""

    kind: Kind
    title: str
    context: str
    target: Target


@dataclass(frozen=True, slots=True)
class _Entry:
    """A result with the words it is found by, plain and with a space before and after each."""

    result: Result
    title: str
    words: str


def find(data: Snapshot, query: str, pages: Collection[Page]) -> list[Result]:
    """What a reader may mean, best first, at most `MOST`; nothing for less than two letters.

    pages: the menu; a subject that no page is about is not found. All words must occur, as a word, the beginning of
    one or (from four letters on) a part of one; a word that occurs nowhere is read as the one most like it. Beside the
    name of a municipality the other words are looked for with that municipality chosen. A misspelt municipality is
    found when no other is.
    """
    text = " ".join(SYNONYMS.get(word, word) for word in plain(query[:LONGEST]).split())
    if len(text.replace(" ", "")) < SHORTEST:
        return []
    subjects = {subject for page in pages for subject in page.subjects}
    entries = [*map(_page, pages), *(entry for entry in _index(data) if entry.result.target.subject in subjects)]
    text = _corrected(text, entries)
    ranked = _ranked(entries, _words(text), text)
    municipalities = [entry for entry in entries if entry.result.kind == Kind.MUNICIPALITY]
    named = [entry for entry in municipalities if entry.title in f" {text} "]
    municipality = max(named, key=lambda entry: len(entry.title), default=None)
    remaining = _remaining_words(text, municipality) if municipality else []
    if municipality and remaining:
        ranked += [
            (score, _in_municipality(result, municipality.result))
            for score, result in _ranked(entries, remaining, " ".join(remaining))
            if result.kind in (Kind.PAGE, Kind.INDICATOR)
        ]
    elif not any(result.kind == Kind.MUNICIPALITY for _, result in ranked):
        ranked += [(1.0, result) for result in _misspelt(text, municipalities, SURELY_ALIKE if ranked else ALIKE)]
    return _first_of_each_kind([result for _, result in sorted(ranked, key=_rank)])


def plain(text: str) -> str:
    """Without case, accents and punctuation: "'s-Gravenhage" becomes "s gravenhage"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _words(text: str) -> list[str]:
    words = text.split()
    return [word for word in words if word not in _SMALL_WORDS] or words


def _corrected(text: str, entries: Sequence[_Entry]) -> str:
    """The text with each word that occurs nowhere replaced by the one most like it, where there is one."""
    everything = " ".join(f"{entry.title}{entry.words}" for entry in entries)
    unknown = [word for word in text.split() if len(word) >= 4 and word not in everything]
    if not unknown:
        return text
    titles = set(" ".join(entry.title for entry in entries).split())
    vocabulary = [sorted(titles), sorted(set(everything.split()) - titles)]
    meant = {word: next(filter(None, (_most_like(word, words) for words in vocabulary)), word) for word in unknown}
    return " ".join(SYNONYMS.get(meant.get(word, word), meant.get(word, word)) for word in text.split())


def _most_like(word: str, words: Sequence[str]) -> str:
    """The one of some words that is most like a word and begins like it; empty where none is like it."""
    alike = difflib.get_close_matches(word, [other for other in words if other[0] == word[0]], 1, WORDS_ALIKE)
    return alike[0] if alike else ""


def _remaining_words(text: str, municipality: _Entry) -> list[str]:
    """The words of a search beside the name of a municipality."""
    return [word for word in f" {text} ".replace(municipality.title, " ").split() if word not in _SMALL_WORDS]


def _ranked(entries: list[_Entry], words: list[str], text: str) -> list[tuple[float, Result]]:
    """The results that match, each with its score."""
    return [(score, entry.result) for entry in entries if (score := _score(entry, words, text))]


def _rank(scored: tuple[float, Result]) -> tuple[float, int, int, str]:
    """What results are sorted by: the best first, then by kind, then the shortest title."""
    score, result = scored
    return -score, _ORDER[result.kind], len(result.title), result.title


def _score(entry: _Entry, words: list[str], text: str) -> float:
    """How well an entry matches; 0 when a word does not occur in it."""
    total = 0.0
    for word in words:
        start = f" {word}"
        if start in entry.title:
            total += 8 if f"{start} " in entry.title else 6
        elif len(word) >= 4 and word in entry.title:
            total += 4
        elif start in entry.words:
            total += 3 if f"{start} " in entry.words else 2
        elif len(word) >= 4 and word in entry.words:
            total += 1
        else:
            return 0.0
    total /= len(words)
    if entry.title == f" {text} ":
        total += 20
    elif entry.title.startswith(f" {text}"):
        total += 3
    return total + (5 if entry.result.kind in (Kind.PAGE, Kind.MUNICIPALITY) else 0)


def _in_municipality(result: Result, municipality: Result) -> Result:
    """The same, with a municipality chosen."""
    target = replace(result.target, region=municipality.target.region)
    return replace(result, context=f"{result.context} · {municipality.title}", target=target)


def _misspelt(text: str, municipalities: list[_Entry], likeness: float) -> list[Result]:
    """The municipalities with a name of about this length that are at least so much alike."""
    if len(text) < 4:
        return []
    names = {
        entry.title.strip(): entry.result for entry in municipalities if abs(len(entry.title) - 2 - len(text)) <= 3
    }
    return [names[name] for name in difflib.get_close_matches(text, names, 3, likeness)]


def _first_of_each_kind(results: list[Result]) -> list[Result]:
    """The first of them, at most `MOST`, each once and at most `MOST_OF_A_KIND` of a kind."""
    first: list[Result] = []
    identities: set[tuple[str, ...]] = set()
    for result in results:
        identity = (result.kind, result.title, "" if result.kind == Kind.INDICATOR else result.context)
        if identity not in identities and sum(earlier.kind == result.kind for earlier in first) < MOST_OF_A_KIND:
            identities.add(identity)
            first.append(result)
    return first[:MOST]


# ---- what can be found


@memoized
def _index(data: Snapshot) -> tuple[_Entry, ...]:
    """All that can be found but the pages themselves; a table that cannot be read leaves the others findable."""
    entries: list[_Entry] = []
    for subject_entries in (
        _municipalities,
        _areas,
        _indicators,
        _budgets,
        _programme,
        _events,
        _counts,
        _claims,
        _sources,
        _terms,
    ):
        with suppress(DataError):
            entries += subject_entries(data)
    return tuple(entries)


def _entry(result: Result, *words: str) -> _Entry:
    return _Entry(result, f" {plain(result.title)} ", f" {plain(' '.join([result.context, *words]))} ")


def _page(page: Page) -> _Entry:
    return _entry(Result(Kind.PAGE, page.title, "", Target(page=page.name)), page.words)


def _municipalities(_: Snapshot) -> list[_Entry]:
    """By name only: the other words of a search are about what there is of a municipality."""
    names = regions.names()
    entries = []
    for code, name, province in regions.municipalities()[["code", "name", "province"]].itertuples(index=False):
        context = f"Gemeente in {names.get(province, province).removesuffix(' (provincie)')}"
        target = Target(Subject.MUNICIPALITY, region=code)
        entry = replace(_entry(Result(Kind.MUNICIPALITY, name, context, target)), words="")
        entries.append(entry)
        if code in OTHER_NAMES:
            entries.append(replace(entry, title=f" {plain(OTHER_NAMES[code])} "))
    return entries


def _areas(_: Snapshot) -> list[_Entry]:
    names = regions.names()
    levels = {"land": "Heel het land", "provincie": "Provincie"}
    entries = []
    for code in [regions.COUNTRY, *regions.provinces()["code"]]:
        context = f"{levels[regions.level(code)]}, om mee te vergelijken"
        entry = _entry(Result(Kind.AREA, names[code], context, Target(Subject.BENCHMARK, region=code)))
        entries.append(replace(entry, words=""))
    return entries


def _indicators(data: Snapshot) -> list[_Entry]:
    """Only those that there is something of."""
    observed = figures.observed(data)
    entries = []
    for indicator in INDICATORS.values():
        if indicator.id in observed:
            subject = Subject.MONITOR if indicator.group == "monitor" else Subject.TREND
            target = Target(subject, indicator=indicator.id)
            result = Result(Kind.INDICATOR, indicator.name, dutch.capital(indicator.measure), target)
            words = (indicator.definition, indicator.official, indicator.phase, *indicator.sentence[2:])
            entries.append(_entry(result, *words))
    return entries


def _budgets(data: Snapshot) -> list[_Entry]:
    entries = []
    for code, lines in data.table("budget").groupby("region"):
        region = str(code)
        years = dutch.listing([str(year) for year in sorted(set(lines["year"]))])
        target = Target(Subject.BUDGET, region=region)
        result = Result(Kind.BUDGET, f"Begroting van {regions.name(region)}", years, target)
        entries.append(_entry(result, *lines["item"].unique(), *lines["funder"].unique()))
    return entries


def _programme(data: Snapshot) -> list[_Entry]:
    columns = ["region", "kind", "name", "text", "target", "status", "domain"]
    entries = []
    for region, kind, name, *texts in data.table("programme")[columns].itertuples(index=False):
        context = f"{dutch.capital(kind)}, {regions.name(region)}"
        result = Result(Kind.PROGRAMME, name, context, Target(Subject.PROGRAMME, region=region))
        entries.append(_entry(result, *texts))
    return entries


def _events(data: Snapshot) -> list[_Entry]:
    entries = []
    for date, region, text, note in data.table("events")[["date", "region", "what", "note"]].itertuples(index=False):
        context = f"{dutch.capital(dutch.date(date))}, {regions.name(region)}"
        result = Result(Kind.EVENT, dutch.capital(text), context, Target(Subject.EVENTS, region=region))
        entries.append(_entry(result, note))
    return entries


def _counts(data: Snapshot) -> list[_Entry]:
    """A way of counting each, with its latest number."""
    entries = []
    for (id, region), rows in data.table("counts").groupby(["id", "region"], sort=False):
        latest = rows.sort_values("date").iloc[-1]
        number = f"{dutch.number(latest['value'], 0)}{'%' if latest['unit'] == '%' else ''}"
        context = f"{number}, {dutch.date(latest['date'])}"
        name = dutch.capital(latest["what"])
        result = Result(Kind.COUNT, name, context, Target(sources.subject_of_count(id, region)))
        entries.append(_entry(result, *rows["definition"], *(dutch.number(value, 0) for value in rows["value"])))
    return entries


def _claims(_: Snapshot) -> list[_Entry]:
    target = Target(Subject.CLAIMS)
    return [_entry(Result(Kind.CLAIM, claim.says, "Klopt dit?", target), claim.about) for claim in claims.CLAIMS]


def _sources(data: Snapshot) -> list[_Entry]:
    entries = []
    for document in sources.documents(data):
        context = f"{document.publisher}, {dutch.date(document.date)}"
        target = Target(Subject.SOURCES, document=document.label)
        entry = _entry(
            Result(Kind.SOURCE, document.title, context, target), *(place.section for place in document.places)
        )
        entries.append(replace(entry, title=f" {plain(document.label)} "))
    return entries


def _terms(_: Snapshot) -> list[_Entry]:
    return [
        _entry(Result(Kind.TERM, dutch.capital(term.word), "Wat betekent dit?", Target(Subject.TERMS)), term.trade)
        for term in TERMS
    ]
