"""The whole way of a release as a person goes it: drop a file, look, confirm, publish, and put it back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ks_data.incoming import publication
from ks_data.store import releases

SWING = """Gemeente;Onderwerp;2018;2019;2020
Haarlem;Zwangerschapsbegeleiding gestart voor 10 weken van de zwangerschap [per 100 geboortes];78,4;79,9;81,2
Nederland;Zwangerschapsbegeleiding gestart voor 10 weken van de zwangerschap [per 100 geboortes];72,1;72,6;73,3
"""
TRANCHES = "gemeente;tranche\nHaarlem;2\nUtrecht (gemeente);1\n"
BUDGET = """jaar;gebied;post;betaler;bedrag
2022;GM0392;Kansrijke Start;gemeente;90000
2022;GM0392;Impuls;Rijk;31000
"""


@dataclass(frozen=True)
class Case:
    """A file, the page that shows what it changes, what stood there, and what it shows instead."""

    name: str
    content: str
    page: str
    before: str
    after: str


CASES = (
    Case("kerncijfers.csv", SWING, "overzicht", "78,4%", "81,2%"),
    Case("tranches.csv", TRANCHES, "tranchekaart", "Haarlem: tranche 1 of 2", "Haarlem: tranche 2"),
    Case("begroting.csv", BUDGET, "begroting", "€\N{NO-BREAK SPACE}135.000", "€\N{NO-BREAK SPACE}121.000"),
)


def main(page: Page):
    return page.get_by_test_id("stMain")


def open_by_menu(page: Page, title: str, ready: Callable[[Page], None]) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    ready(page)


def drop(page: Page, name: str, content: str | bytes) -> None:
    page.get_by_text("Nieuwe cijfers aanleveren", exact=True).click()
    data = content.encode() if isinstance(content, str) else content
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def confirm(page: Page, ready) -> None:
    """Answers every question with yes."""
    words, boxes = page.get_by_text("Ja, dat klopt"), page.get_by_role("checkbox", name="Ja, dat klopt")
    expect(boxes.first).to_be_visible()
    for at in range(boxes.count()):
        words.nth(at).click()
        expect(boxes.nth(at)).to_be_checked()
        ready(page)


TITLES = {"overzicht": "Overzicht", "tranchekaart": "Tranchekaart", "begroting": "Begroting"}


@pytest.mark.browser
def test_files_go_from_drop_to_publication_and_back(start_server, visit, ready, tmp_path: Path) -> None:
    server = start_server(KS_RELEASES=str(tmp_path / "releases"))
    reader = visit(server, "overzicht")
    for number, case in enumerate(CASES, 1):
        publish(case, number, visit(server, "overzicht"), reader, ready)
    page = visit(server, "releases")
    page.get_by_text("Toon wat er veranderde").first.click()
    ready(page)
    restore(
        page, "Zet terug wat met de app is meegeleverd", "niet meer", "Hersteld naar wat met de app is meegeleverd."
    )
    expect(main(page)).to_contain_text("Release 4: hersteld naar wat is meegeleverd")
    expect(page.get_by_role("button", name="Zet terug wat met de app is meegeleverd")).to_have_count(0)
    for case in CASES:
        open_by_menu(reader, TITLES[case.page], ready)
        expect(main(reader)).to_contain_text(case.before)
    restore(page, "Zet deze stand terug", "weer", "Hersteld naar release 3.")
    expect(main(page)).to_contain_text("Release 5: hersteld naar release 3")
    for case in CASES:
        open_by_menu(reader, TITLES[case.page], ready)
        expect(main(reader)).to_contain_text(case.after)


def publish(case: Case, number: int, page: Page, reader: Page, ready) -> None:
    """Drops, previews and publishes a file as release number on one page; on the other a reader sees what counts."""
    open_by_menu(reader, TITLES[case.page], ready)
    expect(main(reader)).to_contain_text(case.before)

    drop(page, case.name, case.content)
    expect(page).to_have_url(re.compile("/nieuw"))
    expect(main(page)).to_contain_text("3. Publiceren")
    ready(page)
    confirm(page, ready)
    page.get_by_label("Bron", exact=True).fill("Proefbron 2026")
    page.get_by_label("Waarom publiceert u dit?").fill("Jaarlijkse levering")
    page.get_by_text("Bekijk de hele app met deze cijfers").click()
    ready(page)
    open_by_menu(page, TITLES[case.page], ready)
    expect(main(page)).to_contain_text(case.after)
    expect(main(page)).to_contain_text(f"VOORBEELD: u ziet cijfers uit {case.name}")
    open_by_menu(reader, TITLES[case.page], ready)
    expect(main(reader)).to_contain_text(case.before)  # nobody else sees a preview

    open_by_menu(page, "Nieuwe cijfers", ready)
    expect(page.get_by_label("Bron", exact=True)).to_have_value("Proefbron 2026")  # as it was left
    page.get_by_label("Waarom publiceert u dit?").fill("")
    page.get_by_role("button", name="Publiceren").click()
    expect(main(page)).to_contain_text("Vul in waarom u dit publiceert")
    page.get_by_label("Waarom publiceert u dit?").fill("Jaarlijkse levering")
    page.get_by_role("button", name="Publiceren").click()
    expect(page).to_have_url(re.compile("/releases"))
    expect_readers_see(page, f"Release {number} is gepubliceerd")
    expect(main(page)).to_contain_text("Jaarlijkse levering")
    open_by_menu(page, TITLES[case.page], ready)
    expect(main(page)).to_contain_text(case.after)
    expect(main(page)).not_to_contain_text("VOORBEELD")
    open_by_menu(reader, TITLES[case.page], ready)
    expect(main(reader)).to_contain_text(case.after)  # and everyone sees what is published
    expect(main(reader)).to_contain_text(f"Proefbron 2026 (zonder datum). Release {number} in deze app.")


def restore(page: Page, label: str, changes: str, done: str) -> None:
    """Puts the newest state with this button back, on the page with releases: first that says what changes."""
    page.get_by_role("button", name=label).first.click()
    expect(main(page)).to_contain_text(re.compile(f"tel(t|len) dan {changes}"))
    page.get_by_role("button", name="Ja, zet terug").click()
    expect_readers_see(page, done)


def expect_readers_see(page: Page, done: str) -> None:
    """What was done is ready for readers: said of itself, for in the list it is also said of releases before it."""
    expect(page.get_by_test_id("stAlertContentSuccess").filter(has_text=done)).to_contain_text("Lezers zien dit nu")


@pytest.mark.browser
def test_whoever_looks_at_another_municipality_can_deliver_and_still_looks_at_it(
    start_server, visit, ready, tmp_path: Path
) -> None:
    server = start_server(KS_RELEASES=str(tmp_path / "releases"))
    page = visit(server, "ontwikkeling?gemeente=Urk&vergelijk=Flevoland&jaren=2015&jaren=2020")
    ready(page)
    drop(page, "urk.csv", "indicator,region,period,value\nsmoking_during_pregnancy_percent,GM0184,2019,4.0")
    expect(page).to_have_url(re.compile("/nieuw"))
    expect(main(page)).to_contain_text("3. Publiceren")
    ready(page)
    page.get_by_label("Bron", exact=True).fill("Proef")
    page.get_by_label("Waarom publiceert u dit?").fill("Proef")
    page.get_by_role("button", name="Publiceren").click()
    expect(page).to_have_url(re.compile("/releases"))
    expect(main(page)).to_contain_text("Release 1 is gepubliceerd")
    open_by_menu(page, "Ontwikkeling", ready)
    expect(main(page)).to_contain_text("Urk")


@pytest.mark.browser
def test_what_another_published_meanwhile_is_shown_before_the_file_is_published(
    start_server, visit, ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    server = start_server(KS_RELEASES=str(tmp_path / "releases"))
    page = visit(server, "overzicht")
    text = "indicator,region,period,value\nsmoking_during_pregnancy_percent,GM0184,2019,{}"
    drop(page, "urk.csv", text.format("4.0"))
    expect(main(page)).to_contain_text("3. Publiceren")
    ready(page)
    page.get_by_label("Bron", exact=True).fill("Proef")
    page.get_by_label("Waarom publiceert u dit?").fill("Proef")
    page.get_by_label("Waarom publiceert u dit?").blur()
    ready(page)
    other = publication.examine("ander.csv", text.format("4.1").encode())
    publication.publish(other, author="Bo", note="eerder", source="Proef")
    page.get_by_role("button", name="Publiceren").click()
    expect(main(page)).to_contain_text("intussen heeft iemand anders iets gepubliceerd")
    assert [one.author for one in releases.history()] == ["Bo"]
    ready(page)
    page.get_by_role("button", name="Publiceren").click()
    expect(page).to_have_url(re.compile("/releases"))
    expect(main(page)).to_contain_text("Release 2 is gepubliceerd")


@pytest.mark.browser
def test_a_file_with_mistakes_says_where_and_cannot_be_published(server, visit) -> None:
    page = visit(server, "nieuw")
    row = SWING.splitlines()[1].replace("78,4;79,9;81,2", "veel;veel;veel")
    more = "\n".join(row.replace("Haarlem", town) for town in ("Almere", "Utrecht", "Zaanstad"))
    drop(page, "fout.csv", SWING.replace("81,2", "veel").replace("Nederland", "Haarlm") + more)
    expect(main(page)).to_contain_text("rij 2, kolom 2020: veel")
    expect(main(page)).to_contain_text("Bedoelde u Haarlem?")
    expect(main(page)).to_contain_text("Publiceren kan nog niet")
    expect(page.get_by_role("button", name="Publiceren")).to_have_count(0)
    with page.expect_download() as every:
        page.get_by_role("button", name="Download alle plekken").click()
    assert Path(every.value.path()).read_text(encoding="utf-8").count(",veel\n") == 10
    expect(main(page).get_by_test_id("stAlertContentSuccess")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leeg.csv", b"", "is leeg"),
        ("plaatje.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "geen tabel"),
        ("pagina.csv", b"<!DOCTYPE html><html><body>Inloggen</body></html>", "webpagina"),
    ],
)
def test_what_is_no_table_gets_one_clear_message(name, content, words, server, visit) -> None:
    page = visit(server, "nieuw")
    drop(page, name, content)
    expect(main(page).get_by_role("alert")).to_contain_text(words)
    expect(main(page)).not_to_contain_text("Wat wij vonden")  # it was not read as a table


@pytest.mark.browser
def test_text_of_a_file_never_becomes_markup(server, visit) -> None:
    page = visit(server, "nieuw")
    evil = "<img src=x onerror=alert(1)> **vet** [link](https://example.org) :smile: $x$"
    drop(page, "kwaad.csv", SWING.replace("Nederland", evil))
    expect(main(page)).to_contain_text("<img src=x onerror=alert(1)> **vet** [link](https://example.org) :smile: $x$")
    assert page.locator("main img, [data-testid=stMain] img").count() == 0
    assert main(page).get_by_role("link", name="link", exact=True).count() == 0


@pytest.mark.browser
def test_the_columns_of_an_unknown_table_are_named_by_hand(start_server, visit, ready, tmp_path: Path) -> None:
    server = start_server(KS_RELEASES=str(tmp_path / "releases"))
    page = visit(server, "nieuw")
    drop(page, "eigen.csv", "plaats;wanneer;meting\nHaarlm;in 2020;81,2\nNederlnd;in 2020;73,3\n")
    expect(main(page)).to_contain_text("Wat staat in welke kolom?")
    expect(main(page)).to_contain_text("Kolom 3 is een cijfer: 2 van de 2 cellen zijn getallen")
    ready(page)
    for label, column in (
        ("Gebied (naam of code)", "plaats"),
        ("Jaar", "wanneer"),
    ):  # the column of figures is filled in: all its cells are numbers
        page.get_by_role("combobox", name=label, exact=True).click()
        page.get_by_role("option", name=column, exact=True).click()
    page.get_by_role("button", name="Lees het bestand zo").click()
    expect(main(page)).to_contain_text("Onderwerpen: 0 van 1 herkend")
    page.get_by_role("button", name="Wijs de kolommen opnieuw aan").click()
    expect(main(page)).to_contain_text("Wat staat in welke kolom?")


@pytest.mark.browser
def test_after_a_restart_of_the_server_the_page_says_that_the_file_must_be_chosen_again(
    start_server, tab, ready, tmp_path: Path
) -> None:
    releases_folder, lost = str(tmp_path / "releases"), "Kies het bestand opnieuw"
    server = start_server(KS_RELEASES=releases_folder)
    tab.goto(server.address("nieuw"))
    expect(main(tab)).not_to_contain_text(lost)
    drop(tab, "cijfers.csv", "Gemeente;Jaar;Vroeg in zorg\nUrk;2021;86,1\n")
    expect(main(tab)).to_contain_text("3. Publiceren")
    for part in ("stMetric", "stDateInput"):  # the browser asks for their code only now, and no second time
        expect(tab.get_by_test_id(part).first).to_be_visible()
    tab.wait_for_load_state("networkidle")
    start_server(port=int(server.url.rsplit(":", 1)[1]), KS_RELEASES=releases_folder)
    expect(main(tab)).to_contain_text(lost)  # by itself
    tab.locator("input[type=file]").set_input_files(
        {"name": "weer.csv", "mimeType": "text/csv", "buffer": b"Gemeente;Jaar;Vroeg in zorg\nUrk;2021;86,1\n"}
    )
    expect(main(tab)).to_contain_text("weer.csv")  # what stood there may still be the page of before
    expect(main(tab)).not_to_contain_text(lost)
    expect(main(tab)).to_contain_text("3. Publiceren")
    ready(tab)  # and the fields of the page of before are gone
    tab.get_by_label("Bron", exact=True).fill("Proef")
    tab.get_by_label("Waarom publiceert u dit?").fill("Proef")
    tab.get_by_role("button", name="Publiceren").click()
    expect(main(tab)).to_contain_text("Release 1 is gepubliceerd")
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name="Nieuwe cijfers", exact=True).click()
    expect(main(tab)).to_contain_text("Wat u kunt aanleveren")
    expect(main(tab)).not_to_contain_text(lost)  # this file was let go because it was published


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_itself_takes_a_file_too_also_on_a_phone_where_the_sidebar_is_closed(width, server, visit) -> None:
    page = visit(server, "nieuw", width=width)
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("stMain").get_by_role("button", name="Kies een bestand").click()
    chooser.value.set_files({"name": "begroting.csv", "mimeType": "text/csv", "buffer": BUDGET.encode()})
    expect(page.get_by_role("heading", name="1. Wat wij vonden")).to_be_visible()


@pytest.mark.browser
def test_a_file_that_is_dropped_on_the_page_is_taken_as_one_dropped_in_the_sidebar(server, visit) -> None:
    page = visit(server, "nieuw")
    held = page.evaluate_handle(
        """text => {
            const held = new DataTransfer();
            held.items.add(new File([text], 'begroting.csv', {type: 'text/csv'}));
            return held;
        }""",
        BUDGET,
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": held})
    expect(page.get_by_role("heading", name="1. Wat wij vonden")).to_be_visible()
