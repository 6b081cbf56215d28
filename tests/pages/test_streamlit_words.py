"""Streamlit's own words reach readers in Dutch."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette

from pages.parts.menu import PAGES
from pages.parts.static_files import STREAMLIT, StaticFiles
from pages.parts.streamlit_words import WORDS
from tests.conftest import Server
from tests.pages.asgi import answer

SEEN = """() => [...document.querySelectorAll('body *')].flatMap(element => [
    ...['aria-label', 'title', 'placeholder', 'alt', 'aria-description'].map(name => element.getAttribute(name)),
    ...[...element.childNodes].filter(node => node.nodeType === 3 && !element.closest('script, style')
        && !element.matches('[data-testid=stIconMaterial]')).map(node => node.textContent),
]).filter(text => text && text.trim())"""
ENGLISH = re.compile(
    r"\b(the|and|with|press|drag|choose|select|clear|collapse|expand|close|upload|file|results|options|loading|running|"
    r"search|show|hide|copy|skip|sidebar|fullscreen|column|sort)\b",
    re.IGNORECASE,
)
NAMES = re.compile(
    r"Creative Commons|Attribution|Big 2|Fingertips|data\.overheid|https?://\S+|[\w.-]+\.(csv|xlsx|nl|py)"
)
"""What is called so in Dutch too."""


@pytest.mark.parametrize(("stem", "english"), [(stem, english) for stem, words in WORDS.items() for english in words])
def test_each_phrase_stands_in_the_streamlit_of_now_and_is_sent_in_dutch(stem: str, english: str) -> None:
    files = [path for path in (STREAMLIT / "js").glob(f"{stem}.*.js") if english in path.read_text("utf-8")]
    assert files, "Streamlit says it otherwise now"
    for path in files:
        sent = answer(StaticFiles(Starlette()), f"/static/js/{path.name}")
        assert english not in sent.text and WORDS[stem][english] in sent.text
        assert "immutable" not in sent.headers["cache-control"]


@pytest.mark.browser
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_no_page_shows_or_reads_aloud_an_english_word_of_streamlit(
    name: str, server: Server, visit: Callable[..., Page]
) -> None:
    tab = visit(server, name)
    found = {text for text in tab.evaluate(SEEN) if ENGLISH.search(NAMES.sub("", text))}
    assert not found


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
