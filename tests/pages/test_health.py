"""Whoever watches over the app can ask how it is, and sends readers only where they need not wait."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from ks_data import store
from pages.parts import health, serving
from tests.conftest import ROOT, Server
from tests.pages.asgi import answer

FIRST_PAGE = """
import json, logging, sys
logging.disable()
from pages.parts import health
health._first_page()
before = set(sys.modules)
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60)
ready = set(sys.modules) | before
for page in ("pages/overzicht.py", "pages/tranchekaart.py"):
    assert not app.switch_page(page).run().exception
print(json.dumps(sorted(set(sys.modules) - ready)))
"""


def asked() -> httpx.Response:
    return answer(health.Health(Starlette()), "/gezond")


@pytest.fixture
def warmth(monkeypatch: pytest.MonkeyPatch) -> health._Warmth:
    """A process that has made nothing yet."""
    cold = health._Warmth()
    monkeypatch.setattr(health, "_warmth", cold)
    return cold


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    return is_so()


def test_a_process_is_not_ready_before_its_first_page_is_made(
    warmth: health._Warmth, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, calls = threading.Event(), []
    monkeypatch.setattr(health, "_first_page", lambda: (calls.append(1), made.wait(30)))
    for _ in range(3):
        sent = asked()
        assert (sent.status_code, sent.json()["gereed"]) == (503, False)
    made.set()
    assert eventually(lambda: warmth.is_made) and len(calls) == 1
    sent = asked()
    assert (sent.status_code, sent.json()["gereed"], sent.headers["cache-control"]) == (200, True, "no-store")


def test_a_process_that_could_not_make_its_first_page_tries_again_and_says_why_in_the_log(
    warmth: health._Warmth, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[Exception] = [ZeroDivisionError("a secret")]

    def first_page() -> None:
        if failures:
            raise failures.pop()

    monkeypatch.setattr(health, "_first_page", first_page)
    assert asked().status_code == 503
    assert eventually(lambda: "a secret" in caplog.text)
    assert eventually(lambda: asked().status_code == 200)


def test_what_is_said_is_the_version_the_release_and_the_store(
    warmth: health._Warmth, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmth.is_made = True
    assert asked().json() == {"gereed": True, "versie": health.version(), "release": None, "opslag": "bereikbaar"}
    shown = [SimpleNamespace(number=number, day=f"2026-0{number}-01") for number in (1, 3, 2)]
    monkeypatch.setattr(store, "shown", lambda: SimpleNamespace(releases=shown))
    assert asked().json()["release"] == {"nummer": 3, "dag": "2026-03-01"}


def test_a_store_that_cannot_be_read_is_said_without_where_it_is(
    warmth: health._Warmth, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmth.is_made = True
    monkeypatch.setattr(health.releases, "problem", lambda: "De releases in s3://geheim/map zijn niet te lezen")
    sent = asked()
    assert sent.status_code == 503 and sent.json()["gereed"]
    assert "niet helemaal te lezen" in sent.json()["opslag"] and "geheim" not in sent.text and "/" not in sent.text


def test_after_it_a_first_page_has_nothing_left_to_import() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    later: list[str] = json.loads(done.stdout.splitlines()[-1])
    packages = {name.partition(".")[0] for name in later}
    assert not packages & {"ks_data", "altair", "pandas", "pyarrow", "scipy", "statsmodels", "geopandas", "deltalake"}
    assert not [name for name in later if name.startswith("pages.")]


def test_a_server_becomes_healthy_by_itself_and_says_so_below_its_base_path_too(
    start_cold: Callable[..., Server],
) -> None:
    server = start_cold(STREAMLIT_SERVER_BASE_URL_PATH="ks")

    def state(path: str) -> tuple[int, Any]:
        sent = httpx.get(f"{server.url.removesuffix('/ks')}{path}", trust_env=False, timeout=30)
        return sent.status_code, sent.json()["gereed"]

    assert eventually(lambda: state("/ks/gezond") == (200, True))
    assert state("/gezond") == (200, True)


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/ks/_stcore/metrics"])
def test_how_busy_the_server_is_nobody_hears_unless_the_operator_wants_it(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KS_METRICS", raising=False)
    assert answer(serving.Metrics(health.Health(_everything)), path).status_code == 404
    monkeypatch.setenv("KS_METRICS", "1")
    assert answer(serving.Metrics(health.Health(_everything)), path).status_code == 200


async def _everything(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"busy"})


def test_a_real_server_keeps_its_metrics_to_itself(server: Server) -> None:
    assert httpx.get(f"{server.url}/_stcore/metrics", trust_env=False).status_code == 404


def test_who_asks_how_it_is_waits_for_no_state_that_is_still_looked_for(
    warmth: health._Warmth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "shown", lambda: pytest.fail("it waits for what readers will see"))
    assert health.health()["gereed"] is False
