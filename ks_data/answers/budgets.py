"""The budgets of municipalities: their lines, the published control total, and what they come to for each newborn."""

from dataclasses import dataclass, field

import pandas as pd

from ks_data.answers import figures
from ks_data.answers.citations import cited, publishers
from ks_data.catalogue import regions
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

BIRTHS = "births_municipal_report_count"
"""The indicator over which a budget is divided: the births that the municipality itself reports."""
COUNTED = "live_births_count"
"""The births as they were counted afterwards."""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A part of a budget: its name, its amount as shown, and its share of the sum in per cents."""

    name: str
    amount: str
    share: float

    @property
    def percent(self) -> str:
        """The share as shown: "59,3%"."""
        return f"{dutch.number(self.share)}%"


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of a municipality in a year.

    missing: that there is none, and of whom there is one; then the rest is empty. years: all for which there is one,
    latest first. year: the one that this is of. headline: who pays the largest part; title: the same with where and
    when. caption: what the amounts are; origin: who says so. by_item, by_funder: its parts, largest first. by_year: its
    sum in each year, newest first, with its share of the largest. total: their sum as shown. sentences: whether they
    add up, what does not run the whole year, and what it comes to for each newborn. citations: how to cite it.
    """

    title: str
    missing: str
    years: tuple[int, ...] = ()
    year: int = 0
    headline: str = ""
    caption: str = ""
    origin: str = ""
    by_item: tuple[BudgetLine, ...] = ()
    by_funder: tuple[BudgetLine, ...] = ()
    by_year: tuple[BudgetLine, ...] = ()
    total: str = ""
    sentences: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    _lines: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)

    def download(self) -> pd.DataFrame:
        """The lines as they are saved; see `budget_lines`."""
        return self._lines.copy(deep=False)


@memoized
def budget(data: Snapshot, region: str, year: int | None = None) -> Budget:
    """The budget of a municipality in one of its years, or in the latest. Raises ValueError for any other year."""
    name, years = regions.name(region), tuple(budget_years(data, region))
    if not years:
        title = f"Begroting Kansrijke Start van {name}"
        municipalities = dutch.listing([regions.name(code) for code in budget_regions(data)])
        elsewhere = f" Wel voor: {municipalities}." if municipalities else ""
        return Budget(title, f"Voor {name} is nog geen begroting aangeleverd.{elsewhere}")
    year = years[0] if year is None else year
    if year not in years:
        raise ValueError(f"{region} has no budget for {year}")
    lines = budget_lines(data, region, year)
    total = lines["amount_eur"].sum()
    begun = lines[lines["from_date"] > f"{year}-01-01"]
    return Budget(
        f"{headline(lines)} voor Kansrijke Start in {name} ({year})",
        "",
        years,
        year,
        headline(lines),
        f"Begroting {year} van {name}, in euro en als deel van het totaal",
        publishers(data, lines["source"]),
        parts(lines, "item"),
        _in_order(parts(lines, "funder")),
        _by_year(data, region, years),
        dutch.euro(total),
        (
            control(lines, control_total(data, region, year)),
            *(part_of_year(line.item, line.from_date) for line in begun.itertuples()),
            per_newborn(data, total, region, year),
        ),
        tuple(cited(data, lines["source"])),
        lines,
    )


def parts(lines: pd.DataFrame, column: str) -> tuple[BudgetLine, ...]:
    """The lines added up by "item", then with who pays it, or by "funder"; two may pay for one item."""
    label = lines["item"] + " (" + lines["funder"] + ")" if column == "item" else lines["funder"]
    sums = lines.groupby(label, sort=False)[["amount_eur", "share"]].sum()
    return tuple(BudgetLine(str(name), dutch.euro(amount), share) for name, amount, share in sums.itertuples(name=None))


def _in_order(lines: tuple[BudgetLine, ...]) -> tuple[BudgetLine, ...]:
    """The largest part first."""
    return tuple(sorted(lines, key=lambda line: -line.share))


def _by_year(data: Snapshot, region: str, years: tuple[int, ...]) -> tuple[BudgetLine, ...]:
    """The budget of each year with what it comes to for each newborn, where that is known."""
    totals = {year: float(budget_lines(data, region, year)["amount_eur"].sum()) for year in years}
    most = max(totals.values())
    return tuple(
        BudgetLine(f"{year}{_each(data, total, region, year)}", dutch.euro(total), 100 * total / most)
        for year, total in totals.items()
    )


