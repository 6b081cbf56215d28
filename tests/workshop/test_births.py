"""Births of CBS, by the municipalities of each year, become figures of the municipalities of today."""

import csv
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from ks_data import DataError
from ks_data.catalogue import regions
from ks_data.store import current
from ks_data.workshop import births

OPEN_DATA = Path(__file__).parents[3] / "shared" / "opendata"
"""The tables as they were found; not part of the project."""
LIVE, RATE, YOUNG = "live_births_count", "crude_birth_rate_per_1000", "births_to_mothers_under_20_per_1000"
MUNICIPALITIES = [code for code in regions.names() if regions.level(code) == "gemeente"]


def made(folder: Path, population: str = "", mothers: str = "") -> dict[tuple[str, str, str], dict[str, str]]:
    """The observations of two small tables, by indicator, region and year."""
    header = "region,year,live_births,crude_birth_rate,population_1_jan,population_31_dec,note\n"
    (folder / births.POPULATION).write_text(header + population, encoding="utf-8")
    (folder / births.MOTHERS).write_text("region,year,live_births,mothers_under_20\n" + mothers, encoding="utf-8")
    return {
        (row["indicator"], row["region"], row["period"]): {name: cell for name, cell in row.items() if cell}
        for _, row in births.observations(folder)
    }


def test_whole_municipalities_that_merged_are_added_up_and_the_note_names_them(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        "GM0501,2022,100,5.9,16900,17100,\nGM0530,2022,300,7.5,39900,40100,\nGM0614,2022,90,6.1,14700,14900,\n",
    )
    note = "som van Brielle, Hellevoetsluis en Westvoorne"
    live, rate = rows[LIVE, "GM1992", "2022"], rows[RATE, "GM1992", "2022"]
    assert (live["value"], live["status"], live["note"]) == ("490", "definitief", note)
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["note"]) == ("6.8", "490", "71800", note)


def test_a_published_figure_of_a_municipality_that_stayed_is_kept_with_its_note(tmp_path: Path) -> None:
    rows = made(tmp_path, "GM0392,2016,1823,11.4,158140,159229,eerder voorlopig 1.818\n")
    assert rows[LIVE, "GM0392", "2016"]["note"] == "eerder voorlopig 1.818"
    assert rows[RATE, "GM0392", "2016"]["value"] == "11.4"


def test_who_got_a_part_of_a_divided_municipality_has_no_figure_before_that_and_hears_why(tmp_path: Path) -> None:
    rows = made(
        tmp_path,
        mothers="GM0788,2015,120,1\nGM0855,2015,2400,30\nGM0796,2015,1700,20\nPV30,2015,4220,51\nNL01,2015,4220,51\n",
    )
    missing = rows[LIVE, "GM0855", "2015"]
    assert (missing["status"], missing.get("value")) == ("ontbreekt", None)
    assert missing["note"].endswith("Haaren is in 2021 verdeeld over Boxtel, Oisterwijk, Tilburg en Vught")
    assert rows[YOUNG, "GM0855", "2015"] == missing | {"indicator": YOUNG}
    assert rows[LIVE, "GM0757", "2015"]["status"] == "ontbreekt"  # it had no row of its own
    assert rows[YOUNG, "GM0796", "2015"]["value"] == "11.8"
    for whole in ("PV30", "NL01"):  # Haaren lay in it all the same
        assert (rows[LIVE, whole, "2015"]["value"], rows[LIVE, whole, "2015"].get("note")) == ("4220", None)


def test_a_province_is_what_lies_in_it_today(tmp_path: Path) -> None:
    """Leerdam and Zederik lay in Zuid-Holland until they and Vianen became Vijfheerenlanden, in Utrecht."""
    rows = made(
        tmp_path,
        "GM0545,2018,200,9.5,21000,21000,\nGM0707,2018,150,10.7,14000,14000,\nGM0620,2018,210,10.5,20000,20000,\n"
        "GM0599,2018,7000,11.0,638000,644000,\nPV26,2018,210,10.5,20000,20000,\nPV28,2018,7350,10.9,673000,679000,\n",
    )
    assert rows[LIVE, "PV26", "2018"]["value"] == rows[LIVE, "GM1961", "2018"]["value"] == "560"
    assert rows[LIVE, "PV28", "2018"]["value"] == "7000"
    assert rows[LIVE, "PV28", "2018"]["note"] == "opgeteld in de grenzen van nu"


def test_a_municipality_that_ended_within_the_year_counts_with_its_inhabitants_of_new_years_day(tmp_path: Path) -> None:
    rows = made(tmp_path, "GM0363,2022,9894,11.0,882633,918117,\nGM0457,2022,,,20766,,\n")
    rate = rows[RATE, "GM0363", "2022"]
    assert (rate["value"], rate["denominator"], rate["note"]) == ("10.9", "910758", "som van Amsterdam en Weesp")


