"""Holds what a file says against what is declared and published, before it may be published. Knows no layouts.

A finding names what is wrong, where, and what to do. Errors block, questions must be confirmed one by one, remarks
only inform. See `checked`.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.periods import is_date, years_of
from ks_data.catalogue.tables import EVIDENCE, FUNDERS, MISSING_STATUSES, STATUSES, TABLES, TRANCHES
from ks_data.incoming.checks.findings import LONGEST, SHOWN, Finding, Level, finding, listed, shortened
from ks_data.incoming.checks.screens import screened, small_numbers, unit_of
from ks_data.incoming.reading import Reading, values
from ks_data.language import dutch
from ks_data.statistics import FORECAST, SCALE, Mask

Tables = Mapping[str, pd.DataFrame]
NAMED = 20
"""So many regions or subjects that are not known, and budgets that do not add up, are told one by one."""
LOOKED_UP = 1000
"""So many are looked up among the municipalities that were."""
HUGE = 1e12
"""No number of persons, no rate and no amount is larger."""
CENT = 0.01
SUGGESTED = 500
"""For so many unknown subjects is looked which known one is spelled like it."""
_YEAR = "(19|20)[0-9]{2}"
_DUTCH_DATE = re.compile("([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")


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


@cache
def _known_subjects() -> dict[str, str]:
    found = {}
    for indicator in INDICATORS.values():
        for text in (indicator.name, indicator.official, indicator.id):
            if text:
                found[_plain(text)] = indicator.id
    return found


def _plain(text: str) -> str:
    return " ".join(values.bracketed(text)[0].casefold().split())


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
    rows, computed = _computed(rows)
    rows, notes = _filled_in(rows)
    found += computed
    found += [*notes, *_cells(rows)]
    rows, notes = _known_regions(rows)
    found += [*notes, *_other_period(reading), *_other_sources(rows, published["sources"])]
    rows = _where(rows, ~(values.equal(rows["region"], "") | values.equal(rows["period"], "")))
    rows, notes = _without_doubles(rows)
    found += notes
    huge = np.logical_or.reduce([rows[name].abs() > HUGE for name in ("value", "numerator", "denominator")])
    if huge.any():
        said = "Zo groot kan geen cijfer zijn. Verbeter deze waarden."
        found.append(finding(Level.ERROR, "te_groot", said, rows, huge, "value_text"))
        rows = rows[~huge]
    small, notes = screened(rows, published["observations"])
    found += notes
    if not len(rows) and not any(finding.level == Level.ERROR for finding in found):
        found.append(Finding(Level.ERROR, "leeg", "In het bestand staat geen enkel cijfer dat in deze app hoort."))
    tidy = _tidy(rows, published["sources"])
    return Checked("observations", tidy, rows["row"].to_numpy(np.int64), small, tuple(found), subjects)


def _in_their_unit(texts: Iterable[str]) -> dict[str, str]:
    """The indicator of each subject; of "Rokers [%]" and "Rokers [aantal]" only the one in the indicator's unit."""
    found = {text: recognised(text) for text in texts}
    fit = {text: unit_of(values.bracketed(text)[1]) for text in found}
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
        near = {text: meant for text in unknown[:SUGGESTED] if (meant := _meant(text))}
        named = [f"“{shortened(text)}” (bedoelde u “{meant}”?)" for text, meant in near.items()]  # to look at first
        named += [f"“{shortened(text)}”" for text in unknown if text not in near]
        said = f"Deze onderwerpen kennen we niet: {listed(named)}. Wij slaan ze over. Klopt dat?"
        if len(named) == 1:
            said = f"Dit onderwerp kennen we niet: {named[0]}. Wij slaan het over. Klopt dat?"
        return [finding(Level.QUESTION, screen, said, rows, values.within(rows["subject"], tuple(unknown)), "subject")]
    found = []
    for text in unknown[:NAMED]:
        hint = f" Bedoelde u “{meant}”?" if (meant := _meant(text)) else ""
        said = f"Het onderwerp “{shortened(text)}” kennen we niet.{hint} Kies welk cijfer het is, of sla het over."
        found.append(finding(Level.ERROR, screen, said, rows, values.equal(rows["subject"], text), "subject"))
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
                f"“{shortened(text)}” komt bij “{indicator.name}”. Is dit precies hetzelfde: {indicator.definition} "
                "Een andere definitie hoort in een eigen cijfer."
            )
            yield Finding(Level.QUESTION, "andere_definitie", said)
    if left_out := [f"“{shortened(text)}”" for text in subjects if text in skipped]:
        said = f"Overgeslagen: {listed(left_out)}."
        yield Finding(Level.REMARK, "overgeslagen", said, len(left_out))


