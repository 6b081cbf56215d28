"""The figures that pages show: series over the years, the latest figure, the roll-out and the budget.

Knows tables and regions, not how anything is drawn. Pooled years ("2017-2019") are figures of their own: they never
enter a yearly series, its trend or its line.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ks_data import statistics, store
from ks_data.catalogue import periods, regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.memo import kept
from ks_data.language import dutch
from ks_data.statistics import Detectable, Difference, Estimate, Trend, Verdict

LIVE_BIRTHS = "live_births_count"
CALCULATED = "berekend"
"""The status of a figure that no source gives: pooled from the figures of its years."""
BIRTHS_A_YEAR = "geboren kinderen per jaar"
"""The count in which a source states about how many children are born in a year."""

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


@dataclass(frozen=True, slots=True)
class Point:
    """One region in one year of a series; `figure` is None where there is nothing to show.

    verdict: of the region against the other in that year, in words. segment: changes at a marked break.
    """

    region: str
    name: str
    year: int
    figure: Figure | None
    status: str
    source: str
    note: str
    verdict: str
    segment: int


@dataclass(frozen=True, slots=True)
class Span:
    """A figure over pooled years in a series; verdict: of the region against the other over the same years."""

    figure: Figure
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest figure of a region in a range of years, beside another region and beside its own first year.

    difference and detectable: with the other region in the same period; change: with the own first year (of pooled
    years: the first as many years, before them); trend: over the latest five years up to the end of the range. All of
    them are decided in statistics. A count is never put beside that of another kind of region. lacking: the other
    region, when it has no figure in that period.
    """

    own: Figure
    other: Figure | None
    first: Figure | None
    difference: Difference
    detectable: Detectable
    change: Difference
    trend: Trend
    lacking: str = ""


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


@kept(store.version)
def yearly(indicator: str) -> pd.DataFrame:
    """All yearly observations of an indicator, with the whole number `year`, sorted by region and year."""
    rows = store.about(indicator)
    rows = rows[~rows["period"].str.contains("-")]
    return rows.assign(year=rows["period"].astype(int)).sort_values(["region", "year"], ignore_index=True)


@kept(store.version)
def span() -> tuple[int, int]:
    """The first and last year of any observation."""
    years = _years(store.load("observations"))
    return min(years), max(years)


@kept(store.version)
def usual_span() -> tuple[int, int]:
    """The years of the municipalities' own figures: where the app starts."""
    own = [indicator.id for indicator in INDICATORS.values() if indicator.group == "kern"]
    years = [year for id in own for year in _years(store.about(id))]
    return (min(years), max(years)) if years else span()


def _years(rows: pd.DataFrame) -> list[int]:
    return [year for period in rows["period"].unique() for year in periods.years_of(period)]


def series(indicator: str, region: str, other: str, first: int, last: int) -> list[Point]:
    """A point for every year of the range, of a region and (unless it is the same) what it is compared with.

    A year without an observation is a point without a figure, so that no line can cross it. A region without any
    figure in the range has no points.
    """
    points = [point for point in _history(indicator, region, other) if first <= point.year <= last]
    present = {point.region for point in points if point.figure}
    return [point for point in points if point.region in present]


@kept(store.version)
def _history(indicator: str, region: str, other: str) -> list[Point]:
    """The points of `series` for all years there are, so that another range is only another slice."""
    rows = yearly(indicator)
    columns = ["region", "year", "status", "source", "note"]
    rows = rows[rows["region"].isin([region, other])]
    told = {(row[0], row[1]): row[2:] for row in rows[columns].itertuples(index=False)}
    first, last = span()
    points = []
    for code in dict.fromkeys([region, other]):
        known = {figure.year: figure for figure in _known(indicator, code)}
        beside = {figure.year: figure for figure in _known(indicator, other)} if code == region != other else {}
        starts = _starts(indicator, code)
        for year in range(first, last + 1):
            status, source, note = told.get((code, year), ("", "", ""))
            figure, against = known.get(year), beside.get(year)
            judged = str(statistics.verdict(figure.estimate, against.estimate)) if figure and against else ""
            segment = sum(start <= year for start in starts)
            points.append(Point(code, regions.name(code), year, figure, status, source, note, judged, segment))
    return points


