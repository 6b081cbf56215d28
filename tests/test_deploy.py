"""Several processes behind a proxy are one app, and the image holds all that it needs."""

import re
import shutil
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from websockets.sync.client import connect

from tests import programs, proxy
from tests.conftest import ROOT, Process, Server, await_ready, free_port
from tests.pages.roles import TRANCHES
from tests.pages.visitor import visitor

DEPLOY = ROOT / "deploy"
needs_nginx = pytest.mark.skipif(not programs.nginx(), reason="nginx is not on this machine")


@dataclass
class Site:
    """nginx with the project's own settings before two processes with one store."""

    url: str
    processes: list[Server]
    log: Path
    started: list[tuple[Process, Server]]

    def kill(self, address: str) -> None:
        """Ends the process at an address ("127.0.0.1:8501") as a machine would that loses its power."""
        for process, server in self.started:
            if urlsplit(server.url).port == urlsplit(f"//{address}").port:
                process.kill()
                process.wait(10)

    def processes_of(self, *starts: str) -> dict[str, set[str]]:
        """Which processes answered, by path, to the requests whose path starts with one of these."""
        answered: dict[str, set[str]] = defaultdict(set)
        for line in self.log.read_text().splitlines():
            _, process, status, _, _, path = line.replace('"', "").split(" ", 5)
            if path.startswith(starts) and status.startswith("2"):
                answered[path].add(process)
        return answered


@pytest.fixture
def site(start_server: Callable[..., Server], tmp_path: Path) -> Iterator[Site]:
    processes = [start_server(KS_RELEASES=str(tmp_path / "releases")) for _ in range(2)]
    port = free_port()
    with proxy.nginx(tmp_path, port, [urlsplit(process.url).port for process in processes]):
        yield Site(f"http://localhost:{port}", processes, tmp_path / "access.log", start_server.__self__.started)


@needs_nginx
def test_a_reader_stays_with_one_process_readers_are_spread_and_large_files_pass(site: Site) -> None:
    for reader in range(20):
        with httpx.Client(base_url=site.url, trust_env=False, timeout=30) as client:
            client.get("/")
            for again in range(3):
                client.get(f"/reader-{reader}-{again}")
    by_reader = [set.union(*site.processes_of(f"/reader-{reader}-").values()) for reader in range(20)]
    assert all(len(processes) == 1 for processes in by_reader) and len(set.union(*by_reader)) == 2
    large = httpx.put(f"{site.url}/_stcore/upload_file/a/b", content=bytes(2_000_000), trust_env=False, timeout=30)
    assert large.status_code != 413, "the proxy itself refuses a large file"


@needs_nginx
def test_a_reader_can_come_by_the_name_of_the_site(site: Site) -> None:
    with (
        closing(socket.create_connection(("localhost", urlsplit(site.url).port))) as wire,
        connect(
            "ws://cijfers.example/_stcore/stream", sock=wire, origin="http://cijfers.example", proxy=None
        ) as opened,
    ):
        assert opened.response and opened.response.status_code == 101


@needs_nginx
def test_what_is_published_in_one_process_readers_of_the_other_see_at_their_next_click(site: Site) -> None:
    here, there = site.processes
    with visitor(there, "releases") as reader:
        assert "Nieuwe bron" not in reader.said
        with visitor(here, "nieuw") as publisher:
            publisher.drop_and_try_to_publish()
            assert "Release 1 is gepubliceerd" in publisher.said
        reader.run()
        assert "Nieuwe bron" in reader.said
    for process in site.processes:
        assert httpx.get(f"{process.url}/gezond", trust_env=False).json()["release"]["nummer"] == 1


@needs_nginx
@pytest.mark.browser
def test_uploads_and_downloads_land_in_the_process_of_the_reader_and_another_takes_over_when_it_dies(
    site: Site, tab: Page
) -> None:
    tab.goto(f"{site.url}/nieuw")
    await_ready(tab)
    tab.get_by_text("Nieuwe cijfers aanleveren", exact=True).click()
    tab.locator("input[type=file]").set_input_files(
        {"name": "tranches.csv", "mimeType": "text/csv", "buffer": TRANCHES}
    )
    expect(tab.get_by_test_id("stMain")).to_contain_text("tranches.csv")
    tab.goto(f"{site.url}/releases")
    await_ready(tab)
    tab.goto(f"{site.url}/ontwikkeling")
    await_ready(tab)
    with tab.expect_download() as fetched:
        tab.get_by_role("button", name=re.compile("CSV")).first.click()
    assert fetched.value.path().read_bytes()
    own = site.processes_of("/_stcore/upload_file", "/media/")
    assert {path.split("/")[1] for path in own} == {"_stcore", "media"}
    (process,) = set.union(*own.values())

    site.kill(process)
    tab.reload()
    await_ready(tab)
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert httpx.get(f"{site.url}/gezond", trust_env=False, timeout=30).status_code == 200


def test_the_image_holds_all_that_the_app_needs(start_server: Callable[..., Server], tmp_path: Path) -> None:
    image = tmp_path / "image"
    for line in (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line and "requirements" not in line:
            *sources, place = line.split()[1:]
            for source in sources:
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, image / place, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    (image / place).mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, image / place)
    server = start_server(project=image, KS_RELEASES=str(tmp_path / "releases"))
    until = time.monotonic() + 60
    while (sent := httpx.get(f"{server.url}/gezond", trust_env=False, timeout=30)).status_code != 200:
        assert time.monotonic() < until, server.said()
        time.sleep(0.1)
    assert sent.json()["opslag"] == "bereikbaar"
    with visitor(server, "") as reader:
        assert "Haarlem" in reader.said


def test_nothing_that_the_image_holds_is_left_out_of_what_is_sent_to_docker() -> None:
    sent = {
        line[1:].removesuffix("/*.parquet")
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = [
        source
        for line in (DEPLOY / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    assert copied and set(copied) <= sent
    assert not [name for name in sent if "secrets" in name or "releases" in name]
