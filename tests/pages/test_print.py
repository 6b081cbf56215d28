"""What a browser prints of a page: light sheets; that each is whole is seen in test_screens.py, on the open page."""

import io

import pypdf
import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Page

from tests.pages.browsing import becomes_so

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINK = "gemeente=Haarlem&jaren=2017&jaren=2022"


def sheets(page: Page) -> list[str]:
    """The text of each sheet of A4."""
    printed = page.pdf(format="A4", print_background=True)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(printed)).pages]


@pytest.mark.parametrize("place", ["overzicht", "ontwikkeling", "vergelijken"])
def test_a_dark_page_is_printed_light(server, visit, place: str) -> None:
    page = visit(server, place, LINK, dark=True)
    assert brightness(page) < 90
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert becomes_so(page, lambda: brightness(page) > 225)
    words = " ".join(" ".join(sheets(page)).split())
    assert "Kansrijke Start in Haarlem, naast Nederland, 2017 tot en met 2022. Stand: " in words


def brightness(page: Page) -> float:
    return ImageStat.Stat(Image.open(io.BytesIO(page.screenshot())).convert("L")).mean[0]
