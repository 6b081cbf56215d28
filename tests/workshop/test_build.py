"""The typed-in CSV: what is shipped is what they say, and what is wrong in them is told with file, row and column."""

import shutil
from pathlib import Path

import pytest
from pyarrow import parquet

from ks_data import DataError
from ks_data.catalogue.tables import TABLES
from ks_data.store import current
from ks_data.workshop import births
from ks_data.workshop.build import build

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A folder with all that is typed in."""
    shutil.copytree(SHIPPED / "sources", tmp_path / "sources")
    return tmp_path


@pytest.fixture
def folder(whole: Path) -> Path:
    """The same, with the births of one town."""
    for name in (births.POPULATION, births.MOTHERS):
        path = whole / "sources" / name
        lines = path.read_text(encoding="utf-8").splitlines(True)
        path.write_text("".join(line for line in lines if line.startswith(("region", "GM0392"))), encoding="utf-8")
    return whole


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "sources" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_the_shipped_parquet_is_what_the_typed_in_csv_says(whole: Path) -> None:
    build(whole)
    for name in TABLES:
        assert (whole / f"{name}.parquet").read_bytes() == (SHIPPED / f"{name}.parquet").read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("observations_haarlem.csv", "2017,150.1", '2017,"150,1"', "rij 2, kolom value: '150,1' is geen getal"),
        ("observations_haarlem.csv", "2017,150.1", "2017,15٠.1", "rij 2, kolom value: '15٠.1' is geen getal"),
        ("observations_haarlem.csv", "2017,150.1", "2017,1_50", "rij 2, kolom value: '1_50' is geen getal"),
        ("observations_haarlem.csv", "2017,150.1", "2017,inf", "rij 2, kolom value: 'inf' is geen getal"),
        ("observations_haarlem.csv", "GM0392,2017", "GM0392,20１7", "rij 2, kolom period: '20１7' is geen jaar"),
        ("observations_haarlem.csv", "GM0392,2017", "GM9999,2017", "rij 2, kolom region: 'GM9999' is niet bekend"),
        ("observations_haarlem.csv", "GM0392,2017", "GM0392,17", "rij 2, kolom period: '17' is geen jaar"),
        ("observations_haarlem.csv", "150.1,,,definitief", "150.1,,,zeker", "kolom status: 'zeker' kan niet"),
        ("observations_haarlem.csv", "150.1,,,definitief", ",,,definitief", "een rij heeft een waarde, of de status"),
        ("observations_haarlem.csv", "2018,147.5", "2017,147.5", "dezelfde indicator, region, period als"),
        (
            "observations_monitor.csv",
            "De bron noemt bij deze indicator geen waarde en geen jaar.",
            "",
            "hoort de reden",
        ),
        ("observations_monitor.csv", "overweight_age_2_percent", "overweight_percent", "'overweight_percent' is niet"),
        ("budget.csv", "80000,,", "80000,", "7 cellen in plaats van 8"),
        ("gids.csv", "GM0003", "GM9999", "rij 2, kolom region: 'GM9999' is niet bekend"),
        ("gids.csv", "48000", "84000", "totals.csv, rij 7: de bedragen van 2016 in gids.csv zijn samen 19882000"),
        ("budget.csv", "gemeente,80000", "provincie,80000", "kolom funder: 'provincie' kan niet; kies uit: gemeente"),
        ("budget.csv", "2022-07-01", "1-7-2022", "kolom from_date: '1-7-2022' is geen datum"),
        ("events.csv", "date,region", "datum,region", "rij 1: de kolommen moeten zijn: date, region"),
        (
            "counts.csv",
            "municipalities_in_coalitions_count",
            "coalities",
            "'coalities' is geen bekende telling. Bekend",
        ),
        ("counts.csv", "municipalities_in_coalitions_count", "", "kolom id: mag niet leeg zijn"),
        (
            "counts.csv",
            "municipalities_in_coalitions_count",
            "municipalities_in_tranches_count",
            "rij 4, kolom id: 'municipalities_in_tranches_count' is geen bekende telling",
        ),
        (
            "counts.csv",
            "municipalities_in_coalitions_count",
            "municipalities_in_impulse_count",
            "rij 4, kolom what: bij municipalities_in_impulse_count hoort “gemeenten die meedoen aan de impuls",
        ),
        (
            "counts.csv",
            "2022-02-10,272,aantal",
            "2022-02-10,27.2,%",
            "rij 4, kolom unit: bij municipalities_in_coalitions_count hoort “aantal”",
        ),
        ("events.csv", "first_centering_group", "eerste groep", "rij 5, kolom id: 'eerste groep' kan niet; schrijf"),
        ("events.csv", "second_network_meeting,programmabreed", "second_network_meeting,altijd", "rij 6, kolom phase:"),
        (
            "events.csv",
            "home_visits_mandatory,tijdens de zwangerschap",
            "home_visits_mandatory,programmabreed",
            "rij 9, kolom phase: home_visits_mandatory heeft in events.csv, rij 8 de fase “programmabreed”",
        ),
        ("sources.csv", "cbs-37201,", "cbs-37201b,", "de bron cbs-37201b wordt nergens genoemd"),
    ],
)
def test_a_mistake_is_told_with_file_row_and_column_and_nothing_is_written(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(DataError) as caught:
        build(folder)
    assert message in str(caught.value)
    assert file in str(caught.value)
    assert not list(folder.glob("*.parquet"))


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    change(folder, "budget.csv", "80000", "veel")
    change(folder, "events.csv", "2018-09", "september")
    with pytest.raises(DataError) as caught:
        build(folder)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "observations_haarlem.csv",
            "2017,150.1",
            "2017,1500.1",
            "rij 2, kolom value: “Te vroeg of te licht geboren” kan alleen",
        ),
        (
            "observations_haarlem.csv",
            "147.5,,",
            "147.5,290,1900",
            "rij 4, kolom value: “Te vroeg of te licht geboren” volgt niet",
        ),
        (
            "budget.csv",
            "80000,,",
            "-80000,,",
            "rij 2, kolom amount_eur: De posten van deze begroting zijn samen niet meer dan nul",
        ),
    ],
)
def test_a_typed_in_figure_meets_the_same_checks_as_an_upload(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder, file, old, new)
    with pytest.raises(DataError) as caught:
        build(folder)
    assert f"{file}, {message}" in str(caught.value)
    assert not list(folder.glob("*.parquet"))


@pytest.mark.slow
def test_what_an_upload_would_be_asked_is_printed_and_the_data_are_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "observations_haarlem.csv", "2018,147.5", "2018,1.5")
    build(folder)
    printed = capsys.readouterr().err
    assert "observations_haarlem.csv, rij 4, kolom value: “" in printed and "verandert van jaar op jaar" in printed
    assert (folder / "observations.parquet").exists()


@pytest.mark.slow
def test_an_event_whose_words_point_to_another_phase_is_asked_about_and_stays_where_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        folder, "events.csv", "first_centering_group,tijdens de zwangerschap", "first_centering_group,programmabreed"
    )
    build(folder)
    printed = capsys.readouterr().err
    assert "events.csv, rij 5, kolom phase: “eerste groep Centering" in printed
    assert "lijkt bij “tijdens de zwangerschap” te horen. Klopt “programmabreed”?" in printed
    phases = parquet.read_table(folder / "events.parquet").to_pandas().set_index("id")["phase"]
    assert phases["first_centering_group"] == "programmabreed"


@pytest.mark.slow
def test_of_the_phases_that_are_shipped_none_is_asked_about(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(folder)
    assert "kolom phase" not in capsys.readouterr().err


@pytest.mark.slow
def test_a_note_of_two_lines_does_not_shift_the_place_of_a_mistake_below_it(folder: Path) -> None:
    change(folder, "observations_haarlem.csv", "2-haarlem-in-cijfers,\n", '2-haarlem-in-cijfers,"een\ntwee"\n')
    change(folder, "observations_haarlem.csv", "2018,147.5", "2018,1475.1")
    with pytest.raises(DataError, match="rij 5, kolom value"):  # the fifth line, the fourth row
        build(folder)


def test_an_indicator_without_any_observation_is_a_mistake(folder: Path) -> None:
    path = folder / "sources" / "observations_national.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(True) if "smoking_during" not in line]
    path.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(DataError, match="smoking_during_pregnancy_percent heeft geen enkele waarneming"):
        build(folder)


def test_every_figure_carries_a_listed_source() -> None:
    listed = set(current().table("sources")["source"])
    for name in TABLES:
        assert set(current().table(name)["source"]) <= listed, name
