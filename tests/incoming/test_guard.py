"""A dropped file is read in another process: whatever it does there, the app lives on and says so in plain Dutch."""

import dataclasses
import io
import logging
import os
import resource
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import xlwt

from ks_data import DataError
from ks_data.__main__ import main
from ks_data.incoming.reading import ColumnMapping, Unrecognised, guard, read, tidy
from ks_data.incoming.reading.workbook_size import PartExtent
from tests.incoming.files import SAMPLES, workbook, zipped

ROOT = Path(__file__).parents[2]
ORDINARY = workbook([["Gemeente", "Onderwerp", 2018, 2019], ["Haarlem", "Big 2", 147.5, "."]])
ZIP = b"PK\x03\x04"
TOO_MUCH = "te groot of te ingewikkeld"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No process of another test is there, and none stays."""
    guard._end()
    yield
    guard._end()


def refused(content: bytes, name: str = "boek.xlsx") -> str:
    with pytest.raises(DataError) as error:
        read(name, content)
    return str(error.value)


def reads_on() -> None:
    """The next ordinary file is read right."""
    rows = read("gewoon.xlsx", ORDINARY).rows
    assert rows["value"].iloc[0] == 147.5 and rows["status"].tolist() == ["", "ontbreekt"]


# --- what is in a workbook is counted before it is read ---


def xlsx(rows: str, targets: tuple[str, ...] = ("worksheets/sheet1.xml",), ids: tuple[str, ...] = ()) -> bytes:
    """A workbook of one part with these rows, shown as a tab for each target, or for each id of a relation."""
    ids = ids or tuple(f"rId{number}" for number in range(len(targets)))
    tabs = "".join(f'<sheet name="B{number}" sheetId="{number + 1}" r:id="{id}"/>' for number, id in enumerate(ids))
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        for number, target in enumerate(targets)
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets></workbook>'
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return stream.getvalue()


def old_workbook_of_one_tab_shown_often(times: int) -> bytes:
    """An .xls in which every tab starts at the same byte."""
    book = xlwt.Workbook()
    for number in range(times):
        sheet = book.add_sheet(f"B{number:03}")
        sheet.write(0, 0, "Gemeente")
        sheet.write(0, 1, 2018)
    stream = io.BytesIO()
    book.save(stream)
    content = bytearray(stream.getvalue())
    places = [
        start
        for start in range(len(content) - 20)
        if content[start : start + 2] == b"\x85\x00"
        and content[start + 12 : start + 14] == b"B0"  # BOUNDSHEET of "B0.."
    ]
    assert len(places) == times
    for start in places:
        content[start + 4 : start + 8] = content[places[0] + 4 : places[0] + 8]
    return bytes(content)


UNPLACED = '<row r="1000000">' + "<c><v>1</v></c>" * 1_900 + "</row>"
SCATTERED = '<row r="1"><c r="A1"><v>1</v></c></row><row r="49000"><c r="GR49000"><v>1</v></c></row>'
TWO = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
BAD = {
    "cells that do not say where they stand, far down": (xlsx(UNPLACED), "loopt tot rij 1.000.000 en kolom 1.900"),
    "the same, as nobody writes it": (xlsx(UNPLACED.replace(' r="', "\tr = '").replace('">', "'>")), "kolom 1.900"),
    "a few cells far apart": (xlsx(SCATTERED), "maar 2 cellen gevuld, maar het loopt tot rij 49.000 en kolom 200"),
    "one part as sixty tabs": (xlsx(TWO, targets=("worksheets/sheet1.xml",) * 60), "worksheets/sheet1.xml 60 keer"),
    "one relation as sixty tabs": (xlsx(TWO, ids=("rId0",) * 60), "noemt hetzelfde blad 60 keer"),
    "an old workbook of one tab shown often": (old_workbook_of_one_tab_shown_often(50), "hetzelfde blad 50 keer"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", BAD)
def test_a_workbook_that_asks_for_more_than_it_holds_is_refused_for_what_it_is(case: str) -> None:
    content, reason = BAD[case]
    assert reason in refused(content)
    reads_on()


@pytest.mark.slow
def test_tags_are_counted_right_wherever_a_piece_of_the_workbook_ends() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"/><c r="C%d"/></row>' % (row, row, row) for row in range(1, 40))
    for size in (7, 20, 33, 5_000):
        extent = PartExtent()
        for start in range(0, len(rows), size):
            extent.add(rows[start : start + size])
        extent.add(b"")
        assert (extent.rows, extent.columns, extent.cells) == (39, 3, 78)


@pytest.mark.slow
def test_a_wide_and_sparse_table_of_ordinary_size_is_read() -> None:
    rows = [["Gemeente", "Onderwerp", *range(2000, 2020)], *[["Haarlem", "Big 2"] + [None] * 19 + [1.5]] * 200]
    assert len(read("leeg.xlsx", workbook(rows)).rows) == 4000


@pytest.mark.slow
def test_the_command_line_refuses_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "boek.xlsx"
    path.write_bytes(BAD["one part as sixty tabs"][0])
    assert main(["check", str(path)]) == 1
    assert "60 keer" in capsys.readouterr().err


# --- what goes to and fro ---


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_read_apart_is_what_is_read_here(name: str) -> None:
    apart, inside = read(name, SAMPLES[name]), tidy.read(name, SAMPLES[name])
    pd.testing.assert_frame_equal(apart.rows, inside.rows)
    assert dataclasses.replace(apart, rows=None) == dataclasses.replace(inside, rows=None)


@pytest.mark.slow
def test_an_unknown_layout_comes_back_with_its_table_and_is_read_with_a_mapping() -> None:
    content = zipped({"a.csv": b"Waar;Wanneer;Cijfer\nHaarlm;in 2019;1,5\n"})
    unknown = []
    for way in (read, tidy.read):
        with pytest.raises(Unrecognised) as error:
            way("a.csv", content)
        unknown.append(error.value)
    apart, inside = unknown
    pd.testing.assert_frame_equal(apart.sheet.grid, inside.sheet.grid)
    assert (str(apart), apart.sheet.columns, apart.sheet.signature) == (
        str(inside),
        inside.sheet.columns,
        inside.sheet.signature,
    )
    mapping = ColumnMapping(("Cijfer",), region="Waar", period="Wanneer")
    assert read("a.csv", content, mapping).rows["value"].tolist() == [1.5]


# --- whatever happens in the other process ---


@pytest.fixture
def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes the other process run some code in the place of reading a file called slecht.csv."""

    def does(code: str) -> None:
        script = tmp_path / "worker.py"
        script.write_text(
            "import os, sys, time\nfrom ks_data import DataError\nfrom ks_data.incoming.reading import tidy, worker\n"
            "worker.SECONDS = 1\nread = tidy.recognised\n"
            f"def recognised(name, content, mapping):\n    if name == 'slecht.csv':\n        {code}\n"
            "    return read(name, content, mapping)\n"
            "tidy.recognised = recognised\nsys.exit(worker.main(sys.argv[1]))\n"
        )
        monkeypatch.setattr(guard, "WORKER", (str(script),))

    return does


