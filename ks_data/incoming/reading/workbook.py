"""A workbook as dropped, old or new -> a sheet for each visible tab. Knows Excel, not what a column means."""

import io
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

import numpy as np
import pandas as pd
import xlrd
from python_calamine import CalamineWorkbook

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits
from ks_data.incoming.reading.sheet import Sheet, trimmed_sheet
from ks_data.incoming.reading.workbook_size import refuse_scattered, repeated, too_far
from ks_data.language import dutch

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""The first bytes of a zip, which a new workbook is, and of an old workbook."""


def workbook_sheets(name: str, content: bytes) -> list[Sheet]:
    """The tabs with at least two columns. Raises DataError when there is none, or the bytes are no workbook."""
    grids = []
    tabs = _new_tabs if content.startswith(ZIP) else _old_tabs
    try:
        for tab, grid in tabs(name, content):
            if grid.shape[1] > limits.MAX_COLUMNS:
                raise DataError(f"{name}: blad {tab} heeft {dutch.number(grid.shape[1], 0)} kolommen; dat is te veel.")
            if grid.shape[1] > 1 and len(grid):
                grids.append((tab, grid))
    except (DataError, MemoryError):
        raise
    except BaseException as error:  # over a damaged file these libraries stumble in any way, one even panics
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise DataError(
            f"{name} is geen leesbare Excel-werkmap. Bewaar het bestand in Excel opnieuw als .xlsx of CSV."
        ) from None
    if not grids:
        raise DataError(f"In {name} staat geen tabel met ten minste twee kolommen.")
    return [trimmed_sheet(name, grid, "Excel", tab=tab) for tab, grid in grids]


def _new_tabs(name: str, content: bytes) -> Iterator[tuple[str, pd.DataFrame]]:
    """The visible tabs of a workbook, each with its cells from A1 on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for tab in book.sheets_metadata:
        if str(tab.typ).endswith("WorkSheet") and str(tab.visible).endswith("Visible"):
            sheet = book.get_sheet_by_name(tab.name)
            before = [""] * (sheet.start[1] if sheet.start else 0)
            yield tab.name, _grid([*before, *cells] for cells in sheet.iter_rows())


def _old_tabs(name: str, content: bytes) -> Iterator[tuple[str, pd.DataFrame]]:
    """The visible tabs of a workbook of before 2007."""
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True, on_demand=True)
    for _, times in Counter(book._sh_abs_posn).most_common(1):  # where each tab starts; nothing public says so
        if times > 1 and book.biff_version >= 50:
            raise repeated(name, "hetzelfde blad", times)
    area = 0
    for number, tab in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(number)
        area += sheet.nrows * sheet.ncols
        if area > limits.MAX_WORKBOOK_CELLS:
            raise too_far(name, f"blad {tab}", sheet.nrows, sheet.ncols)
        lengths = [sheet.row_len(row) for row in range(sheet.nrows)]
        width = max(lengths, default=0)
        filled = sum(kind != xlrd.XL_CELL_EMPTY for row in range(sheet.nrows) for kind in sheet.row_types(row))
        refuse_scattered(name, f"blad {tab}", sheet.nrows, width, filled)
        if sheet.visibility == 0:
            yield (
                tab,
                _grid(
                    [*(_old_cell(cell, book.datemode) for cell in sheet.row(row)), *[""] * (width - lengths[row])]
                    for row in range(sheet.nrows)
                ),
            )
        book.unload_sheet(number)


def _grid(rows: Iterator[list[object]]) -> pd.DataFrame:
    """Rows of the same width as a table of texts, each text stored once for its column: most come back in many rows."""
    texts: list[defaultdict[str, int]] = []
    codes: list[array[int]] = []
    while block := list(islice(rows, 1000)):
        if not texts:
            texts = [_numbering() for _ in block[0]]
            codes = [array("i") for _ in block[0]]
        for column, cells in enumerate(zip(*block, strict=True)):
            codes[column].extend(map(texts[column].__getitem__, map(_as_text, cells)))
    grid = pd.DataFrame(
        {
            column: pd.Categorical.from_codes(
                np.frombuffer(codes[column], np.int32), pd.Index(list(numbering), dtype="str")
            )
            for column, numbering in enumerate(texts)
        }
    )
    grid.index = pd.Index(np.arange(len(grid)) + 1)
    return grid


def _numbering() -> "defaultdict[str, int]":
    """Gives each new text the next number."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _old_cell(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _as_text(cell: object) -> str:
    """A cell as a Dutch Excel shows it: a decimal comma, a date as 2019-12-31."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", ",")
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)
