"""A fetched table becomes a file like a dropped one, and only when it holds against what is known."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ks_data import DataError, store
from ks_data.catalogue import regions
from ks_data.catalogue.tables import TABLES
from ks_data.incoming import publication
from ks_data.store import releases
from ks_data.workshop.fetch import figures, run
from ks_data.workshop.fetch.fetched import Fetched
from ks_data.workshop.fetch.sources import SOURCES, Source, Topic
from ks_data.workshop.fetch.web import Client
from ks_data.workshop.regional_figures import Figure
from tests.workshop.fetch.served import Cbs, Measure, births, births_table, mothers_table

Serve = Callable[[Cbs], Cbs]
BIRTHS = "LevendGeborenKinderen_7"


@pytest.fixture(autouse=True)
def nothing_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No figures and no releases: what is fetched is all that there is."""
    for name, table in TABLES.items():
        empty = pd.DataFrame({column.name: [] for column in table.columns})
        for column in table.columns:
            kind = {"text": "str", "whole": "int64"}.get(column.type, "float64")
            empty[column.name] = empty[column.name].astype(kind)
        store.write({name: empty}, tmp_path)
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    regions._files.cache_clear()


def fetched(source: str = "births") -> Fetched:
    with Client() as client:
        return figures.fetch(SOURCES[source], client)


def rows(answer: Fetched) -> pd.DataFrame:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("cijfers.csv").decode()
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    return table.set_index(["indicator", "region", "period"]).sort_index()


def test_the_figures_are_those_of_the_municipalities_of_today(serve: Serve) -> None:
    serve(births_table())
    table = rows(fetched())
    merged = table.loc["live_births_count", "GM1992", "2022"]
    assert int(merged["value"]) == sum(births(code, 2022) for code in ("GM0501", "GM0530", "GM0614"))
    assert merged["note"] == "som van Brielle, Hellevoetsluis en Westvoorne"
    rate = table.loc["crude_birth_rate_per_1000", "GM0392", "2020"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == ("9.2", "1834", "200000")


@pytest.mark.slow
def test_an_answer_is_kept_as_it_came_with_its_address_and_hash(serve: Serve) -> None:
    cbs = serve(births_table())
    answer = fetched()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        listed = json.loads(archive.read("antwoorden.json"))
        for entry in listed:
            assert hashlib.sha256(archive.read(entry["file"])).hexdigest() == entry["sha256"]
    assert [entry["url"].removeprefix(cbs.url) for entry in listed] == cbs.asked
    assert answer.content == fetched().content, "the same answers are the same file"


@pytest.mark.slow
def test_what_is_fetched_is_published_as_a_release_and_then_is_nothing_new(serve: Serve) -> None:
    serve(births_table())
    answer = fetched()
    assert "niets veranderd" in run.check(answer).message and releases.history() == ()
    outcome = run.publish(answer, author="Anna", confirm=True)
    release = outcome.release
    assert outcome.published and release is not None
    assert (release.author, release.source_date) == ("Anna", "2024-07-01")
    assert "tabel 37259ned" in release.source and "CC BY 4.0" in release.source
    assert release.sha256 == hashlib.sha256(answer.content).hexdigest() and releases.file(release) == answer.content
    assert run.check(answer).message.startswith("niets nieuws")
    again = run.publish(fetched(), author="Anna")
    assert not again.published and again.message.startswith("niets nieuws")


@pytest.mark.slow
def test_questions_block_until_somebody_confirms_them(serve: Serve) -> None:
    cbs = serve(births_table())
    run.publish(fetched(), author="Anna", confirm=True)
    cbs.changed = {("GM0363", 2021, BIRTHS): 900, ("NL01", 2021, BIRTHS): 10**6}
    cbs.changed["NL01", 2021, BIRTHS] = sum(
        cbs.cell(cbs.measures[1], code, 2021) or 0 for code in cbs.codes(2021) if code.startswith("GM")
    )
    with pytest.raises(DataError, match="Bevestig eerst deze vragen"):
        run.publish(fetched(), author="Anna")
    assert len(releases.history()) == 1


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"changed": {("GM0014", 2021, BIRTHS): 7}}, r"over 2021 zijn de gemeenten samen .* en Nederland"),
        ({"changed": {("NL01", 2021, BIRTHS): None}}, "over 2021 ontbreekt het cijfer van Nederland"),
        ({"changed": {("GM0392", 2020, BIRTHS): 1833}}, r"Haarlem heeft over 2020 1833 in plaats van 1\.834"),
        ({"hidden": {"GM0014"}}, r"over 2020 ontbreken Groningen \(GM0014\) van de 355 gemeenten"),
        ({"extra": {"GM2001"}}, r"over 2020 staan er GM2001 \(GM2001\) in, en die waren er op 1 januari niet"),
        ({"changed": {("GM0014", 2021, BIRTHS): None}}, r"over 2021 ontbreekt het aantal van Groningen"),
        ({"periods": {"2021JJ00": "Definitief"}}, "Haarlem heeft over 2020 geen cijfer"),
    ],
)
def test_a_table_that_does_not_hold_is_not_published(serve: Serve, broken: dict[str, object], words: str) -> None:
    serve(births_table(**broken))
    with pytest.raises(DataError, match=words):
        fetched()


