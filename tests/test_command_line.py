"""The command line keeps its contract: others script against it."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ks_data import TABLES, load
from ks_data.__main__ import EXPORTS, main

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
        pd.testing.assert_frame_equal(back, load(name).astype(dict.fromkeys(numbers, float)), check_dtype=False)


def test_an_export_can_be_parquet(tmp_path: Path) -> None:
    assert main(["export", "budget", "--format", "parquet", "-o", str(tmp_path / "b.parquet")]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "b.parquet"), load("budget"), check_dtype=False)


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
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).returncode == 2


def test_compare_prints_figures_method_assumption_verdict_and_what_could_be_seen() -> None:
    done = run(
        "compare", "--indicator", "perinatal_mortality_24w_7d_per_1000", "--region", "GM0392", "--period", "2019"
    )
    assert done.returncode == 0
    for text in (
        "Haarlem: 4,1 per 1.000 (95% zeker tussen 1,7 en 8,1, methode exact, benaderd uitgaande van ongeveer 1.900",
        "Oordeel: geen aantoonbaar verschil",
        "een verschil kleiner dan ongeveer 5,6 per 1.000, 11 kinderen per jaar",
    ):
        assert text in done.stdout


def test_compare_gives_the_same_as_json() -> None:
    asked = ("--indicator", "antenatal_care_before_10w_percent", "--region", "GM0392", "--with", "NL01")
    told = json.loads(run("compare", *asked, "--period", "2019", "--format", "json").stdout)
    assert (told["verdict"], told["appraisal"]) == ("hoger", "gunstiger")
    assert round(told["region"]["lower"], 2) == 76.49 and told["region"]["approximate"]
    assert told["with"]["value"] == 72.6
    assert round(told["smallest_detectable"]["value"], 1) == 2.9


@pytest.mark.parametrize(
    ("indicator", "region", "period", "message"),
    [
        ("antenatal_care_before_10w", "GM0392", "2019", "Bedoelde u antenatal_care_before_10w_percent?"),
        ("antenatal_care_before_10w_percent", "GM392", "2019", "Bedoelde u GM0392?"),
        ("antenatal_care_before_10w_percent", "GM0392", "2015", "wel in 2017 tot en met 2019"),
    ],
)
def test_compare_says_what_is_not_known(indicator: str, region: str, period: str, message: str) -> None:
    done = run("compare", "--indicator", indicator, "--region", region, "--period", period)
    assert done.returncode == 1 and message in done.stderr and "Traceback" not in done.stderr
