"""Measures one page in the browser: the app, the same charts as a static page, and the usual ways to make them.

Each way is first opened and changed without a clock, to learn what every state looks like and what crosses the wire.
Then the clock runs until the browser has painted exactly that picture. Ways take turns, so that a busy machine
troubles all of them alike.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser, Error
from playwright.sync_api import Page as Tab

from tests.bench import static_page, usual
from tests.bench.browser import Way, learn, reader, settled, time_change, time_opening
from tests.bench.pages import Change, InBrowser, Page
from tests.bench.results import APP, LIMIT, Opening, PageResults, Redraw
from tests.bench.servers import StreamlitServer, measure_idle, static_files
from tests.bench.session import Chart, Session, charts


def in_browser(browser: Browser, app: StreamlitServer, page: Page, runs: int, with_usual: bool) -> PageResults:
    """Opens and changes a page `runs` times in every way."""
    measurement = _Measurement(browser, page, runs)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        own = Way(APP, app.port, page.path, page.changes, app)
        width = measurement.learn(own)
        limit = _limit(page, app.port, stack.enter_context(static_files(folder)), folder, runs, width)
        measurement.learn(limit)
        others = []
        if with_usual and page.usual:
            shared = tuple(change for change in page.changes if change.name == page.usual)
            servers = stack.enter_context(usual.running(folder))
            others = [Way(name, server.port, "", shared, server) for name, server in servers.items()]
        for way in others:
            measurement.learn(way)
        measure_idle([way.server for way in (own, *others) if way.server])
        measurement.time([limit, own, *others])
    return measurement.found


class _Measurement:
    """The measurement of one page; what fails is noted and the rest goes on."""

    def __init__(self, browser: Browser, page: Page, runs: int) -> None:
        self.found = PageResults(page.name, changes={change.name: {} for change in page.changes})
        self._browser, self._page, self._runs = browser, page, runs

    def learn(self, way: Way) -> float:
        """Learns what a way looks like and what it sends; gives the width of its chart in CSS pixels."""
        width = 0.0
        for change in way.changes:
            with self._attempt(f"{way.name}, {change.name}"):
                costs = Redraw()
                width = learn(self._browser, way, change, self._runs, costs)
                self.found.changes[change.name][way.name] = costs
        return width

    def time(self, ways: list[Way]) -> None:
        """Times the opening of all ways and each change in all ways that could make it."""
        ways = [way for way in ways if way.looks]
        self.found.openings = {way.name: Opening() for way in ways}
        for _ in range(self._runs):
            for way in ways:
                with self._attempt(f"{way.name}, opening"):
                    time_opening(self._browser, way, self.found.openings[way.name])
        for change in self._page.changes:
            able = [way for way in ways if way.name in self.found.changes[change.name]]
            self._time_change(able, change)
            _order(self.found.changes[change.name], able)

    def _time_change(self, ways: list[Way], change: Change) -> None:
        with reader(self._browser) as context:
            tabs = [(way, context.new_page()) for way in ways]
            for way, tab in tabs:
                tab.goto(way.address(way.port), wait_until="commit")
                settled(tab, 0)
            for turn in range(self._runs):
                for way, tab in tabs:
                    with self._attempt(f"{way.name}, {change.name}"):
                        time_change(tab, way, change, turn, self.found.changes[change.name][way.name])

    @contextmanager
    def _attempt(self, what: str) -> Iterator[None]:
        """Notes an error of the browser instead of ending the benchmark, and says on stderr what it is doing."""
        print(f"{self._page.name}: {what}", file=sys.stderr)
        try:
            yield
        except Error as error:
            self.found.failures.append(f"{what}: {error.message.splitlines()[0]}")


def _order(costs: dict[str, Redraw], ways: list[Way]) -> None:
    """Brings costs in the order of the ways."""
    ordered = {way.name: costs[way.name] for way in ways}
    costs.clear()
    costs.update(ordered)


def _limit(page: Page, app_port: int, port: int, folder: Path, runs: int, width: float) -> Way:
    """The charts that the app sends as a static page; a change hands it the charts of the next state."""
    with ThreadPoolExecutor(1) as apart:  # this thread has Playwright's own event loop
        opened, states = apart.submit(lambda: asyncio.run(_states(page, app_port, runs))).result()
    static_page.write(folder, page.name, opened, width)
    act = _static_act(states)
    return Way(LIMIT, port, f"{page.name}.html", page.changes, act=act)


def _static_act(states: dict[str, list[list[Chart]]]) -> Callable[[Tab, Change, int], None]:
    def act(tab: Tab, change: Change, turn: int) -> None:
        if isinstance(change, InBrowser):
            change.perform(tab, turn)
            return
        tab.evaluate("charts => { window.nextCharts = charts }", [asdict(chart) for chart in states[change.name][turn]])
        tab.get_by_role("button", name="next").click()

    return act


async def _states(page: Page, port: int, runs: int) -> tuple[list[Chart], dict[str, list[list[Chart]]]]:
    """The charts as the server sends them: just opened, and after each turn of each change that it answers."""
    opened: list[Chart] = []
    after: dict[str, list[list[Chart]]] = {}
    for change in page.changes:
        if isinstance(change, InBrowser):
            continue
        async with Session(port, page.path) as session:
            opened = charts(session.opened)
            after[change.name] = [
                charts(await session.change(change.label, change.value(session.widgets[change.label], turn)))
                for turn in range(runs)
            ]
    return opened, after
