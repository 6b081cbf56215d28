"""Which logins are open: none outlives logging out, its hours, or the server. Knows no person.

Streamlit keeps a login in a signed cookie that stays valid for thirty days, also for who kept a copy of it. So the
server itself remembers which it gave out, and takes every other off a request before Streamlit sees it.
"""

import hashlib
import os
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "_streamlit_user"
HOURS = 8
_open: dict[str, float] = {}
"""Of every open login, by the sha256 of its cookie: when it ends, by the clock of this process."""

_publishers: set[str] = set()
"""The logins with which somebody did something as a publisher."""


def is_open(cookies: Mapping[str, str]) -> bool:
    """Whether the login that a browser came with still holds; also without one, for that gives no rights."""
    cookie = cookies.get(COOKIE)
    return cookie is None or _open.get(_digest(cookie), 0) > time.monotonic()


def note_publisher(cookies: Mapping[str, str]) -> None:
    """Remembers that somebody did something as a publisher with this login."""
    if COOKIE in cookies:
        _publishers.add(_digest(cookies[COOKIE]))


def did_as_publisher(cookies: Mapping[str, str]) -> bool:
    """Whether this login is open and somebody did something with it as a publisher."""
    return COOKIE in cookies and is_open(cookies) and _digest(cookies[COOKIE]) in _publishers


def hours() -> float:
    """How long a login lasts: KS_LOGIN_HOURS, else 8."""
    try:
        return float(os.environ.get("KS_LOGIN_HOURS", HOURS))
    except ValueError:
        return HOURS


class Logins:
    """Opens a login where Streamlit gives out its cookie, ends it where that is given back, and hides all others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = cookie_parser(headers.get("cookie", ""))
        is_secure = "https" in (scope["scheme"], headers.get("x-forwarded-proto", "")) or scope["scheme"] == "wss"

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _note(MutableHeaders(scope=message), is_secure)
            await send(message)

        if str(scope["path"]).rstrip("/").endswith("/auth/logout") and COOKIE in cookies:
            _open.pop(_digest(cookies[COOKIE]), None)
        elif not is_open(cookies):
            scope = {**scope, "headers": _without_login(scope["headers"], cookies)}
        await self.app(scope, receive, answer)


def _note(headers: MutableHeaders, is_secure: bool) -> None:
    """Opens the logins that an answer gives out; over https the browser is told to send them over nothing else."""
    given = headers.getlist("set-cookie")
    if not any(text.startswith(COOKIE) for text in given):
        return
    del headers["set-cookie"]
    for text in given:
        if text.startswith(f"{COOKIE}=") and (value := _value(text)):
            now = time.monotonic()
            for ended in [digest for digest, end in _open.items() if end <= now]:
                del _open[ended]
            _publishers.intersection_update(_open)
            _open[_digest(value)] = now + hours() * 3600
        secure = "; Secure" if is_secure and text.startswith(COOKIE) else ""
        headers.append("set-cookie", f"{text}{secure}")


def _value(text: str) -> str:
    """The value that a Set-Cookie header gives; empty where it takes the cookie away."""
    try:
        morsel = SimpleCookie(text)[COOKIE]
    except (CookieError, KeyError):
        return ""
    return "" if morsel["max-age"] == "0" else morsel.value


def _without_login(headers: list[tuple[bytes, bytes]], cookies: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of a request without any cookie of a login."""
    others = "; ".join(f"{name}={value}" for name, value in cookies.items() if not name.startswith(COOKIE))
    kept = [(name, value) for name, value in headers if name.lower() != b"cookie"]
    return [*kept, (b"cookie", others.encode("latin-1"))] if others else kept


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("latin-1", "replace")).hexdigest()
