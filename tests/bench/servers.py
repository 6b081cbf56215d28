"""The servers that are measured, on free ports of this machine, and what they use. All stop with their `with` block."""

import os
import select
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests import proxy

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 180
READY_SECONDS = 600
_STREAM = b"GET /_stcore/stream"


class StreamlitServer:
    """A Streamlit server process for one script, with the project's own config."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port
        self.idle = 0.0
        """What it uses while nobody asks anything: CPU ms per second."""

    def cpu_ms(self) -> float:
        """CPU time of the process since its start, finished threads included (ms)."""
        try:
            return 1000 * time.clock_gettime((~self.process.pid << 3) | 2)  # Linux: the CPU clock of a process, in ns
        except (AttributeError, OSError):
            used = psutil.Process(self.process.pid).cpu_times()
            return 1000 * (used.user + used.system)

    def busy_ms(self, cpu_before: float, seconds: float) -> float:
        """CPU time (ms) used since `cpu_before`, `seconds` ago, less what the process uses when idle."""
        return max(0.0, self.cpu_ms() - cpu_before - self.idle * seconds)


class Site:
    """Several processes of the app behind nginx, measured as one server."""

    def __init__(self, processes: Sequence[StreamlitServer], port: int) -> None:
        self.processes = processes
        self.port = port

    def cpu_ms(self) -> float:
        """CPU time of the processes of the app since their start (ms)."""
        return sum(process.cpu_ms() for process in self.processes)


@contextmanager
def site(processes: int) -> Iterator[Site]:
    """So many processes of the app behind nginx, ready for readers, until the block ends."""
    with ExitStack() as running:
        apps = [running.enter_context(streamlit(ROOT / "app.py")) for _ in range(processes)]
        for app in apps:
            await_ready(app)
        folder = Path(running.enter_context(TemporaryDirectory()))
        port = free_port()
        running.enter_context(proxy.nginx(folder, port, [app.port for app in apps]))
        yield Site(apps, port)


def measure_idle(servers: list[StreamlitServer], seconds: float = 2.0) -> None:
    """Learns what the servers use when idle, so that `busy_ms` can leave it out."""
    before = [server.cpu_ms() for server in servers]
    time.sleep(seconds)
    for server, cpu in zip(servers, before, strict=True):
        server.idle = (server.cpu_ms() - cpu) / seconds


@contextmanager
def streamlit(script: Path, data: Path | None = None, kept: Path | None = None) -> Iterator[StreamlitServer]:
    """Runs a Streamlit script until the block ends, on another data folder or with other releases when given.

    Raises RuntimeError when it does not start.
    """
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        f"--server.port={port}",
        f"--server.address={HOST}",
    ]
    chosen = {"KS_DATA_DIR": data, "KS_RELEASES": kept}
    environment = {**os.environ, **{name: str(folder) for name, folder in chosen.items() if folder}}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(process, port, "_stcore/health", START_SECONDS)
        yield StreamlitServer(process, port)
    finally:
        _stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def await_ready(app: StreamlitServer) -> None:
    """Waits until the app says that it is ready for readers: hiding a large state takes longer than a reader waits.

    Raises RuntimeError when it does not.
    """
    _wait_for(app.process, app.port, "gezond", READY_SECONDS)


def _wait_for(process: subprocess.Popen[bytes], port: int, address: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/{address}", timeout=10) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Files(SimpleHTTPRequestHandler):
    """Serves files without a log; all but pages may be kept by the browser for good."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def end_headers(self) -> None:
        keep = "no-cache" if self.path.endswith(".html") else "public, max-age=31536000, immutable"
        self.send_header("Cache-Control", keep)
        super().end_headers()


@contextmanager
def static_files(folder: Path) -> Iterator[int]:
    """Serves a folder over HTTP until the block ends; gives the port."""
    server = ThreadingHTTPServer((HOST, 0), partial(_Files, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class CountingProxy:
    """Passes TCP connections on to a port and counts what the websocket among them brings back."""

    def __init__(self, target: int) -> None:
        self.websocket_bytes = 0
        """Bytes from the server as they go over the wire, after compression, with the frames' own headers."""
        self._target = target
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                reader, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(reader,), daemon=True).start()

    def _pass_on(self, reader: socket.socket) -> None:
        with reader, socket.create_connection((HOST, self._target)) as server:
            is_stream = False
            while True:
                for ready in select.select([reader, server], [], [])[0]:
                    try:
                        chunk = ready.recv(65536)
                        (server if ready is reader else reader).sendall(chunk)
                    except OSError:
                        return
                    if not chunk:
                        return
                    if ready is reader:
                        is_stream = is_stream or chunk.startswith(_STREAM)
                    elif is_stream:
                        self.websocket_bytes += len(chunk)


@contextmanager
def counting_proxy(target: int) -> Iterator[CountingProxy]:
    """A CountingProxy until the block ends."""
    proxy = CountingProxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
