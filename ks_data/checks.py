"""Holds what a file says against what is declared and published, before it may be published. Knows no layouts.

A finding names what is wrong, where, and what to do. Errors block, questions must be confirmed one by one, remarks
only inform. See `checked`.
"""

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data import dutch, regions
from ks_data.indicators import INDICATORS, Indicator
from ks_data.ingest import Reading
from ks_data.measures import SCALE, SUPPRESSED
from ks_data.tables import FUNDERS, MISSING_STATUSES, STATUSES, TABLES, TRANCHES

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
CENT = 0.01
_YEAR, _DATE = r"(19|20)\d\d", r"|(19|20)\d\d(-\d\d(-\d\d)?)?"


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

    lines: the row of the file for each of them. subjects: what each subject of the file was taken for ("" is skipped).
    """

    kind: str
    rows: pd.DataFrame
    lines: npt.NDArray[np.int64]
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

    published: the tables observations, tranches, budget, totals and sources as they are now, small numbers included.
    subjects: what the analyst takes a subject of the file for: an indicator id, or "" to skip it; what is not named
    here is recognised by id, official name or short name.
    """
    check = {"observations": _observations, "tranches": _tranches, "budget": _budget}[reading.kind]
    done = check(reading, published, dict(subjects or {}))
    remarks = tuple(Finding(Level.REMARK, "gelezen", text) for text in reading.remarks)
    order = list(Level)
    return replace(done, findings=tuple(sorted((*done.findings, *remarks), key=lambda one: order.index(one.level))))


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


def _observations(reading: Reading, published: Tables, chosen: dict[str, str]) -> Checked:
    rows = reading.rows
    subjects = {str(text): chosen.get(str(text), recognised(str(text))) for text in rows["subject"].unique()}
    unknown = [text for text, id in subjects.items() if not id and text not in chosen]
    found: list[Finding] = [_unknown_subject(text, rows) for text in unknown]
    found += _other_words(subjects, chosen)
    rows = rows.assign(indicator=rows["subject"].astype(str).map(subjects).astype("str"))
    rows = rows[rows["indicator"] != ""]
    missing = rows["value"].isna().to_numpy()
    found += _cells(rows, missing)
    rows, notes = _without_merged(rows)
    found += notes
    missing = rows["value"].isna().to_numpy()
    found += _declared(rows)
    good = rows[(rows["region"] != "") & (rows["period"] != "")]
    good, notes = _without_doubles(good)
    found += notes
    found += _against_published(good, published["observations"])
    found += _sense(good)
    if not len(good) and not found:
        found.append(Finding(Level.ERROR, "leeg", "In het bestand staat geen enkel cijfer dat in deze app hoort."))
    return Checked("observations", _tidy(good, published), good["row"].to_numpy(np.int64), tuple(found), subjects)


def _tidy(rows: pd.DataFrame, published: Tables) -> pd.DataFrame:
    """The rows with the columns of the table observations; a missing value always has a status and a reason."""
    missing = rows["value"].isna()
    status = rows["status"].astype("str")
    status = status.mask((status == "") & ~missing, "definitief").mask((status == "") & missing, MISSING_STATUSES[1])
    note = rows["note"].astype("str")
    sources = set(published["sources"]["source"])
    source = rows["source"].astype("str")
    return pd.DataFrame(
        {
            **{name: rows[name].astype("str") for name in ("indicator", "region", "period")},
            **{name: rows[name].astype(float) for name in ("value", "numerator", "denominator")},
            "status": status,
            "source": source.where(source.isin(sources), ""),
            "note": note.mask(missing & (note == ""), "het bestand geeft geen waarde"),
        }
    ).reset_index(drop=True)


def _unknown_subject(text: str, rows: pd.DataFrame) -> Finding:
    near = difflib.get_close_matches(_plain(text), list(_known_subjects()), 1, 0.75)
    hint = f" Bedoelde u “{INDICATORS[_known_subjects()[near[0]]].name}”?" if near else ""
    at = (rows["subject"] == text).to_numpy()
    said = f"Het onderwerp “{text}” kennen we niet.{hint} Kies hieronder wat het is, of sla het over."
    return _finding(Level.ERROR, "onbekend_onderwerp", said, rows, at, "subject")


