"""Runs the benchmark and prints its tables and targets; see `python -m tests.bench --help`."""

import argparse
import os
import platform
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ks_data.workshop import demo
from tests.bench import briefings, load, measure, release, report, servers
from tests.bench.browser import chromium_browser
from tests.bench.pages import PAGES, Page
from tests.bench.results import Briefings, PageResults, Processes
from tests.bench.servers import ROOT, await_ready, streamlit

LOAD_LEVELS = (25, 100, 200)
PARTS = ("pages", "processes", "release", "store", "briefings")
PROCESSES = (1, 2)
MANY_READERS = range(100, 501, 50)
"""So many are tried behind nginx, until they wait too long."""


@dataclass(frozen=True)
class Options:
    """What to measure: `runs` per number, `seconds` per level of load."""

    pages: tuple[Page, ...]
    runs: int
    seconds: float
    usual: bool
    load: bool
    parts: tuple[str, ...]
    strict: bool


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers stop then too
    options, started = _options(), time.monotonic()
    texts: list[str] = []
    targets: list[report.Target] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        if "release" in options.parts:
            published = release.publication_of_a_million(folder, options.runs)
            texts.append(report.release(published))
            targets += report.release_targets(published)
        if "store" in options.parts:
            opened = release.pages_on_a_large_store(folder)
            texts.append(report.store(opened))
            targets += report.store_targets(opened)
        if "processes" in options.parts:
            behind = _processes(options.seconds)
            texts.append(report.processes(behind))
            targets += report.process_targets(behind)
        if "briefings" in options.parts:
            handed_out = _briefings(folder)
            texts.append(report.briefings(handed_out))
            targets += report.briefing_targets(handed_out)
        if "pages" in options.parts:
            results = _pages(options, folder)
            texts += [report.tables(found) for found in results]
            targets += report.targets(results)
    print(_circumstances(options.runs, time.monotonic() - started), end="\n\n")
    print("\n\n".join(texts), end="\n\n")
    print("\n".join(str(target) for target in targets))
    return 1 if options.strict and not all(target.reached for target in targets) else 0


def _processes(seconds: float) -> list[Processes]:
    """One and two processes behind nginx, with ever more readers of the page that is changed most."""
    page = next(page for page in PAGES if page.name == "compare")
    measured = []
    for number in PROCESSES:
        with servers.site(number) as site:
            for process in site.processes:
                load.warm(process, page)
            measured.append(Processes(number))
            load.measure_levels(site, page, MANY_READERS, seconds, measured[-1], report.LOAD_P95_MS)
    return measured


def _briefings(folder: Path) -> Briefings:
    """What a reader waits for, and two equal runs over all municipalities."""
    found, data = Briefings(), folder / "demo-briefings"
    demo.build(data)
    with chromium_browser() as browser:
        briefings.time_clicks(browser, data, found)
        briefings.time_bare_clicks(browser, folder, found)
    briefings.time_links(folder / "link", found)  # after the browser, which has an event loop of its own
    found.batches = [briefings.batch(data, folder / f"batch-{number}") for number in (1, 2)]
    return found


def _pages(options: Options, folder: Path) -> list[PageResults]:
    """The pages in the browser, and under load."""
    with chromium_browser() as browser:
        demo.build(folder / "demo")
        data = {page: folder / "demo" if page.demo else None for page in options.pages}
        results = []
        for page in options.pages:
            with streamlit(ROOT / "app.py", data[page]) as app:
                await_ready(app)
                results.append(measure.in_browser(browser, app, page, options.runs, options.usual))
    if options.load:  # after the browser, which has an event loop of its own
        for page, found in zip(options.pages, results, strict=True):
            with streamlit(ROOT / "app.py", data[page]) as app:
                await_ready(app)
                load.measure_levels(app, page, LOAD_LEVELS, options.seconds, found)
    return results


def _circumstances(runs: int, seconds: float) -> str:
    """What a reader of the tables must know of the machine: a busy one makes every time longer."""
    cores, busy = os.cpu_count() or 1, os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
    said = f"Medians of {runs}; {platform.system()}, Python {platform.python_version()}, {cores} cores, {seconds:.0f} s"
    if busy > cores:
        said += f".\nThe machine was busy ({busy:.1f} processes wanted a core): all times are too long, not all alike"
    return said


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = [page.name for page in PAGES]
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part (may be given again)")
    parser.add_argument("--page", action="append", choices=names, help="only this page (may be given again)")
    parser.add_argument("--runs", type=int, help="runs per number (7)")
    parser.add_argument("--quick", action="store_true", help="3 runs, and 10 instead of 40 seconds per level of load")
    parser.add_argument("--no-usual", action="store_true", help="leave out folium, plotly and inline GeoJSON")
    parser.add_argument("--no-load", action="store_true", help="leave out the load")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is not reached")
    given = parser.parse_args()
    return Options(
        tuple(page for page in PAGES if page.name in (given.page or names)),
        given.runs or (3 if given.quick else 7),
        10.0 if given.quick else 40.0,
        not given.no_usual,
        not given.no_load,
        tuple(given.only or PARTS),
        given.strict,
    )


if __name__ == "__main__":
    sys.exit(main())
