"""All that a briefing of one municipality says, as plain data: slides, a PDF or a picture draw it and compute nothing.

Every number is rounded as it is shown, so that the cells of a slide never hold more than a reader may read. Knows no
file, no page and no address.
"""

import re
from dataclasses import dataclass

from ks_data.answers import budgets, figures, rollout
from ks_data.answers.budgets import BudgetLine
from ks_data.answers.choice import Choice
from ks_data.answers.overview import FigureCard, overview
from ks_data.answers.people import People
from ks_data.answers.rollout import RollOut
from ks_data.answers.subjects import Subject
from ks_data.answers.tranche_starts import STRIPED
from ks_data.answers.trend import TrendAnswer, trend
from ks_data.answers.year_chart import Chart, year_chart
from ks_data.answers.year_table import YearTable, year_table
from ks_data.catalogue.indicators import INDICATORS
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

LIMITS_DRAWN = "verticale lijn"
"""How a file draws the 95 % limits of a figure: a slide has no band that stops at a missing year."""
_ADVICE = re.compile(r" ?\b(?:Kies|Een analist kan) [^.]*(?:\.nl[^.]*)?\.|: kies [^.]*")
"""A sentence, or the end of one, that says what to do on the screen: on paper there is nothing to choose."""
WARNINGS = {
    "FICTIEF": "FICTIEF: dit is een voorbeeld met verzonnen cijfers. Niets hiervan is echt.",
    "VOORBEELD": "VOORBEELD: deze cijfers zijn niet gepubliceerd.",
}


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

    @property
    def heading(self) -> str:
        """What stands above its chart: the name and the measure, or the one that says the other as well."""
        if self.measure in self.name:
            return self.name
        return dutch.capital(self.measure) if self.name.lower() in self.measure else f"{self.name}, {self.measure}"


@dataclass(frozen=True, slots=True)
class MapArea:
    """A municipality on the map: its tranche, "" where that is not known, and whether that only follows from a list."""

    code: str
    tranche: str
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class TrancheMap:
    """The roll-out in the country, with one municipality outlined. published: how many are in each tranche."""

    region: str
    title: str
    sentence: str
    areas: tuple[MapArea, ...]
    published: str
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
    2026-07-01. origin: "Bron: " and who published the figures of the overview. mark: "FICTIEF", "VOORBEELD", both or
    ""; warnings: what they mean. citations: of everything.
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
    origin: str
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
        origin=page.origin,
        citations=tuple(dict.fromkeys(citation for group in [page.citations, *cited] for citation in group)),
        state=state(data),
        day=_day(data),
        mark=data.mark,
        warnings=tuple(WARNINGS[word] for word in data.mark.split()),
    )


# --- which state of the data ---


def state(data: Snapshot) -> str:
    """ "Stand: release 3, 1 juli 2026", or of when the shipped figures are; and of a preview which file."""
    newest = max(data.releases, key=lambda release: release.number, default=None)
    source = _newest_source(data)
    words = (
        f"release {newest.number}, {dutch.date(newest.valid_from or newest.day)}"
        if newest
        else f"zoals meegeleverd met de app{f', nieuwste bron van {dutch.date(source)}' if source else ''}"
    )
    return f"Stand: {words}{f', met {data.preview.file} (niet gepubliceerd)' if data.preview else ''}"


def _day(data: Snapshot) -> str:
    """The day of a state: of its newest release, or else of its newest source; never that of today."""
    newest = max(data.releases, key=lambda release: release.number, default=None)
    if newest:
        return newest.valid_from or newest.day
    year, *month_and_day = (_newest_source(data) or str(figures.span(data)[1])).split("-")
    return "-".join([year, *month_and_day, *["01", "01"][len(month_and_day) :]])


def _newest_source(data: Snapshot) -> str:
    """The day, month or year of the newest source; "" without any."""
    return max((str(date) for date in data.table("sources")["date"] if date), default="")


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
    chart = year_chart(answer) if answer.in_chart else None
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
        published=_published(answer),
        remarks=tuple(filter(None, [STRIPED if answer.inferred_counts else "", answer.remark, answer.inferred_remark])),
        alt=f"Kaart van Nederland met de tranche van elke gemeente; {choice.name} is omlijnd. {answer.title}.",
        attribution=answer.attribution,
        citations=answer.citations,
    )


def _published(answer: RollOut) -> str:
    """How many municipalities are in each tranche, which is known of more than are on the map in its colour."""
    numbers = [f"{count.published} in tranche {count.tranche}" for count in answer.counts if count.published]
    return f"Gepubliceerd is hoeveel gemeenten elke tranche heeft: {dutch.listing(numbers)}." if numbers else ""


def _budget(data: Snapshot, choice: Choice) -> BudgetSection | None:
    answer = budgets.budget(data, choice.region)
    if answer.missing:
        return None
    sentences = tuple(filter(None, answer.sentences))
    return BudgetSection(answer.headline, answer.caption, answer.by_item, answer.total, sentences, answer.citations)
