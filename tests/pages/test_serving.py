"""How the app is served: who may frame it, what its pages may load, and what becomes of what visitors upload."""

import itertools
import math
import re
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, expect
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from streamlit.testing.v1 import AppTest

from ks_data.answers import figures, search
from pages.parts import menu, serving, sidebar, upload_limit, visit
from tests.conftest import MENU, ROOT, Server, await_ready
from tests.pages.asgi import finished
from tests.pages.visitor import Visitor, client, visitor

SCRIPT = """
import streamlit as st
from pages.parts import failures, serving, upload_limit, visit

upload_limit.GRACE, upload_limit.LOOK = 1.0, 0.1


def fail():
    raise ZeroDivisionError("a secret")


@st.fragment
def part():
    if st.button("Deel"):
        fail()


def begin():
    visit.enter()
    st.title("Begin")
    st.button("Knop", on_click=fail)
    st.selectbox("Keuze", ["een", "twee"], key="nummer", on_change=fail)
    st.download_button("Ophalen", failures.reported(fail), file_name="a.csv", on_click="ignore")
    part()
    st.write("Einde van de pagina")


def nieuw():
    visit.enter()
    st.title("Nieuw")
    st.write(f"Het bestand: {getattr(st.session_state.get('_file'), 'name', 'geen')}")


if __name__ == "__main__":
    menu = [st.Page(begin, title="Begin", default=True), st.Page(nieuw, title="Nieuw")]
    visit.run(st.navigation(menu), menu)
else:
    app = st.App(__file__, middleware=serving.MIDDLEWARE, on_script_error=failures.script_failed)
"""


