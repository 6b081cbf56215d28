"""Small tables and figures drawn in a test: observations of one indicator, and what goes with them."""

import math

import pandas as pd

from ks_data import INDICATORS, Indicator, statistics
from ks_data.answers.figures import Figure
from ks_data.catalogue.counts import BIRTHS_A_YEAR

EARLY = "antenatal_care_before_10w_percent"
CARE = INDICATORS[EARLY]
LIGHT = INDICATORS["preterm_or_low_birthweight_per_1000"]
BIRTHS = INDICATORS["births_municipal_report_count"]
POOLED = """
    GM0088 2017-2019 60.0 definitief 30/50
    NL01   2017      70.0 definitief 700/1000
    NL01   2018      75.0 definitief 2250/3000
    NL01   2019      80.0 definitief 1600/2000
"""
"""A municipality with a figure over pooled years only, beside a country with the counts of each year."""


def observations(text: str, indicator: str = EARLY) -> pd.DataFrame:
    """Observations of an indicator: region, period, value, status, and perhaps numerator/denominator and source."""
    rows = [[*line.split(), "-/-", "bron"] for line in text.strip().splitlines()]
    rows = [row[:6] if "/" in row[4] else [*row[:4], "-/-", "bron"] for row in rows]
    rows = [[*row[:4], *row[4].split("/"), "bron" if "/" in row[5] else row[5]] for row in rows]
    frame = pd.DataFrame(rows, columns=["region", "period", "value", "status", "numerator", "denominator", "source"])
    numbers = ["value", "numerator", "denominator"]
    frame[numbers] = frame[numbers].replace("-", None).astype(float)
    return frame.assign(indicator=indicator, note="")


def break_in(year: int, region: str = "") -> pd.DataFrame:
    """The table of breaks with one of them: from that year on a region, or each, is counted in another way."""
    row = {"indicator": EARLY, "region": region, "year": year, "what": "anders geteld", "source": "bron"}
    return pd.DataFrame([row])


def stated_births(region: str, births: float) -> pd.DataFrame:
    """The table of counts with the births a year that a source states for a region."""
    row = {
        "id": BIRTHS_A_YEAR.id,
        "what": BIRTHS_A_YEAR.name,
        "definition": "",
        "region": region,
        "date": "",
        "value": births,
    }
    return pd.DataFrame([row | {"unit": "aantal", "note": "", "source": "bron"}])


def figure(indicator: Indicator, value: float, births: float = math.nan, region: str = "GM0392") -> Figure:
    """A figure of 2019, over a number of births; with an assumption where that is the 1.900 that Haarlem states."""
    row = {"indicator": indicator.id, "region": region, "period": "2019", "value": value, "denominator": births}
    (estimate,) = statistics.estimates(indicator, pd.DataFrame([row]))
    assumption = "uitgaande van ongeveer 1.900 geboortes per jaar" if births == 1900 else ""
    return Figure(indicator, region, "2019", value, "definitief", "bron", "", estimate, assumption)
