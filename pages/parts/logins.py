"""Which logins are open: none outlives logging out, its hours, or the server. Knows no person.

Streamlit keeps a login in a signed cookie that stays valid for thirty days, also for who kept a copy of it. So the
server itself remembers which it gave out, and takes every other off a request before Streamlit sees it.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "_streamlit_user"
HOURS = 8
_PART = re.compile(f"{COOKIE}(_[0-9]+)?")
"""The cookies of one login: Streamlit cuts one that is too large for a browser in pieces, each signed by itself."""
_open: dict[str, "_Login"] = {}
"""Every open login, by the sha256 of its first cookie."""

_publishers: set[str] = set()
"""The logins with which somebody did something as a publisher."""


@dataclass(frozen=True, slots=True)
class _Login:
    """A login that was given out. end: by the clock of this process; parts: the sha256 of each cookie, by its name."""

    end: float
    parts: Mapping[str, str]


def is_open(cookies: Mapping[str, str]) -> bool:
    """Whether the login that a browser came with still holds; also without one, for that gives no rights.

    All its cookies must be those that were given out together: a piece of an ended login in an open one is neither.
    """
    if COOKIE not in cookies:
        return True
    login = _open.get(_digest(cookies[COOKIE]))
    return bool(login and login.end > time.monotonic() and login.parts.items() <= _parts(cookies).items())


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
        request = HTTPConnection(scope)
        cookies = request.cookies  # of all headers with cookies, as Streamlit reads them
        is_secure = (
            "https" in (scope["scheme"], request.headers.get("x-forwarded-proto", "")) or scope["scheme"] == "wss"
        )

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
    _open_login(_parts(_values(given)))
    del headers["set-cookie"]
    for text in given:
        secure = "; Secure" if is_secure and text.startswith(COOKIE) else ""
        headers.append("set-cookie", f"{text}{secure}")


def _open_login(parts: Mapping[str, str]) -> None:
    """Opens the login of these cookies, if there is one in them, and forgets those whose hours have passed."""
    if COOKIE not in parts:
        return
    now = time.monotonic()
    for ended in [digest for digest, login in _open.items() if login.end <= now]:
        del _open[ended]
    _publishers.intersection_update(_open)
    _open[parts[COOKIE]] = _Login(now + hours() * 3600, parts)


def _values(given: Iterable[str]) -> dict[str, str]:
    """The values that Set-Cookie headers give, by name; the last counts, and one that is taken away has none."""
    values: dict[str, str] = {}
    for text in given:
        try:
            morsels = SimpleCookie(text)
        except CookieError:
            continue
        for name, morsel in morsels.items():
            values.pop(name, None)
            if morsel["max-age"] != "0":
                values[name] = morsel.value
    return values


def _parts(cookies: Mapping[str, str]) -> dict[str, str]:
    """The sha256 of each cookie of a login, by its name."""
    return {name: _digest(value) for name, value in cookies.items() if _PART.fullmatch(name)}


def _without_login(headers: list[tuple[bytes, bytes]], cookies: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers of a request without any cookie of a login."""
    others = "; ".join(f"{name}={value}" for name, value in cookies.items() if not name.startswith(COOKIE))
    kept = [(name, value) for name, value in headers if name.lower() != b"cookie"]
    return [*kept, (b"cookie", others.encode("latin-1"))] if others else kept


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("latin-1", "replace")).hexdigest()
