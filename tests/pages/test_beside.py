"""Ontwikkeling in Chromium: regions beside the chosen one in chart, table, link and download; all in small."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import TOUCHING, choose, download, faults_at_rest, too_wide
from tests.pages.conftest import YEARS

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll('svg.marks')].flatMap(chart => {
    const edges = element => [element.getBoundingClientRect().left, element.getBoundingClientRect().right];
    const [left, right] = edges(chart);
    return [...chart.querySelectorAll('text')].filter(text => text.checkVisibility({visibilityProperty: true})
        && text.getBoundingClientRect().width && text.getBoundingClientRect().height
        && !(left <= edges(text)[0] && edges(text)[1] <= right)).map(text => text.textContent);
})"""
"""The words that stand outside their chart."""
CORE = "cijfers=Te+vroeg+of+te+licht+geboren"
BESIDE = "naast=Noord-Holland&naast=Amsterdam&naast=Zwolle&naast=Bloemendaal&naast=Heemstede&naast=Delft"


@pytest.mark.parametrize("width", [1280, 390])
def test_with_six_regions_beside_no_name_touches_another_nor_leaves_the_chart(width, demo_server, visit):
    page = visit(demo_server, "ontwikkeling", f"{BESIDE}&{CORE}&cijfers=Sterfte+rond+de+geboorte", width=width)
    names = page.locator("svg.marks text", has_text=re.compile("^(Haarlem|Noord-Holland|Nederland|Delft) "))
    expect(names.first).to_be_visible()
    assert faults_at_rest(page, TOUCHING) == []
    assert too_wide(page) == []
    assert [chart.locator("text").count() > 10 for chart in page.locator("svg.marks").all()] == [True, True]
    assert faults_at_rest(page, OUTSIDE) == []


def test_a_region_beside_that_is_chosen_is_in_the_link_the_chart_the_table_and_the_download(demo_server, visit, ready):
    sender = visit(demo_server, "ontwikkeling", CORE)
    choose(sender, "Ook in de grafiek", "Amsterdam")
    expect(sender).to_have_url(re.compile("naast=Amsterdam"))
    ready(sender)
    page = visit(demo_server, "ontwikkeling", sender.url.partition("?")[2])
    chart = page.get_by_test_id("stVegaLiteChart")
    expect(chart.locator("text", has_text=re.compile("^Amsterdam "))).to_be_visible()
    assert "Ook in de grafiek: Amsterdam." in (chart.get_attribute("aria-label") or "")
    page.get_by_role("radio", name="Tabel").click()
    expect(page.locator("table:visible th", has_text="Amsterdam")).to_be_visible()
    name = "FICTIEF-Te-vroeg-of-te-licht-geboren-2018-2023-Haarlem.csv"
    rows = download(page, page.get_by_role("button", name="Download CSV"), name)
    assert {row["Naam"] for row in rows} == {"Haarlem", "Nederland", "Amsterdam"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_indicators_stand_in_small_on_the_same_years(dark, demo_server, visit):
    page = visit(demo_server, "ontwikkeling", "beeld=Alle+onderwerpen", dark=dark)
    panels = page.locator(".ks-panels > div")
    expect(panels.first).to_be_visible()
    assert panels.count() >= 4
    ends = panels.locator(".ks-spark p").evaluate_all(
        "all => all.map(ends => [...ends.children].map(end => end.innerText))"
    )
    assert ends == [[str(year) for year in YEARS]] * panels.count()
    pictures = panels.locator("img")
    assert pictures.count() == panels.count()
    assert all("in Haarlem: van " in (picture.get_attribute("alt") or "") for picture in pictures.all())
