"""Can a page be used without a mouse, on a magnified screen and by ear? In Chromium."""

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import SHAPES, TOO_WIDE, await_map, choose

pytestmark = pytest.mark.browser
ANIMATED = """() => [...document.querySelectorAll('[data-testid=stApp] *')].filter(element => {
    const {animationDuration, transitionDuration} = getComputedStyle(element);
    return [animationDuration, transitionDuration].join().split(',').some(time => parseFloat(time) > 0.05);
}).length"""


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
