"""Finds what the app shows by a word, and says on which page it is and what to choose there. Draws nothing.

Everything that can be found comes from `store.load` and the declarations, so what is hidden there is not found here.
The index is made once for each state of the data.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from ks_data import store
from ks_data.answers import claims, sources
from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.memo import kept
from ks_data.language import dutch

MOST, MOST_OF_A_KIND = 12, 4
SHORTEST = 2
"""Letters that a search needs."""
LONGEST = 100
"""Letters of a search that are read."""
ALIKE, SURELY_ALIKE = 0.75, 0.88
"""From which likeness (0..1) on a municipality is meant: when nothing else is found, and beside other results."""

PAGE_WORDS = {
    "overzicht": "begin samenvatting gemeente cijfers",
    "tranchekaart": "landkaart gemeenten lokale coalities uitrol tranches",
    "ontwikkeling": "grafiek trend verloop jaren",
    "vergelijken": "gemeenten provincies kaart rangorde trechter verschil toeval",
    "begroting": "geld kosten euro budget bedragen betaler impulsmiddelen gemeentefonds Rijk",
    "monitor": "landelijke monitor RIVM indicatoren",
    "programma": "actielijnen acties doelen projecten coalitie leden tijdlijn gebeurtenissen",
    "groei": "aantal gemeenten verloop coalities impuls Nu Niet Zwanger",
    "bronnen": "bronnen documenten citeren bronvermelding feiten controle klopt",
}
"""Words by which a page can be found besides its title, by the name of its file."""
OTHER_NAMES = {"GM0518": "Den Haag", "GM0796": "Den Bosch"}
"""What people call a municipality that CBS calls otherwise."""
KINDS = (
    "pagina",
    "gemeente",
    "provincie",
    "cijfer",
    "begroting",
    "programma",
    "gebeurtenis",
    "telling",
    "bewering",
    "bron",
)
"""The kinds of results, in the order in which equals are shown."""
SYNONYMS = {
    "babysterfte": "sterfte",
    "prematuur": "te vroeg",
    "doodgeboorte": "dood geboren",
    "subsidie": "impulsmiddelen",
}
"""What people call something that is named otherwise here."""
_SMALL_WORDS = {"de", "het", "een", "in", "van", "en", "of", "op", "voor", "met", "naar", "bij", "per", "gemeente"}


Choice = dict[str, str | list[str]]
"""What must be chosen on a page, by the key of the widget."""


@dataclass(frozen=True, slots=True)
class Result:
    """Something found: its kind, title and context in words, and where it is.

    page: the name of a page's file.
    """

    kind: str
    title: str
    context: str
    page: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class _Item:
    """A result with the words it is found by, plain and with a space before and after each."""

    result: Result
    title: str
    words: str


def find(query: str, pages: Mapping[str, str]) -> list[Result]:
    """What a reader may mean, best first, at most `MOST`; nothing for less than two letters.

    pages: the titles of the pages there are, by the name of their file; what lies on another page is not found. All
    words must occur, as a word, the beginning of one or (from four letters on) a part of one. Beside the name of a
    municipality the other words are looked for with that municipality chosen. A misspelt municipality is found when
    no other is.
    """
    text = " ".join(SYNONYMS.get(word, word) for word in plain(query[:LONGEST]).split())
    if len(text.replace(" ", "")) < SHORTEST:
        return []
    items = [*_page_items(pages), *(item for item in _index() if item.result.page in pages)]
    words = _words(text)
    ranked = [(score, item.result) for item in items if (score := _score(item, words, text))]
    towns = [item for item in items if item.result.kind == "gemeente"]
    town = max((item for item in towns if item.title in f" {text} "), key=lambda item: len(item.title), default=None)
    rest = [word for word in f" {text} ".replace(town.title, " ").split() if word not in _SMALL_WORDS] if town else []
    if town and rest:
        ranked += [
            (score, _within(item.result, town.result))
            for item in items
            if item.result.kind in ("pagina", "cijfer") and (score := _score(item, rest, " ".join(rest)))
        ]
    elif not any(result.kind == "gemeente" for _, result in ranked):
        ranked += [(1.0, result) for result in _misspelt(text, towns, SURELY_ALIKE if ranked else ALIKE)]
    ranked.sort(key=lambda found: (-found[0], KINDS.index(found[1].kind), len(found[1].title), found[1].title))
    return _few([result for _, result in ranked])


def plain(text: str) -> str:
    """Without case, accents and punctuation: "'s-Gravenhage" becomes "s gravenhage"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _words(text: str) -> list[str]:
    words = text.split()
    return [word for word in words if word not in _SMALL_WORDS] or words


def _score(item: _Item, words: list[str], text: str) -> float:
    """How well an item matches; 0 when a word does not occur in it."""
    total = 0.0
    for word in words:
        start = f" {word}"
        if start in item.title:
            total += 8 if f"{start} " in item.title else 6
        elif len(word) >= 4 and word in item.title:
            total += 4
        elif start in item.words:
            total += 3 if f"{start} " in item.words else 2
        elif len(word) >= 4 and word in item.words:
            total += 1
        else:
            return 0.0
    total /= len(words)
    if item.title == f" {text} ":
        total += 20
    elif item.title.startswith(f" {text}"):
        total += 3
    return total + (5 if item.result.kind in ("pagina", "gemeente") else 0)


def _within(result: Result, town: Result) -> Result:
    """The same, with a municipality chosen."""
    return replace(result, context=f"{result.context} · {town.title}", choice={**result.choice, **town.choice})


