"""What the records of an old workbook (.xls) and of an .xlsb say that the libraries do not. Knows no XML."""

import struct
import zipfile
from collections.abc import Iterator

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits
from ks_data.incoming.reading.workbook_cells import TabCells
from ks_data.incoming.reading.workbook_size import refuse_scattered, too_far
from ks_data.incoming.reading.workbook_xml import parsed, part_path

_ROW, _FORMULA, _COLUMNS, _MERGED = 0x0208, 0x0006, 0x007D, 0x00E5
_BEGIN, _END = 0x0809, 0x000A
_EMPTY_TEXT = 3
"""Records of an .xls, and the kind of a result that is an empty text."""
_NEW_ROW, _NEW_COLUMNS, _NEW_MERGED, _NEW_TAB = 0, 60, 176, 156
_NEW_CELLS, _NEW_ERRORS = range(1, 12), (3, 11)
"""Records of an .xlsb."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
MOST_RECORDS = 3_000_000
"""So many records of an .xlsb are looked at; there is one for each cell and each row."""


def cells_in_xls(content: bytes, start: int) -> TabCells:
    """What the records of one tab of an .xls say. start: where its first record is."""
    cells = TabCells()
    depth = 0
    while start + 4 <= len(content):
        code, length = struct.unpack_from("<HH", content, start)
        record = content[start + 4 : start + 4 + length]
        start += 4 + length
        if code == _BEGIN:
            depth += 1
        elif code == _END:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:  # deeper are charts
            _note_record(cells, code, record)
    return cells


def _note_record(cells: TabCells, code: int, record: bytes) -> None:
    if code == _ROW and len(record) >= 16:
        row, height, options = struct.unpack_from("<H4xH4xI", record)
        if options & 0x20 or height & 0x7FFF == 0:
            cells.hidden_rows.append((row + 1, row + 1))
    elif code == _COLUMNS and len(record) >= 10:
        first, last, width, options = struct.unpack_from("<HHH2xH", record)
        if options & 1 or width == 0:
            cells.hidden_columns.append((first + 1, min(last, 255) + 1))
    elif code == _MERGED and len(record) >= 2:
        for number in range(min(struct.unpack_from("<H", record)[0], (len(record) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<4H", record, 2 + 8 * number)
            cells.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    elif code == _FORMULA and len(record) >= 14:
        row, column = struct.unpack_from("<HH", record)
        if record[12:14] == b"\xff\xff" and record[6] == _EMPTY_TEXT:
            cells.doubtful.add(row + 1, column + 1)
        else:
            cells.computed = True


class TabExtent:
    """How far the cells of a tab reach and how many there are."""

    rows = columns = cells = 0

    def add(self, row: int, column: int, count: int = 1) -> None:
        """Counts cells of which the last is here."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.cells += count


def cells_in_xlsb(name: str, content: bytes) -> tuple[TabCells, TabExtent]:
    """What the records of one tab of an .xlsb say, and how far its cells reach. Raises DataError for too many."""
    cells, extent = TabCells(), TabExtent()
    row = 0
    for code, start, length in _records(name, content):
        if code == _NEW_ROW and length >= 12:
            row = int.from_bytes(content[start : start + 4], "little") + 1
            if content[start + 11] & 0x10 or content[start + 8 : start + 10] == b"\0\0":
                cells.hidden_rows.append((row, row))
        elif code in _NEW_CELLS and length >= 8:
            column = int.from_bytes(content[start : start + 4], "little") + 1
            extent.add(row, column)
            if code in _NEW_ERRORS and length >= 9:
                cells.texts[_ERRORS.get(content[start + 8], "#FOUT!")].add(row, column)
        elif code == _NEW_COLUMNS and length >= 18:
            first, last, width, options = struct.unpack_from("<III4xH", content, start)
            if options & 1 or width == 0:
                cells.hidden_columns.append((first + 1, last + 1))
        elif code == _NEW_MERGED and length >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", content, start)
            cells.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    return cells, extent


def _records(name: str, content: bytes) -> Iterator[tuple[int, int, int]]:
    """The code of each record of an .xlsb, where what it holds starts, and how long that is."""
    position, count = 0, 0
    while position < len(content):
        code, position = content[position], position + 1
        if code & 0x80 and position < len(content):
            code, position = code & 0x7F | (content[position] & 0x7F) << 7, position + 1
        length = shift = 0
        while position < len(content) and shift < 28:
            part, position = content[position], position + 1
            length |= (part & 0x7F) << shift
            shift += 7
            if not part & 0x80:
                break
        if position + length > len(content):
            return
        yield code, position, length
        position += length
        if (count := count + 1) > MOST_RECORDS:
            raise DataError(f"{name} is te groot om als .xlsb te lezen. Bewaar het in Excel als .xlsx of CSV.")


def tabs_in_xlsb(name: str, archive: zipfile.ZipFile) -> dict[str, TabCells]:
    """By the name of each tab of an .xlsb what its records say. Raises DataError for what reaches too far."""
    names = {filename.lower(): filename for filename in archive.namelist()}
    links = parsed(archive, names.get("xl/_rels/workbook.bin.rels"))
    targets = {} if links is None else {link.get("Id"): str(link.get("Target", "")) for link in links.iter()}
    tabs, area = {}, 0
    for tab, id in _tab_ids(archive.read(names["xl/workbook.bin"])):
        if (part := names.get(part_path(targets.get(id, "")))) is not None:
            cells, extent = cells_in_xlsb(name, archive.read(part))
            area += extent.rows * extent.columns
            if area > limits.MAX_WORKBOOK_CELLS or extent.columns > limits.MAX_COLUMNS:
                raise too_far(name, f"blad {tab}", extent.rows, extent.columns)
            refuse_scattered(name, f"blad {tab}", extent.rows, extent.columns, extent.cells)
            tabs[tab] = cells
    return tabs


def _tab_ids(book: bytes) -> Iterator[tuple[str, str]]:
    """The name of each tab of an .xlsb, and the id of the part that holds it."""
    for code, start, length in _records("", book):
        if code == _NEW_TAB and length >= 16:
            texts, position = [], start + 8
            for _ in range(2):
                size = 2 * int.from_bytes(book[position : position + 4], "little")
                texts.append(book[position + 4 : position + 4 + size].decode("utf-16-le", errors="replace"))
                position += 4 + size
            yield texts[1], texts[0]
