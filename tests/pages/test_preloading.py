"""What a browser is told to fetch in the first page is what it needs, and all that it needs."""

import re

import pytest

from pages.parts import preloading, serving

FETCHED = "() => performance.getEntriesByType('resource').map(({name}) => name.split('/').pop())"


def test_every_part_that_pages_are_drawn_with_is_a_file_of_streamlit():
    files = preloading.chunks()
    assert all(any(name.startswith(f"{part}.") for name in files) for part in preloading.DRAWN_WITH)


def test_the_letters_of_streamlit_are_not_asked_for_and_ours_are():
    page = serving.shell()
    assert re.findall(r'<link[^>]*as="font"[^>]*>', page) == re.findall(rf"<link[^>]*{preloading.LETTERS}[^>]*>", page)
    assert preloading.LETTERS in page


@pytest.mark.browser
def test_a_page_with_a_chart_fetches_no_code_of_which_the_first_page_did_not_tell(server, visit):
    page = visit(server, "vergelijken")
    page.locator("svg.marks path").first.wait_for(state="attached")
    told, fetched = serving.shell(), page.evaluate(FETCHED)
    assert [name for name in fetched if name.endswith(".js") and name not in told] == []
