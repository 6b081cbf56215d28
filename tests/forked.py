"""Servers of a test's own that need not be loaded: one process has imported the app and made its first page, and each
server is a fork of it, with the folders, the environment and the log that its test names.

Run as a program it is that process, which listens on a socket; `start` is what tests ask of it.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path

IS_POSSIBLE = sys.platform == "linux"
"""Elsewhere a fork of a process with system libraries in it may stop at any moment."""
READY = b"loaded\n"
LOADED_BY_A_SERVER = (
    "pages.parts.health",
    "pages.parts.serving",
    "streamlit.web.bootstrap",
    "streamlit.web.cli",
    "streamlit.web.server.starlette.starlette_app",
    "streamlit.testing.v1",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)


class Fork:
    """A forked server, to end and to wait for as a `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._ended = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """0 when it has ended, however that went: only the process that forked it knows."""
        return 0 if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired("server", timeout or 0)
        return 0

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._ended, number)

    def _has_ended(self, seconds: float | None) -> bool:
        return bool(select.select([self._ended], [], [], seconds)[0])


def load(address: Path, cwd: Path, environment: Mapping[str, str]) -> int:
    """Starts the process that listens at an address, and waits until it has loaded; gives its number."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked", str(address)],
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    if process.stdout.readline() != READY:
        raise RuntimeError("The app could not be loaded to fork servers from it; why stands above.")
    return process.pid


def start(address: str, arguments: list[str], environment: Mapping[str, str], log: Path) -> Fork:
    """Streamlit with these arguments, forked by the process that listens at an address."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(address)
        request = {"arguments": arguments, "environment": dict(environment), "log": str(log)}
        asking.sendall(json.dumps(request).encode() + b"\n")
        return Fork(int(asking.makefile().readline()))


def _listen(address: str) -> None:
    """Forks a server for whoever asks; it is told the number of the process, which nobody has to wait for."""
    for name in LOADED_BY_A_SERVER:
        import_module(name)
    import_module("pages.parts.health")._first_page()
    gc.freeze()
    assert threading.active_count() == 1, "a thread is not forked, and a lock that it holds stays locked"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.buffer.write(READY)
        sys.stdout.flush()
        while True:
            asked, _ = listener.accept()
            with asked:
                request = json.loads(asked.makefile().readline())
                if pid := os.fork():
                    asked.sendall(f"{pid}\n".encode())
                    continue
            break  # this is the fork, which leaves the socket and the loop
    _serve(**request)


def _serve(arguments: list[str], environment: dict[str, str], log: str) -> None:
    """Becomes the server: nothing of what the process had is left but what it loaded and computed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["streamlit", *arguments]
    import_module("streamlit.web.cli").main(prog_name="streamlit")


if __name__ == "__main__":
    _listen(sys.argv[1])
