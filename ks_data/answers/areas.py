"""All regions of a kind beside one benchmark: which of them differ, their order, and all that is said of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ks_data import statistics
from ks_data.answers import areas_by_chance, figures, missing_figures
from ks_data.answers.areas_by_chance import MIN_AREAS, PLURALS
from ks_data.answers.choice import Choice
from ks_data.answers.citations import citation, cited, publishers
from ks_data.answers.figures import Figure
from ks_data.catalogue import periods, regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.statistics import Flags, Smoothed
from ks_data.store import Snapshot, memoized

FEW_NAMES = 6
"""Up to so many areas are named in a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """One figure of all regions of a level over a period, beside a benchmark.

    A snapshot gives one for each question, so it is a key to what is made of it.

    table: see `areas_table`; benchmark: its figure, None where it has none. title: how many regions surely differ;
    certainty: what the words of the classes mean, and how many would be in one by chance alone; chance: both numbers
    with what else there is to know of them, "" for too few. smoothing: what the
    smoothed figures are and what they shrink. spread: the standard deviation between regions that is no chance, in the
    unit. own_title, own: how the chosen municipality, or its province, differs, and its figure, limits, place. missing:
    what there is too little of. explanation: the definition, and on what limits rest. origin: who published them;
    citations: the sources in full.
    """

    indicator: Indicator
    period: str
    level: str
    table: pd.DataFrame = field(repr=False)
    benchmark: Figure | None
    title: str
    own_title: str
    own: str
    certainty: str
    chance: str
    smoothing: tuple[str, ...]
    spread: float
    missing: tuple[str, ...]
    explanation: tuple[str, ...]
    origin: str
    citations: tuple[str, ...]
    sources: Mapping[str, str] = field(repr=False)

    @property
    def is_smoothed(self) -> bool:
        """Whether there are smoothed figures."""
        return bool(self.table["smoothed"].notna().any())

    def rows(self) -> pd.DataFrame:
        """The regions as they are saved: with the indicator, period, unit and the sources as they are cited.

        Numbers are rounded as they are shown: with all decimals, limits give the denominator back, and so a count.
        """
        digits = dict.fromkeys(["value", "lower", "upper", "smoothed"], self.indicator.decimals)
        digits |= {"denominator": 0, "weight": 2}
        rows = self.table.assign(
            indicator=self.indicator.id,
            period=self.period,
            unit=self.indicator.unit,
            source=self.table["source"].map(self.sources),
            **{name: [dutch.rounded(value, places) for value in self.table[name]] for name, places in digits.items()},
        )
        return rows[["indicator", "period", "unit", *self.table.columns.drop("threshold")]]


@memoized
def areas(data: Snapshot, indicator: Indicator, period: str, level: str, choice: Choice) -> Areas:
    """One figure of all regions of a level ("gemeente" or "provincie") over a period, beside the chosen benchmark."""
    table = areas_table(data, indicator.id, period, level, choice.benchmark)
    benchmark = figures.figure_of_period(data, indicator.id, choice.benchmark, period)
    flags = _flags(data, indicator, period, level, choice.benchmark)
    nearest = choice if level == "gemeente" else replace(choice, region=regions.parents()[choice.region])
    missing = [too_few_areas(indicator, list(table["name"]), level)] if len(table) < MIN_AREAS else []
    missing += [] if benchmark else [missing_figures.no_benchmark(data, indicator, choice.benchmark, period)]
    sources = list(table["source"].drop_duplicates())
    return Areas(
        indicator=indicator,
        period=period,
        level=level,
        table=table,
        benchmark=benchmark,
        title=areas_by_chance.headline(indicator, period, flags, level, choice.benchmark),
        own_title=own_title(indicator, period, table, nearest),
        own=own(indicator, table, nearest, benchmark),
        certainty=areas_by_chance.certainty(flags),
        chance=areas_by_chance.chance(flags, int(table["differs"].sum()), level),
        smoothing=tuple(smoothing(indicator, table, _smoothed(data, indicator.id, period, level), level)),
        spread=_spread(data, indicator, period, level, choice.benchmark),
        missing=tuple(missing),
        explanation=(indicator.definition, *assumptions(table)),
        origin=publishers(data, sources),
        citations=tuple(cited(data, [*sources, benchmark.source if benchmark else ""])),
        sources={source: citation(data, source) for source in sources},
    )


