"""Workbooks as other programs make them, drawn in a test: .xlsx with all that Excel knows, .ods and .xlsb by hand."""

import io
import struct
from collections.abc import Callable, Mapping, Sequence

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.incoming.files import zipped

Rows = Sequence[Sequence[object]]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "table", "text", "style"))
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
    "</style:style>"
    for name, shown in (("zichtbaar", "true"), ("verborgen", "false"))
)


def book(tabs: Mapping[str, Rows], change: Callable[..., object] | None = None) -> bytes:
    """An .xlsx; change is called with its tabs, and may hide and merge."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    sheets: list[Worksheet] = []
    for name, rows in tabs.items():
        sheets.append(workbook.create_sheet(name))
        for row in rows:
            sheets[-1].append(list(row))
    if change:
        change(*sheets)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


# --- .ods ---


def ods(tabs: Mapping[str, str], hidden: Sequence[str] = ()) -> bytes:
    """An .ods of tabs with the XML of their rows."""
    body = "".join(
        f'<table:table table:name="{name}" table:style-name="{"verborgen" if name in hidden else "zichtbaar"}">'
        f"{rows}</table:table>"
        for name, rows in tabs.items()
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f'<?xml version="1.0"?><office:document-content {_NAMESPACES} {_CALC}>'
            f"<office:automatic-styles>{_STYLES}</office:automatic-styles><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_rows(rows: Rows) -> str:
    return "".join(ods_row(row) for row in rows)


def ods_row(cells: Sequence[object], says: str = "") -> str:
    """A row; a cell that starts with "<" is XML itself."""
    return f"<table:table-row {says}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(cell: object, says: str = "") -> str:
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    if cell is None:
        return f"<table:table-cell {says}/>"
    kind = f'value-type="float" office:value="{cell}"' if isinstance(cell, int | float) else 'value-type="string"'
    return f"<table:table-cell {says} office:{kind}><text:p>{cell}</text:p></table:table-cell>"


ODS_ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
ODS_FORMULA = '<table:table-cell table:formula="of:=1+1"/>'


# --- .xlsb ---


class Error(int):
    """An error in a cell of an .xlsb, by its number."""


def xlsb(
    tabs: Mapping[str, Rows],
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
    numbers: Sequence[int] | None = None,
) -> bytes:
    """An .xlsb; rows and columns count from 1; merged: top, left, bottom, right; numbers: those of the rows."""
    book_records = b"".join(
        record(156, struct.pack("<II", name in hidden, number) + wide(f"rId{number}") + wide(name))
        for number, name in enumerate(tabs, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(tabs) + 1)
    )
    parts: dict[str, bytes | str] = {
        "xl/workbook.bin": record(131) + record(143) + book_records + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": "<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
    }
    for number, rows in enumerate(tabs.values(), 1):
        columns = b"".join(
            record(60, struct.pack("<IIIIH", column - 1, column - 1, 2560, 0, 1)) for column in hidden_columns
        )
        spans = b"".join(
            record(176, struct.pack("<4I", top - 1, bottom - 1, left - 1, right - 1))
            for top, left, bottom, right in merged
        )
        cells = b"".join(
            row_record(row, cells, row in hidden_rows)
            for row, cells in zip(numbers or range(1, len(rows) + 1), rows, strict=True)
        )
        parts[f"xl/worksheets/sheet{number}.bin"] = (
            record(129)
            + record(148, struct.pack("<4I", 0, max(len(rows), 1) - 1, 0, max(map(len, rows), default=1) - 1))
            + (record(390) + columns + record(391) if columns else b"")
            + record(145)
            + cells
            + record(146)
            + (record(177, struct.pack("<I", len(merged))) + spans + record(178) if merged else b"")
            + record(130)
        )
    return zipped(parts)


def row_record(row: int, cells: Sequence[object], hidden: bool) -> bytes:
    head = struct.pack("<IIHBBBI", row - 1, 0, 300, 0, 0x10 if hidden else 0, 0, 0)
    return record(0, head) + b"".join(cell_record(column, cell) for column, cell in enumerate(cells))


def cell_record(column: int, cell: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if cell is None:
        return b""
    if isinstance(cell, Error):
        return record(3, place + bytes([cell]))
    if isinstance(cell, int | float):
        return record(5, place + struct.pack("<d", cell))
    return record(6, place + wide(str(cell)))


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def record(code: int, content: bytes = b"") -> bytes:
    kind = bytes([code]) if code < 128 else bytes([code & 0x7F | 0x80, code >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return kind + size + content
