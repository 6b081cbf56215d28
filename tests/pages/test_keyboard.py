"""Can a page be used without a mouse, on a magnified screen and by ear? In Chromium."""

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import SHAPES, await_map, towns_drawn

pytestmark = pytest.mark.browser
OUTLINED = f"""size => ({SHAPES})().some(group => group.length === 1
    && Math.abs(group[0].width - size[0]) < 0.5 && Math.abs(group[0].height - size[1]) < 0.5)"""
"""Whether a layer of the map draws one shape of this size: that of the municipality that is outlined."""


@pytest.mark.parametrize("mapped", ["tranchekaart", "vergelijken"])
def test_a_map_is_one_graphic_with_words_of_its_own(mapped, server, visit):
    page = visit(server, mapped)
    await_map(page)
    chart = page.get_by_test_id("stVegaLiteChart").first
    assert len((chart.get_attribute("aria-label") or "").split()) > 5
    assert chart.locator("g.mark-shape:not([aria-hidden=true]) path[aria-label]").count() == 0
    assert chart.locator("svg [aria-label]").count() < 10


def test_whoever_has_no_mouse_types_a_municipality_and_the_map_outlines_her(server, visit):
    page = visit(server, "tranchekaart")
    await_map(page)
    page.get_by_role("combobox", name="Gemeente", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Leiden")
    page.get_by_role("option", name="Leiden", exact=True).wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leiden")
    (size,) = {(town["width"], town["height"]) for town in towns_drawn(page) if town["name"] == "Leiden"}
    page.wait_for_function(OUTLINED, arg=list(size))


def test_the_menu_on_a_phone_opens_and_closes_by_a_button_with_a_name(server, visit):
    page = visit(server, "overzicht", width=390)
    page.get_by_role("button", name="Menu openen").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
    page.get_by_role("button", name="Menu sluiten").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
