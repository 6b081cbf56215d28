"""What page and browser tests share: every page by name, a running app, and a browser that notices trouble."""

import gc
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import hypothesis
import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)

from ks_data.catalogue import parquet
from ks_data.store import readiness
from pages.parts import menu
from tests import forked, programs
from tests.shared import folder_of_the_run, run_once

hypothesis.settings.register_profile("any machine", deadline=None)  # a test is not wrong because others are busy
hypothesis.settings.load_profile("any machine")
expect.set_options(timeout=60_000)  # a busy machine takes its time; a test waits for what must be there
ROOT = Path(__file__).parents[1]
MENU = [page.name for page in menu.PAGES]
"""The pages by name, in the order of the menu; the first is the one a bare address opens."""
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--process-per-site",
    "--js-flags=--no-opt --no-maglev",
]
"""The last but one lets all tabs of a context run in one process, which has compiled the scripts of Streamlit already.
The last leaves out what pays for a page that is used for long: here each is left before it does."""
WATCH_CHANGES = """() => {
    window.changedAt = performance.now();
    window.changes ??= new MutationObserver(() => { window.changedAt = performance.now(); });
    window.changes.observe(document.body, {subtree: true, childList: true});
}"""
READY = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
    const drawn = 'svg .role-axis-label text, svg .role-mark > *, canvas';
    return app?.dataset.testScriptState === 'notRunning'
        && document.querySelector('h1, [data-testid=stAlert]')
        && !document.querySelector('[data-testid=stSkeleton]')
        && charts.every(chart => !chart.checkVisibility() || chart.querySelector(drawn))
        && performance.now() - window.changedAt > 400;
}"""
"""The app is not running, a page is there with nothing to come, each chart in sight is drawn, and it is at rest."""


@pytest.fixture(scope="session", autouse=True)
def nothing_published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees, or adds to, what was published in this checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KS_RELEASES", str(tmp_path_factory.mktemp("nothing") / "releases"))
        patch.setattr(readiness, "PATIENCE_SECONDS", 60)  # a test that publishes sees it at once, on any machine
        yield


@pytest.fixture(scope="session", autouse=True)
def packages_looked_through_once() -> Iterator[None]:
    """Each page that Streamlit's harness opens looks in all installed packages for components, a tenth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        if "streamlit.testing.v1" in sys.modules:  # or no collected test opens a page
            from streamlit.components.v2 import manifest_scanner as scanner

            patch.setattr(scanner, "scan_component_manifests", cache(scanner.scan_component_manifests))
        yield