DEATHS = {
    "asks for all memory": "bytearray(2**37)",
    "takes memory bit by bit": "held = [b'x' * 2**20 * (at + 1) for at in range(10**6)]",
    "never ends": "while True: pass",
    "aborts": "os.abort()",
    "is killed": "os.kill(os.getpid(), 9)",
    "ends without an answer": "os._exit(0)",
}


@pytest.mark.slow
@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("case", DEATHS)
def test_a_process_that_dies_over_a_file_is_a_sentence_and_the_next_file_is_read(
    case: str, copies: bool, instead, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if copies and not guard.COPIES:
        pytest.skip("processes are not copied on this system")
    monkeypatch.setattr(guard, "COPIES", copies)
    instead(DEATHS[case])
    refusal = refused(ZIP, "slecht.csv")
    assert TOO_MUCH in refusal and "Splits het bestand" in refusal
    assert "came to an end" in caplog.text
    reads_on()


@pytest.mark.slow
def test_what_a_file_may_cost_is_limited(instead) -> None:
    instead("while True: pass")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    refused(ZIP, "slecht.csv")
    guard._end()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = sum(getattr(after, kind) - getattr(before, kind) for kind in ("ru_utime", "ru_stime"))
    assert spent < 1 + 2 + 5  # the limit in this test, the second in which it is noticed, and loading the libraries


@pytest.mark.slow
def test_what_nobody_foresaw_is_a_number_in_the_log(instead, caplog: pytest.LogCaptureFixture) -> None:
    instead("{}['Identifier']")
    with caplog.at_level(logging.ERROR, "ks_data"):
        refusal = refused(ZIP, "slecht.csv")
    number = refusal.partition("noem nummer ")[2].split()[0]
    assert "bij het lezen van slecht.csv" in refusal and "Identifier" not in refusal
    assert number in caplog.text and "KeyError: 'Identifier'" in caplog.text
    reads_on()


@pytest.mark.slow
def test_what_a_library_prints_is_no_answer(instead) -> None:
    instead("print('x' * 10_000); raise DataError('gewoon geweigerd')")
    assert refused(ZIP, "slecht.csv") == "gewoon geweigerd"


@pytest.mark.slow
def test_an_answer_that_makes_no_sense_is_a_fault(instead, caplog: pytest.LogCaptureFixture) -> None:
    head = b'{"reading": {"name": 1}}'
    instead(f"os.write(3, {struct.pack('!QQ', len(head), 4) + head + b'oeps'!r}); os._exit(0)")
    assert "noem nummer" in refused(ZIP, "slecht.csv")
    reads_on()


@pytest.mark.slow
def test_the_other_process_knows_no_secrets(instead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_GEHEIM", "s3cret")
    instead("raise DataError(str(dict(os.environ)))")
    assert "s3cret" not in refused(ZIP, "slecht.csv")


# --- waiting and stopping ---


class Stopped(BaseException):
    """As Streamlit ends a run."""


@pytest.mark.slow
def test_who_stops_ends_the_other_process(instead) -> None:
    instead("time.sleep(600)")
    started: list[guard._Worker] = []

    def pulse(_: str) -> None:
        raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        available = guard._available_worker
        patch.setattr(guard, "_available_worker", lambda: started.append(available()) or started[0])
        with pytest.raises(Stopped):
            read("slecht.csv", ZIP, pulse=pulse)
    assert started[0].process.returncode is not None
    reads_on()


@pytest.mark.slow
def test_a_file_that_takes_too_long_on_the_clock_is_ended(instead, monkeypatch: pytest.MonkeyPatch) -> None:
    instead("time.sleep(600)")
    monkeypatch.setattr(guard, "LONGEST", 0.1)
    assert TOO_MUCH in refused(ZIP, "slecht.csv")


@pytest.mark.slow
def test_a_few_files_are_read_at_a_time_and_others_hear_that_they_wait() -> None:
    for _ in range(guard.AT_ONCE):
        guard._turns.acquire()
    heard: list[str] = []

    def pulse(progress: str) -> None:
        heard.append(progress)
        if len(heard) == 1:  # the others are done
            for _ in range(guard.AT_ONCE):
                guard._turns.release()

    assert len(read("gewoon.xlsx", ORDINARY, pulse=pulse).rows) == 2
    assert "andere bestanden" in heard[0]


@pytest.mark.slow
def test_many_files_at_once_are_all_read() -> None:
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(len(read("a.xlsx", ORDINARY).rows))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [2] * 6


# --- the one that stands ready ---


@pytest.mark.slow
def test_the_process_that_stands_ready_reads_the_next_file() -> None:
    guard._prepare()
    first = guard._spare
    reads_on()
    if guard.COPIES:
        assert guard._spare is first
    assert first


@pytest.mark.slow
def test_it_ends_with_the_app_however_that_ends() -> None:
    code = (
        "import os; from ks_data.incoming.reading import guard; guard.ready()\n"
        "print(guard._spare.process.pid, flush=True)\n"
    )
    for end in ("", "os.kill(os.getpid(), 9)"):
        ended = subprocess.run(
            [sys.executable, "-c", code + end], cwd=ROOT, capture_output=True, text=True, check=False
        )
        pid = int(ended.stdout)
        for _ in range(400):
            if not alive(pid):
                break
            time.sleep(0.05)
        assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # nobody may have asked yet how it ended
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.mark.slow
def test_the_app_keeps_nothing_of_the_files_it_had_read() -> None:
    memory = Path("/proc/self/statm")
    if not memory.exists():
        pytest.skip("this system does not tell")
    rows = [["Gemeente", "Onderwerp", 2018], *[["Haarlem", f"Onderwerp {number}", number] for number in range(5_000)]]
    content = workbook(rows)

    def held() -> int:
        return int(memory.read_text().split()[1]) * resource.getpagesize()

    for _ in range(5):
        read("a.xlsx", content)
    before = held()
    for _ in range(25):
        read("a.xlsx", content)
    assert held() - before < 10 * 2**20
