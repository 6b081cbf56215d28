"""Every number that the screen shows of a municipality stands in its slides, PDF and presentation."""

import re
from collections.abc import Iterator

import pytest
from lxml import html

from ks_data import INDICATORS, answers
from ks_data.answers import Choice
from ks_data.answers.briefing import Briefing, briefing
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.store import current
from pages.charts.theme import LIGHT
from pages.html import year_table
from pages.html.figure_card import figure_card
from pages.outputs import profile, slides
from pages.outputs.presentation import presentation
from pages.outputs.tranche_map import legend
from tests.pages.conftest import YEARS
from tests.pages.read_back import in_workbook, paper, squeezed, texts, workbooks

pytestmark = pytest.mark.slow
EVERY = 57
"""One of so many municipalities, with those of a comma in the name, a large one, and one of which little is known."""
OTHERS = ("GM0820", "GM0363", "GM0088")


def towns() -> list[str]:
    return [*OTHERS, *sorted(set(regions.municipalities()["code"]) - set(OTHERS))[::EVERY]]


def on_screen(shown: Briefing, choice: Choice) -> Iterator[dict[tuple[str, str], list[str]]]:
    """Of each indicator with a chart the figures and limits of its table, by year and region."""
    for section in shown.sections:
        if section.chart:
            answer = answers.trend(current(), INDICATORS[section.indicator], choice)
            table = html.fromstring(str(year_table.year_table(answers.year_table(answer))))
            head, *rows = ([" ".join(cell.itertext()) for cell in row] for row in table.iter("tr"))
            yield {
                (year, name): re.findall(r"[\d.,]*\d", figure.partition(" was ")[0])
                for year, *figures in rows
                for name, figure in zip(head[1:], figures, strict=False)
                if name != "Oordeel" and figure[:1].isdigit() and "-" not in year
            }


@pytest.mark.parametrize("region", towns())
def test_screen_cells_slides_pdf_and_presentation_give_the_same_numbers(fictitious, region: str) -> None:
    choice = Choice(region, regions.COUNTRY, *YEARS)
    shown = briefing(current(), choice)
    deck, document = slides.pptx(shown), paper(profile.pdf(shown))
    spoken = squeezed(html.fromstring(presentation(shown, LIGHT)).text_content())
    on_slides = squeezed(" ".join(texts(deck)))
    drawn = [section for section in shown.sections if section.chart]
    for section, cells, figures in zip(drawn, workbooks(deck), on_screen(shown, choice), strict=True):
        digits = INDICATORS[section.indicator].decimals
        written = {
            key: [dutch.number(number, digits) for number in numbers if number is not None]
            for key, numbers in in_workbook(cells).items()
        }
        assert written == figures
        assert not [key for key, numbers in figures.items() if numbers[0] not in document]
        for series in section.chart.series:
            assert squeezed(series.end).partition("(")[0] in spoken
    cards = [html.fromstring(str(figure_card(card, LIGHT))) for card in answers.overview(current(), choice).cards]
    seen = squeezed(" ".join(card.text_content() for card in cards))
    rows = [(row.figure, row.limits, row.benchmark, row.verdict) for row in shown.summary]
    amounts = [(line.amount, line.percent) for line in shown.budget.lines] if shown.budget else []
    counts = [(group.name, group.number) for group in legend(shown.map)]
    for said in (word for words in [*rows, *amounts, *counts] for word in words):
        for file in (document, on_slides, spoken):
            assert squeezed(said) in file
    leading = {squeezed(figure) for card in answers.overview(current(), choice).cards for figure in [card.figure]}
    assert all(figure in seen for figure in leading)
