"""What a browser fetches beside a page is small, and is fetched once."""

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import httpx
import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette

from ks_data.catalogue import regions
from pages.parts import preloading, serving, static_files
from pages.parts.static_files import STREAMLIT, StaticFiles
from tests.conftest import Server
from tests.pages.asgi import answer, answers

MOST_OF_A_FIRST_VISIT = 2_000_000
"""Bytes of all that a browser gets, over http, for the page that needs most; 5.8 million without compression."""
BUNDLE = next((STREAMLIT / "js").glob("protobuf.*.js"))
ICON = regions.STATIC_DIR / "favicon.png"
STYLE = regions.STATIC_DIR / "app.css"


def sent(address: str, **headers: str) -> httpx.Response:
    """What a server with static files alone answers."""
    return answer(StaticFiles(Starlette()), address, **headers)


@pytest.fixture
def compressions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The sizes of all that is compressed in a test."""
    static_files._made.cache_clear()
    sizes: list[int] = []

    def compress(content: bytes) -> bytes:
        sizes.append(len(content))
        return brotli.compress(content, quality=1)

    monkeypatch.setitem(static_files._ENCODINGS, "br", compress)
    yield sizes
    static_files._made.cache_clear()


@pytest.mark.parametrize(
    "accepted, encoding",
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_browser_gets_a_file_in_the_best_way_that_it_can_read(accepted: str, encoding: str | None) -> None:
    got = sent(f"/static/js/{BUNDLE.name}", accept_encoding=accepted)
    assert got.content == BUNDLE.read_bytes() and got.headers.get("content-encoding") == encoding
    assert got.headers["vary"] == "Accept-Encoding" and "javascript" in got.headers["content-type"]


def test_what_does_not_become_smaller_is_sent_as_it_is() -> None:
    got = sent(f"/app/static/{ICON.name}", accept_encoding="br, gzip")
    assert got.content == ICON.read_bytes() and "content-encoding" not in got.headers


def test_a_file_is_compressed_once_however_many_ask_for_it(compressions: list[int]) -> None:
    app = StaticFiles(Starlette())
    asked = (f"/static/js/{BUNDLE.name}", [("accept-encoding", "br")])
    assert {len(each.content) for each in answers(app, *[asked] * 20)} == {BUNDLE.stat().st_size}
    assert len(compressions) == 1


def test_what_a_first_page_asks_for_is_compressed_before_anybody_asks(compressions: list[int]) -> None:
    preloading.prepare()
    made_before = len(compressions)
    asked = [address.split('"')[0] for address in serving.shell().split('"./static/')[1:]]
    sent_files = answers(
        StaticFiles(Starlette()), *[(f"/static/{name}", [("accept-encoding", "br")]) for name in asked]
    )
    assert {each.status_code for each in sent_files} == {200}
    assert len(compressions) == made_before > 50


def test_a_file_that_is_written_again_is_sent_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files.regions, "STATIC_DIR", tmp_path)
    style = tmp_path / "app.css"
    style.write_text("p { color: red }")
    app = StaticFiles(Starlette())

    before = answer(app, "/app/static/app.css")
    style.write_text("p { color: blue }")
    os.utime(style, ns=(1, 1))
    after = answer(app, "/app/static/app.css")
    style.unlink()
    gone = answer(app, "/app/static/app.css")
    assert (before.text, after.text, gone.status_code) == ("p { color: red }", "p { color: blue }", 404)
    assert before.headers["etag"] != after.headers["etag"]


def test_a_name_or_address_that_changes_with_its_content_is_kept_for_good_and_every_other_is_asked_after() -> None:
    version = static_files.digest(STYLE.read_bytes())[: static_files.VERSION]
    for address in (f"/static/js/{BUNDLE.name}", f"/app/static/app.css?v={version}"):
        assert "immutable" in sent(address).headers["cache-control"], address
    for address in ("/app/static/app.css", "/app/static/app.css?v=000000000000", f"/app/static/{ICON.name}"):
        assert sent(address).headers["cache-control"] == "no-cache", address


def test_who_has_a_file_already_is_not_sent_it_again() -> None:
    etag = sent("/app/static/app.css", accept_encoding="br").headers["etag"]
    again = sent("/app/static/app.css", accept_encoding="br", if_none_match=f'W/"other", W/{etag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    in_other_words = sent("/app/static/app.css", accept_encoding="gzip", if_none_match=etag)
    assert in_other_words.status_code == 200


@pytest.mark.parametrize(
    "address", ["/static/../index.html", "/static/js/", "/app/static/../app.py", "/app/static//etc/passwd", "/static"]
)
def test_an_address_that_is_no_file_is_none_of_its_business(address: str) -> None:
    assert sent(address).status_code == 404


def test_the_files_of_a_real_server_are_compressed_and_have_its_headers(server: Server) -> None:
    with httpx.Client(trust_env=False, headers={"accept-encoding": "gzip"}) as client:
        for address in (f"/static/js/{BUNDLE.name}", "/app/static/app.css"):
            with client.stream("GET", server.url + address) as got:
                assert gzip.decompress(b"".join(got.iter_raw()))
                assert got.headers["content-encoding"] == "gzip" and "content-security-policy" in got.headers


@pytest.mark.browser
def test_a_first_visit_is_small_and_a_second_fetches_next_to_nothing(
    server: Server, visit: Callable[..., Page], ready: Callable[[Page], None]
) -> None:
    sizes: list[int] = []

    def weigh(tab: Page) -> None:
        session = tab.context.new_cdp_session(tab)
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")  # of the tests before
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    tab = visit(server, "tranchekaart", on_tab=weigh)
    assert 500_000 < sum(sizes) < MOST_OF_A_FIRST_VISIT
    sizes.clear()
    tab.reload()
    ready(tab)
    assert sum(sizes) < 50_000