def pytest_collection_finish() -> None:
    """What is loaded stays to the end, and need not be looked through for garbage again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped data in the place of the data."""
    for path in parquet.data_dir().glob("*.parquet"):
        shutil.copy(path, tmp_path)
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    return tmp_path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--examples", type=int, help="at most so many examples of each test that has a list of them")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the further examples of each test, where that is asked, among those that marks leave in."""
    if most := config.getoption("--examples"):
        before: Counter[str] = Counter()
        for item in [*items]:
            name = item.nodeid.partition("[")[0]
            before[name] += 1
            if before[name] > most:
                items.remove(item)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `page_name` runs for every page on the menu; the tests of a page run one after the other."""
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", MENU, scope="module")


# --- the app ---


@dataclass
class Server:
    """A running app: where it answers and what it writes."""

    url: str
    log: Path

    def said(self, since: int = 0) -> str:
        """What the app wrote from a position in its log on."""
        return self.log.read_bytes()[since:].decode(errors="replace")

    def address(self, page_name: str, link: str = "") -> str:
        """The address of a page, with a choice in it ("gemeente=Utrecht")."""
        return f"{self.url}/{self.path(page_name)}{f'?{link}' if link else ''}"

    @staticmethod
    def path(page_name: str) -> str:
        """Where a page is below that."""
        return "" if page_name == MENU[0] else page_name


Process = subprocess.Popen[bytes] | forked.Fork


class Servers:
    """Starts apps and sees to it that each is stopped; loaded: the address of a process to fork them from."""

    def __init__(self, folder: Path, loaded: str = "") -> None:
        self.folder, self.loaded = folder, loaded
        self.started: list[tuple[Process, Server]] = []

    def start(self, script: str = "app.py", port: int = 0, project: Path = ROOT, **environment: str) -> Server:
        """A fresh app with the project's own settings; environment adds variables (KS_DATA_DIR).

        port: a free one where none is named; on that of an app of ours, that app ends first, as in a power cut. One of
        another project is never forked, as this one is loaded.
        """
        for process, server in self.started:
            if port and urlsplit(server.url).port == port:
                process.kill()
                process.wait()
        port = port or free_port()
        below = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        server = Server(f"http://localhost:{port}{below and f'/{below}'}", self.folder / f"app-{port}.log")
        arguments = ["run", script, "--server.port", str(port)]
        environment = {**_inherited(), **environment}
        with server.log.open("wb") as log:
            if self.loaded and project == ROOT:
                process: Process = forked.start(self.loaded, arguments, environment, server.log)
            else:
                process = subprocess.Popen(
                    [sys.executable, "-m", "streamlit", *arguments],
                    cwd=project,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        self.started.append((process, server))
        _await_health(process, server)
        return server

    def stop(self) -> None:
        for process, _ in self.started:
            process.terminate()
        for process, _ in self.started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.started.clear()


def _inherited() -> dict[str, str]:
    """The variables that an app gets of a test; which data it shows it is told."""
    return {name: value for name, value in os.environ.items() if name != "KS_DATA_DIR"}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _await_health(process: Process, server: Server, seconds: float = 180) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The app stopped at once:\n{server.said()}")
        try:
            with direct.open(f"{server.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The app was not healthy within {seconds:.0f} seconds:\n{server.said()}")


@contextmanager
def shared_server(folder: Path, **environment: str) -> Iterator[Server]:
    """An app that all workers of a run use."""

    def start() -> str:
        servers = Servers(folder)
        server = servers.start(**environment)
        return json.dumps({"process": servers.started[0][0].pid, "url": server.url, "log": str(server.log)})

    def stop(started: str) -> None:
        os.kill(json.loads(started)["process"], signal.SIGTERM)

    with run_once(folder, start, stop) as started:
        app = json.loads(started)
        yield Server(app["url"], Path(app["log"]))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app that tests share."""
    with shared_server(folder_of_the_run(tmp_path_factory) / "server") as server:
        yield server


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the process that tests fork a server from; "" where that cannot be."""
    if not forked.IS_POSSIBLE:
        yield ""
        return

    def start() -> str:
        address = Path(tempfile.mkdtemp()) / "socket"  # such an address may not be long
        process = forked.load(address, cwd=ROOT, environment=_inherited())
        return json.dumps({"process": process, "address": str(address)})

    def stop(started: str) -> None:
        os.kill(json.loads(started)["process"], signal.SIGTERM)
        shutil.rmtree(Path(json.loads(started)["address"]).parent)

    with run_once(folder_of_the_run(tmp_path_factory) / "loaded", start, stop) as started:
        yield json.loads(started)["address"]


@pytest.fixture
def start_server(tmp_path: Path, loaded: str) -> Iterator[Callable[..., Server]]:
    """Starts an app of the test's own, that nobody has visited yet."""
    yield from _started(Servers(tmp_path, loaded))


