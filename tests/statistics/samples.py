"""Estimates of counts drawn in a test."""

import numpy as np
import pandas as pd
from hypothesis import settings
from numpy.typing import ArrayLike

from ks_data import statistics
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.statistics import Estimate

BIG2 = INDICATORS["preterm_or_low_birthweight_per_1000"]
DEATHS = INDICATORS["perinatal_mortality_24w_7d_per_1000"]
EARLY = INDICATORS["antenatal_care_before_10w_percent"]
BORN = INDICATORS["births_municipal_report_count"]
BIRTHS = {"GM0392": 1900.0}
YEARS = np.arange(2015.0, 2020.0)
Z80 = 0.8416
steady = settings(derandomize=True)  # the first call imports scipy; the same examples on every run


def estimate(indicator: Indicator, region: str = "GM0392", period: str = "2019", assumed=None, **row) -> Estimate:
    """An observation of Haarlem in 2019, with these numbers, as an estimate."""
    return statistics.estimates(indicator, pd.DataFrame([{"region": region, "period": period, **row}]), assumed)[0]


def counted(indicator: Indicator, numerator: float, denominator: float, region="GM0392", period="2019") -> Estimate:
    """The same, from a numerator and a denominator."""
    return estimate(indicator, region, period, numerator=float(numerator), denominator=float(denominator))


def counted_areas(indicator: Indicator, numerators: ArrayLike, denominators: ArrayLike) -> list[Estimate]:
    """The same of many areas in one year."""
    rows = {"numerator": np.asarray(numerators, float), "denominator": np.asarray(denominators, float)}
    codes = [f"GM{number:04}" for number in range(len(rows["numerator"]))]
    return statistics.estimates(indicator, pd.DataFrame({"region": codes, "period": "2019", **rows}))


def series(indicator: Indicator, numerators, denominators, first=2015) -> list[Estimate]:
    """Haarlem year by year."""
    counts = enumerate(zip(numerators, denominators, strict=True), first)
    return [counted(indicator, x, n, period=str(year)) for year, (x, n) in counts]
