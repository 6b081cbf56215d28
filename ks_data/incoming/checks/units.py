"""Screens for figures in another unit than their indicator: as it is written, and as their size shows."""

import math
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.incoming.checks.indicator_rows import IndicatorRows
from ks_data.incoming.findings import Finding, Level, listed, shortened
from ks_data.language import dutch
from ks_data.statistics import Mask

FAR = 8
"""A factor of ten between units, less what regions differ."""
OTHER_SIZE = 4.0
"""Values that are so many times as large or small as published are of another size."""


def unit_of(text: str) -> str:
    """The unit that a text names, as indicators declare it; empty when it names none."""
    plain = re.sub(r"[\s.]", "", text.casefold())
    if per := re.search("per(10+)(?![0-9])", plain):
        return {"100": "%", "1000": "per 1.000"}.get(per[1], text)
    if "%" in plain or "procent" in plain:
        return "%"
    if "‰" in plain or "promille" in plain:
        return "per 1.000"
    return "aantal" if "aantal" in plain else ""


def is_of_other_size(rows: IndicatorRows) -> bool:
    """Whether all values together are much larger or smaller than published."""
    return abs(math.log10(rows.size[0])) >= math.log10(OTHER_SIZE)


def written_unit(rows: IndicatorRows) -> Iterator[Finding]:
    indicator = rows.indicator
    wrong = [code for code in rows.unit.used if unit_of(rows.unit.texts[code]) not in ("", indicator.unit)]
    if wrong:
        units = [f"“{shortened(rows.unit.texts[code])}”" for code in wrong]
        message = (
            f"De eenheid in het bestand is {listed(units)}, maar “{indicator.name}” staat in de app "
            f"{indicator.measure}. Reken de waarden om, of kies een ander cijfer."
        )
        yield rows.finding(Level.ERROR, "andere_eenheid", message, np.isin(rows.unit.codes, wrong))
    elif indicator.unit != "%" and (percent := np.isfinite(rows.value) & _are_percentages(rows)).any():
        message = (
            f"In deze cellen staat een percentage, maar “{indicator.name}” staat in de app {indicator.measure}. Reken "
            "de waarden om, of kies een ander cijfer."
        )
        yield rows.finding(Level.ERROR, "andere_eenheid", message, percent)


def _are_percentages(rows: IndicatorRows) -> Mask:
    """Which values are written with a percent sign, as a workbook also shows them."""
    return rows.file["value_text"].iloc[rows.lines].astype("str").str.rstrip().str.endswith("%").to_numpy(bool)


def other_size(rows: IndicatorRows) -> Iterator[Finding]:
    """Values of another size than published: a factor of ten for the same regions is another unit."""
    if not is_of_other_size(rows):
        return
    factor, same_regions = rows.size
    power = math.log10(factor)
    message = (
        f"“{rows.indicator.name}” is hier ongeveer {dutch.number(min(max(factor, 1 / factor), 1e6), 0)} keer zo "
        f"{'groot' if factor > 1 else 'klein'} als wat gepubliceerd is. In de app staat het {rows.indicator.measure}."
    )
    finite = np.isfinite(rows.value)
    if same_regions and abs(power - round(power)) < 0.1:
        message += " Waarschijnlijk is de eenheid anders; reken de waarden om."
        yield rows.finding(Level.ERROR, "andere_grootte", message, finite)
    else:
        yield rows.finding(Level.QUESTION, "andere_grootte", f"{message} Klopt de eenheid?", finite)


def far_from_published(rows: IndicatorRows) -> Iterator[Finding]:
    """Rates without counts where nothing was published yet, of quite another size than elsewhere: another unit?"""
    indicator, usual = rows.indicator, float(pd.Series(rows.published.value).median())
    if indicator.kind == "count" or not usual > 0 or is_of_other_size(rows):
        return
    unsupported = np.isnan(rows.published_value) & np.isnan(rows.numerator)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(np.log10(rows.value / usual))
    far = unsupported & np.isfinite(distance) & (distance >= math.log10(FAR))
    if far.any():
        row = rows.largest(far, distance)
        example = (
            f" Het verst: {rows.region_and_period(row)} met {rows.number(rows.value[row])}." if row is not None else ""
        )
        message = (
            f"“{indicator.name}” is hier meer dan {FAR} keer zo groot of zo klein als wat gepubliceerd is, in het "
            f"midden {rows.number(usual)} ({indicator.measure}).{example} Klopt de eenheid?"
        )
        yield rows.finding(Level.QUESTION, "ver_van_gepubliceerd", message, far)


def parts_of_one(rows: IndicatorRows) -> Iterator[Finding]:
    """Percentages that are all parts of one, as Excel keeps them: 0,08 for what it shows as 8%. Counts would tell."""
    indicator, finite = rows.indicator, np.isfinite(rows.value)
    if indicator.unit != "%" or is_of_other_size(rows) or (finite & ((rows.value < 0) | (rows.value > 1))).any():
        return
    unsupported = finite & (np.isnan(rows.numerator) | np.isnan(rows.denominator))
    if (unsupported & (rows.value > 0) & (rows.value < 1)).any():
        message = (
            f"“{indicator.name}” staat in de app in procenten ({indicator.measure}), maar alle cijfers zijn hier niet "
            "groter dan 1. Excel bewaart 8% als 0,08. Vermenigvuldig ze dan met 100. Zijn het zo al procenten?"
        )
        yield rows.finding(Level.QUESTION, "delen_van_een", message, unsupported)
