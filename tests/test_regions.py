"""Municipalities and provinces: complete, uniquely named, and in Dutch order."""

from pathlib import Path

import pytest

from ks_data import DataError, regions


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
