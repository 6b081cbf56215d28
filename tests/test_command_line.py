"""The command line keeps its contract: others script against it."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ks_data import TABLES
from ks_data.__main__ import main
from ks_data.catalogue import regions
from ks_data.command_line.figures import EXPORTS
from ks_data.store import current, table_states
from tests.store.releases.publishing import publish, tranches

ROOT = Path(__file__).parents[1]


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ks_data", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        **options,
    )


def here(capsys: pytest.CaptureFixture[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """As `run`, but in this process, where the small numbers of what is shipped are hidden already."""
    capsys.readouterr()
    try:
        code = main(list(arguments))
    except SystemExit as ended:  # wrong usage
        assert isinstance(ended.code, int)
        code = ended.code
    return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())


@pytest.mark.parametrize("name", EXPORTS)
def test_an_exported_csv_reads_back_as_the_same_table(name: str, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert main(["export", name, "-o", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert not text.startswith("\ufeff")
    if name in TABLES:
        assert text.splitlines()[0] == ",".join(TABLES[name].names)
        numbers = [column.name for column in TABLES[name].columns if column.type != "text"]
        back = pd.read_csv(
            io.StringIO(text), keep_default_na=False, na_values={column: [""] for column in numbers}, dtype=str
        )
        back[numbers] = back[numbers].astype(float)
        pd.testing.assert_frame_equal(
            back, current().table(name).astype(dict.fromkeys(numbers, float)), check_dtype=False
        )


def test_an_export_can_be_parquet(tmp_path: Path) -> None:
    assert main(["export", "budget", "--format", "parquet", "-o", str(tmp_path / "b.parquet")]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "b.parquet"), current().table("budget"), check_dtype=False)


def test_an_export_goes_to_the_screen_with_decimal_points() -> None:
    done = run("export", "observations")
    assert done.returncode == 0
    assert "preterm_or_low_birthweight_per_1000,GM0392,2019,147.1,,,definitief," in done.stdout


def test_bad_input_ends_with_1_and_a_plain_message(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "sources", tmp_path / "sources")
    with (tmp_path / "sources" / "budget.csv").open("a", encoding="utf-8") as file:
        file.write("2022,GM0392,Extra,niemand,100,,,nergens\n")
    done = run("build", env={"KS_DATA_DIR": str(tmp_path), "PATH": ""})
    assert done.returncode == 1
    assert "budget.csv, rij 5, kolom funder" in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


def test_missing_data_ends_with_1_and_a_plain_message(tmp_path: Path) -> None:
    done = run("export", "budget", env={"KS_DATA_DIR": str(tmp_path), "PATH": ""})
    assert (done.returncode, done.stdout) == (1, "")
    assert "budget.parquet ontbreekt" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["export"], ["export", "nothing"], ["fly"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys) -> None:
    assert here(capsys, *arguments).returncode == 2


def test_compare_prints_figures_method_assumption_verdict_and_what_could_be_seen(capsys) -> None:
    choice = ("--indicator", "perinatal_mortality_24w_7d_per_1000", "--region", "GM0392", "--period", "2019")
    done = here(capsys, "compare", *choice)
    assert done.returncode == 0
    for text in (
        "Haarlem: 4,1 per 1.000 (95% zeker tussen 1,7 en 8,1, methode exact, benaderd uitgaande van 1.900 levend",
        "Oordeel: geen aantoonbaar verschil",
        "een verschil kleiner dan ongeveer 5,6 per 1.000, 11 kinderen per jaar",
    ):
        assert text in done.stdout


def test_compare_gives_the_same_as_json(capsys) -> None:
    choice = ("--indicator", "antenatal_care_before_10w_percent", "--region", "GM0392", "--with", "NL01")
    answer = json.loads(here(capsys, "compare", *choice, "--period", "2019", "--format", "json").stdout)
    assert (answer["verdict"], answer["appraisal"]) == ("hoger", "gunstiger")
    assert round(answer["region"]["lower"], 2) == 76.49 and answer["region"]["approximate"]
    assert answer["with"]["value"] == 72.6
    assert round(answer["smallest_detectable"]["value"], 1) == 2.9


def test_compare_takes_names_and_pooled_years(capsys) -> None:
    choice = ("--indicator", "Vroeg in zorg", "--region", "Haarlem")
    done = here(capsys, "compare", *choice, "--period", "2017-2019")
    assert done.returncode == 0 and "Haarlem: 78,3%" in done.stdout and "Oordeel: hoger" in done.stdout
    births = "uitgaande van 5.568 levend geboren kinderen in 2017-2019 (CBS)"
    assert f"{births}, berekend uit de losse jaren" in done.stdout
    assert here(capsys, "compare", *choice, "--period", "mei").returncode == 2


@pytest.mark.parametrize(
    ("indicator", "region", "period", "message"),
    [
        ("antenatal_care_before_10w", "GM0392", "2019", "Bedoelde u antenatal_care_before_10w_percent?"),
        ("antenatal_care_before_10w_percent", "GM3992", "2019", "GM3992 is niet bekend."),
        ("Vroeg in zorg", "Haarlm", "2019", "Bedoelde u Haarlem?"),
        ("antenatal_care_before_10w_percent", "GM0392", "2015", "wel in 2017 tot en met 2019"),
    ],
)
def test_compare_says_what_is_not_known(indicator: str, region: str, period: str, message: str, capsys) -> None:
    done = here(capsys, "compare", "--indicator", indicator, "--region", region, "--period", period)
    assert done.returncode == 1 and message in done.stderr and "Traceback" not in done.stderr


# --- releases ---

SMOKING = "smoking_during_pregnancy_percent"
HEAD = "indicator,region,period,value,numerator,denominator,status,source,note"
WHO = ("--source", "CBS", "--note", "proef", "--author", "Ann")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files, with a store of its own beside them."""
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "store"))
    return tmp_path


