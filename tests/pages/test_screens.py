"""What every page owes to every screen, in Chromium: accessibility, width, text, keyboard and policy."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.conftest import await_ready
from tests.pages import accessible, browsing
from tests.pages.accessible import MOVING, Stops
from tests.pages.test_print import sheets
from tests.pages.test_theme import contrast

pytestmark = pytest.mark.browser

MOST_SHEETS = {"overzicht": 2, "vergelijken": 1, "begroting": 1}
MAGNIFIED = 320
"""So many pixels are left of a window of 1280 that is magnified four times."""
TEXTS = """() => {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (!text || element.closest('style, script, noscript, [data-testid=stIconMaterial]')) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const box = range.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || box.right < 0) continue;
        if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        const aside = !!element.closest('[data-testid=stSidebar], .st-key-keuze, .st-key-presentatie');
        texts.push({text, size, top: box.top, bottom: box.bottom, aside});
    }
    return texts;
}"""
COVERING = """() => {
    const choice = document.querySelector('.st-key-keuze');
    if (!choice?.checkVisibility()) return [];
    const box = choice.getBoundingClientRect();
    return [...document.querySelectorAll('[data-testid=stMain] :is(svg.marks, .stHtml, h1, h2, table, button, label)')]
        .filter(element => !choice.contains(element) && element.checkVisibility())
        .filter(element => {
            const {top, bottom, left, right} = element.getBoundingClientRect();
            return bottom > box.top + 1 && top < box.bottom - 1 && right > box.left && left < box.right && bottom > top;
        }).map(element => `${element.tagName} ${element.textContent.slice(0, 40)}`);
}"""
HEADINGS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')]
    .filter(heading => heading.checkVisibility())
    .map(heading => [Number(heading.tagName[1]), heading.innerText.trim()])"""


WORDS = """() => [...document.querySelectorAll('body *')].flatMap(element => [
    ...['aria-label', 'title', 'placeholder', 'alt', 'aria-description'].map(name => element.getAttribute(name)),
    ...[...element.childNodes].filter(node => node.nodeType === 3 && !element.closest('script, style')
        && !element.matches('[data-testid=stIconMaterial]')).map(node => node.textContent),
]).filter(text => text && text.trim())"""
ENGLISH = re.compile(
    r"\b(the|and|with|press|drag|choose|select|clear|collapse|expand|close|upload|file|results|options|loading|running|"
    r"search|show|hide|copy|skip|sidebar|fullscreen|column|sort)\b",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"Creative Commons|Attribution|Big 2|Fingertips|data\.overheid|https?://\S+|[\w.-]+\.(csv|xlsx|nl|py)"
)
"""What is called so in Dutch too."""


@dataclass(frozen=True)
class Screen:
    """What stood on the screen just after a page was opened; what is in the sidebar or a shared choice is aside."""

    language: str
    too_wide: list[str]
    """What sticks out at the right; on a phone also after it has turned dark."""
    too_wide_magnified: list[str]
    """The same of a phone that has become as narrow as a page that is magnified four times, with all unfolded."""
    covering: list[str]
    """What lies over the line with the choice of the reader."""
    texts: list[dict[str, Any]]
    charts: list[str]
    """What each chart says of itself in words."""
    faults: list[str]
    """Faults of accessibility, of any weight: light and dark, with all that folds open."""
    headings: list[tuple[int, str]]
    """Level and words of each heading of the page, from top to bottom."""
    words: list[str]
    """Every text of the page, also what is only read aloud."""
    printed: list[str]
    """The text of each sheet of paper, from a wide page."""
    trouble: list[str]
    """What went wrong in the browser or on the server; also what the policy of the page forbids."""
    stops: Stops
    """On a wide light page what Tab comes to."""
    moving: int
    """How many elements move or fade, though the reader asks for less movement."""

    def in_page(self) -> list[dict[str, Any]]:
        return [text for text in self.texts if not text["aside"]]


@pytest.fixture(scope="module")
def screen(server, reader) -> Callable[..., Screen]:
    """A page at a width; each is opened once for all tests, and turns dark while it is open."""

    @cache
    def look(page_name: str, width: int) -> Screen:
        page = reader.open(server, page_name, width=width)
        charts = page.get_by_test_id("stVegaLiteChart").evaluate_all("all => all.map(chart => chart.ariaLabel ?? '')")
        texts, too_wide, words = page.evaluate(TEXTS), browsing.too_wide(page), page.evaluate(WORDS)
        headings, moving, covering = page.evaluate(HEADINGS), page.evaluate(MOVING), page.evaluate(COVERING)
        printed = sheets(page) if width > 600 else []
        await_ready(page)
        stops = accessible.stops(page) if width > 600 else Stops({}, [])
        accessible.unfold(page)
        faults = accessible.faults(page)
        accessible.turn(page, "dark")
        too_wide += browsing.too_wide(page)
        faults += [f"dark: {fault}" for fault in accessible.faults(page, colours_only=True)]
        if width < 600:
            page.set_viewport_size({"width": MAGNIFIED, "height": 844})
            await_ready(page)
        too_wide_magnified = browsing.too_wide(page)
        return Screen(
            language=language(page),
            too_wide=too_wide,
            too_wide_magnified=too_wide_magnified,
            covering=covering,
            texts=texts,
            charts=charts,
            faults=faults,
            headings=headings,
            words=words,
            printed=printed,
            trouble=reader.leave(),
            stops=stops,
            moving=moving,
        )

    return lambda page_name, width=1280: look(page_name, width)


