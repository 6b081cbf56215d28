"""The API answers everyone, says what is wrong in Dutch, and keeps neither the server nor its readers waiting."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import openapi_spec_validator
import pandas as pd
import pytest
from starlette.applications import Starlette

from ks_data import store
from ks_data.answers import open_data
from ks_data.answers.open_data import formats
from pages.parts import api, api_description
from tests.conftest import Server
from tests.pages.asgi import answer, answers, finished
from tests.pages.played import opened, words
from tests.store.releases.publishing import publish, tranches

BIRTHS = "observations?indicator=live_births_count&region=GM0392"


def asked(path: str, **headers: str) -> httpx.Response:
    return answer(api.Api(Starlette()), f"/api/v1{path and f'/{path}'}", **headers)


def direct(url: str, **options: Any) -> httpx.Response:
    return httpx.get(url, trust_env=False, timeout=60, **options)


# --- what is answered ---


def test_without_more_the_address_lists_all_tables_with_addresses_that_work() -> None:
    for path in ("", "openapi.json"):
        assert asked(path).status_code == 200
    for table in asked("").json()["tables"]:
        sent = asked(table["address"].removeprefix("/api/v1/"))
        assert sent.status_code == 200 and sent.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "accept", "type"),
    [
        ("budget", "*/*", "text/csv"),
        ("budget", "text/html,application/xhtml+xml,*/*;q=0.8", "text/csv"),
        ("budget", "application/json, text/csv;q=0.5", "application/json"),
        ("budget", "application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("budget?format=parquet", "application/json", "application/vnd.apache.parquet"),
        ("budget?format=json", "", "application/json"),
    ],
)
def test_the_format_is_the_one_that_is_asked_for(path: str, accept: str, type: str) -> None:
    assert asked(path, accept=accept).headers["content-type"].partition(";")[0] == type


def test_every_answer_names_its_release_and_who_has_it_already_gets_nothing_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked("tranches")
    assert (first.status_code, first.headers["release"]) == (200, "0") and first.content
    for held in (first.headers["etag"], f"W/{first.headers['etag']}", f'"x", {first.headers["etag"]}', "*"):
        again = asked("tranches", if_none_match=held)
        assert (again.status_code, again.content, again.headers["release"]) == (304, b"", "0")
        assert again.headers["etag"] == first.headers["etag"]
    other = asked("tranches?format=json", if_none_match=first.headers["etag"])
    assert other.status_code == 200
    publish(tranches(GM0392="2"))
    changed = asked("tranches", if_none_match=first.headers["etag"])
    assert (changed.status_code, changed.headers["release"]) == (200, "1")
    assert "GM0392,2,stated,proef" in changed.text
    for path in ("", "openapi.json", "datapackage.json"):
        sent = asked(path)
        assert sent.headers["release"] == "1" and asked(path, if_none_match=sent.headers["etag"]).status_code == 304


def test_readers_of_the_api_see_what_readers_of_pages_see_while_a_new_state_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = store.current()
    monkeypatch.setattr(store, "shown", lambda: shown)
    monkeypatch.setattr(store, "current", lambda: pytest.fail("the newest state may not be ready"))
    assert asked("budget").status_code == asked("openapi.json").status_code == 200


def test_any_site_may_ask_and_only_ask() -> None:
    app = api.Api(Starlette())

    async def preflight() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            headers = {"Origin": "https://a.nl", "Access-Control-Request-Method": "GET"}
            return await client.options("/api/v1/budget", headers=headers)

    sent = asked("budget", origin="https://a.nl")
    assert sent.headers["access-control-allow-origin"] == "*"
    assert "ETag" in sent.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in sent.headers
    allowed = finished(preflight())
    assert allowed.status_code == 200 and allowed.headers["access-control-allow-methods"] == "GET, HEAD"


def test_figures_that_are_not_real_say_so_in_the_name_of_the_file_and_beside_it(own_data: Path) -> None:
    (own_data / "FICTIEF").touch()
    sent = asked("budget")
    assert sent.headers["let-op"] == "FICTIEF" and "FICTIEF-kansrijke" in sent.headers["content-disposition"]


def test_what_is_not_the_api_is_for_the_app() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    for path in ("/", "/api", "/api/v1x", "/api/v2/budget"):
        assert answer(api.Api(app), path).status_code == 418


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("observations?region=Haarlm", 400, "Bedoelde u Haarlem?"),
        ("observations?jaar=2019", 400, "geen parameter jaar"),
        ("budget?release=9", 400, "Release 9 is er niet."),
        ("budget?open=2000-01-01", 404, "niet bekend wat lezers zagen"),
        ("niks", 404, "De tabel niks is er niet."),
        ("budget/2019", 404, "Alle tabellen staan op /api/v1/."),
        ("budget?x=" + "a" * 30_000, 414, "te lang"),
    ],
)
def test_what_cannot_be_answered_is_said_in_dutch(path: str, status: int, sentence: str) -> None:
    sent = asked(path)
    assert (sent.status_code, sent.json()["status"]) == (status, status)
    assert sentence in sent.json()["detail"]
    assert sent.headers["content-type"] == "application/problem+json" and sent.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["budget", "openapi.json", ""])
def test_a_slash_too_many_at_the_end_is_the_same_address_and_no_answer_sends_its_asker_elsewhere(path: str) -> None:
    sent = asked(f"{path}/", host="kwaad.example")
    assert (sent.status_code, sent.content) == (200, asked(path).content)
    assert "location" not in sent.headers
    refused = asked(f"{path}//", host="kwaad.example") if path else asked("niks/", host="kwaad.example")
    assert (refused.status_code, refused.json()["status"]) == (404, 404)


def test_a_table_that_cannot_be_read_takes_no_other_along(own_data: Path) -> None:
    (own_data / "budget.parquet").unlink()
    assert (asked("budget").status_code, asked("regions").status_code) == (503, 200)
    assert "budget.parquet ontbreekt" in asked("budget").json()["detail"]


def test_what_nobody_foresaw_is_a_sentence_with_a_number_of_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(open_data, "pieces", lambda *_: (1 // 0 for _ in range(1)))
    sent = asked("budget")
    assert sent.status_code == 500 and "division" not in sent.text and "ZeroDivisionError" in caplog.text
    assert re.search("noem nummer [0-9A-F]{6}", sent.json()["detail"])[0][-6:] in caplog.text


# --- what it costs ---


def test_while_a_piece_is_made_the_server_answers_others(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_meanwhile = threading.Event()

    def slow(*_: object) -> Any:
        yield b"a" if asked_meanwhile.wait(30) else b"nobody was answered"

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked_meanwhile.set()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    monkeypatch.setattr(open_data, "pieces", slow)
    table, page = answers(api.Api(app), ("/api/v1/budget", []), ("/", []))
    assert (table.text, page.text) == ("a", "page")


def test_one_thread_makes_all_answers_one_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    busy: list[int] = []
    most: list[int] = []

    def counted(rows: Any) -> bytes:
        busy.append(1)
        most.append(len(busy))
        threading.Event().wait(0.001)
        busy.pop()
        return b"head\nrow\n"

    monkeypatch.setattr(formats, "PIECE_ROWS", 20)
    monkeypatch.setattr(formats.spreadsheet, "safe_csv", counted)
    sent = answers(api.Api(Starlette()), *[("/api/v1/gids", [])] * 6)
    assert {response.text.count("row") for response in sent} == {9} and set(most) == {1}


def test_of_too_many_answers_at_once_the_last_are_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "UNDER_WAY", 2)
    app = api.Api(Starlette())
    sent = answers(app, *[("/api/v1/observations", [("origin", "https://a.nl")])] * 5)
    assert sorted(response.status_code for response in sent) == [200, 200, 503, 503, 503]
    refused = next(response for response in sent if response.status_code == 503)
    assert refused.headers["retry-after"] == "30" and "te veel tabellen tegelijk" in refused.json()["detail"]
    assert refused.headers["access-control-allow-origin"] == "*"
    assert answer(app, "/api/v1/budget").status_code == 200


@pytest.mark.parametrize("version", ["2.3", "2.4"])  # by which Starlette waits in another way
def test_who_does_not_take_an_answer_holds_no_place(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PATIENCE_SECONDS", 0.05)
    bounded = api.Bounded(api._application())
    scope = {"type": "http", "method": "GET", "path": "/gids", "root_path": "", "query_string": b"", "headers": []}

    begun: list[str] = []

    async def never(message: Any) -> None:
        begun.append(message["type"])
        await anyio.sleep_forever()

    async def receive() -> Any:
        return await anyio.sleep_forever()

    async def ask() -> None:
        with anyio.fail_after(30):
            await bounded(scope | {"asgi": {"spec_version": version}}, receive, never)

    finished(ask())
    assert bounded.under_way == 0 and begun == ["http.response.start"]


# --- a real server ---


@pytest.mark.parametrize("name", open_data.OPEN_TABLES)
@pytest.mark.parametrize("format", open_data.FORMATS)
def test_the_command_line_gives_the_same_bytes(server: Server, name: str, format: str, tmp_path: Path) -> None:
    target = tmp_path / "table"
    from ks_data.__main__ import main

    assert main(["export", name, "--format", format, "-o", str(target)]) == 0
    assert direct(f"{server.url}/api/v1/{name}?format={format}").content == target.read_bytes()


def test_a_head_is_the_answer_without_its_content(server: Server) -> None:
    head = httpx.head(f"{server.url}/api/v1/budget", trust_env=False)
    sent = direct(f"{server.url}/api/v1/budget")
    assert head.status_code == 200 and not head.content
    assert (head.headers["etag"], head.headers["release"]) == (sent.headers["etag"], sent.headers["release"])
    assert "set-cookie" not in sent.headers and "content-security-policy" in sent.headers


def test_bad_requests_end_in_a_refusal_and_leave_the_server_well(server: Server) -> None:
    address = urlsplit(server.url)
    bad = (
        b"GET /api/v1/%00 HTTP/1.1",
        b"GET /api/v1/%ff%fe HTTP/1.1",
        b"GET /api/v1/..%2f..%2fetc HTTP/1.1",
        b"GET /api/v1/budget?region=%ff%00 HTTP/1.1",
        b"GET /api/v1/observations?period=%ed%a0%80 HTTP/1.1",
        b"GET /api/v1/observations?" + b"&".join([b"region=GM0392"] * 2000) + b" HTTP/1.1",
        b"GET /api/v1/budget?" + b"&" * 19_000 + b"x HTTP/1.1",
        b"DELETE /api/v1/budget HTTP/1.1",
    )
    for line in bad:
        with socket.create_connection((address.hostname, address.port), 30) as connection:
            connection.sendall(line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            first = connection.makefile("rb").readline()
        assert 400 <= int(first.split()[1]) < 500, (line[:60], first)
    assert direct(f"{server.url}/api/v1/budget").status_code == 200


def test_below_the_path_of_a_site_the_api_is_there_too_and_its_addresses_say_so(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(STREAMLIT_SERVER_BASE_URL_PATH="ks")
    listed = direct(f"{server.url}/api/v1/").json()
    assert listed["tables"][0]["address"] == "/ks/api/v1/observations"
    assert direct(f"{server.url}/api/v1/openapi.json").json()["servers"] == [{"url": "/ks/api/v1"}]
    assert "/ks/api/v1/licences" in direct(f"{server.url}/api/v1/budget").headers["link"]


def test_the_description_is_openapi() -> None:
    openapi_spec_validator.validate(asked("openapi.json").json())


@pytest.mark.slow
def test_whatever_is_asked_by_the_description_is_answered_as_it_says(server: Server, tmp_path: Path) -> None:
    description = f"{server.url}/api/v1/openapi.json"
    options = ["--url", f"{server.url}/api/v1", "-n", "10", "--seed", "1", "--no-color", "--phases", "coverage,fuzzing"]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("schemathesis")), "run", description, *options],
        cwd=tmp_path,  # where it leaves what it remembers
        capture_output=True,
        text=True,
        check=False,
        env={"NO_PROXY": "localhost", "PATH": ""},
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr


# --- the page ---


def test_the_page_has_three_examples_to_copy_and_every_table_with_its_columns() -> None:
    app = opened("gegevens", {"gemeente": "Utrecht"})
    assert not app.exception and app.title[0].value == "Gegevens en API"
    assert [header.value for header in app.main.subheader] == [
        "Op de opdrachtregel, met curl",
        "In Python, met pandas",
        "In R",
    ]
    assert all("region=GM0344" in code.value for code in app.main.code) and len(app.main.code) == 3
    text = words(app)
    for table in open_data.OPEN_TABLES.values():
        assert table.title in text and table.meaning in text
        assert all(field.name in text and field.meaning in text for field in table.fields)


def test_the_examples_of_curl_and_pandas_work_as_they_stand(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost")
    curl, pandas, _ = api_description.examples(f"{server.url}/api/v1", "GM0392")
    subprocess.run(["bash", "-c", curl.code], cwd=tmp_path, check=True, capture_output=True)
    printed = subprocess.run([sys.executable, "-c", pandas.code], check=True, capture_output=True, text=True).stdout
    births = pd.read_csv(tmp_path / "geboortes.csv")
    assert births.loc[births["period"] == 2020, "value"].item() == 1834
    assert re.search(r"2020 +1834", printed)
