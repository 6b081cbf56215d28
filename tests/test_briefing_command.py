"""The command that writes briefings: files for who asks, an error of one town that stops no other, the same bytes."""

import errno
import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ks_data.__main__ import main
from ks_data.answers import Choice
from ks_data.catalogue import regions
from ks_data.command_line import briefings
from pages.outputs import files
from pages.outputs.names import file_name, link

ROOT = Path(__file__).parents[1]
YEARS = ["--years", "2017-2019"]
pytestmark = pytest.mark.slow


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_a_second_run_in_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    asked = ["briefing", "GM0392", "Schiermonnikoog", *YEARS, "--address", "https://kansrijkestart.example", "-o"]
    assert main([*asked, str(tmp_path / "first")]) == 0
    command = [sys.executable, "-m", "ks_data", *asked, str(tmp_path / "second")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.endswith("2 gemeenten.\n") and done.stderr == ""
    first = digests(tmp_path / "first")
    assert first == digests(tmp_path / "second")
    assert set(first) == {
        f"kansrijke-start-{name}.{form}" for name in ("Haarlem", "Schiermonnikoog") for form in ("pptx", "pdf")
    }


def test_only_the_kind_of_file_that_is_asked_for_is_made(tmp_path: Path) -> None:
    assert main(["briefing", "Haarlem", "--pdf", *YEARS, "-o", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["kansrijke-start-Haarlem.pdf"]


def test_an_error_of_one_municipality_stops_no_other_and_stands_in_a_log(tmp_path, monkeypatch, capsys) -> None:
    made = files.made

    def broken(data, choice, *others):
        if choice.name == "Schiermonnikoog":
            raise RuntimeError("the disk of the test is full")
        return made(data, choice, *others)

    monkeypatch.setattr(files, "made", broken)
    assert main(["briefing", "Schiermonnikoog", "Haarlem", "--pdf", *YEARS, "-o", str(tmp_path)]) == 1
    assert (tmp_path / "kansrijke-start-Haarlem.pdf").exists()
    log = (tmp_path / briefings.LOG).read_text(encoding="utf-8")
    assert log.startswith("GM0088 Schiermonnikoog: ") and "the disk of the test is full" in log
    said = capsys.readouterr()
    assert "1 gemeente" in said.out and briefings.LOG in said.err
    monkeypatch.setattr(files, "made", made)
    assert main(["briefing", "Haarlem", "--pdf", *YEARS, "-o", str(tmp_path)]) == 0
    assert not (tmp_path / briefings.LOG).exists(), "a log of an earlier run says nothing of this one"


@pytest.mark.parametrize("place", ["/proc", "/proc/nergens", "{tmp}/bestand", "{tmp}/bestand/map"])
def test_a_folder_that_takes_no_file_is_said_in_words_before_anything_is_made(
    place, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(files, "made", lambda *_: pytest.fail("a file was made"))
    (tmp_path / "bestand").write_text("")
    assert main(["briefing", "Haarlem", *YEARS, "-o", place.format(tmp=tmp_path)]) == 1
    assert re.fullmatch(r"In de map \S+ is niets te schrijven: [a-z ]+\.\n", capsys.readouterr().err)


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path, monkeypatch) -> None:
    def broken(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", broken)
    assert main(["briefing", "Haarlem", "--pdf", *YEARS, "-o", str(tmp_path)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == [briefings.LOG]
    assert (tmp_path / briefings.LOG).read_text() == "GM0392 Haarlem: niet te schrijven: de schijf is vol\n"


def test_a_municipality_that_is_named_twice_is_made_once(tmp_path: Path, capsys) -> None:
    assert main(["briefing", "Haarlem", "GM0392", "--pdf", *YEARS, "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("1 gemeente.\n")


def test_the_processes_of_a_command_that_is_killed_end_too(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ks_data", "briefing", "--all", "--pdf", *YEARS, "-o", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        while not any(tmp_path.glob("*.pdf")):
            assert started.poll() is None
            time.sleep(0.1)
        started.kill()
        started.communicate(timeout=60)  # ends when no process holds its output open any more


def test_all_municipalities_are_shared_by_processes(tmp_path: Path, monkeypatch) -> None:
    towns = regions.municipalities()
    few = towns[towns["code"].isin(["GM0392", "GM0088", "GM0363", "GM0060"])]
    monkeypatch.setattr(regions, "municipalities", lambda: few)
    assert main(["briefing", "--all", "--pdf", *YEARS, "-o", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("*.pdf"))) == 4 == 2 * briefings.PROCESSES


@pytest.mark.parametrize("wrong", [[], ["Haarlem", "--all"], ["Haarlem", "--years", "vorig jaar"]])
def test_a_wrong_question_is_wrong_usage(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["briefing", *wrong, "-o", str(tmp_path)])
    assert ended.value.code == 2


@pytest.mark.parametrize(("name", "words"), [("Fryslân", "is geen gemeente"), ("Harlem", "Bedoelde u Haarlem?")])
def test_a_region_without_a_briefing_is_said_in_words(name: str, words: str, tmp_path: Path, capsys) -> None:
    assert main(["briefing", name, "-o", str(tmp_path)]) == 1
    assert words in capsys.readouterr().err


def test_every_municipality_has_a_file_name_of_its_own_that_every_disk_takes() -> None:
    codes = list(regions.municipalities()["code"])
    names = [file_name("FICTIEF VOORBEELD", Choice(code, "NL01", 2017, 2019), "pdf") for code in codes]
    assert len({name.lower() for name in names}) == len(codes) == 342
    assert not [name for name in names if set(name) & set("/\\:*?\"<>|' ")]


def test_a_link_names_every_choice_and_is_not_there_without_an_address() -> None:
    choice = Choice("GM0392", "NL01", 2017, 2019)
    where = link(choice, "https://kansrijkestart.example/ks?gemeente=Utrecht")
    assert where == "https://kansrijkestart.example/ks?gemeente=Haarlem&vergelijk=Nederland&jaren=2017&jaren=2019"
    fixed = link(choice, "https://ks.example", "1.2026-11-29")
    assert fixed == "https://ks.example?gemeente=GM0392&vergelijk=NL01&jaren=2017&jaren=2019&stand=1.2026-11-29"
    assert link(choice, "") == ""
