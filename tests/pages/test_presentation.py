"""The presentation: the slides of a briefing in a browser, which steps through them without the server."""

import io
import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import html
from PIL import Image
from playwright.sync_api import Locator, Page, WebSocket, expect
from streamlit.testing.v1 import AppTest

from ks_data.answers import Choice
from ks_data.answers.briefing import Briefing, briefing
from ks_data.store import current
from pages.charts.theme import DARK, LIGHT
from pages.outputs import slides as slides_for_powerpoint
from pages.outputs.presentation import presentation
from tests.conftest import ROOT
from tests.pages import read_back

LINK = "presentatie=1&dia=3"
KEYS = {"ArrowRight": 1, "ArrowDown": 1, "PageDown": 1, " ": 1, "ArrowLeft": -1, "ArrowUp": -1, "PageUp": -1}
SHOWN = "() => [...document.querySelectorAll('.ks-slide')].findIndex(slide => slide.checkVisibility()) + 1"
PRESSED = f"""keys => keys.map(key => {{
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true, cancelable: true}}));
    return ({SHOWN})();
}})"""
"""The slide in sight after each of some keys, asked at once, before anything else can happen."""
TOUCHED = """([from, to]) => {
    const stage = document.querySelector('.ks-stage');
    const touch = (kind, clientX) => stage.dispatchEvent(
        new PointerEvent(kind, {clientX, clientY: 300, pointerType: 'touch', bubbles: true}));
    touch('pointerdown', from);
    touch('pointerup', to);
}"""
SIZES = """() => {
    const deck = document.querySelector('.ks-deck');
    const slides = [...deck.querySelectorAll('.ks-slide')];
    const trouble = [];
    const text = [];
    const drawn = [];
    for (const slide of slides) {
        slides.forEach(other => { other.hidden = other !== slide; });
        for (const room of [slide, ...slide.querySelectorAll('.ks-two > div')]) {
            const {right, bottom} = room.getBoundingClientRect();
            for (const part of room.querySelectorAll('h2, p, tr, svg')) {
                const box = part.getBoundingClientRect();
                if (box.right > right + 1 || box.bottom > bottom + 1) trouble.push(part.textContent.slice(0, 60));
            }
        }
        slide.querySelectorAll('svg text').forEach(words => drawn.push(
            parseFloat(words.getAttribute('font-size')) * words.getScreenCTM().a));
        slide.querySelectorAll("p, td, th, caption").forEach(
            part => text.push(parseFloat(getComputedStyle(part).fontSize)));
    }
    deck.querySelectorAll('button, footer p, .ks-count').forEach(
        part => text.push(parseFloat(getComputedStyle(part).fontSize)));
    const scrolls = [deck, ...deck.querySelectorAll('*')].filter(part => part.scrollHeight > part.clientHeight + 1
        && /auto|scroll/.test(getComputedStyle(part).overflowY)).length;
    return {trouble, scrolls, text: Math.min(...text), drawn: Math.min(...drawn)};
}"""


FILLS = """([width, height]) => {
    const deck = document.querySelector('.ks-deck');
    return deck.clientWidth === width && deck.clientHeight === height && !deck.getAnimations({subtree: true}).length;
}"""
"""Whether the presentation has the size of the screen, and its letters too, which Streamlit has grow to it."""


def content(region: str = "GM0392", first: int = 2017, last: int = 2022) -> Briefing:
    return briefing(current(), Choice(region, "NL01", first, last))


def slides(shown: Briefing) -> list[html.HtmlElement]:
    return html.fromstring(presentation(shown, LIGHT)).find_class("ks-slide")


def words(slide: html.HtmlElement) -> str:
    return " ".join(slide.text_content().split())


# --- what the slides say ---


