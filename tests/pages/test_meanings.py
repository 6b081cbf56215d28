"""Is what a sign or a subject stands for answered in the page, one answer after the other?"""

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ks_data.catalogue.indicators import INDICATORS
from tests.pages.test_nieuw import drop, main

SIGNS = "Gemeente;Jaar;Vroeg in zorg\nHaarlem;2021;*\nZundert;2021;..\nAmsterdam;2021;86,1\nUrk;2021;<5\n"
ROW = 35
"""The height of a row of Streamlit's table, and of its header."""


def choose(page: Page, row: int, word: str) -> None:
    """Picks a word in the last column of the open table, again where the table did not take it.

    The table takes the first click after a choice for the end of that choice, the next selects a cell, and one more
    opens it; on a slow machine a click that came before may open the list once more. A key would open the cell that is
    still selected, which may be that of the choice before.
    """
    table = page.get_by_test_id("stDataFrame").filter(visible=True).first
    for _ in range(4):
        pick(page, table, row, word)
        for _ in range(25):
            if not table.is_visible() or table.get_by_test_id(f"glide-cell-1-{row}").text_content() == word:
                return
            page.wait_for_timeout(200)
    raise AssertionError(f"the table does not take {word}")


def pick(page: Page, table: Locator, row: int, word: str) -> None:
    option = page.get_by_role("option", name=word, exact=True).first
    for _ in range(12):
        box = table.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + ROW * (row + 1.5))
        with suppress(AssertionError):
            expect(option).to_be_visible(timeout=2_000)
            break
    option.click()
    for _ in range(4):
        with suppress(AssertionError):
            expect(page.get_by_role("option")).to_have_count(0, timeout=10_000)
            return
        page.keyboard.press("Escape")


@pytest.mark.browser
def test_a_sign_is_answered_once_and_then_the_file_can_be_published(start_server, visit, ready, tmp_path: Path) -> None:
    page = visit(start_server(KS_RELEASES=str(tmp_path / "releases")), "nieuw")
    drop(page, "tekens.csv", SIGNS)
    expect(main(page)).to_contain_text("“*” staat 1 keer op de plaats van een cijfer")
    expect(page.get_by_role("button", name="Publiceren")).to_have_count(0)
    ready(page)
    choose(page, 0, "onderdrukt")
    choose(page, 1, "ontbreekt")
    expect(main(page)).to_contain_text(
        "Gelezen zoals u koos: “*” als onderdrukt (1 keer) en “..” als ontbreekt (1 keer)"
    )
    expect(page.get_by_role("button", name="Publiceren")).to_have_count(1)


@pytest.mark.browser
def test_a_second_subject_that_is_chosen_is_kept_beside_the_first(start_server, visit, ready, tmp_path: Path) -> None:
    page = visit(start_server(KS_RELEASES=str(tmp_path / "releases")), "nieuw")
    drop(page, "namen.csv", "Gemeente;Jaar;Rokers;Vroeg\nHaarlem;2021;7,5;81,5\nAmsterdam;2021;8,5;79,5\n")
    expect(main(page)).to_contain_text("Onderwerpen: 0 van 2 herkend")
    ready(page)
    names = [INDICATORS[id].name for id in ("smoking_during_pregnancy_percent", "antenatal_care_before_10w_percent")]
    for row, name in enumerate(names):
        choose(page, row, name)
    expect(main(page)).to_contain_text("Onderwerpen: 2 van 2 herkend")
    expect(main(page)).not_to_contain_text("kennen we niet")
