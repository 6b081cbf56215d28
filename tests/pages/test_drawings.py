"""The drawings of what is handed out: all words stay on the sheet, and a legend is of what is drawn."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import etree
from lxml.html import fromstring
from PIL import ImageFont

from ks_data import INDICATORS, answers
from ks_data.answers import Choice, budgets, excerpts, rollout
from ks_data.answers.briefing import briefing
from ks_data.answers.tranche_starts import STRIPED
from ks_data.catalogue import regions
from ks_data.store import current
from pages.charts.theme import LIGHT
from pages.html.legends import five_legend, tranche_legend
from pages.outputs import drawings, line_chart, profile, slides, tranche_map
from pages.outputs.areas_chart import areas_chart, areas_legend
from pages.outputs.bars_chart import budget_chart
from pages.outputs.presentation import CHART as ON_A_SLIDE
from pages.outputs.presentation import presentation
from tests.pages import read_back
from tests.pages.conftest import YEARS

BIRTHS = INDICATORS["crude_birth_rate_per_1000"]
LONG = "Nuenen, Gerwen en Nederwetten"
FONTS = {
    weight: ImageFont.truetype(drawings.FOLDER / "fonts" / f"PublicSans-{name}.ttf", 900)
    for weight, name in ((None, "Regular"), ("600", "SemiBold"))
}


def choice(name: str) -> Choice:
    (code,) = [code for code, known in regions.names().items() if known == name]
    return Choice(code, regions.COUNTRY, *YEARS)


def cut_off(drawing: str) -> Iterator[str]:
    """The words of a drawing that do not fit on it, by the letters that they are drawn with."""
    sheet = etree.fromstring(drawing)
    for words in sheet.iter("{*}text"):
        wide = FONTS[words.get("font-weight")].getlength(words.text) / 900 * float(words.get("font-size"))
        left = float(words.get("x")) - {"end": 1.0, "middle": 0.5}.get(words.get("text-anchor"), 0.0) * wide
        if left < 0 or left + wide > float(sheet.get("width")):
            yield words.text


@pytest.mark.parametrize("name", ["Rotterdam", "Amsterdam", "Haarlem", "Nederland", LONG])
def test_no_word_of_a_chart_is_cut_off_however_long_a_number_or_a_name_is(name: str) -> None:
    charts = [section.chart for section in briefing(current(), choice(name)).sections if section.chart]
    assert charts
    for chart in charts:
        for size in ((line_chart.WIDTH, line_chart.HEIGHT), ON_A_SLIDE):
            assert not list(cut_off(line_chart.line_chart(chart, LIGHT, *size))), chart.alt


@pytest.mark.parametrize("level", ["gemeente", "provincie"])
@pytest.mark.parametrize("form", ["ranking", "funnel"])
def test_no_word_of_a_chart_of_all_areas_is_cut_off(form, level: str) -> None:
    answer = answers.areas(current(), BIRTHS, "2022", level, choice("Haarlem"))
    few = replace(answer, table=answer.table.head(5).assign(name=LONG))
    for shown in (answer, few):
        for scale in (1, 1000):
            table = shown.table.assign(**{name: shown.table[name] * scale for name in ("value", "lower", "upper")})
            drawn = excerpts.of_areas(current(), replace(shown, table=table), choice("Haarlem"), form).drawn
            assert not list(cut_off(areas_chart(drawn)))


def test_no_word_of_a_budget_is_cut_off() -> None:
    line = budgets.budget(current(), "GM0392").by_item[0]
    lines = (replace(line, name="MMMMMMMM WWWWWWWW " * 4), replace(line, amount="€ 1.135.000.000"))
    assert not list(cut_off(budget_chart(excerpts.BudgetPicture(lines, line.amount))))


# --- the map of tranches ---


@pytest.mark.parametrize("region", ["GM0392", "GM0088"])
def test_the_legend_of_the_tranches_names_what_is_drawn_and_counts_each_municipality_once(region: str) -> None:
    shown = briefing(current(), Choice(region, regions.COUNTRY, *YEARS)).map
    drawn = etree.fromstring(tranche_map.tranche_map(shown))
    filled = {path.get("fill") for path in drawn.iter("{*}path")} - {"none"}
    groups = tranche_map.legend(shown)
    assert {group.fill for group in groups} == filled
    assert sum(int(group.number) for group in groups) == len(shown.areas) == len(regions.municipalities())
    on_the_page = rollout.roll_out(current(), region).in_view
    assert sorted(int(group.number) for group in groups) == sorted(on_the_page.numbers.values())
    page = str(tranche_legend(on_the_page, ""))
    assert all(f"<td>{group.name}</td>" in page for group in groups), "in the words of the page"


def test_beside_the_map_of_tranches_stands_what_is_inferred_and_what_is_published_is_no_number_of_a_colour() -> None:
    shown = briefing(current(), choice("Haarlem"))
    said = {
        "deck": " ".join(read_back.texts(slides.pptx(shown))),
        "document": read_back.paper(profile.pdf(shown)),
        "presentation": presentation(shown, LIGHT),
        "picture": " ".join(excerpts.of_roll_out(current(), choice("Haarlem")).remarks),
    }
    for form, words in said.items():
        assert read_back.squeezed(STRIPED) in read_back.squeezed(words), form
    published = read_back.squeezed("96 in tranche 1, 49 in tranche 2, 122 in tranche 3 en 75 in tranche 4")
    assert published in read_back.squeezed(said["deck"]) and published in said["document"]


# --- all areas beside each other ---


@pytest.mark.parametrize("id", ["crude_birth_rate_per_1000", "antenatal_care_before_10w_percent"])
def test_the_classes_of_areas_have_the_signs_and_words_of_the_page_and_are_not_told_by_colour_alone(id: str) -> None:
    answer = answers.areas(current(), BIRTHS, "2022", "gemeente", choice("Haarlem"))
    answer = replace(answer, indicator=INDICATORS[id])
    drawn = excerpts.of_areas(current(), answer, choice("Haarlem"), "map").drawn
    page = fromstring(str(five_legend(answer, striped=True)))
    shown = [key.text_content().strip() for key in page.find_class("ks-key")]
    assert [f"{group.name}: {group.number}" for group in areas_legend(drawn)] == shown
