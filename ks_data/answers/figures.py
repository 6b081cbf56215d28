"""The figures of an indicator, each with how sure it is, and the sentences on a single one.

Knows tables and regions, not how anything is drawn. Pooled years ("2017-2019") are figures of their own: they never
enter a yearly series, its trend or its line.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ks_data import statistics
from ks_data.answers.denominators import ASSUMPTIONS, with_births
from ks_data.catalogue import periods, regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.statistics import Estimate
from ks_data.store import Snapshot, memoized

CALCULATED = "berekend"
"""The status of a figure that no source gives: pooled from the figures of its years."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value and how sure it is: published, or (status "berekend") pooled from published years.

    period: a year, or pooled years ("2017-2019"). value: in the unit of the indicator. assumption: in Dutch, what an
    approximate interval rests on; else empty.
    """

    indicator: Indicator
    region: str
    period: str
    value: float
    status: str
    source: str
    note: str
    estimate: Estimate
    assumption: str

    @property
    def year(self) -> int:
        """The year, or the last of pooled years."""
        return self.years[-1]

    @property
    def years(self) -> range:
        return periods.years_of(self.period)

    @property
    def limits(self) -> str:
        """The 95 % limits as shown: "131,9 en 163,7"; empty where there are none."""
        return interval(self.estimate.lower, self.estimate.upper, self.indicator.decimals)


# --- the rows of an indicator ---


@memoized
def yearly(data: Snapshot, indicator: str) -> pd.DataFrame:
    """All yearly observations of an indicator, with the whole number `year`, sorted by region and year."""
    rows = data.observations(indicator)
    rows = rows[~rows["period"].str.contains("-")]
    return rows.assign(year=rows["period"].astype(int)).sort_values(["region", "year"], ignore_index=True)


@memoized
def _pooled_rows(data: Snapshot, indicator: str) -> pd.DataFrame:
    """All observations of an indicator over pooled years."""
    rows = data.observations(indicator)
    return rows[rows["period"].str.contains("-")]


@memoized
def span(data: Snapshot) -> tuple[int, int]:
    """The first and last year of any observation."""
    years = _years(data.table("observations"))
    return min(years), max(years)


@memoized
def usual_span(data: Snapshot) -> tuple[int, int]:
    """The years in which most municipalities with figures of their own have one: where the app starts."""
    core = [indicator.id for indicator in INDICATORS.values() if indicator.group == "kern"]
    rows = pd.concat([data.observations(id) for id in core])
    rows = rows[rows["value"].notna() & rows["region"].str.startswith("GM")]
    municipalities = rows.groupby("period")["region"].nunique()
    usual = [
        year
        for period in municipalities[2 * municipalities >= municipalities.max()].index
        for year in periods.years_of(period)
    ]
    return (min(usual), max(usual)) if usual else span(data)


def _years(rows: pd.DataFrame) -> list[int]:
    return [year for period in rows["period"].unique() for year in periods.years_of(period)]


@memoized
def observed(data: Snapshot) -> frozenset[str]:
    """The ids of the indicators that there is something of; others are declared, and wait for their first figure."""
    return frozenset(data.table("observations")["indicator"].unique())


@memoized
def on_pages(data: Snapshot) -> tuple[Indicator, ...]:
    """The indicators that a reader can choose: that there is something of, without those of the national monitor."""
    return tuple(each for each in INDICATORS.values() if each.id in observed(data) and each.group != "monitor")


@memoized
def regions_with(data: Snapshot, indicator: str) -> list[str]:
    """Codes of the regions that have a value of this indicator."""
    rows = data.observations(indicator)
    return sorted(rows.loc[rows["value"].notna(), "region"].unique())


@memoized
def regions_with_any(data: Snapshot) -> frozenset[str]:
    """Codes of the regions that have a value of any indicator."""
    rows = data.table("observations")
    return frozenset(rows.loc[rows["value"].notna(), "region"].unique())


@memoized
def regions_between(data: Snapshot, indicator: str, first: int, last: int) -> frozenset[str]:
    """Codes of the regions that have a value of this indicator over a period within these years."""
    rows = data.observations(indicator)
    rows = rows.loc[rows["value"].notna(), ["region", "period"]]
    periods_within = within(list(map(str, rows["period"].unique())), first, last)
    return frozenset(rows.loc[rows["period"].isin(periods_within), "region"].unique())


@memoized
def years_with(data: Snapshot, indicator: str, region: str) -> list[int]:
    """The years for which a region has a value of an indicator."""
    rows = yearly(data, indicator)
    return [int(year) for year in rows.loc[rows["value"].notna() & (rows["region"] == region), "year"]]


@memoized
def pooled_with(data: Snapshot, indicator: str, region: str) -> list[str]:
    """The periods of more than one year for which a region has a value of an indicator."""
    return [figure.period for figure in pooled_figures(data, indicator, region)]


@memoized
def breaks(data: Snapshot, indicator: str, region: str) -> pd.DataFrame:
    """The marked breaks in the series of a region: year (the first one of the new way of counting), what, source."""
    rows = data.table("breaks")
    return rows[(rows["indicator"] == indicator) & rows["region"].isin(["", region])]


def break_years(data: Snapshot, indicator: str, region: str) -> list[int]:
    """The years in which another way of counting begins for a region."""
    return [int(year) for year in breaks(data, indicator, region)["year"]]


@memoized
def hidden_periods(data: Snapshot, indicator: str, region: str) -> list[str]:
    """The periods of which a region has a figure that is suppressed."""
    rows = data.observations(indicator)
    return list(rows.loc[(rows["region"] == region) & (rows["status"] == Status.SUPPRESSED), "period"])


@memoized
def missing_periods(data: Snapshot, indicator: str, region: str) -> list[str]:
    """The periods of which the source itself gives no figure for a region."""
    rows = data.observations(indicator)
    return list(rows.loc[(rows["region"] == region) & (rows["status"] == Status.MISSING), "period"])


def within(listed: Sequence[str], first: int, last: int) -> list[str]:
    """Of years and pooled years, those that lie in a range."""
    return [period for period in listed if first <= int(period[:4]) and int(period[-4:]) <= last]


def hidden(data: Snapshot, indicator: str, region: str, first: int, last: int) -> bool:
    """Whether a region has figures between two years that are hidden because they are about few persons."""
    return bool(within(hidden_periods(data, indicator, region), first, last))


# --- figures ---


def from_rows(data: Snapshot, indicator: str, rows: pd.DataFrame) -> list[Figure]:
    """The observations of an indicator that have a value, each with its interval, in the same order."""
    declared, rows = INDICATORS[indicator], rows[rows["value"].notna()]
    if rows.empty:
        return []
    rows = with_births(data, rows, declared)
    columns = ["region", "period", "value", "status", "source", "note"]
    return [
        Figure(
            *(declared, region, period, float(value), status, source, note),
            _unbroken(data, estimate),
            assumption=assumption or ASSUMPTIONS.get(estimate.basis, ""),
        )
        for (region, period, value, status, source, note), estimate, assumption in zip(
            rows[columns].itertuples(index=False),
            statistics.estimates(declared, rows),
            rows["assumption"],
            strict=True,
        )
    ]


def _unbroken(data: Snapshot, estimate: Estimate) -> Estimate:
    """The estimate; without an interval when its pooled years were counted in two ways."""
    if "-" not in estimate.period:
        return estimate
    if statistics.segments([estimate.period], break_years(data, estimate.indicator, estimate.region))[0] >= 0:
        return estimate
    unknown = math.nan
    return replace(
        estimate, lower=unknown, upper=unknown, lower998=unknown, upper998=unknown, method="", reason="break"
    )


@memoized
def yearly_figures(data: Snapshot, indicator: str, region: str) -> list[Figure]:
    """All yearly figures of a region, in the order of the years."""
    rows = yearly(data, indicator)
    return from_rows(data, indicator, rows[rows["region"] == region])


@memoized
def pooled_figures(data: Snapshot, indicator: str, region: str) -> list[Figure]:
    """All published figures of a region over pooled years, by last year; of those the longest period first."""
    rows = _pooled_rows(data, indicator)
    pooled = from_rows(data, indicator, rows[rows["region"] == region])
    return sorted(pooled, key=lambda figure: (figure.year, figure.period))


def figures_between(data: Snapshot, indicator: str, region: str, first: int, last: int) -> list[Figure]:
    """The figures of a region within a range of years, in the order of the last year; of those a single year last."""
    figures = [*pooled_figures(data, indicator, region), *yearly_figures(data, indicator, region)]
    within = [figure for figure in figures if first <= figure.years[0] and figure.year <= last]
    return sorted(within, key=lambda figure: figure.year)


def latest(data: Snapshot, indicator: str, region: str, first: int, last: int) -> Figure | None:
    """The latest figure of a region between two years, or None."""
    figures = figures_between(data, indicator, region, first, last)
    return figures[-1] if figures else None


def figure_of_period(data: Snapshot, indicator: str, region: str, period: str) -> Figure | None:
    """The figure of a region over a period: published, or else pooled from its years."""
    if "-" not in period:
        return next((figure for figure in yearly_figures(data, indicator, region) if figure.period == period), None)
    if period in hidden_periods(data, indicator, region):
        return None
    published = (figure for figure in pooled_figures(data, indicator, region) if figure.period == period)
    return next(published, None) or _pooled_from_years(data, indicator, region, period)


@memoized
def _pooled_from_years(data: Snapshot, indicator: str, region: str, period: str) -> Figure | None:
    """The years of a period pooled; None unless each has counts and all are of one source and one way of counting."""
    years = periods.years_of(period)
    figures = [figure for figure in yearly_figures(data, indicator, region) if figure.year in years]
    if len(figures) != len(years) or len({figure.source for figure in figures}) > 1:
        return None
    estimates = [figure.estimate for figure in figures]
    pooled = statistics.pooled(INDICATORS[indicator], estimates, break_years(data, indicator, region))
    if pooled.reason:
        return None
    provisional = ", deels voorlopig" if any(figure.status == Status.PROVISIONAL for figure in figures) else ""
    note = f"berekend uit de losse jaren{provisional}"
    newest = figures[-1]
    return Figure(
        *(newest.indicator, region, period, pooled.value, CALCULATED, newest.source, note),
        pooled,
        assumption=_assumption_of_years(data, figures, period, pooled.denominator),
    )


def _assumption_of_years(data: Snapshot, figures: Sequence[Figure], period: str, denominator: float) -> str:
    """What pooled years rest on: what each year does, the births of these years together, or "what was assumed"."""
    assumptions = {figure.assumption for figure in figures}
    if len(assumptions) == 1:
        return assumptions.pop()
    newest = figures[-1]
    row = {"region": newest.region, "period": period, "value": newest.value, "source": newest.source}
    uncounted = pd.DataFrame([row]).assign(numerator=math.nan, denominator=math.nan)
    births = with_births(data, uncounted, newest.indicator).iloc[0]
    if births["denominator"] == denominator:
        return str(births["assumption"])
    return "uitgaande van wat bij de losse jaren is aangenomen"


# --- sentences ---

REASONS = {
    "missing": "er is geen cijfer om mee te vergelijken",
    "suppressed": "het aantal wordt niet getoond: het gaat om weinig personen, of een klein aantal zou eruit volgen",
    "no_denominator": "de bron zegt niet over hoeveel personen het gaat",
    "forecast": "het is een schatting",
    "invalid": "de aantallen in de bron kloppen niet met elkaar",
    "itself": "een gebied is niet met zichzelf te vergelijken",
    "definition": "de definities verschillen",
    "break": "er is tussendoor anders geteld",
    "count": "aantallen van gebieden van verschillende grootte zijn niet te vergelijken",
    "benchmark": "van het andere gebied is niet bekend hoe zeker het cijfer is",
    "too_few_years": "er zijn te weinig jaren",
    "selected": "met zulke kleine aantallen is dit cijfer vooral te zien in jaren die toevallig opvallen",
}
"""Why something cannot be tested, by the reason of statistics."""
OPEN_STATUS: dict[str, str] = {Status.FORECAST: "schatting", Status.PROVISIONAL: "voorlopig"}
"""What is said of a figure that is not definitive."""
FEW = 100
"""On fewer persons than this a figure rests so loosely that it says so."""


def amount(indicator: Indicator, value: float) -> str:
    """A value with its unit: "78,4%", "147,1 per 1.000" or "1.895"."""
    number = dutch.number(value, indicator.decimals)
    return {"%": f"{number}%", "per 1.000": f"{number} per 1.000", "aantal": number}[indicator.unit]


def short(figure: Figure) -> str:
    """The value as it stands beside another one: with a % sign, without any other unit."""
    return dutch.number(figure.value, figure.indicator.decimals) + ("%" if figure.indicator.unit == "%" else "")


def counted(indicator: Indicator) -> str:
    """What a figure counts, as it stands behind it: "van de zwangeren", "per 1.000 kinderen" or "levend geboren"."""
    _, _, people, predicate = indicator.sentence
    per_1000 = f"per 1.000 {people if indicator.among else indicator.per}"
    return {"%": f"van de {people}", "per 1.000": per_1000, "aantal": predicate}[indicator.unit]


_ONE = {
    "kinderen": "kind",
    "zwangeren": "zwangere",
    "vrouwen": "vrouw",
    "bevielen": "beviel",
    "jongeren": "jongere",
    "gemeenten": "gemeente",
    "gezinnen": "gezin",
    "inwoners": "inwoner",
    "verloskundigenpraktijken": "verloskundigenpraktijk",
    "JGZ-organisaties": "JGZ-organisatie",
}


def so_many(indicator: Indicator, number: float) -> str:
    """So many of those over whom an indicator is counted: "1.900 kinderen", "1 kind"."""
    people = indicator.per.split()
    one = [_ONE.get(word, word) for word in people]
    return f"{dutch.number(number, 0)} {' '.join(one if dutch.rounded(number, 0) == 1 else people)}"


def rests_on(figure: Figure) -> str:
    """How many a figure rests on, where those are few or where it is nobody or all of them; else empty."""
    indicator, denominator = figure.indicator, figure.estimate.denominator
    if indicator.kind == "count":
        return ""
    everybody = statistics.SCALE[indicator.unit] if indicator.kind == "proportion" else math.inf
    is_extreme = dutch.rounded(figure.value, indicator.decimals) in (0, everybody)
    if math.isnan(denominator):
        return f"De bron zegt niet op hoeveel {indicator.per} dit rust." if is_extreme else ""
    if denominator >= FEW and not is_extreme:
        return ""
    about = "ongeveer " if figure.assumption else ""
    together = " in die jaren samen" if len(figure.years) > 1 else ""
    return f"Dit rust op {about}{so_many(indicator, denominator)}{together}."


def interval(lower: float, upper: float, decimals: int) -> str:
    """ "131,9 en 163,7"; empty where there is none."""
    if math.isnan(lower):
        return ""
    return f"{dutch.number(lower, decimals)} en {dutch.number(upper, decimals)}"


def statement(figure: Figure) -> str:
    """ "In 2019 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding" (without a full stop)."""
    indicator = figure.indicator
    verb_singular, verb_plural, people, predicate = indicator.sentence
    number = dutch.number(figure.value, indicator.decimals)
    singular = indicator.unit == "%" or dutch.rounded(figure.value, indicator.decimals) == 1
    subject = {
        "%": f"{number}% van de {people}",
        "per 1.000": f"{number} van de 1.000 {people}"
        if indicator.among
        else f"{number} {people} per 1.000 {indicator.per}",
        "aantal": f"{number} {'kind' if singular and people == 'kinderen' else people}",
    }[indicator.unit]
    forecast = " naar schatting" if figure.status == Status.FORECAST else ""
    provisional = " (voorlopig)" if figure.status == Status.PROVISIONAL else ""
    verb = verb_singular if singular else verb_plural
    period = f"In de jaren {figure.period}" if len(figure.years) > 1 else f"In {figure.period}"
    return f"{period} {verb}{forecast} {subject} in {regions.name(figure.region)} {predicate}{provisional}"
