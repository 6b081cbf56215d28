"""What a browser prints of a page: light sheets, none of them empty, each with its state and its link."""

import io

import pypdf
import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Page

from pages.parts import menu

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINK = "gemeente=Haarlem&jaren=2017&jaren=2022"
MOST = {"overzicht": 2, "vergelijken": 1, "begroting": 1}


def sheets(page: Page) -> list[str]:
    """The text of each sheet of A4."""
    printed = page.pdf(format="A4", print_background=True)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(printed)).pages]


@pytest.mark.parametrize("place", [page.name for page in menu.PAGES])
def test_no_sheet_is_empty_and_each_has_the_state_the_link_and_its_number(server, visit, place: str) -> None:
    page = visit(server, place, LINK)
    texts = sheets(page)
    assert len(texts) <= MOST.get(place, 8)
    for number, text in enumerate(texts, 1):
        assert len(text) > 200 and f"{number} van {len(texts)}" in text
        words = " ".join(text.split())
        assert "Kansrijke Start in Haarlem, naast Nederland, 2017 tot en met 2022. Stand: " in words
        address = text.replace("\n", "").replace(" ", "")
        assert server.url in address and "gemeente=Haarlem" in address, "also where that is what the app begins with"
    assert page.locator(".ks-state").is_hidden(), "on the screen the line with the choice says so"


@pytest.mark.parametrize("place", ["overzicht", "ontwikkeling", "vergelijken"])
def test_a_dark_page_is_printed_light(server, visit, place: str) -> None:
    page = visit(server, place, LINK, dark=True)
    assert brightness(page) < 90
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert brightness(page) > 225


def brightness(page: Page) -> float:
    return ImageStat.Stat(Image.open(io.BytesIO(page.screenshot())).convert("L")).mean[0]
