"""What a workbook says of its cells besides their values is never lost: not computed, hidden, merged."""

import io
import re
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import Reading, workbook_xml
from ks_data.incoming.reading.tidy import read
from tests.examples import examples
from tests.incoming.files import cell, messages, refused, saved, workbook, zipped
from tests.incoming.spreadsheets import ODS_ERROR, ODS_FORMULA, Error, book, ods, ods_cell, ods_row, ods_rows, xlsb

HEADER = ["Gemeente", "Jaar", "Vroeg in zorg"]
TOWNS = [["Haarlem", 2021, 86.1], ["Zandvoort", 2021, 80.2], ["Heemstede", 2021, 81], ["Bloemendaal", 2021, 79]]
TABLE = [HEADER, *TOWNS]


def old_book(rows: list[list[object]], change: Callable[[xlwt.Worksheet], object] | None = None) -> bytes:
    old = xlwt.Workbook()
    sheet = old.add_sheet("Cijfers")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    if change:
        change(sheet)
    return saved(old)


def findings(reading: Reading, level: Level) -> list[Finding]:
    return [finding for finding in reading.findings if finding.level == level]


def only(reading: Reading, level: Level) -> str:
    (finding,) = findings(reading, level)
    return finding.message


def csv_with(error: str) -> bytes:
    rows = [HEADER, TOWNS[0], ["Zandvoort", 2021, error], TOWNS[2]]
    return "\n".join(";".join(str(cell).replace(".", ",") for cell in row) for row in rows).encode()


# --- not computed ---


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        *(("#DIV/0!", "#DEEL/0! (#DIV/0!)"), ("#REF!", "#VERW! (#REF!)"), ("#NAME?", "#NAAM? (#NAME?)")),
        *(("#VALUE!", "#WAARDE! (#VALUE!)"), ("#NUM!", "#GETAL! (#NUM!)"), ("#NULL!", "#LEEG! (#NULL!)")),
    ],
)
def test_an_error_in_a_cell_that_is_read_blocks_and_names_the_cell(error: str, shown: str) -> None:
    def put(sheet) -> None:
        sheet["C3"] = error
        sheet["C3"].data_type = "e"

    reading = read("boek.xlsx", book({"Cijfers": TABLE}, put))
    message = only(reading, Level.ERROR)
    assert message.startswith(f"In cel C3 op blad 'Cijfers' staat de fout {shown}.") and "Herstel de formule" in message
    assert reading.rows["value"].notna().sum() == 3
    dutch_error = shown.partition(" ")[0]
    assert f"staat de fout {dutch_error}." in only(read("uit_excel.csv", csv_with(dutch_error)), Level.ERROR)
    assert f"staat de fout {shown}." in only(read("uit_excel.csv", csv_with(error)), Level.ERROR)


@pytest.mark.parametrize("sign", ["#N/A", "#N/B"])
def test_a_cell_without_a_figure_is_asked_about_and_does_not_block(sign: str) -> None:
    reading = read("boek.xlsx", workbook([HEADER, *TOWNS[:2], ["Heemstede", 2021, sign]]))
    assert not findings(reading, Level.ERROR)
    assert "In cel C4 op blad 'Blad1'" in only(reading, Level.QUESTION) and "Klopt dat?" in only(
        reading, Level.QUESTION
    )
    assert cell(reading, row=4)["status"] == "ontbreekt"


def test_a_formula_that_nobody_computed_blocks_and_is_named() -> None:
    reading = read("boek.xlsx", book({"Cijfers": [HEADER, TOWNS[0], ["Zandvoort", 2021, "=1+1"]]}))
    message = only(reading, Level.ERROR)
    assert "In cel C3 op blad 'Cijfers' staat een formule zonder uitkomst." in message
    assert "Open en bewaar het bestand eerst in Excel" in message
    whole = [HEADER, *([town, year, "=1+1"] for town, year, _ in TOWNS)]
    (finding,) = findings(read("boek.xlsx", book({"Cijfers": whole})), Level.ERROR)
    assert finding.count == 4 and [place.row for place in finding.places] == [2, 3, 4, 5]


