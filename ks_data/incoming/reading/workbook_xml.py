"""What the XML of an .xlsx or .xlsm says of cells and tabs that the library does not. Takes time as the file is long.

Looks through bytes for a few tags instead of parsing them: a tab may hold ten million cells.
"""

import posixpath
import re
import zipfile
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import IO
from xml.etree import ElementTree

from ks_data.incoming.reading import limits
from ks_data.incoming.reading.spreadsheet_errors import NO_RESULT
from ks_data.incoming.reading.workbook_cells import TabCells, settle_doubtful
from ks_data.incoming.reading.workbook_percent import parsed_styles, percent_styles
from ks_data.incoming.reading.workbook_size import column_number, plain_attributes

PIECE, LONGEST = 2**20, 2**20
"""The bytes that are looked at in one go, and the most of a row or cell that wait for its end."""
_PREFIXED = re.compile(rb"<\w{1,20}:worksheet")
_PREFIX = re.compile(rb"<(/?)\w{1,20}:")
_ROW = re.compile(rb"<row\b([^<>]*)")
_HIDDEN_ROW = re.compile(rb"""<row(?=[^<>]* (?:hidden="(?:1|true|on)|ht="0?(?:\.0*)?)["'])([^<>]*)""")
_COLUMN = re.compile(rb"<col ([^<>]*)")
_MERGED = re.compile(rb'<mergeCell [^<>]*?ref="\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})')
_CELL = re.compile(
    rb"<c(?P<cell>\s[^<>]*)?>\s*(?P<formula><f(?:\s[^<>]*)?(?:/>|>[^<]*</f>))?\s*"
    rb"(?:<v(?:\s[^<>]*)?(?:/>|>(?P<result>[^<]*)</v>))?\s*</c>"
)
_STYLED = re.compile(rb"""<c(?P<cell>(?=\s[^<>]*? s="(?P<style>[0-9]{1,6})["'])[^<>]*)>""")
_PLACE = re.compile(rb' r="([A-Za-z]{1,3})([0-9]{1,7})')
_NUMBER = re.compile(rb' r="([0-9]{1,7})')
_ZERO = re.compile(rb"\s*0(?:\.0*)?\s*")


def tabs_in_xml(archive: zipfile.ZipFile) -> dict[str, TabCells]:
    """By the name of each tab what its XML says. Knows nothing of a tab whose part cannot be found."""
    parts, recalculated = _parts(archive)
    part = next((filename for filename in archive.namelist() if filename.lower() == "xl/styles.xml"), None)
    percentages = percent_styles(parsed_styles(archive, part, 10 * limits.MAX_LINE))
    tabs = {}
    for tab, part in parts.items():
        with archive.open(part) as opened:
            tabs[tab] = cells_in_xml(opened, percentages)
    if recalculated:
        settle_doubtful(tabs.values())
    return tabs


def _parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """The part of each tab by its name, and whether all formulas must be computed when the workbook is opened."""
    names = {filename.lower(): filename for filename in archive.namelist()}
    book, links = (parsed(archive, names.get(f"xl/{part}")) for part in ("workbook.xml", "_rels/workbook.xml.rels"))
    if book is None or links is None:
        return {}, False
    targets = {link.get("Id"): str(link.get("Target", "")) for link in links.iter() if link.get("Id")}
    parts = {}
    for tab in book.iter():
        if not tab.tag.endswith("}sheet"):
            continue
        id = next((value for key, value in tab.items() if key.rpartition("}")[2] == "id"), "")
        if (part := names.get(part_path(targets.get(id, "")))) is not None:
            parts[tab.get("name", "")] = part
    recalculated = any(
        element.tag.endswith("}calcPr") and element.get("fullCalcOnLoad") in ("1", "true") for element in book.iter()
    )
    return parts, recalculated


def part_path(target: str) -> str:
    """Where the part lies that a workbook links to, in small letters."""
    return posixpath.normpath(posixpath.join("/xl", target)).lower().removeprefix("/")


def parsed(archive: zipfile.ZipFile, part: str | None) -> ElementTree.Element | None:
    """A small part of a workbook; None where there is none, or where it is no plain XML."""
    if part is None:
        return None
    with archive.open(part) as opened:
        content = opened.read(10 * limits.MAX_LINE)
    return None if b"<!DOCTYPE" in content else ElementTree.fromstring(content)


