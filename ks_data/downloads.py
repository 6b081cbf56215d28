"""CSV to hand out: safe to open in a spreadsheet, and empty templates to fill in. Knows no pages."""

import re

import pandas as pd

from ks_data import regions
from ks_data.errors import DataError
from ks_data.indicators import INDICATORS
from ks_data.releases import KINDS
from ks_data.tables import TABLES

_FORMULA = re.compile(r"""((?:^|[;,\t\r\n])["']*)(?=[=+\-@\t\r])""")
"""Where a formula can begin: in a cell, and also after a sign at which another program may cut that cell in two."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|[.,]\d+)([eE][+-]?\d+)?%?")


def safe_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV (comma, UTF-8, decimal points) of which no cell, and no name of a column, becomes a formula.

    Where a text would begin one (= + - @, tab or CR) it gets an apostrophe; numbers stay as they are.
    """
    safe = frame.rename(columns=_safe)
    for at, (_, column) in enumerate(frame.items()):
        if not pd.api.types.is_numeric_dtype(column.dtype):
            held = column.astype("category")
            safe.isetitem(at, column.map({text: _safe(text) for text in held.cat.categories}, na_action="ignore"))
    return safe.to_csv(index=False, lineterminator="\n", float_format="%.15g").encode()


def _safe(cell: object) -> object:
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", cell)


def template(kind: str, indicator: str = "", period: str = "", region: str = regions.HOME) -> bytes:
    """An empty CSV of one kind of release, to fill in and drop.

    For observations (of one indicator, with the period where it is given) and tranches a row for each of the 342
    municipalities; for a budget one example row, of a municipality, without an amount. Raises DataError for what is
    not known.
    """
    if kind not in KINDS:
        raise DataError(f"Van {kind} is er geen sjabloon. Kies uit: {', '.join(KINDS)}.")
    columns = [name for name in TABLES[kind].names if name != "source"]  # the source is told when publishing
    codes = regions.municipalities()["code"]
    if kind == "budget":
        if region not in regions.names():
            raise DataError(f"Het gebied {region} is niet bekend.")
        rows = pd.DataFrame({"region": [region], "year": [period], "item": ["voorbeeld: huisbezoeken"]})
        rows["funder"] = "gemeente"
    elif kind == "tranches":
        rows = pd.DataFrame({"region": codes})
    else:
        if indicator not in INDICATORS:
            raise DataError(f"Kies een cijfer voor het sjabloon; {indicator or 'niets'} is niet bekend.")
        rows = pd.DataFrame({"indicator": indicator, "region": codes, "period": period})
    return safe_csv(rows.reindex(columns=columns).fillna(""))
