"""The choice, the menu and the search in Chromium: each where it works, and all within reach without scrolling."""

import re

import pytest
from playwright.sync_api import expect

from pages.parts import menu
from tests.pages.browsing import choice_box, expect_choice, year_handles

pytestmark = pytest.mark.browser


def test_a_page_shows_the_choices_that_work_on_it_and_no_others(page_name, server, visit):
    page = visit(server, page_name, "gemeente=Utrecht")
    works = next(entry for entry in menu.PAGES if entry.name == page_name).choices
    expect(choice_box(page, "Gemeente") if "gemeente" in works else page.locator("h1")).to_be_visible()
    assert page.get_by_role("combobox", name="Gemeente", exact=True).count() == ("gemeente" in works)
    assert page.get_by_role("combobox", name="Vergelijk met", exact=True).count() == ("vergelijk" in works)
    assert year_handles(page).first.is_visible() is ("jaren" in works)
    expect_choice(page, "Utrecht")


def test_the_menu_in_groups_the_search_and_a_place_to_drop_a_file_stand_on_the_first_screen(server, visit):
    page = visit(server, "overzicht")
    sidebar = page.get_by_test_id("stSidebar")
    for title in menu.grouped():
        expect(sidebar.get_by_text(title, exact=True)).to_be_in_viewport(ratio=1)
    for link in page.get_by_test_id("stSidebarNavLink").all():
        expect(link).to_be_in_viewport(ratio=1)
        assert link.bounding_box()["height"] >= 24
    expect(sidebar.get_by_label("Zoeken")).to_be_in_viewport(ratio=1)
    expect(sidebar.get_by_test_id("stFileUploaderDropzone")).to_be_in_viewport(ratio=1)


def test_a_search_finds_while_it_is_typed_with_a_typing_error_and_more_words(server, visit):
    page = visit(server, "bronnen")
    field = page.get_by_test_id("stSidebar").get_by_label("Zoeken")
    field.press_sequentially("zorg vroeg utrect")
    found = page.locator(".st-key-gevonden button").first
    expect(found).to_contain_text("Vroeg in zorg")
    found.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Utrecht")
    expect(page).to_have_url(re.compile("/ontwikkeling.*cijfers=Vroeg"))
    expect_choice(page, "Utrecht")
    expect(field).to_have_value("")


def test_the_link_of_a_card_lands_on_the_card_that_it_names(server, visit):
    page = visit(server, "overzicht")
    card = page.locator("[class*=st-key-kaart_]").filter(has=page.get_by_role("heading", name="Vroeg in zorg"))
    card.get_by_test_id("stPageLink").locator("a").click()
    expect(page).to_have_url(re.compile("/ontwikkeling"))
    first = page.get_by_test_id("stMain").get_by_role("heading", level=2).first
    expect(first).to_contain_text("Vroeg in zorg")
    expect(first).to_be_in_viewport()
