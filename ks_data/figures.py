"""The figures that pages show: series over the years, the latest figure, the roll-out and the budget.

Knows tables and regions, not how anything is drawn. Spans of pooled years ("2017-2019") never enter a yearly series.
"""

from dataclasses import dataclass

import pandas as pd

from ks_data import regions, store
from ks_data.indicators import INDICATORS, Indicator

EVIDENCE_WORDS = {
    "stated": "tranche genoemd in de bron",
    "impulse_money_since_2019": "impulsgeld sinds 2019: tranche 1 of 2",
    "gids_municipality": "GIDS-gemeente, waarschijnlijk 2019-instroom: tranche 1 of 2",
    "": "tranche nog niet aangeleverd",
}
TRANCHE_START = {"1": 2019, "2": 2019, "1-2": 2019, "3": 2020, "4": 2022}
"""The year in which a tranche began."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value; `value` is in the unit of the indicator."""

    indicator: Indicator
    region: str
    year: int
    value: float
    status: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest figure of a region in a range of years, that of another region in the same year, and the first."""

    own: Figure
    other: Figure | None
    first: Figure | None


@dataclass(frozen=True, slots=True)
class Tranche:
    """What is known of one municipality's place in the roll-out; empty strings where nothing is."""

    tranche: str
    evidence: str
    source: str

    @property
    def words(self) -> str:
        """In Dutch: "tranche 1", "tranche 1 of 2" or "doet mee, tranche nog niet aangeleverd"."""
        return TRANCHE_WORDS[self.tranche]


TRANCHE_WORDS = {
    "1": "tranche 1",
    "2": "tranche 2",
    "3": "tranche 3",
    "4": "tranche 4",
    "1-2": "tranche 1 of 2",
    "": "doet mee, tranche nog niet aangeleverd",
}


def yearly(indicator: str) -> pd.DataFrame:
    """All yearly observations of an indicator, with the whole number `year`, sorted by region and year."""
    rows = store.load("observations")
    rows = rows[(rows["indicator"] == indicator) & ~rows["period"].str.contains("-")]
    return rows.assign(year=rows["period"].astype(int)).sort_values(["region", "year"], ignore_index=True)


def span() -> tuple[int, int]:
    """The first and last year of any yearly observation."""
    years = _years(store.load("observations"))
    return int(years.min()), int(years.max())


def usual_span() -> tuple[int, int]:
    """The years of the municipalities' own figures: where the app starts."""
    rows = store.load("observations")
    own = [indicator.id for indicator in INDICATORS.values() if indicator.group == "kern"]
    years = _years(rows[rows["indicator"].isin(own)])
    return (int(years.min()), int(years.max())) if len(years) else span()


def _years(rows: pd.DataFrame) -> "pd.Series[int]":
    return rows.loc[~rows["period"].str.contains("-"), "period"].astype(int)


def series(indicator: str, codes: list[str], first: int, last: int) -> pd.DataFrame:
    """A row for every region and year of the range: columns of `yearly` and `name`.

    A year without an observation is a row without a value, so that no line can cross it. A region without any
    value in the range has no rows.
    """
    found = yearly(indicator)
    found = found[found["year"].between(first, last) & found["region"].isin(codes)]
    present = [code for code in codes if found.loc[found["region"] == code, "value"].notna().any()]
    grid = pd.MultiIndex.from_product([present, range(first, last + 1)], names=["region", "year"])
    full = grid.to_frame(index=False).merge(found, on=["region", "year"], how="left")
    full["name"] = full["region"].map(regions.name)
    text = ["indicator", "period", "status", "source", "note"]
    return full.assign(**{column: full[column].fillna("") for column in text})


def regions_with(indicator: str) -> list[str]:
    """Codes of the regions that have a yearly value of this indicator."""
    found = yearly(indicator)
    return sorted(found.loc[found["value"].notna(), "region"].unique())


def years_with(indicator: str, region: str) -> list[int]:
    """The years for which a region has a value of an indicator."""
    found = yearly(indicator)
    return [int(year) for year in found.loc[found["value"].notna() & (found["region"] == region), "year"]]


