"""CSV to hand out: safe to open in a spreadsheet, and empty templates to fill in. Knows no pages."""

import codecs
import difflib
import re

import pandas as pd

from ks_data import regions
from ks_data.errors import DataError
from ks_data.indicators import INDICATORS
from ks_data.tables import FUNDERS, KINDS, TABLES, is_period

_FORMULA = re.compile(r"""((?:^|[;,\t\r\n])["']*)(?=[=+\-@\t\r])""")
"""Where a formula can begin: in a cell, and also after a sign at which another program may cut that cell in two."""
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]+)*|[.,][0-9]+)([eE][+-]?[0-9]+)?%?")


def safe_csv(frame: pd.DataFrame, separator: str = ",") -> bytes:
    """A frame as CSV (UTF-8, decimal points) of which no cell, and no name of a column, becomes a formula.

    Where a text would begin one (= + - @, tab or CR) it gets an apostrophe; numbers stay as they are.
    """
    safe = frame.rename(columns=_safe)
    for at, (_, column) in enumerate(frame.items()):
        if not pd.api.types.is_numeric_dtype(column.dtype):
            held = column.astype("category")
            safe.isetitem(at, column.map({text: _safe(text) for text in held.cat.categories}, na_action="ignore"))
    return safe.to_csv(index=False, sep=separator, lineterminator="\n", float_format="%.15g").encode()


def _safe(cell: object) -> object:
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", cell)


def template(kind: str, indicator: str = "", period: str = "", region: str = regions.HOME) -> bytes:
    """An empty CSV of one kind of release, to fill in and drop: `template_rows` as `safe_csv`.

    With semicolons and a byte order mark: so a Dutch Excel puts it in columns and reads its accents.
    """
    return codecs.BOM_UTF8 + safe_csv(template_rows(kind, indicator, period, region), ";")


def template_rows(kind: str, indicator: str = "", period: str = "", region: str = regions.HOME) -> pd.DataFrame:
    """What stands in a template: the columns of the table, and `name` to read by.

    For observations (of one indicator, with the period where it is given) a row for the country and for each of the
    342 municipalities; for tranches for each municipality; for a budget one example row, of a region, without an
    amount. Every cell is text. Raises DataError
    for what is not known.
    """
    if kind not in KINDS:
        raise DataError(f"Van {kind} is er geen sjabloon. Kies uit: {', '.join(KINDS)}.")
    towns = regions.municipalities()
    if kind == "observations":
        if indicator not in INDICATORS:
            near = difflib.get_close_matches(indicator, list(INDICATORS), 1)
            raise DataError(f"De indicator {indicator} is niet bekend." + (f" Bedoelde u {near[0]}?" if near else ""))
        if period and not is_period(period):
            raise DataError(f"‘{period}’ is geen jaar (2019) of aantal jaren (2017-2019).")
        codes = [regions.COUNTRY, *towns["code"]]
        rows = pd.DataFrame({"indicator": indicator, "region": codes, "period": period})
    elif kind == "tranches":
        rows = pd.DataFrame({"region": towns["code"]})
    else:
        if region not in regions.names():
            raise DataError(f"Het gebied {region} is niet bekend.")
        example = {"year": period, "region": region, "item": "voorbeeld: huisbezoeken", "funder": FUNDERS[0]}
        rows = pd.DataFrame([example])
    rows["name"] = rows["region"].map(regions.names())
    columns = list(TABLES[kind].names)
    columns.insert(columns.index("region") + 1, "name")
    return rows.reindex(columns=columns, fill_value="")
