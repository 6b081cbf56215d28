"""Makes a fictitious full data set, the same at every run; knows regions and declarations, not one real figure.

Real are only the codes and names of the regions, the declared indicators and the published numbers of municipalities
in each tranche. Every row cites a source that starts with FICTIEF, and the folder carries an empty file of that name.

Births are Poisson around the size of a place, who is counted among them is binomial. In about 95 of 100 municipalities
the true share is exactly the national one; in the others the odds really differ. What is part of something else (the
definitions of mortality) is drawn as a part. A province and the country count every child, also where a municipality
did not deliver its own figure.
"""

from math import ceil, log
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data import store
from ks_data.catalogue import regions
from ks_data.catalogue.counts import BIRTHS_A_YEAR, COALITIONS, COUNTS, Count
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS, OVERALL
from ks_data.catalogue.statuses import Status
from ks_data.catalogue.tables import PROGRAMME_KINDS, TABLES
from ks_data.statistics import SCALE

Persons = npt.NDArray[np.int64]  # a row for each region, a column for each year
Rows = list[tuple[object, ...]]

SEED = 20180912
MARKER = "FICTIEF"
YEARS = tuple(range(2014, 2024))  # the last one is provisional
BUDGET_YEARS, POOLED, ORGANISED_FROM = YEARS[-4:], YEARS[-3:], 2018
TRANCHES = {"1": 96, "2": 49, "3": 122, "4": 75}  # as published
MERGED, MERGED_YEAR = "GM1992", 2023  # Voorne aan Zee; the places it came from are not among the 342
BROKEN, BREAK_YEAR, BREAK_SHIFT = "antenatal_care_before_10w_percent", 2019, 0.35  # the shift in log odds
NO_YEARS = ("preterm_or_low_birthweight_per_1000", "smoking_during_pregnancy_percent")
NO_SERIES = ("antenatal_care_before_10w_percent", "speech_language_delay_age_2_percent")
SMALLEST, REALLY_DIFFERENT = 40, 0.05  # places with pooled years too; the part whose true share is another
LARGE = 4000  # from this many births on a place would move the country, so it never differs
SIZES = {
    "GM0096": 8, "GM0088": 9, "GM0277": 12, "GM0060": 28, "GM0093": 36, MERGED: 450, regions.HOME: 1900,
    "GM0344": 4600, "GM0518": 6200, "GM0599": 7000, "GM0363": 11000,
}  # fmt: skip
"""Births a year of the smallest places, the largest, and those with a part to play; chance makes the others."""
BUDGET = (  # item, funder, from which date, euros for each place and for each birth
    ("Eigen begroting Kansrijke Start", "gemeente", "", 4000, 38),
    ("Bijdrage voor prenatale huisbezoeken", "gemeentefonds", "2020-07-01", 1500, 12),
    ("Impulsmiddelen Kansrijke Start", "Rijk", "", 6000, 13),
)
SOURCES = {f"fictief/{subject}": subject for subject in ("cijfers", "uitrol", "begrotingen", "gebeurtenissen")}
FIGURES, ROLL_OUT, MONEY, PROGRAMME = SOURCES
REPORTED = "births_municipal_report_count"
BIG2, MORTALITY = "big2_hoftiezer_percent", "perinatal_mortality_22w_28d_per_1000"
LATE, EARLY = "perinatal_mortality_24w_7d_perined_per_1000", "perinatal_mortality_22w_7d_perined_per_1000"
SHARES = {  # share (0..1) in the first year, what a year adds to its log odds, persons counted for each birth
    BIG2: (0.166, -0.012, 1.0),
    BROKEN: (0.71, 0.01, 1.0),
    MORTALITY: (0.0084, 0.0, 1.0),
    "primary_antenatal_care_before_10w_percent": (0.77, 0.02, 0.86),
    "births_to_mothers_under_20_per_1000": (0.01, -0.05, 1.0),
    "smoking_during_pregnancy_percent": (0.118, -0.05, 0.985),
    "antenatal_care_after_10w_percent": (0.26, -0.02, 1.0),
    "women_with_problem_debt_percent": (0.019, 0.0, 0.985),
    "families_without_maternity_care_percent": (0.052, 0.02, 0.985),
    "children_born_in_vulnerable_family_percent": (0.07, 0.0, 1.0),
    "monitor_preterm_or_low_birthweight_percent": (0.154, -0.012, 1.0),
    "speech_language_delay_age_2_percent": (0.06, 0.03, 0.97),
    "overweight_age_2_percent": (0.091, 0.0, 0.97),
    "children_under_2_placed_out_of_home_per_1000": (0.0019, -0.03, 1.95),
    "youth_care_in_kind_percent": (0.1, 0.02, 19.5),
}
INHABITANTS = 105
"""Inhabitants for each birth."""
USUAL_SHARE = (0.08, 0.0, 1.0)
"""The same for an indicator that nobody said more about: a new one is in the set as soon as it is declared."""
PARTS = {  # who is counted here is counted there too: where, and how many of them
    "preterm_or_low_birthweight_per_1000": (BIG2, 0.96),
    "preterm_birth_22w_percent": (BIG2, 0.43),
    "perinatal_mortality_24w_7d_per_1000": (LATE, 0.98),
    "perinatal_mortality_22w_7d_per_1000": (EARLY, 0.98),
}
ORGANISED = {  # nationally only: share in its first year, what a year adds to its log odds, how many there are
    "municipalities_with_coalition_percent": (0.24, 0.31, 342),
    "municipalities_with_joint_plan_percent": (0.18, 0.29, 342),
    "municipalities_with_nu_niet_zwanger_percent": (0.21, 0.33, 342),
    "municipalities_with_prenatal_home_visits_percent": (0.31, 0.25, 342),
    "municipalities_with_voorzorg_percent": (0.36, 0.06, 342),
    "midwifery_practices_with_centering_percent": (0.15, 0.11, 560),
    "youth_health_organisations_with_centering_percent": (0.19, 0.09, 64),
}


