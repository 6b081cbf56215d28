"""What a workbook would cost to read, counted without reading it: refuses what asks for more than it holds."""

import re
import zipfile
from collections import Counter

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits
from ks_data.language import dutch

EMPTY, SCATTERED = 500_000, 20
"""A tab may be larger than so many cells only if one in so many is filled; a table is never emptier."""
LONGEST_TAG = 2**16
"""The most bytes of a tag in a workbook that is looked at whole."""
_ROW = re.compile(rb' r="[A-Za-z]{0,3}([0-9]{1,7})')
_COLUMN = re.compile(rb' r="([A-Za-z]{1,3})[0-9]')
_ATTRIBUTE = re.compile(rb"""\s(\w{1,20})\s*=\s*["']""")
_UNUSUAL = {
    b"'": (b"='",),
    b"\t": tuple(b"\t" + letter.encode() for letter in "rthmw"),
    b"\n": tuple(b"\n" + letter.encode() for letter in "rthmw"),
    b"\r": tuple(b"\r" + letter.encode() for letter in "rthmw"),
}
"""What attributes hold that are not written as Excel does, by the sign that is quickly looked for."""
_TARGET = re.compile(rb"""\bTarget\s*=\s*["'](?:/xl/)?([^"']+)""")
_SHOWN_TAB = re.compile(rb"""<(?:\w{1,20}:)?sheet\s[^>]*?\br?:?id\s*=\s*["']([^"']+)""")
"""How a workbook says where a cell stands and which text it shows, where its parts lie and which are its tabs."""


