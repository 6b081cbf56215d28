"""How much of what visitors upload is held at once, and when it is let go: a file and a template a visitor, and a sum.

Streamlit holds an upload in memory until its session is cleared away, which may be never, and sets no limit to the sum.
"""

import asyncio
import ctypes
import gc
import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import cast

import pyarrow as pa
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ks_data import store
from ks_data.language import dutch
from pages.parts import notices

LOG = logging.getLogger("ks_data.serving")
MB = 1024 * 1024
USUAL_MB = 500
TEMPLATES = (".pptx", ".potx")
"""How the name of a template for slides ends: such a file stands beside one with figures."""
GRACE = 20.0
"""So many seconds a visitor whose connection broke may come back to the file."""
STALLED = 60.0
"""An upload of which nothing came for so many seconds is broken off, or it would hold room that others need."""
SLOWEST = 3600.0
"""An upload must come so fast that it takes at most so many seconds, beside a first STALLED: who drips holds room too.
A file of 200 MB thus needs 58 kB/s on average, half of a line of 1 Mbit/s; one of 1 MB needs 0.3 kB/s."""
LOOK = 5.0
"""Every so many seconds the server looks who has left."""
BROKEN_OFF = (
    "Het uploaden is afgebroken: er kwam een minuut lang niets binnen. Kijk of uw verbinding werkt en probeer het "
    "opnieuw. Er is niets veranderd."
)
TOO_SLOW = (
    "Het uploaden is afgebroken: het ging zo langzaam dat het meer dan een uur zou duren. Probeer het opnieuw met een "
    "snellere verbinding of een kleiner bestand. Er is niets veranderd."
)
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")


def limit() -> int:
    """The sum of all uploads at one moment, in bytes: KS_UPLOADS_MB, or 500 MB."""
    named = os.environ.get("KS_UPLOADS_MB", "")
    if named and not named.isdecimal():
        LOG.error("KS_UPLOADS_MB: %r is no whole number of MB", named)
    return (int(named) if named.isdecimal() else USUAL_MB) * MB


@dataclass
class Uploads:
    """Whose file is held, how large it is, and how much is on its way (bytes)."""

    held: dict[tuple[str, bool], tuple[str, int]] = field(default_factory=dict)
    """By session, and whether it is a template for slides: the id of its one such file, and its size."""
    coming: int = 0
    left: dict[str, float] = field(default_factory=dict)
    """Since when the visitor of a session is gone."""
    freed: bool = False

    def room(self, session_id: str, size: int) -> bool:
        """Whether a file fits beside those of all other sessions."""
        others = sum(size_of_other for (session, _), (_, size_of_other) in self.held.items() if session != session_id)
        return others + self.coming + size <= limit()

    def keep(self, session_id: str, file_id: str) -> None:
        """Counts the file that a session just uploaded, and lets go the one of its kind that it had."""
        files = _memory().get_files(session_id, [file_id])
        kind = session_id, any(file.name.lower().endswith(TEMPLATES) for file in files)
        before = self.held.get(kind)
        self.held[kind] = (file_id, sum(len(file.data) for file in files))
        if before and before[0] != file_id:
            _memory().remove_file(session_id, before[0])
            self.freed = True

    def release(self, session_id: str, file_id: str) -> None:
        """Lets go a file: it was published, or taken away by its visitor. One that came after it stays."""
        self.freed = True
        for is_template in (False, True):
            if self.held.get((session_id, is_template), ("", 0))[0] == file_id:
                self.held.pop((session_id, is_template), None)
        _memory().remove_file(session_id, file_id)

    def clear(self, now: float) -> None:
        """Ends the sessions with a file whose visitors have been gone for the grace. now: in seconds."""
        server = runtime.get_instance()
        for session_id in {session for session, _ in self.held}:
            if server.is_active_session(session_id):
                self.left.pop(session_id, None)
            elif now - self.left.setdefault(session_id, now) >= GRACE:
                server.close_session(session_id)
                _memory().remove_session_files(session_id)  # what came after its session had ended
                self.held = {kind: file for kind, file in self.held.items() if kind[0] != session_id}
                del self.left[session_id]
                self.freed = True


