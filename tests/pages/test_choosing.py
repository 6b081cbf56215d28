"""The choice, the menu and the search in Chromium: each where it works, and all within reach without scrolling."""

import re

import pytest
from playwright.sync_api import expect

from pages.parts import menu
from tests.pages.browsing import expect_choice, year_handles

pytestmark = pytest.mark.browser


def test_the_choice_goes_along_to_every_page_of_the_menu_which_shows_what_works_on_it(server, visit, ready):
    page = visit(server, "overzicht", "gemeente=Utrecht&vergelijk=Amsterdam")
    for entry in menu.PAGES:
        page.locator(f'[data-testid=stSidebarNavLink][href$="/{server.path(entry.name)}"]').click()
        expect(page).to_have_title(f"{entry.title} · Kansrijke Start")
        ready(page)
        works = entry.choices
        for label, name in (("Gemeente", "gemeente"), ("Vergelijk met", "vergelijk")):
            expect(page.get_by_role("combobox", name=label, exact=True)).to_have_count(int(name in works))
        assert year_handles(page).first.is_visible() is ("jaren" in works), entry.name
        expect_choice(page, "Utrecht", "Amsterdam")


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
