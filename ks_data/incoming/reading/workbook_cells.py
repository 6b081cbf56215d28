"""What a tab of a workbook says of its cells besides their values: hidden, merged, an error. Knows no kind of file."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading.spreadsheet_errors import NO_RESULT

Area = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 1, the last ones within."""
Span = tuple[int, int]
"""The first and the last row or column, counted from 1."""
Positions = npt.NDArray[np.intp]


class CellPlaces:
    """Cells by row and column, counted from 1 and kept small: a workbook may have millions of them."""

    def __init__(self) -> None:
        self.rows, self.columns = array("i"), array("i")

    def add(self, row: int, column: int) -> None:
        self.rows.append(row)
        self.columns.append(column)

    def __len__(self) -> int:
        return len(self.rows)

    def by_column(self) -> dict[int, Positions]:
        """The rows in each column, both counted from 0."""
        rows, columns = np.array(self.rows, np.intp) - 1, np.array(self.columns, np.intp) - 1
        order = np.argsort(columns, kind="stable")
        used, starts = np.unique(columns[order], return_index=True)
        return dict(zip(used.tolist(), np.split(rows[order], starts[1:]), strict=True))


@dataclass(slots=True)
class TabCells:
    """Rows and columns that are hidden, cells that are merged, and what stands in cells that a library leaves empty.

    texts: by text ("#DIV/0!", NO_RESULT) where it stands. doubtful: formulas with the result that is written by a
    program which cannot compute; computed: whether any formula has another. percentages: numbers that are shown as a
    percentage, a hundred times as large.
    """

    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    texts: defaultdict[str, CellPlaces] = field(default_factory=lambda: defaultdict(CellPlaces))
    doubtful: CellPlaces = field(default_factory=CellPlaces)
    percentages: CellPlaces = field(default_factory=CellPlaces)
    computed: bool = False


def settle_doubtful(tabs: Iterable[TabCells]) -> None:
    """Takes the doubtful formulas of a workbook for formulas without a result where none has another."""
    tabs = list(tabs)
    if any(cells.computed for cells in tabs):
        return
    for cells in tabs:
        for row, column in zip(cells.doubtful.rows, cells.doubtful.columns, strict=True):
            cells.texts[NO_RESULT].add(row, column)


def with_texts(grid: pd.DataFrame, cells: TabCells) -> pd.DataFrame:
    """The grid with a text in each cell that has one which the library did not give; as large as that needs."""
    by_column: dict[int, dict[str, Positions]] = defaultdict(dict)
    for text, places in cells.texts.items():
        if places:
            for column, rows in places.by_column().items():
                by_column[column][text] = rows
    if not by_column:
        return grid
    height = max(len(grid), *(int(rows.max()) + 1 for texts in by_column.values() for rows in texts.values()))
    return with_columns(_extended(grid, height, max(grid.shape[1], max(by_column) + 1)), by_column)


def with_columns(grid: pd.DataFrame, texts: Mapping[int, Mapping[str, Positions]]) -> pd.DataFrame:
    """The grid with texts in the positions of some columns."""
    columns = {column: grid[column] for column in grid}
    for column, placed in texts.items():
        categories = columns[column].cat.categories.union(list(placed), sort=False)
        codes = columns[column].cat.codes.to_numpy().astype(np.int32)
        for code, positions in zip(categories.get_indexer(list(placed)).tolist(), placed.values(), strict=True):
            codes[positions] = code
        columns[column] = pd.Series(pd.Categorical.from_codes(codes, categories), index=grid.index)
    return pd.DataFrame(columns, copy=False)


def _extended(grid: pd.DataFrame, height: int, width: int) -> pd.DataFrame:
    """The grid with empty rows and columns after it."""
    if grid.shape == (height, width):
        return grid
    columns = {}
    for column in range(width):
        if column in grid:
            categories = grid[column].cat.categories.union([""], sort=False)
            codes = np.full(height, categories.get_loc(""), np.int32)
            codes[: len(grid)] = grid[column].cat.codes
        else:
            categories, codes = pd.Index([""], dtype="str"), np.zeros(height, np.int32)
        columns[column] = pd.Categorical.from_codes(codes, categories)
    return pd.DataFrame(columns, index=pd.Index(np.arange(height) + 1), copy=False)


# --- merged cells ---


def with_merged(
    name: str, tab: str, grid: pd.DataFrame, merged: Sequence[Area]
) -> tuple[pd.DataFrame, tuple[Area, ...]]:
    """The grid with the text of each merged cell in all the cells that it covers, and which of them were filled.

    A text over a whole row of which nothing else is filled is a title, and stays where it is. Raises DataError where
    merged cells lie over each other, which no spreadsheet makes.
    """
    height, width = grid.shape
    areas = [
        (top, left, min(bottom, height), min(right, width))
        for top, left, bottom, right in merged
        if top <= height and left <= width
    ]
    areas = [area for area in areas if area[:2] != area[2:]]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in areas) > grid.size:
        raise DataError(
            f"{name}: op blad '{tab}' liggen samengevoegde cellen over elkaar. Zo bewaart Excel geen werkmap. "
            "Hef in Excel de samenvoegingen op en bewaar het bestand opnieuw."
        )
    if not areas:
        return grid, ()
    filled_cells, first_column = _filled_cells(grid)
    texts = {column: grid[column].to_numpy(dtype=object) for column in {left - 1 for _, left, _, _ in areas}}
    placed: dict[int, dict[str, list[Positions]]] = defaultdict(lambda: defaultdict(list))
    filled = []
    for top, left, bottom, right in areas:
        text = texts[left - 1][top - 1]
        title = right > left and left - 1 == first_column and filled_cells[top - 1] == 1
        if text and not title:
            filled.append((top, left, bottom, right))
            for column in range(left - 1, right):
                placed[column][text].append(np.arange(top - 1, bottom))
    joined = {
        column: {text: np.concatenate(positions) for text, positions in texts.items()}
        for column, texts in placed.items()
    }
    return with_columns(grid, joined), tuple(filled)


def _filled_cells(grid: pd.DataFrame) -> tuple[Positions, int]:
    """How many cells of each row hold something, and the first column that does."""
    counts = np.zeros(len(grid), np.intp)
    first = grid.shape[1]
    for column in grid:
        codes, categories = grid[column].cat.codes.to_numpy(), grid[column].cat.categories
        filled = codes != categories.get_loc("") if "" in categories else np.ones(len(grid), bool)
        if filled.any():
            first = min(first, int(column))
            counts += filled
    return counts, first


# --- hidden rows and columns ---


def among(numbers: npt.ArrayLike, spans: Iterable[Span]) -> npt.NDArray[np.bool_]:
    """Which of the numbers, in order from small to large, lie in one of the spans."""
    numbers = np.asarray(numbers)
    depth = np.zeros(len(numbers) + 1, np.int64)
    ordered = np.array(list(spans), np.int64).reshape(-1, 2)
    np.add.at(depth, np.searchsorted(numbers, ordered[:, 0]), 1)
    np.add.at(depth, np.searchsorted(numbers, ordered[:, 1], side="right"), -1)
    return np.asarray(np.cumsum(depth)[:-1] > 0)


def spans_of(numbers: Sequence[int]) -> list[Span]:
    """Numbers in order as spans of those that follow each other: 4, 5, 6, 9 -> (4, 6), (9, 9)."""
    spans: list[Span] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def letters(column: int) -> str:
    """The column as Excel names it, counted from 1: 28 -> "AB"."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
