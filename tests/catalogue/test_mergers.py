"""Former municipalities: each known by code and name, with where it went and when."""

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ks_data.catalogue import mergers, recognise, regions

NEW_YEAR = date(2027, 1, 1)
BORDERS = date(2026, 1, 1)
"""The day of the borders that are shipped."""


def former(*texts: str) -> list[str]:
    return mergers.former_codes(pd.Series(texts)).tolist()


@pytest.mark.parametrize(
    ("code", "went"),
    [
        ("GM0501", "sinds 2023 Voorne aan Zee, GM1992"),
        ("GM0003", "sinds 2021 Eemsdelta, GM1979"),
        ("GM0457", "sinds 2022 Amsterdam, GM0363"),
        ("GM0517", "in 2007 naar Binnenmaas, sinds 2019 Hoeksche Waard, GM1963"),
        ("GM0133", "in 1998 naar Zuidlaren, sinds 1999 Tynaarlo, GM1730"),
        ("GM0713", "in 1995 naar Sluis-Aardenburg, sinds 2003 Sluis, GM1714"),
        ("GM0788", "in 2021 verdeeld over Boxtel, Oisterwijk, Tilburg en Vught"),
        ("GM0776", "in 1996 naar Haaren, in 2021 verdeeld over Boxtel, Oisterwijk, Tilburg en Vught"),
        ("GM0993", "in 2010 verdeeld over Horst aan de Maas en Venray"),
    ],
)
def test_each_step_of_a_former_municipality_is_named_with_its_year(code: str, went: str) -> None:
    assert mergers.described(code) == went


def test_a_chain_of_mergers_leads_to_the_municipality_of_today() -> None:
    assert mergers.successors("GM0517") == ("GM1963",)
    assert mergers.successors("GM0776") == ("GM0757", "GM0824", "GM0855", "GM0865")
    assert mergers.successors("GM0392") == ("GM0392",) and mergers.described("GM0392") == ""


def test_a_former_municipality_is_known_by_bare_number_and_in_any_usual_spelling() -> None:
    assert former("3", "0457", "457.0", "GM0457", "Gemeente Weesp") == ["GM0003", *["GM0457"] * 4]
    assert former("Wunseradiel", "'s Gravendeel", "Hengelo (Gld)") == ["GM0710", "GM0517", "GM0248"]


def test_what_is_a_region_of_today_or_nothing_is_no_former_municipality() -> None:
    assert former("Sluis", "Zeeland", "Haarlem", "392", "Valkenburg", "9999", "", "BrielleЖ", "GM0457٣") == [""] * 9
    assert former("Valkenburg (ZH.)") == ["GM0619"]


def test_every_former_municipality_went_to_one_that_is_there() -> None:
    table = mergers.mergers()
    today = set(regions.municipalities()["code"])
    names = [regions.plain_name(merger.name) for merger in table.values()]
    assert len(table) == 447 and len(set(names)) == len(names)
    for code, merger in table.items():
        assert date.fromisoformat(merger.since) >= date(1991, 1, 1)
        assert (code in today) == (merger.since > BORDERS.isoformat())
        assert set(mergers.successors(code, BORDERS)) <= today
        assert all(mergers.in_force(into, BORDERS) is None or table[into].since > merger.since for into in merger.into)


def test_a_divided_municipality_is_marked_and_only_that() -> None:
    with (regions.SHAPES_DIR / "mergers.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert all((row["note"] == "verdeeld") == (len(row["into"].split()) > 1) for row in rows)
    assert [row["code"] for row in rows] == sorted({row["code"] for row in rows})


def test_a_merger_counts_from_its_day_on() -> None:
    assert set(mergers.municipalities_now(BORDERS)) - set(mergers.municipalities_now(NEW_YEAR)) == {"GM1696"}
    assert mergers.in_force("GM1696", date(2026, 12, 31)) is None
    assert mergers.described("GM1696", NEW_YEAR) == "sinds 2027 Hilversum, GM0402"
    assert mergers.described("GM0330", NEW_YEAR) == "in 2002 naar Wijdemeren, sinds 2027 Hilversum, GM0402"
    assert mergers.successors("GM0330", NEW_YEAR) == ("GM0402",)


def test_a_merger_is_one_row_in_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in regions.SHAPES_DIR.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(regions, "SHAPES_DIR", tmp_path)
    assert mergers.described("GM0377") == ""
    with (tmp_path / "mergers.csv").open("a", encoding="utf-8") as table:
        table.write("GM0377,Bloemendaal,2020-01-01,GM0392,,een bron\n")
    regions._files.cache_clear()  # as after a second
    assert mergers.described("GM0372") == "in 2009 naar Bloemendaal, sinds 2020 Haarlem, GM0392"


def test_no_name_of_a_former_municipality_is_taken_for_another_of_today() -> None:
    names = pd.Series([merger.name for merger in mergers.mergers().values()])
    recognised = recognise.region_codes(names)
    assert set(names[recognised != ""]) == {"Sluis", "Zeeland", "Wijdemeren"}


def test_the_municipalities_of_a_year_follow_from_the_borders_and_the_mergers() -> None:
    counts = [len(mergers.municipalities_in(year)) for year in range(2012, 2028)]
    assert counts == [415, 408, 403, 393, 390, 388, 380, 355, 355, 352, 345, 342, 342, 342, 342, 341]
    assert "GM1992" not in mergers.municipalities_in(2022) and "GM0501" in mergers.municipalities_in(2022)
    assert {"GM0402", "GM1696"} <= mergers.municipalities_in(2026)
    assert mergers.municipalities_in(2026) - mergers.municipalities_in(2027) == {"GM1696"}
