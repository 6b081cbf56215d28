"""Public counts: which figures are counted over a number that everybody may look up (live births). Knows no sums.

Claim: a denominator is held known for being public only where a reader may hold it for that count. That births are as
many as live births in one place says nothing of that: then nobody was born dead there, which may have to stay hidden.
It does where it was looked up there, and where a figure is counted over as many wherever both stand: surely so when one
of these is large, perhaps when all are few. What is perhaps so is tried both ways, and what either needs is hidden.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.statistics.disclosure.cells import KEY, are_counts
from ks_data.statistics.estimates import Mask

LARGE = 5_000
"""Of so many births some are dead: when all of them are live births, those are what was counted over."""
LOOKED_UP = "looked_up"
"""The column that says of a row that its denominator is not its own (see `gate.with_known_denominators`)."""


def over_public_counts(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Mask, Mask]:
    """Of each row whether it is counted over a public count surely, and whether surely or perhaps."""
    ids, region, period = (rows[column].astype("category").cat for column in KEY)
    code, place = ids.codes.to_numpy(np.int64), region.codes.to_numpy(np.int64) * len(period.categories) + period.codes
    public = np.array([id in indicators and indicators[id].threshold == 0 for id in ids.categories], bool)
    by_itself = public & are_counts(ids.categories, indicators)
    value, denominator = rows["value"].to_numpy(float), rows["denominator"].to_numpy(float)
    is_counted = ~public[code] & ~np.isnan(denominator)
    is_beside, is_alike = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for number in np.flatnonzero(public).tolist():
        own, count = code == number, np.full(len(region.categories) * len(period.categories), np.nan)
        count[place[own]] = (value if by_itself[number] else denominator)[own]
        is_beside |= ~np.isnan(count[place])
        is_alike |= count[place] == denominator
    compared = is_counted & is_beside
    largest, differs = np.full(len(public), -np.inf), np.zeros(len(public), bool)
    np.maximum.at(largest, code[compared], denominator[compared])
    differs[code[compared & ~is_alike]] = True
    alike = (largest > -np.inf) & ~differs
    surely = rows[LOOKED_UP].to_numpy(bool) | (alike & (largest >= LARGE))[code]
    return surely, surely | alike[code]
