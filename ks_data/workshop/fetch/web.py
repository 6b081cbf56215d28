"""Asks a public server for JSON, one question at a time, and keeps each answer as it came. Knows no source."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from threading import Lock
from typing import Any

import httpx

from ks_data.catalogue.errors import DataError

USER_AGENT = f"Kansrijke-Start (python -m ks_data fetch; httpx {metadata.version('httpx')})"
"""So that who keeps the server can see which app asks."""
TIMEOUT = httpx.Timeout(60, connect=10)
"""Seconds; a table of all municipalities takes a server a while."""
PAUSES = (1.0, 4.0, 16.0)
"""Seconds before each of the three retries."""
MOST_PAGES = 200
"""So many pages has no answer; a server that goes on and on is left."""
NEXT_LINKS = ("odata.nextLink", "@odata.nextLink")
"""How version 3 and version 4 of OData call the address of the next page."""
_one_at_a_time = Lock()

Progress = Callable[[str], object]
Answer = dict[str, Any]


class NotThere(DataError):  # noqa: N818  # the name says it
    """The server answers, and has nothing at this address; asking again does not help."""


class Unreachable(DataError):  # noqa: N818
    """The server does not answer, or not in full, after all retries."""


@dataclass(frozen=True, slots=True)
class Original:
    """An answer as it came: where from, and its bytes."""

    url: str
    content: bytes = field(repr=False)


class Client:
    """Asks for JSON and keeps every answer in `originals`.

    sleep: waits a number of seconds before a retry. progress: is called with each address before it is asked. headers:
    on top of our own, such as a key of the server.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float], object] = time.sleep,
        progress: Progress | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.originals: list[Original] = []
        self._sleep = sleep
        self._progress = progress
        self._http = httpx.Client(timeout=TIMEOUT, headers={"User-Agent": USER_AGENT, **(headers or {})})

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def json(self, url: str, params: Mapping[str, str] | None = None) -> Answer:
        """The object at an address. Raises NotThere, Unreachable, or DataError for another refusal."""
        address = httpx.URL(url, params=dict(params)) if params else httpx.URL(url)
        trouble = ""
        for pause in (0.0, *PAUSES):
            if pause:
                self._sleep(pause)
            if self._progress:
                self._progress(str(address))
            try:
                with _one_at_a_time:
                    response = self._http.get(address)
            except httpx.InvalidURL:
                raise DataError(f"{url} is geen adres.") from None
            except httpx.HTTPError as error:
                trouble = _in_dutch(error)
                continue
            if response.status_code >= 500:
                trouble = f"de server meldt een storing ({response.status_code})"
                continue
            _refuse(response)
            try:
                answer = json.loads(response.content)
            except ValueError:
                trouble = "het antwoord is afgebroken of geen JSON"
                continue
            if not isinstance(answer, dict):
                raise DataError(f"{address.host} geeft een ander antwoord dan verwacht op {address.path}.")
            self.originals.append(Original(str(address), response.content))
            return answer
        raise Unreachable(f"{address.host} geeft geen bruikbaar antwoord: {trouble}. Probeer het later opnieuw.")

    def pages(self, url: str, params: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """An answer and the pages that follow it; a next page holds the question in its address already.

        Raises DataError like `json`, and where the next page lies on another server or the pages do not end.
        """
        answer = self.json(url, params)
        yield answer
        asked = {url}
        for _ in range(MOST_PAGES):
            following = _next_link(answer)
            if not following:
                return
            address = str(httpx.URL(url).join(following))
            if _origin(address) != _origin(url) or address in asked:
                raise DataError(f"{httpx.URL(url).host} verwijst voor de volgende bladzijde naar een verkeerd adres.")
            asked.add(address)
            answer = self.json(address)
            yield answer
        raise DataError(f"{httpx.URL(url).host} geeft meer dan {MOST_PAGES} bladzijden; daar klopt iets niet.")

    def rows(self, url: str, params: Mapping[str, str] | None = None) -> list[Answer]:
        """The rows in `value` of all pages of an OData answer. Raises DataError like `pages`."""
        rows: list[Answer] = []
        for answer in self.pages(url, params):
            page = answer.get("value")
            if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
                raise DataError(
                    f"{httpx.URL(url).host} geeft een ander antwoord dan verwacht op {httpx.URL(url).path}."
                )
            rows += page
        return rows


def _next_link(answer: Answer) -> str:
    """Of OData in either spelling, or of OGC API (a link with rel=next)."""
    links = answer.get("links")
    ogc = [link.get("href") for link in links if link.get("rel") == "next"] if isinstance(links, list) else []
    return next((str(link) for link in (*map(answer.get, NEXT_LINKS), *ogc) if link), "")


def _origin(address: str) -> tuple[str, str, int | None]:
    url = httpx.URL(address)
    return url.scheme, url.host, url.port


def _refuse(response: httpx.Response) -> None:
    """Raises for a status that asking again does not change."""
    host, path, status = response.url.host, response.url.path, response.status_code
    if status in (404, 410):
        raise NotThere(f"{host} kent {path} niet (meer).")
    if status in (401, 403):
        raise DataError(
            f"{host} geeft geen toegang ({status}). Vraag de beheerder van die site om open data aan te zetten."
        )
    if status != 200:
        raise DataError(f"{host} weigert de vraag ({status}): {path}.")


def _in_dutch(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "het duurt te lang"
    return "er komt geen verbinding" if isinstance(error, httpx.ConnectError) else "de verbinding is verbroken"
