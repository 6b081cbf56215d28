"""Files as analysts drop them: samples of each layout, and what makes a zip or a workbook of rows. Tests nothing."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlwt

from ks_data import DataError
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import Reading
from ks_data.incoming.reading.tidy import read

COLUMNS = (
    *("row", "column", "subject", "unit", "region", "region_text", "period", "period_text", "value", "value_text"),
    *("numerator", "denominator", "numerator_text", "denominator_text", "status", "note", "source"),
)
TEMPLATE = """indicator,region,period,value,numerator,denominator,status,source,note
big2_per_1000,GM0392,2019,147.1,279,1897,definitief,bron/deel,
big2_per_1000,Utrecht (gemeente),2017-2019,,,,onderdrukt,bron/deel,"te klein, dus verborgen"
"""
SWING = """Gemeente;Onderwerp;2018;2019
Haarlem;Big 2 [per 1.000 geboortes];147,5;1.147,1
's-Gravenhage;Big 2 [per 1.000 geboortes];-99996;-
Nederland;Big 2 [per 1.000 geboortes];159;-99997
"""
STATLINE = """"Perioden";"Regio's";"Geslacht";"Bevolking/Geboorte/Levend geboren (aantal)";"Per inwoner (km²)"
"2019*";"Bergen (NH.)";"Totaal";"     210";"   1.234"
"2019*";"Bergen (NH.)";"Mannen";"     100";"   1.300"
"2019*";"Noord-Nederland (LD)";"Totaal";"    9000";"   1.000"
"2019*";"Brielle";"Totaal";"       .";"       x"
"2019*";"Abcoude";"Totaal";"";""
"""
TABLE = """"Geboorte per gemeente"
""
"";"";"Perioden";"Perioden"
"";"";"2018";"2019*"
"Onderwerp";"";"";""
"Levend geboren";"x 1 000";"1,5";"1,25"
"Sterfte";"per 1 000";"4,9";"."
"Bron: CBS"
"""


def text(content: str, name: str = "bestand.csv", encoding: str = "utf-8") -> Reading:
    return read(name, content.encode(encoding))


def cell(reading: Reading, **criteria: object) -> pd.Series:
    """The one row that has these."""
    rows = reading.rows
    for column, criterion in criteria.items():
        rows = rows[rows[column] == criterion]
    assert len(rows) == 1, f"{len(rows)} rows with {criteria}"
    return rows.iloc[0]


def refused(content: bytes | str, name: str = "bestand.csv") -> str:
    with pytest.raises(DataError) as error:
        read(name, content.encode() if isinstance(content, str) else content)
    return str(error.value)


def zipped(members: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(*tabs: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(tabs, 1):
        sheet = book.create_sheet(f"Blad{number}")
        for row in rows:
            sheet.append(row)
    return saved(book)


def old_workbook(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Cijfers")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    return saved(book)


def saved(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


SAMPLES = {
    "sjabloon.csv": TEMPLATE.encode(),
    "swing.csv": SWING.encode("cp1252"),
    "statline.csv": STATLINE.encode("utf-8-sig"),
    "tabel.csv": TABLE.encode(),
    "plat.csv": b"Jaar;geolevel;geoitem;dim;big2\n2019;gemeente;392;1;147,1\n2019;nederland;1;1;159\n",
    "open.csv": b'"ID";"RegioS";"Perioden";"Levend_2"\n"1";"GM0344";"2018JJ00";"  4004"\n',
    "v4.csv": b"Id;Measure;Perioden;Value;StringValue;ValueAttribute\n0;M1;2022JJ00;1,5;;None\n",
    "wit.csv": "Gemeente;Jaar;Big 2\nHaarlem;2019;1\n".encode("utf-16"),
    "boek.xlsx": workbook([["Gemeente", "Onderwerp", 2018], ["Haarlem", "Big 2", 147.5]]),
    "oud.xls": old_workbook([["Gemeente", "Onderwerp", "2018"], ["Haarlem", "Big 2", 147.5]]),
    "zip.zip": zipped({"a.csv": SWING}),
}


def messages(reading: Reading) -> list[str]:
    """What the reading found, in its words."""
    return [finding.message for finding in reading.findings]


def questions(reading: Reading) -> list[str]:
    """What the reading asks the analyst."""
    return [finding.message for finding in reading.findings if finding.level == Level.QUESTION]
