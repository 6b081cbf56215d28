"""A workbook as dropped, of any kind -> a sheet for each tab with a table. Knows Excel, not what a column means."""

import io
import zipfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

import numpy as np
import pandas as pd
import xlrd
from python_calamine import CalamineWorkbook

from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import remark
from ks_data.incoming.reading import limits, values
from ks_data.incoming.reading.kind import locked
from ks_data.incoming.reading.sheet import EmptyTable, Sheet, trimmed_sheet
from ks_data.incoming.reading.workbook_biff import cells_in_xls, tabs_in_xlsb
from ks_data.incoming.reading.workbook_cells import Area, TabCells, among, settle_doubtful, with_merged, with_texts
from ks_data.incoming.reading.workbook_findings import tabs_named, unknown_cells, without_hidden_rows
from ks_data.incoming.reading.workbook_ods import tabs_in_ods
from ks_data.incoming.reading.workbook_percent import with_percentages
from ks_data.incoming.reading.workbook_size import refuse_scattered, repeated, too_far
from ks_data.incoming.reading.workbook_xml import tabs_in_xml
from ks_data.language import dutch

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""The first bytes of a zip, which a new workbook is, and of an old workbook."""


def workbook_sheets(name: str, content: bytes) -> list[Sheet]:
    """The tabs with at least two columns. Raises DataError when there is none, or the bytes are no workbook."""
    tables, others = [], []
    try:
        for tab in _tabs(name, content):
            if tab.grid.shape[1] > limits.MAX_COLUMNS:
                width = dutch.number(tab.grid.shape[1], 0)
                raise DataError(f"{name}: blad {tab.name} heeft {width} kolommen; dat is te veel.")
            grid = tab.grid
            if tab.cells:
                grid = with_percentages(with_texts(grid, tab.cells), tab.cells.percentages)
            if grid.shape[1] > 1 and len(grid):
                merged = tab.cells.merged if tab.cells else ()
                tables.append((tab, *with_merged(name, tab.name, grid, merged)))
            elif grid.size:
                others.append(tab.name)
    except (DataError, MemoryError):
        raise
    except BaseException as error:  # over a damaged file these libraries stumble in any way, one even panics
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise DataError(
            f"{name} is geen leesbare Excel-werkmap. Open het bestand in Excel, bewaar het opnieuw als .xlsx "
            "of CSV en sleep dat bestand."
        ) from None
    sheets = [sheet for table in tables if (sheet := _sheet(name, *table))]
    if not sheets:
        raise DataError(f"In {name} staat geen tabel met ten minste twee kolommen.")
    names = tuple(sheet.tab for sheet in sheets)
    without = [tab for tab in (*others, *(tab.name for tab, *_ in tables)) if tab not in names]
    aside = (remark(f"Geen tabel staat op {tabs_named(without)}; dat is niet gelezen."),) if without else ()
    return [replace(sheet, tabs=names, findings=(*sheet.findings, *aside)) for sheet in sheets]


def _sheet(name: str, tab: "_Tab", grid: pd.DataFrame, merged: tuple[Area, ...]) -> Sheet | None:
    """The table of a tab without its hidden rows; None where it is empty."""
    encoding = "ODS" if tab.kind == "ods" else "Excel"
    try:
        sheet = trimmed_sheet(name, grid, encoding, tab=tab.name)
    except EmptyTable:
        return None
    sheet = replace(sheet, hidden=tab.hidden, merged=merged)
    if tab.cells is None:
        return replace(sheet, findings=(*sheet.findings, unknown_cells(sheet)))
    hidden_columns = among(np.arange(grid.shape[1]) + 1, tab.cells.hidden_columns)
    sheet = replace(
        sheet,
        hidden_columns=tuple(
            column for column in np.flatnonzero(hidden_columns).tolist() if any(values.used(sheet.grid[column]) != "")
        ),
    )
    return without_hidden_rows(sheet, tab.cells.hidden_rows)


@dataclass(frozen=True, slots=True)
class _Tab:
    """A tab as it lies in the workbook. grid: its cells from A1 on; cells: None where the file does not say."""

    name: str
    hidden: bool
    grid: pd.DataFrame
    cells: TabCells | None
    kind: str = "excel"


def _tabs(name: str, content: bytes) -> Iterator[_Tab]:
    """All tabs that may hold a table, hidden ones too."""
    if content.startswith(ZIP):
        return _new_tabs(name, content)
    return _old_tabs(name, content)


def _new_tabs(name: str, content: bytes) -> Iterator[_Tab]:
    """The tabs of an .xlsx, .xlsm, .xlsb or .ods."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        kind = "ods" if "content.xml" in names else "excel"
        if kind == "ods":
            cells = tabs_in_ods(name, archive)
        else:
            cells = tabs_in_xlsb(name, archive) if "xl/workbook.bin" in names else tabs_in_xml(archive)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for tab in book.sheets_metadata:
        if str(tab.typ).endswith("WorkSheet"):
            sheet = book.get_sheet_by_name(tab.name)
            before = [""] * (sheet.start[1] if sheet.start else 0)
            grid = _grid([*before, *row] for row in sheet.iter_rows())
            hidden = not str(tab.visible).endswith("Visible")
            yield _Tab(tab.name, hidden, grid, cells.get(tab.name), kind)


