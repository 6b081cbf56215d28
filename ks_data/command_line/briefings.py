"""The command that writes briefings: slides and PDFs of one municipality, of some, or of all.

It is the one place in ks_data that knows who draws, and only when it is asked to: the files are those of the pages.
"""

import argparse
import os
import sys
import threading
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryFile

from ks_data import store
from ks_data.answers import Choice, figures
from ks_data.catalogue import periods, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.named import region_code
from ks_data.language import disks, dutch

PROCESSES = 2
LOG = "briefing-fouten.log"
UNFINISHED = ".deel"
"""What is behind the name of a file that is being written."""
BAR = 40
"""The width of the progress bar, in signs."""
FORMS = ("pptx", "pdf")


@dataclass(frozen=True, slots=True)
class Task:
    """One municipality: what to write of it, and where. address: of the app, for the link; may be empty."""

    choice: Choice
    forms: tuple[str, ...]
    folder: Path
    address: str


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    briefing = commands.add_parser("briefing", help="schrijft dia's en PDF's van gemeenten")
    briefing.add_argument("regions", nargs="*", metavar="GEMEENTE", help="naam of code: Haarlem of GM0392")
    briefing.add_argument("--all", action="store_true", help="alle gemeenten")
    briefing.add_argument("--pptx", action="store_true", help="dia's (PowerPoint)")
    briefing.add_argument("--pdf", action="store_true", help="een PDF; zonder --pptx en --pdf allebei")
    briefing.add_argument("-o", "--output", type=Path, default=Path(), help="de map; anders deze")
    briefing.add_argument("--with", dest="other", default=regions.COUNTRY, help="naam of code van het andere gebied")
    briefing.add_argument("--years", default="", help="de jaren (2014-2019); anders die waarmee de app begint")
    briefing.add_argument("--address", default="", help="het adres van de app, voor de link in het bestand")
    briefing.set_defaults(run=_briefing, wrong_usage=briefing.error)


def _briefing(options: argparse.Namespace) -> None:
    if bool(options.regions) == options.all:
        options.wrong_usage("noem een of meer gemeenten, of --all")
    if options.years and not periods.is_period(options.years):
        options.wrong_usage(f"‘{options.years}’ zijn geen jaren (2014-2019)")
    asked = regions.municipalities()["code"] if options.all else map(region_code, options.regions)
    codes = list(dict.fromkeys(asked))
    if wrong := [code for code in codes if regions.level(code) != "gemeente"]:
        raise DataError(f"{regions.name(wrong[0])} is geen gemeente.")
    years = periods.years_of(options.years) if options.years else figures.usual_span(store.current())
    forms = tuple(form for form in FORMS if getattr(options, form)) or FORMS
    other = region_code(options.other)
    folder = _folder(options.output)
    tasks = [Task(Choice(code, other, years[0], years[-1]), forms, folder, options.address) for code in codes]
    _report(_written(tasks), tasks, folder)


def _folder(path: Path) -> Path:
    """The folder, in which something can be written: a log too, when files cannot."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise DataError(f"In de map {path} is niets te schrijven: {disks.refusal(error)}.") from None
    return path


def _written(tasks: Sequence[Task]) -> Iterable[str]:
    """Of each task in order what went wrong, or ""; a few in this process, many in two."""
    if len(tasks) < 2 * PROCESSES:
        yield from map(write, tasks)
        return
    pool: AbstractContextManager[Executor] = ProcessPoolExecutor(
        PROCESSES, get_context("spawn"), initializer=_end_with_the_command
    )
    with pool as executor:
        yield from executor.map(write, tasks)


def _end_with_the_command() -> None:
    """Ends this process when the command is gone, however it ended: it would wait for a next task for ever."""

    def wait() -> None:
        if command := parent_process():
            command.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def write(task: Task) -> str:
    """Writes the files of one municipality; gives what went wrong, so that it does not keep the others back."""
    try:
        from pages.outputs import files

        data = store.current()
        for form in files.FORMS:
            if form in task.forms:
                name = files.file_name(data.mark, task.choice, form)
                _write(task.folder / name, files.made(data, task.choice, form, task.address))
    except DataError as error:
        return str(error)
    except OSError as error:
        return f"niet te schrijven: {disks.refusal(error)}"
    except Exception:
        return traceback.format_exc()
    return ""


def _write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, so that one that is broken off looks like none."""
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _report(outcomes: Iterable[str], tasks: Sequence[Task], folder: Path) -> None:
    """Shows how far it is; what went wrong stands in a log, and then the command ends with 1."""
    faults = []
    for number, (task, fault) in enumerate(zip(tasks, outcomes, strict=True), 1):
        _show_progress(number, len(tasks))
        faults += [f"{task.choice.region} {task.choice.name}: {fault}\n"] if fault else []
    log = folder / LOG
    log.unlink(missing_ok=True)
    print(f"Gemaakt in {folder}: {dutch.plural(len(tasks) - len(faults), 'gemeente', 'gemeenten')}.")
    if faults:
        log.write_text("".join(faults), encoding="utf-8")
        raise DataError(f"Bij {dutch.plural(len(faults), 'gemeente', 'gemeenten')} ging het mis; zie {log}.")


def _show_progress(number: int, total: int) -> None:
    if sys.stderr.isatty() and total > 1:
        full = BAR * number // total
        end = "\n" if number == total else ""
        print(f"\r{'█' * full}{'·' * (BAR - full)} {number} van {total}", end=end, file=sys.stderr, flush=True)
