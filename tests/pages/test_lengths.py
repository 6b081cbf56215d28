"""How long the pages are that hold much: at a projector, with everything folded; in Chromium."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SCREEN = 720


@pytest.mark.parametrize(("name", "screens"), [("monitor", 2.5), ("programma", 3), ("groei", 3)])
def test_a_page_that_holds_much_is_short_until_it_is_unfolded(name, screens, server, visit):
    page = visit(server, name)
    expect(page.locator("summary").first).to_be_visible()
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight") <= screens * SCREEN


def test_an_indicator_of_the_monitor_unfolds_by_keyboard_into_its_definition(server, visit):
    page = visit(server, "monitor")
    row = page.locator(".ks-monitor details").first
    expect(row.locator("p").first).to_be_hidden()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.locator("p").first).to_be_visible()
