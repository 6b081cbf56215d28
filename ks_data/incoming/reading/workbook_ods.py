"""What the XML of an .ods says of cells and tabs that the library does not, and how far its cells reach."""

import zipfile
from xml.parsers import expat

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits
from ks_data.incoming.reading.spreadsheet_errors import NO_RESULT
from ks_data.incoming.reading.workbook_cells import TabCells
from ks_data.incoming.reading.workbook_size import refuse_scattered, too_far, too_large

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_OASIS}{name}:1.0 " for name in ("table", "office", "text", "style"))
_ERROR = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPH, _VALUE_TYPE, _FORMULA = f"{_TEXT}p", f"{_OFFICE}value-type", f"{_TABLE}formula"
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_ROWS_SPANNED, _COLUMNS_SPANNED = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
_GROUPS = (f"{_TABLE}table-row-group", f"{_TABLE}table-column-group")
_FARTHEST = 2**20
"""No spreadsheet has more rows; what repeats further is empty."""


def tabs_in_ods(name: str, archive: zipfile.ZipFile) -> dict[str, TabCells]:
    """By the name of each tab what its XML says. Raises DataError for what is too large once repeats are written out.

    Reads piece by piece; what a file declares to be repeated a billion times costs nothing here.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    content = _Content(name, parser)
    size = 0
    with archive.open("content.xml") as opened:
        while piece := opened.read(2**20):
            size += len(piece)
            if size > limits.LIMIT:
                raise too_large(name)
            parser.Parse(piece)
    parser.Parse(b"", True)
    return content.tabs


class _Content:
    """Follows the elements of content.xml, with the row and the column where it is."""

    def __init__(self, name: str, parser: expat.XMLParserType) -> None:
        self.name, self._parser = name, parser
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.EntityDeclHandler = self.entity
        self.tabs: dict[str, TabCells] = {}
        self._cells = TabCells()
        self._tab = ""
        self._row = self._column = self._table_column = 0
        self._rows = self._columns = 1  # so often the row and the cell are repeated
        self._last_row = self._last_column = self._filled = self._area = 0
        self._depth = self._notes = 0
        self._hidden_groups: list[bool] = []
        self._error: list[str] | None = None
        self._is_filled = False

    def entity(self, *_: object) -> None:
        raise DataError(f"{self.name} is geen gewone .ods. Bewaar het opnieuw als .xlsx of CSV.")

    def start(self, element: str, says: dict[str, str]) -> None:
        if element in _CELLS and self._depth == 1:
            self._start_cell(says)
        elif element == _PARAGRAPH:
            self._is_filled = self._is_filled or not self._notes
        elif element == f"{_TABLE}table-row" and self._depth == 1:
            self._row += self._rows
            self._rows, self._column, self._columns = _times(says, _ROWS_REPEATED), 1, 0
            if says.get(f"{_TABLE}visibility", "visible") != "visible" or any(self._hidden_groups):
                self._cells.hidden_rows.append((self._row, self._row + self._rows - 1))
        elif element == f"{_TABLE}table-column" and self._depth == 1:
            first, count = self._table_column + 1, _times(says, _COLUMNS_REPEATED)
            self._table_column += count
            if says.get(f"{_TABLE}visibility", "visible") != "visible" or any(self._hidden_groups):
                self._cells.hidden_columns.append((first, self._table_column))
        elif element == f"{_TABLE}table":
            self._depth += 1
            if self._depth == 1:
                self._start_tab(says.get(f"{_TABLE}name", ""))
        elif element in _GROUPS:
            self._hidden_groups.append(says.get(f"{_TABLE}display") == "false")
        elif element == f"{_OFFICE}annotation":
            self._notes += 1

    def end(self, element: str) -> None:
        if element in _CELLS and self._depth == 1:
            self._end_cell()
        elif element == f"{_TABLE}table":
            self._depth -= 1
            if not self._depth:
                self._end_tab()
        elif element in _GROUPS and self._hidden_groups:
            self._hidden_groups.pop()
        elif element == f"{_OFFICE}annotation":
            self._notes -= 1

    def text(self, text: str) -> None:
        if self._error is not None and not self._notes:
            self._error.append(text)

    def _start_tab(self, tab: str) -> None:
        self._tab, self._cells = tab, TabCells()
        self._row, self._rows, self._table_column = 0, 1, 0
        self._last_row = self._last_column = self._filled = 0
        self._hidden_groups = []

    def _start_cell(self, says: dict[str, str]) -> None:
        self._column += self._columns
        self._columns = _times(says, _COLUMNS_REPEATED)
        if (_ROWS_SPANNED in says or _COLUMNS_SPANNED in says) and self._row <= _FARTHEST:
            down, across = _times(says, _ROWS_SPANNED), _times(says, _COLUMNS_SPANNED)
            self._cells.merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
        kind = says.get(_VALUE_TYPE)
        self._is_filled = kind is not None
        if says.get(_ERROR) == "error":
            self._error = []
            self._parser.CharacterDataHandler = self.text
        elif _FORMULA in says and kind is None:
            self._error = [NO_RESULT]
            self._is_filled = True

    def _end_cell(self) -> None:
        text, self._error = self._error, None
        if text is not None:
            self._parser.CharacterDataHandler = None
        if not self._is_filled:
            return
        self._last_row = max(self._last_row, self._row + self._rows - 1)
        self._last_column = max(self._last_column, self._column + self._columns - 1)
        self._filled += self._rows * self._columns
        if self._area + self._last_row * self._last_column > limits.MAX_WORKBOOK_CELLS:
            raise too_far(self.name, f"blad {self._tab}", self._last_row, self._last_column)
        if text is not None:
            places = self._cells.texts["".join(text)[:100] or "#FOUT!"]
            for row in range(self._row, self._row + self._rows):
                for column in range(self._column, self._column + self._columns):
                    places.add(row, column)

    def _end_tab(self) -> None:
        if self._last_column > limits.MAX_COLUMNS:
            raise too_far(self.name, f"blad {self._tab}", self._last_row, self._last_column)
        refuse_scattered(self.name, f"blad {self._tab}", self._last_row, self._last_column, self._filled)
        self._area += self._last_row * self._last_column
        if self._filled:
            self.tabs[self._tab] = self._cells
        else:
            self.tabs[self._tab] = TabCells()


def _times(says: dict[str, str], attribute: str) -> int:
    """The number in an attribute, 1 where it says none."""
    text = says.get(attribute)
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 10:
        return 1
    return max(int(text), 1)