def language(page: Page) -> str:
    """The language of the page, as a screen reader takes it."""
    return page.locator("html").get_attribute("lang") or ""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_has_no_fault_of_accessibility_light_or_dark_with_all_unfolded(page_name, width, screen):
    assert screen(page_name, width).faults == []


def test_the_open_view_and_the_bars_of_a_budget_stand_out_from_a_dark_page(server, visit):
    page = visit(server, "begroting", dark=True)
    paper = colour_of(page.get_by_test_id("stApp"), "backgroundColor")
    assert contrast(colour_of(page.get_by_role("radio", checked=True).locator("p"), "color"), paper) >= 4.5
    assert contrast(colour_of(page.locator(".ks-bar:visible").first, "backgroundColor"), paper) >= 3


def colour_of(element: Locator, role: str) -> str:
    """A colour on the screen as hex."""
    said = element.evaluate("(element, role) => getComputedStyle(element)[role]", role)
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", said)[:3])


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_asks_and_runs_nothing_that_its_policy_forbids_and_nothing_goes_wrong(page_name, width, screen):
    assert screen(page_name, width).trouble == []


def test_no_page_shows_or_reads_aloud_an_english_word_of_streamlit(page_name, screen):
    assert {text for text in screen(page_name).words if ENGLISH.search(NAMES.sub("", text))} == set()


def test_whoever_tabs_comes_to_every_link_and_control_of_a_page_and_sees_it_change(page_name, screen):
    stops = screen(page_name).stops
    assert len(stops.seen) > 15  # the menu and the sidebar at least
    assert [name for name, is_seen in stops.seen.items() if not is_seen] == []
    assert stops.missed == []


def test_nothing_moves_on_any_page_for_who_asks_for_less_movement(page_name, screen):
    assert screen(page_name).moving == 0


def test_a_phone_never_scrolls_sideways_light_or_dark(page_name, screen):
    assert screen(page_name, width=390).too_wide == []


def test_a_page_magnified_four_times_never_scrolls_sideways(page_name, screen):
    assert screen(page_name, width=390).too_wide_magnified == []


def test_a_projector_never_scrolls_sideways(page_name, screen):
    assert screen(page_name).too_wide == []


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_on_any_page_lies_over_the_choice_of_the_reader(page_name, width, screen):
    assert screen(page_name, width=width).covering == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_text_on_any_page_is_smaller_than_14_pixels(page_name, width, screen):
    assert [text for text in screen(page_name, width=width).texts if text["size"] < 14] == []


def test_the_page_says_that_it_is_dutch(page_name, screen):
    assert screen(page_name).language == "nl"


def test_the_headings_of_a_page_are_an_outline_without_holes(page_name, screen):
    levels = [level for level, _ in screen(page_name).headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert max(after - before for before, after in pairwise([*levels, 1])) <= 1, screen(page_name).headings
    assert all(words for _, words in screen(page_name).headings)


def test_no_printed_sheet_is_empty_and_each_has_the_state_the_link_and_its_number(page_name, screen, server):
    sheets_printed = screen(page_name).printed
    assert 0 < len(sheets_printed) <= MOST_SHEETS.get(page_name, 8)
    for number, text in enumerate(sheets_printed, 1):
        assert len(text) > 200 and f"{number} van {len(sheets_printed)}" in text
        state = r"Kansrijke Start in Haarlem, naast Nederland, \d{4} tot en met \d{4}\. Stand: "
        assert re.search(state, " ".join(text.split()))
        address = text.replace("\n", "").replace(" ", "")
        assert server.url in address and "gemeente=Haarlem" in address, "also where that is what the app begins with"
    shown = " ".join(text["text"] for text in screen(page_name).texts)
    assert "Kansrijke Start in Haarlem, naast" not in shown, "on the screen the line with the choice says so"


def test_every_chart_says_in_words_what_it_shows(page_name, screen):
    assert [said for said in screen(page_name).charts if len(said.split()) < 3] == []


def test_the_first_screen_of_the_overview_shows_the_municipality_and_three_figures_with_a_sentence(screen):
    seen = [text for text in screen("overzicht").in_page() if text["top"] >= 0 and text["bottom"] <= 720]
    sentences = [text["text"] for text in seen if "Haarlem" in text["text"] and len(text["text"]) > 30]
    assert [text for text in seen if "Haarlem" in text["text"] and text["size"] >= 28]
    for own, other, alone in (("148,2", "159,1", "147,1"), ("4,6", "4,5", "4,1"), ("78,3%", "72,0", "78,4%")):
        assert [text for text in seen if text["text"] == own and text["size"] >= 32], own
        assert [text for text in sentences if f"in 2019 alleen: {alone}" in text], (own, sentences)
        assert [text for text in seen if other in text["text"]], other


def test_texts_of_the_overview_can_be_read_from_the_back_of_the_room(screen):
    texts = screen("overzicht").in_page()
    figures = [text for text in texts if re.fullmatch(r"(€\s)?[\d.]+(,\d+)?%?", text["text"])]
    sentences = [text for text in texts if len(text["text"]) > 40 and text["text"].endswith(".")]
    sentences = [text for text in sentences if not text["text"].startswith("Bron")]
    assert len(figures) >= 5
    assert len(sentences) >= 3
    assert [text for text in figures if text["size"] < 32] == []
    assert [text for text in sentences if text["size"] < 18] == []
