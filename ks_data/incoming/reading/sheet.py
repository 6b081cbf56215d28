"""A table as text, whatever file it came from: its header, its shape, and no notes around it. Knows no layouts."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from ks_data.catalogue import recognise
from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import Finding, listed, remark
from ks_data.incoming.reading import limits, values
from ks_data.incoming.reading.columns import Column, columns
from ks_data.incoming.reading.heading import Heading, heading
from ks_data.incoming.reading.values import Mask
from ks_data.language import dutch

SEPARATORS = {";": "puntkomma", ",": "komma", "\t": "tab", "|": "verticale streep"}
MOST_NOTES = 50
"""So many lines below a table can be notes."""
_FOOTER = re.compile(
    r"(bron|source|©|\(c\)|copyright|toelichting|noot|let op|laatst|peildatum|[*¹²³⁴†‡]|[0-9]\))", re.IGNORECASE
)


@dataclass(frozen=True)
class Sheet:
    """A table as text: every cell without the blanks around it, nothing left out but empty rows and notes around it.

    grid: categorical columns 0, 1, …; the index is the row in the file, counted as Excel does, from 1.
    encoding: "UTF-8", "UTF-16", "Windows-1252", "Excel" or "ODS"; separator is empty in a workbook.
    tab, tabs: its name in a workbook, and those of all tabs with a table; hidden: whether this one is. hidden_columns:
    those that hold something. merged: cells in one, of which each has the text: first row and column and last row and
    column as Excel counts them.
    """

    name: str
    grid: pd.DataFrame
    encoding: str
    separator: str
    findings: tuple[Finding, ...] = ()
    tab: str = ""
    tabs: tuple[str, ...] = ()
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @cached_property
    def top(self) -> list[list[str]]:
        """The first 30 rows as text."""
        return self.grid.iloc[:30].astype(object).to_numpy().tolist()

    @cached_property
    def heading(self) -> Heading:
        """The rows that are the header, and what they say of each column."""
        return heading(self.top, self.grid.index[:30].tolist())

    @property
    def header(self) -> int:
        """Position of the last row of the header; -1 where the table begins with its figures."""
        return self.heading.start - 1

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """A name for each column, each once: the header, or "kolom 3" where it is empty."""
        return distinct_names(self.heading.cells)

    @cached_property
    def body(self) -> pd.DataFrame:
        """The rows below the header."""
        return self.grid.iloc[self.heading.start :]

    @cached_property
    def recognised_columns(self) -> list[Column]:
        """What each column is, with the evidence; found out once, for it is most of the work of a wide table."""
        return columns(self.body, self.heading.parts)

    @cached_property
    def signature(self) -> str:
        """The same for files of the same shape, whatever their years, regions and figures."""
        cells = pd.Series(self.columns, dtype="str")
        words = cells[
            (values.periods(cells)["kind"] == "")
            & (recognise.region_codes(cells) == "")
            & (recognise.other_levels(cells) == "")
        ]
        plain = words.str.replace("(19|20)[0-9]{2}", "#", regex=True).str.casefold()
        return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:16]

    @property
    def described(self) -> str:
        """Encoding and separator in Dutch."""
        tab = f"blad '{self.tab}'" if len(self.tabs) > 1 else ""
        return " · ".join(filter(None, [self.encoding, SEPARATORS.get(self.separator, ""), tab]))


class Unrecognised(DataError):  # noqa: N818  # the layout is not known, which is no error of the reader
    """The bytes are a table, but the layout is not known; `sheet` is there to map its columns by hand."""

    def __init__(self, message: str, sheet: Sheet) -> None:
        super().__init__(message)
        self.sheet = sheet


class TabRefused(DataError):  # noqa: N818  # another tab may be read
    """What stands on a tab cannot be read; tabs: those of the workbook that hold a table."""

    def __init__(self, message: str, tabs: Sequence[str]) -> None:
        super().__init__(message)
        self.tabs = tuple(tabs)


class EmptyTable(DataError):  # noqa: N818  # another tab may hold something
    """There is nothing in the file, or on this tab."""


def refuse_many_to_point_out(sheet: Sheet) -> None:
    """Raises DataError where nobody can be asked what each column is, for there are too many."""
    if len(sheet.columns) > limits.MOST_TO_POINT_OUT:
        raise DataError(
            f"{sheet.name}: deze indeling is niet bekend, en {dutch.number(len(sheet.columns), 0)} kolommen zijn te "
            "veel om zelf aan te wijzen. Bewaar alleen de kolommen die u nodig hebt, hoogstens "
            f"{limits.MOST_TO_POINT_OUT}, en probeer het opnieuw."
        )


def distinct_names(header: Sequence[str]) -> tuple[str, ...]:
    """A name for each column, each once; "kolom 3" where it has none."""
    counts: Counter[str] = Counter()
    names: dict[str, None] = {}
    for number, cell in enumerate(header, 1):
        name = plain = cell or f"kolom {number}"
        while name in names or not counts[plain]:
            counts[plain] += 1
            name = plain if counts[plain] == 1 else f"{plain} ({counts[plain]})"
        names[name] = None
    return tuple(names)


# --- what stands around a table ---


def trimmed_sheet(
    name: str,
    grid: pd.DataFrame,
    encoding: str,
    separator: str = "",
    irregular: dict[int, list[str]] | None = None,
    tab: str = "",
) -> Sheet:
    """A sheet with its title lines above the rows, and without comments, footers and empty rows.

    grid: the rows of the usual width, by row in the file; irregular: the cells of the other rows. Raises DataError
    where such a row is no title, comment or footer, and where nothing is left.
    """
    titles, comments, footers = _margins(name, grid, irregular or {})
    grid = pd.DataFrame({column: values.stripped(grid[column]) for column in grid}, index=grid.index, copy=False)
    if titles:
        grid = _with_titles(grid, titles)
    empty = _empty_rows(grid, np.ones(len(grid), dtype=bool))
    if empty.any():
        grid = grid[~empty]
    hashed = values.starting(grid[0], "#")
    if hashed.any():
        commented = _empty_rows(grid[list(grid)[1:]], hashed)
        comments += int(commented.sum())
        grid = grid[~commented]
    for cells in grid.iloc[-MOST_NOTES:][::-1].astype(str).to_numpy().tolist():
        if any(cells[1:]) or not _FOOTER.match(cells[0]):
            break
        footers.append(cells[0])
        grid = grid.iloc[:-1]
    if grid.empty:
        raise EmptyTable(f"{name} is leeg.")
    remarks = [f"{dutch.number(comments, 0)} regels die met # beginnen zijn overgeslagen."] if comments else []
    if len(footers) == 1:
        remarks.append(f"De voetregel '{footers[0][:80]}' is overgeslagen.")
    elif footers:
        remarks.append(
            f"De voetregels onder de tabel zijn overgeslagen: {listed([f'‘{text[:80]}’' for text in footers])}."
        )
    return Sheet(name, grid, encoding, separator, tuple(map(remark, remarks)), tab)


def _margins(
    name: str, grid: pd.DataFrame, irregular: dict[int, list[str]]
) -> tuple[dict[int, list[str]], int, list[str]]:
    """Of rows with another number of cells the titles by row, the number of comments, and the footers."""
    titles: dict[int, list[str]] = {}
    comments = 0
    footers: list[str] = []
    width = grid.shape[1]
    for row, cells in sorted(irregular.items()):
        filled = [cell for cell in map(str.strip, cells) if cell]
        while cells and not cells[-1].strip():  # a line above the table may have more separators than the table
            cells = cells[:-1]
        if not filled or (not titles and row == 1 and re.fullmatch(r"sep=.", "".join(cells), re.IGNORECASE)):
            continue
        if filled[0].startswith("#"):
            comments += 1
        elif row < grid.index[0] and len(filled) <= 2 and len(cells) < width:
            titles[row] = [*cells, *[""] * (width - len(cells))]
        elif row > grid.index[-1] and len(filled) == 1:
            footers.append(filled[0])
        else:
            raise DataError(
                f"{name}, rij {row}: {len(cells)} cellen in plaats van {width}. Staat er een scheidingsteken te veel "
                'of te weinig, of mist een cel met een komma zijn aanhalingstekens (")?'
            )
    return titles, comments, footers


def _with_titles(grid: pd.DataFrame, titles: dict[int, list[str]]) -> pd.DataFrame:
    """The grid with the title lines above its rows."""
    grid = grid.astype("category")
    top = pd.DataFrame(titles.values(), index=pd.Index(titles), columns=grid.columns, dtype="str").astype("category")
    index = pd.Index([*top.index, *grid.index])
    return pd.DataFrame({column: union_categoricals([top[column], grid[column]]) for column in grid}, index=index)


def _empty_rows(grid: pd.DataFrame, among: Mask) -> Mask:
    """Which of the rows have nothing in any cell."""
    for column in grid:
        if not among.any():
            break
        among = among & values.equal(grid[column], "")
    return among