def _computed(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """With the rate where a row gives only the two counts it follows from."""
    at = (rows["value"].isna() & rows["numerator"].notna() & (rows["denominator"] > 0)).to_numpy(bool, copy=True)
    if not at.any():
        return rows, []
    computable = tuple(one.id for one in INDICATORS.values() if one.kind != "count")
    at &= values.within(rows["indicator"], computable) & values.within(rows["status"], ("", MISSING_STATUSES[1]))
    at[at] = rows["value_text"][at].astype("str").str.strip() == ""
    if not at.any():
        return rows, []
    counts = rows.loc[at, ["indicator", "numerator", "denominator"]].astype({"indicator": "str"})
    rates = [
        dutch.rounded(numerator * SCALE[INDICATORS[id].unit] / denominator, INDICATORS[id].decimals)
        for id, numerator, denominator in counts.itertuples(index=False)
    ]
    value = rows["value"].to_numpy(float, copy=True)
    value[at] = rates
    small = np.zeros(len(rows), bool)
    small[at] = _small(rows[at].assign(value=rates))
    said = "Hier staan een teller en een noemer, maar geen cijfer. Wij rekenen het daaruit uit. Klopt dat?"
    found = [finding(Level.QUESTION, "uitgerekend", said, rows, at, "numerator_text", hide=small)]
    unsaid = {name: _put(rows[name], at, "") for name in ("status", "note")}
    return rows.assign(value=value, **unsaid), found


def _small(rows: pd.DataFrame) -> Mask:
    """Which rows are about so few persons that readers may not see them."""
    small = np.zeros(len(rows), bool)
    for id, at in rows.groupby("indicator", observed=True).indices.items():
        counts = (rows[name].to_numpy(float)[at] for name in ("value", "numerator", "denominator"))
        small[at] = small_numbers(INDICATORS[str(id)], *counts)
    return small


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
        yield finding(Level.ERROR, "geen_getal", said, some, unread, "value_text")
    empty = (texts == "").to_numpy(bool) & ~values.equal(some["status"], "") & values.equal(some["note"], "")
    if empty.any():
        said = (
            "Hier staat geen waarde, maar de status zegt dat die er is. Vul de waarde in, of kies als status "
            f"{' of '.join(MISSING_STATUSES)}."
        )
        yield finding(Level.ERROR, "status_zonder_waarde", said, some, empty, "status")
    for name in ("numerator_text", "denominator_text"):
        lines = np.flatnonzero(rows[name.removesuffix("_text")].isna())
        signs = rows[name].iloc[lines].astype("category").cat
        known = signs.categories.str.strip().str.casefold().isin(list(values.MISSING[""]))
        if (wrong := ~np.asarray(known).take(signs.codes)).any():
            said = "Dit aantal is geen getal en geen bekend teken voor ‘ontbreekt’. Verbeter de cel of maak haar leeg."
            yield finding(Level.ERROR, "geen_getal", said, rows, wrong, name, lines=lines)
    some = rows.iloc[np.flatnonzero(values.equal(rows["period"], ""))]
    for period in values.used(some["period_text"])[:SHOWN] if len(some) else ():
        what = f"De periode “{shortened(period)}” herkennen we niet" if period else "De periode ontbreekt"
        said = f"{what}. Schrijf een jaar (2019) of jaren (2017-2019)."
        at = values.equal(some["period_text"], period)
        yield finding(Level.ERROR, "onbekende_periode", said, some, at, "period_text")
    if (strange := ~values.within(rows["status"], ("", *STATUSES))).any():
        said = f"Deze status kennen we niet. Kies uit: {', '.join(STATUSES)}."
        yield finding(Level.ERROR, "onbekende_status", said, rows, strange, "status")
    if (hidden := ~missing & values.within(rows["status"], MISSING_STATUSES)).any():
        said = "Hier staat een waarde, maar de status zegt dat zij ontbreekt. Verbeter de status of maak de cel leeg."
        yield finding(Level.ERROR, "waarde_en_status", said, rows, hidden, "value_text", hide=hidden)
    coming = [p for p in values.used(rows["period"]) if p and int(p[-4:]) > date.today().year]
    if (at := values.within(rows["period"], tuple(coming)) & ~values.equal(rows["status"], FORECAST)).any():
        said = f"Deze cijfers gaan over een jaar dat nog komt: {listed(sorted(coming))}. Klopt dat?"
        yield finding(Level.QUESTION, "toekomst", said, rows, at, "period_text")


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
        named = listed([f"“{shortened(text)}”" for text in unknown])
        said = (
            f"Het bestand noemt zelf een bron: {named}. Bij deze cijfers komt de bron te staan die u bij het "
            "publiceren invult. Klopt dat voor alle rijen? Lever anders een bestand voor elke bron."
        )
        at = values.within(rows["source"], tuple(unknown))
        yield finding(Level.QUESTION, "andere_bron", said, rows, at, "source")


def _two_regions(rows: pd.DataFrame) -> Iterator[Finding]:
    """Where the code and the name are two regions."""
    region, text = rows["region"].cat, rows["region_text"].cat
    pair = region.codes.to_numpy().astype(np.int64) * len(text.categories) + text.codes.to_numpy()
    whole, part = np.divmod(pd.unique(pair), max(len(text.categories), 1))
    pairs = pd.DataFrame({"region": region.categories[whole], "region_text": text.categories[part]}, dtype="str")
    named = recognise.find(pairs["region_text"])
    other = pairs[(named != "") & (pairs["region"] != "") & (named != pairs["region"])]
    other = other[other["region"].str[:2] == named[other.index].str[:2]]  # a town and a province may share a name
    for code, text in other[["region", "region_text"]].head(SHOWN).itertuples(index=False):
        said = f"{code} is {regions.name(code)}, maar ernaast staat “{shortened(text)}”. Verbeter een van beide."
        at = values.equal(rows["region"], code) & values.equal(rows["region_text"], text)
        yield finding(Level.ERROR, "code_en_naam", said, rows, at, "region_text")


def _known_regions(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Regions that are not known, or told in two ways; rows of municipalities that no longer exist are left out."""
    strange = rows[(rows["region"] == "").to_numpy(bool)]
    texts = [str(text) for text in strange["region_text"].unique()]
    gone = {text: into for text in texts[:LOOKED_UP] if (into := recognise.merged(text))}
    unknown = [text for text in texts if text not in gone]
    found = list(_two_regions(rows))
    for text in unknown[:NAMED]:
        near = recognise.near(text)
        hint = f" Bedoelde u {near}?" if near else ""
        said = (
            f"Het gebied “{shortened(text)}” kennen we niet.{hint} Verbeter de naam of de code, of haal de rijen weg."
        )
        at = (strange["region_text"] == text).to_numpy(bool)
        found.append(finding(Level.ERROR, "onbekend_gebied", said, strange, at, "region_text"))
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
        found.append(finding(Level.QUESTION, "opgeheven_gemeente", said, strange, filled, "region_text"))
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
    few = _small(said)
    if differ.any():
        text = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met een andere waarde. Laat er één staan."
        found.append(finding(Level.ERROR, "dubbel", text, said, differ.to_numpy(bool), "value_text", hide=few))
    again = pd.Series(key).duplicated().to_numpy()
    if (same := again[several] & ~differ.to_numpy(bool)).any():
        text = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met dezelfde waarde. Wij nemen er één."
        found.append(finding(Level.REMARK, "dubbel_gelijk", text, said, same, "value_text", hide=few))
    return rows[~again], found


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
            found.append(finding(Level.ERROR, screen, said, rows, at, column))
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
    unreadable = ~rows["year"].str.fullmatch(_YEAR).astype(bool)
    for screen, said, wrong, column in (
        (
            "onbekend_jaar",
            "Dit is geen jaar. Schrijf bijvoorbeeld 2022.",
            unreadable,
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
            ~rows["from_date"].isin([text for text in rows["from_date"].unique() if not text or is_date(text)]),
            "from_date",
        ),
        ("dubbel", "Deze post staat er meer dan één keer voor hetzelfde jaar en gebied.", double, "item"),
    ):
        if (at := wrong.to_numpy(bool)).any():
            found.append(finding(Level.ERROR, screen, said, rows, at, column))
    rows = rows.assign(year=rows["year"].mask(unreadable, "0").astype("int64"))
    found += _budget_totals(rows[~total], rows[total], published)
    return _typed("budget", rows[~total], found)


def _iso(text: str) -> str:
    """1-7-2022, as a Dutch Excel makes of it, -> 2022-07-01."""
    found = _DUTCH_DATE.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def _budget_totals(lines: pd.DataFrame, own: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The lines against the total in the file, which must be right, and the published one; and what disappears."""
    totals = published["totals"]
    controls = totals[totals["kind"] == "budget"].set_index(["region", "period"])["value"]
    owns = own.drop_duplicates(["region", "year"]).set_index(["region", "year"])["amount_eur"]
    before = published["budget"]
    off = 0
    for (year, region), part in lines.groupby(["year", "region"]):
        total = float(part["amount_eur"].sum())
        place = f"{regions.name(str(region))} {year}"
        words = f"{place}: de posten zijn samen {dutch.euro(total)}"
        told = owns.get((region, year), total)
        if abs(told - total) > CENT and (off := off + 1) <= NAMED:
            said = f"{words}, maar het totaal in het bestand is {dutch.euro(told)}. Verbeter een van beide."
            yield Finding(Level.ERROR, "telt_niet_op", said, len(part))
        control = controls.get((region, str(year)), total)
        if abs(control - total) > CENT:
            said = f"{words}, maar gepubliceerd is een totaal van {dutch.euro(control)}. Klopt dat?"
            yield Finding(Level.QUESTION, "ander_totaal", said, len(part))
        theirs = before.loc[(before["year"] == year) & (before["region"] == region), "item"]
        if gone := [f"“{item}”" for item in theirs[~theirs.isin(part["item"])]]:
            said = f"{place}: deze posten staan niet meer in het bestand en vervallen: {listed(gone)}. Klopt dat?"
            yield Finding(Level.QUESTION, "posten_weg", said, len(gone))
    if off > NAMED:
        said = (
            f"En nog {dutch.number(off - NAMED, 0)} begrotingen waarvan de posten een ander totaal geven dan er staat."
        )
        yield Finding(Level.ERROR, "telt_niet_op", said, off - NAMED)


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


_COLUMNS = {
    "value_text": "waarde",
    "region_text": "gebied",
    "period_text": "periode",
    "subject": "onderwerp",
    "amount_text": "bedrag",
}
"""What a reader calls what no column of the file holds."""