def test_a_formula_counts_where_it_says_a_place_or_a_year_and_in_the_header_too() -> None:
    for rows, place in (
        ([HEADER, ["=A9", 2021, 86.1], *TOWNS[1:]], "A2"),
        ([HEADER, ["Haarlem", "=2020+1", 86.1], *TOWNS[1:]], "B2"),
        ([["Gemeente", "=B9", "Vroeg in zorg"], *TOWNS], "B1"),
    ):
        content = book({"Cijfers": rows})
        try:
            said = " ".join(finding.message for finding in findings(read("boek.xlsx", content), Level.ERROR))
        except Exception as error:
            said = str(error)
        assert f"cel {place}" in said and "formule zonder uitkomst" in said


def test_what_nobody_reads_is_only_a_remark() -> None:
    rows = [[*HEADER, "opmerking"], [*TOWNS[0], "=1/0"], [*TOWNS[1], "x"]]
    reading = read("boek.xlsx", book({"Cijfers": rows}))
    assert not findings(reading, Level.ERROR)
    assert any("In cel D2" in message and "niet gelezen" in message for message in messages(reading))


def rewritten(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """A workbook of which the parts are changed; change gets the name and the XML of each."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: change(name, archive.read(name).decode()) for name in archive.namelist()})


def formulas(cells: str, recalculated: bool = True) -> bytes:
    """An .xlsx with these cells in column C, as programs that are not Excel write them."""

    def change(name: str, xml: str) -> str:
        for number, figure in enumerate(cells.split("|"), 2):
            xml = re.sub(f'<c r="C{number}"[^>]*><v>.*?</c>', figure, xml) if name.endswith("sheet1.xml") else xml
        return xml if recalculated else xml.replace('fullCalcOnLoad="1"', "")

    count = len(cells.split("|"))
    return rewritten(book({"Cijfers": [HEADER, *TOWNS[:count]]}), change)


def test_zeros_of_a_program_that_cannot_compute_are_no_figures() -> None:
    uncomputed = "<c r='C2'><f>1+1</f><v>0</v></c>|<c r='C3'><f t='shared' si='0'/><v>0</v></c>"
    reading = read("boek.xlsx", formulas(uncomputed))
    assert "C2 en C3" in only(reading, Level.ERROR) and reading.rows["value"].isna().all()
    assert not findings(read("boek.xlsx", formulas(uncomputed, recalculated=False)), Level.ERROR)
    computed = '<c r="C2"><f>1+1</f><v>2</v></c>|<c r="C3"><f>0</f><v>0</v></c>|<c r="C4" t="str"><f>A9</f><v></v></c>'
    reading = read("boek.xlsx", formulas(computed))
    assert not findings(reading, Level.ERROR) and reading.rows["value"].tolist()[:2] == [2, 0]


@pytest.mark.parametrize("size", [40, 97, 300, 2**20])
def test_cells_are_named_right_wherever_a_piece_ends_and_however_the_tags_are_written(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_xml, "PIECE", size)
    for cells in (
        '<c r="C2"><f>1+1</f></c>|<c r="C3"><v>1</v></c>|<c r="C4"><f/><v/></c>',
        "<c\n r = 'C2'><f>1+1</f></c>|<c r='C3'><v>1</v></c>|<c r='C4'><f\tca='1' /><v /></c>",
        '<c><f>1+1</f></c>|<c r="C3"><v>1</v></c>|<c s="1"><f>A1</f></c>',
    ):
        assert "de cellen C2 en C4 op" in only(read("boek.xlsx", formulas(cells)), Level.ERROR)


def test_an_old_workbook_an_ods_and_an_xlsb_name_the_same_cells() -> None:
    old = old_book(
        [HEADER, TOWNS[0]], lambda sheet: (sheet.write(2, 0, "Zandvoort"), sheet.write(2, 2, xlwt.Formula("1+1")))
    )
    assert "In cel C3 op blad 'Cijfers' staat een formule zonder uitkomst" in only(read("oud.xls", old), Level.ERROR)
    open_rows = [HEADER, TOWNS[0], ["Zandvoort", 2021, ODS_ERROR], ["Heemstede", 2021, ODS_FORMULA]]
    reading = read("open.ods", ods({"Cijfers": ods_rows(open_rows)}))
    first, second = (finding.message for finding in findings(reading, Level.ERROR))
    assert "In cel C3" in first and "#DEEL/0!" in first and "In cel C4" in second and "formule" in second
    binary = xlsb({"Cijfers": [HEADER, TOWNS[0], ["Zandvoort", 2021, Error(0x17)]]})
    assert "In cel C3 op blad 'Cijfers' staat de fout #VERW! (#REF!)" in only(read("b.xlsb", binary), Level.ERROR)


# --- hidden ---


def hide_in_xlsx(rows: list[int], columns: list[int]) -> bytes:
    def hide(sheet) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for column in columns:
            sheet.column_dimensions["ABC"[column - 1]].hidden = True

    return book({"Cijfers": TABLE}, hide)


def hide_in_xls(rows: list[int], columns: list[int]) -> bytes:
    def hide(sheet: xlwt.Worksheet) -> None:
        for row in rows:
            sheet.row(row - 1).hidden = True
        for column in columns:
            sheet.col(column - 1).hidden = True

    return old_book([[cell if isinstance(cell, str) else float(cell) for cell in row] for row in TABLE], hide)


def hide_in_ods(rows: list[int], columns: list[int]) -> bytes:
    heads = "".join(
        f'<table:table-column table:visibility="{"collapse" if column in columns else "visible"}"/>'
        for column in (1, 2, 3)
    )
    body = "".join(
        ods_row(row, 'table:visibility="filter"' if number in rows else "") for number, row in enumerate(TABLE, 1)
    )
    return ods({"Cijfers": heads + body})


def hide_in_xlsb(rows: list[int], columns: list[int]) -> bytes:
    return xlsb({"Cijfers": TABLE}, hidden_rows=rows, hidden_columns=columns)


KINDS = {"a.xlsx": hide_in_xlsx, "a.xls": hide_in_xls, "a.ods": hide_in_ods, "a.xlsb": hide_in_xlsb}


@pytest.mark.parametrize("name", KINDS)
def test_hidden_rows_are_not_read_and_asked_about(name: str) -> None:
    reading = read(name, KINDS[name]([3, 4], []))
    assert reading.rows["row"].tolist() == [2, 5]
    question = only(reading, Level.QUESTION)
    assert "rijen 3 tot en met 4" in question and "blad 'Cijfers'" in question and question.endswith("Klopt dat?")
    assert "alle rijen onder de kop" in refused(KINDS[name]([2, 3, 4, 5], []), name)
    header = read(name, KINDS[name]([1], []))
    assert len(header.rows) == 4 and "Rij 1 boven de cijfers" in only(header, Level.QUESTION)


@pytest.mark.parametrize("name", KINDS)
def test_a_hidden_year_is_read_and_asked_about_and_hidden_figures_are_not_read(name: str) -> None:
    reading = read(name, KINDS[name]([], [2]))
    assert reading.rows["period"].tolist() == ["2021"] * 4
    assert "kolom B ('Jaar')" in only(reading, Level.QUESTION)
    assert "alle kolommen met cijfers op blad 'Cijfers' zijn verborgen" in refused(KINDS[name]([], [3]), name)


def test_of_two_columns_of_figures_the_hidden_one_is_not_read() -> None:
    rows = [["Gemeente", "Jaar", "Vroeg in zorg", "Rokers"], ["Haarlem", 2021, 86.1, 7], ["Zandvoort", 2021, 80, 8]]
    content = book({"Cijfers": rows}, lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True))
    reading = read("boek.xlsx", content)
    assert set(reading.rows["subject"]) == {"Vroeg in zorg"}
    assert "kolom D ('Rokers')" in only(reading, Level.QUESTION)


def test_rows_without_height_filtered_and_folded_rows_are_hidden_too() -> None:
    def fold(sheet) -> None:
        sheet.row_dimensions.group(4, 5, hidden=True)
        sheet.auto_filter.ref = "A1:C5"

    content = rewritten(book({"Cijfers": TABLE}, fold), lambda _, xml: xml.replace('<row r="3"', '<row r="3" ht="0"'))
    reading = read("boek.xlsx", content)
    assert reading.rows["row"].tolist() == [2] and "rijen 3 tot en met 5" in only(reading, Level.QUESTION)


def test_what_is_hidden_and_empty_is_not_worth_a_question() -> None:
    def hide(sheet) -> None:
        for row in (7, 8, 9):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["F"].hidden = True

    assert not findings(read("boek.xlsx", book({"Cijfers": TABLE}, hide)), Level.QUESTION)


@pytest.mark.slow
@examples(30)
@given(st.sampled_from(list(KINDS)), st.sets(st.integers(1, 5)), st.booleans())
def test_whatever_is_hidden_the_figures_that_are_read_are_those_of_the_file(
    name: str, hidden: set[int], hide_year: bool
) -> None:
    content = KINDS[name](sorted(hidden), [2] if hide_year else [])
    if hidden >= {2, 3, 4, 5}:
        assert "verborgen" in refused(content, name)
        return
    reading = read(name, content)
    shown = [number for number in range(2, 6) if number not in hidden]
    assert reading.rows["row"].tolist() == shown
    assert reading.rows["value"].tolist() == [float(TOWNS[number - 2][2]) for number in shown]
    assert set(reading.rows["period"]) == {"2021"}
    assert bool(findings(reading, Level.QUESTION)) == bool(hidden or hide_year)


def test_a_tab_of_any_name_is_looked_through_and_one_that_cannot_be_is_asked_about() -> None:
    content = book({"A & <B>": TABLE}, lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True))
    assert "rij 3" in only(read("boek.xlsx", content), Level.QUESTION)
    head = "<!DOCTYPE a>"
    unclear = rewritten(content, lambda name, xml: f"{head}{xml}" if name == "xl/workbook.xml" else xml)
    assert "niet te zien of er iets verborgen" in only(read("boek.xlsx", unclear), Level.QUESTION)


# --- merged ---


def test_a_town_or_a_year_over_more_rows_is_that_of_each_row() -> None:
    rows = [HEADER, ["Haarlem", 2020, 1.5], [None, 2021, 2.5], ["Zandvoort", 2020, 3.5], [None, 2021, 4.5]]
    expected = ["GM0392", "GM0392", "GM0473", "GM0473"]
    new = book({"Cijfers": rows}, lambda sheet: (sheet.merge_cells("A2:A3"), sheet.merge_cells("A4:A5")))
    old = xlwt.Workbook()
    sheet = old.add_sheet("Cijfers")
    for number, row in enumerate(rows):
        for column, value in enumerate(row[1:], 1):
            sheet.write(number, column, value)
    sheet.write(0, 0, "Gemeente")
    sheet.write_merge(1, 2, 0, 0, "Haarlem")
    sheet.write_merge(3, 4, 0, 0, "Zandvoort")
    covered = "<table:covered-table-cell/>"
    span = 'table:number-rows-spanned="2"'
    open_rows = ods_rows([rows[0], [ods_cell("Haarlem", span), 2020, 1.5], [covered, 2021, 2.5]])
    open_rows += ods_rows([[ods_cell("Zandvoort", span), 2020, 3.5], [covered, 2021, 4.5]])
    files = {
        "a.xlsx": new,
        "a.xls": saved(old),
        "a.ods": ods({"Cijfers": open_rows}),
        "a.xlsb": xlsb({"Cijfers": rows}, merged=[(2, 1, 3, 1), (4, 1, 5, 1)]),
    }
    for name, content in files.items():
        reading = read(name, content)
        assert reading.rows["region"].tolist() == expected, name
        assert reading.rows["value"].tolist() == [1.5, 2.5, 3.5, 4.5] and not findings(reading, Level.QUESTION)


def test_a_number_over_more_figures_is_asked_about() -> None:
    rows = [HEADER, ["Haarlem", 2021, 86.1], ["Zandvoort", 2021, None], ["Heemstede", 2021, 80]]
    reading = read("boek.xlsx", book({"Cijfers": rows}, lambda sheet: sheet.merge_cells("C2:C3")))
    assert reading.rows["value"].tolist() == [86.1, 86.1, 80]
    assert "(C2:C3)" in only(reading, Level.QUESTION)


def test_a_title_over_the_whole_table_is_no_header() -> None:
    rows = [["Zorg in de regio, 2019"], HEADER, *TOWNS]
    reading = read("boek.xlsx", book({"Cijfers": rows}, lambda sheet: sheet.merge_cells("A1:C1")))
    assert reading.rows["value"].tolist() == [86.1, 80.2, 81, 79] and set(reading.rows["period"]) == {"2021"}


def test_years_over_more_columns_reach_over_each_of_them() -> None:
    rows = [["Gemeente", 2019, None, 2020, None], [None, "aantal", "%", "aantal", "%"], ["Haarlem", 149, 7.8, 150, 7.9]]
    rows += [["Zandvoort", 1, 2, 3, 4]]

    def merge(sheet) -> None:
        for area in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(area)

    reading = read("Rokers.xlsx", book({"Cijfers": rows}, merge))
    haarlem = reading.rows[reading.rows["region"] == "GM0392"]
    assert dict(zip(haarlem["value"], haarlem["period"], strict=True)) == {
        149.0: "2019",
        7.8: "2019",
        150.0: "2020",
        7.9: "2020",
    }


def test_cells_that_are_merged_over_each_other_are_refused() -> None:
    areas = "</sheetData><mergeCells>" + '<mergeCell ref="A2:C3"/>' * 50 + "</mergeCells>"
    content = rewritten(book({"Cijfers": TABLE}), lambda _, xml: xml.replace("</sheetData>", areas))
    assert "liggen samengevoegde cellen over elkaar" in refused(content, "boek.xlsx")


@pytest.mark.slow
@examples(30)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_merged_and_repeated_towns_give_the_same_figures(heights: list[int], title: bool, years_too: bool) -> None:
    plain, merged, areas = [], [], []
    top = 3 if title else 2
    for town, height in zip([row[0] for row in TOWNS], heights, strict=False):
        areas.append((top + len(plain), height))
        for number in range(height):
            plain.append([town, 2015 + number, len(plain) + 0.5])
            merged.append([None if number else town, 2015 + number, len(plain) - 0.5])
    head = [["Zorg"], HEADER] if title else [HEADER]

    def merge(sheet) -> None:
        if title:
            sheet.merge_cells("A1:C1")
        for first, height in areas:
            if height > 1:
                sheet.merge_cells(start_row=first, end_row=first + height - 1, start_column=1, end_column=1)

    columns = ["region", "period", "value"]
    expected = read("zorg.xlsx", book({"Cijfers": [*head, *plain]})).rows[columns].astype(str)
    reading = read("zorg.xlsx", book({"Cijfers": [*head, *merged]}, merge))
    assert np.array_equal(reading.rows[columns].astype(str).to_numpy(), expected.to_numpy())
