"""How a test uses the app in a browser: the choices, the map, the charts and the tables."""

import csv
import io
import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as StillNot

from ks_data.catalogue import regions

SHAPES = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] g.mark-shape')].map(group =>
    [...group.children].map(path => ({
        name: path.__data__?.tooltip?.Gemeente ?? path.__data__?.tooltip?.Gebied ?? '',
        fill: path.getAttribute('fill'),
        points: (path.getAttribute('d') || '').split('L').length,
        width: path.getBBox().width,
        height: path.getBBox().height,
    })))"""
NAMED = """town => [...document.querySelectorAll('g.mark-shape path')].find(path =>
    [path.__data__?.tooltip?.Gemeente, path.__data__?.tooltip?.Gebied].includes(town))"""
"""The shape of a municipality: by what it shows on pointing, as the map is one graphic for who does not see it."""
TOO_WIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    const scrolls = [document.documentElement, document.body, main].some(box => box.scrollWidth > box.clientWidth);
    if (!scrolls) return [];
    return ['the page scrolls sideways', ...[...main.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map(element => `${element.tagName} ${element.getAttribute('class')}`).slice(0, 5)];
}"""
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


def becomes_so(page: Page, holds: Callable[[], bool]) -> bool:
    """Whether something about a page comes to hold, which a slow machine may take a while for."""
    until = time.monotonic() + 60
    while not (now := holds()) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return now


def faults_at_rest(page: Page, script: str) -> list[str]:
    """What a script finds wrong with the charts of a page; nothing if they come right in a while.

    A chart takes the width of its place, and sets its words, a moment after it was drawn: later on a busy machine.
    """
    try:
        page.wait_for_function(f"() => !({script})().length", timeout=15_000)
    except StillNot:
        return page.evaluate(script)
    return []


def too_wide(page: Page) -> list[str]:
    """What sticks out of a page at the right."""
    return faults_at_rest(page, TOO_WIDE)


def choice_box(page: Page, label: str) -> Locator:
    """One of the choices that all pages share; where it does not work it is out of sight, and still there."""
    return page.locator(f".st-key-{ {'Gemeente': 'gemeente', 'Vergelijk met': 'vergelijk'}[label] } input")


def year_handles(page: Page) -> Locator:
    return page.locator(".st-key-jaren input[type=range]")


def expect_choice(page: Page, town: str, other: str = "Nederland") -> None:
    """The line under the title stands on this choice, and so does the address; out of sight where it does not work."""
    expect(choice_box(page, "Gemeente")).to_have_value(town)
    expect(choice_box(page, "Vergelijk met")).to_have_value(other)
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
    page.wait_for_function(f"() => ({SHAPES})().some(group => group.some(shape => shape.name))")
    return max(page.evaluate(SHAPES), key=lambda group: len([shape for shape in group if shape["name"]]))


def borders_drawn(page: Page, provinces: int) -> list[dict[str, Any]]:
    """The group of unnamed shapes without a fill that are the province borders."""
    groups = [group for group in page.evaluate(SHAPES) if len(group) == provinces]
    return next(group for group in groups if all(shape["fill"] in (None, "none", "transparent") for shape in group))


def point_in(page: Page, town: str) -> tuple[float, float]:
    """Where on the screen a reader would point at a municipality."""
    page.wait_for_function(f"() => ({SHAPES})().some(group => group.some(shape => shape.name))")
    shape = page.evaluate_handle(NAMED, town).as_element()
    assert shape, town
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


def download(page: Page, button: Locator, name: str) -> list[dict[str, str]]:
    """The rows of a table that is saved under a name."""
    with page.expect_download() as started:
        button.click()
    assert started.value.suggested_filename == name, started.value.suggested_filename
    return list(csv.DictReader(io.StringIO(started.value.path().read_text(encoding="utf-8-sig")), delimiter=";"))


def dutch(number: str, like: str) -> str:
    """A number of a CSV ("1834", "147,1") written with as many decimals as a Dutch number beside it."""
    decimals = len(like.partition(",")[2])
    return f"{float(number.replace(',', '.')):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
