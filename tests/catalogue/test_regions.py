"""Municipalities and provinces: complete, uniquely named, and in Dutch order."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import DataError
from ks_data.catalogue import recognise, regions


def test_there_are_342_municipalities_in_12_provinces() -> None:
    towns = regions.municipalities()
    assert len(towns) == 342
    assert set(towns["province"]) == set(regions.provinces()["code"])
    assert len(regions.provinces()) == 12


def test_every_region_has_a_name_of_its_own() -> None:
    names = regions.names()
    assert len(set(names.values())) == len(names) == 355
    assert names["GM0392"] == "Haarlem" and names["NL01"] == "Nederland"
    assert (names["GM0344"], names["PV26"]) == ("Utrecht", "Utrecht (provincie)")


def test_names_are_sorted_as_a_reader_looks_them_up() -> None:
    names = list(regions.municipalities()["name"])
    assert names.index("'s-Gravenhage") == names.index("'s-Hertogenbosch") - 1
    assert names[0] == "Aa en Hunze"
    assert names.index("Súdwest-Fryslân") < names.index("Tiel")


def test_a_region_keeps_a_name_when_the_shapes_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "SHAPES_DIR", tmp_path)
    assert [regions.name(code) for code in ("GM0392", "NL01", "GM0344")] == ["Haarlem", "Nederland", "GM0344"]
    with pytest.raises(DataError, match=r"municipalities\.parquet ontbreekt.*shapes build"):
        regions.names()


def test_a_code_tells_what_kind_of_region_it_is() -> None:
    assert [regions.level(code) for code in ("NL01", "PV27", "GM0392")] == ["land", "provincie", "gemeente"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("GM0392", "GM0392"), ("0392", "GM0392"), ("392", "GM0392"), ("GM0363   ", "GM0363"), ("NL00", "NL01"),
        ("Haarlem", "GM0392"), ("haarlem (gemeente)", "GM0392"), ("Haarlem (GM)", "GM0392"),
        ("Gemeente Haarlem", "GM0392"), ("Utrecht", "GM0344"), ("Utrecht (PV)", "PV26"), ("Provincie Utrecht", "PV26"),
        ("PV27", "PV27"), ("Friesland", "PV21"), ("Den Haag", "GM0518"), ("'s-Gravenhage (gemeente)", "GM0518"),
        ("’s-Hertogenbosch", "GM0796"), ("Den Bosch", "GM0796"), ("Sudwest Fryslan", "GM1900"), ("NEDERLAND", "NL01"),
        ("Bergen (NH.)", "GM0373"), ("Bergen (L.)", "GM0893"), ("Hengelo (O.)", "GM0164"), ("Rijswijk (ZH.)", "GM0603"),
        ("Bergen", ""), ("Hengelo (Gld.)", ""), ("Brielle", ""), ("GM9999", ""), ("PV99", ""), ("LD01", ""),
        ("WK039201", ""), ("", ""), ("Groningen (CR)", ""),
    ],
)  # fmt: skip
def test_a_region_is_found_in_any_usual_spelling(written: str, code: str) -> None:
    assert recognise.region_codes(pd.Series([written])).tolist() == [code]


def test_every_region_is_found_by_its_own_name_and_code() -> None:
    names = regions.names()
    assert recognise.region_codes(pd.Series(list(names.values()))).tolist() == list(names)
    assert recognise.region_codes(pd.Series(list(names))).tolist() == list(names)


def test_a_name_of_town_and_province_is_the_province_in_a_list_of_provinces() -> None:
    assert recognise.region_codes(pd.Series(["Drenthe", "Utrecht", "Nederland"])).tolist() == ["PV22", "PV26", "NL01"]
    assert recognise.region_codes(pd.Series(["Drenthe", "Utrecht", "Haarlem"])).tolist() == ["PV22", "GM0344", "GM0392"]


def test_regions_of_other_levels_are_told_apart_from_what_is_unknown() -> None:
    written = pd.Series(["WK039201", "BU03920101", "GGD Kennemerland", "Noord-Nederland (LD)", "Haarlem", "Harlem"])
    expected = ["wijken en buurten", "wijken en buurten", "GGD-regio's", "landsdelen", "", ""]
    assert recognise.other_levels(written).tolist() == expected


def test_the_nearest_name_is_offered_for_a_mistake_in_writing() -> None:
    assert [recognise.nearest_name(text) for text in ("Harlem", "Wijdemeeren", "qqq")] == ["Haarlem", "Wijdemeren", ""]
    assert recognise.nearest_name("Bergen") == "Bergen (L.) of Bergen (NH.)"