@pytest.mark.parametrize("region", ["GM0392", "GM0088"])
def test_the_slides_say_what_the_briefing_says(region: str) -> None:
    shown = content(region)
    opening, summary, *others = slides(shown)
    assert shown.title in words(opening) and shown.lead in words(opening)
    for row in shown.summary:
        for text in (row.title, row.figure, row.measure, row.limits, row.benchmark, row.verdict):
            assert " ".join(text.split()) in words(summary)
    for section, slide in zip(shown.sections, others, strict=False):
        assert slide.find(".//h2").text_content() == section.title
        assert section.sentences[0] in words(slide) and section.measure.lower() in words(slide).lower()
        drawn = slide.iter("svg")
        assert [picture.get("aria-label") for picture in drawn] == ([section.chart.alt] if section.chart else [])
        for series in section.chart.series if section.chart else ():
            assert series.end in words(slide) or series.end.rpartition(" ")[2] in words(slide)
    of_map = others[len(shown.sections)]
    assert shown.map.sentence in words(of_map) and of_map.find(".//svg").get("aria-label") == shown.map.alt
    if shown.budget:
        assert shown.budget.total in others[len(shown.sections) + 1].text_content()
    listed = " ".join(words(slide) for slide in others if slide.find(".//h2").text_content().startswith("Bronnen"))
    assert all(" ".join(citation.split()) in listed for citation in shown.citations)


def test_every_slide_says_its_source_or_where_the_sources_are_and_of_when_the_figures_are() -> None:
    drawn = slides(content())
    assert content().origin.startswith("Bron: ") and "CBS" in content().origin
    for slide in drawn:
        assert "Bron" in words(slide), words(slide)
    assert content().origin in words(drawn[0]) and content().origin in words(drawn[1])
    for number in (1, 2):
        assert content().origin in " ".join(read_back.texts(slides_for_powerpoint.pptx(content()), number))
    (footer,) = html.fromstring(presentation(content(), LIGHT)).iter("footer")
    assert "zoals meegeleverd met de app, nieuwste bron van 12 januari 2025." in words(footer)


def test_a_slide_says_how_a_figure_went_as_the_slides_for_powerpoint_do() -> None:
    shown = briefing(current(), Choice("GM0599", "NL01", 2018, 2023))
    gone_down = [section for section in shown.sections if any("is dalend over" in words for words in section.sentences)]
    assert gone_down
    for section in gone_down:
        (slide,) = [slide for slide in slides(shown) if slide.find(".//h2").text_content() == section.title]
        assert "is dalend over" in words(slide)


def test_figures_that_are_not_real_say_so_on_every_slide_and_figures_that_are_do_not() -> None:
    shown = replace(content(), mark="FICTIEF VOORBEELD", warnings=("FICTIEF: niets hiervan is echt.",))
    assert all(slide.find_class("ks-mark")[0].text == "FICTIEF VOORBEELD" for slide in slides(shown))
    assert "FICTIEF: niets hiervan is echt." in words(slides(shown)[0])
    assert not [slide for slide in slides(content()) if slide.find_class("ks-mark")]


def test_a_name_or_a_source_never_becomes_markup() -> None:
    odd = "<script>alert(1)</script> & <b>vet</b>"
    shown = replace(content(), title=odd, citations=(odd,), state=odd)
    drawn = html.fromstring(presentation(shown, LIGHT))
    assert not list(drawn.iter("script", "b")) and odd in drawn.text_content()


def test_the_same_slides_are_drawn_for_a_light_and_a_dark_page() -> None:
    light, dark = (html.fromstring(presentation(content(), look)) for look in (LIGHT, DARK))
    assert light.text_content() == dark.text_content()
    assert DARK.own in html.tostring(dark).decode() and LIGHT.own not in html.tostring(dark).decode()


def test_many_sources_take_more_slides_and_each_stands_once() -> None:
    many = tuple(f"Bron {number}, met een titel van een gewone lengte. " * 3 for number in range(40))
    listed = [slide for slide in slides(replace(content(), citations=many)) if "Bronnen (" in words(slide)]
    assert len(listed) > 2
    assert [part.text for slide in listed for part in slide.iter("p")] == list(many)


