"""What kind of file bytes are, where they are no table: refused for what they are, with what to do instead."""

import re
import zipfile
from collections.abc import Collection

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits

_COPY = "Bewaar de tabel als CSV of Excel en sleep dat bestand."
_PDF = (
    "Vraag de maker om de cijfers als CSV of Excel, of haal de tabel er in Excel uit (Gegevens, Gegevens ophalen, Uit "
    "bestand, Uit pdf) en bewaar haar als .xlsx."
)
_PICTURE = "Vraag de maker om de cijfers als CSV of Excel."
_UNPACK = "Pak het uit en sleep de CSV of het Excel-bestand dat erin zit."
_TABLE_FILE = "Bewaar de tabel met het programma dat het maakte als CSV en sleep dat bestand."
_STARTS = {
    b"%PDF": ("een pdf", _PDF),
    b"\x89PNG": ("een plaatje", _PICTURE),
    b"GIF8": ("een plaatje", _PICTURE),
    b"II*\0": ("een plaatje", _PICTURE),
    b"MM\0*": ("een plaatje", _PICTURE),
    b"\xff\xd8\xff": ("een foto", _PICTURE),
    b"\x1f\x8b": ("een gz-archief", _UNPACK),
    b"Rar!": ("een rar-archief", _UNPACK),
    b"7z\xbc\xaf": ("een 7z-archief", _UNPACK),
    b"BZh": ("een bz2-archief", _UNPACK),
    b"\xfd7zXZ": ("een xz-archief", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("een zst-archief", _UNPACK),
    b"PAR1": ("een parquet-bestand", _TABLE_FILE),
    b"ARROW1": ("een arrow-bestand", _TABLE_FILE),
    b"FEA1": ("een feather-bestand", _TABLE_FILE),
    b"SQLite format 3": ("een databank van SQLite", _TABLE_FILE),
    b"$FL2": ("een bestand van SPSS", _TABLE_FILE),
    b"$FL3": ("een bestand van SPSS", _TABLE_FILE),
    b"<stata_dta>": ("een bestand van Stata", _TABLE_FILE),
    b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60": ("een bestand van SAS", _TABLE_FILE),
    b"{\\rtf": ("een tekstdocument", _COPY),
}
_WIDE_STARTS = {b"RIFF": b"WEBP", b"\0\0\0": b"ftyp"}
"""How other pictures start, and what comes a little later."""
_EXCEL_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb")
_SAVE_AGAIN = "Open het in Excel, kies Opslaan als, bewaar het als .xlsx en sleep dat bestand."
_DOWNLOAD = "Kies op de site voor downloaden als CSV of Excel."
_WEB_PAGE = re.compile("mime-version:|<(?:!doctype html|html|head|body|table|meta|style|div|!--)")
_INSIDE = {
    "word/": ("een Word-document", f"Zet de tabel in Excel. {_COPY}"),
    "ppt/": ("een presentatie", f"Zet de tabel in Excel. {_COPY}"),
    "visio/": ("een tekening van Visio", _PICTURE),
    "Index/Document.iwa": ("een bestand van Numbers", "Kies in Numbers: Bestand, Exporteer naar, Excel of CSV."),
    "Index.zip": ("een bestand van Numbers", "Kies in Numbers: Bestand, Exporteer naar, Excel of CSV."),
    "doc.kml": ("een kaartbestand", _TABLE_FILE),
}
"""How the names in a zip start that is a document."""


def refuse_foreign(name: str, content: bytes) -> None:
    """Raises DataError when bytes that are no zip or old workbook are no table either."""
    for start, (kind, advice) in _STARTS.items():
        if content.startswith(start):
            raise _other(name, kind, advice)
    for start, later in _WIDE_STARTS.items():
        if content.startswith(start) and later in content[4:12]:
            raise _other(name, "een plaatje", _PICTURE)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    text = content[:4000].decode(encoding, errors="replace").lstrip("\ufeffï»¿ \r\n\t")
    small = text.lower()
    if _WEB_PAGE.match(small):
        if name.lower().endswith(_EXCEL_NAMES):
            raise DataError(f"{name} heet een Excel-bestand, maar is een webpagina. {_SAVE_AGAIN}")
        raise DataError(
            f"{name} is een webpagina en geen tabel. Kies op de site voor downloaden als CSV of Excel, "
            "in plaats van de pagina te bewaren."
        )
    if small.startswith(("<?xml", "<!doctype", "<svg", "<workbook", "<office:", "<rdf", "<kml")):
        _refuse_xml(name, small)
    if re.match(r'\{\s*("|\})|\[\s*([{\["\]]|-?[0-9])', text):
        raise DataError(f"{name} is een JSON-bestand en geen tabel. {_DOWNLOAD}")


def _refuse_xml(name: str, text: str) -> None:
    if "<html" in text or "<!doctype html" in text:
        raise DataError(f"{name} is een webpagina en geen tabel. {_DOWNLOAD}")
    if "office:spreadsheet" in text or "excel.sheet" in text:
        raise DataError(f"{name} is een Excel-bestand in XML. {_SAVE_AGAIN}")
    if "oasis:names:tc:opendocument" in text:
        raise DataError(f"{name} is een rekenblad in XML. Open het in LibreOffice en bewaar het als .ods of .xlsx.")
    if "<svg" in text:
        raise _other(name, "een plaatje", _PICTURE)
    raise DataError(f"{name} is een XML-bestand en geen tabel. {_DOWNLOAD}")


def refuse_other_zip(name: str, archive: zipfile.ZipFile) -> None:
    """Raises DataError when a zip without a workbook is a document rather than a folder of files."""
    filenames = archive.namelist()
    for start, (kind, advice) in _INSIDE.items():
        if any(filename.startswith(start) for filename in filenames):
            raise _other(name, kind, advice)
    if any(filename.lower().endswith(".shp") for filename in filenames):
        raise _other(name, "een kaartbestand", _TABLE_FILE)
    if "mimetype" in filenames:
        with archive.open("mimetype") as opened:
            declared = opened.read(200)
        if b"opendocument" in declared or b"epub" in declared:
            raise _other(name, "een document", f"Zet de tabel in een rekenblad. {_COPY}")


def refuse_locked(name: str, archive: zipfile.ZipFile, filenames: Collection[str]) -> None:
    """Raises DataError when a workbook of LibreOffice asks for a password."""
    if "META-INF/manifest.xml" in filenames:
        with archive.open("META-INF/manifest.xml") as opened:
            if b"encryption-data" in opened.read(limits.MAX_LINE):
                raise locked(name)


def refuse_other_ole(name: str, content: bytes) -> None:
    """Raises DataError when bytes that start as an old workbook are another document, or ask for a password."""
    if _utf16("EncryptedPackage") in content:
        raise locked(name)
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return
    for stream, kind in (
        ("WordDocument", "een Word-document"),
        ("PowerPoint Document", "een presentatie"),
        ("__nameid_version1.0", "een e-mail"),
    ):
        if _utf16(stream) in content:
            raise _other(name, kind, f"Zet de tabel in Excel. {_COPY}")


def locked(name: str) -> DataError:
    """The refusal of what asks for a password."""
    return DataError(f"{name} is met een wachtwoord beveiligd. Sleep het bestand zonder wachtwoord.")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _other(name: str, kind: str, advice: str) -> DataError:
    return DataError(f"{name} is {kind}, geen tabel. {advice}")
