"""Holds what a file says against what is declared and published, before it may be published. Knows no layouts.

A finding names what is wrong, where, and what to do. Errors block, questions must be confirmed one by one, remarks
only inform. See `checked`.
"""

import difflib
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data import dutch, overlay, regions
from ks_data.build import DATE
from ks_data.indicators import INDICATORS, Indicator
from ks_data.ingest import Reading, values
from ks_data.measures import FORECAST, SCALE, SUPPRESSED, Floats, years_of
from ks_data.tables import EVIDENCE, FUNDERS, MISSING_STATUSES, STATUSES, TABLES, TRANCHES

Mask = npt.NDArray[np.bool_]
Tables = Mapping[str, pd.DataFrame]
SHOWN = 5
"""So many places of a finding are named; the others are counted."""
REVISED = 0.05
"""A published value that changes by more than this part is listed."""
JUMP = 0.25
"""A change from one year to the next of more than this part is listed when chance does not explain it."""
CHANCE = 4.0
"""So many standard errors is more than chance, also among tens of thousands of figures."""
BIG_JUMP = 0.5
"""The same where the number of people is not known."""
FAR = 8
"""A factor of ten between units, less what regions differ."""
OTHER_SIZE = 4.0
"""Values that are so many times as large or small as published are of another size."""
NAMED = 20
"""So many regions or subjects that are not known are told one by one."""
LONGEST = 80
"""So many characters of a text in the file are shown."""
LOOKED_UP = 1000
"""So many are looked up among the municipalities that were."""
HUGE = 1e12
"""No number of persons, no rate and no amount is larger."""
CENT = 0.01
_YEAR = r"(19|20)\d\d"


class Level(StrEnum):
    """How heavy a finding is."""

    ERROR = "fout"
    QUESTION = "vraag"
    REMARK = "opmerking"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file something stands: the row as the reader sees it, the column and the text of the cell."""

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a file.

    screen: which check found it. message: what is wrong and what to do. count: how many rows; places: the first of
    them.
    """

    level: Level
    screen: str
    message: str
    count: int = 0
    places: tuple[Place, ...] = ()

    @property
    def key(self) -> str:
        """What a confirmation is remembered by; another value as soon as the finding says something else."""
        return f"{self.screen}: {self.message}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file after its checks: rows as they would be published (the columns of `TABLES[kind]`), and what was found.

    Texts are categories. lines: the row of the file for each of them; small: whether it is about so few persons that
    readers may not see it. subjects: what each subject of the file was taken for ("" is skipped).
    """

    kind: str
    rows: pd.DataFrame
    lines: npt.NDArray[np.int64]
    small: Mask
    findings: tuple[Finding, ...]
    subjects: Mapping[str, str]

    @property
    def blocked(self) -> bool:
        """Whether an error stands in the way of publishing."""
        return any(finding.level == Level.ERROR for finding in self.findings)

    @property
    def questions(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == Level.QUESTION)


def checked(reading: Reading, published: Tables, subjects: Mapping[str, str] | None = None) -> Checked:
    """Checks what a file says.

    published: the tables totals and sources, and that of the kind of the file, as readers see them: what is
    hidden there cannot be learned from a finding.
    subjects: what the analyst takes a subject of the file for: an indicator id, or "" to skip it; what is not named
    here is recognised by id, official name or short name.
    """
    check = {"observations": _observations, "tranches": _tranches, "budget": _budget}[reading.kind]
    done = check(reading, published, dict(subjects or {}))
    remarks = (Finding(Level.REMARK, "gelezen", text) for text in reading.remarks)
    called = _COLUMNS | reading.columns
    order = list(Level)
    findings = sorted((*done.findings, *remarks), key=lambda one: order.index(one.level))
    return replace(done, findings=tuple(_called(one, called) for one in findings))


def _called(finding: Finding, columns: Mapping[str, str]) -> Finding:
    """With the columns as the file calls them."""
    places = (replace(place, column=columns.get(place.column, place.column)) for place in finding.places)
    return replace(finding, places=tuple(places))


def recognised(subject: str) -> str:
    """The indicator that a subject of a file stands for: by its id, its official name or its short name; or ""."""
    return _known_subjects().get(_plain(subject), "")


def _known_subjects() -> dict[str, str]:
    found = {}
    for indicator in INDICATORS.values():
        for text in (indicator.name, indicator.official, indicator.id):
            if text:
                found[_plain(text)] = indicator.id
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\[[^\]]*\]\s*$", "", text).casefold().split())


# --- observations ---


_TEXTS = ("subject", "unit", "region", "region_text", "period", "period_text", "status", "note", "source", "column")


def _observations(reading: Reading, published: Tables, chosen: dict[str, str]) -> Checked:
    rows = reading.rows.astype({name: "category" for name in _TEXTS if reading.rows[name].dtype != "category"})
    known = _in_their_unit(map(str, values.used(rows["subject"])))
    taken = {text: chosen.get(text, id) for text, id in known.items()}
    subjects = {text: id if id in INDICATORS else "" for text, id in taken.items()}
    skipped = {text for text, id in chosen.items() if not id}
    found = _unknown_subjects(subjects, skipped, rows)
    found += _other_words(subjects, skipped)
    rows = rows.assign(indicator=_mapped(rows["subject"], lambda text: subjects.get(text, "")))
    rows = _where(rows, ~values.equal(rows["indicator"], ""))
    rows, notes = _filled_in(rows)
    found += [*notes, *_cells(rows)]
    rows, notes = _known_regions(rows)
    found += [*notes, *_other_period(reading), *_other_sources(rows, published["sources"])]
    rows = _where(rows, ~(values.equal(rows["region"], "") | values.equal(rows["period"], "")))
    rows, notes = _without_doubles(rows)
    found += notes
    huge = np.logical_or.reduce([rows[name].abs() > HUGE for name in ("value", "numerator", "denominator")])
    if huge.any():
        said = "Zo groot kan geen cijfer zijn. Verbeter deze waarden."
        found.append(_finding(Level.ERROR, "te_groot", said, rows, huge, "value_text"))
        rows = rows[~huge]
    small = np.zeros(len(rows), bool)
    parts = {part.indicator.id: part for part in _parts(rows, published["observations"])}
    for part in parts.values():
        small[part.lines] = part.small
        found += [finding for screen in _SCREENS for finding in screen(part)]
    found += _beyond_wider(parts)
    if not len(rows) and not any(finding.level == Level.ERROR for finding in found):
        found.append(Finding(Level.ERROR, "leeg", "In het bestand staat geen enkel cijfer dat in deze app hoort."))
    tidy = _tidy(rows, published["sources"])
    return Checked("observations", tidy, rows["row"].to_numpy(np.int64), small, tuple(found), subjects)


def _in_their_unit(texts: Iterable[str]) -> dict[str, str]:
    """The indicator of each subject; of "Rokers [%]" and "Rokers [aantal]" only the one in the indicator's unit."""
    found = {text: recognised(text) for text in texts}
    fit = {text: _unit_of("".join(re.findall(r"\[([^\]]*)\]\s*$", text))) for text in found}
    sure = {id for text, id in found.items() if id and fit[text] == INDICATORS[id].unit}
    return {text: "" if id in sure and fit[text] not in ("", INDICATORS[id].unit) else id for text, id in found.items()}