def written(folder: Path, *rows: str, name: str = "cijfers.csv") -> str:
    """The path of a file of observations."""
    path = folder / name
    path.write_text("\n".join([HEAD, *(row + "," * (8 - row.count(",")) for row in rows)]), encoding="utf-8")
    return str(path)


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code of a command, and what it wrote to the screen and to stderr."""
    capsys.readouterr()
    code = main(list(arguments))
    return code, *capsys.readouterr()


def json_output(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    """What a command says as JSON."""
    return json.loads(output(capsys, *arguments, "--format", "json")[1])


def smoking_in(period: str) -> list[float]:
    rows = current().table("observations")
    return rows.loc[(rows["indicator"] == SMOKING) & (rows["period"] == period), "value"].tolist()


def test_check_says_what_a_file_is_what_is_wrong_with_it_and_what_it_changes(folder: Path, capsys) -> None:
    good = written(folder, f"{SMOKING},GM0392,1999,7.5")
    code, out, err = output(capsys, "check", good)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "cijfers.csv: Sjabloon van deze app (cijfers) · UTF-8 · komma · decimale punt"
    assert "1 nieuw, 0 gewijzigd, 0 gelijk" in out
    code, out, err = output(capsys, "check", written(folder, f"{SMOKING},GM0392,1999,147.1"))
    assert (code, err) == (1, "Dit bestand kan zo niet worden gepubliceerd: 1 fout.\n")
    assert "fout (1): “Roken tijdens de zwangerschap” kan alleen van 0 tot 100 zijn" in out
    assert "    rij 2, kolom value: 147.1\n" in out
    assert output(capsys, "history") == (0, "Er is nog niets gepubliceerd.\n", "")


def test_an_annex_of_a_circular_is_one_tranche_that_the_command_names(folder: Path, capsys) -> None:
    annex = folder / "bijlage.csv"
    annex.write_text("Gemeente;Bedrag\nAssen;9.000\nDiemen;9.000\n", encoding="utf-8")
    code, out, _ = output(capsys, "check", str(annex))
    assert code == 1 and "Kies eerst welke tranche dit is" in out
    code, out, _ = output(capsys, "check", str(annex), "--tranche", "1")
    assert code == 0 and "1 nieuw, 1 gewijzigd, 0 gelijk" in out
    assert output(capsys, "publish", str(annex), *WHO, "--tranche", "1", "--yes")[0] == 0
    tranches = current().table("tranches").set_index("region")
    assert tranches.loc["GM0106", ["tranche", "evidence"]].tolist() == ["1", "stated"]
    with pytest.raises(SystemExit) as wrong_usage:
        main(["check", str(annex), "--tranche", "5"])
    assert wrong_usage.value.code == 2


def test_check_says_the_same_as_json(folder: Path, capsys) -> None:
    report = json_output(capsys, "check", written(folder, f"{SMOKING},GM0392,1999,147.1"))
    assert (report["layout"], report["kind"], report["rows"], report["blocked"]) == (
        "sjabloon",
        "observations",
        1,
        True,
    )
    finding, _ = report["findings"]
    assert (finding["level"], finding["screen"], finding["count"]) == ("fout", "onmogelijk", 1)
    assert finding["places"] == [{"row": 2, "column": "value", "value": "147.1"}]
    assert finding["key"].startswith("onmogelijk: ") and report["counts"]["nieuw"] == 1


def test_the_way_from_publish_to_restore(folder: Path, capsys) -> None:
    file = written(folder, f"{SMOKING},GM0392,1999,7.5")
    assert output(capsys, "publish", file, *WHO, "--date", "2024-05") == (
        0,
        "Gepubliceerd als release 1; telt nu: 1 nieuw, 0 gewijzigd, 0 gelijk en 0 niet in het bestand.\n",
        "",
    )
    assert smoking_in("1999") == [7.5]
    code, out, err = output(capsys, "publish", file, *WHO)
    assert (code, err) == (0, "") and "Er is niets te publiceren" in out and "release 1 (cijfers.csv" in out
    code, out, _ = output(capsys, "restore", "0", "--note", "te vroeg", "--author", "Bo")
    assert (code, out) == (0, "Teruggezet: alles is weer zoals zonder releases. Dit is release 2.\n")
    assert smoking_in("1999") == []
    _, out, _ = output(capsys, "history")
    newest, oldest = out.splitlines()
    assert newest.startswith("2  20") and newest.endswith("Bo: te vroeg (alles zoals zonder releases)")
    assert "Ann: proef (observations, 1 rij uit cijfers.csv; bron: CBS; telt nu niet)" in oldest


def test_publish_history_and_restore_say_the_same_as_json(folder: Path, capsys) -> None:
    file = written(folder, f"{SMOKING},GM0392,1999,7.5")
    done = json_output(capsys, "publish", file, *WHO, "--from", "2999-01-01")
    assert done["published"] and done["message"].endswith(
        "telt vanaf 1 januari 2999: 1 nieuw, 0 gewijzigd, 0 gelijk en 0 niet in het bestand."
    )
    assert done["release"]["number"] == 1 and done["release"]["valid_from"] == "2999-01-01"
    again = json_output(capsys, "publish", file, *WHO, "--from", "2999-01-01")
    assert again["release"]["number"] == 1
    assert json_output(capsys, "restore", "0", "--note", "x")["release"]["restores"] == 0
    log = json_output(capsys, "history")
    assert [(release["number"], release["act"], release["author"]) for release in log][1:] == [(1, "publish", "Ann")]
    assert "paths" not in log[0]
    assert json_output(capsys, "publish", str(ROOT / "data" / "sources" / "budget.csv"), *WHO) == {
        "published": False,
        "message": "Er is niets te publiceren: alles in dit bestand staat al in de app.",
        "release": None,
    }


def test_a_large_release_is_published_and_made_ready_for_readers_without_a_word_of_trouble(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    monkeypatch.setattr(table_states, "LARGE", 5_000)
    rows = (
        current().table("observations").drop_duplicates("indicator").head(2).drop(columns=["numerator", "denominator"])
    )
    towns = pd.DataFrame({"region": regions.municipalities()["code"]})
    years = pd.DataFrame({"period": [str(year) for year in range(1940, 1950)]})
    large = rows.drop(columns=["region", "period"]).merge(towns, "cross").merge(years, "cross")
    assert len(large) > table_states.LARGE
    large.to_csv(tmp_path / "groot.csv", index=False)
    options = ("--source", "proef", "--note", "proef", "--author", "proef", "--yes")
    done = here(capsys, "publish", str(tmp_path / "groot.csv"), *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Gepubliceerd als release" in done.stdout
    assert list((tmp_path / "releases" / "_states").iterdir())


def test_publish_lists_the_questions_and_publishes_only_with_yes(folder: Path, capsys) -> None:
    file = written(folder, "live_births_count,GM0363,1950,1800", "live_births_count,GM0363,1951,1100")
    code, out, err = output(capsys, "publish", file, *WHO)
    assert (code, out) == (1, "")
    assert "Bevestig eerst deze vragen:\n- “Levend geboren kinderen” verandert van jaar op jaar" in err
    assert output(capsys, "history")[1] == "Er is nog niets gepubliceerd.\n"
    code, out, err = output(capsys, "publish", file, *WHO, "--yes")
    assert (code, err) == (0, "") and "Gepubliceerd als release 1" in out


def test_yes_does_not_push_an_error_through(folder: Path, capsys) -> None:
    code, out, err = output(capsys, "publish", written(folder, f"{SMOKING},GM0392,1999,147.1"), *WHO, "--yes")
    assert (code, out) == (1, "") and "fouten" in err and smoking_in("1999") == []


def test_subjects_of_a_table_of_others_are_named_or_skipped(folder: Path, capsys) -> None:
    path = folder / "wijd.csv"
    path.write_text("Gemeenten;Jaar;Rokers=ja;Drinkers\nHaarlem;1999;7,5;8,5", encoding="utf-8")
    code, out, _ = output(capsys, "check", str(path))
    assert code == 1 and "2 onderwerpen kennen we niet: “Drinkers” en “Rokers=ja”" in out
    chosen = ("--subject", f"Rokers=ja={SMOKING}", "--subject", "Drinkers=")
    assert output(capsys, "publish", str(path), *WHO, *chosen, "--yes")[0] == 0
    assert smoking_in("1999") == [7.5]


def test_a_sign_is_explained_and_the_next_file_of_that_shape_needs_no_answer(folder: Path, capsys) -> None:
    path = folder / "tekens.csv"
    path.write_text(f"Gemeenten;Jaar;{SMOKING}\nHaarlem;1999;7,5\nUrk;1999;*\nZundert;1999;<5", encoding="utf-8")
    code, out, _ = output(capsys, "check", str(path))
    assert code == 1 and "“*” staat 1 keer op de plaats van een" in out and "--sign TEKEN=BETEKENIS" in out
    code, out, _ = output(capsys, "check", str(path), "--sign", "*=onderdrukt", "--format", "json")
    assert code == 0 and json.loads(out)["signs"] == {"*": "onderdrukt"}
    assert output(capsys, "publish", str(path), *WHO, "--sign", "*=onderdrukt", "--yes")[0] == 0
    path.write_text(path.read_text(encoding="utf-8").replace("1999", "1998"), encoding="utf-8")
    code, out, _ = output(capsys, "check", str(path))
    assert code == 0 and "Onthouden van een eerder bestand met deze indeling: “*” is onderdrukt" in out


def test_that_a_source_hides_small_numbers_itself_is_asked_and_stands_in_the_history(folder: Path, capsys) -> None:
    file = written(folder, f"{SMOKING},GM0392,1999,7.5")
    _, out, _ = output(capsys, "check", file)
    assert "1 cijfer heeft geen aantallen. Zonder antwoord beschermen wij ze" in out and "--own-rule ja of nee" in out
    assert json_output(capsys, "check", file, "--own-rule", "nee")["own_rule"] is False  # type: ignore[index,call-overload]
    _, out, _ = output(capsys, "check", file, "--own-rule", "ja")
    assert "U zegt dat de bron zelf kleine aantallen verbergt" in out and "Zeg met --own-rule" not in out
    assert output(capsys, "publish", file, *WHO, "--own-rule", "ja")[0] == 0
    assert json_output(capsys, "history")[0]["own_rule"] is True  # type: ignore[index,call-overload]
    assert "Ann zegt: de bron verbergt zelf kleine aantallen" in output(capsys, "history")[1]


@pytest.mark.parametrize("wrong", ["*", "=onderdrukt", "*=misschien", "*="])
def test_a_sign_can_only_be_one_of_three_things(folder: Path, capsys, wrong: str) -> None:
    with pytest.raises(SystemExit) as usage:
        main(["check", str(folder / "a.csv"), "--sign", wrong])
    assert usage.value.code == 2 and "onderdrukt, ontbreekt, nul" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "{}/weg.csv"), "Kan {}/weg.csv niet lezen"),
        (("check", "{}"), "niet lezen"),
        (("check", "{}/leeg.csv"), "leeg.csv is leeg."),
        (("check", "{}/vreemd.csv"), "deze indeling is niet bekend"),
        (("publish", "{}/goed.csv", "--source", " ", "--note", "x"), "Vul de bron in"),
        (("publish", "{}/goed.csv", "--source", "x", "--note", "x", "--date", "mei"), "geen datum"),
        (("publish", "{}/goed.csv", "--source", "x", "--note", "x", "--from", "mei"), "geen datum"),
        (("restore", "7", "--note", "x"), "Release 7 bestaat niet"),
        (("template", "observations", "--indicator", "smoking_percent"), f"Bedoelde u {SMOKING}?"),
        (("template", "budget", "--region", "GM9999"), "GM9999 is niet bekend"),
        (("template", "tranches", "-o", "{}/weg/a.csv"), "niet schrijven"),
    ],
)
def test_releases_that_cannot_be_end_with_1_and_a_plain_message(folder: Path, capsys, arguments, message) -> None:
    (folder / "leeg.csv").touch()
    (folder / "vreemd.csv").write_text("Wijkteam;Uitkomst\nOost;7,5\nWest;8,5")
    written(folder, f"{SMOKING},GM0392,1999,7.5", name="goed.csv")
    code, out, err = output(capsys, *(argument.format(folder) for argument in arguments))
    assert (code, out) == (1, "") and message.format(folder) in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["publish", "a.csv"],
        ["publish", "a.csv", "--source", "CBS"],
        ["check", "a.csv", "--subject", "Rokers"],
        ["check", "a.csv", "--subject", "Rokers=smoking_percent"],
        ["restore", "een", "--note", "x"],
        ["restore", "1"],
        ["template", "programme"],
        ["template", "observations"],
        ["history", "--format", "xml"],
    ],
)
def test_wrong_usage_of_releases_ends_with_2(folder: Path, capsys, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_raised:
        main(arguments)
    assert exit_raised.value.code == 2 and capsys.readouterr().err.startswith("usage:")


def test_a_template_comes_to_the_screen_or_in_a_file_or_as_json(folder: Path, capfdbinary) -> None:
    assert main(["template", "tranches"]) == 0
    lines = capfdbinary.readouterr().out.decode("utf-8-sig").splitlines()
    assert lines[0] == "region;name;tranche;evidence;source" and "GM0392;Haarlem;;;" in lines and len(lines) == 343
    target = folder / "sjabloon.csv"
    assert main(["template", "observations", "--indicator", SMOKING, "--period", "2024", "-o", str(target)]) == 0
    assert f"{SMOKING};GM0392;Haarlem;2024;;;;;;" in target.read_text(encoding="utf-8").splitlines()
    capfdbinary.readouterr()
    assert main(["template", "budget", "--region", "GM0363", "--format", "json"]) == 0
    (row,) = json.loads(capfdbinary.readouterr().out)
    assert (row["region"], row["name"], row["amount_eur"]) == ("GM0363", "Amsterdam", "")


def test_the_check_for_scripts_names_every_place(folder: Path, capsys) -> None:
    path = written(folder, *(f"{SMOKING},GM0392,{year},veel" for year in range(1980, 1990)))
    assert main(["check", str(path), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [len(finding["places"]) for finding in findings if finding["screen"] == "geen_getal"] == [10]


def test_a_file_can_be_published_from_another_shell_by_the_user_of_this_computer(folder: Path) -> None:
    environment = {**os.environ, "KS_RELEASES": str(folder / "store"), "LOGNAME": "ann"}
    file = written(folder, f"{SMOKING},GM0392,1999,7.5")
    done = run("publish", file, "--source", "CBS", "--note", "proef", env=environment)
    assert (done.returncode, done.stderr) == (0, "") and "release 1" in done.stdout
    assert json.loads(run("history", "--format", "json", env=environment).stdout)[0]["author"] == "ann"


def test_the_store_is_checked_cleaned_copied_and_put_back(folder: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    publish(tranches(GM0392="1"), content=b"een")
    copy, kept = tmp_path / "kopie.zip", tmp_path / "store" / "_files" / hashlib.sha256(b"een").hexdigest()
    assert output(capsys, "store", "check")[:2] == (0, "De opslag is heel: 1 release.\n")
    assert output(capsys, "store", "clean")[1] == "Opgeruimd: 0 bestanden.\n"
    assert output(capsys, "store", "backup", str(copy))[0] == 0
    kept.write_bytes(b"twee")
    code, out, err = output(capsys, "store", "check")
    assert code == 1 and "Het bestand van release 1 is beschadigd" in out and "1 fout" in err
    assert output(capsys, "store", "restore-backup", str(copy))[0] == 1
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "elders"))
    assert output(capsys, "store", "restore-backup", str(copy))[0] == 0
    assert output(capsys, "store", "check")[0] == 0
