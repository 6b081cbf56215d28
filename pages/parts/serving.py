"""How the app is served: what a browser may do with its pages. Knows no page and no figure."""

import base64
import hashlib
import logging
import os
import re
from http import HTTPStatus
from pathlib import Path

import streamlit as st
from htpy import fragment, link, p, script
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette import starlette_routes

from ks_data.catalogue import regions
from pages.parts import preloading
from pages.parts.api import Api
from pages.parts.base_path import base_path
from pages.parts.health import Health
from pages.parts.logins import Logins
from pages.parts.originals import Originals
from pages.parts.static_files import StaticFiles, address
from pages.parts.upload_limit import UploadLimit

LOG = logging.getLogger("ks_data.serving")
CLOSE_MENU_SCRIPT = (
    "document.querySelector('[data-testid=stMain]').dispatchEvent(new MouseEvent('mousedown',{bubbles:true}))"
)
LAND_SCRIPT = "document.getElementById(location.hash.slice(1))?.scrollIntoView()"
NEWS_SCRIPT = "ks.news()"
PRESENT_SCRIPT = "ks.present()"
COPY_SCRIPT = "ks.copy(document.querySelector('[data-fixed-link]').dataset.fixedLink)"
COPY_PICTURE_SCRIPT = "ks.pictureMade(document.querySelector('[data-picture]').dataset.picture)"
SCRIPTS = (CLOSE_MENU_SCRIPT, LAND_SCRIPT, NEWS_SCRIPT, PRESENT_SCRIPT, COPY_SCRIPT, COPY_PICTURE_SCRIPT)
"""Every script that stands in a page of ours; a browser runs no other, but for the files of this server."""
STYLE = regions.STATIC_DIR / "app.css"
BEHAVIOUR = regions.STATIC_DIR / "app.js"
WITHOUT_SCRIPT = "Deze app heeft JavaScript nodig. Zet dat aan in uw browser en laad de pagina opnieuw."
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]+)?", re.IGNORECASE)


def frame_ancestors() -> list[str]:
    """The origins of KS_FRAME_ANCESTORS (by space or comma) that may show the app in a frame; none without it.

    What is no origin is left out, and said in the log.
    """
    named = re.split(r"[\s,]+", os.environ.get("KS_FRAME_ANCESTORS", "").strip())
    for wrong in [origin for origin in named if origin and not _ORIGIN.fullmatch(origin)]:
        LOG.error("KS_FRAME_ANCESTORS: %r is no origin such as https://intranet.gemeente.nl", wrong)
    return [origin for origin in named if _ORIGIN.fullmatch(origin)]


def shell() -> str:
    """The page in which Streamlit draws all others: as Streamlit sends it, but in Dutch, with our style and script.

    The style comes last, so that of two equal rules ours counts; its address changes with its content.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = page.replace('lang="en"', 'lang="nl"', 1)
    page = re.sub(r"(?<=title>).*?(?=</title)", "Kansrijke Start", page)
    page = re.sub(r"(?<=noscript>).*?(?=</noscript)", str(p[WITHOUT_SCRIPT]), page, flags=re.DOTALL)
    page = preloading.NOT_OUR_LETTERS.sub("", page)
    page = re.sub(r"(?=</head)", str(fragment[list(preloading.links(page))]), page)
    ours = fragment[script(src=address(BEHAVIOUR)), link(rel="stylesheet", href=address(STYLE))]
    return re.sub(r"(?=</body)", str(ours), page)


def headers() -> dict[str, str]:
    """The headers of every answer: who may frame the app, and that a page loads from this server alone.

    Streamlit makes its styles in the page, and Vega its functions out of text; so these two stay open.
    """
    hashes = [_hash(script) for script in (*SCRIPTS, *re.findall(r"<script>(.*?)</script>", shell(), re.DOTALL))]
    ancestors = frame_ancestors()
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'unsafe-eval' {' '.join(hashes)}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *ancestors]) if ancestors else "'none'",
    }
    fixed = {
        "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }
    return fixed if ancestors else {**fixed, "X-Frame-Options": "DENY"}  # older browsers know no ancestors


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class Guarded:
    """Puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, answer)


def _first_cookies(scope: Scope) -> list[str]:
    """The cookie with which a line to the server proves that a page of ours opened it, else it sees no login.

    Streamlit sends it with what a page asks next; a page that has it already need not ask.
    """
    answer = Response()
    starlette_routes._ensure_xsrf_cookie(Request(scope), answer)
    return answer.headers.getlist("set-cookie")


class Shell:
    """Sends our own shell where Streamlit sends its: at every address that is no file."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.page = shell().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def answer(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                replaced = message["status"] == HTTPStatus.OK and headers.get("content-type", "").startswith(
                    "text/html"
                )
                if replaced:
                    for name in ("etag", "last-modified", "content-encoding"):  # those of Streamlit's own
                        del headers[name]
                    headers["content-length"] = str(len(self.page))
                    for cookie in _first_cookies(scope):
                        headers.append("set-cookie", cookie)
                await send(message)
            elif not replaced:
                await send(message)
            elif not message.get("more_body"):
                await send({"type": "http.response.body", "body": self.page if scope["method"] == "GET" else b""})

        await self.app(scope, receive, answer)


class FirstPage:
    """Sends who asks for the first page by its name to where it stands: without a name, at the top of the app."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self.app = app
        self.name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == f"{base_path()}/{self.name}":
            asked = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{base_path()}/{asked and '?'}{asked}")(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class Metrics:
    """Says how busy the server is only where the operator asked for it: KS_METRICS=1."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.is_open = os.environ.get("KS_METRICS") == "1"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope["type"] == "http" and scope["path"].rstrip("/").endswith("/_stcore/metrics")
        if is_asked and not self.is_open:
            await PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


MIDDLEWARE = [
    Middleware(part) for part in (Guarded, StaticFiles, Health, Api, Metrics, Logins, Originals, Shell, UploadLimit)
]
