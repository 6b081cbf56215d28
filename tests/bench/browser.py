"""One reader in headless Chromium: opens a way of making a page, changes something, and tells what that took."""

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright
from playwright.sync_api import Page as Tab

from tests import programs
from tests.bench.pages import Change
from tests.bench.results import Opening, Redraw
from tests.bench.servers import HOST, CountingProxy, StreamlitServer, counting_proxy

WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")
VIEWPORT = ViewportSize(width=1280, height=900)
CALM_MS = 800
"""A picture that stays the same this long is final: longer than any pause between two drawings of one change."""
LINE = {"offline": False, "latency": 40, "downloadThroughput": 2_500_000, "uploadThroughput": 2_500_000}
"""A line of 20 Mbit/s on which each answer takes 40 ms."""
FETCHED = "performance.getEntriesByType('resource').reduce((bytes, entry) => bytes + entry.encodedBodySize, 0)"
QUIET_MS = 300
"""The pause between a redraw and reading the counters or going on."""


@dataclass
class Way:
    """One way to make a page, and what it looks like. `act` performs a change; a static page has no server."""

    name: str
    port: int
    path: str
    changes: tuple[Change, ...]
    server: StreamlitServer | None = None
    act: Callable[[Tab, Change, int], None] = lambda tab, change, turn: change.perform(tab, turn)
    opened_look: int = 0
    """The fingerprint of the charts when the page has just been opened."""
    looks: dict[str, list[int]] = field(default_factory=dict)
    """The fingerprint after each turn of each change, by the name of the change."""

    def address(self, port: int) -> str:
        return f"http://{HOST}:{port}/{self.path}"


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    """A headless Chromium that reaches no other machine."""
    executable = programs.chromium()
    if not executable:
        raise RuntimeError("no Chromium found; run: python tests/programs.py")
    arguments = ["--no-sandbox", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def reader(browser: Browser, expected: int | None = None) -> Iterator[BrowserContext]:
    """A browser context with an empty cache. With `expected`, its pages time themselves until they look like that."""
    context = browser.new_context(viewport=VIEWPORT, locale="nl-NL", color_scheme="light")
    context.add_init_script(WATCH)
    if expected is not None:
        context.add_init_script(f"window === window.top && bench.expect({expected})")
    try:
        yield context
    finally:
        context.close()


class Messages:
    """Counts the websocket messages of a tab; Chromium reports them decompressed."""

    def __init__(self, tab: Tab) -> None:
        self.number = 0
        self.received_bytes = 0
        session = tab.context.new_cdp_session(tab)
        session.on("Network.webSocketFrameReceived", self._received)
        session.on("Network.webSocketFrameSent", self._sent)
        session.send("Network.enable")

    def _received(self, event: dict[str, Any]) -> None:
        self.number += 1
        self.received_bytes += len(base64.b64decode(event["response"]["payloadData"]))

    def _sent(self, _: dict[str, Any]) -> None:
        self.number += 1


def learn(browser: Browser, way: Way, change: Change, runs: int, costs: Redraw) -> float:
    """Opens a way and makes a change `runs` times without a clock, through a proxy that counts bytes.

    Adds what every state looks like to the way, and messages and bytes to `costs`. Gives the width of the first chart
    in CSS pixels.
    """
    with counting_proxy(way.port) as proxy, reader(browser) as context:
        tab = context.new_page()
        messages = Messages(tab)
        tab.goto(way.address(proxy.port), wait_until="commit")
        way.opened_look = last = settled(tab, 0)
        width: float = tab.evaluate("document.querySelector('svg.marks')?.getBoundingClientRect().width ?? 0")
        way.looks[change.name] = []
        for turn in range(runs):
            before = _counters(messages, proxy)
            way.act(tab, change, turn)
            last = settled(tab, last)
            way.looks[change.name].append(last)
            number, payload, wire = (now - then for now, then in zip(_counters(messages, proxy), before, strict=True))
            costs.messages.append(number)
            costs.payload.append(payload)
            costs.wire.append(wire)
    return width


def _counters(messages: Messages, proxy: CountingProxy) -> tuple[int, int, int]:
    return messages.number, messages.received_bytes, proxy.websocket_bytes


def settled(tab: Tab, before: int) -> int:
    """The fingerprint of the charts once they look final and other than `before`."""
    found: int = tab.evaluate("([before, calm]) => bench.settled(before, calm)", [before, CALM_MS])
    return found


def time_opening(browser: Browser, way: Way, found: Opening) -> None:
    """Opens a way with an empty cache and then again with a filled one; adds both times, near and over a line."""
    with reader(browser, way.opened_look) as context:
        cold, _ = _opened(context, way)
        found.warm.append(_opened(context, way)[0])
        found.cold.append(cold)
    with reader(browser, way.opened_look) as context:
        far, fetched = _opened(context, way, LINE)
        found.far_again.append(_opened(context, way, LINE)[0])
        found.far.append(far)
        found.fetched.append(fetched)


def _opened(context: BrowserContext, way: Way, line: dict[str, Any] | None = None) -> tuple[float, int]:
    """Milliseconds until a new tab shows the charts, and the bytes that it fetched over http."""
    tab = context.new_page()
    if line:
        session = context.new_cdp_session(tab)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", line)
    tab.goto(way.address(way.port), wait_until="commit")
    took: float = tab.evaluate("bench.opened()")
    tab.wait_for_timeout(QUIET_MS)
    fetched: int = tab.evaluate(FETCHED)
    tab.close()
    return took, fetched


def time_change(tab: Tab, way: Way, change: Change, turn: int, costs: Redraw) -> None:
    """Makes a change in a tab that has made all turns before; adds the time until the charts show it and the CPU."""
    tab.bring_to_front()
    tab.wait_for_timeout(QUIET_MS)
    started, cpu = time.monotonic(), way.server.cpu_ms() if way.server else 0.0
    tab.evaluate(f"bench.expect({way.looks[change.name][turn]})")
    way.act(tab, change, turn)
    costs.redrawn.append(tab.evaluate("bench.redrawn()"))
    tab.wait_for_timeout(QUIET_MS)
    if way.server:
        costs.cpu.append(way.server.busy_ms(cpu, time.monotonic() - started))
