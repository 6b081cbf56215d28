"""Measures briefings: from a click to the file, all municipalities at once, and how a link that stays opens.

As a process, `python -m tests.bench.briefings` publishes two large releases and prints the address of the first.
"""

import asyncio
import hashlib
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import page as validation
from playwright.sync_api import Browser, BrowserContext

from ks_data.answers import standing
from ks_data.catalogue import regions
from ks_data.store import current, releases
from tests.bench.browser import reader
from tests.bench.million import observations
from tests.bench.results import BARE, Batch, Briefings
from tests.bench.servers import HOST, READY_SECONDS, ROOT, StreamlitServer, await_ready, streamlit
from tests.bench.session import Session
from tests.pages.read_back import schema_errors

BUTTONS = {"pptx": "Dia's", "pdf": "PDF"}
CHOSEN = "gemeente={}&vergelijk=NL01&jaren=2017&jaren=2022"
TOWNS = ("GM0392", "GM0344", "GM0193", "GM0088")
"""The first is made by a server that made no file before."""
LINK_ROWS = 80_000
STARTS, READERS = 3, 4
"""So often a server is started; so many follow the link after the first."""
_BARE_BUTTON = """
import streamlit as st

st.download_button("Bestand", lambda: bytes(180_000), file_name="bestand.bin", on_click="ignore")
"""


def time_clicks(browser: Browser, data: Path, found: Briefings) -> None:
    """Milliseconds from a click to a file on disk, by kind of file; each kind first on a server that made none."""
    for form, label in BUTTONS.items():
        print(f"briefings: a click for {form}", file=sys.stderr)
        with streamlit(ROOT / "app.py", data) as server, reader(browser) as context:
            await_ready(server)
            pages = [f"?{CHOSEN.format(town)}" for town in TOWNS]
            found.first_clicks[form], *found.later_clicks[form] = _clicked(context, server, label, pages)
            print(f"  ms: {found.first_clicks[form]:.0f}, then {found.later_clicks[form]}", file=sys.stderr)


def time_bare_clicks(browser: Browser, folder: Path, found: Briefings) -> None:
    """The same for a page of Streamlit with only a button that hands out a file of that size, made before."""
    script = folder / "bare_button.py"
    script.write_text(_BARE_BUTTON, encoding="utf-8")
    with streamlit(script) as server, reader(browser) as context:
        _, *found.bare_clicks = _clicked(context, server, "Bestand", [""] * len(TOWNS))
    print(f"  {BARE}, ms: {found.bare_clicks}", file=sys.stderr)


def _clicked(context: BrowserContext, server: StreamlitServer, label: str, pages: list[str]) -> list[float]:
    """Milliseconds from a click on the button with this label to the file, on one page after the other."""
    tab, took = context.new_page(), []
    for page in pages:
        tab.goto(f"http://{HOST}:{server.port}/{page}")
        button = tab.get_by_role("button", name=label, exact=True)
        button.wait_for(timeout=60_000)
        tab.wait_for_timeout(1000)
        started = time.perf_counter()
        with tab.expect_download(timeout=READY_SECONDS * 1000) as download:
            button.click()
        download.value.path()
        took.append(1000 * (time.perf_counter() - started))
    return took


def time_links(kept: Path, found: Briefings) -> None:
    """Milliseconds until a page is whole that shows an earlier state, on a server that shows the newest already."""
    print("briefings: a link that stays", file=sys.stderr)
    environment = {**os.environ, "KS_RELEASES": str(kept)}
    command = [sys.executable, "-m", "tests.bench.briefings"]
    stand = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    query = f"{CHOSEN.format(TOWNS[0])}&stand={stand.strip()}"
    for _ in range(STARTS):
        with streamlit(ROOT / "app.py", kept=kept) as server:
            await_ready(server)
            newest, stays = (
                [asyncio.run(_opened(server.port, asked)) for _ in range(1 + READERS)]
                for asked in (CHOSEN.format(TOWNS[0]), query)
            )
        found.newest += newest[1:]
        found.first_links += stays[:1]
        found.later_links += stays[1:]
        print(f"  ms: {stays}, of the newest figures {newest}", file=sys.stderr)


async def _opened(port: int, query: str) -> float:
    started = time.perf_counter()
    async with Session(port, "", query):
        return 1000 * (time.perf_counter() - started)


def batch(data: Path, folder: Path) -> Batch:
    """Both files of all municipalities, as the command writes them."""
    print("briefings: all municipalities", file=sys.stderr)
    before = _cpu_of_children()
    one, _ = _written(data, folder / "one", TOWNS[0])
    cpu_of_one, before = _cpu_of_children() - before, _cpu_of_children()
    seconds, code = _written(data, folder, "--all")
    cpu = _cpu_of_children() - before
    print(f"  s: one {one:.0f} (CPU {cpu_of_one:.0f}), all {seconds:.0f} (CPU {cpu:.0f})", file=sys.stderr)
    files = sorted(path for path in folder.iterdir() if path.suffix[1:] in BUTTONS)
    largest = {form: max((path.stat().st_size for path in folder.glob(f"*.{form}")), default=0) for form in BUTTONS}
    return Batch(
        asked=len(BUTTONS) * len(regions.municipalities()),
        valid=sum(map(_is_valid, files)) if code == 0 else 0,
        seconds=seconds,
        seconds_of_one=one,
        cpu_seconds=cpu,
        largest=largest,
        digests={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    )


def _written(data: Path, folder: Path, asked: str) -> tuple[float, int]:
    """How many seconds the command takes, and its exit code."""
    command = [sys.executable, "-m", "ks_data", "briefing", asked, "-o", str(folder)]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "KS_DATA_DIR": str(data)}, check=False)
    return time.perf_counter() - started, done.returncode


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_valid(path: Path) -> bool:
    """Whether a PDF is for everybody and for an archive, and slides follow the schema."""
    if path.suffix == ".pptx":
        return not schema_errors(path.read_bytes())
    profiles = (validation.ValidationProfile.PDF_UA_1, validation.ValidationProfile.PDF_A_2A)
    return all(validation.is_pdf_compliant_bytes(path.read_bytes(), profile=profile) for profile in profiles)


# --- in a process of its own ---


def _published() -> str:
    """Publishes two large releases; how a link names the state after the first."""
    stands = []
    for chance in (1, 2):
        rows = observations(LINK_ROWS, chance).assign(note=f"levering {chance}")
        releases.publish("observations", rows, author="bench", note="", source="bench")
        current().prepare("observations")
        stands.append(str(standing.stand_of(current())))
    return stands[0]


if __name__ == "__main__":
    print(_published())