def _old_tabs(name: str, content: bytes) -> Iterator[_Tab]:
    """The tabs of a workbook of before 2007."""
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True, on_demand=True)
    except xlrd.XLRDError as error:
        raise locked(name) if "encrypted" in str(error) else error from None
    for _, times in Counter(book._sh_abs_posn).most_common(1):  # where each tab starts; nothing public says so
        if times > 1 and book.biff_version >= 50:
            raise repeated(name, "hetzelfde blad", times)
    area = 0
    cells = [cells_in_xls(book.mem, start) for start in book._sh_abs_posn] if book.biff_version >= 50 else []
    settle_doubtful(cells)
    for number, tab in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(number)
        area += sheet.nrows * sheet.ncols
        if area > limits.MAX_WORKBOOK_CELLS:
            raise too_far(name, f"blad {tab}", sheet.nrows, sheet.ncols)
        lengths = [sheet.row_len(row) for row in range(sheet.nrows)]
        width = max(lengths, default=0)
        filled = sum(kind != xlrd.XL_CELL_EMPTY for row in range(sheet.nrows) for kind in sheet.row_types(row))
        refuse_scattered(name, f"blad {tab}", sheet.nrows, width, filled)
        grid = _grid(
            [*(_old_cell(cell, book.datemode) for cell in sheet.row(row)), *[""] * (width - lengths[row])]
            for row in range(sheet.nrows)
        )
        yield _Tab(tab, sheet.visibility != 0, grid, cells[number] if cells else None)
        book.unload_sheet(number)


def _grid(rows: Iterator[list[object]]) -> pd.DataFrame:
    """Rows of the same width as a table of texts, each text stored once for its column: most come back in many rows."""
    cells: list[defaultdict[object, int]] = []
    codes: list[array[int]] = []
    while block := list(islice(rows, 1000)):
        if not cells:
            cells = [_numbering() for _ in block[0]]
            codes = [array("i") for _ in block[0]]
        for column, part in enumerate(zip(*block, strict=True)):
            logical = bool in set(map(type, part))  # for Python True is 1, and would be written as 1 is
            plain = [str(cell) if isinstance(cell, bool) else cell for cell in part] if logical else part
            codes[column].extend(map(cells[column].__getitem__, plain))
    grid = pd.DataFrame({column: _texts(numbering, codes[column]) for column, numbering in enumerate(cells)})
    grid.index = pd.Index(np.arange(len(grid)) + 1)
    return grid


def _texts(cells: "defaultdict[object, int]", codes: "array[int]") -> pd.Categorical:
    """Cells as texts. cells: the number of each different cell; two of them (2021, "2021") may be one text."""
    same, texts = pd.factorize(np.array([_as_text(cell) for cell in cells], object))
    return pd.Categorical.from_codes(same.take(np.frombuffer(codes, np.int32)), pd.Index(texts, dtype="str"))


def _numbering() -> "defaultdict[object, int]":
    """Gives each new cell the next number."""
    numbers: defaultdict[object, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _old_cell(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#FOUT!")
    return cell.value


def _as_text(cell: object) -> str:
    """A cell as a Dutch Excel shows it: a decimal comma, a date as 2019-12-31."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", ",")
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)