def build(folder: Path) -> None:
    """Writes every table as parquet, and the empty file FICTIEF, to a folder that is made when it is not there.

    The same bytes at every run; a table that this module does not know yet is empty. Raises DataError, and writes
    nothing, for a folder with other data than these.
    """
    if not (folder / MARKER).exists() and any((*folder.glob("*.parquet"), *folder.glob("sources"))):
        raise DataError(f"In {folder.name}/ staan al gegevens zonder het bestand {MARKER}. Kies een andere map.")
    places = _places()
    observations, budget = _observations(places), _budget(places)
    tables = {"observations": observations, "budget": budget}
    tables |= _other_tables(observations, budget, list(places["code"]))
    empty = {name: pd.DataFrame(columns=list(table.names)) for name, table in TABLES.items() if name not in tables}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_bytes(b"")  # first, so that no fictitious table ever lies there unmarked
    store.write(tables | empty, folder)


def _random(purpose: str) -> np.random.Generator:
    """Chance for one purpose only, so that a new indicator leaves all others as they are."""
    return np.random.default_rng([SEED, *purpose.encode()])


def _log_odds(first: float, trend: float) -> npt.NDArray[np.float64]:
    """The national log odds by year."""
    return log(first / (1 - first)) + trend * np.arange(len(YEARS), dtype=np.float64)


def _places() -> pd.DataFrame:
    """The municipalities by code: code, province, size (births a year), small, silent (does not deliver everything)."""
    places = regions.municipalities().sort_values("code", ignore_index=True)
    sizes = np.exp(_random("sizes").normal(log(300), 0.75, len(places))).clip(45, 4400)
    size = places["code"].map(SIZES).fillna(pd.Series(sizes)).round()
    small = size.rank(method="first") <= SMALLEST
    ordinary = places.index[~small & ~places["code"].isin(SIZES)]
    silent = places.index.isin(_random("silent").choice(ordinary, 10, replace=False))
    return places.assign(size=size, small=small, silent=silent)


def _births(places: pd.DataFrame) -> Persons:
    """Slowly falling; none in the years in which a municipality did not exist."""
    expected = np.outer(places["size"], np.linspace(1.03, 0.97, len(YEARS)))
    exists = (places["code"] != MERGED).to_numpy()[:, None] | (np.array(YEARS) >= MERGED_YEAR)
    return np.where(exists, np.maximum(_random("births").poisson(expected), 3), 0)


def _drawn(id: str, births: Persons) -> tuple[Persons, Persons]:
    """Numerators and denominators of an indicator by municipality and year."""
    first, trend, for_each = SHARES.get(id, USUAL_SHARE)
    chance, most = _random(id), ceil(for_each)
    persons = chance.binomial(births * most, for_each / most)
    size = chance.choice([-1, 1], len(births)) * chance.normal(0.4, 0.08, len(births))
    different = np.where((chance.random(len(births)) < REALLY_DIFFERENT) & (births < LARGE).all(axis=1), size, 0)
    shift = BREAK_SHIFT * ((np.array(YEARS) >= BREAK_YEAR) & (id == BROKEN))
    return chance.binomial(persons, 1 / (1 + np.exp(-(_log_odds(first, trend) + shift + different[:, None])))), persons