def _each(data: Snapshot, total: float, region: str, year: int) -> str:
    births = figures.latest(data, BIRTHS, region, year, year)
    return f" ({dutch.euro(dutch.rounded(total / births.value, 0))} per kind)" if births and births.value else ""


# --- rows ---


@memoized
def budget_lines(data: Snapshot, region: str, year: int) -> pd.DataFrame:
    """The budget lines of a municipality in a year, largest first, with their share (%) of the sum."""
    lines = data.table("budget")
    lines = lines[(lines["region"] == region) & (lines["year"] == year)].sort_values("amount_eur", ascending=False)
    return lines.assign(share=100 * lines["amount_eur"] / lines["amount_eur"].sum()).reset_index(drop=True)


@memoized
def budget_years(data: Snapshot, region: str) -> list[int]:
    """The years for which a municipality has a budget, latest first."""
    lines = data.table("budget")
    return sorted({int(year) for year in lines.loc[lines["region"] == region, "year"]}, reverse=True)


def budget_regions(data: Snapshot) -> list[str]:
    """Codes of the regions that have a budget."""
    return sorted(data.table("budget")["region"].unique())


def control_total(data: Snapshot, region: str, year: int) -> float | None:
    """The published control total of a budget in euros, or None."""
    totals = data.table("totals")
    totals = totals[(totals["kind"] == "budget") & (totals["region"] == region) & (totals["period"] == str(year))]
    return float(totals["value"].iloc[0]) if len(totals) else None


# --- sentences ---


def headline(lines: pd.DataFrame) -> str:
    """The title of the budget card: who pays the largest part."""
    return f"{largest_payer(lines)} van {dutch.euro(lines['amount_eur'].sum())}"


def largest_payer(lines: pd.DataFrame) -> str:
    """Who pays the largest part of a budget: "De gemeente betaalt 59%"."""
    by_funder = lines.groupby("funder", sort=False)["amount_eur"].sum().sort_values(ascending=False)
    share = 100 * by_funder.iloc[0] / by_funder.sum()
    payer = {"gemeente": "De gemeente", "gemeentefonds": "Het gemeentefonds", "Rijk": "Het Rijk"}[by_funder.index[0]]
    return f"{payer} betaalt {dutch.number(share, 0)}%"


def control(lines: pd.DataFrame, published: float | None) -> str:
    """Whether the lines add up to the published control total."""
    total = lines["amount_eur"].sum()
    if published is None:
        return "Er is geen controletotaal gepubliceerd."
    gap = dutch.rounded(abs(total - published), 2)
    if not gap:
        return f"De regels tellen op tot het gepubliceerde totaal van {dutch.euro(published)}."
    return (
        f"Let op: de regels tellen op tot {dutch.euro(total)}, het gepubliceerde totaal is {dutch.euro(published)}. "
        f"Dat scheelt {dutch.euro(gap)}."
    )


def part_of_year(post: str, from_date: str) -> str:
    """That a budget line does not run the whole year."""
    begin = f"{'op' if len(from_date) > 7 else 'in'} {dutch.date(from_date)}"
    return f"De post “{post}” begint {begin} en geldt dus niet het hele jaar."


def per_newborn(data: Snapshot, total: float, region: str, year: int) -> str:
    """The budget per newborn, marked as derived; empty without a number of births for that year."""
    births = figures.latest(data, BIRTHS, region, year, year)
    if births is None or not births.value:
        return ""
    is_forecast, number = births.status == Status.FORECAST, dutch.number(births.value, 0)
    child = "verwacht kind" if is_forecast else "geboren kind"
    whose = f"de {number} die de gemeente vooraf verwachtte" if is_forecast else number
    counted = figures.latest(data, COUNTED, region, year, year) if is_forecast else None
    later = f" Geteld zijn er later {dutch.number(counted.value, 0)} ({counted.period})." if counted else ""
    each = dutch.euro(dutch.rounded(total / births.value, 2))
    return (
        f"De hele begroting is {each} per {child} in {regions.name(region)} "
        f"({dutch.euro(total)} gedeeld door {whose}; zelf afgeleid).{later}"
    )
