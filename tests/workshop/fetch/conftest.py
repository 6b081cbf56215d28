"""Tests of fetching ask a server on this machine, and wait for nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from ks_data.workshop.fetch import statline, web
from tests.workshop.fetch.served import Cbs, playing


@pytest.fixture(autouse=True)
def stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, no server of others, no pauses."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr(web.time, "sleep", lambda _: pytest.fail("nothing may wait"))
    for name in ("V3_METADATA", "V3_ROWS", "V4"):
        monkeypatch.setattr(statline, name, "http://127.0.0.1:1")


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Cbs], Cbs]]:
    """Puts a table on a server in the place of CBS."""
    with ExitStack() as stack:

        def start(cbs: Cbs) -> Cbs:
            stack.enter_context(playing(cbs))
            monkeypatch.setattr(statline, "V3_METADATA", f"{cbs.url}/v3api")
            monkeypatch.setattr(statline, "V3_ROWS", f"{cbs.url}/v3feed")
            monkeypatch.setattr(statline, "V4", f"{cbs.url}/v4")
            return cbs

        yield start
