"""Runs what a test does in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from ks_data.store.blobs import BlobStore

ROOT = Path(__file__).parents[3]
CALL = """
import importlib, json, sys
import deltalake
module, function, arguments = sys.argv[1:]
print(json.dumps(getattr(importlib.import_module(module), function)(*json.loads(arguments))))
"""


def run_at_once(works: list[Callable[[], object]]) -> list[Any]:
    """Runs each in a process of its own, started together; what they return, as JSON.

    Forked, so that what takes long to import is imported once; only for a process that has not used Delta Lake yet.
    """
    start, go = os.pipe()
    pipes = []
    for work in works:
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(go)
            os.read(start, 1)
            with os.fdopen(writing, "w") as answer:
                json.dump(work(), answer)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    os.close(go)
    answers = [json.load(os.fdopen(reading)) for reading in pipes]
    for _ in works:
        os.wait()
    os.close(start)
    return answers


def use_folder(folder: str, lock: bool = True) -> None:
    """Points this process at a folder; without the lock of the folder only Delta Lake stands between writers."""
    os.environ["KS_RELEASES"] = folder
    if not lock:
        BlobStore.writer_lock = lambda self: nullcontext()


def in_fresh_process(function: Callable[..., object], *arguments: object) -> Any:
    """What a function at the top of a module returns, called in a fresh process; its arguments and result are JSON."""
    done = subprocess.run(
        [sys.executable, "-c", CALL, function.__module__, function.__name__, json.dumps(arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
