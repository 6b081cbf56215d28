"""Many readers at once: sessions over raw websockets that each change a filter every few seconds.

Runs as a process of its own, so that it does not slow the server down: `python -m tests.bench.load PORT PAGE SESSIONS
SECONDS`. It prints "start" and "end" around the seconds that count, and then a line of JSON (`results.Load`).
"""

import asyncio
import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from statistics import quantiles

from websockets.exceptions import WebSocketException

from tests.bench.pages import PAGES, Page
from tests.bench.results import Load, PageResults, Processes
from tests.bench.servers import ROOT, Site, StreamlitServer
from tests.bench.session import PageError, Session

EVERY_SECONDS = 5.0
OPENING_SECONDS = 60
"""Sessions that have not opened their page by then do not take part."""
OPENING_AT_ONCE = 8
MOST_SESSIONS = 500


def measure_levels(
    server: StreamlitServer | Site,
    page: Page,
    levels: Sequence[int],
    seconds: float,
    found: PageResults | Processes,
    most_ms: float = math.inf,
) -> None:
    """Measures numbers of readers from few to many; stops where the server cannot let all of them in.

    And where 95 % of the changes take longer than most_ms.
    """
    try:
        asyncio.run(_visit(server.port, page))
        for sessions in levels:
            print(f"{page.name}: {sessions} sessions", file=sys.stderr)
            found.loads.append(measure(server, page, sessions, seconds))
            if found.loads[-1].opened < sessions or found.loads[-1].p95 > most_ms:
                break
    except (OSError, RuntimeError, WebSocketException) as error:
        found.failures.append(f"load: {error}")


def warm(server: StreamlitServer, page: Page) -> None:
    """Has every choice of the main filter made once: what a first reader does for all later ones is not measured."""
    asyncio.run(_choose_all(server.port, page))


async def _choose_all(port: int, page: Page) -> None:
    label = page.main_change.label
    async with Session(port, page.path) as session:
        for option in session.widgets[label].options:
            await session.change(label, option)


def measure(server: StreamlitServer | Site, page: Page, sessions: int, seconds: float) -> Load:
    """Lets `sessions` readers change the main filter of a page for `seconds`."""
    command = [sys.executable, "-m", "tests.bench.load", str(server.port), page.name, str(sessions), str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as readers:
        try:
            _await_line(readers, "start")
            started, cpu = time.monotonic(), server.cpu_ms()
            _await_line(readers, "end")
            share = (server.cpu_ms() - cpu) / 1000 / (time.monotonic() - started)
            assert readers.stdout
            return Load(**{**json.loads(readers.stdout.readline()), "server_cpu": share})
        finally:
            readers.kill()


async def _visit(port: int, page: Page) -> None:
    """A first reader, for whom the server loads what all later ones share."""
    async with Session(port, page.path):
        pass


def _await_line(readers: "subprocess.Popen[str]", expected: str) -> None:
    assert readers.stdout
    if readers.stdout.readline().strip() != expected:
        raise RuntimeError("the load generator stopped early")


async def _play(port: int, page: Page, sessions: int, seconds: float) -> None:
    """Plays the readers and prints what they met; leaves closing their connections to the end of the process."""
    async with AsyncExitStack() as stack:
        opened = await _open(stack, port, page, sessions)
        print("start", flush=True)
        cpu, until = time.process_time(), time.monotonic() + seconds
        readers = [_Reader(session, page, random.Random(at)) for at, session in enumerate(opened)]
        await asyncio.gather(*(reader.read(until) for reader in readers))
        share = (time.process_time() - cpu) / seconds
        print("end", flush=True)
        print(json.dumps(asdict(_summary(sessions, readers, share))), flush=True)


def _summary(sessions: int, readers: list["_Reader"], cpu_share: float) -> Load:
    waits = [wait for reader in readers for wait in reader.waits]
    errors = sum(reader.errors for reader in readers)
    ranks = quantiles(waits, n=20, method="inclusive") if len(waits) > 1 else [math.nan] * 19
    longest = max(waits, default=math.nan)
    return Load(sessions, len(readers), len(waits), errors, ranks[9], ranks[18], longest, cpu_share)


async def _open(stack: AsyncExitStack, port: int, page: Page, sessions: int) -> list[Session]:
    """Opens the page for all readers, a few at a time; gives those that have it open."""
    gate = asyncio.Semaphore(OPENING_AT_ONCE)
    opened: list[Session] = []

    async def enter() -> None:
        async with gate:
            opened.append(await stack.enter_async_context(Session(port, page.path)))

    tasks = [asyncio.create_task(enter()) for _ in range(min(sessions, MOST_SESSIONS))]
    _, late = await asyncio.wait(tasks, timeout=OPENING_SECONDS)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return opened


@dataclass
class _Reader:
    """One reader: changes the filter every few seconds, from a random moment on, and keeps the waits (ms).

    A change that is due while the one before still runs waits for it, and that wait counts. A change that has not
    finished at the end counts with the time it has waited until then.
    """

    session: Session
    page: Page
    dice: random.Random
    waits: list[float] = field(default_factory=list)
    errors: int = 0

    async def read(self, until: float) -> None:
        due = time.monotonic() + self.dice.random() * EVERY_SECONDS
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            try:
                async with asyncio.timeout(max(0.0, until - time.monotonic())):
                    await self._change()
            except TimeoutError:
                pass
            except (PageError, WebSocketException):
                self.errors += 1
            self.waits.append(1000 * (time.monotonic() - due))
            due += EVERY_SECONDS

    async def _change(self) -> None:
        change = self.page.main_change
        widget = self.session.widgets[change.label]
        await self.session.change(change.label, change.any_value(widget, self.dice))


if __name__ == "__main__":
    port, name, sessions, seconds = sys.argv[1:]
    page = next(page for page in PAGES if page.name == name)
    asyncio.run(_play(int(port), page, int(sessions), float(seconds)))