def test_every_page_has_a_button_for_the_presentation_and_slides_only_when_asked(page_name: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).switch_page(f"pages/{page_name}.py").run()
    assert not [part for part in app.main.get("html") if "data-slides" in part.proto.body]
    app.button(key="presentatie").click().run()
    assert app.query_params["presentatie"] in ("1", ["1"])
    assert len([part for part in app.main.get("html") if "data-slides" in part.proto.body]) == 1
    app.button(key="presentatie_sluiten").click().run()
    assert "presentatie" not in app.query_params
    assert not [part for part in app.main.get("html") if "data-slides" in part.proto.body]


# --- in the browser ---


def deck(page: Page) -> Locator:
    return page.locator(".ks-deck")


def expect_slide(page: Page, number: int) -> None:
    expect(page.locator(".ks-slide").nth(number - 1)).to_be_visible()
    expect(page.locator(".ks-slide:visible")).to_have_count(1)
    expect(page.locator(".ks-count")).to_have_text(re.compile(f"^{number} van"))
    expect(page).to_have_url(re.compile(rf"dia={number}(&|$)"))


@pytest.mark.browser
def test_a_link_opens_its_slide_and_keys_buttons_and_touches_step_from_there(server, visit) -> None:
    page = visit(server, "begroting", f"gemeente=Utrecht&{LINK}")
    expect(deck(page)).to_be_visible()
    expect_slide(page, 3)
    last = page.locator(".ks-slide").count()
    number = 3
    for key, step in KEYS.items():
        page.keyboard.press("Space" if key == " " else key)
        number += step
        expect_slide(page, number)
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect_slide(page, last)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect_slide(page, 1)
    page.get_by_role("button", name="Volgende").click()
    expect_slide(page, 2)
    page.keyboard.press("Space")  # on the button
    expect_slide(page, 3)
    for touch, number in (([900, 500], 4), ([300, 700], 3), ([1000, 1000], 4), ([50, 50], 3)):
        page.evaluate(TOUCHED, touch)
        expect_slide(page, number)
    page.reload()
    expect_slide(page, 3)
    expect(page.locator(".ks-spoken")).to_have_text(re.compile("^Dia 3 van .*: ."))


@pytest.mark.browser
def test_a_slide_that_is_not_there_opens_the_nearest_or_the_first(server, visit) -> None:
    page = visit(server, "overzicht", "gemeente=Utrecht&presentatie=1&dia=99")
    last = page.locator(".ks-slide").count()
    expect_slide(page, last)
    for asked, number in (("-1", 1), ("x", 1), ("1e9", last), ("2.9", 2)):
        page.goto(server.address("overzicht", f"gemeente=Utrecht&presentatie=1&dia={asked}"))
        expect_slide(page, number)


@pytest.mark.browser
def test_the_button_starts_it_and_escape_and_a_button_leave_it(server, visit, ready) -> None:
    page = visit(server, "overzicht", "gemeente=Utrecht")
    start = page.get_by_role("button", name="Presentatie", exact=True)
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.get_by_role("button", name="Sluiten").click()):
        start.click()
        expect_slide(page, 1)
        leave()
        expect(deck(page)).to_have_count(0)
        expect(page).not_to_have_url(re.compile("presentatie|dia="))
        expect(page).to_have_url(re.compile("gemeente=Utrecht"))
        ready(page)
        expect(start).to_be_focused()


@pytest.mark.browser
def test_f_fills_the_screen_with_the_slides(server, visit) -> None:
    page = visit(server, "overzicht", LINK)
    expect_slide(page, 3)
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement?.matches('.ks-stage')")
    page.keyboard.press("ArrowRight")
    expect_slide(page, 4)
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")
    expect_slide(page, 4)