def _other_words(subjects: Mapping[str, str], chosen: Mapping[str, str]) -> Iterator[Finding]:
    for text, id in subjects.items():
        if id and text in chosen and recognised(text) != id:
            indicator = INDICATORS[id]
            yield Finding(
                Level.QUESTION,
                "andere_definitie",
                f"“{text}” komt bij “{indicator.name}”. Is dit precies hetzelfde: {indicator.definition} "
                "Een andere definitie hoort in een eigen cijfer.",
            )


def _cells(rows: pd.DataFrame, missing: Mask) -> Iterator[Finding]:
    """What cannot be read: a value, a period, a status."""
    text = rows["value_text"].astype("str").str.strip()
    unread = missing & (rows["status"] == "").to_numpy() & (text != "").to_numpy()
    if unread.any():
        said = "Dit is geen getal en geen bekend teken voor ‘ontbreekt’. Verbeter de cel of maak haar leeg."
        yield _finding(Level.ERROR, "geen_getal", said, rows, unread, "value_text")
    for period in rows.loc[rows["period"] == "", "period_text"].unique()[:SHOWN]:
        at = ((rows["period"] == "") & (rows["period_text"] == period)).to_numpy()
        said = f"De periode “{period}” herkennen we niet. Schrijf een jaar (2019) of jaren (2017-2019)."
        yield _finding(Level.ERROR, "onbekende_periode", said, rows, at, "period_text")
    strange = ~rows["status"].isin(["", *STATUSES]).to_numpy()
    if strange.any():
        said = f"Deze status kennen we niet. Kies uit: {', '.join(STATUSES)}."
        yield _finding(Level.ERROR, "onbekende_status", said, rows, strange, "status")
    hidden = ~missing & rows["status"].isin(MISSING_STATUSES).to_numpy()
    if hidden.any():
        said = "Hier staat een waarde, maar de status zegt dat zij ontbreekt. Verbeter de status of maak de cel leeg."
        yield _finding(Level.ERROR, "waarde_en_status", said, rows, hidden, "value_text")


