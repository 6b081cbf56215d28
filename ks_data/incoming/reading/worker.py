"""Reads files for `guard`, each in a process that ends with it and may use so much memory and time, no more.

Started as `python -m ks_data.incoming.reading.worker many`, or `one`. A byte on standard input announces a request; the
end of it ends all. The libraries are loaded once: for many files a copy of this process reads each, for one this
process itself, which then ends.
"""

import gc
import math
import os
import sys
import time
import traceback
from contextlib import suppress

import pandas as pd

from ks_data.catalogue import recognise
from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import tidy, transport
from ks_data.incoming.reading.mapping import ColumnMapping

if sys.platform != "win32":
    import resource
    import signal

SECONDS, MEMORY = 5, 2**30
"""What may be spent on a file before it is known to be one that can be read: all that is refused or asked about."""
MORE_SECONDS, MORE_MEMORY = 60, 3 * 2**30
"""What a table of a known layout may cost; a text of 200 MB takes half."""
ANSWERED, TOO_MUCH = 74, 75
"""The exit code of a process that gave its answer, and of one that ran out of memory and still knew it."""


def main(files: str) -> int:
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    recognise.region_codes(pd.Series(["Haarlem"]))  # loads the names
    gc.freeze()
    while os.read(0, 1):
        if files == "one":
            return _serve(answers)
        child = os.fork()
        if not child:
            code = 1
            try:
                code = _serve(answers)
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code != ANSWERED:
            return 128 - code if code < 0 else code
    return 0


def _serve(answers: int) -> int:
    """Answers one request; the exit code of the process that did."""
    with os.fdopen(0, "rb", closefd=False) as incoming:
        name, content, mapping = transport.receive_request(incoming)
    limit(SECONDS, MEMORY)
    try:
        answer = _answer(name, content, mapping)
        with os.fdopen(answers, "wb") as outgoing:
            transport.send_answer(outgoing, answer)
    except MemoryError:
        return TOO_MUCH
    return ANSWERED


def _answer(name: str, content: bytes, mapping: ColumnMapping | None) -> tidy.Reading | DataError | transport.Fault:
    try:
        file = tidy.recognised(name, content, mapping)
        del content
        limit(MORE_SECONDS, MORE_MEMORY)
        return tidy.tidied(file)
    except DataError as refusal:
        return refusal
    except MemoryError:
        raise
    except BaseException:  # a library in Rust panics with one that is no Exception
        return transport.Fault(traceback.format_exc())


def limit(seconds: int, memory: int) -> None:
    """Lets this process use so many more seconds of processor time and so many bytes, where the system can see to it.

    The bytes are those that it writes (RLIMIT_DATA): libraries and address space that is only set aside cost nothing.
    """
    if sys.platform == "win32":
        return
    for kind, most in (
        (resource.RLIMIT_CPU, seconds + math.ceil(time.process_time())),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, 2**20),  # it has nothing to write but its last words
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
