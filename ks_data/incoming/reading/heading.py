"""Which rows at the top of a table are its header, and what they say together of each column. Knows no layouts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ks_data.catalogue import recognise
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.incoming.reading import spreadsheet_errors, values, years
from ks_data.incoming.reading.signs import meaning
from ks_data.incoming.reading.values import Mask
from ks_data.incoming.reading.words import PLACES, TEMPLATE_IN_DUTCH, role

_SIGNS = frozenset(sign for sign in values.MISSING[""] if sign)
_BOUNDS = tuple("<>≤≥⩽⩾≦≧‹›")
_TEMPLATES = tuple(
    {*TABLES[kind].key, figure} for kind, figure in zip(KINDS, ("value", "tranche", "amount_eur"), strict=True)
)
"""The columns that together are the header of one of our own templates, which is one row."""
_ALONE = (*PLACES, "period", "subject")
"""The roles of a header that stands alone in a row above the first column; anything else there is a title."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a table.

    rows: its positions, from the top, none where the table begins with its figures; start: position of the first row
    below it. parts: for each column what those rows say of it, from the top; a cell over more columns stands for each.
    """

    rows: tuple[int, ...]
    start: int
    parts: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> list[str]:
        """What the header says above each column, in one text."""
        return [" ".join(parts) for parts in self.parts]

    @property
    def first(self) -> int:
        """Position of the first row that is no title."""
        return self.rows[0] if self.rows else self.start


def heading(top: Sequence[list[str]], lines: Sequence[int]) -> Heading:
    """The header among the first rows of a table, all of one width; lines: the row in the file of each."""
    own = next((row for row, cells in enumerate(top) if _is_of_template(cells)), None)
    if own is not None:
        return Heading((own,), own + 1, _parts([top[own]]))
    kinds = [_Kinds(cells) for cells in top[:1]]
    end = 0  # the first row that certainly holds figures
    while end < len(top):
        kinds += [_Kinds(top[end + 1])] if end + 1 < len(top) else []
        if _holds_figures(kinds, end):
            break
        end += 1
    if end == len(top):
        return _of_text(top)
    texts = [row for row in range(end) if _filled(top[row]) >= 2]
    texts = texts or [row for row in range(end) if any(top[row][1:])]
    if not texts:
        return Heading((), end, ((),) * len(top[0]))
    main = max(texts, key=lambda row: (_filled(top[row]), -row))
    rows = [main]
    while rows[0] and lines[rows[0]] == lines[rows[0] - 1] + 1 and _completes(top[rows[0] - 1], top[rows[0]]):
        rows.insert(0, rows[0] - 1)
    for row in range(main + 1, end):
        if not _continues(top[row], kinds, row, rows, end):
            break
        rows.append(row)
    return Heading(tuple(rows), rows[-1] + 1, _parts([top[row] for row in rows]))


def _is_of_template(cells: Sequence[str]) -> bool:
    folded = [cell.casefold() for cell in cells]
    names = {*folded, *(TEMPLATE_IN_DUTCH.get(cell, cell) for cell in folded)}
    return any(columns <= names for columns in _TEMPLATES)


def _of_text(top: Sequence[list[str]]) -> Heading:
    """The header of a table that begins with rows without figures: the first of which at least half is filled."""
    usual = (row for row, cells in enumerate(top) if (filled := _filled(cells)) >= 2 and filled * 2 >= len(cells))
    row = next(usual, 0)
    return Heading((row,), row + 1, _parts([top[row]]))


def _filled(cells: Sequence[str]) -> int:
    return sum(cell != "" for cell in cells)


class _Kinds:
    """Which cells of a row are numbers, whole years, regions by name, and signs for a missing figure."""

    def __init__(self, cells: list[str]) -> None:
        texts = pd.Series(cells, dtype="str")
        self.filled = _filled(cells)
        self.year: Mask = np.asarray(years.periods(texts)["kind"] == "jaar")
        self.number: Mask = values.readable(pd.Index(texts)) & ~self.year
        self.decimal: Mask = self.number & np.asarray(texts.str.contains("[.,]"), dtype=bool)
        known = np.array([cell.casefold() in _SIGNS for cell in cells], dtype=bool)
        self.sign: Mask = known | spreadsheet_errors.broken(pd.Index(texts))
        self.bound: Mask = np.array([cell[:1] in _BOUNDS and meaning(cell) is not None for cell in cells], dtype=bool)
        lettered = texts.where(texts.str.contains("[^\\W0-9]"), "")
        self.region: Mask = np.asarray(recognise.region_codes(lettered) != "", dtype=bool)


def _holds_figures(kinds: Sequence[_Kinds], row: int) -> bool:
    """Whether a row certainly is below the header: no header holds decimals, or the same as the rows below it."""
    cells, below = kinds[row], kinds[row + 1] if row + 1 < len(kinds) else None
    if cells.decimal.any() or (below is not None and (cells.region & below.region).any()):
        return True
    if not any(above.filled > 1 for above in kinds[:row]):  # the first that is no title: "x" may be a name there
        return False
    repeated = any((cells.year & above.year).sum() >= 2 for above in kinds[:row])
    bounded = cells.bound.any() and (cells.year.any() or cells.region.any())  # "<20" alone may be ages in a header
    return bool(cells.number.any() or cells.sign[1:].any() or bounded or repeated)


def _completes(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row above a row of the header belongs to it, and is no title."""
    if _filled(cells) == 1 and cells[0]:
        return not below[0] and role(cells[0]) in _ALONE
    return _filled(cells) > 0 and (not cells[0] or not below[0])


def _continues(cells: Sequence[str], kinds: Sequence[_Kinds], row: int, above: Sequence[int], end: int) -> bool:
    """Whether a row below the header goes on with it: it says something of a column of figures, and is no figure."""
    own, below, figures = kinds[row], kinds[row + 1], kinds[end]
    if 0 < own.region.sum() <= 2 or any((own.year & kinds[position].year).any() for position in above):
        return False
    if (own.year & below.year).any() and cells[0]:
        return False
    if _filled(cells) == 1 and role(cells[0]) in _ALONE:
        return True
    is_figure = figures.number | figures.sign | figures.year
    return any(cell and is_figure[column] for column, cell in enumerate(cells) if column)


def _parts(rows: Sequence[list[str]]) -> tuple[tuple[str, ...], ...]:
    """What header rows say of each column; a year, or what stands above another, goes on over empty cells beside it."""
    columns: list[list[str]] = [[] for _ in rows[0]]
    for number, cells in enumerate(rows):
        below = rows[number + 1 :]
        spanner = ""
        for column, cell in enumerate(cells):
            under = any(row[column] for row in below)
            if cell:
                is_year = years.named([cell])[0][2] == "jaar"
                spanner = cell if under or (below and is_year) else ""
            part = cell or (spanner if under else "")
            if part and columns[column][-1:] != [part]:
                columns[column].append(part)
    return tuple(map(tuple, columns))