def _without_merged(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Regions that are not known; rows of a municipality that no longer exists are left out, and that is said."""
    unknown = (rows["region"] == "").to_numpy()
    found: list[Finding] = []
    leave = np.zeros(len(rows), bool)
    texts = rows["region_text"].astype("str")
    for text in texts[unknown].unique():
        at = unknown & (texts == text).to_numpy()
        gone = regions.merged(text)
        if gone:
            leave |= at
            if rows.loc[at, "value"].notna().any():
                said = (
                    f"De gemeente {text} bestaat niet meer: sinds {gone[2]} hoort zij bij {gone[1]} ({gone[0]}). "
                    "Deze rijen blijven weg."
                )
                found.append(_finding(Level.QUESTION, "opgeheven_gemeente", said, rows, at, "region_text"))
            continue
        near = regions.near(text)
        hint = f" Bedoelde u {near}?" if near else ""
        said = f"Het gebied “{text}” kennen we niet.{hint} Verbeter de naam of de code, of haal de rijen weg."
        found.append(_finding(Level.ERROR, "onbekend_gebied", said, rows, at, "region_text"))
    if len(found) > 20:
        rest = sum(finding.count for finding in found[20:])
        said = f"En nog {dutch.number(len(found) - 20, 0)} gebieden die we niet kennen, of niet meer."
        level = min((finding.level for finding in found[20:]), key=list(Level).index)
        found = [*found[:20], Finding(level, "onbekend_gebied", said, rest)]
    return rows[~leave], found


def _declared(rows: pd.DataFrame) -> Iterator[Finding]:
    """Units and the possible values of each indicator, and rates against their counts."""
    for id, part in rows.groupby("indicator", observed=True, sort=False):
        indicator = INDICATORS.get(str(id))
        if indicator is None:
            near = difflib.get_close_matches(str(id), list(INDICATORS), 1)
            said = f"Het cijfer “{id}” kennen we niet." + (f" Bedoelde u {near[0]}?" if near else "")
            yield _finding(Level.ERROR, "onbekend_cijfer", said, part, np.ones(len(part), bool), "subject")
            continue
        yield from _unit(indicator, part)
        yield from _possible(indicator, part)


def _unit(indicator: Indicator, rows: pd.DataFrame) -> Iterator[Finding]:
    for unit in rows["unit"].unique():
        meant = _unit_of(str(unit))
        if meant and meant != indicator.unit:
            said = (
                f"De eenheid in het bestand is “{unit}”, maar “{indicator.name}” staat in de app {indicator.measure}. "
                "Reken de waarden om, of kies een ander cijfer."
            )
            yield _finding(Level.ERROR, "andere_eenheid", said, rows, (rows["unit"] == unit).to_numpy(), "column")


def _unit_of(text: str) -> str:
    """The unit that a text names, as indicators declare it; empty when it names none that we know."""
    plain = text.casefold().replace(".", "").replace(" ", "")
    if "%" in plain or "procent" in plain or re.search(r"per100(?!0)", plain):
        return "%"
    if "per1000" in plain or "‰" in plain or "promille" in plain:
        return "per 1.000"
    return "aantal" if "aantal" in plain else ""


def _possible(indicator: Indicator, rows: pd.DataFrame) -> Iterator[Finding]:
    value, over, under = (rows[name].to_numpy(float) for name in ("value", "numerator", "denominator"))
    most = SCALE[indicator.unit] if indicator.kind == "proportion" else math.inf
    if (wrong := (value < 0) | (value > most) | np.isinf(value)).any():
        room = f"van 0 tot {dutch.number(most, 0)}" if math.isfinite(most) else "vanaf 0"
        said = f"“{indicator.name}” kan alleen {room} zijn ({indicator.measure}). Verbeter deze waarden."
        yield _finding(Level.ERROR, "onmogelijk", said, rows, wrong, "value_text")
    if indicator.kind == "count" and (wrong := np.isfinite(value) & (value != np.round(value))).any():
        said = f"“{indicator.name}” is een aantal, maar dit is geen heel getal. Verbeter deze waarden."
        yield _finding(Level.ERROR, "geen_heel_getal", said, rows, wrong, "value_text")
    if (wrong := (over < 0) | (under < 0) | (over > under)).any():
        said = "De teller is groter dan de noemer, of een van beide is kleiner dan nul. Verbeter deze aantallen."
        yield _finding(Level.ERROR, "deel_boven_geheel", said, rows, wrong, "value_text")
    if indicator.kind != "count":
        with np.errstate(divide="ignore", invalid="ignore"):
            follows = SCALE[indicator.unit] * over / under
        slack = 0.5 * 10.0**-indicator.decimals + 1e-9
        wrong = (
            np.isfinite(follows)
            & np.isfinite(value)
            & (np.abs(follows - value) > slack + 0.5 * SCALE[indicator.unit] / under)
        )
        if wrong.any():
            said = (
                f"“{indicator.name}” volgt niet uit teller en noemer. Verbeter het cijfer of de aantallen; "
                f"in de eerste rij hoort {dutch.number(follows[wrong][0], indicator.decimals)} te staan."
            )
            yield _finding(Level.ERROR, "volgt_niet_uit_aantallen", said, rows, wrong, "value_text")


def _without_doubles(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    key = ["indicator", "region", "period"]
    double = rows.duplicated(key, keep=False).to_numpy()
    if not double.any():
        return rows, []
    several = rows[double]
    same = [*key, "value", "numerator", "denominator"]
    differ = several.duplicated(key, keep=False).to_numpy() & ~several.duplicated(same, keep=False).to_numpy()
    found = []
    if differ.any():
        said = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met een andere waarde. Laat er één staan."
        found.append(_finding(Level.ERROR, "dubbel", said, several, differ, "value_text"))
    said = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met dezelfde waarde. Wij nemen er één."
    again = rows.duplicated(same, keep="first").to_numpy()
    if again.any():
        found.append(_finding(Level.REMARK, "dubbel_gelijk", said, rows, again, "value_text"))
    return rows[~rows.duplicated(key, keep="first")], found


def _against_published(rows: pd.DataFrame, published: pd.DataFrame) -> Iterator[Finding]:
    """Values of another size than published, revised values, lost decimals, and years that vanish."""
    published = published[published["indicator"].isin(rows["indicator"].unique())]
    at = _positions(rows, published, ("indicator", "region", "period"))
    known = at >= 0
    old = np.full(len(rows), np.nan)
    old[known] = published["value"].to_numpy(float)[at[known]]
    new = rows["value"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = new / old
    usual = published.groupby("indicator")["value"].median()
    for id, part in rows.groupby("indicator", observed=True, sort=False).indices.items():
        indicator = INDICATORS.get(str(id))
        if indicator is None:
            continue
        ratio = times[part][np.isfinite(times[part]) & (times[part] > 0)]
        factor = float(np.median(ratio)) if len(ratio) else _size(rows["value"].to_numpy(float)[part], usual.get(id))
        if indicator.kind != "count" and (4 < factor < 25 or 0.04 < factor < 0.25):
            said = (
                f"“{indicator.name}” is hier ongeveer {dutch.number(max(factor, 1 / factor), 0)} keer zo "
                f"{'groot' if factor > 1 else 'klein'} als wat gepubliceerd is. In de app staat het "
                f"{indicator.measure}. Waarschijnlijk is de eenheid anders; reken de waarden om."
            )
            mask = np.zeros(len(rows), bool)
            mask[part] = True
            yield _finding(Level.ERROR, "andere_grootte", said, rows, mask, "value_text")
            continue
        revised = np.zeros(len(rows), bool)
        revised[part] = np.abs(times[part] - 1) > REVISED
        if revised.any():
            first = int(np.argmax(np.where(revised, np.abs(times - 1), 0)))
            row = rows.iloc[first]
            was, becomes = (dutch.number(one[first], indicator.decimals) for one in (old, new))
            said = (
                f"“{indicator.name}” verandert meer dan {dutch.number(100 * REVISED, 0)}% in jaren die al gepubliceerd "
                f"zijn. De grootste: {regions.name(str(row['region']))} {row['period']} was {was} en wordt {becomes}. "
                "Klopt dat?"
            )
            yield _finding(Level.QUESTION, "herzien", said, rows, revised, "value_text")
        yield from _lost_decimals(indicator, new[part], published.loc[published["indicator"] == id, "value"])
        yield from _vanished(indicator, rows.iloc[part], published[published["indicator"] == id])


def _size(new: npt.NDArray[np.float64], usual: float | None) -> float:
    """How many times the published median the median of the new values is; 1 where that is not known."""
    new = new[np.isfinite(new)]
    return float(np.median(new) / usual) if len(new) and usual and usual > 0 else 1.0


def _lost_decimals(indicator: Indicator, new: npt.NDArray[np.float64], old: "pd.Series[float]") -> Iterator[Finding]:
    new, before = new[np.isfinite(new)], old.dropna().to_numpy(float)
    if indicator.decimals and len(new) >= 5 and (new == np.round(new)).all() and (before != np.round(before)).any():
        said = f"“{indicator.name}” heeft hier geen enkel cijfer achter de komma; wat gepubliceerd is wel. Klopt dat?"
        yield Finding(Level.QUESTION, "decimalen_kwijt", said, len(new))


def _vanished(indicator: Indicator, new: pd.DataFrame, old: pd.DataFrame) -> Iterator[Finding]:
    """Years between the first and last of the file that are published for its regions and that it does not have."""
    ours = old[old["region"].isin(new["region"].unique()) & old["value"].notna() & ~old["period"].str.contains("-")]
    years = {str(period) for period in new["period"].unique() if "-" not in str(period)}
    if len(years) < 2:
        return
    lost = sorted(set(ours["period"]) - years)
    if lost:
        said = (
            f"Van “{indicator.name}” mist het bestand jaren die wel gepubliceerd zijn: {dutch.listing(lost)}. "
            "Wat gepubliceerd is blijft staan. Klopt dat?"
        )
        yield Finding(Level.QUESTION, "jaren_weg", said, len(lost))


def _sense(rows: pd.DataFrame) -> Iterator[Finding]:
    """Jumps between years, parts against their whole, municipalities that are not there, and small numbers."""
    for id, part in rows.groupby("indicator", observed=True, sort=False):
        indicator = INDICATORS.get(str(id))
        if indicator is None:
            continue
        yield from _jumps(indicator, part)
        yield from _whole(indicator, part)
        yield from _absent(indicator, part)
        yield from _small(indicator, part)


def _jumps(indicator: Indicator, rows: pd.DataFrame) -> Iterator[Finding]:
    yearly = rows[rows["value"].notna() & (rows["period"].str.len() == 4)]
    yearly = yearly.assign(year=yearly["period"].astype(int)).sort_values(["region", "year"])
    before = yearly.shift()
    next_year = (before["region"] == yearly["region"]) & (before["year"] == yearly["year"] - 1)
    was, now = before["value"].to_numpy(float), yearly["value"].to_numpy(float)
    if indicator.kind == "count":
        spread = np.sqrt(was + now)
    else:
        n = [frame["denominator"].to_numpy(float) / SCALE[indicator.unit] for frame in (before, yearly)]
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = (was * n[0] + now * n[1]) / (n[0] + n[1])
            spread = np.sqrt(mean / n[0] + mean / n[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        part, errors = np.abs(now - was) / np.maximum(was, now), np.abs(now - was) / spread
    tested = np.isfinite(errors)
    jumped = next_year.to_numpy() & np.where(tested, (errors > CHANCE) & (part > JUMP), part > BIG_JUMP)
    if jumped.any():
        at = int(np.argmax(np.where(jumped, part, 0)))
        row = yearly.iloc[at]
        said = (
            f"“{indicator.name}” verandert van het ene jaar op het andere meer dan door toeval te verwachten. De "
            f"grootste: {regions.name(str(row['region']))} ging van {dutch.number(was[at], indicator.decimals)} naar "
            f"{dutch.number(now[at], indicator.decimals)} in {row['period']}. Klopt dat, of is anders geteld?"
        )
        yield _finding(Level.QUESTION, "sprong", said, yearly, jumped, "value_text")


def _whole(indicator: Indicator, rows: pd.DataFrame) -> Iterator[Finding]:
    """Municipalities against the country: counts may not add up to more, and a rate lies within their range."""
    towns = rows[rows["region"].str.startswith("GM")].groupby("period")["value"]
    country = rows[rows["region"] == regions.COUNTRY].set_index("period")["value"]
    sums, low, high, number = towns.sum(), towns.min(), towns.max(), towns.count()
    for period, value in country.dropna().items():
        if period not in sums.index:
            continue
        if indicator.kind == "count" and sums[period] > value * 1.001:
            said = (
                f"“{indicator.name}” {period}: de gemeenten zijn samen {dutch.number(sums[period], 0)}, meer dan de "
                f"{dutch.number(value, 0)} van heel Nederland. Klopt dat?"
            )
            yield Finding(Level.QUESTION, "delen_boven_geheel", said, 1)
        if indicator.kind != "count" and number[period] >= 100 and not low[period] <= value <= high[period]:
            said = (
                f"“{indicator.name}” {period}: Nederland ({dutch.number(value, indicator.decimals)}) ligt buiten alle "
                "gemeenten. Klopt dat?"
            )
            yield Finding(Level.QUESTION, "land_buiten_gemeenten", said, 1)


def _absent(indicator: Indicator, rows: pd.DataFrame) -> Iterator[Finding]:
    """Municipalities that a file about (almost) all of them does not have in its last year."""
    everyone = list(regions.municipalities()["code"])
    last = max(rows["period"], default="")
    there = set(rows.loc[rows["period"] == last, "region"])
    absent = [regions.name(code) for code in everyone if code not in there]
    if 0 < len(absent) <= len(everyone) // 4:
        named = dutch.listing(absent[:SHOWN]) if len(absent) <= SHOWN else f"{', '.join(absent[:SHOWN])} en andere"
        said = (
            f"“{indicator.name}” {last}: {len(everyone) - len(absent)} van de {len(everyone)} gemeenten. Niet in het "
            f"bestand: {named}."
        )
        yield Finding(Level.REMARK, "gemeenten_niet_in_bestand", said, len(absent))


def _small(indicator: Indicator, rows: pd.DataFrame) -> Iterator[Finding]:
    small = small_numbers(rows, indicator)
    if small.any():
        said = (
            f"“{indicator.name}”: hier gaat het om 1 tot en met {indicator.threshold - 1} personen. Lezers zien dan "
            "“onderdrukt (<10)”, en ook wat daaruit te berekenen is blijft verborgen. Mag dit gepubliceerd worden?"
        )
        yield _finding(Level.QUESTION, "kleine_aantallen", said, rows, small, "value_text", hide=True)
    counts = rows["value"] if indicator.kind == "count" else rows["numerator"]
    known = counts.dropna()
    if len(known) >= 10 and (known < 5).mean() > 0.4:
        share = dutch.number(100 * float((known < 5).mean()), 0)
        said = f"“{indicator.name}”: {share}% van de aantallen is kleiner dan 5. Past dit cijfer wel bij gemeenten?"
        yield Finding(Level.QUESTION, "veel_kleine_aantallen", said, int((known < 5).sum()))


def small_numbers(rows: pd.DataFrame, indicator: Indicator) -> Mask:
    """Which rows are about so few persons that readers may not see them."""
    if not indicator.threshold:
        return np.zeros(len(rows), bool)
    over, under = (rows[name].to_numpy(float) for name in ("numerator", "denominator"))
    counts = [rows["value"].to_numpy(float)] if indicator.kind == "count" else [over, under - over, under]
    return np.logical_or.reduce([(count > 0) & (count < indicator.threshold) for count in counts])


# --- tranches ---


def _tranches(reading: Reading, published: Tables, _: dict[str, str]) -> Checked:
    rows, found = _without_merged(reading.rows.assign(value=1.0))
    rows = rows[rows["region"] != ""]
    if (wrong := ~rows["tranche"].isin(TRANCHES).to_numpy()).any():
        said = f"Deze tranche kennen we niet. Kies uit: {', '.join(TRANCHES)}."
        found.append(_finding(Level.ERROR, "onbekende_tranche", said, rows, wrong, "tranche"))
    if (wrong := ~rows["region"].str.startswith("GM").to_numpy()).any():
        said = "Alleen gemeenten hebben een tranche. Haal deze rijen weg."
        found.append(_finding(Level.ERROR, "geen_gemeente", said, rows, wrong, "region_text"))
    evidence = rows["evidence"].astype("str").replace("", "stated")
    allowed = TABLES["tranches"].columns[2].allowed
    if (wrong := ~evidence.isin(allowed).to_numpy()).any():
        said = f"Dit bewijs kennen we niet. Kies uit: {', '.join(allowed)}, of laat de cel leeg."
        found.append(_finding(Level.ERROR, "onbekend_bewijs", said, rows, wrong, "evidence"))
    if (double := rows.duplicated("region", keep=False).to_numpy()).any():
        said = "Deze gemeente staat er meer dan één keer. Laat er één rij van staan."
        found.append(_finding(Level.ERROR, "dubbel", said, rows, double, "region_text"))
    tidy = rows.assign(evidence=evidence)[["region", "tranche", "evidence"]].astype(str).reset_index(drop=True)
    tidy["source"] = ""
    found += _tranche_totals(tidy, published)
    return Checked("tranches", tidy, rows["row"].to_numpy(np.int64), tuple(found), {})


def _tranche_totals(rows: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The list as it would become, against the published number of municipalities in each tranche."""
    kept = published["tranches"][~published["tranches"]["region"].isin(rows["region"])]
    counts = pd.concat([rows["tranche"], kept["tranche"]]).value_counts()
    totals = published["totals"][published["totals"]["kind"] == "tranche"]
    short = []
    for key, total in zip(totals["key"], totals["value"].astype(int), strict=True):
        number = int(counts.get(key, 0))
        if number > total:
            said = f"Tranche {key} krijgt {number} gemeenten, maar gepubliceerd zijn er {total}. Verbeter de lijst."
            yield Finding(Level.ERROR, "meer_dan_gepubliceerd", said, number - total)
        elif number < total:
            short.append(f"{number} van de {total} in tranche {key}")
    if short:
        said = f"De lijst is nog niet volledig: {dutch.listing(short)}. Klopt dat?"
        yield Finding(Level.QUESTION, "minder_dan_gepubliceerd", said, len(short))


# --- budget ---


def _budget(reading: Reading, published: Tables, _: dict[str, str]) -> Checked:
    rows, found = _without_merged(reading.rows.assign(value=1.0))
    rows = rows[rows["region"] != ""]
    total = rows["item"].str.strip().str.casefold().isin(["totaal", "total"]).to_numpy()
    year, date = rows["year"].astype(str), rows["from_date"].astype(str)
    unknown = ~rows["funder"].isin(FUNDERS).to_numpy() & ~total
    double = rows.duplicated(["year", "region", "item"], keep=False)
    screens = (
        ("onbekend_jaar", "Dit is geen jaar. Schrijf bijvoorbeeld 2022.", ~year.str.fullmatch(_YEAR), "year"),
        ("geen_bedrag", "Dit is geen bedrag. Schrijf een getal, in euro’s.", rows["amount_eur"].isna(), "amount_text"),
        ("onder_nul", "Een bedrag onder nul kan niet in een begroting.", rows["amount_eur"] < 0, "amount_text"),
        ("onbekende_betaler", f"Deze betaler kennen we niet. Kies uit: {', '.join(FUNDERS)}.", unknown, "funder"),
        ("leeg", "De post mag niet leeg zijn.", rows["item"].str.strip() == "", "item"),
        ("onbekende_datum", "Dit is geen datum. Schrijf 2022-07-01.", ~date.str.fullmatch(_DATE), "from_date"),
        ("dubbel", "Deze post staat er meer dan één keer voor hetzelfde jaar en gebied.", double, "item"),
    )
    for screen, said, wrong, column in screens:
        if (at := np.asarray(wrong, bool)).any():
            found.append(_finding(Level.ERROR, screen, said, rows, at, column))
    lines = rows[~total]
    found += _budget_totals(lines, rows[total], published["totals"])
    names = ("region", "item", "funder", "from_date", "note")
    tidy = pd.DataFrame({name: lines[name].astype(str) for name in names})
    tidy.insert(0, "year", pd.to_numeric(lines["year"], errors="coerce").fillna(0).astype("int64"))
    tidy.insert(4, "amount_eur", lines["amount_eur"].astype(float))
    tidy = tidy.assign(source="").reset_index(drop=True)
    return Checked("budget", tidy, lines["row"].to_numpy(np.int64), tuple(found), {})


def _budget_totals(lines: pd.DataFrame, said: pd.DataFrame, totals: pd.DataFrame) -> Iterator[Finding]:
    """The lines against the total in the file, which must be right, and the published one, which is asked about."""
    controls = totals[totals["kind"] == "budget"]
    for (year, region), part in lines.groupby(["year", "region"]):
        total = float(part["amount_eur"].sum())
        words = f"{regions.name(str(region))} {year}: de posten zijn samen {dutch.euro(total)}"
        own = said[(said["year"] == year) & (said["region"] == region)]["amount_eur"]
        if len(own) and abs(float(own.iloc[0]) - total) > CENT:
            text = (
                f"{words}, maar het totaal in het bestand is {dutch.euro(float(own.iloc[0]))}. Verbeter een van beide."
            )
            yield Finding(Level.ERROR, "telt_niet_op", text, len(part))
        control = controls[(controls["region"] == region) & (controls["period"] == str(year))]["value"]
        if len(control) and abs(float(control.iloc[0]) - total) > CENT:
            text = f"{words}, maar gepubliceerd is een totaal van {dutch.euro(float(control.iloc[0]))}. Klopt dat?"
            yield Finding(Level.QUESTION, "ander_totaal", text, len(part))


# --- what changes ---


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing would do, a row for each key: the key, what (one of WHAT), line in the file, old and new.

    "weg" is published and not in the file; it stays as it is, only lines of a budget that is in the file do go.
    anything: whether anything changes at all; latest: the number of the newest release that the rows of the file are
    already published with (0: shipped).
    """

    rows: pd.DataFrame
    anything: bool
    latest: int

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each of WHAT."""
        found = self.rows["what"].value_counts()
        return {word: int(found.get(word, 0)) for word in WHAT}


WHAT = ("nieuw", "gewijzigd", "gelijk", "weg")
_COMPARED = {
    "observations": ("value", "numerator", "denominator", "status", "note"),
    "tranches": ("tranche", "evidence"),
    "budget": ("amount_eur", "funder", "from_date", "note"),
}


def changed(found: Checked, published: pd.DataFrame) -> Change:
    """What the rows of a checked file change in the published table of their kind."""
    table = TABLES[found.kind]
    shown = _COMPARED[found.kind]
    scope = _scope(found, published)
    at = _positions(found.rows, scope, table.key)
    known = at >= 0
    other = np.zeros(len(found.rows), bool)
    rows = found.rows[list(table.key)].assign(what="", line=found.lines)
    for name in shown:
        new, old = found.rows[name], scope[name].reindex(at).set_axis(found.rows.index)
        other |= known & ((new != old) & ~(new.isna() & old.isna())).to_numpy(bool)
        rows[f"old_{name}"], rows[f"new_{name}"] = old, new
    rows["what"] = np.select([~known, other], ["nieuw", "gewijzigd"], "gelijk")
    gone = np.ones(len(scope), bool)
    gone[at[known]] = False
    left = scope.loc[gone, list(table.key)].assign(what="weg", line=0)
    for name in shown:
        left[f"old_{name}"] = scope.loc[gone, name]
    anything = bool((~known | other).any() or (found.kind == "budget" and gone.any()))
    latest = int(scope["release"].to_numpy()[at[known]].max(initial=0)) if "release" in scope else 0
    return Change(pd.concat([rows, left], ignore_index=True), anything, latest)


def _scope(found: Checked, published: pd.DataFrame) -> pd.DataFrame:
    """The published rows that the file is about: its indicators and regions, or its budgets; of tranches all."""
    if found.kind == "observations":
        inside = published["indicator"].isin(found.rows["indicator"].unique())
        levels = found.rows.drop_duplicates("region")["region"].str[:2].value_counts()
        many = published["region"].str[:2].isin(levels[levels > 1].index)
        return published[inside & (many | published["region"].isin(found.rows["region"].unique()))].reset_index(
            drop=True
        )
    if found.kind == "budget":
        ours = pd.MultiIndex.from_frame(found.rows[["year", "region"]])
        return published[pd.MultiIndex.from_frame(published[["year", "region"]]).isin(ours)].reset_index(drop=True)
    return published.reset_index(drop=True)


def _positions(rows: pd.DataFrame, among: pd.DataFrame, key: Iterable[str]) -> npt.NDArray[np.int64]:
    """Where each row stands in another table by its key; -1 where it does not."""
    left, right = np.zeros(len(rows), np.int64), np.zeros(len(among), np.int64)
    for name in key:
        codes, found = pd.factorize(pd.concat([among[name], rows[name]], ignore_index=True))
        left, right = left * (len(found) + 1) + codes[len(among) :], right * (len(found) + 1) + codes[: len(among)]
    return pd.Index(right).get_indexer(left).astype(np.int64)


def _finding(
    level: Level, screen: str, message: str, rows: pd.DataFrame, at: Mask, column: str, hide: bool = False
) -> Finding:
    """A finding about rows. column: which column holds the text to show; hide: the text itself may not be shown."""
    first = rows[at].head(SHOWN)
    heads = first["column"].astype(str) if "column" in first and column == "value_text" else [""] * len(first)
    texts = [SUPPRESSED] * len(first) if hide else first[column].astype(str)
    places = tuple(
        Place(int(row), head or _COLUMNS.get(column, column), text)
        for row, head, text in zip(first["row"], heads, texts, strict=True)
    )
    return Finding(level, screen, message, int(at.sum()), places)


_COLUMNS = {
    "value_text": "waarde",
    "region_text": "gebied",
    "period_text": "periode",
    "subject": "onderwerp",
    "amount_text": "bedrag",
}
