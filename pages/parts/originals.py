"""The address of a dropped file answers only the publisher who asked for that file. Knows no releases.

Streamlit lays what is downloaded at an address of its own for as long as its session lasts; whoever has the address
could fetch it. A dropped file may hold small numbers, so its name says what it is, and here it is held back.
"""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts import access

PREFIX = "origineel-release-"
REFUSED = "Dit bestand krijgt alleen wie mag publiceren. Open het op de pagina Releases."


def file_name(number: int, name: str) -> str:
    """The name under which the file of a release is downloaded."""
    return f"{PREFIX}{number}-{name}"


class Originals:
    """Refuses the files of releases to every request that is not of a publisher."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def answer(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                disposition = Headers(raw=message["headers"]).get("content-disposition", "")
                refused = PREFIX in disposition and not _may_fetch(scope)
                if refused:
                    await PlainTextResponse(REFUSED, HTTPStatus.FORBIDDEN)(scope, receive, send)
            if not refused:
                await send(message)

        await self.app(scope, receive, answer)


def _may_fetch(scope: Scope) -> bool:
    request = HTTPConnection(scope)
    return access.may_fetch(request.headers, request.cookies, request.client.host if request.client else "")
