"""What a reader takes along of one card: its words with their source, how to cite it, and what is drawn of it.

Knows no page and no address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ks_data.answers import budgets, comparisons, figures
from ks_data.answers.areas import Areas
from ks_data.answers.briefing import TrancheMap, section, state, tranche_map
from ks_data.answers.choice import Choice
from ks_data.answers.citations import in_one_line
from ks_data.answers.claims import Claims
from ks_data.answers.growth import DatedCount, Growth, Strips
from ks_data.answers.monitor import Monitor
from ks_data.answers.overview import FigureCard
from ks_data.answers.programme import Programme
from ks_data.answers.programme import Section as ProgrammeSection
from ks_data.answers.sources import Document
from ks_data.answers.subjects import Subject
from ks_data.answers.trend import trend
from ks_data.answers.year_chart import Chart
from ks_data.answers.year_table import IN_BRACKETS, SMALL, YearCell, YearTable, year_table
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.language import dutch
from ks_data.language.spreadsheet import safe_text
from ks_data.store import Snapshot

AreasForm = Literal["map", "ranking", "funnel", "smoothed"]
"""The pictures of all regions beside each other."""


@dataclass(frozen=True, slots=True)
class AreasPicture:
    """A picture of all regions with one figure, with one of them pointed out.

    benchmark: its name and figure as shown; "" where there is none. has_spread: whether the funnel also counts with
    differences that are no chance.
    """

    form: AreasForm
    answer: Areas
    region: str
    benchmark: str
    has_spread: bool = False


@dataclass(frozen=True, slots=True)
class SpreadPicture:
    """The counts of the programme in one unit. years: of the axis, from the begin of the first to that of the last."""

    strips: Strips
    years: tuple[int, int]


@dataclass(frozen=True, slots=True)
class BudgetPicture:
    """The parts of a budget and their sum, as shown; of a part also the share in per cents."""

    lines: tuple[budgets.BudgetLine, ...]
    total: str


Drawn = Chart | TrancheMap | AreasPicture | SpreadPicture | BudgetPicture


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One card in words.

    subject: what it is about, and of which municipality; title: the finding; measure: of the figures. sentence: how
    sure it is; may be empty. citations: of its sources. state: of the data, in words; mark: as of a `Briefing`. drawn:
    what a picture of it shows; None where there is nothing to draw. remarks: what to know when looking at that. rows:
    its table, the names of the columns first; empty where it has none. is_alone: whether the sentence says what it is
    of; else it needs the title before it.
    """

    subject: str
    title: str
    measure: str
    sentence: str
    citations: tuple[str, ...]
    state: str
    mark: str
    drawn: Drawn | None = None
    remarks: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_alone: bool = True

    @property
    def source(self) -> str:
        """ "Bron: Gemeente Haarlem (2022). Titel.", or "" without sources."""
        return in_one_line(self.citations)

    @property
    def text(self) -> str:
        """The words that can stand on their own: the sentence, or else the finding, with source and state."""
        mark = f"{self.mark}." if self.mark else ""
        finding = "" if self.sentence and self.is_alone else f"{self.title}."
        return " ".join(filter(None, [mark, finding, self.sentence, self.source, f"{self.state}."]))

    @property
    def table(self) -> str:
        """The table as a clipboard takes it, tabs between cells, with what it is of above and its source beneath it.

        No cell becomes a formula in a spreadsheet; "" where there is no table.
        """
        if not self.rows:
            return ""
        mark = f"{self.mark}: " if self.mark else ""
        under = filter(None, [self.source, f"{self.state}."])
        lines = [(f"{mark}{self.subject}",), *self.rows, *((words,) for words in under)]
        return "\n".join("\t".join(safe_text(" ".join(cell.split())) for cell in line) for line in lines)

    def citation(self, link: str, day: str) -> str:
        """How to cite it. link: to the figures on the screen; day: on which they were seen, as 2026-11-29."""
        mark = f"{self.mark}. " if self.mark else ""
        cited = f"{in_one_line(self.citations).removeprefix('Bron: ')} " if self.citations else ""
        seen = f"Geraadpleegd op {dutch.date(day)}{f' via {link}' if link else ''}"
        return f"{mark}{cited}Bewerkt in de app Kansrijke Start, “{self.subject}”. {self.state}. {seen}."


