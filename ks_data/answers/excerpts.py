"""What a reader takes along of one card: its words with their source, how to cite it, and what is drawn of it.

Knows no page and no address.
"""

from dataclasses import dataclass

from ks_data.answers import budgets
from ks_data.answers.areas import Areas
from ks_data.answers.briefing import Chart, TrancheMap, section, state, tranche_map
from ks_data.answers.choice import Choice
from ks_data.answers.citations import in_one_line
from ks_data.answers.growth import Growth
from ks_data.answers.overview import FigureCard
from ks_data.answers.subjects import Subject
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One card in words.

    subject: what it is about, and of which municipality; title: the finding; measure: of the figures. sentence: how
    sure it is; may be empty. citations: of its sources. state: of the data, in words; mark: as of a `Briefing`. drawn:
    what a picture of it shows; None where there is nothing to draw. remarks: what to know when looking at that.
    """

    subject: str
    title: str
    measure: str
    sentence: str
    citations: tuple[str, ...]
    state: str
    mark: str
    drawn: Chart | TrancheMap | None = None
    remarks: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """ "Bron: Gemeente Haarlem (2022). Titel.", or "" without sources."""
        return in_one_line(self.citations)

    @property
    def text(self) -> str:
        """The words that can stand on their own: the sentence, or else the finding, with source and state."""
        mark = f"{self.mark}." if self.mark else ""
        return " ".join(filter(None, [mark, self.sentence or f"{self.title}.", self.source, f"{self.state}."]))

    def citation(self, link: str, day: str) -> str:
        """How to cite it. link: to the figures on the screen; day: on which they were seen, as 2026-11-29."""
        mark = f"{self.mark}. " if self.mark else ""
        cited = f"{in_one_line(self.citations).removeprefix('Bron: ')} " if self.citations else ""
        seen = f"Geraadpleegd op {dutch.date(day)}{f' via {link}' if link else ''}"
        return f"{mark}{cited}Bewerkt in de app Kansrijke Start, “{self.subject}”. {self.state}. {seen}."


def of_indicator(data: Snapshot, indicator: Indicator, choice: Choice) -> Excerpt:
    """One indicator through the chosen years."""
    said = section(data, indicator, choice)
    sentence = said.sentences[0] if said.sentences else ""
    subject = f"{said.name}, {choice.name}"
    return Excerpt(
        subject, said.title, said.measure, sentence, said.citations, state(data), data.mark, said.chart, said.remarks
    )


def of_roll_out(data: Snapshot, choice: Choice) -> Excerpt:
    """When the municipality joined, with the map of all."""
    said = tranche_map(data, choice)
    subject = f"Meedoen aan Kansrijke Start, {choice.name}"
    return Excerpt(
        subject, said.title, "", said.sentence, said.citations, state(data), data.mark, said, (f"{said.attribution}.",)
    )


def of_budget(data: Snapshot, answer: budgets.Budget, choice: Choice) -> Excerpt:
    """A budget of the municipality; nothing is drawn of it."""
    title = f"{choice.name}: {answer.headline}" if answer.headline else answer.missing.partition(". ")[0].rstrip(".")
    sentence = (
        " ".join([f"{answer.caption.partition(',')[0]}: {answer.total}.", *filter(None, answer.sentences)])
        if answer.total
        else ""
    )
    subject = f"Begroting Kansrijke Start, {choice.name}"
    return Excerpt(subject, title, answer.caption, sentence, answer.citations, state(data), data.mark)


def of_areas(data: Snapshot, answer: Areas) -> Excerpt:
    """All regions beside each other; nothing is drawn of it."""
    indicator = answer.indicator
    subject = f"{indicator.name}, alle gebieden, {answer.period}"
    return Excerpt(subject, answer.title, indicator.measure, "", answer.citations, state(data), data.mark)


def of_growth(data: Snapshot, answer: Growth) -> Excerpt:
    """How the programme spread; nothing is drawn of it."""
    sentence = f"{answer.title}. {answer.numbers.alt}".strip()
    return Excerpt("Groei van Kansrijke Start", answer.title, "", sentence, answer.citations, state(data), data.mark)


def of_card(data: Snapshot, card: FigureCard, choice: Choice) -> Excerpt:
    """A card of the overview."""
    if card.subject == Subject.TRANCHES:
        return of_roll_out(data, choice)
    if card.subject == Subject.BUDGET:
        return of_budget(data, budgets.budget(data, choice.region), choice)
    return of_indicator(data, next(known for known in INDICATORS.values() if known.name == card.indicator), choice)