@pytest.mark.browser
def test_however_fast_keys_follow_each_other_each_shows_its_slide_at_once(server, visit) -> None:
    page = visit(server, "overzicht", LINK)
    expect_slide(page, 3)
    last, number, chance = page.locator(".ks-slide").count(), 3, random.Random(13)
    for _ in range(50):
        keys = chance.choices(list(KEYS), k=chance.randint(2, 12))
        right = []
        for key in keys:
            number = min(max(number + KEYS[key], 1), last)
            right.append(number)
        assert page.evaluate(PRESSED, keys) == right
    expect_slide(page, number)


@pytest.mark.browser
def test_the_presentation_goes_on_when_the_server_is_gone(start_server: Callable, tab: Page) -> None:
    sockets: list[WebSocket] = []
    tab.on("websocket", lambda socket: sockets.append(socket))
    tab.goto(start_server().address("overzicht", LINK))
    expect_slide(tab, 3)
    ((process, _),) = start_server.__self__.started
    with sockets[-1].expect_event("close"):
        process.kill()
    tab.keyboard.press("ArrowRight")
    expect_slide(tab, 4)
    tab.keyboard.press("End")
    expect_slide(tab, tab.locator(".ks-slide").count())
    tab.keyboard.press("Escape")
    expect(deck(tab)).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("town", ["Haarlem", "Schiermonnikoog", "Nuenen, Gerwen en Nederwetten"])
def test_slides_can_be_read_from_afar_and_nothing_scrolls_or_is_cut(server, visit, town: str) -> None:
    page = visit(server, "overzicht", f"gemeente={town}&presentatie=1")
    expect_slide(page, 1)
    page.evaluate("() => document.fonts.ready")
    for scheme, paper in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(16, 22, 31)")):
        page.emulate_media(color_scheme=scheme)
        expect(deck(page)).to_have_css("background-color", paper)
        for width, height in ((1920, 1080), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(FILLS, arg=[width, height])
            sizes, scale = page.evaluate(SIZES), width / 1920
            assert not sizes["trouble"] and not sizes["scrolls"], (scheme, width)
            assert sizes["text"] >= 24 * scale and sizes["drawn"] >= 20 * scale, (scheme, width)


@pytest.mark.browser
def test_on_a_phone_a_shadow_says_that_a_slide_goes_on_below_until_its_source_is_in_sight(server, visit) -> None:
    page = visit(server, "overzicht", "gemeente=Haarlem&presentatie=1&dia=5")
    page.set_viewport_size({"width": 390, "height": 844})
    expect_slide(page, 5)
    slide = page.locator(".ks-slide:visible")
    assert slide.evaluate("part => part.scrollHeight > part.clientHeight + 20")
    seen = []
    for _ in range(2):
        box = slide.bounding_box()
        edge = {"x": box["x"] + box["width"] - 3, "y": box["y"] + box["height"] - 3, "width": 2, "height": 2}
        seen.append(Image.open(io.BytesIO(page.screenshot(clip=edge))).convert("L").getpixel((0, 0)))
        slide.evaluate("part => part.scrollTo(0, part.scrollHeight)")
    assert seen[0] < 215 and seen[1] > 250, seen
    foot = page.locator(".ks-deck footer").bounding_box()
    source = slide.locator(".ks-cited").bounding_box()
    assert source["y"] + source["height"] <= foot["y"] + 1


@pytest.mark.browser
def test_who_steps_with_the_tab_key_sees_where_he_is_and_stays_in_the_presentation(server, visit) -> None:
    page = visit(server, "overzicht", LINK)
    expect_slide(page, 3)
    expect(page.locator(".ks-stage")).to_be_focused()
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "() => [document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
        )
        seen.append(focus)
    assert [name for name, _ in seen] == ["‹ Vorige", "Volgende ›", "Volledig scherm (f)", "Sluiten (Esc)"]
    assert {outline for _, outline in seen} == {"solid"}
    page.keyboard.press("Enter")
    expect(deck(page)).to_have_count(0)
