"""What others take over is what readers see, with its source, its licence and words for every column."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ks_data import DataError, store
from ks_data.answers import open_data
from ks_data.answers.open_data import formats
from ks_data.catalogue import licences
from ks_data.catalogue.definitions import DEFINITIONS
from ks_data.catalogue.tables import TABLES
from ks_data.language.spreadsheet import safe_csv
from ks_data.store import Snapshot, releases
from tests.store.releases.publishing import publish, restore, tranches

HAARLEM, COUNTRY = "GM0392", "NL01"


@pytest.fixture
def own_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))


def sent(name: str, format: str, data: Snapshot | None = None, **chosen: tuple[str, ...]) -> bytes:
    return b"".join(open_data.pieces(open_data.extract(data or store.current(), name, chosen), format))


def asked(name: str, **parameters: str) -> open_data.Question:
    parameter_lists = {parameter: [text] for parameter, text in parameters.items()}
    data = open_data.state(store.current(), parameter_lists)
    return open_data.question(data, open_data.OPEN_TABLES[name], parameter_lists)


# --- the tables ---


def test_every_table_and_column_is_defined_and_nothing_else_is() -> None:
    assert set(DEFINITIONS) == set(open_data.OPEN_TABLES)
    for name, table in open_data.OPEN_TABLES.items():
        columns = [field.name for field in table.fields]
        assert list(open_data.extract(store.current(), name).rows) == columns
        assert set(DEFINITIONS[name].columns) == set(columns)
        assert all(field.meaning.endswith((".", "; ")) for field in table.fields)
        assert columns == list(TABLES[name].names) if name in TABLES else True


@pytest.mark.slow
def test_what_pages_hide_is_hidden_in_every_format(own_releases: None) -> None:
    few = pd.DataFrame(
        {
            "indicator": "preterm_or_low_birthweight_per_1000",
            "region": HAARLEM,
            "period": ["2030", "2031"],
            "value": [4.0, 147.0],
            "numerator": [7.0, 272.0],
            "denominator": [1750.0, 1850.0],
            "status": "definitief",
            "source": "proef",
        }
    )
    publish(few, "observations")
    question = {"region": (HAARLEM,), "period": ("2030", "2031")}
    table = pd.read_csv(io.BytesIO(sent("observations", "csv", **question)))
    assert table[["period", "status"]].to_numpy().tolist() == [[2030, "onderdrukt"], [2031, "definitief"]]
    numbers = ["value", "numerator", "denominator"]
    assert table[["value", "numerator"]].isna().to_numpy().tolist() == [[True, True], [False, False]]
    rows = json.loads(sent("observations", "json", **question))["rows"]
    assert [row["value"] for row in rows] == [None, 147]
    parquet = pd.read_parquet(io.BytesIO(sent("observations", "parquet", **question)))
    for read in (table, pd.DataFrame(rows), parquet):
        shown = store.current().observations("preterm_or_low_birthweight_per_1000")
        shown = shown[shown["period"].isin(["2030", "2031"])]
        assert read[numbers].astype(float).equals(shown[numbers].astype(float).reset_index(drop=True))
    assert sent("observations", "csv") == safe_csv(store.current().table("observations"))


@pytest.mark.slow
def test_a_table_in_pieces_is_the_table_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {format: sent("gids", format) for format in open_data.FORMATS}
    for rows in (1, 7, 160, 161):
        monkeypatch.setattr(formats, "PIECE_ROWS", rows)
        assert sent("gids", "csv") == whole["csv"]
        assert json.loads(sent("gids", "json")) == json.loads(whole["json"])
    assert len(json.loads(whole["json"])["rows"]) == 161


def test_a_piece_is_made_only_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "PIECE_ROWS", 10)
    made: list[int] = []
    monkeypatch.setattr(formats.spreadsheet, "safe_csv", lambda rows: made.append(len(rows)) or safe_csv(rows))
    pieces = open_data.pieces(open_data.extract(store.current(), "gids"), "csv")
    next(pieces)
    next(pieces)
    assert made == [10, 10]


@pytest.mark.parametrize("format", open_data.FORMATS)
def test_a_table_without_rows_is_a_table(format: str, own_releases: None) -> None:
    content = sent("releases", format)
    if format == "json":
        assert json.loads(content)["rows"] == []
    else:
        read = pd.read_csv if format == "csv" else pd.read_parquet
        assert list(read(io.BytesIO(content))) == [field.name for field in open_data.OPEN_TABLES["releases"].fields]


def test_the_list_of_releases_says_who_published_to_nobody_and_gives_no_digest_to_try_guesses_on(
    own_releases: None,
) -> None:
    publish(tranches(GM0392="2"), author="anna@gemeente.nl", note="proef", file="geheim.csv", content=b"x")
    text = sent("releases", "json").decode()
    assert not [
        word for word in ("anna", "gemeente.nl", "geheim", "sha256", releases.history()[0].sha256) if word in text
    ]
    assert json.loads(text)["rows"][0] | {"created": ""} == {
        "number": 1,
        "act": "publish",
        "kind": "tranches",
        "source": "proef",
        "source_date": "",
        "note": "proef",
        "created": "",
        "valid_from": "",
        "rows": 1,
        "restores": None,
        "active": True,
    }


# --- sources and licences ---


def test_json_names_the_sources_of_its_rows_with_their_licence_and_no_others() -> None:
    answer = json.loads(sent("observations", "json", indicator=("live_births_count",), region=(HAARLEM,)))
    assert {row["source"] for row in answer["rows"]} == {source["source"] for source in answer["sources"]}
    births = next(source for source in answer["sources"] if source["source"] == "cbs-37259ned")
    assert (
        births["licence"] == "CC-BY-4.0" and "CBS" in births["attribution"] and "licenses/by" in births["licence_url"]
    )


def test_parquet_brings_its_release_and_sources_along() -> None:
    budget = pd.read_parquet(io.BytesIO(sent("budget", "parquet")))
    assert budget.attrs["release"] == 0
    assert {source["source"] for source in budget.attrs["sources"]} == set(budget["source"])


def test_every_row_of_every_table_has_its_source_in_the_table_of_licences() -> None:
    named = set(open_data.extract(store.current(), "licences").rows["source"])
    for name in TABLES:
        assert set(store.current().table(name)["source"]) <= named


@pytest.mark.parametrize(
    ("publisher", "citation", "licence"),
    [
        ("CBS", "CBS (2025). Bevolking.", "CC-BY-4.0"),
        (
            "CBS, Geboorte (tabel 37422ned, CC BY 4.0, bewerkt)",
            "CBS, Geboorte (tabel 37422ned, CC BY 4.0, bewerkt)",
            "CC-BY-4.0",
        ),
        ("Rijksoverheid", "Rijksoverheid (2024). Lijst. CC0.", "CC0-1.0"),
        ("Gemeente X", "Gemeente X (2024). Nota, niet van het CBS.", None),
        ("Gemeente X", "Gemeente X (2024). ACC BY 4.05.", None),
    ],
)
def test_a_licence_is_known_only_where_the_source_or_its_publisher_says_so(
    publisher: str, citation: str, licence: str | None
) -> None:
    known = licences.licence_of(publisher, citation)
    assert (known and known.name) == licence


# --- what is asked ---


def test_an_indicator_and_a_region_can_be_asked_by_id_and_by_name_and_an_empty_parameter_asks_nothing() -> None:
    question = asked("observations", indicator="levend geboren kinderen", region="Den Haag", period="", release="")
    assert question.chosen == {"indicator": ("live_births_count",), "region": ("GM0518",), "period": ()}
    assert question.format == ""


@pytest.mark.parametrize(
    ("parameters", "sentence", "known"),
    [
        ({"indicator": "live_birth_count"}, "Bedoelde u live_births_count?", "live_births_count"),
        ({"region": "Haarlm"}, "Bedoelde u Haarlem?", None),
        ({"region": "Brielle"}, "bestaat niet meer", None),
        ({"period": "mei"}, "geen jaar (2019)", "2019"),
        ({"period": "2099"}, "Over 2099 staat er niets", "2019"),
        ({"gemeente": "Haarlem"}, "geen parameter gemeente", "region"),
        ({"format": "xml"}, "De vorm xml", "parquet"),
        ({"release": "7"}, "Release 7 is er niet", "0"),
        ({"open": "morgen"}, "geen dag", None),
        ({"indicator": "x" * 5000}, "x" * 80 + "…", None),
    ],
)
def test_what_is_not_known_is_said_with_what_is(
    parameters: dict[str, str], sentence: str, known: str | None, own_releases: None
) -> None:
    with pytest.raises(open_data.UnknownError) as refusal:
        asked("observations", **parameters)
    assert sentence in str(refusal.value) and len(str(refusal.value)) < 300
    assert known is None or known in refusal.value.known


def test_too_many_values_of_one_kind_are_refused() -> None:
    with pytest.raises(open_data.UnknownError, match="hoogstens 400"):
        open_data.question(store.current(), open_data.OPEN_TABLES["observations"], {"region": [HAARLEM] * 401})


def test_the_state_of_an_earlier_release_or_day_is_given(own_releases: None) -> None:
    def tranche(**parameters: str) -> str:
        data = open_data.state(store.current(), {name: [text] for name, text in parameters.items()})
        rows = open_data.extract(data, "tranches", {"region": [HAARLEM]}).rows
        return str(rows["tranche"].iloc[0])

    shipped = tranche()
    publish(tranches(GM0392="7"))
    today = publish(tranches(GM0392="8")).day
    for now in ({}, {"release": "2"}, {"open": "2"}, {"open": today}, {"release": "2", "open": today}):
        assert tranche(**now) == "8"
    for earlier in ({"release": "1"}, {"open": "1"}, {"release": "1", "open": today}):
        assert tranche(**earlier) == "7"
    assert tranche(release="0") == shipped
    restore(1)
    assert tranche(release="2") == "8" and tranche(release="1") == tranche() == "7"


@pytest.mark.parametrize(
    "parameters", [{"open": "2020-01-01"}, {"open": "2999-01-01"}, {"release": "1", "open": "2020-01-01"}]
)
def test_a_state_that_never_was_is_refused(parameters: dict[str, str], own_releases: None) -> None:
    publish(tranches(GM0392="1"))
    with pytest.raises(open_data.OtherStateError):
        open_data.state(store.current(), {name: [text] for name, text in parameters.items()})


# --- identity ---


def test_the_same_content_has_one_identity_and_another_question_release_or_figure_another(own_releases: None) -> None:
    def identity(name: str = "tranches", **chosen: tuple[str, ...]) -> str:
        return open_data.extract(store.current(), name, chosen).identity

    before = identity()
    assert before == identity() and before != identity(region=(HAARLEM,)) and before != identity("gids")
    assert identity(region=(HAARLEM, COUNTRY)) == identity(region=(COUNTRY, HAARLEM))
    publish(tranches(GM0392="1"))
    assert identity() != before and identity("gids") != before  # of both the answer names the release
    data = store.current()
    next_day = replace(data, releases=(replace(data.releases[0], created="2026-01-02T12:00:00+00:00"),))
    assert open_data.extract(next_day, "gids").identity != identity("gids")


# --- the package ---


@pytest.fixture
def package(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The description with every table as a file beside it."""
    described = open_data.data_package(store.current())
    for resource in described["resources"]:
        (tmp_path / f"{resource['name']}.csv").write_bytes(sent(resource["name"], "csv"))
        resource.pop("scheme")
        resource["path"] = f"{resource['name']}.csv"
    (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    yield described


@pytest.mark.slow
def test_the_data_package_is_valid_and_every_table_is_as_it_says(
    own_releases: None, package: dict[str, Any], tmp_path: Path
) -> None:
    import frictionless  # here, or each worker loads it as it collects this module

    publish(tranches(GM0392="2"))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert [resource["name"] for resource in package["resources"]] == list(open_data.OPEN_TABLES)
    assert not frictionless.Package.validate_descriptor(open_data.data_package(store.current())).errors


@pytest.mark.slow
def test_the_data_package_names_licences_and_sources_of_each_table(package: dict[str, Any]) -> None:
    observations = next(resource for resource in package["resources"] if resource["name"] == "observations")
    assert [licence["name"] for licence in observations["licenses"]] == ["CC-BY-4.0"]
    assert any("CBS" in source["title"] and source["licence"] == "CC-BY-4.0" for source in observations["sources"])


def test_a_table_that_cannot_be_read_says_so(own_data: Path) -> None:
    (own_data / "budget.parquet").unlink()
    with pytest.raises(DataError, match=r"budget\.parquet ontbreekt"):
        open_data.extract(store.current(), "budget")


def test_figures_that_are_not_real_say_so_on_every_row(own_data: Path) -> None:
    (own_data / "FICTIEF").touch()
    assert set(pd.read_csv(io.BytesIO(sent("budget", "csv")))["let_op"]) == {"FICTIEF"}
    answer = json.loads(sent("budget", "json"))
    assert answer["let_op"] == "FICTIEF" and {row["let_op"] for row in answer["rows"]} == {"FICTIEF"}
    assert open_data.data_package(store.current())["title"].startswith("FICTIEF")
