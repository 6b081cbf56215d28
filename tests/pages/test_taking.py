"""The menu "Meenemen" of a card: words with their source, a citation, and a picture, each with one click."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import get_args

import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from ks_data import INDICATORS, answers
from ks_data.answers import Choice, budgets, claims, excerpts, growth, monitor, programme, sources
from ks_data.answers.briefing import briefing, state
from ks_data.language import dutch
from ks_data.store import current
from pages.outputs.areas_chart import areas_chart
from pages.outputs.picture import REMARK_LETTERS, picture
from pages.outputs.presentation import in_short
from tests.conftest import ROOT
from tests.pages.conftest import CORE

EARLY = INDICATORS["antenatal_care_before_10w_percent"]
HAARLEM = Choice("GM0392", "NL01", 2017, 2022)
LINK = "https://kansrijkestart.example/?gemeente=Haarlem"


def excerpt(choice: Choice = HAARLEM) -> excerpts.Excerpt:
    return excerpts.of_indicator(current(), EARLY, choice)


# --- words ---


def test_words_that_are_copied_stand_on_their_own_with_source_and_state() -> None:
    text = excerpt().text
    assert "Haarlem" in text and "78,3%" in text and "toeval" in text
    assert "Bron: Gemeente Haarlem (5 januari 2022). Kansrijke Start Haarlem" in text
    assert text.endswith("Stand: zoals meegeleverd met de app, nieuwste bron van 12 januari 2025.") and ".." not in text


@pytest.mark.parametrize("id", [id for id in CORE if INDICATORS[id].kind != "count"])
def test_words_that_are_copied_say_how_sure_the_figure_in_them_is(id: str) -> None:
    (row,) = [row for row in briefing(current(), HAARLEM).summary if row.title == INDICATORS[id].name]
    text = excerpts.of_indicator(current(), INDICATORS[id], HAARLEM).text
    lower, upper = row.limits.removeprefix("95% zeker: ").split("–")
    assert row.figure in text
    assert f"Het onderliggende cijfer van Haarlem ligt met 95% zekerheid tussen {lower} en {upper}." in text


@pytest.mark.parametrize("region", ["GM0392", "GM0088"])
def test_the_words_of_a_programme_name_who_takes_part_and_not_only_their_domains(region: str) -> None:
    answer = programme.programme(current(), region)
    text = excerpts.of_programme(current(), answer).text
    (members,) = [part for part in answer.local or answer.national if "coalitie" in part.title]
    named = [line.text for box in members.boxes for line in box.lines]
    assert len(named) > 4 and all(name in text for name in named)


def test_a_citation_says_who_when_what_from_which_app_and_state_seen_when_and_where() -> None:
    cited = excerpt().citation(LINK, "2026-11-29")
    assert cited.startswith("Gemeente Haarlem (5 januari 2022). Kansrijke Start Haarlem, bijlage")
    assert "in de app Kansrijke Start, “Vroeg in zorg, Haarlem”. Stand: zoals meegeleverd met de app" in cited
    assert cited.endswith(f"Geraadpleegd op 29 november 2026 via {LINK}.")
    assert excerpt().citation("", "2026-11-29").endswith("Geraadpleegd op 29 november 2026.")


@pytest.mark.parametrize("region", ["GM0392", "GM0088"])
def test_each_card_of_the_overview_can_be_taken_along(region: str) -> None:
    choice = Choice(region, "NL01", 2017, 2022)
    for card in answers.overview(current(), choice).cards:
        taken = excerpts.of_card(current(), card, choice)
        assert choice.name in taken.subject and choice.name in taken.text
        assert taken.title and taken.title in picture_words(taken)


def picture_words(taken: excerpts.Excerpt) -> str:
    return f"{taken.title} {taken.sentence}"


def test_a_budget_is_words_and_a_municipality_without_one_says_so() -> None:
    answer = budgets.budget(current(), "GM0392")
    haarlem = excerpts.of_budget(current(), answer, HAARLEM)
    assert haarlem.title == answer.title and "Haarlem" in answer.title, "as above the page"
    assert "€\N{NO-BREAK SPACE}135.000" in haarlem.text
    island = excerpts.of_budget(current(), budgets.budget(current(), "GM0088"), Choice("GM0088", "NL01", 2017, 2022))
    assert island.text.startswith("Voor Schiermonnikoog is nog geen begroting aangeleverd.")
    assert island.drawn is None and not island.table


BIRTHS = INDICATORS["crude_birth_rate_per_1000"]


def of_areas(form: excerpts.AreasForm | None = None, level: str = "gemeente") -> excerpts.Excerpt:
    return excerpts.of_areas(current(), answers.areas(current(), BIRTHS, "2022", level, HAARLEM), HAARLEM, form)


def of_growth() -> Iterator[excerpts.Excerpt]:
    spread = growth.growth(current(), "GM0392")
    for strips in (spread.numbers, spread.shares):
        yield excerpts.of_growth(current(), spread, strips)


def of_every_page() -> Iterator[excerpts.Excerpt]:
    """What each page that is no card gives to take along."""
    data = current()
    yield of_areas()
    yield from of_growth()
    yield excerpts.of_monitor(data, monitor.monitor(data, "GM0392"))
    for region in ("GM0392", "GM0088"):
        yield excerpts.of_programme(data, programme.programme(data, region))
    yield excerpts.of_claims(data, claims.claims(data))
    yield excerpts.of_sources(data, sources.sources(data).documents)


def test_what_a_page_says_stands_on_its_own_with_source_and_state_and_no_sentence_ends_twice() -> None:
    for taken in of_every_page():
        assert taken.subject and taken.title in taken.text
        assert "Bron: " in taken.text and taken.text.endswith(f"{state(current())}.")
        assert not re.search(r"[^.]\.\. |  ", taken.text)


def test_a_picture_of_growth_says_how_to_read_its_strips_and_cites_what_is_in_it_and_no_more() -> None:
    spread = growth.growth(current(), "GM0392")
    cited = [set(taken.citations) for taken in of_growth()]
    for taken, strips in zip(of_growth(), (spread.numbers, spread.shares), strict=True):
        shown = in_short(taken.remarks, REMARK_LETTERS)
        assert "niet tussen stroken" in shown and "Open rondje" in shown and strips.remark in shown
    assert cited[0] != cited[1] and all(sources < set(spread.citations) for sources in cited)
    assert [any("GGD GHOR" in source for source in sources) for sources in cited] == [False, True]


# --- a table ---


def test_a_table_is_copied_whole_with_what_it_is_of_above_and_its_source_and_state_beneath_it() -> None:
    for taken in [excerpt(), *of_every_page()]:
        first, head, *rows = taken.table.split("\n")
        assert first == taken.subject and rows[-2].startswith("Bron: ") and rows[-1].startswith("Stand: ")
        cells = [row.split("\t") for row in rows if "\t" in row]
        assert cells and {len(row) for row in cells} == {len(head.split("\t"))}


def test_the_table_of_an_indicator_has_the_figures_and_limits_of_the_screen() -> None:
    shown = answers.year_table(answers.trend(current(), EARLY, HAARLEM))
    lines = excerpt().table.split("\n")
    for row in shown.rows:
        (line,) = [line.split("\t") for line in lines if line.startswith(f"{row.period}\t")]
        for cell, text in zip(row.cells, line[1:], strict=False):
            assert cell is None or all(part in text for part in (cell.label, *cell.below))


def test_no_cell_of_a_copied_table_becomes_a_formula() -> None:
    rows = (("Naam", "Getal"), ("=HYPERLINK(1)", "-3"), ("+31\tx\ny", "@a"))
    lines = replace(excerpt(), rows=rows).table.split("\n")
    assert lines[2:4] == ["'=HYPERLINK(1)\t-3", "'+31 x y\t'@a"]


# --- a picture ---


PICTURES = {
    "chart": excerpt,
    "tranches": lambda: excerpts.of_roll_out(current(), HAARLEM),
    **{form: partial(of_areas, form) for form in get_args(excerpts.AreasForm)},
    "provinces": partial(of_areas, "ranking", "provincie"),
    "growth": lambda: next(of_growth()),
    "budget": lambda: excerpts.of_budget(current(), budgets.budget(current(), "GM0392"), HAARLEM),
}


@pytest.mark.parametrize("of", PICTURES.values(), ids=PICTURES)
def test_a_picture_is_as_large_as_a_slide_light_and_the_same_each_time(of) -> None:
    made = picture(of(), "png")
    image = Image.open(io.BytesIO(made)).convert("RGB")
    assert image.size == (1600, 900) and image.getpixel((4, 4)) == (255, 255, 255)
    assert made == picture(of(), "png")


def test_a_drawing_needs_no_letters_of_ours_and_asks_nobody() -> None:
    drawing = picture(excerpt(), "svg").decode()
    assert etree.fromstring(drawing).get("viewBox") == "0 0 1600 900"
    assert "<text" not in drawing and not re.search(r'(href|src)="(?!#|data:)', drawing)


@pytest.mark.parametrize(("form", "level"), [("ranking", "gemeente"), ("funnel", "gemeente"), ("ranking", "provincie")])
def test_a_chart_of_all_areas_has_a_mark_for_each_and_one_ring(form, level: str) -> None:
    taken = of_areas(form, level)
    marks = etree.fromstring(areas_chart(taken.drawn)).findall(".//{*}circle")
    filled = [mark for mark in marks if mark.get("fill") != "none"]
    assert len(filled) == len(taken.drawn.answer.table) > 10
    assert len(marks) - len(filled) == (level == "gemeente"), "a province is not the chosen municipality"


@pytest.mark.parametrize("form", ["map", "smoothed", "ranking", "funnel"])
def test_a_picture_of_all_areas_names_the_chosen_municipality(form) -> None:
    words = etree.fromstring(areas_chart(of_areas(form).drawn)).itertext("{*}text")
    assert "Haarlem" in words


def test_a_chart_is_drawn_of_figures_as_shown_so_that_it_gives_no_decimals_away() -> None:
    taken = of_areas("ranking")
    table = taken.drawn.answer.table
    digits = dict.fromkeys(["value", "lower", "upper"], BIRTHS.decimals)
    rounded = table.assign(**{name: [dutch.rounded(value, d) for value in table[name]] for name, d in digits.items()})
    as_shown = replace(taken.drawn, answer=replace(taken.drawn.answer, table=rounded))
    assert areas_chart(as_shown) == areas_chart(taken.drawn)


@pytest.mark.slow
def test_a_picture_and_words_of_figures_that_are_not_real_say_so(fictitious) -> None:
    taken = excerpt()
    assert taken.mark == "FICTIEF" and taken.text.startswith("FICTIEF.")
    assert taken.citation("", "2026-11-29").startswith("FICTIEF.")
    image = Image.open(io.BytesIO(picture(taken, "png"))).convert("RGB")
    marked = [count for count, (red, green, blue) in image.getcolors(1 << 20) if red > 160 and green < 90 and blue < 20]
    assert sum(marked) > 100, "the mark in its colour, above the title"


def test_long_words_and_many_sources_still_make_one_picture() -> None:
    long = "Dit is een zin van een gewone lengte over Haarlem en Nederland. " * 8
    crowded = replace(excerpt(), title=long[:140], sentence=long, citations=(long,) * 4, mark="FICTIEF")
    assert Image.open(io.BytesIO(picture(crowded, "png"))).size == (1600, 900)


# --- the menu ---


def test_what_is_in_a_menu_is_only_made_when_it_is_opened() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).switch_page("pages/overzicht.py").run()
    assert not app.exception
    assert not [part for part in app.main.get("html") if "data-copy" in part.proto.body]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("place", "pictures"),
    [
        *dict.fromkeys(["overzicht", "ontwikkeling", "tranchekaart", "begroting", "vergelijken", "groei"], 2).items(),
        *dict.fromkeys(["monitor", "programma", "bronnen"], 0).items(),
    ],
)
def test_a_page_gives_its_words_its_citation_its_table_and_its_picture(server, visit, place, pictures: int) -> None:
    page = visit(server, place, "gemeente=Haarlem&jaren=2017&jaren=2022")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Meenemen").first.click()
    page.get_by_role("button", name="Kopieer tekst met bron").click()
    expect(page.get_by_role("status").filter(has_text="Gekopieerd.")).to_be_visible()
    text = copied(page)
    assert "Bron: " in text and "Stand: " in text
    page.get_by_role("button", name="Kopieer bronvermelding").click()
    page.wait_for_function("old => navigator.clipboard.readText().then(text => text !== old)", arg=text)
    assert f"Geraadpleegd op {dutch.date(date.today().isoformat())} via {server.url}" in copied(page)
    expect(page.get_by_role("button", name=re.compile("^(PNG|SVG)$"))).to_have_count(pictures)
    for form, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg"))[:pictures]:
        with page.expect_download() as started:
            page.get_by_role("button", name=form, exact=True).click()
        assert started.value.suggested_filename.endswith(f".{form.lower()}")
        assert started.value.path().read_bytes().startswith(start)


@pytest.mark.browser
def test_a_picture_and_a_table_go_to_the_clipboard_at_one_click(server, visit) -> None:
    page = visit(server, "ontwikkeling", "gemeente=Haarlem&jaren=2017&jaren=2022")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Meenemen").first.click()
    page.get_by_role("button", name="Kopieer afbeelding").click()
    expect(page.get_by_role("status").filter(has_text="Gekopieerd.")).to_be_visible()
    size = """async () => {
      const [item] = await navigator.clipboard.read();
      const picture = await createImageBitmap(await item.getType("image/png"));
      return [picture.width, picture.height];
    }"""
    assert page.evaluate(size) == [1600, 900]
    page.get_by_role("button", name="Kopieer tabel").click()
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('Jaar'))")
    read = "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    assert page.evaluate(read).count("<tr>") > 4
    assert "2019\t" in copied(page)


def copied(page: Page) -> str:
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    return text


@pytest.mark.browser
def test_words_are_copied_without_https_too(server, visit) -> None:
    page = visit(
        server,
        "begroting",
        on_tab=lambda tab: tab.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
            "document.execCommand = name => name === 'copy';"
        ),
    )
    page.get_by_role("button", name="Meenemen").first.click()
    page.get_by_role("button", name="Kopieer tekst met bron").click()
    expect(page.get_by_role("status").filter(has_text="Gekopieerd.")).to_be_visible()
    expect(page.get_by_role("button", name="Kopieer afbeelding")).to_be_hidden()
    page.get_by_role("button", name="Kopieer tabel").click()
    expect(page.get_by_role("status").filter(has_text="Gekopieerd.")).to_be_visible()
