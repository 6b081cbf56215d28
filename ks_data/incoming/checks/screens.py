"""Holds the figures of a file, one indicator at a time, against each other and what is published. Knows no layouts.

Each screen looks at one thing that is often wrong. What readers may not see cannot be learned from what it finds.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS, Indicator, wider_than
from ks_data.catalogue.tables import MISSING_STATUSES, TABLES
from ks_data.incoming.checks.findings import SHOWN, Finding, Level, finding, listed, shortened
from ks_data.language import dutch
from ks_data.statistics import SCALE, SUPPRESSED, Floats, Mask
from ks_data.store import overlay

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


def screened(rows: pd.DataFrame, published: pd.DataFrame) -> tuple[Mask, list[Finding]]:
    """Which rows are about so few persons that readers may not see them, and what the screens find.

    rows: observations as they would be published, with row, column, value_text and unit; texts are categories.
    published: the table observations as readers see it.
    """
    small, found = np.zeros(len(rows), bool), []
    parts = {part.indicator.id: part for part in _parts(rows, published)}
    for part in parts.values():
        small[part.lines] = part.small
        found += [finding for screen in _SCREENS for finding in screen(part)]
    return small, [*found, *_beyond_wider(parts)]


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
        return finding(level, screen, said, self.file, at, "value_text", hide=self.small, lines=self.lines)

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
    other = [at for at in part.unit.used if unit_of(part.unit.known[at]) not in ("", indicator.unit)]
    if other:
        units = [f"“{shortened(part.unit.known[at])}”" for at in other]
        said = (
            f"De eenheid in het bestand is {listed(units)}, maar “{indicator.name}” staat in de app "
            f"{indicator.measure}. Reken de waarden om, of kies een ander cijfer."
        )
        yield part.finding(Level.ERROR, "andere_eenheid", said, np.isin(part.unit.at, other))


def unit_of(text: str) -> str:
    """The unit that a text names, as indicators declare it; empty when it names none."""
    plain = re.sub(r"[\s.]", "", text.casefold())
    if per := re.search("per(10+)(?![0-9])", plain):
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
        (
            "delen_boven_geheel",
            over,
            f"de delen zijn samen meer dan het geheel in {listed(over)}. Klopt dat?",
        ),
        (
            "delen_tellen_niet_op",
            off,
            f"de delen zijn samen minder dan het geheel in {listed(off)}. Klopt dat?",
        ),
        (
            "af_te_leiden",
            told,
            f"in {listed(told)} ontbreekt één gebied, dat met aftrekken is te berekenen en over weinig personen gaat. "
            "Mag het totaal zo gepubliceerd worden?",
        ),
    ):
        if places:
            yield Finding(Level.QUESTION, screen, f"“{name}”: {said}", len(places))
    if part.indicator.kind != "count" and regions.COUNTRY in held:
        value = part.grid(part.value)
        country, towns = value[held.index(regions.COUNTRY)], value[[code.startswith("GM") for code in held]]
        beyond = (country < np.fmin.reduce(towns, initial=np.nan)) | (country > np.fmax.reduce(towns, initial=np.nan))
        beyond &= (~np.isnan(towns)).sum(axis=0) >= 100
        if beyond.any():
            outside = [periods[when] for when in np.flatnonzero(beyond).tolist()]
            said = f"“{name}”: Nederland ligt buiten alle gemeenten in {listed(outside)}. Klopt dat?"
            yield Finding(Level.QUESTION, "land_buiten_gemeenten", said, len(outside))


def _beyond_wider(parts: Mapping[str, _Part]) -> Iterator[Finding]:
    """A figure that is larger than that by a wider definition, which counts each of its cases too."""
    pairs = [
        (part, parts[wider])
        for part in parts.values()
        for wider in sorted(wider_than(part.indicator))
        if wider in parts
    ]
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
            f"gemeenten. Niet in het bestand: {listed(absent)}."
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


def small_numbers(indicator: Indicator, value: Floats, numerator: Floats, denominator: Floats) -> Mask:
    """Which figures are about so few persons that readers may not see them."""
    if not indicator.threshold:
        return np.zeros(len(value), bool)
    follows = np.round(value * denominator / SCALE[indicator.unit])  # a rate and its denominator give the numerator
    numerator = np.where(np.isnan(numerator), follows, numerator)
    counts = [value] if indicator.kind == "count" else [numerator, denominator - numerator, denominator]
    return np.logical_or.reduce([(count > 0) & (count < indicator.threshold) for count in counts])


def _years(periods: Iterable[str]) -> npt.NDArray[np.int64]:
    """The year of each period; 0 for more than one."""
    return np.array([int(period) if len(period) == 4 else 0 for period in periods], np.int64)


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
