"""What a browser is told to fetch in the first page is what it needs, and all that it needs."""

import pytest

from pages.parts import preloading, serving
from tests.pages.test_beside import OUTSIDE

OUR_LETTERS = "() => [...document.fonts].filter(({family}) => family === 'Public Sans').map(({status}) => status)"
FETCHED = "() => performance.getEntriesByType('resource').map(({name}) => name.split('/').pop())"


def test_every_part_that_pages_are_drawn_with_is_a_file_of_streamlit():
    files = preloading.chunks()
    assert all(any(name.startswith(f"{part}.") for name in files) for part in preloading.DRAWN_WITH)


def test_the_letters_of_streamlit_are_not_asked_for():
    assert 'as="font"' not in serving.shell()


@pytest.mark.browser
def test_a_page_with_a_chart_fetches_no_code_of_which_the_first_page_did_not_tell(server, visit):
    page = visit(server, "vergelijken")
    page.locator("svg.marks path").first.wait_for(state="attached")
    told, fetched = serving.shell(), page.evaluate(FETCHED)
    assert [name for name in fetched if name.endswith(".js") and name not in told] == []


@pytest.mark.browser
def test_the_words_of_a_chart_are_measured_in_our_letters_even_if_a_file_of_letters_never_comes(server, visit):
    page = visit(server, "ontwikkeling", on_tab=lambda tab: tab.route("**/app/static/*.woff2", lambda route: None))
    page.locator("svg.marks path").first.wait_for(state="attached")
    assert page.evaluate(OUR_LETTERS) == ["loaded"] and page.evaluate(OUTSIDE) == []
    files = {name.split(".")[0] for name in page.evaluate(FETCHED) if name.endswith(".woff2")}
    assert files <= {"MaterialSymbols-Rounded"}, "no other letters are fetched"
