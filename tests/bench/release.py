"""Measures a release of a million rows, and how pages open when thirty of those lie in the store.

What is timed runs in processes of its own, that have done the same with a small file before: libraries are loaded then.
As a process: `python -m tests.bench.release WHAT FILE` prints one line of JSON.
"""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil

from ks_data.incoming import publication
from ks_data.store import current, releases
from tests.bench.million import observations
from tests.bench.results import Publication, Store
from tests.bench.servers import ROOT, streamlit
from tests.bench.session import Session

ROWS = 1_000_000
RELEASES = 30
SMALL = 2_000
PAGES = ("overzicht", "ontwikkeling", "vergelijken", "nieuw")
YEARS = "jaren=2017&jaren=2022"
"""The same years on both: the million rows go back to 1931, and more years are more to draw."""
STARTS, READERS = 3, 4
"""So often a server is started for each page; so many open it after the first, who finds it just started."""


def publication_of_a_million(folder: Path, runs: int) -> Publication:
    """Reads, checks, compares and publishes a file of a million rows `runs` times, each beside `pandas.read_csv`."""
    file = folder / "million.csv"
    drawn = observations(ROWS)
    drawn.to_csv(file, index=False)
    found = Publication(len(drawn), file.stat().st_size / 1e6)
    for run in range(runs):
        print(f"release: {run + 1} of {runs}", file=sys.stderr)
        told = _apart("pandas", file, folder / "empty")
        found.pandas.append(told["seconds"])
        found.pandas_peak.append(told["peak_mb"])
        told = _apart("publish", file, kept := folder / "own")
        shutil.rmtree(kept)  # or the files of all runs fill the memory, and each run is slower than the one before
        found.seconds.append(sum(told["steps"].values()))
        found.peak.append(told["peak_mb"])
        found.ready.append(told["ready"])
        for step, seconds in told["steps"].items():
            found.steps.setdefault(step, []).append(seconds)
    return found


def _apart(what: str, file: Path, kept: Path) -> dict:
    """What a fresh process tells; its releases lie in `kept`."""
    command = [sys.executable, "-m", "tests.bench.release", what, str(file)]
    environment = {**os.environ, "KS_RELEASES": str(kept)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout.splitlines()[-1])


def pages_on_a_large_store(folder: Path) -> Store:
    """Opens pages of a server on the shipped data and of one with thirty releases over the same million keys."""
    large, empty = folder / "large", folder / "none"
    print("store: publishing", file=sys.stderr)
    filled, found_again = _apart("fill", folder, large), _apart("again", folder, large)
    filled["peak_mb"] = max(filled["peak_mb"], found_again.pop("peak_mb"))
    found = Store(RELEASES, ROWS, **filled, **found_again)
    for name, kept in (("shipped", empty), ("large", large)):
        print(f"store: opening pages, {name}", file=sys.stderr)
        for page in PAGES:
            for _ in range(STARTS):
                with streamlit(ROOT / "app.py", kept=kept) as server:
                    took = asyncio.run(_openings(server.port, page))
                    memory = psutil.Process(server.process.pid).memory_info().rss / 1e6
                for measured, numbers in ((found.first, took[:1]), (found.next, took[1:]), (found.memory, [memory])):
                    measured.setdefault(page, {}).setdefault(name, []).extend(numbers)
    return found


async def _openings(port: int, page: str) -> list[float]:
    """Milliseconds until the page was whole, for one reader after another."""
    took = []
    for _ in range(1 + READERS):
        started = time.perf_counter()
        async with Session(port, "" if page == "overzicht" else page, YEARS):
            took.append(1000 * (time.perf_counter() - started))
    return took


# --- in a process of its own ---


def _peak() -> float:
    """The most memory that this process ever had, in MB."""
    try:  # the other way also counts the process that started this one
        told = Path("/proc/self/status").read_text(encoding="ascii")
        return int(told.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def _pandas(file: Path) -> dict:
    pd.read_csv(file, nrows=SMALL)
    before, started = _peak(), time.perf_counter()
    frame = pd.read_csv(file)
    seconds = time.perf_counter() - started
    assert len(frame) >= ROWS
    return {"seconds": seconds, "peak_mb": _peak() - before}


def _publish(file: Path) -> dict:
    with file.open("rb") as opened:
        few = b"".join(opened.readline() for _ in range(SMALL))
    _published("few.csv", few)
    current().prepare("observations")  # as on a server that is ready: what readers see of the state before is known
    before = _peak()
    steps = _published(file.name, file.read_bytes())
    peak, started = _peak() - before, time.perf_counter()
    current().prepare("observations")
    return {"steps": steps, "peak_mb": peak, "ready": time.perf_counter() - started}


def _published(name: str, content: bytes) -> dict[str, float]:
    """Publishes a file as a page does, all questions answered with yes; the seconds of each step."""
    steps: dict[str, float] = {}
    began: list[tuple[str, float]] = []

    def tell(step: str) -> None:
        if began:
            steps[began[-1][0]] = steps.get(began[-1][0], 0) + time.perf_counter() - began[-1][1]
        began.append((step, time.perf_counter()))

    examined = publication.examine(name, content, progress=tell)
    asked = [one.key for one in examined.checked.questions]
    publication.publish(examined, author="bench", note="bench", source="bench", confirmed=asked, progress=tell)
    tell("")
    return steps


def _fill(_: Path) -> dict:
    """Publishes thirty releases, each made ready for readers; tells how long that takes for the last of them."""
    drawn = [observations(ROWS, chance).astype({"note": "category"}) for chance in (1, 2)]
    publish, ready = 0.0, 0.0
    for number in range(RELEASES):
        rows = drawn[number % 2].assign(note=f"levering {number}")
        started = time.perf_counter()
        releases.publish("observations", rows, author="bench", note="", source="bench")
        publish += time.perf_counter() - started
        started = time.perf_counter()
        current().prepare("observations")
        ready = time.perf_counter() - started
    return {"publish_seconds": publish, "one_more": ready, "peak_mb": _peak()}


def _again(_: Path) -> dict:
    """Tells how long it takes on a server that has just started and has nothing on its own disk."""
    shutil.rmtree(releases.home() / "_states", ignore_errors=True)
    started = time.perf_counter()
    current().prepare("observations")
    return {"from_nothing": time.perf_counter() - started, "peak_mb": _peak()}


if __name__ == "__main__":
    work = {"pandas": _pandas, "publish": _publish, "fill": _fill, "again": _again}[sys.argv[1]]
    print(json.dumps(work(Path(sys.argv[2]))))
