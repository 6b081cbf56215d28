"""The app in Chromium, as a reader uses it: links, the map, the filters, numbers, small screens and accessibility."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, TimeoutError, expect

from ks_data.catalogue import regions
from ks_data.workshop import demo
from pages.charts import theme
from tests.pages.test_theme import contrast

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

LINK = "gemeente=Utrecht&vergelijk=Amsterdam&jaren=2012&jaren=2015"
TITLES = {
    "overzicht": "Utrecht",
    "tranchekaart": "Utrecht",
    "ontwikkeling": "Ontwikkeling.*Utrecht",
    "begroting": "Begroting.*Utrecht",
    "vergelijken": "Vergelijken",
}
EMPTY_GRAPHIC = re.compile(r'^<g [^>]*role="graphics-symbol"[^>]*></g>$')
TOLERATED = {
    # Vega gives the group of a layer that draws nothing at this moment a role and no name; there is nothing to name.
    "svg-img-alt": EMPTY_GRAPHIC,
}
"""Faults of the libraries themselves that we cannot mend: the rule, and what the faulty element looks like."""

SHAPES = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] g.mark-shape')].map(group =>
    [...group.children].map(path => ({
        name: (path.getAttribute('aria-label') || '').match(/Gemeente: (.+?);/)?.[1] ?? '',
        fill: path.getAttribute('fill'),
        points: (path.getAttribute('d') || '').split('L').length,
        width: path.getBBox().width,
        height: path.getBBox().height,
    })))"""
TEXTS = """() => {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (!text || element.closest('style, script, noscript, [data-testid=stIconMaterial]')) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const box = range.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || box.right < 0) continue;
        if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        texts.push({text, size, top: box.top, bottom: box.bottom, aside: !!element.closest('[data-testid=stSidebar]')});
    }
    return texts;
}"""
TOO_WIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    const scrolls = [document.documentElement, document.body, main].some(box => box.scrollWidth > box.clientWidth);
    if (!scrolls) return [];
    return ['the page scrolls sideways', ...[...main.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map(element => `${element.tagName} ${element.getAttribute('class')}`).slice(0, 5)];
}"""
HEADINGS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')]
    .filter(heading => heading.checkVisibility())
    .map(heading => [Number(heading.tagName[1]), heading.innerText.trim()])"""
TOUCHING = """() => {
    const shown = [...document.querySelectorAll('svg.marks text')]
        .filter(text => text.textContent.trim() && text.textContent !== 'FICTIEF' && text.checkVisibility(
            {opacityProperty: true}) && getComputedStyle(text).opacity !== '0' && !text.closest('[aria-hidden=true]'))
        .map(text => [text.textContent, text.getBoundingClientRect()]);
    const pairs = shown.flatMap(([one, a], at) => shown.slice(at + 1).map(([other, b]) => [one, a, other, b]));
    return pairs
        .filter(([one, a, other, b]) => a.left < b.right + 2 && b.left < a.right + 2
            && a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3)
        .map(([one, a, other, b]) => `${one} / ${other}`);
}"""
"""Words in charts that touch: less than 2 pixels beside each other, on the same height."""
INSIDE = """path => {
    const box = path.getBBox();
    const svg = path.ownerSVGElement;
    const at = svg.createSVGPoint();
    for (const right of [0.5, 0.4, 0.6, 0.3, 0.7])
        for (const down of [0.5, 0.4, 0.6, 0.3, 0.7]) {
            at.x = box.x + right * box.width;
            at.y = box.y + down * box.height;
            if (!path.isPointInFill(at)) continue;
            const seen = at.matrixTransform(path.getScreenCTM());
            return [seen.x, seen.y];
        }
}"""


def sidebar_box(page: Page, label: str) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("combobox", name=label, exact=True)


def year_handles(page: Page) -> Locator:
    return page.get_by_test_id("stSidebar").locator("input[type=range]")


def expect_choice(page: Page, town: str, other: str = "Nederland") -> None:
    """The sidebar stands on this choice, and so does the address."""
    expect(sidebar_box(page, "Gemeente")).to_have_value(town)
    expect(sidebar_box(page, "Vergelijk met")).to_have_value(other)
    usual = town == "Haarlem"
    encoded = town.replace(" ", r"(\+|%20)")
    expect(page).to_have_url(re.compile("^((?!gemeente=).)*$" if usual else rf"gemeente={encoded}(&|$)"))


