"""The app in Chromium, as a reader uses it: links, the choice, the years and the numbers."""

import re

import pytest
from playwright.sync_api import expect

from ks_data.catalogue import regions
from tests.pages.browsing import (
    await_map,
    axis_labels,
    choose,
    download,
    dutch,
    expect_choice,
    points,
    table_values,
    too_wide,
    tooltip,
    towns_drawn,
    year_handles,
)

pytestmark = pytest.mark.browser

LINK = "gemeente=Utrecht&vergelijk=Amsterdam&jaren=2012&jaren=2015"
TITLES = {
    "overzicht": "Utrecht",
    "tranchekaart": "Utrecht",
    "ontwikkeling": "Utrecht",
    "begroting": "Begroting.*Utrecht",
    "vergelijken": "Levend geboren kinderen per 1.000 inwoners in Utrecht, 2015: .*Amsterdam",
}


# --- the first visitor, links and the choice ---


@pytest.mark.parametrize("landing", TITLES)
def test_a_link_opens_its_page_with_its_choice_for_the_first_visitor_of_a_new_server(landing, start_server, visit):
    page = visit(start_server(), landing, LINK)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(TITLES.get(landing, "."), re.DOTALL))
    menu = page.get_by_test_id("stSidebarNavLink")
    current = page.locator('[data-testid=stSidebarNavLink][aria-current="page"]')
    assert menu.count() >= 4
    expect(current).to_have_attribute("href", re.compile("/$" if landing == "overzicht" else f"/{landing}$"))
    expect_choice(page, "Utrecht", "Amsterdam")
    expect(year_handles(page)).to_have_count(2)
    assert [handle.input_value() for handle in year_handles(page).all()] == ["2012", "2015"]
    expect(page).to_have_url(re.compile(r"vergelijk=Amsterdam.*jaren=2012&jaren=2015"))


@pytest.mark.parametrize("target", ["ontwikkeling", "tranchekaart", "begroting"])
def test_a_card_of_the_overview_leads_to_its_page_with_the_same_choice(target, server, visit):
    page = visit(server, "overzicht", "gemeente=Utrecht")
    page.get_by_test_id("stMain").locator(f'a[href*="{target}"]').first.click()
    expect(page).to_have_url(re.compile(f"/{target}"))
    expect_choice(page, "Utrecht")


def test_a_claim_on_the_programme_page_leads_to_its_verdict_among_the_claims(server, visit):
    page = visit(server, "programma")
    page.locator(".ks-time summary").filter(has_text="2021").click()
    page.locator('.ks-time a[href$="#home-visits-doubled"]').last.click()
    claim = page.get_by_role("article").filter(has_text="twee keer zoveel prenatale huisbezoeken als")
    expect(claim).to_contain_text("niet te toetsen")
    expect(claim).to_be_in_viewport(ratio=0.9)


def test_the_address_after_choosing_opens_the_same_screen_for_someone_else(server, visit, ready):
    sender = visit(server, "tranchekaart")
    choose(sender, "Zoom in op", "Drenthe")
    expect(sender).to_have_url(re.compile("provincie=Drenthe"))
    choose(sender, "Gemeente", "Assen")
    expect_choice(sender, "Assen")
    ready(sender)
    receiver = visit(server, "tranchekaart", sender.url.partition("?")[2])
    expect_choice(receiver, "Assen")
    await_map(sender, 12)
    await_map(receiver, 12)
    assert receiver.get_by_test_id("stMain").inner_text() == sender.get_by_test_id("stMain").inner_text()
    assert {shape["name"] for shape in towns_drawn(receiver)} == {shape["name"] for shape in towns_drawn(sender)}


def test_an_unknown_municipality_in_a_link_is_named_on_the_screen_of_a_phone_too(server, visit):
    page = visit(server, "overzicht", "gemeente=Atlantis", width=390)
    expect(page.get_by_test_id("stMain").get_by_test_id("stAlert").filter(has_text="Atlantis")).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Haarlem")