def _misspelt(text: str, towns: list[_Item], alike: float) -> list[Result]:
    if len(text) < 4:
        return []
    names = {item.title.strip(): item.result for item in towns if abs(len(item.title) - 2 - len(text)) <= 3}
    return [names[name] for name in difflib.get_close_matches(text, names, 3, alike)]


def _few(results: list[Result]) -> list[Result]:
    """The first of them, each once and not too many of a kind."""
    kept: list[Result] = []
    seen: set[tuple[str, ...]] = set()
    for result in results:
        mark = (result.kind, result.title, "" if result.kind == "cijfer" else result.context)
        if mark not in seen and sum(one.kind == result.kind for one in kept) < MOST_OF_A_KIND:
            seen.add(mark)
            kept.append(result)
    return kept[:MOST]


# ---- what can be found


@kept(lambda: store.version()._replace(folder=(store.version().folder, regions.version())))
def _index() -> tuple[_Item, ...]:
    """All that can be found but the pages themselves; a table that cannot be read leaves the others findable."""
    found: list[_Item] = []
    for make in (_towns, _areas, _indicators, _budgets, _programme, _events, _counts, _claims, _sources):
        with suppress(DataError):
            found += make()
    return tuple(found)


def _item(result: Result, *words: str) -> _Item:
    return _Item(result, f" {plain(result.title)} ", f" {plain(' '.join([result.context, *words]))} ")


def _page_items(pages: Mapping[str, str]) -> list[_Item]:
    return [_item(Result("pagina", title, "", page, {}), PAGE_WORDS.get(page, "")) for page, title in pages.items()]


def _towns() -> list[_Item]:
    """By name only: the other words of a search are about what there is of a municipality."""
    names = regions.names()
    found = []
    for code, name, province in regions.municipalities()[["code", "name", "province"]].itertuples(index=False):
        where = f"Gemeente in {names.get(province, province).removesuffix(' (provincie)')}"
        item = replace(_item(Result("gemeente", name, where, "overzicht", {"gemeente": name})), words="")
        found.append(item)
        if code in OTHER_NAMES:
            found.append(replace(item, title=f" {plain(OTHER_NAMES[code])} "))
    return found


def _areas() -> list[_Item]:
    names = regions.names()
    kinds = {"land": "Heel het land", "provincie": "Provincie"}
    found = []
    for code in [regions.COUNTRY, *regions.provinces()["code"]]:
        context = f"{kinds[regions.level(code)]}, om mee te vergelijken"
        item = _item(Result("provincie", names[code], context, "overzicht", {"vergelijk": names[code]}))
        found.append(replace(item, words=""))
    return found


def _indicators() -> list[_Item]:
    """Only those that there is something of."""
    observed = set(store.load("observations")["indicator"].unique())
    found = []
    for about in INDICATORS.values():
        if about.id in observed:
            page = "monitor" if about.group == "monitor" else "ontwikkeling"
            choice: Choice = {} if page == "monitor" else {"cijfers": [about.name]}
            result = Result("cijfer", about.name, dutch.capital(about.measure), page, choice)
            found.append(_item(result, about.definition, about.official, about.phase, *about.sentence[2:]))
    return found


def _budgets() -> list[_Item]:
    found = []
    for code, part in store.load("budget").groupby("region"):
        years = dutch.listing([str(year) for year in sorted(set(part["year"]))])
        result = Result("begroting", f"Begroting van {regions.name(str(code))}", years, "begroting", _chosen(str(code)))
        found.append(_item(result, *part["item"].unique(), *part["funder"].unique()))
    return found


def _programme() -> list[_Item]:
    columns = ["region", "kind", "name", "text", "target", "status", "domain"]
    found = []
    for region, kind, name, *more in store.load("programme")[columns].itertuples(index=False):
        context = f"{dutch.capital(kind)}, {regions.name(region)}"
        found.append(_item(Result("programma", name, context, "programma", _chosen(region)), *more))
    return found


def _events() -> list[_Item]:
    found = []
    for date, region, what, note in store.load("events")[["date", "region", "what", "note"]].itertuples(index=False):
        context = f"{dutch.capital(dutch.date(date))}, {regions.name(region)}"
        found.append(_item(Result("gebeurtenis", dutch.capital(what), context, "programma", _chosen(region)), note))
    return found


def _counts() -> list[_Item]:
    """A way of counting each, with its latest number."""
    found = []
    for (what, region), part in store.load("counts").groupby(["what", "region"], sort=False):
        latest = part.sort_values("date").iloc[-1]
        number = f"{dutch.number(latest['value'], 0)}{'%' if latest['unit'] == '%' else ''}"
        context = f"{number}, {dutch.date(latest['date'])}"
        result = Result("telling", dutch.capital(what), context, sources.pages_of_count(what, region)[0], {})
        found.append(_item(result, *part["definition"], *(dutch.number(value, 0) for value in part["value"])))
    return found


def _claims() -> list[_Item]:
    choice: Choice = {"onderdeel": "Beweringen"}
    return [_item(Result("bewering", one.says, "Klopt dit?", "bronnen", choice), one.about) for one in claims.CLAIMS]


def _sources() -> list[_Item]:
    found = []
    for about in sources.documents():
        choice: Choice = {"onderdeel": "Bronnen", "bron": about.label}
        result = Result("bron", about.title, f"{about.publisher}, {dutch.date(about.date)}", "bronnen", choice)
        item = _item(result, *(place.section for place in about.places))
        found.append(replace(item, title=f" {plain(about.label)} "))
    return found


def _chosen(region: str) -> Choice:
    """The choice that goes with a region: only a municipality can be chosen."""
    return {"gemeente": regions.name(region)} if regions.level(region) == "gemeente" else {}
