"""A zip as dropped -> sheets: a workbook, a CSV, or a bulk download of CBS. Inflates no more than a limit."""

import io
import lzma
import re
import zipfile
import zlib

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading import limits
from ks_data.incoming.reading.kind import locked, refuse_locked, refuse_other_zip
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.text import text_sheet
from ks_data.incoming.reading.workbook import OLD_EXCEL, ZIP, workbook_sheets
from ks_data.incoming.reading.workbook_size import refuse_oversized, too_large
from ks_data.language import dutch

_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)
"""What `zipfile` raises over a damaged archive."""
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
Members = list[zipfile.ZipInfo]


def zip_sheets(name: str, content: bytes) -> list[Sheet]:
    """The tabs of a workbook or the tables in a zip. Raises DataError for what holds none, or is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = {member.filename for member in members}
            kinds = names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
            if any(filename.startswith("xl/") for filename in names) or "content.xml" in names:
                if len(kinds) > 1:
                    raise DataError(f"{name} is geen gewone Excel-werkmap. Bewaar het in Excel als .xlsx of CSV.")
                refuse_locked(name, archive, names)
                refuse_oversized(name, archive, members)
                return workbook_sheets(name, content)
            refuse_other_zip(name, archive)
            return _inflated(name, archive, _tables(name, members))
    except RuntimeError:
        raise locked(name) from None
    except _DAMAGE:
        raise DataError(f"{name} is een beschadigde zip of werkmap. Download of bewaar het bestand opnieuw.") from None


def _tables(name: str, members: Members) -> Members:
    """The members to read: all texts of a bulk download of CBS, and else the only table."""
    texts = [member for member in members if member.filename.lower().endswith((".csv", ".txt", ".tsv"))]
    texts = [member for member in texts if not member.filename.startswith("__MACOSX/")]
    if any(len(member.filename) > LONGEST_NAME for member in texts):
        raise DataError(f"In {name} heeft een bestand een naam van meer dan {LONGEST_NAME} tekens. Pak de zip uit.")
    names = [member.filename for member in members]
    nested = [filename for filename in names if filename.lower().endswith((".zip", *WORKBOOKS))]
    if nested and not texts:
        raise DataError(f"In {name} zit {nested[0]}. Pak de zip eerst uit en sleep dat bestand zelf.")
    if not texts:
        raise DataError(f"In {name} zit geen CSV-bestand. Sleep een CSV, een Excel-bestand of een zip met een CSV.")
    bulk = any(member.filename.rpartition("/")[2] == "Observations.csv" for member in texts)
    tables = [member for member in texts if not re.search(r"metadata|leesmij|readme", member.filename, re.IGNORECASE)]
    if not bulk and len(tables) != 1:
        listing = dutch.listing([member.filename for member in texts[:10]])
        raise DataError(
            f"In {name} zitten meer bestanden: {listing}. Pak de zip uit en sleep het bestand dat u bedoelt."
        )
    if sum(member.file_size for member in texts) > limits.LIMIT:
        raise too_large(name)
    return texts if bulk else tables


def _inflated(name: str, archive: zipfile.ZipFile, members: Members) -> list[Sheet]:
    """The sheet in each member; what a zip says of their sizes is not believed."""
    sheets = []
    room = limits.LIMIT
    for member in members:
        with archive.open(member) as opened:
            content = opened.read(room + 1)
        room -= len(content)
        if room < 0:
            raise too_large(name)
        if content.startswith((ZIP, OLD_EXCEL)):
            raise DataError(f"In {name} zit {member.filename}, zelf een zip of werkmap. Pak de zip eerst uit.")
        sheets.append(text_sheet(f"{name}/{member.filename}", content))
    return sheets
