"""A file that is no table is refused for what it is with what to do; no workbook of any kind takes all memory."""

import io
import json
import time
import zipfile

import pandas as pd
import pytest

from ks_data import DataError
from ks_data.incoming.reading import Unrecognised, read
from ks_data.incoming.reading.tidy import read as read_here
from ks_data.incoming.reading.workbook_xml import cells_in_xml
from tests.incoming.files import old_workbook, zipped
from tests.incoming.spreadsheets import book, ods, ods_cell, ods_row, ods_rows, xlsb

TABLE = [["Gemeente", "Jaar", "Vroeg in zorg"], ["Haarlem", 2021, 86.1]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def parquet() -> bytes:
    return pd.DataFrame({"a": [1]}).to_parquet()


OTHERS = {
    "rapport.pdf": (b"%PDF-1.7\n...", "een pdf", "Uit pdf"),
    "nota.docx": (zipped({"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "een Word-document", "Excel"),
    "praat.pptx": (zipped({"ppt/presentation.xml": "<a/>"}), "een presentatie", "Excel"),
    "nota.odt": (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "a.xml": ""}), "een document", "CSV"),
    "tabel.numbers": (zipped({"Index/Document.iwa": "x"}), "een bestand van Numbers", "Exporteer naar"),
    "nota.doc": (OLE + "WordDocument".encode("utf-16-le"), "een Word-document", "Excel"),
    "post.msg": (OLE + "__nameid_version1.0".encode("utf-16-le"), "een e-mail", "Excel"),
    "plaatje.png": (b"\x89PNG\r\n\x1a\n", "een plaatje", "Vraag de maker"),
    "plaatje.gif": (b"GIF89a", "een plaatje", "Vraag de maker"),
    "plaatje.webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "een plaatje", "Vraag de maker"),
    "foto.jpg": (b"\xff\xd8\xff\xe0", "een foto", "Vraag de maker"),
    "foto.heic": (b"\0\0\0\x18ftypheic", "een plaatje", "Vraag de maker"),
    "tekening.svg": (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "een plaatje", "Vraag de maker"),
    "data.json": (json.dumps([{"a": 1}]).encode(), "een JSON-bestand", "downloaden als CSV"),
    "kaart.geojson": (b'{\n "type": "FeatureCollection"}', "een JSON-bestand", "downloaden als CSV"),
    "data.parquet": (parquet(), "een parquet-bestand", "als CSV"),
    "data.sav": (b"$FL2@(#) SPSS", "een bestand van SPSS", "als CSV"),
    "data.dta": (b"<stata_dta><header>", "een bestand van Stata", "als CSV"),
    "data.sqlite": (b"SQLite format 3\0", "een databank van SQLite", "als CSV"),
    "data.csv.gz": (b"\x1f\x8b\x08", "een gz-archief", "Pak het uit"),
    "data.7z": (b"7z\xbc\xaf\x27\x1c", "een 7z-archief", "Pak het uit"),
    "data.rar": (b"Rar!\x1a\x07", "een rar-archief", "Pak het uit"),
    "data.xml": (b'<?xml version="1.0"?><rows/>', "een XML-bestand", "downloaden als CSV"),
    "brief.rtf": (b"{\\rtf1 x}", "een tekstdocument", "CSV"),
    "export.xls": (b"<html><table><tr><td>Gemeente</td></tr></table>", "maar is een webpagina", "als .xlsx"),
    "wit.xls": ("\ufeff<TABLE>".encode("utf-16"), "maar is een webpagina", "als .xlsx"),
    "mht.xls": (b"MIME-Version: 1.0\nContent-Type: multipart", "maar is een webpagina", "als .xlsx"),
    "pagina.csv": (b"\n <!DOCTYPE html>\n<html>", "een webpagina", "downloaden"),
    "oud.xls": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>',
        "een Excel-bestand in XML",
        "als .xlsx",
    ),
    "plat.fods": (
        b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">',
        "een rekenblad in XML",
        "als .ods",
    ),
    "dicht.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "met een wachtwoord beveiligd", "zonder wachtwoord"),
    "dicht.ods": (
        zipped({"content.xml": "x", "META-INF/manifest.xml": "<m:encryption-data/>"}),
        "met een wachtwoord beveiligd",
        "zonder wachtwoord",
    ),
    "kaart.zip": (zipped({"gemeenten.shp": "x", "gemeenten.dbf": "x"}), "een kaartbestand", "als CSV"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_kind_of_file_is_refused_for_what_it_is_with_what_to_do(name: str) -> None:
    content, kind, advice = OTHERS[name]
    for way in (read, read_here):
        with pytest.raises(DataError) as refusal:
            way(name, content)
        assert str(refusal.value).startswith(name) and kind in str(refusal.value) and advice in str(refusal.value)


def test_an_old_workbook_with_a_password_is_refused_for_that() -> None:
    content = old_workbook([["Gemeente", "Jaar"], ["Haarlem", 2021]])
    start = content.index(b"\x09\x08\x10\x00") + 20
    with pytest.raises(DataError, match="met een wachtwoord beveiligd"):
        read("dicht.xls", content[:start] + b"\x2f\x00" + content[start + 2 :])


@pytest.mark.parametrize("start", ["[naam]", "{naam}", "BZ-code", "<5 of meer", "%PD", "<schoolnaam>"])
def test_a_table_is_taken_for_no_other_kind(start: str) -> None:
    with pytest.raises(Unrecognised):
        read_here("a.csv", f"{start};waarheen;hoe\nx;y;1,5\n".encode())


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xlsb", "a.ods", "naamloos"])
def test_a_workbook_is_read_whatever_its_kind_and_name(name: str) -> None:
    content = xlsb({"C": TABLE}) if name == "a.xlsb" else book({"C": TABLE})
    content = ods({"C": ods_rows(TABLE)}) if name == "a.ods" else content
    reading = read(name, content)
    assert reading.rows["value"].tolist() == [86.1]
    assert reading.rows["region"].tolist() == ["GM0392"] and reading.rows["period"].tolist() == ["2021"]


# --- what asks for more than it holds ---

HUGE = 1_000_000_000
HEAD = ods_rows(TABLE)


def repeated(says: str, *cells: str) -> str:
    return ods_row(cells or ["<table:table-cell/>"], says)


FAR = {
    "a row with something in it, a billion times": HEAD
    + repeated(f'table:number-rows-repeated="{HUGE}"', ods_cell("x")),
    "a cell with something in it, a billion times": HEAD
    + ods_row([ods_cell(1, f'table:number-columns-repeated="{HUGE}"')]),
    "something after a billion empty rows": repeated(f'table:number-rows-repeated="{HUGE}"') + HEAD,
    "something after a billion empty cells": HEAD
    + ods_row([f'<table:table-cell table:number-columns-repeated="{HUGE}"/>', ods_cell(1)]),
    "rows of a thousand cells, ten thousand times": HEAD
    + repeated('table:number-rows-repeated="10000"', ods_cell(1, 'table:number-columns-repeated="1001"')),
    "a few cells far apart": HEAD + repeated('table:number-rows-repeated="900000"') + HEAD,
}


@pytest.mark.parametrize("case", FAR)
def test_an_ods_that_repeats_more_than_it_holds_is_refused_before_it_costs_memory(case: str) -> None:
    with pytest.raises(DataError) as refusal:
        read("a.ods", ods({"Cijfers": FAR[case]}))
    message = str(refusal.value)
    assert "blad Cijfers" in message and ("te groot" in message or "losse cellen" in message)


def test_an_ods_that_ends_in_a_billion_empty_rows_and_cells_is_read() -> None:
    wide = f'<table:table-cell table:number-columns-repeated="{HUGE}"/>'
    rows = ods_rows([[*TABLE[0], wide], [*TABLE[1], wide]])
    rows += repeated(f'table:number-rows-repeated="{HUGE}" table:visibility="collapse"', wide)
    assert len(read("a.ods", ods({"Cijfers": rows})).rows) == 1


def test_an_ods_that_is_made_to_cost_is_refused() -> None:
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaa">{entities}]><x>&h;</x>'
    for content in (bomb, "<a>" * 100_000, "geen xml"):
        with pytest.raises(DataError):
            read(
                "a.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})
            )


def test_an_ods_is_refused_once_it_is_larger_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ks_data.incoming.reading.limits.LIMIT", 10_000)
    with pytest.raises(DataError, match="uitgepakt groter"):
        read_here("a.ods", ods({"C": HEAD + " " * 20_000}))


def test_an_xlsb_with_a_cell_far_away_is_refused_before_it_costs_memory() -> None:
    for rows, numbers in (([*TABLE, ["x"]], [1, 2, 1_048_576]), ([*TABLE, [*[None] * 16_000, 1.0]], [1, 2, 3])):
        with pytest.raises(DataError) as refusal:
            read("a.xlsb", xlsb({"Cijfers": rows}, numbers=numbers))
        assert "blad Cijfers" in str(refusal.value)


@pytest.mark.slow
def test_a_damaged_workbook_of_any_kind_is_read_or_refused_in_words() -> None:
    for name, content in (("a.ods", ods({"C": HEAD})), ("a.xlsb", xlsb({"C": TABLE}, merged=[(1, 1, 2, 1)]))):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {member: archive.read(member) for member in archive.namelist()}
        for member, whole in members.items():
            for end in range(0, len(whole), max(len(whole) // 40, 1)):
                for changed in (whole[:end], whole[:end] + b"\xff\xff\xff\xff" + whole[end + 4 :]):
                    try:
                        read_here(name, zipped({**members, member: changed}))
                    except DataError as refusal:
                        assert str(refusal).startswith((name, f"In {name}"))


UNITS = (
    *(b"<row ", b"<row hidden", b'<row hidden="1" ', b"<row", b"<c ", b"<c>", b"<c><f>", b"<c><f></f>", b"<c><f/></c>"),
    *(b'<c r="A1"><f>1</f>', b"<v>", b"</c>", b'<c t="e"><v>', b"<f ", b"<", b" ", b"a", b" hidden=", b' ht="0', b"='"),
    *(b"<mergeCell ref=", b'<mergeCell ref="A1:', b"<mergeCell ", b"<col ", b"<col a=", b'<col min="1" ', b"\t", b'"'),
    *(b'<row hidden="1"><c><f>1</f></c></row>', b"<x:c>", b"<a><b>"),
)


def took(xml: bytes, runs: int) -> float:
    """The processor time of looking through the XML of a tab, the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        cells_in_xml(io.BytesIO(xml))
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("unit", UNITS)
def test_looking_through_a_tab_takes_time_in_proportion_to_its_length(unit: bytes) -> None:
    short, long = (unit * count + b'<f hidden="1" t="e' for count in (4_000, 16_000))
    assert not all(took(long, runs) > 9 * took(short, runs) for runs in (1, 3, 9, 27))  # quadratic work grows by 16
