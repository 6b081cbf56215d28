"""The tables over HTTP, at /api/v1: what is asked, what it costs at most, and how it is sent. Knows no page.

The work is done beside the server, by one thread, a piece at a time: a large table keeps no reader waiting.
"""

import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ks_data import store
from ks_data.answers import open_data
from ks_data.catalogue import named
from ks_data.catalogue.errors import DataError, unforeseen
from ks_data.store import Snapshot
from pages.parts import api_description
from pages.parts.base_path import base_path
from pages.parts.health import version

LOG = logging.getLogger("ks_data.serving")
ADDRESS = "/api/v1"
UNDER_WAY = 16
"""So many answers are made or sent at once; who comes then is asked to come back."""
PATIENCE_SECONDS = 30.0
"""So long a browser may take for one piece of an answer."""
LONGEST_QUERY = 20_000
"""So many bytes the part of an address behind its question mark may have."""
_WORK = anyio.CapacityLimiter(1)
_ALLOWED = ["GET", "HEAD"]
_REFUSALS = {
    HTTPStatus.NOT_FOUND: "Dit adres is er niet. Alle tabellen staan op /api/v1/.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Hier kunt u alleen iets ophalen, met GET of HEAD.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent. pieces: the bytes, made when they are asked for; etag: another one for other bytes."""

    pieces: Iterator[bytes]
    media_type: str
    etag: str
    headers: Mapping[str, str]


def path() -> str:
    """Where the tables are on this server."""
    return f"{base_path()}{ADDRESS}"


class Api:
    """Answers below /api/v1, without a login; all else is for the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.addresses = {ADDRESS, path()}
        self.api = _application()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["path"] if scope["type"] == "http" else ""
        for address in self.addresses:
            if asked == address or asked.startswith(f"{address}/"):
                asked = asked.removesuffix("/")
                asked = f"{address}/" if asked == address else asked
                await self.api({**scope, "path": asked, "root_path": address}, receive, send)
                return
        await self.app(scope, receive, send)


class _LateError(Exception):
    """Somebody took too long for a piece of an answer; no OSError, which Starlette takes for one who left."""


class Bounded:
    """Refuses an answer while too many are under way, and ends one whose reader takes too long for a piece."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            with anyio.move_on_after(PATIENCE_SECONDS) as patience:
                await send(message)
            if patience.cancelled_caught:
                raise _LateError

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.under_way >= UNDER_WAY:
            sentence = "Er worden nu te veel tabellen tegelijk opgehaald. Probeer het over een halve minuut opnieuw."
            refusal = problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers={"Retry-After": "30"})
            await refusal(scope, receive, send)
            return
        self.under_way += 1
        try:
            await self.app(scope, receive, answer)
        except _LateError:  # the server closes what is not complete
            LOG.warning("an answer of the API was not taken in time")
        finally:
            self.under_way -= 1


