"""Public counts: which figures are counted over a number that everybody may look up (live births). Knows no cells.

Claim: a denominator is held known for being public only where a reader may hold it for that count. That births are as
many as live births in one place says nothing of that: then nobody was born dead there, which may have to stay hidden.
It does where it was looked up there, and where a figure is counted over as many wherever both stand: surely so when one
of these is large, perhaps when all are few. What is perhaps so is tried both ways, and what either needs is hidden.
"""

from collections.abc import Mapping

import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.statistics.estimates import Mask

LARGE = 5_000
"""Of so many births some are dead: when all of them are live births, those are what was counted over."""
LOOKED_UP = "looked_up"
"""The column that says of a row that its denominator is not its own (see `gate.with_known_denominators`)."""


def over_public_counts(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Mask, Mask]:
    """Of each row whether it is counted over a public count surely, and whether surely or perhaps."""
    public = [id for id, indicator in indicators.items() if indicator.threshold == 0]
    by_itself = [id for id in public if indicators[id].kind == "count"]
    place, is_public = ["region", "period"], rows["indicator"].isin(public)
    count = rows["value"].where(rows["indicator"].isin(by_itself), rows["denominator"])
    counts = rows.loc[is_public & count.notna(), place].assign(count=count)
    is_counted = ~is_public & rows["denominator"].notna()
    counted = rows.loc[is_counted, ["indicator", *place, "denominator"]].merge(counts, on=place)
    counted["alike"] = counted["denominator"] == counted["count"]
    by_row = counted.groupby(["indicator", *place], observed=True).agg({"alike": "any", "denominator": "first"})
    by_id = by_row.groupby("indicator", observed=True).agg({"alike": "all", "denominator": "max"})
    alike = by_id[by_id["alike"]]
    looked_up = rows[LOOKED_UP].fillna(value=False).to_numpy(bool)
    surely = looked_up | rows["indicator"].isin(alike.index[alike["denominator"] >= LARGE]).to_numpy(bool)
    return surely, surely | rows["indicator"].isin(alike.index).to_numpy(bool)
