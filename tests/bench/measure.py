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
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error
from playwright.sync_api import Page as Tab

from tests.bench import bare, static_page, usual
from tests.bench.browser import Way, learn, reader, settled, time_change, time_opening
from tests.bench.pages import Change, Choose, ClickOnMap, InBrowser, Page
from tests.bench.results import APP, BARE, LIMIT, Opening, PageResults, Redraw
from tests.bench.servers import StreamlitServer, measure_idle, static_files
from tests.bench.session import Chart, Session, charts


def in_browser(browser: Browser, app: StreamlitServer, page: Page, runs: int, with_usual: bool) -> PageResults:
    """Opens and changes a page `runs` times in every way."""
    measurement = _Measurement(browser, page, runs)
    own = Way(APP, app.port, page.path, page.changes, app)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        width = measurement.learn(own)
        port = stack.enter_context(static_files(folder))
        ways = [own]
        with measurement.noting(LIMIT):
            states = _sent(page, app.port, runs)
            limit = _limit(page, states, port, folder, width)
            measurement.learn(limit)
            ways = [limit, own]
            main = page.main_change
            if isinstance(main, Choose):
                server = stack.enter_context(_bare(main, states, folder))
                ways.append(Way(BARE, server.port, "", (main,), server))
                measurement.learn(ways[-1])
        if with_usual and page.usual:
            shared = tuple(change for change in page.changes if change.name == page.usual)
            servers = stack.enter_context(usual.running(folder))
            ways += [Way(name, server.port, "", shared, server) for name, server in servers.items()]
            for way in ways[-len(servers) :]:
                measurement.learn(way)
        measure_idle([way.server for way in ways if way.server])
        measurement.time_openings(ways)
        for change in page.changes:
            measurement.time_change(ways, change)
    return measurement.found


class _Measurement:
    """The measurement of one page; what fails is noted and the rest goes on."""

    def __init__(self, browser: Browser, page: Page, runs: int) -> None:
        self.found = PageResults(page.name, changes={change.name: {} for change in page.changes})
        self._browser, self._runs = browser, runs

    def learn(self, way: Way) -> float:
        """Learns what a way looks like and what it sends; gives the width of its chart in CSS pixels."""
        width = 0.0
        for change in way.changes:
            self._say(f"what {way.name} looks like, {change.name}")
            with self.noting(f"{way.name}, {change.name}"):
                costs = Redraw()
                width = learn(self._browser, way, change, self._runs, costs)
                self.found.changes[change.name][way.name] = costs
        return width

    def time_openings(self, ways: list[Way]) -> None:
        """Times the opening of all ways of which it is known what they look like."""
        known = [way for way in ways if way.opened_look]
        self.found.openings = {way.name: Opening() for way in known}
        for turn in range(self._runs):
            self._say(f"opening, {turn + 1} of {self._runs}")
            for way in known:
                with self.noting(f"{way.name}, opening"):
                    time_opening(self._browser, way, self.found.openings[way.name])

    def time_change(self, ways: list[Way], change: Change) -> None:
        """Times a change in all ways that could make it, and brings its costs in the order of the ways."""
        learnt = self.found.changes[change.name]
        costs = {way.name: learnt[way.name] for way in ways if way.name in learnt}
        self.found.changes[change.name] = costs
        with reader(self._browser) as context:
            tabs = [(way, context.new_page()) for way in ways if way.name in costs]
            for way, tab in tabs:
                tab.goto(way.address(way.port), wait_until="commit")
                settled(tab, 0)
            for turn in range(self._runs):
                self._say(f"{change.name}, {turn + 1} of {self._runs}")
                for way, tab in tabs:
                    with self.noting(f"{way.name}, {change.name}"):
                        time_change(tab, way, change, turn, costs[way.name])

    @contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Notes that something could not be measured, and why, instead of ending the benchmark."""
        try:
            yield
        except (Error, OSError, RuntimeError) as error:
            self.found.failures.append(f"{what}: {str(error).strip().splitlines()[0]}")

    def _say(self, what: str) -> None:
        print(f"{self.found.name}: {what}", file=sys.stderr)


@dataclass
class _States:
    """What the server sends: the page just opened, and after each turn of each change that it answers."""

    opened: list[Chart] = field(default_factory=list)
    after: dict[str, list[list[Chart]]] = field(default_factory=dict)
    widgets: dict[str, Any] = field(default_factory=dict)
    """The widgets of the page just opened, by label."""


def _limit(page: Page, states: _States, port: int, folder: Path, width: float) -> Way:
    """The charts that the app sends as a static page; a change hands it the charts of the next state."""
    static_page.write(folder, page.name, states.opened, width)
    changes = tuple(change for change in page.changes if not isinstance(change, ClickOnMap))
    return Way(LIMIT, port, f"{page.name}.html", changes, act=_static_act(states.after))


def _bare(change: Choose, states: _States, folder: Path) -> AbstractContextManager[StreamlitServer]:
    """The same charts and the same filter on a Streamlit page of their own."""
    widget, opened = states.widgets[change.label], "(nog niets)"
    charts = {change.value(widget, turn): after for turn, after in enumerate(states.after[change.name])}
    return bare.running(
        folder / "app", change.label, [opened, *widget.options], opened, {opened: states.opened, **charts}
    )


def _static_act(states: dict[str, list[list[Chart]]]) -> Callable[[Tab, Change, int], None]:
    def act(tab: Tab, change: Change, turn: int) -> None:
        if isinstance(change, InBrowser):
            change.perform(tab, turn)
            return
        tab.evaluate("charts => { window.nextCharts = charts }", [asdict(chart) for chart in states[change.name][turn]])
        tab.get_by_role("button", name="next").click()

    return act


def _sent(page: Page, port: int, runs: int) -> _States:
    with ThreadPoolExecutor(1) as apart:  # this thread has Playwright's own event loop
        return apart.submit(lambda: asyncio.run(_played(page, port, runs))).result()


async def _played(page: Page, port: int, runs: int) -> _States:
    found = _States()
    for change in page.changes:
        if isinstance(change, InBrowser | ClickOnMap):
            continue
        async with Session(port, page.path) as session:
            found.opened, found.widgets = charts(session.opened), dict(session.widgets)
            found.after[change.name] = [
                charts(await session.change(change.label, change.value(session.widgets[change.label], turn)))
                for turn in range(runs)
            ]
    return found
