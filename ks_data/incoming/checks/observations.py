"""Checks figures of indicators: the subjects, cells, regions and periods of a file; `screens` looks at the figures."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.periods import years_of
from ks_data.catalogue.statuses import WITHOUT_VALUE, Status
from ks_data.catalogue.tables import TABLES
from ks_data.incoming.checks.decimals import with_possible_decimals
from ks_data.incoming.checks.excel_years import with_excel_years
from ks_data.incoming.checks.indicator_rows import NUMBERS, guarded_without_counts, small_rows
from ks_data.incoming.checks.outcome import HUGE, Checked, Tables, has_error, selected
from ks_data.incoming.checks.rates import with_computed_rates, without_empty_rates
from ks_data.incoming.checks.region_names import existing_regions
from ks_data.incoming.checks.screens import screened
from ks_data.incoming.checks.signs import explained
from ks_data.incoming.checks.subjects import chosen_subjects, recognised_by_unit, unknown_subjects
from ks_data.incoming.checks.whole_counts import without_noise
from ks_data.incoming.findings import Finding, Level, finding, listed, shortened
from ks_data.incoming.reading import Reading, categories, values
from ks_data.language import dutch

TEXTS = ("subject", "unit", "region", "region_text", "period", "period_text", "status", "note", "source", "column")


def checked_observations(
    reading: Reading, published: Tables, chosen: Mapping[str, str], signs: Mapping[str, str], own_rule: bool
) -> Checked:
    """Figures after their checks; see `check.checked`."""
    rows = reading.rows.astype({name: "category" for name in TEXTS if reading.rows[name].dtype != "category"})
    subjects = _subjects(rows, chosen)
    skipped = {text for text, id in chosen.items() if not id}
    findings = [*unknown_subjects(subjects, skipped, rows), *chosen_subjects(subjects, skipped)]
    rows = rows.assign(indicator=_mapped(rows["subject"], lambda text: subjects.get(text, "")))
    rows = selected(rows, ~values.equal(rows["indicator"], ""))
    rows, asked, notes = explained(rows, signs)
    findings += notes
    steps = (
        with_excel_years,
        _filled_in,
        without_noise,
        without_empty_rates,
        with_computed_rates,
        with_possible_decimals,
    )
    for step in steps[:-1] if reading.exact else steps:
        rows, notes = step(rows)
        findings += notes
    findings += _unreadable_cells(rows)
    rows, notes = existing_regions(rows)
    findings += [*notes, *_period_of_name(reading), *_unknown_sources(rows, published["sources"])]
    rows = selected(rows, ~(values.equal(rows["region"], "") | values.equal(rows["period"], "")))
    for step in (_without_duplicates, _without_huge):
        rows, notes = step(rows)
        findings += notes
    small, notes = screened(rows, published["observations"], own_rule)
    findings += notes
    if not len(rows) and not has_error(findings):
        findings.append(Finding(Level.ERROR, "leeg", "In het bestand staat geen enkel cijfer dat in deze app hoort."))
    tidy = _tidy(rows, published["sources"])
    lines = rows["row"].to_numpy(np.int64)
    unknown = int(guarded_without_counts(rows).sum())
    return Checked("observations", tidy, lines, small, tuple(findings), subjects, asked, unknown)


def _subjects(rows: pd.DataFrame, chosen: Mapping[str, str]) -> dict[str, str]:
    """The indicator of each subject, as chosen or else as recognised; "" where there is none."""
    recognised = recognised_by_unit(map(str, values.used(rows["subject"])))
    ids = {text: chosen.get(text, id) for text, id in recognised.items()}
    return {text: id if id in INDICATORS else "" for text, id in ids.items()}


def _tidy(rows: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The rows with the columns of the table observations; a missing value always has a status and a reason.

    Only what stands in place of a figure and cannot be read has neither: it is an error, and nobody knows yet.
    """
    absent = rows["value"].isna().to_numpy()
    missing = absent & values.equal(rows["value_text"], "")
    no_status, no_reason = values.equal(rows["status"], ""), values.equal(rows["note"], "")
    status = categories.with_text(rows["status"], no_status & ~absent, Status.DEFINITIVE)
    known_sources = set(sources["source"])
    columns = {
        "status": categories.with_text(status, no_status & missing, Status.MISSING),
        "source": _mapped(rows["source"], lambda source: source if source in known_sources else ""),
        "note": categories.with_text(rows["note"], missing & no_reason, "het bestand geeft geen waarde"),
    }
    return rows.assign(**columns)[list(TABLES["observations"].names)].reset_index(drop=True)


