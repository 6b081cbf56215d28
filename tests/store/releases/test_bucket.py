"""Does a bucket keep releases as a folder does, also when it is gone?"""

import http.client
import http.server
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread

import numpy as np
import pytest

from ks_data.catalogue.errors import DataError
from ks_data.store import blobs, earlier, releases
from ks_data.store.releases import log
from tests.store.releases.processes import in_fresh_process, run_at_once
from tests.store.releases.publishing import (
    active_tranches,
    forget_what_was_read,
    numbers,
    publish,
    restore,
    tranches,
)

BUCKET = {
    "AWS_ALLOW_HTTP": "true",
    "AWS_ACCESS_KEY_ID": "een",
    "AWS_SECRET_ACCESS_KEY": "twee",
    "AWS_REGION": "eu-west-1",
    "KS_RELEASES": "s3://bucket/cijfers/releases",
}


@pytest.fixture
def bucket(monkeypatch) -> Iterator[subprocess.Popen[bytes]]:
    """A store that speaks S3 on this machine, with KS_RELEASES in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port)
                connection.request("PUT", "/bucket")
                assert connection.getresponse().status == 200
                break
            except ConnectionError:
                time.sleep(0.1)
        for name, value in BUCKET.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        forget_what_was_read()
        yield server
    finally:
        server.kill()
        server.wait()


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def two_publish_ten() -> list[list[int]]:
    def ten(process: int) -> list[int]:
        return [
            publish(tranches(GM0392=f"{process}/{turn}"), content=f"{process}/{turn}".encode()).number
            for turn in range(10)
        ]

    return run_at_once([lambda: ten(1), lambda: ten(2)])


def within_seconds(happens: Callable[[], bool]) -> bool:
    """Whether something happens within the second or so that a bucket may lag behind."""
    return any(happens() or time.sleep(0.2) for _ in range(20))


@pytest.mark.slow
def test_in_a_bucket_two_processes_see_each_other_and_lose_nothing(bucket):
    assert releases.history() == () and releases.remembered("a") is None
    publish(tranches(GM0363="4"), content=b"eerste")
    before = releases.version()
    acknowledged = in_fresh_process(two_publish_ten)
    assert sorted(itertools.chain(*acknowledged)) == list(range(2, 22))
    assert within_seconds(lambda: releases.version() != before)
    assert within_seconds(lambda: numbers(releases.history()) == list(range(21, 0, -1)))
    last = releases.history()[0]
    assert active_tranches() == {"GM0363": "4", "GM0392": releases.file(last).decode()}
    releases.remember("a", [1])
    restore(1)
    assert active_tranches() == {"GM0363": "4"} and releases.remembered("a") == [1]
    forget_what_was_read()
    assert numbers(releases.active()) == [1] and len(releases.history()) == 22


@pytest.mark.slow
def test_in_a_bucket_what_readers_saw_is_recorded_for_all_processes(bucket):
    earlier.write("sleutel", (seen := earlier.Seen(3, "", np.array([160], np.uint8), np.array([0], np.uint8), True)))
    assert earlier.read("sleutel") == seen and earlier.read("andere") is None
    stored = log.release_log().blobs
    stored.write("_seen/andere", stored.read("_seen/sleutel"))
    assert earlier.read("andere") is None and stored.names("_seen") == ["andere", "sleutel"]


@pytest.mark.slow
def test_a_bucket_that_is_gone_leaves_the_last_good_state_and_refuses_to_publish(bucket, impatient):
    publish(tranches(GM0392="1"))
    assert active_tranches() == {"GM0392": "1"}
    bucket.kill()
    bucket.wait()
    assert active_tranches() == {"GM0392": "1"}
    assert within_seconds(lambda: "niet bereikbaar" in releases.problem()) and "s3://bucket" in releases.problem()

    def refused() -> None:
        with pytest.raises(DataError, match="niet bereikbaar"):
            publish(tranches(GM0392="2"))

    assert seconds(refused) > 10 * seconds(active_tranches), "readers wait for a network that is gone"
    assert active_tranches() == {"GM0392": "1"}
    forget_what_was_read()
    assert active_tranches() == {} and releases.history() == () and "niet bereikbaar" in releases.problem()


@pytest.fixture
def silent_bucket(monkeypatch) -> Iterator[list[socket.socket]]:
    """A bucket that takes every question and never answers; gives the questions it got."""
    questions: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:

        def take() -> None:
            with suppress(OSError):  # until it is closed
                while True:
                    questions.append(server.accept()[0])

        Thread(target=take, daemon=True).start()
        for name, value in BUCKET.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setattr(blobs, "BUCKET_SECONDS", dict.fromkeys(blobs.BUCKET_SECONDS, 1))
        monkeypatch.setattr(blobs, "BUCKET_RETRIES", 0)
        forget_what_was_read()
        yield questions


@pytest.mark.slow
def test_nobody_waits_twice_for_a_bucket_that_does_not_answer(silent_bucket, impatient):
    first = seconds(releases.history)
    assert silent_bucket and "niet bereikbaar" in releases.problem()
    later = [seconds(releases.history) for _ in range(100)]
    assert first > 10 * max(later), "readers wait for a bucket that hangs"


class Refusing(http.server.BaseHTTPRequestHandler):
    """Answers every question with 403, as a bucket does to who has another key."""

    def do_GET(self) -> None:
        answer = b"<Error><Code>InvalidAccessKeyId</Code></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.mark.slow
def test_a_bucket_that_refuses_the_key_says_so(monkeypatch):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for name, value in {**BUCKET, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}"}.items():
            monkeypatch.setenv(name, value)
        forget_what_was_read()
        assert active_tranches() == {} and "weigert de sleutel" in releases.problem()
        server.shutdown()
