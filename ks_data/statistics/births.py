"""Over how many live births a rate was counted that comes without counts. Knows rows, not what is shown of them."""

import math
from collections.abc import Mapping

import pandas as pd

from ks_data.catalogue.periods import years_of

LIVE_BIRTHS = "live_births_count"
"""The indicator that gives the live births of every region and year (CBS)."""


def births_by_year(observations: pd.DataFrame) -> dict[tuple[str, str], float]:
    """The live births by region and period, of all that stand in observations."""
    counted = observations[observations["indicator"] == LIVE_BIRTHS]
    return dict(zip(zip(counted["region"], counted["period"], strict=True), counted["value"], strict=True))


def births_over(rows: pd.DataFrame, by_year: Mapping[tuple[str, str], float]) -> "pd.Series[float]":
    """The live births of the region and the period of each row, those of pooled years added up; index as the rows.

    rows: with region and period. by_year: as `births_by_year` gives them. NaN where those of a year are not known.
    """
    pairs = rows[["region", "period"]].drop_duplicates()
    by_period = {
        (region, period): sum(by_year.get((region, str(year)), math.nan) for year in years_of(period))
        for region, period in pairs.itertuples(index=False)
    }
    births = [by_period[pair] for pair in zip(rows["region"], rows["period"], strict=True)]
    return pd.Series(births, rows.index, dtype=float)