def of_indicator(data: Snapshot, indicator: Indicator, choice: Choice) -> Excerpt:
    """One indicator through the chosen years."""
    answer = trend(data, indicator, choice)
    said = section(answer)
    leading = comparisons.by_strength(data, indicator.id, choice.region, choice.benchmark, choice.first, choice.last)
    limits = leading[0].figure.limits if leading and indicator.kind != "count" else ""
    sure = f"Het onderliggende cijfer van {choice.name} ligt met 95% zekerheid tussen {limits}." if limits else ""
    sentence = " ".join(filter(None, [*said.sentences[:1], sure]))
    subject = f"{said.name}, {choice.name}"
    return Excerpt(
        subject,
        said.title,
        said.measure,
        sentence,
        said.citations,
        state(data),
        data.mark,
        said.chart,
        said.remarks,
        _year_rows(year_table(answer), said.measure) if said.table else (),
    )


def _year_rows(table: YearTable, measure: str) -> tuple[tuple[str, ...], ...]:
    """The years and regions as text: each figure with its sign and, in brackets, its limits."""
    verdict = ("Oordeel",) if table.is_judged else ()
    rows = [("Jaar", *(f"{name} ({measure})" for name in table.columns), *verdict)]
    rows += [(row.period, *map(_cell, row.cells), *((row.verdict,) if table.is_judged else ())) for row in table.rows]
    return (*rows, *((words.replace(SMALL, IN_BRACKETS),) for words in table.legend))


def _cell(cell: YearCell | None) -> str:
    if cell is None:
        return ""
    below = f" ({'; '.join(cell.below)})" if cell.below else ""
    return f"{cell.label}{cell.sign}{below}"


def of_roll_out(data: Snapshot, choice: Choice) -> Excerpt:
    """When the municipality joined, with the map of all."""
    said = tranche_map(data, choice)
    subject = f"Meedoen aan Kansrijke Start, {choice.name}"
    remarks = (f"{said.attribution}.", *said.remarks)
    return Excerpt(subject, said.title, "", said.sentence, said.citations, state(data), data.mark, said, remarks)


def of_budget(data: Snapshot, answer: budgets.Budget, choice: Choice) -> Excerpt:
    """A budget of the municipality, with what is paid for as bars."""
    title = answer.title if answer.headline else answer.missing.partition(". ")[0].rstrip(".")
    sentence = (
        " ".join([f"{answer.caption.partition(',')[0]}: {answer.total}.", *filter(None, answer.sentences)])
        if answer.total
        else ""
    )
    subject = f"Begroting Kansrijke Start, {choice.name}"
    drawn = BudgetPicture(answer.by_item, answer.total) if answer.by_item else None
    rows = [(line.name, line.amount, line.percent) for line in answer.by_item]
    rows = [("Post (betaler)", "Bedrag", "Aandeel"), *rows, ("Totaal", answer.total, "100%")] if rows else []
    return Excerpt(
        subject, title, answer.caption, sentence, answer.citations, state(data), data.mark, drawn, rows=tuple(rows)
    )


def of_areas(
    data: Snapshot, answer: Areas, choice: Choice, form: AreasForm | None = None, has_spread: bool = False
) -> Excerpt:
    """All regions beside each other. form: of the picture; None where there is none to take along."""
    indicator = answer.indicator
    subject = f"{indicator.name}, alle gebieden, {answer.period}"
    benchmark = (
        f"{choice.benchmark_name} {dutch.number(answer.benchmark.value, indicator.decimals)}"
        if answer.benchmark
        else ""
    )
    is_drawn = form is not None and not answer.table.empty and (form != "smoothed" or answer.is_smoothed)
    drawn = AreasPicture(form, answer, choice.region, benchmark, has_spread) if form and is_drawn else None
    remarks = answer.smoothing[-1:] if form == "smoothed" else (answer.certainty,)
    remarks += (f"{regions.attribution()}.",) if form in ("map", "smoothed") else ()
    return Excerpt(
        subject,
        answer.title,
        indicator.measure,
        " ".join(filter(None, [f"{answer.own_title}.", answer.own])),
        answer.citations,
        state(data),
        data.mark,
        drawn,
        remarks,
        _area_rows(answer),
        is_alone=False,
    )


def _area_rows(answer: Areas) -> tuple[tuple[str, ...], ...]:
    """All regions as the page lists them, lowest first."""
    digits = answer.indicator.decimals
    columns = ["rank", "name", "value", "lower", "upper", "five"]
    rows = [
        (
            "" if pd.isna(rank) else str(rank),
            name,
            dutch.number(value, digits),
            figures.interval(lower, upper, digits),
            str(five),
        )
        for rank, name, value, lower, upper, five in answer.table[columns].itertuples(index=False)
    ]
    return (("Plaats", "Gebied", answer.indicator.measure, "95% zeker tussen", "Oordeel"), *rows)


