"""What there is to know about a file, so worded that a reader can find the place. Knows no checks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.statuses import Status
from ks_data.language import dutch

Mask = npt.NDArray[np.bool_]
SHOWN, MOST = 5, 10_000
"""So many places of a finding are named, and so many where all are asked for; the others are counted."""
LONGEST = 80
"""So many characters of a text in the file are shown."""
CELLS_FOR_EACH_PLACE = 20
"""A row of a wide table has many figures and is one place; so many cells are looked at for each place."""


ONE_KIND = {"sprong": "herzien", "kleine_aantallen_van_geboorten": "kleine_aantallen"}
"""Screens that ask the same as another of what else they look at: their questions are confirmed together."""


class Level(StrEnum):
    """How heavy a finding is."""

    ERROR = "fout"
    QUESTION = "vraag"
    REMARK = "opmerking"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file something stands: the row as the reader sees it, the column and the text of the cell."""

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that a finding is about, of which `Place`s are made when they are asked for.

    rows, texts: the row and the text of each; hidden: whether its text may not be shown. column: what holds the texts;
    headers: what the file calls the column of each, where that differs from row to row. names: what a reader calls a
    column.
    """

    rows: npt.NDArray[np.int64]
    texts: Any  # an array of texts, of pandas
    hidden: Mask
    column: str
    headers: Any = None
    names: Mapping[str, str] = field(default_factory=dict)

    def places(self, limit: int, revealed: bool = False) -> tuple[Place, ...]:
        """The first different places. revealed: with every text, for who brought the file and knows what is in it."""
        count = CELLS_FOR_EACH_PLACE * limit
        rows, hidden = self.rows[:count].tolist(), self.hidden[:count].tolist()
        headers = [self.column] * len(rows) if self.headers is None else map(str, self.headers[:count])
        places: dict[Place, None] = {}
        for row, header, text, is_hidden in zip(rows, headers, self.texts[:count], hidden, strict=True):
            column = header or self.column
            shown = Status.SUPPRESSED if is_hidden and not revealed else shortened(str(text))
            places[Place(row, self.names.get(column, column), shown)] = None
            if len(places) == limit:
                break
        return tuple(places)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a file.

    screen: which check found it. message: what is wrong and what to do. count: how many rows; places: the first of
    them. cells: all that `every_place` is made of, None where there are none.
    """

    level: Level
    screen: str
    message: str
    count: int = 0
    places: tuple[Place, ...] = ()
    cells: Cells | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", int(self.count))  # what numpy counted is no number to JSON

    @property
    def key(self) -> str:
        """What a confirmation is remembered by; another value as soon as the finding says something else."""
        return f"{self.screen}: {self.message}"

    @property
    def kind(self) -> str:
        """Questions of one kind are confirmed together."""
        return ONE_KIND.get(self.screen, self.screen)

    @property
    def every_place(self) -> tuple[Place, ...]:
        """All places, up to MOST."""
        return self.cells.places(MOST) if self.cells else self.places

    def revealed(self, limit: int = SHOWN) -> tuple[Place, ...]:
        """The first places with the text of every cell: only for who brought the file and knows what is in it."""
        return self.cells.places(limit, revealed=True) if self.cells else self.places

    def with_columns(self, names: Mapping[str, str]) -> "Finding":
        """The same with the names that a reader knows the columns by."""
        cells = self.cells and replace(self.cells, names=names)
        return replace(self, cells=cells, places=cells.places(SHOWN) if cells else self.places)


def finding(
    level: Level,
    screen: str,
    message: str,
    rows: pd.DataFrame,
    affected: Mask,
    column: str,
    hide: Mask | None = None,
    lines: npt.NDArray[np.intp] | None = None,
) -> Finding:
    """A finding about rows.

    affected: which rows. column: which column holds the text to show; hide: rows of which it may not be shown. lines:
    where the rows that these two speak of stand among all, when they are not all.
    """
    affected_rows = np.flatnonzero(affected)[: CELLS_FOR_EACH_PLACE * MOST]
    positions = affected_rows if lines is None else lines[affected_rows]
    numbers = rows["row"].to_numpy(np.int64)[positions]
    if (np.diff(numbers[:MOST]) > 0).all():  # one figure a row: so many rows are so many places
        affected_rows, positions, numbers = affected_rows[:MOST], positions[:MOST], numbers[:MOST]
    near = slice(positions.min(initial=len(rows)), positions.max(initial=0) + 1)  # of texts in pieces, taking is slow
    cells = Cells(
        numbers,
        rows[column].array[near][positions - near.start],
        np.zeros(len(positions), bool) if hide is None else hide[affected_rows],
        column,
        rows["column"].array[positions] if column in ("value_text", "amount_text") and "column" in rows else None,
    )
    return Finding(level, screen, message, int(affected.sum()), cells.places(SHOWN), cells)


def placed(level: Level, screen: str, message: str, count: int, places: Iterable[Place]) -> Finding:
    """A finding with its places, of which those up to MOST are there when all are asked for."""
    shown = list(dict.fromkeys(islice(places, MOST)))
    if not shown:
        return Finding(level, screen, message, count)
    cells = Cells(
        np.array([place.row for place in shown], np.int64),
        np.array([place.value for place in shown], object),
        np.zeros(len(shown), bool),
        "",
        [place.column for place in shown],
    )
    return Finding(level, screen, message, count, tuple(shown[:SHOWN]), cells)


def by_kind(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings in order, with the questions of one kind together in the place of the first."""
    groups: dict[object, list[Finding]] = {}
    for number, each in enumerate(findings):
        groups.setdefault(each.kind if each.level == Level.QUESTION else number, []).append(each)
    return list(groups.values())


def remark(message: str) -> Finding:
    """What was left out or decided while a file was read."""
    return Finding(Level.REMARK, "gelezen", message)


def listed(names: Sequence[str], most: int = SHOWN) -> str:
    """The first names; how many others there are."""
    if len(names) <= most:
        return dutch.listing(list(names))
    return f"{', '.join(names[:most])} en nog {dutch.number(len(names) - most, 0)}"


def shortened(text: str) -> str:
    """A text of the file, with its end left out when it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
