"""What runs again at a choice: what stands beside the sidebar, on one state of the data."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.pages.browsing import choose, click_on_map, expect_choice
from tests.store.releases.publishing import publish, tranches

pytestmark = pytest.mark.browser


def test_a_choice_beside_the_sidebar_leaves_the_menu_and_the_sidebar_as_they_are(server, visit, ready):
    page = visit(server, "vergelijken")
    kinds: list[str | None] = []

    def listen(wire: WebSocket) -> None:
        wire.on("framereceived", lambda message: kinds.append(ForwardMsg.FromString(message).WhichOneof("type")))

    page.on("websocket", listen)
    page.reload()
    ready(page)
    for label, other in (("Jaar", "2019"), ("Gemeente", "Leiden")):
        kinds.clear()
        choose(page, label, other)
        ready(page)
        assert "delta" in kinds and "navigation" not in kinds
    page.get_by_role("button", name="Kopieer vaste link").click()
    ready(page)
    assert "navigation" in kinds


def test_a_choice_has_the_browser_style_no_page_twice(server, visit, ready):
    page = visit(server, "vergelijken")
    page.get_by_role("combobox", name="Jaar", exact=True).click()
    option = page.get_by_role("option", name="2019", exact=True)
    option.wait_for()
    with restyled(page) as elements:
        option.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2019")
        ready(page)
    assert 0 < sum(elements) < 1.5 * page.locator("*").count(), elements


@contextmanager
def restyled(page: Page) -> Iterator[list[int]]:
    """How many elements the browser gave their style anew, each time that it did."""
    elements: list[int] = []
    whole: list[Any] = []
    tools = page.context.new_cdp_session(page)

    def take(part: dict[str, Any]) -> None:
        elements.extend(event["args"]["elementCount"] for event in part["value"] if event["name"] == "UpdateLayoutTree")

    tools.on("Tracing.dataCollected", take)
    tools.on("Tracing.tracingComplete", lambda said: whole.append(said))
    trace = {"includedCategories": ["devtools.timeline"]}
    tools.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": trace})
    yield elements
    tools.send("Tracing.end")
    while not whole:
        page.wait_for_timeout(20)
    tools.detach()


def test_a_link_that_was_copied_is_gone_when_something_else_is_chosen(server, visit, ready):
    page = visit(server, "vergelijken")
    made = page.get_by_test_id("stSidebar").get_by_text(re.compile("stand="))
    for label, other in (("Jaar", "2019"), ("Gemeente", "Leiden")):
        page.get_by_role("button", name="Kopieer vaste link").click()
        expect(made).to_be_visible()
        choose(page, label, other)
        ready(page)
        expect(made).to_have_count(0)


def test_what_is_published_meanwhile_is_there_after_a_choice_of_the_page_itself(
    start_server, visit, ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    releases = str(tmp_path / "releases")
    page = visit(start_server(KS_RELEASES=releases), "tranchekaart")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Haarlem: tranche 1 of 2")
    monkeypatch.setenv("KS_RELEASES", releases)
    publish(tranches(GM0392="2"))
    choose(page, "Zoom in op", "Utrecht")
    ready(page)
    expect(title).to_have_text("Haarlem: tranche 2")
    expect(page.locator(".ks-state")).to_contain_text("release 1")


def test_a_click_on_a_map_changes_all_that_shows_the_municipality(server, visit, ready):
    page = visit(server, "vergelijken", "gemeente=Leiden")
    choose(page, "Jaar", "2019")
    ready(page)
    click_on_map(page, "Utrecht")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Utrecht, 2019")
    expect(page.locator(".ks-state")).to_contain_text("Utrecht")
    expect_choice(page, "Utrecht")
    expect(page).to_have_url(re.compile("jaar=2019"))