def _drawn_all(births: Persons) -> dict[str, tuple[Persons, Persons | None]]:
    """Numerators and denominators of all that places have; a count has no denominator."""
    counts: dict[str, tuple[Persons, Persons | None]] = {}
    counts |= {id: _drawn(id, births) for id in SHARES}
    deaths = _random("deaths").multinomial(counts[MORTALITY][0], (0.56, 0.34, 0.06, 0.04))
    late, early, late_28d, _ = np.moveaxis(deaths, -1, 0)  # from 24 weeks, before, from 24 weeks after day 7
    counts |= {LATE: (late, births), EARLY: (late + early, births)}
    counts["perinatal_mortality_24w_28d_per_1000"] = late + late_28d, births
    for id, (wider, share) in PARTS.items():
        counts[id] = _random(id).binomial(counts[wider][0], share), counts[wider][1]
    stillborn = _random("stillborn").binomial(late, 0.68)
    live = births - stillborn - _random("stillborn early").binomial(early, 0.75)
    counts |= {"stillbirths_24w_count": (stillborn, None), "live_births_count": (live, None)}
    counts["crude_birth_rate_per_1000"] = live, births * INHABITANTS
    for id in [id for id in INDICATORS if id not in counts and id not in ORGANISED and id != REPORTED]:
        numerator, denominator = _drawn(id, births)
        counts[id] = numerator, None if INDICATORS[id].kind == "count" else denominator
    return counts


def _rows(
    id: str, codes: list[str], periods: list[str], numerator: Persons, denominator: Persons | None
) -> pd.DataFrame:
    """Observations of one indicator by region and period, each value rounded half up to the published decimals."""
    rows = pd.MultiIndex.from_product([codes, periods], names=["region", "period"]).to_frame(index=False)
    counted = numerator.ravel().astype(float)
    if denominator is None:
        return rows.assign(indicator=id, value=counted, numerator=np.nan, denominator=np.nan)
    scale, tens = int(SCALE[INDICATORS[id].unit]), 10 ** INDICATORS[id].decimals
    rate = (2 * numerator * scale * tens + denominator) // np.maximum(2 * denominator, 1) / tens
    persons = denominator.ravel().astype(float)
    return rows.assign(indicator=id, value=rate.ravel(), numerator=counted, denominator=persons)


def _observations(places: pd.DataFrame) -> pd.DataFrame:
    codes, small, births = list(places["code"]), places["small"].to_numpy(), _births(places)
    provinces = sorted(places["province"].unique())
    inside = np.array([places["province"] == province for province in provinces], dtype=np.int64)
    adding_up = np.vstack([np.eye(len(codes), dtype=np.int64), inside, np.ones_like(inside[:1])])
    everywhere, years = [*codes, *provinces, regions.COUNTRY], [str(year) for year in YEARS]
    blocks = []
    for id, (numerator, denominator) in _drawn_all(births).items():
        summed = None if denominator is None else adding_up @ denominator
        blocks.append(_rows(id, everywhere, years, adding_up @ numerator, summed))
        if denominator is not None:
            pooled = (counts[small, -len(POOLED) :].sum(axis=1, keepdims=True) for counts in (numerator, denominator))
            blocks.append(_rows(id, list(places["code"][small]), [f"{POOLED[0]}-{POOLED[-1]}"], *pooled))
    for id, (first, trend, organisations) in ORGANISED.items():
        log_odds = np.roll(_log_odds(first, trend), ORGANISED_FROM - YEARS[0])  # what rolls to the front goes missing
        taking_part = np.rint(organisations / (1 + np.exp(-log_odds))).astype(np.int64)[None]
        blocks.append(_rows(id, [regions.COUNTRY], years, taking_part, np.full_like(taking_part, organisations)))
    reported = np.where(births < 100, births, births.round(-1))[:, -len(BUDGET_YEARS) :]
    blocks.append(_rows(REPORTED, codes, years[-len(BUDGET_YEARS) :], reported, None))
    rows = pd.concat(blocks, ignore_index=True)
    recent = np.where(rows["indicator"] == REPORTED, Status.FORECAST, Status.PROVISIONAL)
    status = np.where(rows["period"].str.endswith(years[-1]), recent, Status.DEFINITIVE)
    return _with_gaps(rows.assign(status=status, source=FIGURES, note=""), list(places["code"][places["silent"]]))


def _with_gaps(rows: pd.DataFrame, silent: list[str]) -> pd.DataFrame:
    """The rows with, where there is no figure, the status ontbreekt and the reason."""
    id, region, year = rows["indicator"], rows["region"], rows["period"].str[:4].astype(int)
    two_years = (year - YEARS[0] - region.map({code: place for place, code in enumerate(silent[:6])})).between(0, 1)
    for gone, reason in (
        ((region == MERGED) & (year < MERGED_YEAR), f"Deze gemeente bestond nog niet: ze ontstond in {MERGED_YEAR}."),
        (id.isin(ORGANISED) & (year < ORGANISED_FROM), f"Hiervan bestaan pas cijfers sinds {ORGANISED_FROM}."),
        (id.isin(NO_YEARS) & two_years, "De gemeente leverde dit jaar geen cijfer."),
        (id.isin(NO_SERIES) & region.isin(silent[6:]), "De gemeente levert dit cijfer niet."),
    ):
        rows.loc[gone, ["value", "numerator", "denominator"]] = np.nan
        rows.loc[gone, ["status", "note"]] = [Status.MISSING, reason]
    return rows