@memoized
def _of_level(data: Snapshot, indicator: str, period: str, level: str) -> list[Figure]:
    """The figures of all regions of a level over a period."""
    rows = data.observations(indicator)
    rows = rows[rows["period"] == period]
    return figures.from_rows(data, indicator, rows[rows["region"].map(regions.level) == level])


@memoized
def _smoothed(data: Snapshot, indicator: str, period: str, level: str) -> Smoothed:
    """The figures of all regions of a level drawn to their mean.

    None, as for counts, where fewer than half of those that have a figure are shown and can be tested: what is shown of
    a rare outcome is mostly zero, or stands out, and a mean of that would say nothing of the others.
    """
    estimates = [area.estimate for area in _of_level(data, indicator, period, level)]
    none = Smoothed(np.full(len(estimates), math.nan), np.full(len(estimates), math.nan))
    counted = [estimate for estimate in estimates if not estimate.reason]
    if INDICATORS[indicator].kind == "count" or not counted:
        return none
    rows = data.observations(indicator)
    rows = rows[(rows["period"] == period) & (rows["region"].map(regions.level) == level)]
    share = sum(one.numerator for one in counted) / sum(one.denominator for one in counted)
    beside_all = statistics.differences(estimates, share * statistics.SCALE[counted[0].unit])
    usable = [replace(one, reason=one.reason or found.reason) for one, found in zip(estimates, beside_all, strict=True)]
    if 2 * sum(not one.reason for one in usable) < (rows["status"] != Status.MISSING).sum():
        return none
    return statistics.smoothed(usable)


@memoized
def areas_table(data: Snapshot, indicator: str, period: str, level: str, benchmark: str) -> pd.DataFrame:
    """All regions of a level ("gemeente" or "provincie") with a value over a period, lowest first, beside a benchmark.

    Columns: code, name, value, lower, upper, denominator, threshold (of what would be hidden), assumption, status,
    source, reason, verdict and five (the words of `statistics.Verdict` and `statistics.FiveClass`), differs (also when
    it counts how many areas were looked at), smoothed and weight (see `statistics.Smoothed`), rank (1 is the lowest of
    those with an interval; equal values share a rank; none without an interval).
    """
    of_level = _of_level(data, indicator, period, level)
    figure = figures.figure_of_period(data, indicator, benchmark, period)
    estimates = [area.estimate for area in of_level]
    differences = statistics.differences(estimates, figure.estimate if figure else math.nan)
    smoothed = _smoothed(data, indicator, period, level)
    names = regions.names()
    table = pd.DataFrame(
        {
            "code": [area.region for area in of_level],
            "name": [names.get(area.region, area.region) for area in of_level],
            "value": [area.value for area in of_level],
            "lower": [area.estimate.lower for area in of_level],
            "upper": [area.estimate.upper for area in of_level],
            "denominator": [area.estimate.denominator for area in of_level],
            "threshold": [area.estimate.threshold for area in of_level],
            "assumption": [area.assumption for area in of_level],
            "status": [area.status for area in of_level],
            "source": [area.source for area in of_level],
            "reason": [difference.reason for difference in differences],
            "verdict": [str(difference.verdict) for difference in differences],
            "five": statistics.five_classes(
                [difference.lower for difference in differences],
                [difference.upper for difference in differences],
                [difference.lower998 for difference in differences],
                [difference.upper998 for difference in differences],
            ),
            "differs": statistics.discoveries(estimates, figure.estimate if figure else math.nan),
            "smoothed": smoothed.values,
            "weight": smoothed.weights,
        }
    )
    table["rank"] = table["value"].where(table["lower"].notna()).rank(method="min").astype("Int64")
    return table.sort_values(["value", "name"], ignore_index=True)


