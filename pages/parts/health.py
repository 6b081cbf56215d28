"""Whether this process is ready for readers: what makes a first page slow is made before it says so. Knows no page."""

import gc
import logging
import pkgutil
import re
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ks_data import answers, store
from ks_data.answers import Choice, figures
from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError, unforeseen
from ks_data.store import releases
from pages.parts import preloading
from pages.parts.base_path import base_path

LOG = logging.getLogger("ks_data.serving")
ADDRESS = "/gezond"
REACHABLE = "bereikbaar"
UNREADABLE = "niet of niet helemaal te lezen; waarom staat op de pagina Releases en in de log van de server"
"""Why is not said here: that names folders, and anyone may ask."""
_PACKAGES = ("pages.charts", "pages.html", "pages.parts", "ks_data.answers")
_ROOT = Path(__file__).parents[2]


class _Warmth:
    """What a first reader would wait for, made beside the server: once, and again when that failed."""

    def __init__(self) -> None:
        self.is_made = False
        self._making = threading.Lock()

    def begin(self) -> None:
        """Begins to make it, unless it is there or being made."""
        if not self.is_made and self._making.acquire(blocking=False):
            threading.Thread(target=self._make, daemon=True).start()

    def _make(self) -> None:
        try:
            _first_page()
            gc.collect()
            gc.freeze()  # what is loaded stays: to look through all of that again would keep readers waiting
            self.is_made = True
        except DataError as error:  # every page that needs it says so, and /gezond that the app is not ready
            LOG.warning("%s", error)
        except Exception as error:
            unforeseen("het klaarzetten van de eerste pagina", error)
        finally:
            self._making.release()


_warmth = _Warmth()


def _first_page() -> None:
    """Imports what pages are drawn with, makes the files that a browser fetches beside them, and the figures of the
    first page for who comes without a link.
    """
    for package in _PACKAGES:
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            import_module(module.name)
    preloading.prepare()
    state = store.shown()
    for _ in state.prepared():
        pass
    while store.is_behind():  # right after an upgrade: readers who can go to another process see the newest there
        time.sleep(1)
        state = store.shown()
    answers.overview(state, Choice(regions.HOME, regions.COUNTRY, *figures.usual_span(state)))


class Health:
    """Answers at /gezond, without a login: 200 when readers can be sent here, 503 when they had better not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.addresses = {ADDRESS, f"{base_path()}{ADDRESS}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not (scope["type"] == "http" and scope["path"] in self.addresses):
            await self.app(scope, receive, send)
            return
        _warmth.begin()
        state = await run_in_threadpool(health)
        is_well = state["gereed"] and state["opslag"] == REACHABLE
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        await JSONResponse(state, status, {"Cache-Control": "no-store"})(scope, receive, send)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Makes the server ready while it starts; who comes before that waits as long as ever."""
    _warmth.begin()
    yield


def health() -> dict[str, Any]:
    """What /gezond says. gereed: ready; opslag: of the store; release: the newest that counts, None where none does."""
    is_made = _warmth.is_made  # until then what readers see is still looked for, and who asks this must not wait
    state, problem = store.shown() if is_made else store.current(), releases.problem()
    newest = max(state.releases, key=lambda release: release.number, default=None)
    return {
        "gereed": is_made,
        "versie": version(),
        "release": newest and {"nummer": newest.number, "dag": newest.day},
        "opslag": UNREADABLE if problem else REACHABLE,
    }


def version() -> str:
    """The version of the app, as publiccode.yml has it."""
    return re.findall(r'(?m)^softwareVersion: "(.*)"', (_ROOT / "publiccode.yml").read_text(encoding="utf-8"))[0]