def series_frame(points: list[Point], spans: list[Span]) -> pd.DataFrame:
    """Points and pooled years as they are saved: a row each, with the limits, what they rest on, and the verdict."""
    told = [(point.figure, point.verdict) for point in points if point.figure]
    return pd.DataFrame(
        [
            {
                "indicator": figure.indicator.id,
                "region": figure.region,
                "name": regions.name(figure.region),
                "period": figure.period,
                "value": figure.value,
                "unit": figure.indicator.unit,
                "lower": figure.estimate.lower,
                "upper": figure.estimate.upper,
                "assumption": figure.assumption,
                "verdict": verdict,
                "status": figure.status,
                "source": citation(figure.source),
                "note": figure.note,
            }
            for figure, verdict in [*told, *((span.figure, span.verdict) for span in spans)]
        ]
    )


def spans(indicator: str, region: str, other: str, first: int, last: int) -> list[Span]:
    """The pooled years within the range, of a region and what it is compared with, in the order of the years.

    Where the region has a figure over pooled years that the other has only by year, those are pooled.
    """
    found = []
    for period in _periods(indicator, region, other):
        years = periods.years_of(period)
        if first <= years[0] and years[-1] <= last:
            pair = [over(indicator, code, period) for code in dict.fromkeys([region, other])]
            judged = str(_against(indicator, region, other, period)[0].verdict) if all(pair) and len(pair) == 2 else ""
            found += [Span(figure, judged if figure.region == region else "") for figure in pair if figure]
    return found


@kept(store.version)
def _periods(indicator: str, region: str, other: str) -> list[str]:
    """The pooled years of which one of two regions has a published figure."""
    known = {figure.period: figure for code in (other, region) for figure in _pooled(indicator, code)}
    return sorted(known, key=lambda period: (period[-4:], period))


@kept(store.version)
def _known(indicator: str, region: str) -> list[Figure]:
    """All yearly figures of a region, in the order of the years."""
    rows = yearly(indicator)
    return figures(indicator, rows[rows["region"] == region])


@kept(store.version)
def _pooled(indicator: str, region: str) -> list[Figure]:
    """All figures of a region over pooled years, in the order of the last year; of those the longest first."""
    rows = _pooled_rows(indicator)
    found = figures(indicator, rows[rows["region"] == region])
    return sorted(found, key=lambda figure: (figure.year, figure.period))


@kept(store.version)
def _pooled_rows(indicator: str) -> pd.DataFrame:
    """All observations of an indicator over pooled years."""
    rows = store.about(indicator)
    return rows[rows["period"].str.contains("-")]


def _between(indicator: str, region: str, first: int, last: int) -> list[Figure]:
    """The figures of a region within a range of years, in the order of the last year; of those a single year last."""
    every = [*_pooled(indicator, region), *_known(indicator, region)]
    return sorted((one for one in every if first <= one.years[0] and one.year <= last), key=lambda one: one.year)


@kept(store.version)
def regions_with(indicator: str) -> list[str]:
    """Codes of the regions that have a value of this indicator."""
    found = store.about(indicator)
    return sorted(found.loc[found["value"].notna(), "region"].unique())


@kept(store.version)
def years_with(indicator: str, region: str) -> list[int]:
    """The years for which a region has a value of an indicator."""
    found = yearly(indicator)
    return [int(year) for year in found.loc[found["value"].notna() & (found["region"] == region), "year"]]


@kept(store.version)
def pooled_with(indicator: str, region: str) -> list[str]:
    """The periods of more than one year for which a region has a value of an indicator."""
    return [figure.period for figure in _pooled(indicator, region)]


@kept(store.version)
def breaks(indicator: str, region: str) -> pd.DataFrame:
    """The marked breaks in the series of a region: year (the first one of the new way of counting), what, source."""
    marked = store.load("breaks")
    return marked[(marked["indicator"] == indicator) & marked["region"].isin(["", region])]


@kept(store.version)
def assumed_births() -> dict[str, float]:
    """The number of births a year that a source states for a region, by region code."""
    stated = store.load("counts")
    stated = stated[stated["what"] == BIRTHS_A_YEAR]
    return dict(zip(stated["region"], stated["value"], strict=True))


@kept(store.version)
def _births() -> dict[tuple[str, str], float]:
    """The live births by region and period."""
    rows = store.about(LIVE_BIRTHS)
    return dict(zip(zip(rows["region"], rows["period"], strict=True), rows["value"], strict=True))