def choose(page: Page, label: str, name: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    box.click()  # an open list closes when the page scrolls, so that had to be over
    expect(page.get_by_role("listbox")).to_be_visible()
    box.fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def moment_slider(page: Page) -> Locator:
    return page.locator("form.vega-bindings input[type=range]")


def await_map(page: Page, towns: int = 342) -> None:
    """Waits until the borders have come and so many municipalities are drawn."""
    page.wait_for_function(f"(towns) => ({SHAPES})().some(group => group.length === towns && group[0].name)", arg=towns)


def towns_drawn(page: Page) -> list[dict[str, Any]]:
    """The municipalities on the map, each once: the largest group of named shapes."""
    page.wait_for_selector("g.mark-shape path[aria-label]", state="attached")
    return max(page.evaluate(SHAPES), key=lambda group: len([shape for shape in group if shape["name"]]))


def borders_drawn(page: Page, provinces: int) -> list[dict[str, Any]]:
    """The group of unnamed shapes without a fill that are the province borders."""
    groups = [group for group in page.evaluate(SHAPES) if len(group) == provinces]
    return next(group for group in groups if all(shape["fill"] in (None, "none", "transparent") for shape in group))


def point_in(page: Page, town: str) -> tuple[float, float]:
    """Where on the screen a reader would point at a municipality."""
    shape = page.locator(f'g.mark-shape path[aria-label*="Gemeente: {town};"]').first
    shape.scroll_into_view_if_needed()
    across, down = shape.evaluate(INSIDE)
    return across, down


def click_on_map(page: Page, town: str) -> None:
    page.mouse.click(*point_in(page, town))


def tooltip(page: Page) -> Locator:
    return page.locator("#vg-tooltip-element.visible")


def axis_labels(page: Page) -> list[list[str]]:
    """The labels of every axis, chart by chart, first x then y."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.role-axis-label')].map(axis =>"
        " [...axis.querySelectorAll('text')].map(label => label.textContent))"
    )


def points(chart: Locator) -> dict[tuple[str, str], str]:
    """The values in a trend chart by region and year, as its tooltips say them."""
    expect(chart.locator('.mark-symbol path[aria-label*="Gebied: "]').first).to_be_attached()
    labels = chart.locator(".mark-symbol path").evaluate_all("all => all.map(path => path.getAttribute('aria-label'))")
    found = [re.search(r"Gebied: (.+?); Jaar: (\d{4}); .+?: (−?[\d.,]+)(?:;|$)", label or "") for label in labels]
    return {(match[1], match[2]): match[3] for match in found if match}


def table_values(table: Locator) -> dict[tuple[str, str], str]:
    """The values in a table of years (rows) and regions (columns), without their limits and the mark of an estimate."""
    header = table.locator("thead th").all_inner_texts()
    rows = [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]
    names = set(regions.names().values())
    return {
        (name, row[0]): row[at].split("\n")[0].rstrip("*")
        for row in rows
        for at, name in enumerate(header)
        if name in names and re.match(r"−?\d", row[at])
    }


def download(page: Page, button: Locator) -> list[dict[str, str]]:
    with page.expect_download() as started:
        button.click()
    assert started.value.suggested_filename.endswith(".csv")
    return list(csv.DictReader(io.StringIO(started.value.path().read_text(encoding="utf-8"))))


def dutch(number: str, like: str) -> str:
    """A number of a CSV ("1834", "147.1") written with as many decimals as a Dutch number beside it."""
    decimals = len(like.partition(",")[2])
    return f"{float(number):,.{decimals}f}".translate(str.maketrans(",.", ".,"))


# --- the first visitor, links and the choice ---


def test_a_link_opens_its_page_with_its_choice_for_the_first_visitor_of_a_new_server(page_name, start_server, visit):
    page = visit(start_server(), page_name, LINK)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(TITLES.get(page_name, "."), re.DOTALL))
    menu = page.get_by_test_id("stSidebarNavLink")
    current = page.locator('[data-testid=stSidebarNavLink][aria-current="page"]')
    assert menu.count() >= 4
    expect(current).to_have_attribute("href", re.compile("/$" if page_name == "overzicht" else f"/{page_name}$"))
    expect_choice(page, "Utrecht", "Amsterdam")
    expect(year_handles(page)).to_have_count(2)
    assert [handle.input_value() for handle in year_handles(page).all()] == ["2012", "2015"]
    expect(page).to_have_url(re.compile(r"vergelijk=Amsterdam.*jaren=2012&jaren=2015"))


def test_the_choice_goes_along_to_every_page_of_the_menu(server, visit, ready):
    page = visit(server, "overzicht", "gemeente=Utrecht&vergelijk=Amsterdam")
    for name in page.get_by_test_id("stSidebarNavLink").all_inner_texts():
        page.get_by_test_id("stSidebarNavLink").filter(has_text=name.split("\n")[-1]).click()
        ready(page)
        expect_choice(page, "Utrecht", "Amsterdam")


@pytest.mark.parametrize("target", ["ontwikkeling", "tranchekaart", "begroting"])
def test_a_card_of_the_overview_leads_to_its_page_with_the_same_choice(target, server, visit):
    page = visit(server, "overzicht", "gemeente=Utrecht")
    page.get_by_test_id("stMain").locator(f'a[href*="{target}"]').first.click()
    expect(page).to_have_url(re.compile(f"/{target}"))
    expect_choice(page, "Utrecht")


def test_a_claim_on_the_programme_page_leads_to_its_verdict_among_the_claims(server, visit):
    page = visit(server, "programma")
    page.get_by_test_id("stMain").locator('a[href$="#home-visits-doubled"]').last.click()
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
    expect(page.get_by_role("heading", level=1)).to_contain_text("Begroting")
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
    expect(page.get_by_role("heading", level=1)).to_contain_text("Begroting")
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


# --- the map ---


def test_the_map_draws_342_municipalities_with_real_borders_and_12_provinces(server, visit):
    page = visit(server, "tranchekaart")
    await_map(page)
    towns = towns_drawn(page)
    assert {shape["name"] for shape in towns} == set(regions.municipalities()["name"])
    assert len(towns) == 342
    assert all(shape["points"] > 5 and shape["width"] > 1 and shape["height"] > 1 for shape in towns)
    borders = borders_drawn(page, 12)
    assert all(shape["points"] > 20 and shape["width"] > 20 for shape in borders)
    expect(page.get_by_test_id("stMain")).to_contain_text("Kadaster")


def test_pointing_at_a_municipality_tells_its_name_its_tranche_and_the_evidence(server, visit):
    page = visit(server, "tranchekaart")
    page.mouse.move(*point_in(page, "Apeldoorn"))
    expect(tooltip(page)).to_contain_text("Apeldoorn")
    expect(tooltip(page)).to_contain_text("aangeleverd")
    page.mouse.move(*point_in(page, "Dronten"))
    expect(tooltip(page)).to_contain_text("Dronten")
    expect(tooltip(page)).to_contain_text("tranche 1 of 2")


def test_a_click_on_the_map_makes_that_municipality_the_choice(server, visit):
    page = visit(server, "tranchekaart")
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Apeldoorn")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_municipality_can_be_clicked_again_after_another_choice(server, visit, ready):
    page = visit(server, "tranchekaart")
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")
    choose(page, "Gemeente", "Utrecht")
    expect_choice(page, "Utrecht")
    ready(page)
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")


def test_the_search_box_makes_a_municipality_the_choice(server, visit):
    page = visit(server, "tranchekaart")
    choose(page, "Zoek een gemeente", "Leiden")
    expect_choice(page, "Leiden")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leiden")


def test_a_row_of_the_table_makes_that_municipality_the_choice(server, visit):
    page = visit(server, "tranchekaart", "provincie=Utrecht")
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    row = 2
    name = grid.get_by_test_id(f"glide-cell-1-{row}").text_content()
    box = grid.bounding_box()
    height = 35
    page.mouse.click(box["x"] + height / 2, box["y"] + (row + 1.5) * height)
    expect_choice(page, name)


def test_the_table_makes_a_choice_without_a_mouse(server, visit):
    page = visit(server, "tranchekaart", "provincie=Utrecht")
    grid = page.get_by_test_id("stDataFrame")
    names = [grid.get_by_test_id(f"glide-cell-1-{row}").text_content() for row in range(5)]
    grid.get_by_test_id("data-grid-canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "Shift+Space"):
        page.keyboard.press(key)
    expect(sidebar_box(page, "Gemeente")).not_to_have_value("Haarlem")
    assert sidebar_box(page, "Gemeente").input_value() in names


def test_zooming_in_on_a_province_draws_only_its_municipalities_and_its_border(server, visit, ready):
    page = visit(server, "tranchekaart")
    choose(page, "Zoom in op", "Utrecht")
    expect(page).to_have_url(re.compile("provincie=Utrecht"))
    ready(page)
    towns = regions.municipalities()
    inside = set(towns.loc[towns["province"] == "PV26", "name"])
    await_map(page, len(inside))
    drawn = towns_drawn(page)
    assert {shape["name"] for shape in drawn} == inside
    assert len(borders_drawn(page, 1)) == 1
    assert max(float(str(shape["width"])) for shape in drawn) > 60


def test_the_moment_slider_redraws_the_map_and_its_caption_without_asking_the_server(server, visit):
    sent: list[object] = []

    def follow(tab: Page) -> None:
        tab.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))

    page = visit(server, "tranchekaart", on_tab=follow)
    caption = page.get_by_test_id("stVegaLiteChart").locator(".role-title-text text, .role-title text").first
    expect(caption).to_contain_text("2023")
    await_map(page)
    fills = [Counter(shape["fill"] for shape in towns_drawn(page))]
    sent.clear()
    moment_slider(page).focus()
    for year in ("2022", "2021", "2020", "2019"):
        page.keyboard.press("ArrowLeft")
        expect(caption).to_contain_text(year)
        expect(moment_slider(page)).to_have_value(year)
    fills.append(Counter(shape["fill"] for shape in towns_drawn(page)))
    assert fills[0] != fills[1]
    assert sum(fills[1].values()) == 342
    assert sent == []


def test_on_a_complete_list_each_municipality_has_the_colour_of_its_tranche(start_server, visit, tmp_path):
    demo.build(tmp_path / "demo")
    page = visit(start_server(KS_DATA_DIR=str(tmp_path / "demo")), "tranchekaart")
    await_map(page)
    shades = theme.colours(dark=False)
    everyone = dict(zip(shades.tranches, (96, 49, 122, 75), strict=True))
    assert Counter(shape["fill"] for shape in towns_drawn(page)) == everyone
    expect(page.locator(".ks-legend")).not_to_contain_text("nog niet aangeleverd")
    expect(page.get_by_test_id("stMain")).not_to_contain_text("nog niet bekend")
    moment_slider(page).focus()
    for year, later in (("2022", 0), ("2021", 75), ("2020", 75), ("2019", 75 + 122)):
        page.keyboard.press("ArrowLeft")
        expect(moment_slider(page)).to_have_value(year)
        drawn = Counter(shape["fill"] for shape in towns_drawn(page))
        assert drawn[shades.page] == later
        assert all(drawn[colour] in (0, many) for colour, many in everyone.items())
        assert sum(drawn.values()) == 342


def test_an_area_that_cannot_be_tested_is_striped_on_the_map_and_not_empty(server, visit):
    page = visit(server, "vergelijken", "cijfer=Vroeg+in+zorg&vergelijk=Amsterdam")  # has no figure to compare with
    page.wait_for_selector("g.mark-shape path[fill^=url]", state="attached")
    assert page.locator("g.mark-shape path[fill^=url]").count() == 1  # Haarlem
    expect(page.locator(".ks-keys")).to_contain_text("niet te toetsen: 1")


def test_words_in_charts_touch_no_other_words_and_names_lie_on_top(start_server, visit, tmp_path):
    demo.build(tmp_path / "demo")
    app = start_server(KS_DATA_DIR=str(tmp_path / "demo"))
    assert visit(app, "ontwikkeling", width=390).evaluate(TOUCHING) == []
    for shown in ("Rangorde", "Trechter"):
        page = visit(app, "vergelijken", f"gebieden=Provincies&weergave_provincie={shown}", width=390)
        expect(page.locator("svg.marks text", has_text="Zeeland").first).to_be_visible()
        assert page.evaluate(TOUCHING) == []
    page = visit(app, "vergelijken", "weergave_gemeente=Trechter")
    expect(page.locator("svg.marks text", has_text="Haarlem").last).to_be_visible()
    above = page.locator("svg.marks").evaluate(
        "svg => svg.textContent.includes('Haarlem') && [...svg.querySelectorAll('.mark-symbol path')].every(dot =>"
        " [...svg.querySelectorAll('text')].filter(text => text.textContent === 'Haarlem').every(text =>"
        " dot.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING))"
    )
    assert above


def test_the_moment_stays_where_it_is_when_a_municipality_is_chosen(server, visit, ready):
    page = visit(server, "tranchekaart")
    moment_slider(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    choose(page, "Zoek een gemeente", "Leiden")
    expect_choice(page, "Leiden")
    ready(page)
    expect(moment_slider(page)).to_have_value("2021")


# --- the years ---


def test_the_year_filter_changes_charts_and_address_and_nothing_jumps(server, visit, ready):
    page = visit(server, "ontwikkeling")
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
    year_handles(page).first.focus()
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
    page = visit(server, "ontwikkeling", "onzekerheid=false")
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


def test_the_table_of_a_trend_has_the_numbers_of_its_chart_and_so_has_its_download(server, visit):
    page = visit(server, "ontwikkeling")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(4)
    drawn = points(page.get_by_test_id("stVegaLiteChart").first)
    assert drawn["Haarlem", "2019"] == "147,1"
    assert drawn["Nederland", "2017"] == "160,7"
    page.get_by_role("radio", name="Tabel").first.click()
    table = page.locator("table:visible").first
    expect(table).to_be_visible()
    shown = table_values(table)
    assert shown == drawn
    rows = download(page, page.get_by_role("button", name="Download CSV").first)
    assert {(row["name"], row["period"]): dutch(row["value"], "0,0") for row in rows} == shown


@pytest.mark.parametrize("width", [1280, 390])
def test_the_table_of_a_trend_stays_within_its_card(width, server, visit):
    page = visit(server, "ontwikkeling", "weergave_preterm_or_low_birthweight_per_1000=Tabel", width=width)
    table, frame = page.locator("table:visible").first, page.locator(".ks-wide").first
    assert frame.bounding_box()["width"] <= page.get_by_test_id("stVegaLiteChart").first.bounding_box()["width"] + 1
    assert table.bounding_box()["width"] <= frame.bounding_box()["width"] + 1  # nothing needs scrolling
    lines = """box => [...box.querySelectorAll("th, td:first-child")].map(cell => {
        const words = document.createRange(); words.selectNodeContents(cell);
        return words.getClientRects().length; })"""
    assert set(table.evaluate(lines)) == {1}, "a name of a column or a year is cut in two"


def test_the_download_of_the_map_has_the_municipalities_shown(server, visit):
    page = visit(server, "tranchekaart", "provincie=Utrecht")
    rows = download(page, page.get_by_role("button", name="Download CSV"))
    towns = regions.municipalities()
    assert {row["Gemeente"] for row in rows} == set(towns.loc[towns["province"] == "PV26", "name"])
    assert all(row["Tranche"] for row in rows)


def test_the_items_of_a_budget_are_not_squeezed_on_a_small_phone(server, visit):
    page = visit(server, "begroting", width=320)
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator("tbody:visible td").first.bounding_box()["width"] > 200


def test_the_download_of_the_budget_adds_up_to_the_total_on_the_page(server, visit):
    page = visit(server, "begroting")
    rows = download(page, page.get_by_role("button", name="Download CSV"))
    total = sum(float(row["amount_eur"]) for row in rows)
    expect(page.locator("table:visible tfoot").first).to_contain_text(dutch(str(total), "0"))
    assert total == 135_000


# --- what every page owes to every screen ---


@dataclass(frozen=True)
class Screen:
    """What stood on the screen just after a page was opened."""

    language: str
    too_wide: list[str]
    """What sticks out at the right; on a phone also after it has turned dark."""
    texts: list[dict[str, Any]]
    charts: list[str]
    """What each chart says of itself in words."""
    faults: list[str]
    """Serious faults of accessibility; not looked for on a phone."""
    headings: list[tuple[int, str]]
    """Level and words of each heading of the page, from top to bottom."""

    def in_page(self) -> list[dict[str, Any]]:
        return [text for text in self.texts if not text["aside"]]


@pytest.fixture(scope="module")
def screen(server, reader) -> Callable[..., Screen]:
    """A page at a width, light or dark; each is opened once for all tests."""

    @cache
    def look(page_name: str, width: int = 1280, dark: bool = False) -> Screen:
        page = reader.open(server, page_name, width=width, dark=dark)
        charts = page.get_by_test_id("stVegaLiteChart").evaluate_all("all => all.map(chart => chart.ariaLabel ?? '')")
        phone = width < 600
        faults = [] if phone else serious_faults(page)
        texts, too_wide = page.evaluate(TEXTS), page.evaluate(TOO_WIDE)
        if phone:
            turn_dark(page)
            too_wide += page.evaluate(TOO_WIDE)
        seen = Screen(language(page), too_wide, texts, charts, faults, page.evaluate(HEADINGS))
        trouble = reader.leave()
        assert not trouble, "\n".join(trouble)
        return seen

    return look


def turn_dark(page: Page) -> None:
    """As a phone does in the evening, with the page open."""
    paper = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => ({paper})() !== light", arg=light)


def language(page: Page) -> str:
    """The language of the page, once it has been changed from the one Streamlit gives it."""
    with suppress(TimeoutError):
        page.wait_for_function("() => document.documentElement.lang !== 'en'", timeout=5000)
    return page.locator("html").get_attribute("lang") or ""


def serious_faults(page: Page) -> list[str]:
    """What axe calls serious or critical, less what we tolerate of the libraries."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]} ({', '.join(check['message'] for check in node['any'])})"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
        if not (fault["id"] in TOLERATED and TOLERATED[fault["id"]].match(node["html"]))
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_has_no_serious_fault_of_accessibility(page_name, dark, screen):
    assert screen(page_name, dark=dark).faults == []


def test_the_open_tab_and_the_bars_of_a_budget_stand_out_from_a_dark_page(server, visit):
    page = visit(server, "begroting", dark=True)
    paper = colour_of(page.get_by_test_id("stApp"), "backgroundColor")
    assert contrast(colour_of(page.get_by_role("tab", selected=True).locator("p"), "color"), paper) >= 4.5
    assert contrast(colour_of(page.locator(".ks-bar:visible").first, "backgroundColor"), paper) >= 3


def colour_of(element: Locator, role: str) -> str:
    """A colour on the screen as hex."""
    said = element.evaluate("(element, role) => getComputedStyle(element)[role]", role)
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", said)[:3])


def test_a_phone_never_scrolls_sideways_light_or_dark(page_name, screen):
    assert screen(page_name, width=390).too_wide == []


def test_a_projector_never_scrolls_sideways(page_name, screen):
    assert screen(page_name).too_wide == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_text_on_any_page_is_smaller_than_14_pixels(page_name, width, screen):
    assert [text for text in screen(page_name, width=width).texts if text["size"] < 14] == []


def test_the_page_says_that_it_is_dutch(page_name, screen):
    assert screen(page_name).language == "nl"


def test_the_headings_of_a_page_are_an_outline_without_holes(page_name, screen):
    levels = [level for level, _ in screen(page_name).headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert max(after - before for before, after in pairwise([*levels, 1])) <= 1, screen(page_name).headings
    assert all(words for _, words in screen(page_name).headings)


def test_every_chart_says_in_words_what_it_shows(page_name, screen):
    assert [said for said in screen(page_name).charts if len(said.split()) < 3] == []


def test_the_first_screen_of_the_overview_shows_the_municipality_and_three_figures_with_a_sentence(screen):
    seen = [text for text in screen("overzicht").in_page() if text["top"] >= 0 and text["bottom"] <= 720]
    sentences = [text["text"] for text in seen if "Haarlem" in text["text"] and len(text["text"]) > 30]
    assert [text for text in seen if "Haarlem" in text["text"] and text["size"] >= 28]
    for own, other in (("147,1", "157,5"), ("4,1", "4,5"), ("78,4%", "72,6")):
        assert [text for text in seen if text["text"] == own and text["size"] >= 32], own
        assert [text for text in sentences if own in text], (own, sentences)
        assert [text for text in seen if other in text["text"]], other


def test_texts_of_the_overview_can_be_read_from_the_back_of_the_room(screen):
    texts = screen("overzicht").in_page()
    figures = [text for text in texts if re.fullmatch(r"(€\s)?[\d.]+(,\d+)?%?", text["text"])]
    sentences = [text for text in texts if len(text["text"]) > 40 and text["text"].endswith(".")]
    sentences = [text for text in sentences if not text["text"].startswith("Bron")]
    assert len(figures) >= 5
    assert len(sentences) >= 3
    assert [text for text in figures if text["size"] < 32] == []
    assert [text for text in sentences if text["size"] < 18] == []
