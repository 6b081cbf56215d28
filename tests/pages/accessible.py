"""What a test asks of a page for who cannot see it, or has no mouse: axe, the focus, and movement."""

from dataclasses import dataclass
from typing import Literal

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

MAIN = "[data-testid=stMain]"
MOST_STOPS = 400
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that look at colours."""
MOVING = """() => [...document.querySelectorAll('[data-testid=stApp] *')].filter(element => {
    const {animationDuration, transitionDuration} = getComputedStyle(element);
    return [animationDuration, transitionDuration].join().split(',').some(time => parseFloat(time) > 0.05);
}).length"""
SETTLED = """async () => {
    const colours = () => [...document.querySelectorAll('p, button, a, span, h1, h2')].map(element =>
        getComputedStyle(element).color + getComputedStyle(element).backgroundColor).join();
    for (let same = 0, before = ''; same < 3; ) {
        await new Promise(done => setTimeout(done, 80));
        const now = colours();
        same = now === before ? same + 1 : 0;
        before = now;
    }
}"""
"""Waits until the colours of a page stay as they are: not all of it turns at once."""
REMEMBER = """() => {
    const none = /^(rgba\\(0, 0, 0, 0\\)|transparent)/;
    const outline = ({outlineStyle, outlineWidth, outlineColor}) =>
        outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !none.test(outlineColor)
            ? `${outlineStyle} ${outlineWidth} ${outlineColor}` : '';
    const shadow = ({boxShadow}) => boxShadow === 'none' || none.test(boxShadow) ? '' : boxShadow;
    const around = element => [0, 1, 2, 3].reduce(chain => [...chain, chain.at(-1)?.parentElement], [element])
        .slice(0, 4).map(at => at ? [outline(getComputedStyle(at)), shadow(getComputedStyle(at))] : ['', '']);
    const tabbable = () => [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex]')].filter(element =>
            element.tabIndex >= 0 && !element.disabled && !element.closest('[inert]')
            && element.checkVisibility({visibilityProperty: true}) && element.getBoundingClientRect().width > 1
            && !(element.type === 'radio' && !element.checked && element.name)
            && !(element.getAttribute('role') === 'radio' && element.getAttribute('aria-checked') !== 'true'));
    const named = element => `${element.tagName} ${element.dataset.testid ?? ''} ${(element.ariaLabel
        || element.innerText || element.labels?.[0]?.innerText || '').slice(0, 40)}`;
    document.activeElement?.blur();
    window.ksPlain = new Map(tabbable().map(element => [element, around(element)]));
    window.ksReached = new Set();
    window.ksFocus = async () => {
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const again = ksReached.has(element), plain = ksPlain.get(element) ?? around(document.body);
        ksReached.add(element);
        const seen = around(element).some(([line, shade], up) =>
            (line && line !== plain[up][0]) || (shade && shade !== plain[up][1]));
        return [named(element), seen, again];
    };
    window.ksMissed = () => [...ksPlain.keys()].filter(element => element.isConnected && element.tabIndex >= 0
        && element.checkVisibility({visibilityProperty: true})
        && !ksReached.has(element) && ![...ksReached].some(reached => element.contains(reached))).map(named);
}"""
"""Remembers how all that Tab can come to looks without the focus, so that it is seen what the focus changes."""


@dataclass(frozen=True)
class Stops:
    """What Tab comes to, and whether an outline or a shadow came there with the focus; and what it never comes to."""

    seen: dict[str, bool]
    missed: list[str]


def stops(page: Page) -> Stops:
    """Goes through a page with Tab, once round."""
    page.evaluate(REMEMBER)
    seen: dict[str, bool] = {}
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = page.evaluate("ksFocus()")
        if focus is None:
            if seen:
                break  # at the end of the page
            continue
        name, is_seen, again = focus
        if again:
            break
        seen[name] = seen.get(name, True) and is_seen
    return Stops(seen, page.evaluate("ksMissed()"))


def faults(page: Page, within: str = "", *, colours_only: bool = False) -> list[str]:
    """All that axe finds, on the whole page or in a part of it (a selector).

    colours_only: what was looked at in light has other colours in the dark and is the same otherwise, as neither a page
    nor a style or script of ours asks which of the two it is.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": COLOURS} if colours_only else {})
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within or "html", options])
    return [
        f"{fault['id']}: {node['html'][:200]} ({', '.join(check['message'] for check in node['any'])})"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def turn(page: Page, scheme: Literal["light", "dark"]) -> None:
    """As a device does in the evening or the morning, with the page open; waits until the page has the other paper."""
    paper = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    before, is_dark = page.evaluate(f"() => [{paper}, matchMedia('(prefers-color-scheme: dark)').matches]")
    page.emulate_media(color_scheme=scheme)
    if is_dark != (scheme == "dark"):
        page.wait_for_function(f"before => {paper} !== before", arg=before, timeout=120_000)  # on a busy machine
        page.evaluate(SETTLED)


def unfold(page: Page) -> None:
    """Opens all that a page folds."""
    page.evaluate("() => document.querySelectorAll('details').forEach(folded => { folded.open = true })")
