"""What the workers of one run share: a folder that the first makes, and something that runs until the last has left."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers see, or that of the only process."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """No other worker is in here with this lock."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, whole: whoever asks first makes it."""
    with alone(folder.with_suffix(".lock")):
        if not folder.exists():
            half = folder.with_suffix(".half")
            make(half)
            half.rename(folder)
    return folder


@contextmanager
def run_once(folder: Path, start: Callable[[], str], stop: Callable[[str], object]) -> Iterator[str]:
    """What start says of something that runs: whoever comes first starts it, and whoever leaves last stops it."""
    folder.mkdir(exist_ok=True)
    running, lock = folder / "running", folder / "lock"
    with (folder / "in_use").open("w") as in_use:
        with alone(lock):
            fcntl.flock(in_use, fcntl.LOCK_SH)
            if not running.exists():
                running.write_text(start(), encoding="utf-8")
        try:
            yield running.read_text(encoding="utf-8")
        finally:
            with alone(lock):
                if _is_last(in_use.fileno()):
                    stop(running.read_text(encoding="utf-8"))
                    running.unlink()


def _is_last(in_use: int) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(in_use, fcntl.LOCK_UN)
        return False
    return True