UPLOADS = Uploads()


def release(file_id: str) -> None:
    """Lets go what the session that runs now uploaded."""
    context = get_script_run_ctx()
    if context and runtime.exists():  # not where AppTest plays the session
        UPLOADS.release(context.session_id, file_id)


def taken_away(file_id: str) -> bool:
    """Whether the visitor of the session that runs now took this upload away; not every page hears that."""
    context = get_script_run_ctx()
    if not (file_id and context and runtime.exists()):
        return False
    return not _memory().get_files(context.session_id, [file_id])


def _memory() -> MemoryUploadedFileManager:
    """Where Streamlit holds the uploads."""
    return cast(MemoryUploadedFileManager, runtime.get_instance().uploaded_file_mgr)


@dataclass
class _Pace:
    """How much of an upload has come, and how long the server waited for it: what it did itself does not count."""

    size: int
    arrived: int = 0
    waited: float = 0.0

    def patience(self) -> float:
        """How many seconds the next piece may take."""
        return min(STALLED, STALLED + SLOWEST * self.arrived / self.size - self.waited)


class UploadLimit:
    """Refuses an upload for which there is no room, before it is read, and says so on the page of its visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.clearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if path and scope["method"] == "PUT":
            await self._put(path[1], path[2], scope, receive, send)
            return
        await self.app(scope, receive, send)
        if path and scope["method"] == "DELETE" and UPLOADS.held.get((path[1], False), ("", 0))[0] == path[2]:
            notices.run_again(path[1])  # the page ran before the file was gone

    async def _put(self, session_id: str, file_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        length = dict(scope["headers"]).get(b"content-length", b"")
        size = int(length) if length.isdigit() else config.get_option("server.maxUploadSize") * MB  # at the most
        if not UPLOADS.room(session_id, size):
            LOG.warning("upload of %d bytes refused: no room", size)
            notices.tell(session_id, _full(size))
            await PlainTextResponse("No room for this upload now", 503, {"Retry-After": "60"})(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 204:
                UPLOADS.keep(session_id, file_id)
                self._clear_later()
            await send(message)

        pace = _Pace(max(size, 1))

        async def received() -> Message:
            begun, patience = monotonic(), pace.patience()
            try:
                message = await asyncio.wait_for(receive(), patience)
            except TimeoutError:
                LOG.warning("upload of %d bytes broken off: %d came, too slowly", size, pace.arrived)
                notices.tell(session_id, BROKEN_OFF if patience == STALLED else TOO_SLOW)
                return {"type": "http.disconnect"}
            finally:
                pace.waited += monotonic() - begun
            pace.arrived += len(message.get("body", b""))
            return message

        UPLOADS.coming += size
        try:
            await self.app(scope, received, answer)
        except ClientDisconnect:  # also when its visitor took it back, or left
            await PlainTextResponse("The upload was broken off", 408)(scope, receive, send)
        finally:
            UPLOADS.coming -= size

    def _clear_later(self) -> None:
        if self.clearing is None or self.clearing.done():
            self.clearing = asyncio.create_task(_clear())


async def _clear() -> None:
    """Looks who has left until nothing is held, and gives the memory back."""
    while UPLOADS.held or UPLOADS.freed:
        await asyncio.sleep(LOOK)
        try:
            UPLOADS.clear(monotonic())
            if UPLOADS.freed:
                UPLOADS.freed = False
                await asyncio.to_thread(give_back)
        except Exception:
            LOG.exception("uploads could not be cleared away")


def give_back() -> None:
    """Gives memory that nothing uses any more back to the system; previews are made anew when they are asked for."""
    store.forget_previews()
    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # only glibc has it, and keeps much without it
        ctypes.CDLL(None).malloc_trim(0)


def _full(size: int) -> str:
    return (
        "Er worden nu te veel grote bestanden bekeken. Probeer het over een paar minuten opnieuw. De server houdt "
        f"hooguit {dutch.number(limit() / MB, 0)} MB aan bestanden tegelijk vast, en uw bestand van "
        f"{dutch.number(size / MB, 1)} MB past daar nu niet bij. Er is niets veranderd."
    )