@memoized
def _spread(data: Snapshot, indicator: Indicator, period: str, level: str, region: str) -> float:
    """The standard deviation between the areas that can be tested, beyond chance around the figure of a region."""
    benchmark = figures.figure_of_period(data, indicator.id, region, period)
    if benchmark is None or indicator.kind == "count":
        return 0.0
    estimates = [area.estimate for area in _of_level(data, indicator.id, period, level)]
    reasons = (found.reason for found in statistics.differences(estimates, benchmark.value))
    testable = [estimate for estimate, reason in zip(estimates, reasons, strict=True) if not reason]
    return statistics.spread_between(testable, benchmark.value)


@memoized
def _flags(data: Snapshot, indicator: Indicator, period: str, level: str, benchmark: str) -> Flags:
    """How many areas differ from the benchmark, and beside the country also how many would by chance alone."""
    table = areas_table(data, indicator.id, period, level, benchmark)
    tested = table[table["five"] != statistics.FiveClass.NOT_TESTABLE]
    figure = figures.figure_of_period(data, indicator.id, benchmark, period)
    if figure is None or benchmark != regions.COUNTRY or tested.empty:
        return statistics.flags(table["five"])
    expected = [
        statistics.expected_flags(
            tested["denominator"], figure.value, indicator.kind, indicator.unit, sureness, tested["threshold"]
        )
        for sureness in statistics.LEVELS
    ]
    return statistics.flags(table["five"], *expected)


@memoized
def periods_compared(data: Snapshot, indicator: str, level: str) -> dict[str, int]:
    """How many regions of a level have a value, by period, latest first; pooled years after their last year."""
    rows = data.observations(indicator)
    rows = rows[rows["value"].notna() & (rows["region"].map(regions.level) == level)]
    counts = rows["period"].value_counts()
    latest_first = sorted(counts.index, key=lambda period: (period[-4:], period), reverse=True)
    return {str(period): int(counts[period]) for period in latest_first}


def first_comparable(data: Snapshot, indicators: Sequence[Indicator], level: str) -> int:
    """The position of the first indicator of which enough regions of a level have a figure; 0 where there is none."""
    most = (max(periods_compared(data, indicator.id, level).values(), default=0) for indicator in indicators)
    return next((position for position, count in enumerate(most) if count >= MIN_AREAS), 0)


# --- sentences ---


def own_title(indicator: Indicator, period: str, table: pd.DataFrame, choice: Choice) -> str:
    """How the chosen municipality differs from the benchmark, in words that stand on their own."""
    subject, other = f"{indicator.name} in {choice.name}, {period}", regions.name(choice.benchmark)
    if (row := _row_of(table, choice.region)) is None:
        return f"{subject}: geen cijfer, of te klein om te tonen"
    five = statistics.FiveClass(row["five"])
    if five.verdict == statistics.Verdict.NOT_TESTABLE:
        return f"{subject}: {figures.amount(indicator, row['value'])}"
    return f"{subject}: {five} {'met' if five.verdict == statistics.Verdict.NO_DIFFERENCE else 'dan in'} {other}"


def own(indicator: Indicator, table: pd.DataFrame, choice: Choice, benchmark: Figure | None) -> str:
    """The figure of the chosen municipality with its limits, that of the benchmark, and its place: "" for none."""
    row = _row_of(table, choice.region)
    if row is None:
        return ""
    limits = figures.interval(row["lower"], row["upper"], indicator.decimals)
    sure = f" (95% zeker: {limits.replace(' en ', '–')})" if limits else ""
    words = [
        f"{choice.name} {figures.amount(indicator, row['value'])}{sure}",
        f"{regions.name(choice.benchmark)} {figures.short(benchmark)}" if benchmark else "",
    ]
    ranked = table["rank"].count()
    place = f" Plaats {row['rank']} van {ranked}, van laag naar hoog." if pd.notna(row["rank"]) and ranked > 1 else ""
    return f"{', '.join(filter(None, words))}.{place}"


def _row_of(table: pd.DataFrame, region: str) -> "pd.Series[Any] | None":
    rows = table[table["code"] == region]
    return None if rows.empty else rows.iloc[0]