def compare(indicator: str, region: str, other: str, first: int, last: int) -> Comparison | None:
    """The latest figure of a region between two years with what it is compared with; None when it has none."""
    found = yearly(indicator)
    found = found[found["value"].notna() & found["year"].between(first, last)]
    own = _figures(found[found["region"] == region])
    if not own:
        return None
    beside = {figure.year: figure for figure in _figures(found[found["region"] == other])}
    latest = own[-1]
    return Comparison(latest, beside.get(latest.year) if other != region else None, own[0] if len(own) > 1 else None)


def latest(indicator: str, region: str, first: int, last: int) -> Figure | None:
    """The latest figure of a region between two years, or None."""
    found = compare(indicator, region, region, first, last)
    return found.own if found else None


def _figures(rows: pd.DataFrame) -> list[Figure]:
    columns = ["indicator", "region", "year", "value", "status", "source", "note"]
    return [
        Figure(INDICATORS[id], region, int(year), float(value), status, source, note)
        for id, region, year, value, status, source, note in rows[columns].itertuples(index=False)
    ]


def tranches() -> pd.DataFrame:
    """All municipalities with what is known of their tranche: code, name, province, tranche, evidence, source.

    All 342 take part on 1 January 2023; tranche, evidence and source are empty where nothing is documented.
    """
    known = store.load("tranches").rename(columns={"region": "code"})
    return regions.municipalities().merge(known, on="code", how="left").fillna("")


def tranche_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `tranches` for readers: Dutch column names and words, and the source as it is cited."""
    return pd.DataFrame(
        {
            "Gemeente": rows["name"],
            "Provincie": rows["province"].map(regions.names()).str.removesuffix(" (provincie)"),
            "Tranche": rows["tranche"].map(TRANCHE_WORDS),
            "Waaruit dat blijkt": rows["evidence"].map(EVIDENCE_WORDS),
            "Bron": rows["source"].map(lambda key: citation(key) if key else ""),
        }
    )


def tranche(region: str) -> Tranche:
    """What is known of one municipality's tranche."""
    known = store.load("tranches")
    for _, number, evidence, source in known[known["region"] == region].itertuples(index=False):
        return Tranche(number, evidence, source)
    return Tranche("", "", "")


def tranche_totals() -> pd.DataFrame:
    """Per tranche: key, value (the published number of municipalities), documented (how many of them we know)."""
    totals = store.load("totals")
    totals = totals[totals["kind"] == "tranche"]
    counted = store.load("tranches")["tranche"].value_counts()
    return totals.assign(value=totals["value"].astype(int), documented=totals["key"].map(counted).fillna(0).astype(int))


def budget(region: str, year: int) -> pd.DataFrame:
    """The budget lines of a municipality in a year, largest first, with their share (%) of the sum."""
    lines = store.load("budget")
    lines = lines[(lines["region"] == region) & (lines["year"] == year)].sort_values("amount_eur", ascending=False)
    return lines.assign(share=100 * lines["amount_eur"] / lines["amount_eur"].sum()).reset_index(drop=True)


def budget_years(region: str) -> list[int]:
    """The years for which a municipality has a budget, latest first."""
    lines = store.load("budget")
    return sorted({int(year) for year in lines.loc[lines["region"] == region, "year"]}, reverse=True)


def budget_regions() -> list[str]:
    """Codes of the regions that have a budget."""
    return sorted(store.load("budget")["region"].unique())


def budget_total(region: str, year: int) -> float | None:
    """The published control total of a budget in euros, or None."""
    totals = store.load("totals")
    found = totals[(totals["kind"] == "budget") & (totals["region"] == region) & (totals["period"] == str(year))]
    return float(found["value"].iloc[0]) if len(found) else None


def citation(source: str) -> str:
    """How to cite a source; the key itself where it is not listed."""
    listed = store.load("sources").set_index("source")["citation"]
    return str(listed.get(source, source))


def sources_of(indicators: list[str], codes: list[str], first: int, last: int) -> list[str]:
    """The sources of the values of these indicators and regions between two years, in order, each once."""
    found = pd.concat([yearly(indicator) for indicator in indicators])
    found = found[found["region"].isin(codes) & found["year"].between(first, last)]
    return list(dict.fromkeys(found["source"]))