def with_births(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The rows of one indicator with, where no denominator is published, the live births of that region and period.

    Only for indicators that are counted over births. The new column `assumption` says in Dutch what was filled in.
    """
    rows = rows.assign(assumption="")
    if not indicator.births:
        return rows
    births, spans = _births(), [periods.years_of(period) for period in rows["period"]]
    born = [
        [births.get((code, str(year)), math.nan) for year in span]
        for code, span in zip(rows["region"], spans, strict=True)
    ]
    found = pd.Series([sum(each) for each in born], rows.index, dtype=float)
    stated = rows["region"].map(assumed_births()).astype(float)
    empty = rows["denominator"].isna() & rows["numerator"].isna() & rows["value"].notna()
    by_statistics = empty & found.notna()
    by_statement = empty & found.isna() & stated.notna()
    rows.loc[by_statistics, "assumption"] = [
        f"uitgaande van {dutch.number(n, 0)} levend geboren kinderen (CBS)" for n in found[by_statistics]
    ]
    rows.loc[by_statement, "assumption"] = [
        f"uitgaande van ongeveer {dutch.number(n, 0)} geboorten per jaar" for n in stated[by_statement]
    ]
    together = stated * np.array([len(span) for span in spans])
    rows["denominator"] = rows["denominator"].mask(by_statistics, found).mask(by_statement, together)
    return rows


COMPUTED = {
    "rate_and_numerator": "uitgaande van een noemer die uit het cijfer en de teller is berekend",
    "rate_and_denominator": "uitgaande van een teller die uit het cijfer en de noemer is berekend",
}
"""What is said of an interval for which a source gives a rate and one of its two counts."""


def figures(indicator: str, rows: pd.DataFrame) -> list[Figure]:
    """The observations of an indicator that have a value, each with its interval, in the same order."""
    declared = INDICATORS[indicator]
    rows = with_births(rows[rows["value"].notna()], declared)
    columns = ["region", "period", "value", "status", "source", "note"]
    return [
        Figure(
            *(declared, region, period, float(value), status, source, note),
            _unbroken(estimate),
            assumption=assumption or COMPUTED.get(estimate.basis, ""),
        )
        for (region, period, value, status, source, note), estimate, assumption in zip(
            rows[columns].itertuples(index=False),
            statistics.estimates(declared, rows),
            rows["assumption"],
            strict=True,
        )
    ]


def _unbroken(one: Estimate) -> Estimate:
    """The estimate; without an interval when its pooled years were counted in two ways."""
    if "-" not in one.period or statistics.segments([one.period], _starts(one.indicator, one.region))[0] >= 0:
        return one
    unknown = math.nan
    return replace(one, lower=unknown, upper=unknown, lower998=unknown, upper998=unknown, method="", reason="break")


def compare(indicator: str, region: str, other: str, first: int, last: int) -> Comparison | None:
    """The latest figure of a region between two years with what it is compared with; None when it has none."""
    own = _between(indicator, region, first, last)
    if not own:
        return None
    latest = own[-1]
    alike = [one for one in own[:-1] if len(one.years) == len(latest.years) and one.year < latest.years[0]]
    return _compared(latest, other, alike[0] if alike else None, last)


def compare_over(indicator: str, region: str, other: str, period: str) -> Comparison | None:
    """The figure of a region over a year or pooled years with what it is compared with; None when it has none."""
    own = over(indicator, region, period)
    return _compared(own, other, None, own.year) if own else None


def _compared(own: Figure, other: str, start: Figure | None, last: int) -> Comparison:
    indicator, region = own.indicator.id, own.region
    if own.indicator.kind == "count" and regions.level(region) != regions.level(other):
        other = region  # the number of births of a town and of the country say only which is larger
    beside = over(indicator, other, own.period) if other != region else None
    difference, detectable = _against(indicator, region, other, own.period)
    change = _since(indicator, region, own.period, start.period) if start else _NOTHING
    lacking = other if other != region and beside is None else ""
    return Comparison(own, beside, start, difference, detectable, change, _trend(indicator, region, last), lacking)


_NOTHING = Difference(Verdict.NOT_TESTABLE, reason="missing")


@kept(store.version)
def _against(indicator: str, region: str, other: str, period: str) -> tuple[Difference, Detectable]:
    own, beside = (over(indicator, code, period) for code in (region, other))
    if not own or not beside or region == other:
        return _NOTHING, Detectable()
    found = statistics.difference(own.estimate, beside.estimate)
    return found, statistics.smallest_detectable(own.estimate, beside.estimate)


@kept(store.version)
def _since(indicator: str, region: str, period: str, first: str) -> Difference:
    own, start = (over(indicator, region, one) for one in (period, first))
    if not own or not start:
        return _NOTHING
    return statistics.difference(own.estimate, start.estimate, _starts(indicator, region))


@kept(store.version)
def _trend(indicator: str, region: str, last: int) -> Trend:
    until = [figure.estimate for figure in _known(indicator, region) if figure.year <= last]
    found = statistics.trend(until, _starts(indicator, region))
    years = [int(period) for period in _hidden(indicator, region) if "-" not in period]
    if not found.reason and any(found.years[0] <= year <= last for year in years):  # the rest gives another picture
        return Trend("not_computable", found.points, years=found.years, reason="suppressed")
    return found


def over(indicator: str, region: str, period: str) -> Figure | None:
    """The figure of a region over a period: published, or else pooled from its years."""
    if "-" not in period:
        return next((figure for figure in _known(indicator, region) if figure.period == period), None)
    published = (figure for figure in _pooled(indicator, region) if figure.period == period)
    if period in _hidden(indicator, region):
        return None
    return next(published, None) or _together(indicator, region, period)


@kept(store.version)
def _together(indicator: str, region: str, period: str) -> Figure | None:
    """The years of a period pooled; None unless each has counts and all are of one source and one way of counting."""
    years = periods.years_of(period)
    parts = [figure for figure in _known(indicator, region) if figure.year in years]
    if len(parts) != len(years) or len({part.source for part in parts}) > 1:
        return None
    found = statistics.pooled(INDICATORS[indicator], [part.estimate for part in parts], _starts(indicator, region))
    if found.reason:
        return None
    assumed = {part.assumption for part in parts}
    about = parts[0].assumption if len(assumed) == 1 else "uitgaande van wat bij de losse jaren is aangenomen"
    unsettled = ", deels voorlopig" if any(part.status == "voorlopig" for part in parts) else ""
    note = f"berekend uit de losse jaren{unsettled}"
    last = parts[-1]
    return Figure(last.indicator, region, period, found.value, CALCULATED, last.source, note, found, about)


def _starts(indicator: str, region: str) -> list[int]:
    return [int(year) for year in breaks(indicator, region)["year"]]


def latest(indicator: str, region: str, first: int, last: int) -> Figure | None:
    """The latest figure of a region between two years, or None."""
    found = _between(indicator, region, first, last)
    return found[-1] if found else None


@kept(store.version)
def tranches(province: str = "") -> pd.DataFrame:
    """All municipalities, or those of a province, with what is known of their tranche.

    Columns: code, name, province, tranche, evidence, source. All 342 take part on 1 January 2023; tranche, evidence
    and source are empty where nothing is documented.
    """
    known = store.load("tranches").rename(columns={"region": "code"})
    towns = regions.municipalities().merge(known, on="code", how="left").fillna("")
    return towns[towns["province"] == province].reset_index(drop=True) if province else towns


@kept(store.version)
def tranche_words(province: str = "") -> pd.DataFrame:
    """The rows of `tranches` for readers: Dutch column names and words, and the source as it is cited."""
    rows = tranches(province)
    return pd.DataFrame(
        {
            "Gemeente": rows["name"],
            "Provincie": rows["province"].map(regions.names()).str.removesuffix(" (provincie)").astype("category"),
            "Tranche": rows["tranche"].map(TRANCHE_WORDS).astype("category"),
            "Waaruit dat blijkt": rows["evidence"].map(EVIDENCE_WORDS).astype("category"),
            "Bron": rows["source"].map(lambda key: citation(key) if key else ""),
        }
    )


def tranche(region: str) -> Tranche:
    """What is known of one municipality's tranche."""
    return _documented().get(region, Tranche("", "", ""))


@kept(store.version)
def _documented() -> dict[str, Tranche]:
    known = store.load("tranches")[["region", "tranche", "evidence", "source"]]
    return {region: Tranche(*told) for region, *told in known.itertuples(index=False)}


@kept(store.version)
def tranche_totals() -> pd.DataFrame:
    """Per tranche: key, value (the published number of municipalities), documented (how many of them we know)."""
    totals = store.load("totals")
    totals = totals[totals["kind"] == "tranche"]
    counted = store.load("tranches")["tranche"].value_counts()
    return totals.assign(value=totals["value"].astype(int), documented=totals["key"].map(counted).fillna(0).astype(int))


def hidden(indicator: str, region: str, first: int, last: int) -> bool:
    """Whether a region has figures between two years that are hidden because they are about few persons."""
    return any(first <= int(period[:4]) and int(period[-4:]) <= last for period in _hidden(indicator, region))


@kept(store.version)
def _hidden(indicator: str, region: str) -> list[str]:
    rows = store.about(indicator)
    return list(rows.loc[(rows["region"] == region) & (rows["status"] == statistics.SUPPRESSED), "period"])


@kept(store.version)
def budget(region: str, year: int) -> pd.DataFrame:
    """The budget lines of a municipality in a year, largest first, with their share (%) of the sum."""
    lines = store.load("budget")
    lines = lines[(lines["region"] == region) & (lines["year"] == year)].sort_values("amount_eur", ascending=False)
    return lines.assign(share=100 * lines["amount_eur"] / lines["amount_eur"].sum()).reset_index(drop=True)


@kept(store.version)
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


@kept(store.version)
def citation(source: str) -> str:
    """How to cite a source; the key itself where it is not listed."""
    listed = store.load("sources").set_index("source")["citation"]
    return str(listed.get(source, source))


def sources_of(indicators: list[str], codes: list[str], first: int, last: int) -> list[str]:
    """The sources of the figures of these indicators and regions between two years, in order, each once."""
    found = (one for indicator in indicators for code in codes for one in _between(indicator, code, first, last))
    return list(dict.fromkeys(figure.source for figure in found))


@kept(store.version)
def areas(indicator: str, period: str, kind: str, other: str) -> pd.DataFrame:
    """All regions of a kind ("gemeente" or "provincie") with a value over a period, lowest first, beside one benchmark.

    Columns: code, name, value, lower, upper, denominator, assumption, status, source, reason, verdict and five (the
    words of `statistics.Verdict` and `statistics.FiveClass`), rank (1 is the lowest; equal values share a rank; none
    without an interval).
    """
    rows = store.about(indicator)
    rows = rows[rows["period"] == period]
    found = figures(indicator, rows[rows["region"].map(regions.level) == kind])
    benchmark = over(indicator, other, period)
    against = benchmark.estimate if benchmark else math.nan
    judged = statistics.differences([figure.estimate for figure in found], against)
    low, high, low998, high998 = (
        [getattr(one, name) for one in judged] for name in ("lower", "upper", "lower998", "upper998")
    )
    names = regions.names()
    table = pd.DataFrame(
        {
            "code": [figure.region for figure in found],
            "name": [names.get(figure.region, figure.region) for figure in found],
            "value": [figure.value for figure in found],
            "lower": [figure.estimate.lower for figure in found],
            "upper": [figure.estimate.upper for figure in found],
            "denominator": [figure.estimate.denominator for figure in found],
            "assumption": [figure.assumption for figure in found],
            "status": [figure.status for figure in found],
            "source": [figure.source for figure in found],
            "reason": [one.reason for one in judged],
            "verdict": [str(one.verdict) for one in judged],
            "five": statistics.five_classes(low, high, low998, high998),
        }
    )
    table["rank"] = table["value"].rank(method="min").where(table["lower"].notna()).astype("Int64")
    return table.sort_values(["value", "name"], ignore_index=True)


@kept(store.version)
def periods_compared(indicator: str, kind: str) -> dict[str, int]:
    """How many regions of a kind have a value, by period, latest first; pooled years after their last year."""
    rows = store.about(indicator)
    rows = rows[rows["value"].notna() & (rows["region"].map(regions.level) == kind)]
    counts = rows["period"].value_counts()
    return {str(one): int(counts[one]) for one in sorted(counts.index, key=lambda one: (one[-4:], one), reverse=True)}


def areas_download(areas: pd.DataFrame, indicator: str, period: str) -> pd.DataFrame:
    """The rows of `areas` as they are saved: with the indicator, period, unit and the sources as they are cited."""
    cited = {source: citation(source) for source in areas["source"].unique()}
    told = areas.assign(
        indicator=indicator, period=period, unit=INDICATORS[indicator].unit, source=areas["source"].map(cited)
    )
    first = ["indicator", "period", "unit"]
    return told[[*first, *(column for column in areas.columns)]]