def refuse_oversized(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Inflates a workbook without storing it: its true size, how far its cells reach and how long they are.

    Looks at every member, as a tab may lie anywhere in it. Raises DataError.
    """
    _refuse_repeated(name, archive, members)
    size = shared = longest = area = 0
    for member in members:
        extent = PartExtent()
        with archive.open(member) as opened:
            while piece := opened.read(2**20):
                size += len(piece)
                if size > limits.LIMIT:
                    raise too_large(name)
                extent.add(piece)
            extent.add(b"")
        filename = member.filename.rpartition("/")[2]
        area += extent.area + extent.cells
        if area > limits.MAX_WORKBOOK_CELLS or extent.columns > limits.MAX_COLUMNS:
            raise too_far(name, filename, extent.rows, extent.columns)
        refuse_scattered(name, filename, extent.rows, extent.columns, extent.cells)
        shared += extent.shared
        longest = max(longest, extent.longest)
    if shared * longest > 10 * limits.LIMIT:
        raise DataError(
            f"{name} heeft te veel cellen met lange teksten. Bewaar alleen de tabel en probeer het opnieuw."
        )


class PartExtent:
    """What is counted in a part of a workbook, piece by piece; an empty piece is the end.

    rows, columns: how far its cells can reach. A cell that does not say where it stands comes after the one before.
    shared: cells that show one of the shared texts; longest: the most bytes of such a text, where this part holds them.
    """

    def __init__(self) -> None:
        self.cells = self.shared = self.longest = 0
        self._last_row = self._last_column = 0  # as cells say themselves
        self._row_tags = self._widest_row = self._cells_in_row = 0
        self._text_length, self._holds_texts = 0, False
        self._unfinished = b""

    @property
    def rows(self) -> int:
        return self._last_row if self._last_row >= self._row_tags else self._last_row + self._row_tags

    @property
    def columns(self) -> int:
        return self._last_column if self._last_column >= self._widest_row else self._last_column + self._widest_row

    @property
    def area(self) -> int:
        return self.rows * self.columns

    def add(self, piece: bytes) -> None:
        """Counts the next bytes; what follows the last "<" waits for more, so that no tag is cut in two."""
        tags = self._unfinished + piece
        end = tags.rfind(b"<")
        if end < 0 or len(tags) - end > LONGEST_TAG or not piece:
            end = len(tags)
        tags, self._unfinished = tags[:end], tags[end:]
        tags = plain_attributes(tags)
        self._last_row = max(self._last_row, *map(int, set(_ROW.findall(tags))), 0)
        columns = _COLUMN.findall(tags)
        self._last_column = max(self._last_column, *map(column_number, set(columns)), 0)
        self.shared += tags.count(b' t="s"')
        self.cells += (cells := _cells_in(tags))
        self._row_tags += tags.count(b"<row")
        if len(columns) < cells:  # else all say where they stand, and no row need be counted
            first, *others = map(_cells_in, tags.split(b"<row"))
            self._widest_row = max(self._widest_row, self._cells_in_row + first, *others, 0)
        last_row = tags.rfind(b"<row")
        self._cells_in_row = _cells_in(tags[last_row:]) if last_row >= 0 else self._cells_in_row + cells
        self._holds_texts = self._holds_texts or b"<sst" in tags
        if self._holds_texts:
            before, *after = map(len, tags.split(b"</si>"))
            self.longest = max(self.longest, self._text_length + before, *after, 0)
            self._text_length = after[-1] if after else self._text_length + before


def _cells_in(tags: bytes) -> int:
    return tags.count(b"<c ") + tags.count(b"<c>")


def plain_attributes(tags: bytes) -> bytes:
    """Tags with their attributes as Excel writes them: one blank before, none around the sign, a double quote."""
    unusual = any(sign in tags and any(pair in tags for pair in pairs) for sign, pairs in _UNUSUAL.items())
    if unusual or b" =" in tags or b"= " in tags:
        return _ATTRIBUTE.sub(rb' \1="', tags)  # much slower to look through
    return tags


def column_number(letters: bytes) -> int:
    """b"AB" -> 28; no letters -> 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return max(number, 1)


def _refuse_repeated(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuses a workbook that has a part twice, or shows one part as more than one tab."""
    for filename, times in Counter(member.filename for member in members).most_common(1):
        if times > 1:
            raise repeated(name, filename, times)
    for member in members:
        if member.filename == "xl/_rels/workbook.xml.rels" and member.file_size <= limits.MAX_LINE:
            with archive.open(member) as opened:
                targets = Counter(_TARGET.findall(opened.read(limits.MAX_LINE)))
            for target, times in targets.items():
                if times > 1 and b"sheet" in target:
                    raise repeated(name, target.decode(errors="replace"), times)
        if member.filename == "xl/workbook.xml" and member.file_size <= limits.MAX_LINE:
            with archive.open(member) as opened:
                tabs = Counter(_SHOWN_TAB.findall(opened.read(limits.MAX_LINE)))
            for _, times in tabs.most_common(1):
                if times > 1:
                    raise repeated(name, "hetzelfde blad", times)


def refuse_scattered(name: str, part: str, rows: int, columns: int, cells: int) -> None:
    """Refuses a tab that is nearly all emptiness: reading costs what its size is, not what stands in it."""
    if rows * columns > EMPTY and rows * columns > SCATTERED * cells:
        raise DataError(
            f"{name}: in {part} zijn maar {dutch.number(cells, 0)} cellen gevuld, maar het loopt tot rij "
            f"{dutch.number(rows, 0)} en kolom {dutch.number(columns, 0)}. Verwijder de losse cellen ver van de tabel "
            "en bewaar opnieuw."
        )


def repeated(name: str, part: str, times: int) -> DataError:
    """The refusal of a workbook that names a part more than once."""
    return DataError(
        f"{name} noemt {part[:80]} {times} keer. Zo bewaart Excel geen werkmap. "
        "Open het bestand in Excel, bewaar het opnieuw als .xlsx en sleep dat bestand."
    )


def too_far(name: str, part: str, rows: int, columns: int) -> DataError:
    """The refusal of a tab whose cells reach too far."""
    return DataError(
        f"{name}: {part} loopt tot rij {dutch.number(rows, 0)} en kolom {dutch.number(columns, 0)}; dat is te groot. "
        "Verwijder de lege rijen en kolommen en bewaar opnieuw."
    )


def too_large(name: str) -> DataError:
    """The refusal of a zip or workbook that is larger than LIMIT once unpacked."""
    return DataError(f"{name} is uitgepakt groter dan {limits.LIMIT // 2**20} MB.")
