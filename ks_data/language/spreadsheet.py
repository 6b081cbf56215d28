"""Tables as CSV that a spreadsheet opens without running anything in them. Knows no columns."""

import re

import pandas as pd

_FORMULA = re.compile(r"""((?:^|[;,\t\r\n])["']*)(?=[=+\-@\t\r])""")
"""Where a formula can begin: in a cell, and also after a sign at which another program may cut that cell in two."""
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]+)*|[.,][0-9]+)([eE][+-]?[0-9]+)?%?")


def safe_csv(frame: pd.DataFrame, separator: str = ",") -> bytes:
    """A frame as CSV (UTF-8, decimal points) of which no cell, and no name of a column, becomes a formula.

    Where a text would begin one (= + - @, tab or CR) it gets an apostrophe; numbers stay as they are.
    """
    safe = frame.rename(columns=_safe_cell)
    for position, (_, column) in enumerate(frame.items()):
        if not pd.api.types.is_numeric_dtype(column.dtype):
            safe_texts = {text: _safe_cell(text) for text in column.astype("category").cat.categories}
            safe.isetitem(position, column.map(safe_texts, na_action="ignore"))
    return safe.to_csv(index=False, sep=separator, lineterminator="\n", float_format="%.15g").encode()


def _safe_cell(cell: object) -> object:
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", cell)