def _budget(places: pd.DataFrame) -> pd.DataFrame:
    """Three lines for each municipality and year; larger places have more."""
    lines = places[["code", "size"]].merge(pd.DataFrame({"year": BUDGET_YEARS}), how="cross")
    lines = lines[(lines["code"] != MERGED) | (lines["year"] >= MERGED_YEAR)].rename(columns={"code": "region"})
    blocks = []
    for name, funder, since, fixed, per_birth in BUDGET:
        euros = (fixed + per_birth * lines["size"]) * np.exp(_random(name).normal(0, 0.15, len(lines)))
        blocks.append(lines.assign(item=name, funder=funder, amount_eur=euros.round(-2), from_date=since))
    return pd.concat(blocks).assign(source=MONEY, note="")


def _other_tables(observations: pd.DataFrame, budget: pd.DataFrame, codes: list[str]) -> dict[str, pd.DataFrame]:
    """All other tables; what they count agrees with the observations and the budget."""
    nl, home = regions.COUNTRY, regions.HOME
    dealt = _random("tranches").permutation(np.repeat(list(TRANCHES), list(TRANCHES.values())))
    in_all, of_all = ("gemeenten", "lokale coalities per gemeente", ROLL_OUT), ("EUR", "controletotaal", MONEY)
    totals: Rows = [("tranche", tranche, nl, "2023-01-01", number, *in_all) for tranche, number in TRANCHES.items()]
    sums = budget.groupby(["region", "year"])["amount_eur"].sum()
    totals += [("budget", "totaal", code, str(year), euros, *of_all) for (code, year), euros in sums.items()]
    listed = [id for id in INDICATORS if INDICATORS[id].group == "monitor"]
    trends = dict.fromkeys(INDICATORS, 0.0) | {id: trend for id, (_, trend, _) in (SHARES | ORGANISED).items()}
    monitor = [(id, "↑" if trends[id] > 0 else "↓" if trends[id] < 0 else "×") for id in listed]
    counted: list[tuple[Count, str, str, str, object, str]] = [
        (BIRTHS_A_YEAR, "ongeveer", home, "", SIZES[home], "ongeveer"),
        (COUNTS["trained_professionals_count"], "", "Kennemerland", "2023-01", 31, ""),
    ]
    numerators = observations[observations["region"] == nl].set_index(["indicator", "period"])["numerator"]
    for way, id in ((COALITIONS, "coalition"), (COUNTS["municipalities_with_voorzorg_count"], "voorzorg")):
        by_year = numerators[f"municipalities_with_{id}_percent"].loc[str(ORGANISED_FROM) :]
        counted += [(way, "", nl, f"{year}-12-31", number, "") for year, number in by_year.items()]
    events = [
        ("2018-10", nl, "een landelijke dag over het programma", "national_day"),
        ("2020", home, "de coalitie maakt een plan", "coalition_plan"),
        (f"{MERGED_YEAR}-01-01", MERGED, "de gemeente ontstaat uit een herindeling", "municipality_merged"),
    ]
    kinds = [(region, kind, f"FICTIEF: {kind} van het programma") for region in (nl, home) for kind in PROGRAMME_KINDS]
    titles = {source: f"FICTIEF: verzonnen {subject}" for source, subject in SOURCES.items()}
    rows: dict[str, Rows] = {
        "breaks": [(BROKEN, "", BREAK_YEAR, f"FICTIEF: sinds {BREAK_YEAR} op een andere manier geteld", FIGURES)],
        "tranches": [(code, tranche, "stated", ROLL_OUT) for code, tranche in zip(codes, dealt, strict=True)],
        "totals": totals,
        "monitor": [(number, *row, FIGURES) for number, row in enumerate(monitor, 1)],
        "counts": [
            (way.name, definition, region, date, number, way.unit, note, PROGRAMME, way.id)
            for way, definition, region, date, number, note in counted
        ],
        "programme": [(region, kind, 1, "", name, *[""] * 5, PROGRAMME) for region, kind, name in kinds],
        "events": [
            (date, region, f"FICTIEF: {event}", "", PROGRAMME, id, OVERALL) for date, region, event, id in events
        ],
        "sources": [
            (source, title, MARKER, "", "", f"{title}, geen bron.", "", "") for source, title in titles.items()
        ],
    }
    return {name: pd.DataFrame(table, columns=list(TABLES[name].names)) for name, table in rows.items()}
