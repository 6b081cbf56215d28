"""What a choice costs a browser: a chart takes the new figures, and is not made again."""

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import choose

pytestmark = pytest.mark.browser
BORDERS = "() => performance.getEntriesByType('resource').filter(({name}) => name.includes('.topo.json')).length"


CHOICES = [("vergelijken", "Jaar", "2019"), ("ontwikkeling", "Gemeente", "Leiden")]


@pytest.mark.parametrize("drawn, label, other", CHOICES)
def test_a_chart_is_kept_at_a_choice_and_says_the_new_finding(drawn, label, other, server, visit):
    page = visit(server, drawn)
    expect(page.locator("svg.marks path").first).to_be_attached()
    chart = page.get_by_test_id("stVegaLiteChart").first
    expect(chart).not_to_have_attribute("aria-label", "Grafiek")
    before, fetched = chart.get_attribute("aria-label") or "", page.evaluate(BORDERS)
    page.evaluate("document.querySelector('svg.marks').dataset.first = 'ja'")
    choose(page, label, other)
    expect(chart).not_to_have_attribute("aria-label", before)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert page.locator("svg.marks").first.get_attribute("data-first") == "ja"
    assert page.evaluate(BORDERS) == fetched
    assert len((chart.get_attribute("aria-label") or "").split()) > 5
