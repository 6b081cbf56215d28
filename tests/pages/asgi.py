"""Asks a part of the server without a server."""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
from starlette.types import ASGIApp

Result = TypeVar("Result")


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """What asynchronous work gives, in a loop of its own: a thread that a browser was driven from has one already."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


def answers(app: ASGIApp, *asked: tuple[str, Iterable[tuple[str, str]]]) -> list[httpx.Response]:
    """What an app answers to requests, all at once. asked: of each the address, and its headers."""

    async def together() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            return await asyncio.gather(*[client.get(address, headers=list(headers)) for address, headers in asked])

    return finished(together())


def answer(app: ASGIApp, address: str, several: Iterable[tuple[str, str]] = (), **headers: str) -> httpx.Response:
    """What an app answers to one request; a header is named with underscores. several: those that come twice."""
    return answers(app, (address, [*several, *((name.replace("_", "-"), value) for name, value in headers.items())]))[0]
