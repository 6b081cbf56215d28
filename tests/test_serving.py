"""How the app is served: who may frame it, what its pages may load, and what becomes of what visitors upload."""

import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from pages import serving
from tests.conftest import MENU, Server, await_ready


def answered(url: str) -> dict[str, str]:
    """The headers of an answer."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


@pytest.fixture
def foreign() -> Iterator[Callable[[str], str]]:
    """Serves a page of another origin with something in it, and gives its address."""
    body = ""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(html: str) -> str:
        nonlocal body
        body = f"<!doctype html>{html}"
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    server.shutdown()
    server.server_close()


# --- who may frame it ---


def framed(browser: Browser, foreign: Callable[[str], str], server: Server) -> bool:
    """Whether a page of another origin can show the app and the app gets a click on it."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(foreign(f'<iframe src="{server.address("releases")}" width=1200 height=700></iframe>'))
        frame = page.frames[1]
        try:
            frame.wait_for_selector("h1", timeout=20_000)
        except Exception:
            return False
        page.mouse.click(600, 300)
        return bool(frame.locator("h1").inner_text())


@pytest.mark.browser
def test_a_page_of_another_origin_cannot_frame_the_app(browser, foreign, server) -> None:
    assert not framed(browser, foreign, server)


@pytest.mark.browser
def test_an_origin_that_the_operator_names_can_frame_the_app(browser, foreign, start_server) -> None:
    named = foreign("").rstrip("/")
    assert framed(browser, foreign, start_server(KS_FRAME_ANCESTORS=f"{named}, https://intranet.gemeente.nl"))


def test_every_answer_says_who_may_frame_it(server) -> None:
    for path in ("", "/nieuw", "/_stcore/health", "/static/", "/app/static/favicon.png"):
        said = answered(server.url + path)
        assert "frame-ancestors 'none'" in said["content-security-policy"], path
        assert (said["x-frame-options"], said["x-content-type-options"]) == ("DENY", "nosniff")


@pytest.mark.parametrize(
    "wrong", ["*", "https://*", "gemeente.nl; script-src *", "https://a.nl\r\nX: 1", "'unsafe-inline'"]
)
def test_what_is_no_origin_may_not_frame_the_app(wrong, monkeypatch, caplog) -> None:
    monkeypatch.setenv("KS_FRAME_ANCESTORS", wrong)
    said = serving.headers()["Content-Security-Policy"]
    assert "*" not in said and "\n" not in said and said.count("script-src") == 1
    assert "KS_FRAME_ANCESTORS" in caplog.text


# --- what a page may load and run ---


@pytest.mark.browser
def test_a_page_asks_and_runs_nothing_that_its_policy_forbids(page_name, visit, server) -> None:
    forbidden: list[str] = []

    def watch(tab: Page) -> None:
        tab.on("console", lambda message: forbidden.append(message.text) if "ecurity" in message.text else None)

    visit(server, page_name, on_tab=watch)
    assert not forbidden


@pytest.mark.browser
def test_a_script_that_is_not_ours_does_not_run(tab, server) -> None:
    tab.goto(server.address(MENU[0]))
    await_ready(tab)
    tab.evaluate(
        "document.body.append(document.createRange().createContextualFragment('<script>window.bad=1</script>'))"
    )
    assert tab.evaluate("window.bad") is None
