"""What there is to know about a file, told so that a reader can find the place. Knows no checks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.language import dutch
from ks_data.statistics import SUPPRESSED, Mask

SHOWN, MOST = 5, 10_000
"""So many places of a finding are named, and so many where all are asked for; the others are counted."""
LONGEST = 80
"""So many characters of a text in the file are shown."""


_NAMED = ContextVar("so many places of a finding are named", default=SHOWN)


@contextmanager
def every_place() -> Iterator[None]:
    """Findings that are made within name all their places, up to MOST each."""
    before = _NAMED.set(MOST)
    try:
        yield
    finally:
        _NAMED.reset(before)


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
class Finding:
    """One thing to know about a file.

    screen: which check found it. message: what is wrong and what to do. count: how many rows; places: the first of
    them.
    """

    level: Level
    screen: str
    message: str
    count: int = 0
    places: tuple[Place, ...] = ()

    @property
    def key(self) -> str:
        """What a confirmation is remembered by; another value as soon as the finding says something else."""
        return f"{self.screen}: {self.message}"


def finding(
    level: Level,
    screen: str,
    message: str,
    rows: pd.DataFrame,
    at: Mask,
    column: str,
    hide: Mask | None = None,
    lines: npt.NDArray[np.intp] | None = None,
) -> Finding:
    """A finding about rows.

    column: which column holds the text to show; hide: rows of which it may not be shown. lines: where the rows that
    these speak of stand among all, when they are not all.
    """
    found: dict[Place, None] = {}
    numbers, texts = rows["row"].to_numpy(), rows[column].array
    heads = rows["column"].array if column == "value_text" else None
    most = _NAMED.get()
    for one in np.flatnonzero(at)[: 20 * most].tolist():  # a row of a wide table has many figures, and is named once
        where = one if lines is None else lines[one]
        told = SUPPRESSED if hide is not None and hide[one] else shortened(str(texts[where]))
        head = "" if heads is None else str(heads[where])
        found[Place(int(numbers[where]), head or column, told)] = None
        if len(found) == most:
            break
    return Finding(level, screen, message, int(at.sum()), tuple(found))


def listed(names: Sequence[str]) -> str:
    """The first names; how many others there are."""
    if len(names) <= SHOWN:
        return dutch.listing(list(names))
    return f"{', '.join(names[:SHOWN])} en nog {dutch.number(len(names) - SHOWN, 0)}"


def shortened(text: str) -> str:
    """A text of the file, with its end left out when it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
