"""A workbook or zip is read as what it holds, or refused before it costs memory."""

import csv
import io

import openpyxl
import pytest

from ks_data.incoming.reading import limits
from ks_data.incoming.reading.file import sheets
from ks_data.incoming.reading.tidy import read
from tests.incoming.files import SWING, TEMPLATE, messages, old_workbook, refused, workbook, zipped


def test_a_workbook_is_read_with_its_numbers_as_they_are() -> None:
    rows = [
        ["Perinatale kerncijfers"],
        [],
        ["Gemeente", "Onderwerp", 2018, 2019],
        ["Haarlem", "Big 2 [‰]", 147.5, "147,1"],
    ]
    reading = read("export.xlsx", workbook(rows, [["toelichting", "meer"], ["a", "b"]]))
    assert reading.layout == "swing_tabel" and "Excel" in reading.described
    assert reading.rows["value"].tolist() == [147.5, 147.1] and reading.rows["row"].tolist() == [4, 4]
    assert reading.rows["value_text"].tolist() == ["147,5", "147,1"]
    assert "Alleen het blad 'Blad1' is gelezen, niet Blad2." in messages(reading)
    old = [[float(cell) if cell == "147.1" else cell for cell in row] for row in csv.reader(io.StringIO(TEMPLATE))]
    assert read("oud.xls", old_workbook(old)).rows["value"].tolist()[0] == 147.1


def test_a_workbook_of_which_one_cell_lies_far_away_is_refused_before_it_costs_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    stream = io.BytesIO()
    book.save(stream)
    assert "dat is te groot" in refused(stream.getvalue(), "groot.xlsx")


@pytest.mark.parametrize("place", ["xl/worksheets/sheet1.xml", "xl/elders/blad", "ergens/anders.xml"])
def test_a_tab_that_is_too_large_is_refused_wherever_it_lies_in_the_workbook(place: str) -> None:
    cells = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    assert "dat is te groot" in refused(zipped({"xl/workbook.xml": "<a/>", place: cells}), "groot.xlsx")


def test_tabs_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_WORKBOOK_CELLS", 1000)
    sheets = {f"xl/worksheets/sheet{number}.xml": '<c r="A1"/><c r="T20"/>' for number in range(3)}
    assert "dat is te groot" in refused(zipped(sheets), "bladen.xlsx")


@pytest.mark.parametrize("inside", ["xl/workbook.bin", "content.xml"])
def test_a_workbook_of_another_kind_within_is_refused(inside: str) -> None:
    assert "geen gewone Excel-werkmap" in refused(zipped({"xl/workbook.xml": "<a/>", inside: "x"}), "boek.xlsx")


def test_a_workbook_that_repeats_one_long_text_is_refused_before_it_costs_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LIMIT", 100_000)
    cells = "".join(f'<c r="A{row}" t="s"><v>0</v></c>' for row in range(1, 101))
    texts = f"<sst><si><t>{'a' * 30_000}</t></si></sst>"
    members = {"xl/worksheets/sheet1.xml": cells, "xl/sharedStrings.xml": texts}
    assert "te veel cellen met lange teksten" in refused(zipped(members), "lang.xlsx")


def test_a_zip_with_one_table_is_read_and_others_are_refused() -> None:
    assert read("a.zip", zipped({"map/data.csv": SWING, "leesmij.pdf": b"x"})).name == "a.zip/map/data.csv"
    assert "meer bestanden: a.csv en b.csv" in refused(zipped({"a.csv": SWING, "b.csv": SWING}), "a.zip")
    assert "Pak de zip eerst uit" in refused(zipped({"binnen.zip": zipped({"a.csv": SWING})}), "a.zip")
    assert "zelf een zip" in refused(zipped({"a.csv": zipped({"a.csv": SWING})}), "a.zip")
    assert "geen CSV-bestand" in refused(zipped({"a.doc": b"x"}), "a.zip")
    assert "beschadigde zip" in refused(zipped({"a.csv": SWING})[:-30], "a.zip")


def test_a_zip_that_blows_up_is_refused_by_what_it_says_and_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMIT", 100_000)
    bomb = zipped({"a.csv": "a;b\n" * 100_000})
    assert "uitgepakt groter dan" in refused(bomb, "a.zip")
    declared = (400_000).to_bytes(4, "little")
    liar = bomb.replace(declared, (400).to_bytes(4, "little"))
    assert len(liar) < 100_000
    refused(liar, "a.zip")
    assert "uitgepakt groter dan" in refused(zipped({"xl/worksheets/s.xml": "x" * 200_000}), "a.xlsx")


def test_a_cell_with_true_is_not_the_number_one_that_python_takes_it_for() -> None:
    rows = [["Gemeente", "Jaar", "Vroeg in zorg", "vinkje"], ["Haarlem", 2021, 1, True], ["Breda", 2021, True, 1]]
    grid = sheets("boek.xlsx", workbook([*rows, ["Urk", 2021, 0, False], ["Ede", 2021, False, 0.0]]))[0].grid
    assert grid.iloc[1:].astype(str).to_numpy()[:, 2].tolist() == ["1", "True", "0", "False"]
    assert grid.iloc[1:].astype(str).to_numpy()[:, 3].tolist() == ["True", "1", "False", "0"]


def test_a_number_and_a_text_that_look_alike_are_one_text() -> None:
    rows = [["Gemeente", "Jaar", "Vroeg in zorg"], ["Haarlem", 2021, 81.5], ["Breda", "2021", "81,5"]]
    reading = read("boek.xlsx", workbook(rows))
    assert set(reading.rows["period"]) == {"2021"} and set(reading.rows["value"]) == {81.5}