def _tidy(rows: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The rows with the columns of the table observations; a missing value always has a status and a reason."""
    missing = rows["value"].isna().to_numpy()
    unsaid, unexplained = values.equal(rows["status"], ""), values.equal(rows["note"], "")
    status = _put(_put(rows["status"], unsaid & ~missing, STATUSES[0]), unsaid & missing, MISSING_STATUSES[1])
    known = set(sources["source"])
    made = {
        "status": status,
        "source": _mapped(rows["source"], lambda source: source if source in known else ""),
        "note": _put(rows["note"], missing & unexplained, "het bestand geeft geen waarde"),
    }
    return rows.assign(**made)[list(TABLES["observations"].names)].reset_index(drop=True)


def _unknown_subjects(subjects: Mapping[str, str], skipped: Collection[str], rows: pd.DataFrame) -> list[Finding]:
    """Beside a subject that is known the others are probably not for this app: one question; else errors."""
    screen = "onbekend_onderwerp"
    unknown = [text for text, id in subjects.items() if not id and text not in skipped]
    if any(subjects.values()) and unknown:
        told = sorted(((_meant(text), text) for text in unknown), key=lambda one: not one[0])  # those to look at first
        named = [f"“{_short(text)}” (bedoelde u “{near}”?)" if near else f"“{_short(text)}”" for near, text in told]
        said = f"Deze onderwerpen kennen we niet: {_several(named)}. Wij slaan ze over. Klopt dat?"
        if len(named) == 1:
            said = f"Dit onderwerp kennen we niet: {named[0]}. Wij slaan het over. Klopt dat?"
        return [_finding(Level.QUESTION, screen, said, rows, values.within(rows["subject"], tuple(unknown)), "subject")]
    found = []
    for text in unknown[:NAMED]:
        hint = f" Bedoelde u “{near}”?" if (near := _meant(text)) else ""
        said = f"Het onderwerp “{_short(text)}” kennen we niet.{hint} Kies welk cijfer het is, of sla het over."
        found.append(_finding(Level.ERROR, screen, said, rows, values.equal(rows["subject"], text), "subject"))
    if len(unknown) > NAMED:
        said = f"En nog {dutch.number(len(unknown) - NAMED, 0)} onderwerpen die we niet kennen."
        found.append(Finding(Level.ERROR, screen, said, len(unknown) - NAMED))
    return found


def _meant(text: str) -> str:
    """The name of the indicator that a subject resembles, or empty."""
    near = difflib.get_close_matches(_plain(text)[:LONGEST], list(_known_subjects()), 1, 0.75)
    return INDICATORS[_known_subjects()[near[0]]].name if near else ""


def _other_words(subjects: Mapping[str, str], skipped: Collection[str]) -> Iterator[Finding]:
    for text, id in subjects.items():
        if id and recognised(text) != id:
            indicator = INDICATORS[id]
            said = (
                f"“{_short(text)}” komt bij “{indicator.name}”. Is dit precies hetzelfde: {indicator.definition} "
                "Een andere definitie hoort in een eigen cijfer."
            )
            yield Finding(Level.QUESTION, "andere_definitie", said)
    if left_out := [f"“{_short(text)}”" for text in subjects if text in skipped]:
        said = f"Overgeslagen: {_several(left_out)}."
        yield Finding(Level.REMARK, "overgeslagen", said, len(left_out))


def _filled_in(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Without the rows of a template that nobody filled in: a missing figure has a status, a sign or a note."""
    at = np.flatnonzero(rows["value"].isna() & values.equal(rows["status"], "") & values.equal(rows["note"], ""))
    some = rows.iloc[at]
    texts = (some[name].astype("str").str.strip() for name in ("value_text", "numerator_text", "denominator_text"))
    blank = pd.concat(texts, axis=1).eq("").all(axis=1)
    if not blank.any():
        return rows, []
    keep = np.ones(len(rows), bool)
    keep[at[blank.to_numpy(bool)]] = False
    said = "Rijen zonder waarde, status en toelichting zijn overgeslagen: daar is niets ingevuld."
    return rows[keep], [Finding(Level.REMARK, "niet_ingevuld", said, int(blank.sum()))]


def _cells(rows: pd.DataFrame) -> Iterator[Finding]:
    """What cannot be read: a value, a period, a status."""
    missing = rows["value"].isna().to_numpy()
    some = rows.iloc[np.flatnonzero(missing & ~values.within(rows["status"], MISSING_STATUSES))]
    texts = some["value_text"].astype("str").str.strip().str.casefold()
    said_why = ~values.equal(some["status"], "") & texts.isin(list(values.MISSING[""])).to_numpy(bool)
    unread = (texts != "").to_numpy(bool) & ~said_why  # a known sign beside a status is read
    if unread.any():
        said = "Dit is geen getal en geen bekend teken voor ‘ontbreekt’. Verbeter de cel of maak haar leeg."
        yield _finding(Level.ERROR, "geen_getal", said, some, unread, "value_text")
    empty = (texts == "").to_numpy(bool) & ~values.equal(some["status"], "") & values.equal(some["note"], "")
    if empty.any():
        said = (
            "Hier staat geen waarde, maar de status zegt dat die er is. Vul de waarde in, of kies als status "
            f"{' of '.join(MISSING_STATUSES)}."
        )
        yield _finding(Level.ERROR, "status_zonder_waarde", said, some, empty, "status")
    for name in ("numerator_text", "denominator_text"):
        lines = np.flatnonzero(rows[name.removesuffix("_text")].isna())
        signs = rows[name].iloc[lines].astype("category").cat
        known = signs.categories.str.strip().str.casefold().isin(list(values.MISSING[""]))
        if (wrong := ~np.asarray(known).take(signs.codes)).any():
            said = "Dit aantal is geen getal en geen bekend teken voor ‘ontbreekt’. Verbeter de cel of maak haar leeg."
            yield _finding(Level.ERROR, "geen_getal", said, rows, wrong, name, lines=lines)
    some = rows.iloc[np.flatnonzero(values.equal(rows["period"], ""))]
    for period in values.used(some["period_text"])[:SHOWN] if len(some) else ():
        what = f"De periode “{_short(period)}” herkennen we niet" if period else "De periode ontbreekt"
        said = f"{what}. Schrijf een jaar (2019) of jaren (2017-2019)."
        at = values.equal(some["period_text"], period)
        yield _finding(Level.ERROR, "onbekende_periode", said, some, at, "period_text")
    if (strange := ~values.within(rows["status"], ("", *STATUSES))).any():
        said = f"Deze status kennen we niet. Kies uit: {', '.join(STATUSES)}."
        yield _finding(Level.ERROR, "onbekende_status", said, rows, strange, "status")
    if (hidden := ~missing & values.within(rows["status"], MISSING_STATUSES)).any():
        said = "Hier staat een waarde, maar de status zegt dat zij ontbreekt. Verbeter de status of maak de cel leeg."
        yield _finding(Level.ERROR, "waarde_en_status", said, rows, hidden, "value_text", hide=hidden)
    coming = [p for p in values.used(rows["period"]) if p and int(p[-4:]) > date.today().year]
    if (at := values.within(rows["period"], tuple(coming)) & ~values.equal(rows["status"], FORECAST)).any():
        said = f"Deze cijfers gaan over een jaar dat nog komt: {_several(sorted(coming))}. Klopt dat?"
        yield _finding(Level.QUESTION, "toekomst", said, rows, at, "period_text")


def _other_period(reading: Reading) -> Iterator[Finding]:
    """The year in the name of the file is none of those in the file."""
    told = values.period_within(reading.name.rpartition("/")[2])
    years = {year for period in values.used(reading.rows["period"]) if period for year in years_of(period)}
    if told and years and not years & set(years_of(told)):
        said = f"De bestandsnaam noemt {told}, maar die periode staat niet in het bestand."
        yield Finding(Level.REMARK, "andere_periode", said)


def _other_sources(rows: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Finding]:
    """Sources in the file that the app does not know: its figures get the source that is filled in at publishing."""
    known = {"", *sources["source"]}
    if unknown := [text for text in map(str, values.used(rows["source"])) if text.strip() not in known]:
        named = _several([f"“{_short(text)}”" for text in unknown])
        said = (
            f"Het bestand noemt zelf een bron: {named}. Bij deze cijfers komt de bron te staan die u bij het "
            "publiceren invult. Klopt dat voor alle rijen? Lever anders een bestand voor elke bron."
        )
        at = values.within(rows["source"], tuple(unknown))
        yield _finding(Level.QUESTION, "andere_bron", said, rows, at, "source")


def _two_regions(rows: pd.DataFrame) -> Iterator[Finding]:
    """Where the code and the name are two regions."""
    region, text = rows["region"].cat, rows["region_text"].cat
    pair = region.codes.to_numpy().astype(np.int64) * len(text.categories) + text.codes.to_numpy()
    whole, part = np.divmod(pd.unique(pair), max(len(text.categories), 1))
    pairs = pd.DataFrame({"region": region.categories[whole], "region_text": text.categories[part]}, dtype="str")
    named = regions.find(pairs["region_text"])
    other = pairs[(named != "") & (pairs["region"] != "") & (named != pairs["region"])]
    other = other[other["region"].str[:2] == named[other.index].str[:2]]  # a town and a province may share a name
    for code, text in other[["region", "region_text"]].head(SHOWN).itertuples(index=False):
        said = f"{code} is {regions.name(code)}, maar ernaast staat “{_short(text)}”. Verbeter een van beide."
        at = values.equal(rows["region"], code) & values.equal(rows["region_text"], text)
        yield _finding(Level.ERROR, "code_en_naam", said, rows, at, "region_text")


def _known_regions(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Regions that are not known, or told in two ways; rows of municipalities that no longer exist are left out."""
    strange = rows[(rows["region"] == "").to_numpy(bool)]
    texts = [str(text) for text in strange["region_text"].unique()]
    gone = {text: into for text in texts[:LOOKED_UP] if (into := regions.merged(text))}
    unknown = [text for text in texts if text not in gone]
    found = list(_two_regions(rows))
    for text in unknown[:NAMED]:
        near = regions.near(text)
        hint = f" Bedoelde u {near}?" if near else ""
        said = f"Het gebied “{_short(text)}” kennen we niet.{hint} Verbeter de naam of de code, of haal de rijen weg."
        at = (strange["region_text"] == text).to_numpy(bool)
        found.append(_finding(Level.ERROR, "onbekend_gebied", said, strange, at, "region_text"))
    if more := len(unknown[NAMED:]):
        said = f"En nog {dutch.number(more, 0)} gebieden die we niet kennen. Verbeter eerst de andere."
        found.append(Finding(Level.ERROR, "onbekend_gebied", said, more))
    filled = (strange["region_text"].isin(list(gone)) & strange["value"].notna()).to_numpy(bool)
    if filled.any():
        there = set(strange.loc[filled, "region_text"])
        told = [
            f"{text} (sinds {since} {into}{f', {code}' if code else ''})"
            for text, (code, into, since) in gone.items()
            if text in there
        ]
        said = f"Gemeenten die niet meer bestaan: {dutch.listing(told)}. Hun rijen blijven weg. Klopt dat?"
        found.append(_finding(Level.QUESTION, "opgeheven_gemeente", said, strange, filled, "region_text"))
    return _where(rows, ~((rows["region"] == "") & rows["region_text"].isin(list(gone))).to_numpy(bool)), found


def _without_doubles(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    key = np.zeros(len(rows), np.int64)
    for name in TABLES["observations"].key:
        key = key * len(rows[name].cat.categories) + rows[name].cat.codes.to_numpy()
    if (np.diff(np.sort(key, kind="stable")) > 0).all():  # quick where rows are in some order, as in most files
        return rows, []
    several = pd.Series(key).duplicated(keep=False).to_numpy()
    said = rows.assign(key=key)[several]
    differ = (said.groupby("key")[["value", "numerator", "denominator"]].transform("nunique", dropna=False) > 1).any(
        axis=1
    )
    found = []
    few = np.zeros(len(said), bool)
    for id, here in said.groupby("indicator", observed=True).indices.items():
        counts = (said[name].to_numpy(float)[here] for name in ("value", "numerator", "denominator"))
        few[here] = small_numbers(INDICATORS[str(id)], *counts)
    if differ.any():
        text = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met een andere waarde. Laat er één staan."
        found.append(_finding(Level.ERROR, "dubbel", text, said, differ.to_numpy(bool), "value_text", hide=few))
    again = pd.Series(key).duplicated().to_numpy()
    if (same := again[several] & ~differ.to_numpy(bool)).any():
        text = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met dezelfde waarde. Wij nemen er één."
        found.append(_finding(Level.REMARK, "dubbel_gelijk", text, said, same, "value_text", hide=few))
    return rows[~again], found


# --- one indicator ---


@dataclass(frozen=True)
class _Texts:
    """A column of texts of one indicator: all texts that the file knows, and which of them stands in each row."""

    known: Sequence[str]
    at: npt.NDArray[np.integer[Any]]

    @cached_property
    def used(self) -> list[int]:
        """Which of them occur."""
        return np.flatnonzero(np.bincount(self.at, minlength=len(self.known))).tolist()


@dataclass(frozen=True, slots=True)
class _Old:
    """What is published of one indicator; see `_Part`."""

    place: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    value: Floats
    numerator: Floats
    denominator: Floats

    def where(self, at: Any) -> "_Old":
        return _Old(self.place[at], self.year[at], self.value[at], self.numerator[at], self.denominator[at])


@dataclass(frozen=True)
class _Part:
    """The rows of a file about one indicator, and what is published of it.

    file: all its rows, and lines: where these stand among them. levels: of the regions that the file knows. old: what
    is published, by place (of a region among those of the file; a higher number is another region) and year (0: more
    than one). was: the published value of each row, NaN where there is none; gap: published as missing; small: about so
    few persons that nothing of it may be shown.
    """

    indicator: Indicator
    file: pd.DataFrame
    lines: npt.NDArray[np.intp]
    region: _Texts
    period: _Texts
    unit: _Texts
    value: Floats
    numerator: Floats
    denominator: Floats
    levels: "tuple[_Level, ...]"
    old: "_Old"
    was: Floats
    gap: Mask

    @cached_property
    def small(self) -> Mask:
        return small_numbers(self.indicator, self.value, self.numerator, self.denominator)

    @property
    def count(self) -> Floats:
        """The numbers of persons: the value of a count, the numerator of a rate."""
        return self.value if self.indicator.kind == "count" else self.numerator

    @cached_property
    def times(self) -> Floats:
        """How many times the published value each value is."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.value / self.was

    @cached_property
    def year(self) -> npt.NDArray[np.int64]:
        """The year of each row; 0 for more than one."""
        return _years(self.period.known)[self.period.at]

    @cached_property
    def decimals(self) -> int:
        """How many decimals the values have, at most those of the indicator."""
        known = self.value[np.isfinite(self.value)]
        fewer = range(self.indicator.decimals)
        return next((few for few in fewer if (known == np.round(known, few)).all()), self.indicator.decimals)

    @cached_property
    def size(self) -> tuple[float, bool]:
        """How many times as large as published the values are (1: not known), and if that is of the same regions."""
        if self.indicator.kind == "count":
            return 1.0, False
        if len(known := self.times[np.isfinite(self.times) & (self.times > 0)]):
            return float(np.median(known)), True
        usual = pd.Series(self.old.value).groupby(self.old.place).median()
        with np.errstate(divide="ignore", invalid="ignore"):
            times = self.value / usual.reindex(range(len(self.region.known))).to_numpy(float)[self.region.at]
        if len(known := times[np.isfinite(times) & (times > 0)]):
            return float(np.median(known)), True
        mine, median = self.value[np.isfinite(self.value) & (self.value > 0)], usual.median()
        return (float(np.median(mine) / median) or 1.0, False) if len(mine) and median > 0 else (1.0, False)

    @cached_property
    def cell(self) -> npt.NDArray[np.int64]:
        return self.region.at.astype(np.int64) * len(self.period.known) + self.period.at

    def grid(self, numbers: Floats) -> Floats:
        """A number for each row, by region and period as the file knows them; NaN where there is none."""
        found = np.full(len(self.region.known) * len(self.period.known), np.nan)
        found[self.cell] = numbers
        return found.reshape(len(self.region.known), -1)

    def place(self, at: int) -> str:
        return f"{regions.name(self.region.known[self.region.at[at]])} {self.period.known[self.period.at[at]]}"

    def number(self, value: float) -> str:
        return dutch.number(value, self.indicator.decimals)

    def finding(self, level: Level, screen: str, said: str, at: Mask) -> Finding:
        return _finding(level, screen, said, self.file, at, "value_text", hide=self.small, lines=self.lines)

    def largest(self, among: Mask, size: Floats) -> int | None:
        """The row where a size is largest, of those that may be shown."""
        shown = np.where(among & ~self.small, size, -1.0)
        return int(shown.argmax()) if shown.max(initial=-1) >= 0 else None


def _parts(rows: pd.DataFrame, published: pd.DataFrame) -> Iterator[_Part]:
    groups = _grouped(rows["indicator"])
    columns = ["indicator", "region", "period", "value", "numerator", "denominator", "status"]
    known = published.loc[published["indicator"].isin(list(groups)), columns]
    at = overlay.positions(rows, known, TABLES["observations"].key)
    was = np.where(at >= 0, known["value"].to_numpy(float)[at] if len(known) else np.nan, np.nan)
    gap = (at >= 0) & ((known["status"] == MISSING_STATUSES[1]).to_numpy(bool)[at] if len(known) else False)
    held, numbers = rows["region"].cat.categories, ("value", "numerator", "denominator")
    region, period = pd.Categorical(known["region"]), pd.Categorical(known["period"])
    places = held.get_indexer(region.categories)
    places = np.where(places < 0, len(held) + np.arange(len(places)), places)
    years = _years(period.categories)
    old = _Old(places[region.codes], years[period.codes], *(known[name].to_numpy(float) for name in numbers))
    theirs = known.groupby("indicator", observed=True, sort=False).indices
    written = [rows[name].cat for name in ("region", "period", "unit")]
    texts = [(one.categories.tolist(), one.codes.to_numpy()) for one in written]
    value, numerator, denominator = (rows[name].to_numpy(float) for name in numbers)
    levels, every = _levels(held.tolist()), np.arange(len(rows))
    for id, here in groups.items():
        where, when, unit = (_Texts(known, at[here]) for known, at in texts)
        yield _Part(
            indicator=INDICATORS[id],
            file=rows,
            lines=every[here],
            region=where,
            period=when,
            unit=unit,
            value=value[here],
            numerator=numerator[here],
            denominator=denominator[here],
            levels=levels,
            old=old.where(theirs.get(id, [])),
            was=was[here],
            gap=gap[here],
        )


def _grouped(texts: "pd.Series[str]") -> dict[str, Any]:
    """Where each text stands: a slice where its rows are together, as in most files, so that nothing is copied."""
    codes, names = texts.cat.codes.to_numpy(), texts.cat.categories
    edges = np.r_[0, np.flatnonzero(np.diff(codes)) + 1, len(codes)].tolist() if len(codes) else []
    if len(edges) - 1 <= len(names):
        found = {names[codes[start]]: slice(start, end) for start, end in pairwise(edges)}
        if len(found) == max(len(edges) - 1, 0):
            return found
    return dict(texts.groupby(texts, observed=True, sort=False).indices)


@dataclass(frozen=True, slots=True)
class _Level:
    """Regions of one level and what they make up together, among the regions of a file.

    parts: which of all are of this level; wholes: where what they make up stands, and how many parts each should have;
    lies_in: 1 where a part (column) lies in a whole (row).
    """

    parts: Mask
    wholes: npt.NDArray[np.int64]
    should: Floats
    lies_in: Floats


def _levels(held: Sequence[str]) -> tuple[_Level, ...]:
    """Municipalities in provinces, provinces in the country, and municipalities in the country."""
    above, place = regions.parents(), {code: at for at, code in enumerate(held)}
    found = []
    for low, up in (("GM", above), ("PV", above), ("GM", {code: above.get(one) for code, one in above.items()})):
        should = Counter(whole for code, whole in up.items() if whole in place and code.startswith(low))
        wholes = list(should)
        lies_in = [[code[:2] == low and up.get(code) == whole for code in held] for whole in wholes]
        found.append(
            _Level(
                np.array([code[:2] == low for code in held], bool),
                np.array([place[whole] for whole in wholes], np.int64),
                np.array([should[whole] for whole in wholes], float)[:, None],
                np.array(lies_in, float).reshape(len(wholes), len(held)),
            )
        )
    return tuple(found)


def _unit(part: _Part) -> Iterator[Finding]:
    indicator = part.indicator
    for at in part.unit.used:
        meant = _unit_of(unit := part.unit.known[at])
        if meant and meant != indicator.unit:
            said = (
                f"De eenheid in het bestand is “{unit}”, maar “{indicator.name}” staat in de app {indicator.measure}. "
                "Reken de waarden om, of kies een ander cijfer."
            )
            yield part.finding(Level.ERROR, "andere_eenheid", said, part.unit.at == at)


def _unit_of(text: str) -> str:
    """The unit that a text names, as indicators declare it; empty when it names none."""
    plain = re.sub(r"[\s.]", "", text.casefold())
    if per := re.search(r"per(10+)(?!\d)", plain):
        return {"100": "%", "1000": "per 1.000"}.get(per[1], text)
    if "%" in plain or "procent" in plain:
        return "%"
    if "‰" in plain or "promille" in plain:
        return "per 1.000"
    return "aantal" if "aantal" in plain else ""


def _possible(part: _Part) -> Iterator[Finding]:
    indicator, value, over, under = part.indicator, part.value, part.numerator, part.denominator
    most = SCALE[indicator.unit] if indicator.kind == "proportion" else math.inf
    if (wrong := (value < 0) | (value > most) | np.isinf(value)).any():
        room = f"van 0 tot {dutch.number(most, 0)}" if math.isfinite(most) else "vanaf 0"
        said = f"“{indicator.name}” kan alleen {room} zijn ({indicator.measure}). Verbeter deze waarden."
        yield part.finding(Level.ERROR, "onmogelijk", said, wrong)
    if indicator.kind == "count" and (wrong := np.isfinite(value) & (value != np.round(value))).any():
        said = f"“{indicator.name}” is een aantal, maar dit is geen heel getal. Verbeter deze waarden."
        yield part.finding(Level.ERROR, "geen_heel_getal", said, wrong)
    if (wrong := (over < 0) | (under < 0) | (over > under)).any():
        said = f"“{indicator.name}”: de teller is groter dan de noemer, of een van beide is kleiner dan nul. "
        yield part.finding(Level.ERROR, "deel_boven_geheel", said + "Verbeter deze aantallen.", wrong)
    if indicator.kind == "count" or not np.isfinite(over).any():
        return
    scale = SCALE[indicator.unit]
    with np.errstate(divide="ignore", invalid="ignore"):
        follows = scale * over / under
        slack = 0.5 * 10.0**-part.decimals + (_step(over) + _step(under) * over / under) / 2 * scale / under
        wrong = np.isfinite(follows) & np.isfinite(value) & (np.abs(follows - value) > slack + 1e-9)
    if wrong.any():
        at = part.largest(wrong, np.abs(follows - value))
        hint = f" Bij {part.place(at)} hoort {part.number(follows[at])}." if at is not None else ""
        said = f"“{indicator.name}” volgt niet uit teller en noemer.{hint} Verbeter het cijfer of de aantallen."
        yield part.finding(Level.ERROR, "volgt_niet_uit_aantallen", said, wrong)


def _step(counts: Floats) -> float:
    """To how many persons counts are rounded: some sources publish them in fives or tens."""
    for some in (counts[: 20 * SHOWN], counts):  # the first ones nearly always tell
        known = some[np.isfinite(some) & (some > 0)]
        if (known % 5).any():
            return 1.0
    if len(known) < SHOWN:
        return 1.0
    return next(step for step in (100.0, 10.0, 5.0) if not (known % step).any())


def _size(part: _Part) -> Iterator[Finding]:
    """Values of another size than published: a factor of ten for the same regions is another unit."""
    factor, same_regions = part.size
    power = math.log10(factor)
    if abs(power) < math.log10(OTHER_SIZE):
        return
    said = (
        f"“{part.indicator.name}” is hier ongeveer {dutch.number(min(max(factor, 1 / factor), 1e6), 0)} keer zo "
        f"{'groot' if factor > 1 else 'klein'} als wat gepubliceerd is. In de app staat het {part.indicator.measure}."
    )
    everything = np.isfinite(part.value)
    if same_regions and abs(power - round(power)) < 0.1:
        said += " Waarschijnlijk is de eenheid anders; reken de waarden om."
        yield part.finding(Level.ERROR, "andere_grootte", said, everything)
    else:
        yield part.finding(Level.QUESTION, "andere_grootte", f"{said} Klopt de eenheid?", everything)


def _far(part: _Part) -> Iterator[Finding]:
    """Rates without counts where nothing was published yet, of quite another size than elsewhere: another unit?"""
    indicator, usual = part.indicator, float(pd.Series(part.old.value).median())
    if indicator.kind == "count" or not usual > 0 or abs(math.log10(part.size[0])) >= math.log10(OTHER_SIZE):
        return
    alone = np.isnan(part.was) & np.isnan(part.numerator)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.abs(np.log10(part.value / usual))
    far = alone & np.isfinite(away) & (away >= math.log10(FAR))
    if far.any():
        at = part.largest(far, away)
        told = f" Het verst: {part.place(at)} met {part.number(part.value[at])}." if at is not None else ""
        said = (
            f"“{indicator.name}” is hier meer dan {FAR} keer zo groot of zo klein als wat gepubliceerd is, in het "
            f"midden {part.number(usual)} ({indicator.measure}).{told} Klopt de eenheid?"
        )
        yield part.finding(Level.QUESTION, "ver_van_gepubliceerd", said, far)


def _revised(part: _Part) -> Iterator[Finding]:
    """What changes in figures that are published: another value, none any more, or a zero where none was known."""
    name, unsized = part.indicator.name, abs(math.log10(part.size[0])) < math.log10(OTHER_SIZE)
    revised = np.abs(part.times - 1) > REVISED
    if unsized and revised.any():
        at = part.largest(revised, np.nan_to_num(np.abs(part.times - 1), posinf=1e9))
        told = ""
        if at is not None:
            was, becomes = part.number(part.was[at]), part.number(part.value[at])
            told = f" De grootste: {part.place(at)} was {was} en wordt {becomes}."
        said = f"“{name}” verandert meer dan {dutch.number(100 * REVISED, 0)}% waar al iets gepubliceerd is.{told}"
        yield part.finding(Level.QUESTION, "herzien", f"{said} Klopt dat?", revised)
    if (lost := np.isnan(part.value) & np.isfinite(part.was)).any():
        said = f"“{name}” heeft hier geen waarde meer, waar die wel gepubliceerd is. Moet die verdwijnen?"
        yield part.finding(Level.QUESTION, "waarde_weg", said, lost)
    if (zero := (part.value == 0) & part.gap).any():
        said = f"“{name}” is hier nul, waar tot nu toe geen cijfer was. Is het echt nul, en niet onbekend?"
        yield part.finding(Level.QUESTION, "nul_of_onbekend", said, zero)


def _lost_decimals(part: _Part) -> Iterator[Finding]:
    before = part.old.value[np.isfinite(part.old.value)]
    known = np.isfinite(part.value)
    if part.indicator.decimals and known.sum() >= SHOWN and not part.decimals and (before != np.round(before)).any():
        said = f"“{part.indicator.name}” heeft hier geen enkel cijfer achter de komma; wat gepubliceerd is wel. "
        yield Finding(Level.QUESTION, "decimalen_kwijt", f"{said}Klopt dat?", int(known.sum()))


def _vanished(part: _Part) -> Iterator[Finding]:
    """Years that are published for the regions of the file and that it does not have, when it repeats others."""
    years = set(_years([part.period.known[at] for at in part.period.used]).tolist())
    ours = np.isin(part.old.place, part.region.used) & np.isfinite(part.old.value)
    had = set(part.old.year[ours].tolist()) - {0}
    lost = [str(year) for year in sorted(had - years)]
    if lost and len(had & years) > 1:
        said = (
            f"Van “{part.indicator.name}” mist het bestand jaren die wel gepubliceerd zijn: {dutch.listing(lost)}. "
            "Wat gepubliceerd is blijft staan. Klopt dat?"
        )
        yield Finding(Level.QUESTION, "jaren_weg", said, len(lost))


def _jumps(part: _Part) -> Iterator[Finding]:
    """Changes from one year to the next that chance does not explain, also from or to a year that is published."""
    here = np.flatnonzero((part.year > 0) & np.isfinite(part.value))
    old = part.old
    old = old.where((old.place < len(part.region.known)) & (old.year > 0) & np.isfinite(old.value))
    if not len(here):
        return
    first, last = (int(edge(np.r_[part.year[here], old.year])) for edge in (np.min, np.max))
    wide = last - first + 1
    ours = part.region.at[here] * np.int64(wide) + part.year[here] - first
    theirs = old.place * wide + old.year - first

    def laid(nothing: Any, before: Any, now: Any) -> npt.NDArray[Any]:
        """By region and year; what is in the file takes the place of what is published."""
        found = np.full(len(part.region.known) * wide, nothing)
        found[theirs], found[ours] = before, now
        return found.reshape(-1, wide)

    indicator, mine = part.indicator, laid(False, False, True)
    value = laid(np.nan, old.value, part.value[here])
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.abs(np.diff(value)) / np.maximum(value[:, :-1], value[:, 1:])
        region, year = np.nonzero((change > JUMP) & (mine[:, :-1] | mine[:, 1:]))
        was, becomes, change = value[region, year], value[region, year + 1], change[region, year]
        if indicator.kind == "count":
            spread = np.sqrt(was + becomes)
        else:
            base = laid(np.nan, old.denominator, part.denominator[here]) / SCALE[indicator.unit]
            n = [base[region, year], base[region, year + 1]]
            mean = (was * n[0] + becomes * n[1]) / (n[0] + n[1])
            spread = np.sqrt(mean / n[0] + mean / n[1])
        errors = np.abs(becomes - was) / spread
    jumped = np.where(np.isfinite(errors), errors > CHANCE, change > BIG_JUMP)
    if not jumped.any():
        return
    region, year, was, becomes, change = (one[jumped] for one in (region, year, was, becomes, change))
    before = small_numbers(indicator, old.value, old.numerator, old.denominator)
    few = laid(False, before, part.small[here])
    shown = np.where(few[region, year] | few[region, year + 1], -1.0, change)
    told = ""
    if shown[best := int(shown.argmax())] >= 0:
        told = (
            f" De grootste: {regions.name(part.region.known[region[best]])} ging van {part.number(was[best])} naar "
            f"{part.number(becomes[best])} in {first + year[best] + 1}."
        )
    said = f"“{indicator.name}” verandert van jaar op jaar meer dan door toeval te verwachten is.{told} "
    to = np.zeros(value.shape, bool)
    to[region, year + mine[region, year + 1]] = True
    at = np.zeros(len(part.value), bool)
    at[here] = to.ravel()[ours]
    yield part.finding(Level.QUESTION, "sprong", f"{said}Klopt dat, of is anders geteld?", at)


def _whole(part: _Part) -> Iterator[Finding]:
    """Parts against their whole: counts add up, and a rate of the country lies within those of its municipalities."""
    held, periods = part.region.known, part.period.known
    if not {int(whole) for level in part.levels for whole in level.wholes} & set(part.region.used):
        return
    name, few, count = part.indicator.name, part.indicator.threshold, part.grid(part.count)
    known = ~np.isnan(count)
    filled = np.where(known, count, 0.0)
    over: list[str] = []
    off: list[str] = []
    told: list[str] = []
    for level in part.levels:
        whole, total, number = count[level.wholes], level.lies_in @ filled, level.lies_in @ known
        absent = level.should - number
        slack = 0.001 * whole + 0.5 * _step(count[level.parts].ravel()) * np.sqrt(number)
        some = number > 0
        for places, where in (
            (over, some & (total > whole + slack)),
            (off, some & (absent == 0) & (total < whole - slack)),
            (told, some & (absent == 1) & (whole - total > 0) & (whole - total < few)),
        ):
            places += [f"{regions.name(held[level.wholes[row]])} {periods[when]}" for row, when in np.argwhere(where)]
    for screen, places, said in (
        ("delen_boven_geheel", over, "de delen zijn samen meer dan het geheel in {}. Klopt dat?"),
        ("delen_tellen_niet_op", off, "de delen zijn samen minder dan het geheel in {}. Klopt dat?"),
        (
            "af_te_leiden",
            told,
            "in {} ontbreekt één gebied, dat met aftrekken is te berekenen en over weinig personen gaat. "
            "Mag het totaal zo gepubliceerd worden?",
        ),
    ):
        if places:
            yield Finding(Level.QUESTION, screen, f"“{name}”: {said.format(_several(places))}", len(places))
    if part.indicator.kind != "count" and regions.COUNTRY in held:
        value = part.grid(part.value)
        country, towns = value[held.index(regions.COUNTRY)], value[[code.startswith("GM") for code in held]]
        beyond = (country < np.fmin.reduce(towns, initial=np.nan)) | (country > np.fmax.reduce(towns, initial=np.nan))
        beyond &= (~np.isnan(towns)).sum(axis=0) >= 100
        if beyond.any():
            outside = [periods[when] for when in np.flatnonzero(beyond).tolist()]
            said = f"“{name}”: Nederland ligt buiten alle gemeenten in {_several(outside)}. Klopt dat?"
            yield Finding(Level.QUESTION, "land_buiten_gemeenten", said, len(outside))


def _beyond_wider(parts: Mapping[str, _Part]) -> Iterator[Finding]:
    """A figure that is larger than that by a wider definition, which counts each of its cases too."""
    pairs = [(part, parts[wider]) for part in parts.values() for wider in part.indicator.part_of if wider in parts]
    for part, wider in pairs:
        one, other = part.indicator, wider.indicator
        with_counts = part.grid(part.count) > wider.grid(wider.count)
        alike = one.unit == other.unit
        slack = (10.0**-part.decimals + 10.0**-wider.decimals) / 2
        beyond = with_counts | (alike & (part.grid(part.value) > wider.grid(wider.value) + slack))
        if (at := beyond.reshape(-1)[part.cell]).any():
            said = f"“{one.name}” is hier meer dan “{other.name}”, terwijl het daar een deel van is. Klopt dat?"
            yield part.finding(Level.QUESTION, "meer_dan_ruimer", said, at)


def _absent(part: _Part) -> Iterator[Finding]:
    """Municipalities that a file about (almost) all of them does not have in its last year."""
    last = max(part.period.used, key=lambda at: part.period.known[at])
    there = {part.region.known[at] for at in np.unique(part.region.at[part.period.at == last]).tolist()}
    everyone = regions.municipalities()["code"].tolist()
    absent = [regions.name(code) for code in everyone if code not in there]
    if 0 < len(absent) <= len(everyone) // 4:
        said = (
            f"“{part.indicator.name}” {part.period.known[last]}: {len(everyone) - len(absent)} van de {len(everyone)} "
            f"gemeenten. Niet in het bestand: {_several(absent)}."
        )
        yield Finding(Level.REMARK, "gemeenten_niet_in_bestand", said, len(absent))


def _small(part: _Part) -> Iterator[Finding]:
    indicator = part.indicator
    if part.small.any():
        said = (
            f"“{indicator.name}”: hier gaat het om 1 tot en met {indicator.threshold - 1} personen. Lezers zien dan "
            f"“{SUPPRESSED} (<{indicator.threshold})”, en ook wat daaruit te berekenen is blijft verborgen. "
            "Mag dit gepubliceerd worden?"
        )
        yield part.finding(Level.QUESTION, "kleine_aantallen", said, part.small)
    known = part.count[np.isfinite(part.count)]
    if len(known) >= 10 and (known < 5).mean() > 0.4:
        share = dutch.number(100 * float((known < 5).mean()), 0)
        said = f"“{indicator.name}”: {share}% van de aantallen is kleiner dan 5. Past dit cijfer wel bij gemeenten?"
        yield Finding(Level.QUESTION, "veel_kleine_aantallen", said, int((known < 5).sum()))


_SCREENS: tuple[Callable[[_Part], Iterator[Finding]], ...] = (
    _unit,
    _possible,
    _size,
    _far,
    _revised,
    _lost_decimals,
    _vanished,
    _jumps,
    _whole,
    _absent,
    _small,
)
"""What each indicator of a file goes through."""


def small_numbers(indicator: Indicator, value: Floats, numerator: Floats, denominator: Floats) -> Mask:
    """Which figures are about so few persons that readers may not see them."""
    if not indicator.threshold:
        return np.zeros(len(value), bool)
    follows = np.round(value * denominator / SCALE[indicator.unit])  # a rate and its denominator give the numerator
    numerator = np.where(np.isnan(numerator), follows, numerator)
    counts = [value] if indicator.kind == "count" else [numerator, denominator - numerator, denominator]
    return np.logical_or.reduce([(count > 0) & (count < indicator.threshold) for count in counts])


# --- tranches ---


def _tranches(reading: Reading, published: Tables, _: dict[str, str]) -> Checked:
    rows = reading.rows
    blank = (rows["tranche"] == "").to_numpy(bool)
    rows, found = _known_regions(rows[~blank].assign(value=1.0))
    if blank.any():
        said = "Gemeenten zonder tranche zijn overgeslagen: daar is niets ingevuld."
        found.append(Finding(Level.REMARK, "niet_ingevuld", said, int(blank.sum())))
    rows = rows[rows["region"] != ""]
    rows = rows.assign(evidence=rows["evidence"].astype("str").replace("", EVIDENCE[0]))
    tranche = rows["tranche"].astype("str").str.strip().str.casefold().str.removeprefix("tranche ")
    rows = rows.assign(tranche=tranche.str.replace(" of ", "-"))  # as the app itself writes them
    for screen, said, wrong, column in (
        (
            "onbekende_tranche",
            f"Deze tranche kennen we niet. Kies uit: {', '.join(TRANCHES)}.",
            ~rows["tranche"].isin(TRANCHES),
            "tranche",
        ),
        (
            "geen_gemeente",
            "Alleen gemeenten hebben een tranche. Haal deze rijen weg.",
            ~rows["region"].astype("str").str.startswith("GM"),
            "region_text",
        ),
        (
            "onbekend_bewijs",
            f"Dit bewijs kennen we niet. Kies uit: {', '.join(EVIDENCE)}, of laat de cel leeg.",
            ~rows["evidence"].isin(EVIDENCE),
            "evidence",
        ),
        (
            "dubbel",
            "Deze gemeente staat er meer dan één keer. Laat er één rij van staan.",
            rows.duplicated("region", keep=False),
            "region_text",
        ),
    ):
        if (at := wrong.to_numpy(bool)).any():
            found.append(_finding(Level.ERROR, screen, said, rows, at, column))
    found += _tranche_totals(rows, published)
    return _typed("tranches", rows, found)


def _typed(kind: str, rows: pd.DataFrame, found: list[Finding]) -> Checked:
    if rows.empty and not any(finding.level == Level.ERROR for finding in found):
        found.append(Finding(Level.ERROR, "leeg", "In het bestand staat geen enkele rij met iets erin."))
    tidy = rows.assign(source="")[list(TABLES[kind].names)].reset_index(drop=True)
    texts = {column.name: "str" for column in TABLES[kind].columns if column.type == "text"}
    small = np.zeros(len(rows), bool)
    return Checked(kind, tidy.astype(texts), rows["row"].to_numpy(np.int64), small, tuple(found), {})


def _tranche_totals(rows: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The list as it would become, against the published number of municipalities in each tranche."""
    before = published["tranches"]
    kept = before.loc[~before["region"].isin(rows["region"]), "tranche"]
    counts = pd.concat([rows["tranche"].astype("str"), kept]).value_counts().to_dict()
    totals = published["totals"][published["totals"]["kind"] == "tranche"].set_index("key")["value"].astype(int)
    for key, total in totals.items():
        if (number := counts.get(key, 0)) > total:
            said = f"Tranche {key} krijgt {number} gemeenten, maar gepubliceerd zijn er {total}. Verbeter de lijst."
            yield Finding(Level.ERROR, "meer_dan_gepubliceerd", said, number - total)
    for pair in (key for key in counts if "-" in key and set(key.split("-")) <= set(totals.index)):
        one, two = pair.split("-")
        number, total = sum(counts.get(key, 0) for key in (one, two, pair)), totals[one] + totals[two]
        if number > total:
            said = f"Tranche {one} en {two} krijgen samen {number} gemeenten, maar gepubliceerd zijn er {total}. "
            yield Finding(Level.ERROR, "meer_dan_gepubliceerd", f"{said}Verbeter de lijst.", number - total)
    short = [f"{counts.get(key, 0)} van de {total} in tranche {key}" for key, total in totals.items()]
    short = [text for text, (key, total) in zip(short, totals.items(), strict=True) if counts.get(key, 0) < total]
    if short and counts != before["tranche"].value_counts().to_dict():
        said = f"De lijst is hierna nog niet volledig: {dutch.listing(short)}. Klopt dat?"
        yield Finding(Level.QUESTION, "minder_dan_gepubliceerd", said, len(short))


# --- budget ---


def _budget(reading: Reading, published: Tables, _: dict[str, str]) -> Checked:
    rows, found = _known_regions(reading.rows.assign(value=1.0))
    rows = rows[rows["region"] != ""]
    texts = ("year", "region", "item", "funder", "from_date", "note")
    rows = rows.assign(**{name: rows[name].astype("str").str.strip() for name in texts})
    names = {funder.casefold(): funder for funder in FUNDERS}
    rows["funder"] = rows["funder"].map(lambda text: names.get(text.casefold(), text))
    rows["from_date"] = rows["from_date"].map(_iso)
    rows["amount_eur"] = rows["amount_eur"].where(rows["amount_eur"].abs() < HUGE)
    total = rows["item"].str.casefold().isin(["totaal", "total"])
    double = rows.duplicated(["year", "region", "item"], keep=False)
    for screen, said, wrong, column in (
        (
            "onbekend_jaar",
            "Dit is geen jaar. Schrijf bijvoorbeeld 2022.",
            ~rows["year"].str.fullmatch(_YEAR),
            "year",
        ),
        ("geen_bedrag", "Dit is geen bedrag. Schrijf een getal, in euro’s.", rows["amount_eur"].isna(), "amount_text"),
        ("onder_nul", "Een bedrag onder nul kan niet in een begroting.", rows["amount_eur"] < 0, "amount_text"),
        (
            "onbekende_betaler",
            f"Deze betaler kennen we niet. Kies uit: {', '.join(FUNDERS)}.",
            ~rows["funder"].isin(FUNDERS) & ~total,
            "funder",
        ),
        ("lege_post", "De post mag niet leeg zijn.", rows["item"] == "", "item"),
        (
            "onbekende_datum",
            "Dit is geen datum. Schrijf 2022-07-01.",
            (rows["from_date"] != "") & ~rows["from_date"].str.fullmatch(DATE.pattern),
            "from_date",
        ),
        ("dubbel", "Deze post staat er meer dan één keer voor hetzelfde jaar en gebied.", double, "item"),
    ):
        if (at := wrong.to_numpy(bool)).any():
            found.append(_finding(Level.ERROR, screen, said, rows, at, column))
    rows = rows.assign(year=pd.to_numeric(rows["year"], errors="coerce").fillna(0).astype("int64"))
    found += _budget_totals(rows[~total], rows[total], published)
    return _typed("budget", rows[~total], found)


def _iso(text: str) -> str:
    """1-7-2022, as a Dutch Excel makes of it, -> 2022-07-01."""
    found = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def _budget_totals(lines: pd.DataFrame, own: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The lines against the total in the file, which must be right, and the published one; and what disappears."""
    totals = published["totals"]
    controls = totals[totals["kind"] == "budget"].set_index(["region", "period"])["value"]
    owns = own.drop_duplicates(["region", "year"]).set_index(["region", "year"])["amount_eur"]
    before = published["budget"]
    for (year, region), part in lines.groupby(["year", "region"]):
        total = float(part["amount_eur"].sum())
        place = f"{regions.name(str(region))} {year}"
        words = f"{place}: de posten zijn samen {dutch.euro(total)}"
        told = owns.get((region, year), total)
        if abs(told - total) > CENT:
            said = f"{words}, maar het totaal in het bestand is {dutch.euro(told)}. Verbeter een van beide."
            yield Finding(Level.ERROR, "telt_niet_op", said, len(part))
        control = controls.get((region, str(year)), total)
        if abs(control - total) > CENT:
            said = f"{words}, maar gepubliceerd is een totaal van {dutch.euro(control)}. Klopt dat?"
            yield Finding(Level.QUESTION, "ander_totaal", said, len(part))
        theirs = before.loc[(before["year"] == year) & (before["region"] == region), "item"]
        if gone := [f"“{item}”" for item in theirs if item not in set(part["item"])]:
            said = f"{place}: deze posten staan niet meer in het bestand en vervallen: {_several(gone)}. Klopt dat?"
            yield Finding(Level.QUESTION, "posten_weg", said, len(gone))


# --- texts as categories, places ---


def _where(rows: pd.DataFrame, keep: Mask) -> pd.DataFrame:
    return rows if keep.all() else rows[keep]


def _mapped(texts: "pd.Series[str]", becomes: Callable[[str], str]) -> "pd.Series[str]":
    return values.spread(texts, [becomes(str(text)) for text in texts.cat.categories])


def _put(texts: "pd.Series[str]", where: Mask, text: str) -> "pd.Series[str]":
    """A text in some rows of a column."""
    if not where.any():
        return texts
    held = texts if text in texts.cat.categories else texts.cat.add_categories([text])
    return held.mask(where, text)


def _years(periods: Iterable[str]) -> npt.NDArray[np.int64]:
    """The year of each period; 0 for more than one."""
    return np.array([int(period) if len(period) == 4 else 0 for period in periods], np.int64)


def _several(names: Sequence[str]) -> str:
    """The first names; how many others there are."""
    if len(names) <= SHOWN:
        return dutch.listing(list(names))
    return f"{', '.join(names[:SHOWN])} en nog {dutch.number(len(names) - SHOWN, 0)}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _finding(
    level: Level,
    screen: str,
    message: str,
    rows: pd.DataFrame,
    at: Mask,
    column: str,
    hide: Mask | None = None,
    lines: npt.NDArray[np.intp] | None = None,
) -> Finding:
    """A finding about rows.

    column: which column holds the text to show; hide: rows of which it may not be shown. lines: where the rows that
    these speak of stand among all, when they are not all.
    """
    found: dict[Place, None] = {}
    numbers, texts = rows["row"].to_numpy(), rows[column].array
    heads = rows["column"].array if column == "value_text" else None
    for one in np.flatnonzero(at)[: 20 * SHOWN].tolist():  # a row of a wide table has many figures, and is named once
        where = one if lines is None else lines[one]
        told = SUPPRESSED if hide is not None and hide[one] else _short(str(texts[where]))
        head = "" if heads is None else str(heads[where])
        found[Place(int(numbers[where]), head or column, told)] = None
        if len(found) == SHOWN:
            break
    return Finding(level, screen, message, int(at.sum()), tuple(found))


_COLUMNS = {
    "value_text": "waarde",
    "region_text": "gebied",
    "period_text": "periode",
    "subject": "onderwerp",
    "amount_text": "bedrag",
}
"""What a reader calls what no column of the file holds."""
