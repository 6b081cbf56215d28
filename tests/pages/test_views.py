"""Every view of every page, in Chromium: accessible in a wide window and on a phone, light and dark, unfolded."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from pages.parts import areas_views
from tests.pages import accessible
from tests.pages.accessible import MAIN

pytestmark = pytest.mark.browser

EARLY = "antenatal_care_before_10w_percent"
VIEWS = (
    *(("vergelijken", f"weergave_gemeente={view}") for view in areas_views.OF_MUNICIPALITIES),
    *(("vergelijken", f"gebieden=Provincies&weergave_provincie={view}") for view in areas_views.OF_PROVINCES),
    *(("ontwikkeling", f"cijfers=Vroeg+in+zorg&weergave_{EARLY}={view}") for view in ("Mensen", "Tabel", "Uitleg")),
    ("ontwikkeling", "beeld=Alle+onderwerpen"),
    ("ontwikkeling", "naast=Amsterdam&naast=Utrecht&onzekerheid=false"),
    ("ontwikkeling", "gemeente=Urk&jaren=2019&jaren=2019"),
    ("begroting", "verdeling=Per+betaler"),
    ("begroting", "gemeente=Urk"),
    ("programma", "gemeente=Urk&niveau=Alleen+landelijk"),
    ("tranchekaart", "provincie=Utrecht&lijst=true"),
    ("tranchekaart", "gemeente=Texel&provincie=de+gekozen+gemeente&afgeleid=false"),
    ("bronnen", "onderdeel=Bronnen"),
    ("overzicht", "gemeente=Atlantis"),
    ("overzicht", "gemeente=Schiermonnikoog"),
)
"""What a page shows otherwise: by its link."""


def in_all_ways(page: Page, within: str) -> list[str]:
    """What axe finds on a page that is open on a phone: there and in a wide window, light and dark."""
    accessible.unfold(page)
    return [
        f"{way}: {fault}"
        for way, is_dark in ways(page)
        for fault in accessible.faults(page, within, colours_only=is_dark)
    ]


def ways(page: Page) -> Iterator[tuple[str, bool]]:
    """Has a page that is open on a phone in all ways, one after another; gives what it is called and if it is dark."""
    for scheme, widths in (("light", (390, 1280)), ("dark", (1280, 390))):
        accessible.turn(page, scheme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 720 if width > 600 else 844})
            page.evaluate(accessible.SETTLED)
            yield f"{width} {scheme}", scheme == "dark"


@pytest.mark.parametrize(("name", "link"), VIEWS)
def test_every_view_of_a_page_has_no_fault_of_accessibility_at_any_width_light_or_dark(name, link, server, visit):
    assert in_all_ways(visit(server, name, link.replace(" ", "+"), width=390), MAIN) == []


def test_the_presentation_has_no_fault_of_accessibility_on_any_slide(server, visit):
    page = visit(server, "overzicht", "presentatie=1", width=390)
    page.locator(".ks-deck").wait_for()
    slides = page.locator(".ks-slide").count()
    for way, is_dark in ways(page):
        page.keyboard.press("Home")
        for slide in range(1, slides + 1):
            page.locator(f".ks-slide:nth-child({slide})").wait_for()
            assert accessible.faults(page, ".ks-deck", colours_only=is_dark) == [], (way, slide)
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(("name", "link"), [("overzicht", ""), ("vergelijken", ""), ("monitor", "")])
def test_the_menu_to_take_along_has_no_fault_of_accessibility(name, link, server, visit):
    page = visit(server, name, link, width=390)
    page.locator("[class*=st-key-meenemen_] button").first.click()
    page.locator("[data-testid=stPopoverBody] .ks-copy").wait_for()
    assert in_all_ways(page, "[data-testid=stPopoverBody]") == []


def test_what_is_said_of_a_dropped_file_has_no_fault_of_accessibility(server, visit):
    page = visit(server, "nieuw")
    file = b"indicator;region;period;value;source\nonbekend;GM0392;2019;x;Proef\n"
    page.locator(".st-key-aanleveren input[type=file]").set_input_files(
        {"name": "proef.csv", "mimeType": "text/csv", "buffer": file}
    )
    page.locator("[data-testid=stMain]").get_by_text("proef.csv").first.wait_for()
    assert in_all_ways(page, MAIN) == []
