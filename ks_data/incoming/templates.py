"""Empty files for analysts to fill in."""

import codecs
import difflib

import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.periods import is_period
from ks_data.catalogue.tables import FUNDERS, KINDS, TABLES
from ks_data.language.spreadsheet import safe_csv


def template(kind: str, indicator: str = "", period: str = "", region: str = regions.HOME) -> bytes:
    """An empty CSV of one kind of release, to fill in and drop: `template_rows` as `safe_csv`.

    With semicolons and a byte order mark: so a Dutch Excel puts it in columns and reads its accents.
    """
    return codecs.BOM_UTF8 + safe_csv(template_rows(kind, indicator, period, region), ";")


def template_rows(kind: str, indicator: str = "", period: str = "", region: str = regions.HOME) -> pd.DataFrame:
    """What stands in a template: the columns of the table, and `name` to read by.

    For observations (of one indicator, with the period where it is given) a row for the country and for each
    municipality; for tranches for each municipality; for a budget one example row, of a region, without an
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
