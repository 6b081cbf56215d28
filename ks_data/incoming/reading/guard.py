"""Reads a dropped workbook or zip in another process, so that no file can take the app's memory, time or life.

That process (`worker`) is handed the bytes and nothing else: not the environment, which may hold secrets, no folder.
One stands ready with its libraries loaded, so that reading begins at once.
"""

import atexit
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ks_data.catalogue.errors import DataError, unforeseen
from ks_data.incoming.reading import tidy, transport
from ks_data.incoming.reading.limits import NARROW
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.tidy import Reading
from ks_data.incoming.reading.workbook import OLD_EXCEL, ZIP

Pulse = Callable[[str], object]

APART = (ZIP, OLD_EXCEL)
"""How files start that are read in the other process. Plain text holds no more than it is, and sending a million rows
to and fro takes 0.3 s; only a wide one (see `NARROW`) goes there too."""
AT_ONCE = 2
"""So many files are read at a time: each may take gigabytes; others wait for their turn."""
COPIES = sys.platform == "linux"
"""Whether a process may copy itself for each file; macOS has libraries that do not stand it, Windows has no copies."""
WORKER = ("-m", "ks_data.incoming.reading.worker")
"""What Python runs in the other process."""
LONGEST = 180.0
"""Seconds on the clock after which reading is given up, on any system; far more than its processor time."""
BEAT = 0.25
"""Seconds between two calls of a pulse: soon enough for who presses stop."""
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""All that the other process is told of the environment: what Python itself may need."""
_SPARING = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": "1"}
"""No memory set aside before it is needed, and on a machine of many processors no stack for a thread on each."""
_ROOT = Path(__file__).resolve().parents[3]
_log = logging.getLogger("ks_data")


class _Worker:
    """A process that waits for a file, and what it writes when something goes wrong."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | _SPARING
        self.trouble = tempfile.TemporaryFile()  # noqa: SIM115  # closed in `end`
        self.process = subprocess.Popen(
            [sys.executable, *WORKER, "many" if COPIES else "one"],
            cwd=_ROOT,
            env={**environment, "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.trouble,
            pipesize=2**20,  # a file of 100 MB goes through in fewer turns
            start_new_session=True,  # Ctrl+C is for the app, which ends the other itself
        )
        assert self.process.stdin and self.process.stdout
        self.stdin, self.stdout = self.process.stdin, self.process.stdout

    @property
    def ready(self) -> bool:
        return self.process.poll() is None

    def ask(self, name: str, content: bytes, mapping: ColumnMapping | None) -> Reading | DataError | transport.Fault:
        """Raises EOFError or OSError when the process ends before it has answered."""
        self.stdin.write(b".")
        transport.send_request(self.stdin, name, content, mapping)
        return transport.receive_answer(self.stdout)

    def end(self, patience: float = 0) -> str:
        """Ends the process and its copy; how it came to its end, for the log. patience: seconds it may take itself."""
        if self.trouble.closed:
            return "ended before"
        with suppress(OSError):
            self.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        if sys.platform == "win32":
            self.process.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.stdout.close()
        with self.trouble as trouble:
            trouble.seek(0)
            return f"exit {self.process.returncode}, {trouble.read(2000).decode(errors='replace')!r}"


_turns = threading.BoundedSemaphore(AT_ONCE)
_spare_lock = threading.Lock()
_spare: _Worker | None = None
_stands_ready = False


def ready() -> None:
    """Sees to it that from now on a process always stands ready; costs nothing when it does."""
    global _stands_ready
    _stands_ready = True
    with suppress(OSError):  # on a machine without room for one, reading a file will tell
        _prepare()


def read(name: str, content: bytes, mapping: ColumnMapping | None = None, pulse: Pulse | None = None) -> Reading:
    """What a dropped file says: CSV in any dialect, Excel, or a zip with a CSV; all layouts in `layouts`.

    A mapping says by hand what the columns are. pulse: called a few times a second with how it goes, in Dutch; when it
    raises, reading ends at once. Raises DataError in plain Dutch (what, where, what to do) for all that cannot be read,
    and Unrecognised when it is a table of an unknown layout.
    """
    if not content.startswith(APART):
        with suppress(tidy.Wide):
            return _read_here(name, content, mapping)
    try:
        with _turn(pulse or _no_pulse):
            answer = _answer(name, content, mapping, pulse or _no_pulse)
    except OSError as error:  # no process could be started
        raise unforeseen(f"het lezen van {name}", error) from error
    if isinstance(answer, transport.Fault):
        raise unforeseen(f"het lezen van {name}", answer)
    if isinstance(answer, DataError):
        raise answer
    return answer


def _read_here(name: str, content: bytes, mapping: ColumnMapping | None) -> Reading:
    try:
        return tidy.read(name, content, mapping, NARROW)
    except (DataError, tidy.Wide):
        raise
    except Exception as error:
        raise unforeseen(f"het lezen van {name}", error) from error


def _no_pulse(_: str) -> None:
    pass


@contextmanager
def _turn(pulse: Pulse) -> Iterator[None]:
    """Waits until fewer than AT_ONCE files are being read."""
    while not _turns.acquire(timeout=BEAT):
        pulse("Er worden nog andere bestanden gelezen. Het uwe komt daarna.")
    try:
        yield
    finally:
        _turns.release()


def _answer(
    name: str, content: bytes, mapping: ColumnMapping | None, pulse: Pulse
) -> Reading | DataError | transport.Fault:
    """What another process says of a file, or why it could not."""
    worker = _available_worker()
    with ThreadPoolExecutor(1) as beside:
        answering = beside.submit(worker.ask, name, content, mapping)
        try:
            _await(answering, pulse)
        except TimeoutError:
            worker.end()  # which the other thread then notices
        except BaseException:  # who waits has stopped
            worker.end()
            _give_back(worker)
            raise
    try:
        answer = answering.result()
    except (EOFError, OSError):
        _log.warning("reading a file of %d bytes came to an end: %s", len(content), worker.end(patience=5))
        answer = _too_much(name)
    except Exception as error:  # no answer that the worker of this app gives
        answer = transport.Fault(f"{error!r}; {worker.end()}")
    _give_back(worker)
    return answer


def _await(answering: Future[Any], pulse: Pulse) -> None:
    """Waits for the answer with a beat; raises what the pulse raises, and TimeoutError after LONGEST seconds."""
    started = time.monotonic()
    while wait([answering], BEAT).not_done:
        seconds = time.monotonic() - started
        if seconds > LONGEST:
            raise TimeoutError
        pulse(f"{seconds:.0f} seconden bezig. Duurt het te lang? Haal het bestand dan weg.")


def _too_much(name: str) -> DataError:
    return DataError(
        f"{name} is te groot of te ingewikkeld: lezen kost meer geheugen of rekentijd dan de app daarvoor heeft. "
        "Splits het bestand, of bewaar alleen de tabel als CSV, en probeer het opnieuw."
    )


# --- the one that stands ready ---


def _available_worker() -> _Worker:
    """The process that stands ready, or a new one."""
    global _spare
    with _spare_lock:
        worker, _spare = _spare, None
    if worker and not worker.ready:
        worker.end()
        worker = None
    return worker or _Worker()


def _give_back(worker: _Worker) -> None:
    """Keeps a process for the next file when it can read more and none stands ready; ends it otherwise."""
    global _spare
    with _spare_lock:
        if COPIES and _spare is None and worker.ready:
            _spare = worker
            return
    worker.end()
    if _stands_ready:
        _prepare()


def _prepare() -> None:
    global _spare
    with _spare_lock:
        if _spare is None or not _spare.ready:
            _spare = _Worker()


@atexit.register
def _end() -> None:
    global _spare
    with _spare_lock:
        worker, _spare = _spare, None
    if worker:
        worker.end(patience=1)
