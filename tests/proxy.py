"""nginx with the project's own settings before processes of the app, as an operator would run them."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests import programs

SETTINGS = Path(__file__).parents[1] / "deploy/nginx.conf"
START_SECONDS = 60


@contextmanager
def nginx(folder: Path, port: int, processes: Sequence[int]) -> Iterator["subprocess.Popen[bytes]"]:
    """nginx on a port of this machine until the block ends; processes: the ports of the app behind it.

    Its log of requests is `access.log` in the folder. Raises RuntimeError when it does not start.
    """
    program = programs.nginx()
    assert program, "nginx is not on this machine"
    settings = SETTINGS.read_text(encoding="utf-8")
    declared = re.findall(r"^ *server app-\d+:8501 (.*)$", settings, re.MULTILINE)
    servers = "\n".join(f"server 127.0.0.1:{process} {declared[0]}" for process in processes)
    settings = re.sub(r"(^ *server app-\d+:8501 .*\n)+", f"{servers}\n", settings, flags=re.MULTILINE)
    settings = settings.replace("listen 8080;", f"listen {port};").replace("/dev/stdout", f"{folder}/access.log")
    settings = re.sub(r"/tmp/(?=\w+( |;|$))", f"{folder}/", settings).replace("/tmp/nginx.pid", f"{folder}/pid")
    file = folder / "nginx.conf"
    file.write_text(settings, encoding="utf-8")
    running = subprocess.Popen([program, "-c", str(file), "-p", str(folder), "-g", "daemon off;"])
    try:
        _await(running, port)
        yield running
    finally:
        running.terminate()
        running.wait(10)


def _await(running: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx did not start; why stands above")