def problem(
    status: HTTPStatus, sentence: str, known: tuple[str, ...] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """An answer that says what is wrong (RFC 9457); known: what can be asked instead."""
    content = {"title": "Dit kan zo niet", "status": int(status), "detail": sentence}
    return JSONResponse(
        content | ({"known": list(known)} if known else {}),
        status,
        {"Cache-Control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )


def _application() -> ASGIApp:
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=_ALLOWED,
        allow_headers=["If-None-Match"],
        expose_headers=["ETag", "Release", "Link", "Let-Op"],
    )
    described = {
        "/": lambda data: api_description.index(data, path()),
        "/openapi.json": lambda data: api_description.openapi(data, path(), version()),
        "/datapackage.json": open_data.data_package,
    }
    api = Starlette(
        routes=[
            *(Route(name, partial(_answer, partial(_description, describe))) for name, describe in described.items()),
            Route("/{table}", partial(_answer, _table)),
        ],
        middleware=[cors, Middleware(Bounded)],
        exception_handlers={HTTPException: _refused},
    )
    api.router.redirect_slashes = False  # it would send who asks to whatever the request calls this server
    return api


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return problem(status, _REFUSALS.get(status, status.phrase), headers=error.headers)


async def _answer(make: Callable[[Request], Answer], request: Request) -> Response:
    """The answer that is made of a request, or that its asker has it already, or what is wrong with it."""
    if len(request.scope["query_string"]) > LONGEST_QUERY:
        sentence = f"Dit adres is te lang. Hoogstens {LONGEST_QUERY} tekens kan; vraag de hele tabel."
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, sentence)
    try:
        answer = await to_thread.run_sync(make, request, limiter=_WORK)
        held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
        if answer.etag in held or "*" in held:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=answer.headers)
        if request.method == "HEAD":
            return StreamingResponse(iter(()), headers=answer.headers, media_type=answer.media_type)
        first = await to_thread.run_sync(next, answer.pieces, limiter=_WORK)  # what goes wrong there is still said
    except open_data.UnknownError as error:
        is_address = isinstance(error, open_data.UnknownTableError)
        return problem(HTTPStatus.NOT_FOUND if is_address else HTTPStatus.BAD_REQUEST, str(error), error.known)
    except open_data.OtherStateError as error:
        return problem(HTTPStatus.NOT_FOUND, str(error))
    except DataError as error:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
    except Exception as error:
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, str(unforeseen("wat u vroeg aan de API", error)))
    return StreamingResponse(_sent(first, answer.pieces), headers=answer.headers, media_type=answer.media_type)


async def _sent(first: bytes, others: Iterator[bytes]) -> AsyncIterator[bytes]:
    piece: bytes | None = first
    while piece is not None:
        yield piece
        piece = await to_thread.run_sync(next, others, None, limiter=_WORK)


def _table(request: Request) -> Answer:
    """The rows that are asked of a table. Raises DataError as `open_data.question` does, and for an unknown table."""
    name = request.path_params["table"]
    if name not in open_data.OPEN_TABLES:
        raise open_data.UnknownTableError(f"De tabel {named.brief(name)} is er niet.", tuple(open_data.OPEN_TABLES))
    data = store.shown()
    asked: dict[str, list[str]] = {}
    for parameter, text in request.query_params.multi_items():
        asked.setdefault(parameter, []).append(text)
    data = open_data.state(data, asked)
    question = open_data.question(data, open_data.OPEN_TABLES[name], asked)
    format = question.format or _accepted(request.headers.get("accept", ""))
    extract = open_data.extract(data, name, question.chosen)
    file = "-".join([*extract.mark.split(), f"kansrijke-start-{name}.{format}"])
    headers = {
        "Content-Disposition": f'attachment; filename="{file}"',
        "Link": f'<{path()}/licences>; rel="license"',
        **({"Let-Op": extract.mark} if extract.mark else {}),
    }
    pieces = open_data.pieces(extract, format)
    return _answer_with(pieces, open_data.FORMATS[format], f"{extract.identity} {format}", extract.number, headers)


def _accepted(accept: str) -> str:
    """The format that a header Accept names first; the usual one where it names none."""
    places = {format: accept.find(media_type) for format, media_type in open_data.FORMATS.items()}
    accepted = sorted((place, format) for format, place in places.items() if place >= 0)
    return accepted[0][1] if accepted else next(iter(open_data.FORMATS))


def _description(describe: Callable[[Snapshot], Mapping[str, Any]], _: Request) -> Answer:
    """A description in JSON."""
    data = store.shown()
    content = JSONResponse(describe(data)).body
    identity = hashlib.sha256(content).hexdigest()
    number = open_data.extract(data, "licences").number
    return _answer_with(iter([bytes(content)]), "application/json", identity, number, {})


def _answer_with(
    pieces: Iterator[bytes], media_type: str, identity: str, release: int, headers: Mapping[str, str]
) -> Answer:
    etag = f'"{hashlib.sha256(f"{identity} {version()}".encode()).hexdigest()[:32]}"'
    common = {"ETag": etag, "Release": str(release), "Cache-Control": "no-cache", "Vary": "Accept"}
    return Answer(pieces, media_type, etag, {**common, **headers})