def of_growth(data: Snapshot, answer: Growth, strips: Strips) -> Excerpt:
    """How the programme spread, in numbers or in shares."""
    drawn = None if strips.missing else SpreadPicture(strips, answer.years)
    subject = f"Groei van Kansrijke Start, {strips.title[:1].lower()}{strips.title[1:]}"
    remarks = re.split(r"(?<=\.) (?=[A-Z])", f"{answer.caution} {strips.remark}") if drawn else ()
    rows = [
        ("Telling", "Datum", "Getal"),
        *((count.name, dutch.date(count.date), _number(count)) for count in strips.drawn),
    ]
    return Excerpt(
        subject,
        answer.title,
        strips.title,
        "" if strips.missing else strips.alt,
        tuple(dict.fromkeys([*answer.of_title, *strips.citations])) if drawn else answer.citations,
        state(data),
        data.mark,
        drawn,
        tuple(remarks),
        tuple(rows) if drawn else (),
        is_alone=False,
    )


def _number(count: DatedCount) -> str:
    return f"{dutch.number(count.value, 0)}{'%' if count.unit == '%' else ''}"


def of_monitor(data: Snapshot, answer: Monitor) -> Excerpt:
    """The national monitor: each of its figures in words and in a table."""
    lines = [(row.title, row.amount, row.year, row.sign) for phase in answer.phases for row in phase.rows]
    said = "; ".join(f"{title}: {amount} ({year.rstrip('.')})" for title, amount, year, _ in lines)
    head = ("Cijfer", "Waarde", "Jaar", "Teken in de bron")
    return Excerpt(
        "Landelijke monitor Kansrijke Start",
        answer.title,
        "",
        f"{said}." if lines else "",
        answer.citations,
        state(data),
        data.mark,
        rows=(head, *((*line[:3], line[3].removeprefix("Teken in de bron: ")) for line in lines)) if lines else (),
        is_alone=False,
    )


def of_programme(data: Snapshot, answer: Programme) -> Excerpt:
    """The programme of the municipality, or of the country where the municipality has none."""
    whose, sections = (answer.name, answer.local) if answer.local else ("landelijk", answer.national)
    title = f"Het programma Kansrijke Start, {whose}"
    said = " ".join(f"{section.title}: {'; '.join(_names(section))}." for section in sections)
    rows = [
        (section.title, box.title, " ".join(filter(None, [box.text, "; ".join(line.text for line in box.lines)])))
        for section in sections
        for box in section.boxes
    ]
    rows = [("Onderdeel", "Naam", "Inhoud"), *rows] if rows else []
    return Excerpt(title, title, "", said, answer.citations, state(data), data.mark, rows=tuple(rows), is_alone=False)


def _names(section: ProgrammeSection) -> list[str]:
    """How the boxes of a section are called, with what is listed in those without words of their own."""
    names = []
    for box in section.boxes:
        listed = [line.text for line in box.lines]
        is_list = bool(box.title and listed) and not box.text
        titled = [f"{box.title}: {', '.join(listed)}" if is_list else box.title] if box.title else []
        names += titled or listed or [box.text]
    return [words.rstrip(".") for words in names if words]


def of_claims(data: Snapshot, answer: Claims) -> Excerpt:
    """What documents claim beside what the figures say."""
    rows = [(claim.says, claim.verdict, claim.document) for claim in answer.claims]
    cited = dict.fromkeys(claim.document for claim in answer.claims)
    return Excerpt(
        "Beweringen naast de cijfers",
        answer.title,
        "",
        answer.tally,
        tuple(cited),
        state(data),
        data.mark,
        rows=(("Bewering", "Uitkomst", "Document"), *rows),
        is_alone=False,
    )


def of_sources(data: Snapshot, documents: Sequence[Document]) -> Excerpt:
    """Sources as they are cited, and what comes from each place in them."""
    places = [place for document in documents for place in document.places]
    rows = [(place.citation, "; ".join(use.what for use in place.uses)) for place in places]
    subject = documents[0].label if len(documents) == 1 else "Bronnen van Kansrijke Start"
    return Excerpt(
        subject,
        subject,
        "",
        "",
        tuple(dict.fromkeys(place.citation for place in places)),
        state(data),
        data.mark,
        rows=(("Zo verwijst u ernaar", "Wat wij eruit halen"), *rows),
    )


def of_card(data: Snapshot, card: FigureCard, choice: Choice) -> Excerpt:
    """A card of the overview."""
    if card.subject == Subject.TRANCHES:
        return of_roll_out(data, choice)
    if card.subject == Subject.BUDGET:
        return of_budget(data, budgets.budget(data, choice.region), choice)
    return of_indicator(data, next(known for known in INDICATORS.values() if known.name == card.indicator), choice)
