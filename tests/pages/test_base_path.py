"""The app also works below a path of a site that has other things on it, and a link that stays leads there."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import MENU, Server
from tests.pages.browsing import await_map, click_on_map, expect_choice, towns_drawn

pytestmark = pytest.mark.browser


def test_below_a_path_every_page_is_whole_and_asks_nothing_outside_it(
    start_server: Callable[..., Server], visit: Callable[..., Page], ready: Callable[[Page], None]
) -> None:
    server = start_server(STREAMLIT_SERVER_BASE_URL_PATH="ks")
    outside: list[str] = []

    def watch(tab: Page) -> None:
        tab.on("request", lambda request: note(request.url))
        tab.on("websocket", lambda socket: note(socket.url))

    def note(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and not urlsplit(url).path.startswith("/ks/"):
            outside.append(url)

    tab = visit(server, MENU[0], on_tab=watch)
    for page_name in MENU:
        tab.goto(server.address(page_name))
        ready(tab)
        assert tab.evaluate("getComputedStyle(document.querySelector('.ks-lead, h1')).fontFamily").startswith('"Public')
    tab.goto(server.address("tranchekaart"))
    ready(tab)
    await_map(tab)
    assert len(towns_drawn(tab)) == 342
    click_on_map(tab, "Apeldoorn")
    expect_choice(tab, "Apeldoorn")
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name="Overzicht").click()
    expect(tab).to_have_url(f"{server.url}/?gemeente=Apeldoorn")
    assert not outside
    tab = visit(server, "vergelijken", "gemeente=Utrecht")
    title = tab.get_by_role("heading", level=1).inner_text()
    tab.get_by_role("button", name="Kopieer vaste link").click()
    link = tab.get_by_test_id("stSidebar").get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{server.url}/vergelijken?gemeente=GM0344&")
    tab.goto(link)
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)
    expect(tab.get_by_role("button", name="Naar de nieuwste cijfers")).to_be_visible()
