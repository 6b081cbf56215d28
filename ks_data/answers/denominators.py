"""Over how many births a figure is counted where its source gives no denominator. Knows rows, not figures."""

import pandas as pd

from ks_data.catalogue import periods
from ks_data.catalogue.counts import BIRTHS_A_YEAR
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.statistics.births import LIVE_BIRTHS as LIVE_BIRTHS
from ks_data.statistics.births import births_by_year, births_over
from ks_data.store import Snapshot, memoized

ASSUMPTIONS = {
    "rate_and_numerator": "uitgaande van een noemer die uit het cijfer en de teller is berekend",
    "rate_and_denominator": "uitgaande van een teller die uit het cijfer en de noemer is berekend",
}
"""What is said of an interval for which a source gives a rate and one of its two counts, by `statistics.Basis`."""


NEARLY = ", wat klopt zolang het er hooguit 10% meer of minder zijn"
"""Of births that a source states roughly: with more or fewer than so the limits are not those of 95 % any more."""


@memoized
def _documents(data: Snapshot) -> frozenset[str]:
    """The sources that are public documents."""
    sources = data.table("sources")
    return frozenset(sources.loc[sources["document"] != "", "source"])


@memoized
def assumed_births(data: Snapshot) -> dict[str, float]:
    """The number of births a year that a source states for a region, by region code."""
    counts = data.table("counts")
    counts = counts[counts["id"] == BIRTHS_A_YEAR.id]
    return dict(zip(counts["region"], counts["value"], strict=True))


@memoized
def _live_births(data: Snapshot) -> dict[tuple[str, str], float]:
    """The live births by region and period, as readers may see them."""
    return births_by_year(data.observations(LIVE_BIRTHS))


def with_births(data: Snapshot, rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The rows of one indicator with, where no denominator is published, the live births of that region and period.

    Only for indicators that are counted over births. The new column `assumption` says in Dutch what was filled in. The
    new column `threshold` is 0 where a small count would be shown all the same: a rate without counts in a public
    document, or over births that nobody knows.
    """
    rows = rows.assign(assumption="", threshold=float(indicator.threshold))
    uncounted = rows["numerator"].isna() | ((rows["numerator"] == 0) & (rows["value"] == 0))  # 0 of how many?
    without_counts = rows["denominator"].isna() & uncounted & rows["value"].notna()
    if not indicator.births or not without_counts.any():
        return rows
    registered = births_over(rows, _live_births(data))
    is_shown_anyway = without_counts & (registered.isna() | rows["source"].isin(_documents(data)))
    rows["threshold"] = rows["threshold"].mask(is_shown_anyway, 0.0)
    stated = rows["region"].map(assumed_births(data)).astype(float)
    use_registered = without_counts & registered.notna()
    use_stated = without_counts & registered.isna() & stated.notna()
    rows.loc[use_registered, "assumption"] = [
        _registered(births, period)
        for births, period in zip(registered[use_registered], rows.loc[use_registered, "period"], strict=True)
    ]
    rows.loc[use_stated, "assumption"] = [
        f"uitgaande van ongeveer {dutch.number(births, 0)} geboortes per jaar{NEARLY}" for births in stated[use_stated]
    ]
    stated_over_years = stated * rows["period"].map(lambda period: len(periods.years_of(period)))
    rows["denominator"] = rows["denominator"].mask(use_registered, registered).mask(use_stated, stated_over_years)
    return rows


def _registered(births: float, period: str) -> str:
    children = "kind" if births == 1 else "kinderen"
    return f"uitgaande van {dutch.number(births, 0)} levend geboren {children} in {period} (CBS)"
