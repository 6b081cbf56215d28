"""Can a page be used without a mouse, on a magnified screen and by ear? In Chromium."""

import pytest
from playwright.sync_api import Page, expect

from tests.pages.browsing import SHAPES, TOO_WIDE, await_map, choose

pytestmark = pytest.mark.browser
MOST_STOPS = 80
FOCUS = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const none = /^(rgba\\(0, 0, 0, 0\\)|transparent)/;
    const shows = ({outlineStyle, outlineWidth, outlineColor, boxShadow}) =>
        (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !none.test(outlineColor))
        || (boxShadow !== 'none' && !none.test(boxShadow));
    let at = element, seen = false;
    for (let up = 0; at && up < 4 && !seen; up++, at = at.parentElement) seen = shows(getComputedStyle(at));
    const box = element.getBoundingClientRect();
    const name = element.ariaLabel || element.innerText || element.labels?.[0]?.innerText || '';
    return [`${element.tagName} ${element.dataset.testid ?? ''} ${name.slice(0, 40)}`, seen];
}"""
"""What has the focus, and whether that is seen on it or on what it lies in."""
ANIMATED = """() => [...document.querySelectorAll('[data-testid=stApp] *')].filter(element => {
    const {animationDuration, transitionDuration} = getComputedStyle(element);
    return [animationDuration, transitionDuration].join().split(',').some(time => parseFloat(time) > 0.05);
}).length"""


def stops(page: Page) -> dict[str, bool]:
    """All that Tab comes to, and whether the focus is seen there."""
    found: dict[str, bool] = {}
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if (focus := page.evaluate(FOCUS)) is None:
            continue
        name, seen = focus
        if name in found and name == next(iter(found)) and len(found) > 5:
            break  # round
        found[name] = found.get(name, True) and seen
    return found


def test_whoever_tabs_sees_on_every_link_and_control_of_a_page_where_he_is(page_name, server, visit):
    found = stops(visit(server, page_name))
    assert len(found) > 15  # the menu and the sidebar at least
    assert [name for name, seen in found.items() if not seen] == []


@pytest.mark.parametrize("mapped", ["tranchekaart", "vergelijken"])
def test_a_map_is_one_graphic_with_words_of_its_own(mapped, server, visit):
    page = visit(server, mapped)
    await_map(page)
    chart = page.get_by_test_id("stVegaLiteChart").first
    assert len((chart.get_attribute("aria-label") or "").split()) > 5
    assert chart.locator("g.mark-shape:not([aria-hidden=true]) path[aria-label]").count() == 0
    assert chart.locator("svg [aria-label]").count() < 10


def test_a_municipality_is_chosen_on_the_map_by_keyboard_too(server, visit, ready):
    page = visit(server, "tranchekaart")
    await_map(page)
    choose(page, "Gemeente", "Leiden")  # typed, and taken from the list
    expect(page.get_by_test_id("stMain")).to_contain_text("Leiden: ")
    assert any(group for group in page.evaluate(SHAPES))


def test_a_page_magnified_four_times_never_scrolls_sideways(page_name, server, visit):
    page = visit(server, page_name, width=320)
    assert page.evaluate(TOO_WIDE) == []


def test_nothing_moves_for_who_asks_for_less_movement(server, visit):
    assert visit(server, "overzicht").evaluate(ANIMATED) == 0


def test_the_menu_on_a_phone_opens_and_closes_by_a_button_with_a_name(server, visit):
    page = visit(server, "overzicht", width=390)
    page.get_by_role("button", name="Menu openen").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
    page.get_by_role("button", name="Menu sluiten").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
