"""Whatever mark of a chart a reader points at, or hears, says Dutch names and the numbers that he reads elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from pages.charts.trend import BREAKS, SPANS, TREND
from tests.pages.browsing import await_map

INTERNAL = {*TREND.names, *SPANS.names, *BREAKS.names, "voet", "top", "id", *"bcklmnrtuvwzxy"} - {"jaar", "naam"}
"""Columns of datasets. Their names have no capital; those of a tooltip have."""
POINTED = """() => {
    const said = new Set();
    for (const mark of document.querySelectorAll('svg.marks [class*=mark-] > *')) {
        const {x, y, width, height} = mark.getBoundingClientRect();
        const at = {clientX: x + width / 2, clientY: y + height / 2, bubbles: true};
        for (const kind of ['pointerover', 'pointermove', 'mouseover', 'mousemove'])
            mark.dispatchEvent(new PointerEvent(kind, at));
        const tip = document.querySelector('#vg-tooltip-element.visible');
        const rows = tip ? [...tip.querySelectorAll('tr')] : [];
        rows.forEach(row => said.add([...row.cells].map(cell => cell.textContent).join(': ')));
        if (tip && !rows.length) said.add(tip.textContent);
    }
    return [...said];
}"""
"""What the tooltips of all marks say, a line each."""
HEARD = """() => [...new Set([...document.querySelectorAll('svg.marks [aria-label]')]
    .flatMap(mark => mark.getAttribute('aria-label').split('; ')))]"""
CHARTS = [
    ("ontwikkeling", "jaren=2012&jaren=2022"),
    ("vergelijken", ""),
    ("vergelijken", "weergave_gemeente=Rangorde"),
    ("vergelijken", "weergave_gemeente=Naar+grootte"),
    ("vergelijken", "weergave_gemeente=Gladgestreken"),
    ("vergelijken", "gebieden=Provincies&weergave_provincie=Rangorde"),
    ("tranchekaart", ""),
    ("groei", ""),
]


@pytest.mark.browser
@pytest.mark.parametrize(("place", "link"), CHARTS)
def test_no_tooltip_and_no_name_of_a_mark_shows_a_column_or_an_unrounded_number(server, visit, place, link) -> None:
    page = visit(server, place, link)
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    if place == "tranchekaart" or "Kaart" in link:
        await_map(page)
    pointed, heard = page.evaluate(POINTED), page.evaluate(HEARD)
    is_map = page.locator("svg.marks g.mark-shape").count() > 0  # one graphic for who hears it
    assert len(pointed) > 3 and len(heard) > (0 if is_map else 3)
    for words in (*pointed, *heard):
        assert words.partition(": ")[0].strip(": ") not in INTERNAL, words
        assert not re.search(r"\d\.\d{1,2}(?!\d)|\d\.\d{4}|\d,\d{3}", words), words


@pytest.mark.browser
def test_a_chart_offers_no_picture_without_a_title_and_no_columns_of_ours(server, visit) -> None:
    page = visit(server, "ontwikkeling")
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.hover()
    expect(page.get_by_test_id("stElementToolbar").first.get_by_role("button")).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("^Volledig scherm")).first).to_be_visible()
