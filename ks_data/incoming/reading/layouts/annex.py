"""The annex of a circular: municipalities, each with an amount of money, and nothing else. Knows no other layout.

It names the municipalities of one tranche without saying which; that is asked (see `checks.tranches`).
"""

from collections.abc import Sequence

import pandas as pd

from ks_data.catalogue import mergers, recognise
from ks_data.catalogue.tables import TABLES
from ks_data.incoming.reading import money, values
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import TOTAL

ANNEX = "bijlage"


def annex(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A column of municipalities and one of amounts; a column of codes and one that numbers the rows may be there."""
    places = header.regions
    others = [
        column
        for column in header.columns
        if column.number not in places and column.role != "row" and len(column.texts)
    ]
    if not places or len(others) != 1:
        return None
    amounts = others[0]
    around = (amounts.name, *header.titles, header.sheet.name.rpartition("/")[2])
    speaks_of_money = any(map(money.speaks_of_money, around)) or money.has_sign(amounts.texts)
    if not (speaks_of_money and _are_amounts(amounts.texts) and _are_municipalities(header.body[places[0]])):
        return None
    return header.plan(
        ANNEX,
        "Bijlage van een circulaire: gemeenten met een bedrag",
        figures=(FigureColumn(amounts.number, amounts.name),),
        template_columns=(places[0], *[None] * (len(TABLES["tranches"].names) - 1)),
        table=TABLES["tranches"],
    )


def _are_amounts(cells: "pd.Index[str]") -> bool:
    """Whether all but a few are amounts; years are none."""
    are_years = len(cells) > 1 and bool(cells.str.fullmatch("(19|20)[0-9]{2}").all())
    return not are_years and bool(pd.notna(money.euros(cells)).mean() > 0.8)


def _are_municipalities(texts: "pd.Series[str]") -> bool:
    """Whether most cells name a municipality of today or of before, and not only by a number."""
    cells = pd.Series(values.used(texts), dtype="str")
    cells = cells[(cells != "") & ~cells.str.fullmatch(TOTAL)]
    codes = recognise.region_codes(cells).where(lambda codes: codes != "", mergers.former_codes(cells))
    return len(cells) > 0 and bool((codes.str.startswith("GM") & ~cells.str.isdigit()).mean() > 0.7)
