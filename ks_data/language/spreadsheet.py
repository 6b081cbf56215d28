"""Tables as CSV that a spreadsheet opens without running anything in them. Knows no columns."""

import codecs
import re

import pandas as pd

_FORMULA = re.compile(r"""((?:^|[;,\t\r\n])["']*)(?=[=+\-@\t\r])""")
"""Where a formula can begin: in a cell, and also after a sign at which another program may cut that cell in two."""
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]+)*|[.,][0-9]+)([eE][+-]?[0-9]+)?%?")


def dutch_csv(frame: pd.DataFrame) -> bytes:
    """A frame as a Dutch spreadsheet opens it at a click: semicolons, decimal commas, yes and no in words, and a mark
    that it is UTF-8; safe as `safe_csv`.
    """
    flags = frame.select_dtypes(bool)
    in_words = frame.assign(**{str(name): flags[name].map({True: "ja", False: "nee"}) for name in flags})
    return codecs.BOM_UTF8 + safe_csv(in_words, ";", ",")


def safe_csv(frame: pd.DataFrame, separator: str = ",", decimal: str = ".") -> bytes:
    """A frame as CSV (UTF-8) of which no cell, and no name of a column, becomes a formula.

    Where a text would begin one (= + - @, tab or CR) it gets an apostrophe; numbers stay as they are.
    """
    safe = frame.rename(columns=_safe_cell)
    for position, (_, column) in enumerate(frame.items()):
        if not pd.api.types.is_numeric_dtype(column.dtype):
            safe_texts = {text: _safe_cell(text) for text in column.astype("category").cat.categories}
            safe.isetitem(position, column.map(safe_texts, na_action="ignore"))
    return safe.to_csv(index=False, sep=separator, lineterminator="\n", float_format="%.15g", decimal=decimal).encode()


def safe_text(text: str) -> str:
    """A text that becomes no formula in a cell of a spreadsheet; see `safe_csv`."""
    return str(_safe_cell(text))


def _safe_cell(cell: object) -> object:
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", cell)