@pytest.fixture
def start_cold(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts an app of the test's own as an operator does, with nothing loaded."""
    yield from _started(Servers(tmp_path))


def _started(servers: Servers) -> Iterator[Callable[..., Server]]:
    try:
        yield servers.start
    finally:
        servers.stop()


@pytest.fixture
def login() -> Iterator[str]:
    """The secrets of an app with an OpenID Connect provider that knows three people; Anna may publish."""
    with warnings.catch_warnings(record=True):  # what the provider imports has warnings of its own
        import oidc_provider_mock

    people = [
        oidc_provider_mock.User(sub="anna", claims={"email": "anna@gemeente.nl", "email_verified": True}),
        oidc_provider_mock.User(sub="bas", claims={"email": "bas@gemeente.nl", "email_verified": True}),
        oidc_provider_mock.User(sub="nep", claims={"email": "anna@gemeente.nl", "email_verified": False}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as provider:
        yield f"""
            [auth]
            redirect_uri = "http://localhost:{{port}}/oauth2callback"
            cookie_secret = "kept by this test alone, and long enough"
            client_id = "kansrijke-start"
            client_secret = "any"
            server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
            [publishers]
            emails = ["Anna@Gemeente.nl"]
        """


# --- the browser ---


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; a test that needs it fails without it, it is never skipped."""
    if not programs.chromium():
        search = subprocess.run(
            [sys.executable, programs.__file__], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if search.returncode:
            pytest.fail(search.stderr.strip(), pytrace=False)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=programs.chromium(), args=CHROMIUM_OPTIONS)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that nobody used yet, so that no login stays behind; it asks no other computer."""

    def stay(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "localhost":
            route.continue_()
        else:
            route.abort()

    with browser.new_context(locale="en-US") as context:
        context.route("**/*", stay)
        yield context.new_page()


@dataclass
class Watch:
    """What goes wrong while a test looks at pages."""

    trouble: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.trouble.append(f"error in the page: {error}"))
        page.on("request", self._request)
        page.on("websocket", lambda socket: self._host(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" or "ecurity" in message.text:  # the policy of the page too
            self.trouble.append(f"console: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        self._host(request.url)

    def _host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "localhost":
            self.trouble.append(f"asked another host: {url}")


class Reader:
    """Opens pages as a reader does, in tabs of one browser, and keeps what goes wrong.

    The browser is American on purpose: what it shows must be Dutch all the same. A tab is wiped and used by the next
    test: a new one has to compile all of Streamlit's scripts again, which is more than half the work of a page.
    """

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(locale="en-US")
        self.wiped: list[Page] = []
        self.tabs: list[Page] = []
        self.used_once: list[Page] = []
        self.visited: dict[str, tuple[Server, int]] = {}
        self.watch = Watch()

    def open(
        self,
        server: Server,
        page_name: str,
        link: str = "",
        *,
        width: int = 1280,
        dark: bool = False,
        on_tab: Callable[[Page], object] | None = None,
    ) -> Page:
        """A page of a server, drawn; on_tab gets the tab before it opens, and such a tab is used once."""
        self.visited.setdefault(server.url, (server, server.log.stat().st_size))
        tab = self.wiped.pop() if self.wiped and not on_tab else self._new_tab()
        (self.used_once if on_tab else self.tabs).append(tab)
        tab.set_viewport_size({"width": width, "height": 720 if width > 600 else 844})
        tab.emulate_media(color_scheme="dark" if dark else "light", media="null", reduced_motion="reduce")
        if on_tab:
            on_tab(tab)
        tab.goto(server.address(page_name, link))
        await_ready(tab)
        return tab

    def _new_tab(self) -> Page:
        tab = self.context.new_page()
        self.watch.follow(tab)
        return tab

    def leave(self) -> list[str]:
        """Leaves the pages and says what went wrong in them or in the apps they showed."""
        for tab in self.used_once:
            tab.close()
        for tab in self.tabs:
            wipe(tab)
        self.wiped += [tab for tab in self.tabs if not tab.is_closed()]
        trouble = [*self.watch.trouble]
        for server, since in self.visited.values():
            written = server.said(since)
            if re.search(r"^Traceback|Uncaught app", written, re.MULTILINE):
                trouble.append(f"the app reports an error:\n{written}")
        self.watch.trouble.clear()
        self.tabs, self.used_once, self.visited = [], [], {}
        return trouble


def wipe(tab: Page) -> None:
    """Makes a tab as good as new: what it showed is gone, with its storage, and the pointer lies in a corner."""
    if not tab.is_closed():
        # A page of an error has no storage.
        tab.evaluate("() => { try { localStorage.clear(); sessionStorage.clear() } catch {} }")
        tab.goto("about:blank")
        tab.mouse.move(0, 0)


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Reader:
    """Someone with a browser; a test that uses it asks `leave` itself what went wrong."""
    return Reader(browser)


@pytest.fixture
def visit(reader: Reader) -> Iterator[Callable[..., Page]]:
    """Opens a page (see `Reader.open`).

    The test fails on any error in the console or in what the app writes, and on any request to another host.
    """
    yield reader.open
    trouble = reader.leave()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def ready() -> Callable[[Page], None]:
    """Waits until the app has answered and every chart in sight is drawn."""
    return await_ready


def await_ready(page: Page) -> None:
    page.evaluate(WATCH_CHANGES)
    # A first page of a full set, on a machine that does other work; to look at every frame would be part of that work.
    page.wait_for_function(READY, polling=100, timeout=120_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Shows with a failed test what its app wrote."""
    report = yield
    if report.failed and call.when == "call":
        for server in _servers_of(item):
            report.sections.append(("what the app wrote", server.said()[-4000:]))
    return report


def _servers_of(item: pytest.Item) -> list[Server]:
    arguments = getattr(item, "funcargs", {})
    starters = [getattr(arguments.get(name), "__self__", None) for name in ("start_server", "start_cold")]
    own = [server for starter in starters if isinstance(starter, Servers) for _, server in starter.started]
    return [*own, *([arguments["server"]] if "server" in arguments else [])]
