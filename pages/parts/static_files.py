"""Sends the files that a browser draws pages with: compressed once, and then from memory. Knows no page.

Streamlit sends its JavaScript as it lies on the disk: 5 MB for a first visit, with English words (`streamlit_words`).
"""

import asyncio
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import brotli
import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ks_data.catalogue import regions
from pages.parts.base_path import base_path
from pages.parts.streamlit_words import in_dutch

FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
"""Of a file that we translate: its name does not change with our words."""
QUALITY = 9
"""Of brotli: the next step makes a first visit 6 % smaller, and takes ten times as long to make."""
WORTH_IT = 0.95
"""A copy that is not at least this much smaller (a font, a picture) is sent as it is."""
VERSION = 12
"""So many characters of the digest stand behind an address (`?v=`)."""
STREAMLIT = Path(st.__file__).parent / "static" / "static"
_BORDERS = re.compile(r"regions-[0-9a-f]{10}\.topo\.json")
_ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=QUALITY),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}
"""By the name a browser asks them by, the best first."""


class StaticFile(NamedTuple):
    """A file for browsers. hashed: its name changes with its content."""

    path: Path
    hashed: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """The content of a file as it is sent. encoding: "" where that is as it is; digest: the sha256 of the content.

    translated: whether it is not what lies on the disk.
    """

    body: bytes
    encoding: str
    digest: str
    translated: bool = False

    @property
    def etag(self) -> str:
        return f'"{self.digest[:32]}-{self.encoding}"'


def digest(content: bytes) -> str:
    """What tells one content of a file from another, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def address(path: Path) -> str:
    """Where a browser finds a file of static/; it changes with its content."""
    return f"./app/static/{path.name}?v={digest(path.read_bytes())[:VERSION]}"


class StaticFiles:
    """Answers for Streamlit's own files, those in static/, and the borders that were fetched for this installation."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.own = f"{base_path()}/app/static/"
        self.files = dict(_shipped(f"{base_path()}/static/", self.own))
        self.copies: dict[tuple[Path, str], tuple[int, asyncio.Task[Copy]]] = {}
        """By file and encoding: when the file was written, and the copy that is or comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if not (is_asked and (file := self._file(scope["path"]))):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            copy = await self._copy(file.path, _encoding(headers.get("accept-encoding", "")))
        except OSError:  # taken away since the start
            await self.app(scope, receive, send)
            return
        await _answer(file, copy, headers, scope["query_string"])(scope, receive, send)

    def _file(self, address: str) -> StaticFile | None:
        name = address.removeprefix(self.own)
        if _BORDERS.fullmatch(name) and (path := regions.own_shapes() / name).is_file():
            return StaticFile(path, hashed=True)
        return self.files.get(address)

    async def _copy(self, path: Path, encoding: str) -> Copy:
        """The copy of a file, made once however many ask for it, and again when the file was written again."""
        written = path.stat().st_mtime_ns
        held = self.copies.get((path, encoding))
        if not held or held[0] != written:
            held = written, asyncio.create_task(asyncio.to_thread(_made, path, encoding, written))
            self.copies[path, encoding] = held
        try:
            return await asyncio.shield(held[1])
        except OSError:
            del self.copies[path, encoding]
            raise


def _shipped(streamlit: str, own: str) -> Iterator[tuple[str, StaticFile]]:
    """The files that come with Streamlit and with this app, by address. Streamlit has a hash in every name."""
    for path in STREAMLIT.rglob("*"):
        if path.is_file():
            yield f"{streamlit}{path.relative_to(STREAMLIT).as_posix()}", StaticFile(path, hashed=True)
    for path in regions.STATIC_DIR.iterdir():
        yield f"{own}{path.name}", StaticFile(path, hashed=bool(_BORDERS.fullmatch(path.name)))


def _encoding(accepted: str) -> str:
    """The best encoding that a browser takes, by its header Accept-Encoding; "" for none."""
    taken = set()
    for item in accepted.lower().split(","):
        name, _, quality = item.replace(" ", "").partition(";q=")
        if quality.strip("0.") or not quality:
            taken.add(name)
    return next((name for name in _ENCODINGS if name in taken), "")


def prepare(path: Path) -> None:
    """Makes the copy of a file that most browsers ask for, so that the first of them does not wait for that."""
    _made(path, next(iter(_ENCODINGS)), path.stat().st_mtime_ns)


@cache
def _made(path: Path, encoding: str, written: int) -> Copy:
    """The copy of a file as it was written at a moment."""
    shipped = path.read_bytes()
    content = in_dutch(path.name, shipped) if path.is_relative_to(STREAMLIT) else shipped
    translated = content is not shipped
    if encoding:
        compressed = _ENCODINGS[encoding](content)
        if len(compressed) < WORTH_IT * len(content):
            return Copy(compressed, encoding, digest(content), translated)
    return Copy(content, "", digest(content), translated)


def _answer(file: StaticFile, copy: Copy, asked: Headers, query: bytes) -> Response:
    """The answer with a copy, or that the browser has it already. query: of the address, which may hold a version."""
    is_version = query == f"v={copy.digest[:VERSION]}".encode()
    headers = {
        "ETag": copy.etag,
        "Cache-Control": A_DAY if copy.translated else FOREVER if file.hashed or is_version else "no-cache",
        "Vary": "Accept-Encoding",
    }
    held = [tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")]
    if copy.etag in held:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if copy.encoding:
        headers["Content-Encoding"] = copy.encoding
    kind = mimetypes.guess_type(file.path.name)[0] or "application/octet-stream"
    return Response(copy.body, headers=headers, media_type=kind)
