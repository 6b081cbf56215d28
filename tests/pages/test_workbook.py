"""A workbook of many tabs in Chromium: the tab is chosen by hand, remembered, and shown as remembered."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.incoming.spreadsheets import book
from tests.pages.browsing import choose
from tests.pages.test_nieuw import confirm, drop, main

pytestmark = pytest.mark.browser

HEADER = ["Gemeente", "Jaar", "Vroeg in zorg"]
SUBJECT = "Zwangerschapsbegeleiding gestart voor 10 weken van de zwangerschap"
TABS = {
    "Leeg": [],
    "Voorblad": [["Levering van de GGD"]],
    "Begrippen": [["Begrip", "Uitleg"], ["vroeg", "voor tien weken"]],
    "Oud": [["Gemeente", "Jaar", SUBJECT], ["Haarlem", 2019, 79.9]],
    "Nieuw": [["Gemeente", "Jaar", SUBJECT], ["Haarlem", 2020, 81.2]],
    "Eigen": [["plek", "toen", "meting"], ["hier", "vroeger", 81.3], ["daar", "later", 82.3]],
}


def choose_tab(page: Page, name: str, ready) -> None:
    expect(page.get_by_role("combobox", name="Welk blad lezen wij?", exact=True)).to_be_visible()
    ready(page)
    choose(page, "Welk blad lezen wij?", name)
    ready(page)


def test_of_a_workbook_of_six_tabs_another_is_chosen_and_remembered(start_server, visit, ready, tmp_path: Path) -> None:
    server = start_server(KS_RELEASES=str(tmp_path / "releases"))
    page = visit(server, "nieuw")
    drop(page, "zes.xlsx", book(TABS))
    expect(main(page)).to_contain_text("blad 'Oud'")
    expect(main(page)).to_contain_text("Ook op blad 'Nieuw' staan cijfers")

    choose_tab(page, "Eigen", ready)
    expect(main(page)).to_contain_text("Wat staat in welke kolom?")
    expect(main(page)).to_contain_text("zes.xlsx, blad 'Eigen'")
    choose_tab(page, "Begrippen", ready)
    expect(main(page)).to_contain_text("zes.xlsx, blad 'Begrippen'")
    choose_tab(page, "Nieuw", ready)
    expect(main(page)).to_contain_text("zes.xlsx: Tabel met onderwerpen als kolommen · Excel · blad 'Nieuw'")
    expect(main(page)).to_contain_text("3. Publiceren")
    ready(page)
    confirm(page, ready)
    page.get_by_label("Bron", exact=True).fill("Proef")
    page.get_by_label("Waarom publiceert u dit?").fill("Proef")
    page.get_by_role("button", name="Publiceren").click()
    expect(page).to_have_url(re.compile("/releases"))
    expect(main(page)).to_contain_text("Release 1 is gepubliceerd")

    later = visit(server, "nieuw")
    drop(later, "zes 2021.xlsx", book({**TABS, "Nieuw": [TABS["Nieuw"][0], ["Haarlem", 2021, 82.5]]}))
    expect(main(later)).to_contain_text("zes 2021.xlsx: Tabel met onderwerpen als kolommen · Excel · blad 'Nieuw'")
    expect(main(later)).to_contain_text("Gelezen zoals u bij een eerder bestand van deze indeling koos: blad 'Nieuw'")


def test_a_file_of_another_kind_is_dropped_and_refused_in_dutch(server, visit) -> None:
    page = visit(server, "nieuw")
    drop(page, "rapport.pdf", b"%PDF-1.7 ...")
    expect(main(page).get_by_role("alert")).to_contain_text("rapport.pdf is een pdf, geen tabel.")
