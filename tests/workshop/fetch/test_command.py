"""The command that fetches: one line a run, exit codes for a schedule, and nothing changes with --check."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ks_data import __main__ as command_line
from ks_data.catalogue import regions
from ks_data.store import releases
from ks_data.workshop.fetch import borders, run
from tests.workshop.fetch.served import Cbs, births_table, mothers_table

Serve = Callable[[Cbs], Cbs]
LINE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z fetch [a-z-]+: \S.*")


@pytest.fixture(autouse=True)
def own_releases(own_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(own_data / "releases"))


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    """Exit code, and the lines on both outputs."""
    try:
        code = command_line.main(["fetch", *arguments])
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return code, out.splitlines(), err.splitlines()


@pytest.mark.slow
def test_a_check_says_what_would_change_and_changes_nothing(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve(births_table())
    code, out, err = ran(capsys, "births", "--check")
    assert code == 0 and err == [] and releases.history() == ()
    assert any(line.startswith("vraag") for line in out) and LINE.fullmatch(out[-1])
    assert "fetch births: niets veranderd; publiceren geeft" in out[-1]


@pytest.mark.slow
def test_a_run_is_one_line_and_its_exit_code_says_whether_somebody_must_look(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(births_table())
    code, out, err = ran(capsys, "births")
    assert (code, out, len(err)) == (1, [], 1) and LINE.fullmatch(err[0]) and "Bevestig eerst deze vragen" in err[0]
    code, out, err = ran(capsys, "births", "--yes", "--author", "Anna")
    assert (code, len(out), err) == (0, 1, []) and "fetch births: gepubliceerd als release 1" in out[0]
    code, out, err = ran(capsys, "births")
    assert (code, len(out), err) == (0, 1, []) and "fetch births: niets nieuws" in out[0]
    assert [release.author for release in releases.history()] == ["Anna"]


@pytest.mark.slow
def test_trouble_with_one_source_does_not_keep_the_others_back(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(borders, "PDOK", "http://127.0.0.1:1")
    monkeypatch.setattr("ks_data.workshop.fetch.web.PAUSES", ())
    serve(mothers_table())
    code, out, err = ran(capsys, "all", "--yes")
    assert code == 1 and "fetch teenage-mothers: gepubliceerd als release 1" in out[0]
    assert [line.split()[2] for line in err] == ["births:", "youth-care:", "boundaries:"]


@pytest.mark.slow
def test_a_script_reads_the_outcome_as_json(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    serve(births_table())
    assert ran(capsys, "births", "--yes")[0] == 0
    code, out, _ = ran(capsys, "births", "--format", "json")
    (outcome,) = json.loads("\n".join(out))
    assert code == 0 and outcome["fetched"] == "births" and not outcome["published"] and not outcome["failed"]
    assert outcome["release"]["number"] == 1


@pytest.mark.parametrize("arguments", [["nothing"], ["swing"], ["swing", "--site", "https://a.nl"]])
def test_wrong_usage_ends_with_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert ran(capsys, *arguments)[0] == 2


def test_borders_that_are_not_there_yet_are_nothing_new_unless_their_year_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none_yet(year: int, _: object) -> None:
        raise borders.NotYet(f"PDOK heeft nog geen gemeentegrenzen van {year}.")

    monkeypatch.setattr(borders, "fetch", none_yet)
    usual = run.attempt("boundaries", run.Wanted(author=""))
    assert not usual.failed and usual.message.startswith("niets nieuws: PDOK heeft nog geen")
    assert run.attempt("boundaries", run.Wanted(author="", year=2030)).failed
    assert regions.shapes_dir() == regions.SHAPES_DIR