def test_on_a_narrow_screen_the_menu_closes_over_the_page_that_was_chosen_or_found(server, visit, ready):
    page = visit(server, "overzicht", width=390)
    menu = page.get_by_test_id("stSidebar")
    page.get_by_test_id("stExpandSidebarButton").click()
    menu.get_by_test_id("stSidebarNavLink").filter(has_text="Begroting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("De gemeente betaalt 59%")
    expect(menu).to_have_attribute("data-collapsed", "true")
    for town in ("Utrecht", "Leiden"):  # the second stays on the page that the first opened
        ready(page)
        page.get_by_test_id("stExpandSidebarButton").click()
        menu.get_by_label("Zoeken").fill(town)
        menu.get_by_label("Zoeken").press("Enter")
        menu.get_by_role("button", name=town, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(town)
        expect(menu).to_have_attribute("data-collapsed", "true")


def test_on_a_wide_screen_the_menu_stays_when_a_page_is_chosen(server, visit):
    page = visit(server, "overzicht")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Begroting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("De gemeente betaalt 59%")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")


def test_a_link_opens_the_view_of_a_card_that_the_sender_had_open(server, visit):
    sender = visit(server, "ontwikkeling")
    sender.get_by_role("radio", name="Tabel").nth(1).click()
    expect(sender.locator("table:visible")).to_have_count(1)
    expect(sender).to_have_url(re.compile("weergave_.*=Tabel"))
    receiver = visit(server, "ontwikkeling", sender.url.partition("?")[2])
    expect(receiver.locator("table:visible")).to_have_count(1)
    expect(receiver.get_by_role("radio", name="Tabel").nth(1)).to_be_checked()


def test_an_unknown_view_in_a_link_is_named_on_the_screen(server, visit):
    page = visit(server, "ontwikkeling", "weergave_perinatal_mortality_24w_7d_per_1000=Onzin")
    expect(page.get_by_test_id("stAlert").filter(has_text="Onzin")).to_be_visible()
    expect(page.get_by_role("radio", name="Grafiek")).to_have_count(4)
    expect(page.get_by_role("radio", name="Grafiek").first).to_be_checked()


def test_a_page_without_its_data_shows_one_dutch_message_and_the_menu_still_works(start_server, visit, tmp_path):
    page = visit(start_server(KS_DATA_DIR=str(tmp_path)), "begroting")
    expect(page.get_by_test_id("stAlert")).to_have_count(1)
    expect(page.get_by_test_id("stAlert")).to_contain_text("python -m ks_data build")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.get_by_test_id("stSidebarNavLink").count() >= 4


# --- the years ---


def test_the_year_filter_changes_charts_and_address_and_nothing_jumps(server, visit, ready):
    page = visit(server, "ontwikkeling", "jaren=2017&jaren=2022")
    charts = page.get_by_test_id("stVegaLiteChart")
    main = page.get_by_test_id("stMain")
    expect(charts).to_have_count(4)
    ready(page)
    main.evaluate("box => { box.scrollTop = 250; }")
    place = main.evaluate("box => box.scrollTop")
    assert place > 0
    heights = [chart.bounding_box()["height"] for chart in charts.all()]
    assert len(heights) >= 3
    assert "2017" in axis_labels(page)[0]
    year_handles(page).first.evaluate("box => box.focus({preventScroll: true})")  # the choice stands in the page itself
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"jaren=2018&jaren=2022"))
    page.wait_for_function("() => document.querySelector('.role-axis-label text').textContent === '2018'")
    ready(page)
    assert [chart.bounding_box()["height"] for chart in charts.all()] == heights
    assert main.evaluate("box => box.scrollTop") == place
    assert "2017" not in axis_labels(page)[0]


def test_a_range_without_figures_gives_words_instead_of_an_empty_chart(server, visit):
    page = visit(server, "ontwikkeling", "jaren=1990&jaren=1995")
    expect(page.get_by_test_id("stAlert").filter(has_text="Haarlem").first).to_be_visible()


# --- numbers ---


def test_numbers_on_the_axes_are_dutch_in_an_american_browser(server, visit):
    page = visit(server, "ontwikkeling", "cijfers=Vroeggeboorte&cijfers=Levend+geboren+kinderen")
    assert page.evaluate("() => (1900.5).toLocaleString()") == "1,900.5"
    labels = [label for axis in axis_labels(page) for label in axis]
    assert [label for label in labels if re.fullmatch(r"\d+,\d", label)]
    assert [label for label in labels if re.fullmatch(r"\d\.\d{3}", label)]
    assert not [label for label in labels if re.fullmatch(r"\d+\.\d{1,2}|\d+,\d{3}", label)]


def test_a_tooltip_tells_a_dutch_number_in_an_american_browser(server, visit):
    page = visit(server, "ontwikkeling")
    page.locator('.mark-symbol path[aria-label*="147,1"]').last.hover()
    expect(tooltip(page)).to_contain_text("Haarlem")
    expect(tooltip(page)).to_contain_text("147,1")
    expect(tooltip(page)).not_to_contain_text("147.1")


