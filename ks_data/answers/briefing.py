"""All that a briefing of one municipality says, as plain data: slides, a PDF or a picture draw it and compute nothing.

Every number is rounded as it is shown, so that the cells of a slide never hold more than a reader may read. Knows no
file, no page and no address.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ks_data.answers import axis, budgets, figures, rollout
from ks_data.answers.budgets import BudgetLine
from ks_data.answers.choice import Choice
from ks_data.answers.figures import Figure
from ks_data.answers.overview import FigureCard, overview
from ks_data.answers.people import People
from ks_data.answers.rollout import TrancheCount
from ks_data.answers.series import Point
from ks_data.answers.subjects import Subject
from ks_data.answers.trend import TrendAnswer, trend
from ks_data.answers.year_table import YearTable, year_table
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

LIMITS_DRAWN = "verticale lijn"
"""How a file draws the 95 % limits of a figure: a slide has no band that stops at a missing year."""
_ADVICE = re.compile(r" ?\b(?:Kies|Een analist kan) [^.]*(?:\.nl[^.]*)?\.")
"""A sentence that says what to do on the screen: on paper there is nothing to choose."""
WARNINGS = {
    "FICTIEF": "FICTIEF: dit is een voorbeeld met verzonnen cijfers. Niets hiervan is echt.",
    "VOORBEELD": "VOORBEELD: deze cijfers zijn niet gepubliceerd.",
}


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A figure in a chart: its year, value and 95 % limits as shown (None where there are none), and its label."""

    year: int
    value: float
    lower: float | None
    upper: float | None
    label: str


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """Figures of one region and one kind, which a line may join.

    name: unique in a chart. line: changes where no line may cross: at a break and between pooled years. is_open:
    whether they may still change. end: the words at its last figure; "" where the region has a later one elsewhere.
    """

    name: str
    region: str
    is_own: bool
    is_open: bool
    line: int
    points: tuple[ChartPoint, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Chart:
    """An indicator through the years: from the first year to the last, between low and high.

    step: between the values named along the axis. breaks: the first years of another way of counting. alt: in words.
    """

    years: tuple[int, ...]
    low: float
    high: float
    step: float
    ticks: tuple[tuple[float, str], ...]
    series: tuple[ChartSeries, ...]
    breaks: tuple[int, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A subject in the table of all figures: what the overview says of it, in a line."""

    title: str
    figure: str
    measure: str
    verdict: str
    appraisal: str
    limits: str
    benchmark: str


@dataclass(frozen=True, slots=True)
class Section:
    """One indicator: its finding, how sure it is, its chart and the table with the same figures.

    chart and table are None where no region has a figure. in_table: those of the sentences that the table says as well;
    empty without a table. remarks: what to know when reading the chart. people: the figure as so many of 1.000.
    """

    indicator: str
    name: str
    measure: str
    title: str
    sentences: tuple[str, ...]
    in_table: tuple[str, ...]
    chart: Chart | None
    table: YearTable | None
    remarks: tuple[str, ...]
    definition: str
    citations: tuple[str, ...]
    people: People | None = None


@dataclass(frozen=True, slots=True)
class MapArea:
    """A municipality on the map: its tranche, "" where that is not known, and whether that only follows from a list."""

    code: str
    tranche: str
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class TrancheMap:
    """The roll-out in the country, with one municipality outlined. counts and inferred_counts: as in a `RollOut`."""

    region: str
    title: str
    sentence: str
    areas: tuple[MapArea, ...]
    counts: tuple[TrancheCount, ...]
    inferred_counts: tuple[TrancheCount, ...]
    unknown: int
    remarks: tuple[str, ...]
    alt: str
    attribution: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BudgetSection:
    """The latest budget of the municipality; see `Budget`."""

    headline: str
    caption: str
    lines: tuple[BudgetLine, ...]
    total: str
    sentences: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """One municipality in one state of the data.

    title: the finding; lead: the sentence beneath it. state: which release, in words; day: of that state, as
    2026-07-01. mark: "FICTIEF", "VOORBEELD", both or ""; warnings: what they mean. citations: of everything.
    """

    region: str
    name: str
    benchmark: str
    title: str
    lead: str
    summary: tuple[SummaryRow, ...]
    sections: tuple[Section, ...]
    map: TrancheMap
    budget: BudgetSection | None
    citations: tuple[str, ...]
    state: str
    day: str
    mark: str
    warnings: tuple[str, ...]


@memoized
def briefing(data: Snapshot, choice: Choice) -> Briefing:
    """All that a briefing says of the chosen municipality beside the benchmark, in the chosen years."""
    page = overview(data, choice)
    cards = [card for first in page.cards for card in (first, *first.further)]
    by_name = {indicator.name: indicator for indicator in INDICATORS.values()}
    sections = tuple(
        section(trend(data, by_name[card.indicator], choice)) for card in cards if card.subject == Subject.TREND
    )
    of_map, budget = tranche_map(data, choice), _budget(data, choice)
    cited = [of_indicator.citations for of_indicator in sections] + [of_map.citations]
    cited += [budget.citations] if budget else []
    return Briefing(
        region=choice.region,
        name=choice.name,
        benchmark=choice.benchmark_name,
        title=page.title,
        lead=_on_paper(page.finding),
        summary=tuple(_summary(card) for card in cards),
        sections=sections,
        map=of_map,
        budget=budget,
        citations=tuple(dict.fromkeys(citation for group in [page.citations, *cited] for citation in group)),
        state=state(data),
        day=_day(data),
        mark=data.mark,
        warnings=tuple(WARNINGS[word] for word in data.mark.split()),
    )


# --- which state of the data ---


def state(data: Snapshot) -> str:
    """ "Stand: release 3, 1 juli 2026", or that there are no releases; and of a preview which file."""
    newest = max(data.releases, key=lambda release: release.number, default=None)
    words = (
        f"release {newest.number}, {dutch.date(newest.valid_from or newest.day)}"
        if newest
        else "zoals meegeleverd met de app"
    )
    return f"Stand: {words}{f', met {data.preview.file} (niet gepubliceerd)' if data.preview else ''}"


def _day(data: Snapshot) -> str:
    """The day of a state: of its newest release, or else of its newest source; never that of today."""
    newest = max(data.releases, key=lambda release: release.number, default=None)
    if newest:
        return newest.valid_from or newest.day
    dates = [str(date) for date in data.table("sources")["date"] if date]
    year, *month_and_day = max(dates, default=str(figures.span(data)[1])).split("-")
    return "-".join([year, *month_and_day, *["01", "01"][len(month_and_day) :]])


# --- the figures ---


def _on_paper(words: str) -> str:
    """The same without what to do on the screen."""
    return _ADVICE.sub("", words).strip()


def _summary(card: FigureCard) -> SummaryRow:
    strip = card.strip
    return SummaryRow(
        title=card.title,
        figure=card.figure or card.absent,
        measure=card.measure,
        verdict=card.verdict,
        appraisal=card.appraisal,
        limits=strip.limits if strip else "",
        benchmark=(strip.benchmark_label if strip else "") or "; ".join(card.elsewhere),
    )


def section(answer: TrendAnswer) -> Section:
    """What a briefing says of one indicator."""
    indicator = answer.indicator
    chart = _chart(answer) if answer.in_chart else None
    table = year_table(answer)
    if chart:
        within = (row for row in table.rows if chart.years[0] <= row.last_year <= chart.years[-1])
        table = YearTable(table.columns, tuple(within), table.legend)
    return Section(
        indicator=indicator.id,
        name=indicator.name,
        measure=indicator.measure,
        title=answer.title,
        sentences=tuple(filter(None, map(_on_paper, [*answer.missing, *answer.sentences]))),
        in_table=tuple(map(_on_paper, answer.in_table)) if chart else (),
        chart=chart,
        table=table if chart else None,
        remarks=_remarks(answer, chart) if chart else (),
        definition=" ".join(answer.explanation),
        citations=answer.citations,
        people=answer.people if chart else None,
    )


def _remarks(answer: TrendAnswer, chart: Chart) -> tuple[str, ...]:
    """What to know when reading the chart: where its axis begins, breaks, open figures, how sure they are."""
    low, high = chart.low, chart.high
    start = dutch.number(low, 0 if low.is_integer() else 1) if low else "nul"
    outside = answer.outside(low, high, uncertain=True, shape=LIMITS_DRAWN)
    return (f"De as begint bij {start}.", *outside, *answer.remarks(uncertain=True, shape=LIMITS_DRAWN))


# --- the chart ---


def _chart(answer: TrendAnswer) -> Chart:
    """The chart of an answer that has figures, on the axis of the page; the remarks name what lies outside."""
    shown = answer.in_chart
    low, high = answer.axis
    years = [year for figure in shown for year in figure.years]
    first, last = min(years), max(years)
    series = tuple(_series(answer))
    return Chart(
        years=tuple(range(first, last + 1)),
        low=low,
        high=high,
        step=axis.step(low, high),
        ticks=axis.ticks(low, high),
        series=series,
        breaks=tuple(change.year for change in answer.breaks if first < change.year <= last),
        alt=_alt(answer, series, first, last),
    )


def _series(answer: TrendAnswer) -> Iterable[ChartSeries]:
    """The series of each region: one for each way of counting and each status, and one for pooled years."""
    newest: dict[str, Figure] = {}
    for figure in answer.in_chart:
        if figure.region not in newest or figure.year >= newest[figure.region].year:
            newest[figure.region] = figure
    own = answer.choice.region

    def series(name: str, drawn: Sequence[Figure], line: int, points: Iterable[ChartPoint]) -> ChartSeries:
        region, last = drawn[-1].region, drawn[-1]
        status = figures.OPEN_STATUS.get(last.status, "")
        words = f"{regions.name(region)} {dutch.number(last.value, answer.indicator.decimals)}"
        end = f"{words}{f' ({status})' if status else ''}" if last is newest[region] else ""
        return ChartSeries(name, region, region == own, bool(status), line, tuple(points), end)

    def kind(point: Point) -> tuple[str, int, str]:
        return point.region, point.segment, figures.OPEN_STATUS.get(point.status, "")

    with_figure = sorted(
        (point for point in answer.points if point.figure), key=lambda point: (*kind(point), point.year)
    )
    starts = sorted(change.year for change in answer.breaks)
    for (region, segment, status), points in groupby(with_figure, kind):
        drawn = [point.figure for point in points if point.figure]
        counted = f"vanaf {starts[segment - 1]}" if region == own and segment and segment <= len(starts) else ""
        counted = counted or (f"deel {segment + 1}" if segment else "")
        name = ", ".join(filter(None, [regions.name(region), counted, status]))
        yield series(name, drawn, segment, [_point(figure, figure.year) for figure in drawn])
    for place, span in enumerate(answer.alone, 1):
        figure = span.figure
        name = f"{regions.name(figure.region)}, {figure.period} samen"
        yield series(name, [figure], -place, [_point(figure, year) for year in figure.years])


def _point(figure: Figure, year: int) -> ChartPoint:
    digits = figure.indicator.decimals

    def limit(value: float) -> float | None:
        return dutch.rounded(value, digits) if math.isfinite(value) else None

    lower, upper = limit(figure.estimate.lower), limit(figure.estimate.upper)
    return ChartPoint(year, dutch.rounded(figure.value, digits), lower, upper, dutch.number(figure.value, digits))


def _alt(answer: TrendAnswer, series: Sequence[ChartSeries], first: int, last: int) -> str:
    """A chart in words: what it shows, and of each region the first and last figure."""
    words = []
    for region in dict.fromkeys(of_region.region for of_region in series):
        points = [point for of_region in series if of_region.region == region for point in of_region.points]
        start, end = min(points, key=lambda point: point.year), max(points, key=lambda point: point.year)
        path = f"{start.label} in {start.year}" + (f", {end.label} in {end.year}" if end.year > start.year else "")
        words.append(f"{regions.name(region)}: {path}.")
    period = f"{first} tot en met {last}" if last > first else f"{first}"
    return f"Lijngrafiek van {answer.indicator.name} ({answer.indicator.measure}), {period}. {' '.join(words)}"


# --- the programme and its money ---


@memoized
def tranche_map(data: Snapshot, choice: Choice) -> TrancheMap:
    """What a briefing says of the roll-out, with its map."""
    answer = rollout.roll_out(data, choice.region)
    everyone = rollout.tranches(data, infer=True)
    joined = rollout.joined(data, choice.region)[2]
    columns = everyone[["code", "tranche", "evidence"]].itertuples(index=False, name=None)
    return TrancheMap(
        region=choice.region,
        title=answer.title,
        sentence=joined,
        areas=tuple(
            MapArea(code, tranche, rollout.Tranche(tranche, evidence, "").is_inferred)
            for code, tranche, evidence in columns
        ),
        counts=answer.counts,
        inferred_counts=answer.inferred_counts,
        unknown=answer.unknown,
        remarks=tuple(filter(None, [answer.remark, answer.inferred_remark])),
        alt=f"Kaart van Nederland met de tranche van elke gemeente; {choice.name} is omlijnd. {answer.title}.",
        attribution=answer.attribution,
        citations=answer.citations,
    )


def _budget(data: Snapshot, choice: Choice) -> BudgetSection | None:
    answer = budgets.budget(data, choice.region)
    if answer.missing:
        return None
    sentences = tuple(filter(None, answer.sentences))
    return BudgetSection(answer.headline, answer.caption, answer.by_item, answer.total, sentences, answer.citations)
