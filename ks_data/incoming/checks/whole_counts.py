"""Numbers of persons are whole: what a computer leaves of its sums is rounded off, and other fractions are refused."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import INDICATORS
from ks_data.incoming.checks.indicator_rows import IndicatorRows
from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import values
from ks_data.statistics import Floats, Mask

NOISE = 1e-9
"""A number that is so near to a whole one, as a part of it, is that: Excel keeps fifteen digits."""


def without_noise(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """With whole numbers of persons where only what a computer leaves of its sums stands behind the point."""
    counts = tuple(indicator.id for indicator in INDICATORS.values() if indicator.kind == "count")
    rounded = {}
    for name in ("value", "numerator", "denominator"):
        numbers = rows[name].to_numpy(float)
        whole = np.round(numbers)
        with np.errstate(invalid="ignore"):  # infinite numbers are found later
            noisy = (numbers != whole) & (np.abs(numbers - whole) <= NOISE * np.maximum(np.abs(whole), 1))
        if name == "value" and noisy.any():
            noisy &= values.within(rows["indicator"], counts)
        if noisy.any():
            rounded[name] = np.where(noisy, whole, numbers)
    return (rows.assign(**rounded) if rounded else rows), []


def whole_counts(rows: IndicatorRows) -> Iterator[Finding]:
    """Numbers of persons are whole; only a mean of inhabitants over a year, of which nobody is counted, is not."""
    indicator = rows.indicator
    if indicator.kind == "count" and (wrong := _is_broken(rows.value)).any():
        message = f"“{indicator.name}” is een aantal, maar dit is geen heel getal. Verbeter deze waarden."
        yield rows.finding(Level.ERROR, "geen_heel_getal", message, wrong)
    counts = [("teller", "numerator_text", rows.numerator)]
    if indicator.among:
        counts.append(("noemer", "denominator_text", rows.denominator))
    for name, column, numbers in counts:
        if (wrong := _is_broken(numbers)).any():
            message = (
                f"“{indicator.name}”: de {name} is een aantal, maar dit is geen heel getal. Vul hele aantallen in."
            )
            yield rows.finding(Level.ERROR, "geen_heel_getal", message, wrong, column)


def _is_broken(counts: Floats) -> Mask:
    return np.isfinite(counts) & (counts != np.round(counts))