def answered(url: str) -> dict[str, str]:
    """The headers of an answer."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize("address", ["", "ontwikkeling", "bestaat-niet"])
def test_the_page_that_a_browser_gets_first_is_dutch_and_brings_its_style(server: Server, address: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{server.url}/{address}", timeout=30) as answer:
        page, headers = answer.read().decode(), answer.headers
    assert '<html lang="nl">' in page and "<title>Kansrijke Start</title>" in page and "JavaScript nodig" in page
    assert int(headers["content-length"]) == len(page.encode()) and headers["etag"] is None
    style = re.findall(r'href="\./(app/static/app\.css\?v=\w+)"></body>', page)[0]
    with direct.open(f"{server.url}/{style}", timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/css") and b".ks-card" in answer.read()


@pytest.mark.browser
def test_the_first_page_opens_by_its_name_too_and_keeps_what_was_chosen(server, visit) -> None:
    page = visit(server, f"{menu.PAGES[0].name}?gemeente=Amsterdam")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amsterdam")
    expect(page.get_by_text("Deze pagina is er niet")).to_have_count(0)
    assert urlsplit(page.url).path == "/"


def test_what_is_no_page_is_sent_as_it_is(server: Server) -> None:
    assert answered(f"{server.url}/_stcore/health")["content-type"].startswith("text/plain")
    assert answered(f"{server.url}/app/static/app.css")["etag"]


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


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "/vergelijken"])
def test_a_page_opens_without_asking_first_where_its_server_is(address, server, tab) -> None:
    asked = []

    def never(route: Route) -> None:
        asked.append(urlsplit(route.request.url).path)

    tab.route("**/_stcore/*", never)
    tab.goto(f"{server.url}{address}")
    await_ready(tab)
    assert set(asked) == {"/_stcore/health", "/_stcore/host-config"}  # beside it, and not below the page


@pytest.mark.browser
def test_no_message_steers_a_page(visit, server) -> None:
    page = visit(server, "overzicht")
    for _ in range(2):  # after a first visit and after a second
        page.evaluate("() => postMessage({stCommVersion: 1, type: 'UPDATE_HASH', hash: 'gestuurd'}, '*')")
        page.evaluate("() => new Promise(done => setTimeout(done))")
        assert page.evaluate("location.hash") == ""
        page.reload()
        await_ready(page)


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
def test_a_script_that_is_not_ours_does_not_run(tab, server) -> None:
    tab.goto(server.address(MENU[0]))
    await_ready(tab)
    tab.evaluate(
        "document.body.append(document.createRange().createContextualFragment('<script>window.bad=1</script>'))"
    )
    assert tab.evaluate("window.bad") is None


# --- what nobody foresaw ---


def numbered(sentence: str, log: str) -> bool:
    """Whether a sentence names a number that stands in the log with a traceback, and tells nothing else of it."""
    number = re.search(r"nummer ([0-9A-F]{6})", sentence.replace("\\", ""))
    assert number, sentence
    assert "secret" not in sentence and "Zero" not in sentence
    return re.search(rf"{number[1]}.*Traceback.*a secret", log, re.DOTALL) is not None


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a secret")


def opened(page_name: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return app.switch_page(f"pages/{page_name}.py").run()


def test_what_goes_wrong_on_a_page_is_one_sentence_with_a_number_and_leaves_the_sidebar(
    page_name, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(visit, "heading", fail)
    monkeypatch.setattr("streamlit.title", fail)
    app = opened(page_name)
    assert not app.exception and len(app.error) == 1
    assert app.error[0].value.startswith("Er ging iets mis bij deze pagina") and numbered(
        app.error[0].value, caplog.text
    )
    assert app.sidebar.text_input and app.selectbox(key="gemeente").value == "Haarlem"


@pytest.mark.parametrize(
    "module, name, area",
    [(search, "find", "het zoeken"), (figures, "span", "uw keuze"), (sidebar, "drop_box", "de zijbalk")],
)
def test_what_goes_wrong_beside_the_page_is_one_sentence_with_a_number_and_leaves_the_page(
    module, name, area, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(module, name, fail)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["zoek_alles"] = "Haarlem"
    app.switch_page("pages/tranchekaart.py").run()
    assert not app.exception and len(app.error) == 1 and app.title
    assert app.error[0].value.startswith(f"Er ging iets mis bij {area}") and numbered(app.error[0].value, caplog.text)


@pytest.fixture
def broken(start_server, tmp_path) -> Callable[..., Server]:
    """Starts a real server with a page on which everything fails that can be pressed."""
    script = tmp_path / "mis.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return lambda **environment: start_server(str(script), PYTHONPATH=str(ROOT), KS_METRICS="1", **environment)


@pytest.mark.browser
def test_what_goes_wrong_at_a_press_is_said_on_the_page_that_stays_and_works(broken, tab) -> None:
    server = broken()
    tab.goto(server.url)
    tab.get_by_text("Einde van de pagina").wait_for()
    for press in (
        lambda: tab.get_by_role("button", name="Knop").click(),
        lambda: (tab.get_by_label("Keuze").click(), tab.get_by_role("option", name="twee").click()),
        lambda: tab.get_by_role("button", name="Ophalen").click(),
        lambda: tab.get_by_role("button", name="Deel").click(),
    ):
        since = server.log.stat().st_size
        press()
        alert = tab.get_by_test_id("stAlert").filter(has_text="Er ging iets mis bij")
        expect(alert).to_have_count(1)
        expect(tab.get_by_text("Einde van de pagina")).to_be_visible()
        expect(tab.get_by_label("Gemeente")).to_be_visible()
        assert numbered(alert.inner_text(), server.said(since))
        tab.get_by_role("link", name="Nieuw", exact=True).click()
        expect(tab.get_by_role("heading", name="Nieuw", exact=True)).to_be_visible()
        expect(tab.get_by_test_id("stAlert")).to_have_count(0)
        tab.get_by_role("link", name="Begin", exact=True).click()
        tab.get_by_text("Einde van de pagina").wait_for()
    assert "app has encountered an error" not in tab.content()


# --- what becomes of uploads ---


def in_memory(server: Server) -> int:
    """The bytes of uploads that Streamlit itself says it holds."""
    with client(server) as asking:
        said = asking.get("/_stcore/metrics").text
    found = re.search(r'cache_memory_bytes\{cache_type="UploadedFileManager"[^}]*\} ([0-9]+)', said)
    return int(found[1]) if found else 0


def becomes(look: Callable[[], int], wanted: int) -> bool:
    until = time.monotonic() + 30
    while look() != wanted and time.monotonic() < until:
        time.sleep(0.1)
    return look() == wanted


def put(someone: Visitor, content: bytes) -> int:
    """Uploads a file as a visitor who never lets a page look at it; gives the status of the answer."""
    with client(someone.server) as sender:
        url = f"/_stcore/upload_file/{someone.session}/{uuid.uuid4()}"
        return sender.put(url, files={"a.csv": ("a.csv", content)}).status_code


FILE = b"x" * 300_000


def test_a_visitor_has_one_file_and_none_after_leaving(broken) -> None:
    server = broken()
    with visitor(server, "") as one, visitor(server, "") as other:
        one.drop("a.csv", FILE)
        assert "Het bestand: a.csv" in one.said
        one.drop("b.csv", FILE[:1000])
        assert [put(other, FILE) for _ in range(5)] == [204] * 5
        assert in_memory(server) == len(FILE) + 1000
    assert becomes(lambda: in_memory(server), 0)


def test_a_file_that_is_taken_away_is_let_go_while_its_visitor_stays(broken) -> None:
    server = broken()
    with visitor(server, "") as someone:
        someone.drop("a.csv", FILE)
        (state,) = (state for kind, state in someone.states.values() if kind == "file_uploader_state_value")
        with client(server) as sender:
            assert sender.delete(state.uploaded_file_info[0].file_urls.delete_url).status_code == 204
        state.Clear()
        someone.run()
        assert "Het bestand: geen" in someone.said
        assert becomes(lambda: in_memory(server), 0)


def uploaded(monkeypatch, size: int, pieces: Iterator[tuple[float, bytes]], busy: float = 0.0) -> tuple[int, list[str]]:
    """The status of an upload that comes in pieces, each after so many seconds, and what its visitor hears.

    The clock of the upload is played. After the last piece nothing comes any more. busy: so many seconds the server
    takes for each piece.
    """
    told: list[str] = []
    now = 0.0

    async def wait_for(coming, seconds: float):
        nonlocal now
        coming.close()
        after, piece = next(pieces, (math.inf, b""))
        now += min(after, seconds)
        if after > seconds:
            raise TimeoutError
        return {"type": "http.request", "body": piece, "more_body": True}

    async def reading(scope, receive, send):
        nonlocal now
        assert upload_limit.UPLOADS.coming == size
        arrived = 0
        while arrived < size:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            arrived += len(message["body"])
            now += busy
        await PlainTextResponse("", 200)(scope, receive, send)

    async def upload() -> int:
        sent: list[dict] = []

        async def send(message) -> None:
            sent.append(message)

        async def receive() -> None:
            """Is never asked: the clock is played."""

        scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/sessie/bestand"}
        headers = {"headers": [(b"content-length", b"%d" % size)]}
        await upload_limit.UploadLimit(reading)(scope | headers, receive, send)
        return sent[0]["status"]

    monkeypatch.setattr(upload_limit.asyncio, "wait_for", wait_for)
    monkeypatch.setattr(upload_limit, "monotonic", lambda: now)
    monkeypatch.setattr(upload_limit.notices, "tell", lambda session, sentence: told.append(f"{session}: {sentence}"))
    status = finished(upload())
    assert upload_limit.UPLOADS.coming == 0
    return status, told


def test_an_upload_of_which_nothing_comes_holds_no_room_and_its_visitor_hears_that(monkeypatch) -> None:
    assert uploaded(monkeypatch, 10**8, iter([])) == (408, [f"sessie: {upload_limit.BROKEN_OFF}"])


@pytest.mark.parametrize(
    "pieces",
    [
        itertools.repeat((40.0, b"a")),
        itertools.repeat((0.1, b"a" * 1000)),
        itertools.chain([(1.0, b"a" * 199_000_000)], itertools.repeat((50.0, b"a"))),
    ],
    ids=["a byte now and then", "10 kB/s", "all but the end, and then a byte now and then"],
)
def test_an_upload_that_drips_holds_no_room_and_its_visitor_hears_that(monkeypatch, pieces) -> None:
    assert uploaded(monkeypatch, 200_000_000, pieces) == (408, [f"sessie: {upload_limit.TOO_SLOW}"])


@pytest.mark.parametrize(
    ("size", "pieces"),
    [
        (209_000_000, itertools.repeat((0.5, b"a" * 62_500))),
        (209_000_000, itertools.cycle([(50.0, b"a"), *[(0.5, b"a" * 62_500)] * 120])),
        (1_000_000, itertools.repeat((10.0, b"a" * 10_000))),
    ],
    ids=["200 MB over 1 Mbit/s", "with pauses", "1 MB over 8 kbit/s"],
)
def test_an_upload_over_a_slow_line_takes_as_long_as_it_needs(monkeypatch, size: int, pieces) -> None:
    assert uploaded(monkeypatch, size, pieces) == (200, [])


def test_time_that_the_server_needs_itself_does_not_make_an_upload_slow(monkeypatch) -> None:
    pieces = iter([(1.0, b"a" * 25)] * 4)
    assert uploaded(monkeypatch, 100, pieces, busy=2 * upload_limit.SLOWEST) == (200, [])


def test_there_is_a_sum_for_all_visitors_and_who_comes_too_late_is_told_why(broken) -> None:
    server = broken(KS_UPLOADS_MB="1")
    with visitor(server, "") as late:
        with visitor(server, "") as one, visitor(server, "") as other, visitor(server, "") as third:
            assert [put(someone, FILE) for someone in (one, other, third)] == [204] * 3
            assert put(late, FILE) == 503
            late.listen()
            assert "Er worden nu te veel grote bestanden bekeken" in late.said and "hooguit 1 MB" in late.said
            assert put(one, FILE) == 204  # in the place of what that visitor had
            assert in_memory(server) == 3 * len(FILE)
        assert becomes(lambda: in_memory(server), 0)
        assert put(late, FILE) == 204
    assert becomes(lambda: in_memory(server), 0)
