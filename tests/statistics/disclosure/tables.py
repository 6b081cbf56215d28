"""Small tables of five towns, two provinces and the country, and what readers see of them."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import settings

from ks_data import INDICATORS
from ks_data.catalogue.indicators import Indicator
from ks_data.statistics import disclosure
from ks_data.statistics.disclosure.sums import Links
from ks_data.statistics.estimates import Mask

steady = settings(derandomize=True)  # the same examples on every run

PARENTS = {"GM1": "PV1", "GM2": "PV1", "GM3": "PV1", "GM4": "PV2", "GM5": "PV2", "PV1": "NL01", "PV2": "NL01"}
TOWNS = [region for region in PARENTS if region.startswith("GM")]

BRIDGE = [[(5 if town in hiding else 40, 60) for town in range(5)] for hiding in ({0, 1}, {0, 1}, {0, 2, 3}, {2, 3})]
"""Two towns in two years, two others in two later years, and one number between them: no sum has only one hidden
number, yet all sums together give the one in between away. By year and town: numerator and complement."""

PERCENT, PER_1000 = INDICATORS["antenatal_care_before_10w_percent"], INDICATORS["preterm_or_low_birthweight_per_1000"]
DECLARED: dict[str, Indicator] = {
    "a_percent": PERCENT,
    "b_percent": PERCENT,
    "week_per_1000": PER_1000,
    "month_per_1000": PER_1000,
    "b_count": INDICATORS["births_municipal_report_count"],
    "births_count": INDICATORS["births_municipal_report_count"],
}


def suppressed(rows, parents=PARENTS, thresholds: Mapping[str, int] | None = None, nested=()) -> pd.DataFrame:
    """What readers see of rows of the indicators above, with these thresholds for some of them."""
    declared = DECLARED | {id: replace(DECLARED[id], threshold=few) for id, few in (thresholds or {}).items()}
    return disclosure.suppressed(rows, parents, declared, nested)


def observations(rows) -> pd.DataFrame:
    """Tidy rows from (indicator, region, period, numerator, denominator); a number alone is a published value."""
    frame = pd.DataFrame(rows, columns=["indicator", "region", "period", "numerator", "denominator"])
    frame = frame.astype({"numerator": float, "denominator": float})
    scale = np.where(frame["indicator"].str.endswith("_per_1000"), 1000, 100)
    value = np.where(frame["denominator"] > 0, frame["numerator"] / frame["denominator"] * scale, math.nan)
    value = np.where(frame["indicator"].str.endswith("_count"), frame["numerator"], value)
    return frame.assign(value=value, status="definitief", source="test", note="uit de aantallen volgt 4,7")


def towns(numerators, denominators, indicator="a_percent", period="2019", totals=("PV1", "PV2", "NL01")):
    """Rows for the five towns and the regions above them."""
    rows = [(indicator, *row) for row in zip(TOWNS, [period] * 5, numerators, denominators, strict=True)]
    for total in totals:
        inside = [row for row in rows[:5] if total in (PARENTS[row[1]], PARENTS[PARENTS[row[1]]])]
        rows.append((indicator, total, period, sum(row[3] for row in inside), sum(row[4] for row in inside)))
    return rows


def hidden(frame: pd.DataFrame) -> list[str]:
    return frame.loc[frame["status"] == "onderdrukt", "region"].tolist()


def links(sums: list[dict[int, float]]) -> Links:
    """Sums, each as the sign of every cell in it: 1 a part, -1 the total."""
    items = [(number, cell, sign) for number, signs in enumerate(sums) for cell, sign in signs.items()]
    number, cell, sign = np.array(items).reshape(-1, 3).T
    return Links(number.astype(np.int64), cell.astype(np.int64), sign.astype(float))


def sums_of(links: Links, chosen: Mask) -> list[int]:
    """The numbers of the sums of the chosen links."""
    return np.unique(links.sum[chosen]).tolist()