def smoothing(indicator: Indicator, areas: pd.DataFrame, smoothed: Smoothed, level: str) -> list[str]:
    """What the smoothed figures are, which of them are drawn most and least, and what they are not good for."""
    known = areas[areas["smoothed"].notna()]
    if known.empty:
        return [
            f"Gladstrijken kan hier niet: van te weinig {PLURALS[level]} is een cijfer te zien waarvan bekend is op "
            f"hoeveel {indicator.per} het rust. Wat wel te zien is, is dan niet zoals de rest."
        ]
    mean, spread = (dutch.number(number, indicator.decimals) for number in (smoothed.mean, smoothed.spread))
    drawn = (
        f"Gladgestreken is elk cijfer naar het gemiddelde van de {PLURALS[level]} ({mean}) getrokken, meer naarmate "
        f"het op minder {indicator.per} rust (empirisch Bayes, Clayton en Kaldor)."
    )
    if smoothed.spread == 0:
        how_far = f"De {PLURALS[level]} verschillen niet meer dan door toeval, dus alle krijgen dat gemiddelde."
    else:
        ends = known.loc[[known["weight"].idxmin(), known["weight"].idxmax()]]
        moved = [_drawn(indicator, *row) for row in ends[["name", "value", "smoothed", "denominator", "weight"]].values]
        how_far = (
            f"Wat tussen de {PLURALS[level]} geen toeval is, is ongeveer {spread} (standaardafwijking). "
            f"Het meest getrokken: {moved[0]}. Het minst: {moved[1]}."
        )
    return [
        drawn,
        how_far,
        "Een gladgestreken cijfer is niet geteld en is geen toets. Het krimpt verschillen, ook echte: lees er geen "
        "uitschieters van kleine gebieden uit af.",
    ]


def _drawn(indicator: Indicator, name: str, value: float, smoothed: float, size: float, weight: float) -> str:
    """ "Vlieland van 33,3 naar 151,2 (30 kinderen, het eigen cijfer telt voor 12%)"."""
    own, drawn = (dutch.number(number, indicator.decimals) for number in (value, smoothed))
    share = f"het eigen cijfer telt voor {dutch.number(100 * weight, 0)}%"
    return f"{name} van {own} naar {drawn} ({figures.so_many(indicator, size)}, {share})"


def unranked(areas: pd.DataFrame) -> str:
    """Which areas have no place in an order, as it is not known how sure their figure is; "" where all have one."""
    names = list(areas.loc[areas["rank"].isna(), "name"])
    if not names:
        return ""
    listed = dutch.listing(names) if len(names) <= FEW_NAMES else f"{len(names)} gebieden; de tabel noemt ze"
    return f"Niet in de rangorde, omdat niet bekend is hoe zeker het cijfer is: {listed}."


def assumptions(areas: pd.DataFrame) -> list[str]:
    """On what approximate intervals of several areas rest; nothing when all areas come with counts."""
    approximate = areas[areas["assumption"] != ""]
    if approximate.empty:
        return []
    name, assumption = approximate[["name", "assumption"]].iloc[0]
    return [
        f"Bij {len(approximate)} van de {len(areas)} gebieden is de zekerheid benaderd, zoals bij {name}: {assumption}."
    ]


def usual_period(compared: Mapping[str, int], first: int, last: int) -> int:
    """Which of the periods to open with: the newest that is not just begun, within these years where there is one.

    compared: the number of areas by period, newest first; not empty.
    """
    most = max(compared.values())
    complete = [place for place, count in enumerate(compared.values()) if 2 * count >= most]
    years = [periods.years_of(period) for period in compared]
    within = [place for place in complete if first <= years[place][0] and years[place][-1] <= last]
    return (within or complete)[0]


def too_few_areas(indicator: Indicator, names: list[str], level: str) -> str:
    """That there is too little to compare, what is missing, and how to add it."""
    plural = PLURALS[level]
    if names:
        available = f"Alleen {dutch.listing(names)} {'heeft' if len(names) == 1 else 'hebben'} dit cijfer."
    else:
        available = f"Geen van de {plural} heeft dit cijfer."
    return (
        f"{available} Wat ontbreekt: “{indicator.name}” voor de {'andere ' if names else ''}{plural}. "
        "Een analist kan ze toevoegen: "
        "sleep een bestand in de zijbalk, onder “Nieuwe cijfers aanleveren”."
    )