def test_the_table_of_a_trend_has_the_numbers_of_its_chart_and_the_years_together_of_its_title(server, visit):
    page = visit(server, "ontwikkeling")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(4)
    drawn = points(page.get_by_test_id("stVegaLiteChart").first)
    assert drawn["Haarlem", "2019"] == "147,1"
    assert drawn["Nederland", "2017"] == "160,7"
    page.get_by_role("radio", name="Tabel").first.click()
    table = page.locator("table:visible").first
    expect(table).to_be_visible()
    card = page.get_by_test_id("stColumn").filter(has=page.get_by_role("heading")).first
    named = re.findall(r"\d{4}-\d{4}", card.get_by_role("heading").inner_text())
    assert named == ["2017-2019"]
    shown = table_values(table)
    together = {key: value for key, value in shown.items() if key not in drawn}
    assert {key: shown[key] for key in drawn} == drawn
    assert set(together) == {(name, named[0]) for name in ("Haarlem", "Nederland")}
    sentence = card.get_by_text(f"In de jaren {named[0]} ")
    for (name, _), value in together.items():
        assert value.endswith("†"), "calculated, as the legend of the table says"
        assert re.search(rf"{name}\b", sentence.inner_text())
        assert value.rstrip("†") in sentence.inner_text()
    expect(card.get_by_text("† berekend uit de losse jaren", exact=True)).to_be_visible()


def test_the_download_of_a_trend_has_the_numbers_of_its_table(server, visit):
    page = visit(server, "ontwikkeling", "weergave_preterm_or_low_birthweight_per_1000=Tabel")
    shown = {key: value.rstrip("†") for key, value in table_values(page.locator("table:visible").first).items()}
    assert {period for _, period in shown} == {"2017", "2018", "2019", "2017-2019"}
    button = page.get_by_role("button", name="Download CSV").first
    rows = download(page, button, "Te-vroeg-of-te-licht-geboren-2010-2023-Haarlem.csv")
    assert {(row["Naam"], row["Jaar of jaren"]): dutch(row["Waarde"], "0,0") for row in rows} == shown


@pytest.mark.parametrize(
    "link",
    [
        "weergave_preterm_or_low_birthweight_per_1000=Tabel",
        "gemeente=Weststellingwerf&vergelijk=Ooststellingwerf&weergave_live_births_count=Tabel"
        "&cijfers=Levend+geboren+kinderen&cijfers=Levend+geboren+kinderen+per+1.000+inwoners",
    ],
    ids=["years together", "long names"],
)
def test_the_table_of_a_trend_stays_within_its_card_on_any_screen(link, server, visit, ready):
    page = visit(server, "ontwikkeling", link)
    table, frame = page.locator("table:visible").first, page.locator(".ks-wide").first
    lines = """box => [...box.querySelectorAll("th, td:first-child")].map(cell => {
        const words = document.createRange(); words.selectNodeContents(cell);
        return words.getClientRects().length; })"""
    for width, height in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        ready(page)
        chart = page.get_by_test_id("stVegaLiteChart").first
        assert frame.bounding_box()["width"] <= chart.bounding_box()["width"] + 1
        assert table.bounding_box()["width"] <= frame.bounding_box()["width"] + 1  # nothing needs scrolling
        assert set(table.evaluate(lines)) == {1}, "a name of a column or a year is cut in two"


def test_the_download_of_the_map_has_the_municipalities_shown(server, visit):
    page = visit(server, "tranchekaart", "provincie=Utrecht")
    rows = download(page, page.get_by_role("button", name="Download CSV"), "tranches.csv")
    towns = regions.municipalities()
    assert {row["Gemeente"] for row in rows} == set(towns.loc[towns["province"] == "PV26", "name"])
    assert all(row["Tranche"] for row in rows)


def test_the_items_of_a_budget_are_not_squeezed_on_a_small_phone(server, visit):
    page = visit(server, "begroting", width=320)
    assert too_wide(page) == []
    assert page.locator("tbody:visible td").first.bounding_box()["width"] > 200


def test_the_download_of_the_budget_adds_up_to_the_total_on_the_page(server, visit):
    page = visit(server, "begroting")
    rows = download(page, page.get_by_role("button", name="Download CSV"), "begroting-2022-Haarlem.csv")
    total = sum(float(row["Bedrag in euro"].replace(",", ".")) for row in rows)
    expect(page.locator("table:visible tfoot").first).to_contain_text(dutch(str(total), "0"))
    assert total == 135_000
