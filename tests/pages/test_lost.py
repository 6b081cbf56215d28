"""Does a reader whose server falls away see what to do, and what is gone once another answers?"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Server
from tests.pages.browsing import choice_box
from tests.pages.test_nieuw import TRANCHES, confirm, drop, main, open_by_menu

pytestmark = pytest.mark.browser
GONE = "uw bestand is hier niet meer. Wat u erbij had ingevuld of bevestigd is ook weg"


def test_a_file_that_was_not_published_is_said_to_be_gone_on_any_page_after_another_process_took_over(
    start_server: Callable[..., Server], tab: Page, ready: Callable[[Page], None], tmp_path: Path
) -> None:
    store = str(tmp_path / "releases")
    server = start_server(KS_RELEASES=store)
    tab.goto(f"{server.url}/nieuw?gemeente=Utrecht")
    ready(tab)
    drop(tab, "tranches.csv", TRANCHES)
    expect(main(tab)).to_contain_text("3. Publiceren")
    ready(tab)
    confirm(tab, ready)
    open_by_menu(tab, "Begroting", ready)
    expect(main(tab)).not_to_contain_text(GONE)
    start_server.__self__.started[-1][0].kill()  # type: ignore[attr-defined]  # as in a power cut
    expect(tab.get_by_role("dialog")).to_contain_text("Laat deze pagina open")

    start_server(port=urlsplit(server.url).port, KS_RELEASES=store)
    expect(main(tab)).to_contain_text(GONE)
    expect(tab.get_by_role("dialog")).to_have_count(0)
    expect(choice_box(tab, "Gemeente")).to_have_value("Utrecht")  # what stands in the link is kept
    expect(main(tab)).to_contain_text("Kies het bestand opnieuw in de zijbalk")
    open_by_menu(tab, "Releases", ready)
    expect(main(tab)).to_contain_text("Er is nog niets gepubliceerd")