@pytest.mark.slow
def test_a_provisional_figure_never_takes_the_place_of_a_definitive_one(serve: Serve) -> None:
    cbs = serve(births_table())
    run.publish(fetched(), author="Anna", confirm=True)
    cbs.periods["2022JJ00"] = "Voorlopig"
    cbs.periods["2023JJ00"] = "Voorlopig"
    answer = fetched()
    periods = rows(answer)["status"].reset_index()
    periods = periods[periods["status"] != "ontbreekt"].groupby("period")["status"].agg(set)
    assert periods.to_dict() == {"2020": {"definitief"}, "2021": {"definitief"}, "2023": {"voorlopig"}}
    assert any("voorlopige cijfers blijven weg" in remark for remark in answer.remarks)


@pytest.mark.slow
def test_what_is_noted_of_a_figure_stays_while_the_figure_does(serve: Serve) -> None:
    cbs = serve(births_table())
    file = b"indicator,region,period,value,status,note\nlive_births_count,GM0392,2020,1834,definitief,eerder 1.818\n"
    publication.publish(publication.examine("a.csv", file), author="A", note="n", source="CBS")
    assert rows(fetched()).loc["live_births_count", "GM0392", "2020"]["note"] == "eerder 1.818"
    assert cbs.asked


def test_births_to_young_mothers_come_with_their_counts(serve: Serve) -> None:
    serve(mothers_table())
    row = rows(fetched("teenage-mothers")).loc["births_to_mothers_under_20_per_1000", "GM0014", "2020"]
    assert (row["value"], row["numerator"], row["denominator"]) == ("17.5", "2", "114")


def test_a_percentage_of_municipalities_that_merged_is_missing_with_the_reason(serve: Serve) -> None:
    care = Measure("JongerenMetJeugdhulpInNatura_1", "M1", "Jongeren met jeugdhulp in natura", "Jeugdzorg", share)
    periods = {"2022JJ00": "Definitief", "2023JJ00": "Voorlopig"}
    serve(
        Cbs("85098NED", [care], periods, split=False, changed={("NL01", year, care.v3): 10.1 for year in (2022, 2023)})
    )
    table = rows(fetched("youth-care")).loc["youth_care_in_kind_percent"]
    assert tuple(table.loc[("GM0392", "2022"), ["value", "status"]]) == ("9.5", "definitief")
    missing = table.loc["GM1992", "2022"]
    assert missing["status"] == "ontbreekt" and "Brielle, Hellevoetsluis en Westvoorne" in missing["note"]
    assert tuple(table.loc[("GM1992", "2023"), ["value", "status"]]) == ("9.5", "voorlopig")
    assert table.loc["NL01", "2023"]["value"] == "10.1"


def share(code: str, year: int) -> float:
    return 9.5


# --- the year moves on: on 1 January 2027 Wijdemeren becomes a part of Hilversum ---

YEARS = {f"{year}JJ00": "Definitief" for year in range(2020, 2027)} | {"2027JJ00": "Voorlopig"}


def borders_of_2027(folder: Path) -> None:
    """Borders as they would be fetched, without shapes."""
    towns, provinces = regions.municipalities(), regions.provinces()
    (folder / "shapes").mkdir()
    towns[towns["code"] != "GM1696"].to_parquet(folder / "shapes" / regions.MUNICIPALITIES)
    provinces.to_parquet(folder / "shapes" / regions.PROVINCES)
    regions._files.cache_clear()


@pytest.mark.slow
def test_with_the_borders_of_a_new_year_earlier_years_are_those_of_the_municipalities_of_now(
    serve: Serve, tmp_path: Path
) -> None:
    borders_of_2027(tmp_path)
    serve(births_table(periods=YEARS))
    table = rows(fetched()).loc["live_births_count", "GM0402"]
    assert int(table.loc["2026", "value"]) == births("GM0402", 2026) + births("GM1696", 2026)
    assert table.loc["2026", "note"] == "som van Hilversum en Wijdemeren"
    assert (table.loc["2027", "value"], table.loc["2027", "status"]) == (str(births("GM0402", 2027)), "voorlopig")


def test_figures_of_a_new_year_wait_for_its_borders(serve: Serve) -> None:
    serve(births_table(periods=YEARS))
    with pytest.raises(
        DataError, match=r"over 2027 bestaat Wijdemeren \(GM1696\) niet meer.*fetch boundaries --year 2027"
    ):
        fetched()


@pytest.mark.slow
def test_a_source_is_one_declaration(serve: Serve) -> None:
    """What docs/adding.md says: no other code has to know of it."""
    deaths = Source(
        "stillbirths",
        "Doodgeboren kinderen",
        "12345NED",
        "Doodgeboren kinderen per regio",
        (Topic("stillbirths", "Doodgeboren kinderen"),),
        (Figure("stillbirths_24w_count", numerator="stillbirths"),),
        counted=("stillbirths",),
        adds_up=("stillbirths",),
    )
    measure = Measure("DoodgeborenKinderen_1", "M1", "Doodgeboren kinderen", "Sterfte", lambda code, year: 12)
    serve(Cbs("12345NED", [measure], {"2023JJ00": "Definitief"}, split=False))
    with Client() as client:
        answer = figures.fetch(deaths, client)
    assert rows(answer).loc["stillbirths_24w_count", "GM0392", "2023"]["value"] == "12"
    assert run.publish(answer, author="Anna", confirm=True).published
