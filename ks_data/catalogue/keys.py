"""Where the rows of one table stand in another, by their key. Knows no table."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd


def positions(rows: pd.DataFrame, among: pd.DataFrame, key: Sequence[str]) -> npt.NDArray[np.int64]:
    """Where each row stands in another table by its key, without doubles there; -1 where it does not."""
    code, among_code = np.zeros(len(rows), np.int64), np.zeros(len(among), np.int64)
    is_comparable = np.ones(len(among), bool)
    for name in key:
        column, among_column = pd.Categorical(rows[name]), pd.Categorical(among[name])
        same_column = column.categories.get_indexer(among_column.categories)[among_column.codes]
        is_comparable &= same_column >= 0
        code = code * len(column.categories) + column.codes
        among_code = among_code * len(column.categories) + same_column
    comparable = np.flatnonzero(is_comparable)
    match = pd.Index(among_code[comparable]).get_indexer(code)
    matched = np.flatnonzero(match >= 0)
    position = np.full(len(rows), -1)
    position[matched] = comparable[match[matched]]
    return position