# --- cells ---


def _filled_in(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Without the rows of a template that nobody filled in: a missing figure has a status, a sign or a note."""
    silent = np.flatnonzero(rows["value"].isna() & values.equal(rows["status"], "") & values.equal(rows["note"], ""))
    cells = rows.iloc[silent]
    texts = (cells[f"{name}_text"].astype("str").str.strip() for name in NUMBERS)
    blank = pd.concat(texts, axis=1).eq("").all(axis=1)
    if not blank.any():
        return rows, []
    filled = np.ones(len(rows), bool)
    filled[silent[blank.to_numpy(bool)]] = False
    message = "Rijen zonder waarde, status en toelichting zijn overgeslagen: daar is niets ingevuld."
    return rows[filled], [Finding(Level.REMARK, "niet_ingevuld", message, int(blank.sum()))]


def _unreadable_cells(rows: pd.DataFrame) -> Iterator[Finding]:
    """What cannot be read: a period or a status; for what stands in place of a number see `signs`."""
    yield from _without_reason(rows)
    yield from _unreadable_periods(rows)
    yield from _unfit_statuses(rows)


def _without_reason(rows: pd.DataFrame) -> Iterator[Finding]:
    """No value, and a status that says that there is one."""
    silent = rows["value"].isna().to_numpy() & ~values.within(rows["status"], ("", *WITHOUT_VALUE))
    silent &= values.equal(rows["note"], "")
    silent[silent] = rows["value_text"][silent].astype("str").str.strip() == ""
    if silent.any():
        message = (
            "Hier staat geen waarde, maar de status zegt dat die er is. Vul de waarde in, of kies als status "
            f"{' of '.join(WITHOUT_VALUE)}."
        )
        yield finding(Level.ERROR, "status_zonder_waarde", message, rows, silent, "status")


def _unreadable_periods(rows: pd.DataFrame) -> Iterator[Finding]:
    """One error on the periods that are not known, and one where there is none."""
    without = rows.iloc[np.flatnonzero(values.equal(rows["period"], ""))]
    absent = values.equal(without["period_text"], "")
    advice = "Schrijf een jaar (2019) of jaren (2017-2019)."
    if absent.any():
        message = f"De periode ontbreekt. {advice}"
        yield finding(Level.ERROR, "onbekende_periode", message, without, absent, "period_text")
    if (~absent).any():
        texts = [f"“{shortened(text)}”" for text in map(str, values.used(without["period_text"])) if text]
        problem = f"De periode {texts[0]} herkennen we niet"
        if len(texts) > 1:
            problem = f"{dutch.number(len(texts), 0)} perioden herkennen we niet: {listed(texts)}"
        yield finding(Level.ERROR, "onbekende_periode", f"{problem}. {advice}", without, ~absent, "period_text")


def _unfit_statuses(rows: pd.DataFrame) -> Iterator[Finding]:
    """A status that is not known, that hides a value, or that does not say forecast of a year to come."""
    if (unknown := ~values.within(rows["status"], ("", *Status))).any():
        message = f"Deze status kennen we niet. Kies uit: {', '.join(Status)}."
        yield finding(Level.ERROR, "onbekende_status", message, rows, unknown, "status")
    if (hidden := rows["value"].notna().to_numpy() & values.within(rows["status"], WITHOUT_VALUE)).any():
        message = (
            "Hier staat een waarde, maar de status zegt dat die er niet is. Verbeter de status, of haal de waarde weg "
            "en laat de status staan."
        )
        yield finding(Level.ERROR, "waarde_en_status", message, rows, hidden, "value_text", hide=hidden)
    this_year = date.today().year
    coming = [period for period in values.used(rows["period"]) if period and int(period[-4:]) > this_year]
    early = values.within(rows["period"], tuple(coming)) & ~values.equal(rows["status"], Status.FORECAST)
    if early.any():
        message = f"Deze cijfers gaan over een jaar dat nog komt: {listed(sorted(coming))}. Klopt dat?"
        yield finding(Level.QUESTION, "toekomst", message, rows, early, "period_text")


# --- the file as a whole ---


def _period_of_name(reading: Reading) -> Iterator[Finding]:
    """The year in the name of the file is none of those in the file."""
    named = values.period_within(reading.name.rpartition("/")[2])
    years = {year for period in values.used(reading.rows["period"]) if period for year in years_of(period)}
    if named and years and years.isdisjoint(years_of(named)):
        message = f"De bestandsnaam noemt {named}, maar die periode staat niet in het bestand."
        yield Finding(Level.REMARK, "andere_periode", message)


def _unknown_sources(rows: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Finding]:
    """Sources in the file that the app does not know: its figures get the source that is filled in at publishing."""
    known = {"", *sources["source"]}
    if unknown := [text for text in map(str, values.used(rows["source"])) if text.strip() not in known]:
        named = listed([f"“{shortened(text)}”" for text in unknown])
        message = (
            f"Het bestand noemt zelf een bron: {named}. Bij deze cijfers komt de bron te staan die u bij het "
            "publiceren invult. Klopt dat voor alle rijen? Lever anders een bestand voor elke bron."
        )
        affected = values.within(rows["source"], tuple(unknown))
        yield finding(Level.QUESTION, "andere_bron", message, rows, affected, "source")


def _without_duplicates(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    code = np.zeros(len(rows), np.int64)
    for name in TABLES["observations"].key:
        code = code * len(rows[name].cat.categories) + rows[name].cat.codes.to_numpy()
    if (np.diff(np.sort(code, kind="stable")) > 0).all():  # quick where rows are in some order, as in most files
        return rows, []
    repeated = pd.Series(code).duplicated(keep=False).to_numpy()
    doubles = rows.assign(code=code)[repeated]
    numbers = doubles.groupby("code")[list(NUMBERS)].transform("nunique", dropna=False)
    differ = (numbers > 1).any(axis=1).to_numpy(bool)
    small, findings = small_rows(doubles), []
    if differ.any():
        message = (
            "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met een andere waarde. Laat er één staan."
        )
        findings.append(finding(Level.ERROR, "dubbel", message, doubles, differ, "value_text", hide=small))
    later = pd.Series(code).duplicated().to_numpy()
    if (same := later[repeated] & ~differ).any():
        message = "Hetzelfde cijfer, gebied en jaar staat er meer dan één keer, met dezelfde waarde. Wij nemen er één."
        findings.append(finding(Level.REMARK, "dubbel_gelijk", message, doubles, same, "value_text", hide=small))
    return rows[~later], findings


def _without_huge(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    huge = np.logical_or.reduce([rows[name].abs() > HUGE for name in NUMBERS])
    if not huge.any():
        return rows, []
    message = "Zo groot kan geen cijfer zijn. Verbeter deze waarden."
    return rows[~huge], [finding(Level.ERROR, "te_groot", message, rows, huge, "value_text")]


# --- texts as categories ---


def _mapped(texts: "pd.Series[str]", becomes: Callable[[str], str]) -> "pd.Series[str]":
    return values.spread(texts, [becomes(str(text)) for text in texts.cat.categories])
