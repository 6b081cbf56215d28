"""Streamlit's own words reach readers in Dutch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette

from pages.parts.static_files import STREAMLIT, StaticFiles
from pages.parts.streamlit_words import WORDS
from tests.conftest import Server
from tests.pages.asgi import answer


@pytest.mark.parametrize(("stem", "english"), [(stem, english) for stem, words in WORDS.items() for english in words])
def test_each_phrase_stands_in_the_streamlit_of_now_and_is_sent_in_dutch(stem: str, english: str) -> None:
    files = [path for path in (STREAMLIT / "js").glob(f"{stem}.*.js") if english in path.read_text("utf-8")]
    assert files, "Streamlit says it otherwise now"
    for path in files:
        sent = answer(StaticFiles(Starlette()), f"/static/js/{path.name}")
        assert english not in sent.text and WORDS[stem][english] in sent.text
        assert "immutable" not in sent.headers["cache-control"]


@pytest.mark.browser
def test_what_shows_up_while_someone_types_is_dutch(server: Server, visit: Callable[..., Page]) -> None:
    tab = visit(server, "tranchekaart")
    box = tab.get_by_test_id("stMain").get_by_role("combobox", name="Gemeente")
    box.fill("bestaat niet")
    expect(tab.get_by_text("Niets gevonden")).to_be_visible()
    box.press("Escape")
    tab.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files(
        {"name": "cijfers.csv", "mimeType": "text/csv", "buffer": b"Gemeente;Jaar;Vroeg in zorg\nUrk;2021;86,1\n"}
    )
    source = tab.get_by_label("Bron", exact=True)
    source.press_sequentially("CBS")
    expect(tab.get_by_test_id("InputInstructions").filter(has_text="Druk op Enter")).to_be_visible()