def test_another_name_of_the_same_municipality_is_said(tmp_path: Path) -> None:
    assert made(tmp_path, "GM1921,2014,500,9.8,51000,51200,\n")[LIVE, "GM1940", "2014"]["note"] == (
        "heette toen De Friese Meren"
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("GM9999,2015,1,1\n", "cbs_37201.csv, rij 2, kolom region: 'GM9999' is niet bekend"),
        ("GM0392,2015,12.5,1\n", "cbs_37201.csv, rij 2, kolom live_births: '12.5' is geen heel getal"),
    ],
)
def test_a_mistake_in_a_table_of_cbs_is_told_with_its_place(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        made(tmp_path, mothers=row)


def test_a_folder_without_the_tables_of_cbs_has_no_births(tmp_path: Path) -> None:
    assert list(births.observations(tmp_path)) == []


def test_a_table_of_cbs_that_is_not_there_beside_the_other_is_told(tmp_path: Path) -> None:
    (tmp_path / births.MOTHERS).write_text("region,year\n", encoding="utf-8")
    with pytest.raises(DataError, match="geen bestand cbs_37259ned"):
        list(births.observations(tmp_path))


# --- what is shipped ---


def shipped(indicator: str, column: str = "value") -> pd.DataFrame:
    """A column of an indicator by region and year."""
    rows = current().unprotected("observations")
    return rows[rows["indicator"] == indicator].pivot(index="region", columns="period", values=column)


def test_every_municipality_has_live_births_of_every_year_or_the_reason_why_not() -> None:
    rows = current().table("observations")
    rows = rows[(rows["indicator"] == LIVE) & rows["region"].isin(MUNICIPALITIES) & (rows["period"] >= "2012")]
    assert rows.groupby("period")["region"].nunique().to_dict() == dict.fromkeys(map(str, range(2012, 2024)), 342)
    assert set(rows["status"]) == {"definitief", "ontbreekt"}
    assert rows.loc[rows["status"] == "ontbreekt", "note"].str.contains("verdeeld over").all()
    assert rows.loc[rows["period"] >= "2021", "value"].notna().all()


@pytest.mark.parametrize(
    ("indicator", "column"), [(LIVE, "value"), (RATE, "numerator"), (RATE, "denominator"), (YOUNG, "numerator")]
)
def test_municipalities_add_up_to_their_province_and_the_country_where_nothing_was_divided(
    indicator: str, column: str
) -> None:
    counts, parents = shipped(indicator, column), regions.parents()
    counts = counts[[year for year in counts if int(year) >= 2010]]
    for total in sorted(set(parents.values())):
        parts = counts.loc[[code for code in counts.index if parents.get(code) == total]]
        whole = parts.notna().all()
        assert total == regions.COUNTRY or whole[[year for year in counts if int(year) >= 2021]].all()
        pd.testing.assert_series_equal(parts.loc[:, whole].sum(), counts.loc[total, whole], check_names=False)
    provinces = [code for code in counts.index if code.startswith("PV")]
    assert len(provinces) == 12 and counts.loc[provinces].notna().all(axis=None)


def test_haarlem_has_the_births_that_its_note_gives_and_the_provisional_figure_is_named_as_such() -> None:
    rows = current().observations(LIVE).set_index(["region", "period"])
    assert rows.loc[("GM0392", "2020"), "value"] == 1834
    revised = rows.loc[("GM0392", "2016")]
    assert (revised["value"], revised["status"]) == (1823, "definitief")
    assert revised["note"] == "eerder voorlopig 1.818 (CBS, tabel 37230ned)"


def test_small_numbers_of_young_mothers_are_hidden_and_births_that_cbs_publishes_are_not() -> None:
    young = current().observations(YOUNG)
    shown = young[young["value"].notna()]
    assert not ((shown["numerator"] > 0) & (shown["numerator"] < 10)).any() and (young["status"] == "onderdrukt").any()
    live = current().observations(LIVE)
    assert "onderdrukt" not in set(live["status"]) and live["value"].min() < 10


def test_births_are_cited_with_their_licence_and_address() -> None:
    sources = current().table("sources").set_index("source")
    for table in ("cbs-37259ned", "cbs-37201"):
        assert "CC BY 4.0" in sources.loc[table, "citation"]
        assert sources.loc[table, "url"].startswith("https://opendata.cbs.nl/")


@pytest.mark.slow
@pytest.mark.skipif(not OPEN_DATA.exists(), reason="the tables as they were found are not part of the project")
def test_what_is_shipped_is_what_stands_in_the_tables_of_cbs() -> None:
    live, rate, young = shipped(LIVE), shipped(RATE), shipped(YOUNG, "numerator")
    compared: dict[str, int] = defaultdict(int)
    for file, column, table in (
        ("births_cbs37259eng_2012_2023.csv", "live_births", live),
        ("births_cbs37259eng_2012_2023.csv", "live_births_per_1000", rate),
        ("births_cbs37201_2010_2015_detail.csv", "born", live),
        ("births_cbs37201_2010_2015_detail.csv", "age_0_20", young),
    ):
        notes = shipped(YOUNG if table is young else RATE if table is rate else LIVE, "note")
        with (OPEN_DATA / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter=";"):
                code, year = row["code"], row["period"][:4]
                if code in table.index and year in table and notes.loc[code, year].split(" ")[0] in ("", "eerder"):
                    assert table.loc[code, year] == float(row[column]), (file, code, year)
                    compared[column] += 1
    assert compared["live_births"] > 3000 and compared["born"] > 1500 and compared["age_0_20"] > 1500