def cells_in_xml(stream: IO[bytes], percentages: Collection[bytes] = ()) -> TabCells:
    """What the XML of one tab says. percentages: the styles of cells that show a percentage."""
    cells = TabCells()
    last_row = last_column = 0
    for tags in _pieces(stream):
        rows = _Rows(tags, last_row, last_column)
        if b"hidden" in tags or b' ht="0' in tags or b' ht="."' in tags:
            for row in _HIDDEN_ROW.finditer(tags):
                number = rows.number(row.start())
                cells.hidden_rows.append((number, number))
        if b"<col " in tags:
            cells.hidden_columns += _hidden_columns(tags)
        if b"<mergeCell " in tags:
            for left, top, right, bottom in _MERGED.findall(tags):
                cells.merged.append((int(top), column_number(left), int(bottom), column_number(right)))
        if b"<f" in tags or b' t="e' in tags:
            for cell in _CELL.finditer(tags):
                _note(cells, cell, rows)
        if percentages:
            _note_percentages(cells, tags, _Rows(tags, last_row, last_column), percentages)
        last_row, last_column = rows.last
    return cells


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes piece by piece, cut where no row or cell is cut in two, with tags as Excel writes them."""
    unfinished, prefixed = b"", None
    while piece := stream.read(PIECE):
        tags = unfinished + piece
        if prefixed is None:
            prefixed = _PREFIXED.search(tags) is not None
        tags = _plain(tags, prefixed)
        row, cell = tags.rfind(b"<row"), max(tags.rfind(b"<c "), tags.rfind(b"<c>"))
        if max(row, cell) == 0 and len(tags) <= LONGEST:
            unfinished = tags
            continue
        ends = (end for end in (row, cell, tags.rfind(b"<")) if end > 0 and len(tags) - end <= LONGEST)
        end = next(ends, len(tags))
        yield tags[:end]
        unfinished = tags[end:]
    yield _plain(unfinished, bool(prefixed))


def _plain(tags: bytes, prefixed: bool) -> bytes:
    return plain_attributes(_PREFIX.sub(rb"<\1", tags) if prefixed else tags)


class _Rows:
    """The numbers of the rows in a piece: as they say themselves, or else counted on from the one before."""

    def __init__(self, tags: bytes, row: int, column: int) -> None:
        self._tags, self._row, self._column, self._seen = tags, row, column, 0
        self._starts: list[int] | None = None
        self._numbers: list[int] = []

    def number(self, position: int) -> int:
        """The row whose tag starts here."""
        tag = _ROW.match(self._tags, position)
        own = _NUMBER.search(tag[1]) if tag else None
        return int(own[1]) if own else self._counted(position)

    def place(self, cell: "re.Match[bytes]") -> tuple[int, int]:
        """Row and column of a cell."""
        if own := _PLACE.search(cell["cell"] or b""):
            return int(own[2]), column_number(own[1])
        return self._counted(cell.start()), self._cells(cell.start()) + 1

    @property
    def last(self) -> tuple[int, int]:
        """The last row of the piece, and how many cells of it there were."""
        position = self._tags.rfind(b"<row")
        return self._row if position < 0 else self.number(position), self._cells(len(self._tags))

    def _cells(self, position: int) -> int:
        """How many cells of its row stand before a position, which lies behind the one asked for before."""
        row = self._tags.rfind(b"<row", self._seen, position)
        between = self._tags[max(row, self._seen) : position]
        cells = between.count(b"<c ") + between.count(b"<c>")
        self._column = cells if row >= 0 else self._column + cells
        self._seen = position
        return self._column

    def _counted(self, position: int) -> int:
        """The number of the last row that starts at or before this position."""
        if self._starts is None:
            self._starts, number = [], self._row
            for row in _ROW.finditer(self._tags):
                own = _NUMBER.search(row[1])
                number = int(own[1]) if own else number + 1
                self._starts.append(row.start())
                self._numbers.append(number)
        index = bisect_right(self._starts, position) - 1
        return self._numbers[index] if index >= 0 else self._row


def _hidden_columns(tags: bytes) -> Iterator[tuple[int, int]]:
    for column in _COLUMN.findall(tags):
        says = dict(re.findall(rb' ?(\w+)="([^"\']*)', column))
        if says.get(b"hidden") in (b"1", b"true", b"on") or _ZERO.fullmatch(says.get(b"width", b"1")):
            first, last = (says.get(side, b"") for side in (b"min", b"max"))
            if first.isdigit() and last.isdigit() and len(first + last) <= 14:
                yield int(first), int(last)


def _note(cells: TabCells, cell: "re.Match[bytes]", rows: _Rows) -> None:
    """Keeps where a cell is an error, or holds a formula without a result."""
    kind, result = cell["cell"] or b"", cell["result"]
    if b' t="e' in kind:
        if result:
            cells.texts[result.decode(errors="replace").strip()].add(*rows.place(cell))
    elif cell["formula"]:
        if b' t="str' in kind and (result is not None or cell[0].rstrip().endswith(b"/></c>")):
            cells.computed = True  # the result is a text, perhaps an empty one
        elif not result or not result.strip():
            cells.texts[NO_RESULT].add(*rows.place(cell))
        elif _ZERO.fullmatch(result):
            cells.doubtful.add(*rows.place(cell))
        else:
            cells.computed = True


def _note_percentages(cells: TabCells, tags: bytes, rows: _Rows, percentages: Collection[bytes]) -> None:
    """Keeps where a cell is a number that is shown as a percentage."""
    for cell in _STYLED.finditer(tags):
        if cell["style"] in percentages and (b' t="' not in cell["cell"] or b' t="n' in cell["cell"]):
            cells.percentages.add(*rows.place(cell))
