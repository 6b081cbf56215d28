"""Rates and the counts that they follow from: computed where only the counts are given, and nothing out of nothing."""

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.statuses import Status
from ks_data.incoming.checks.indicator_rows import small_rows
from ks_data.incoming.checks.signs import own_notes
from ks_data.incoming.findings import Finding, Level, finding
from ks_data.incoming.reading import categories, values
from ks_data.language import dutch
from ks_data.statistics import SCALE, Mask

NOTHING_OF_NOTHING = "0 van 0: er is niemand om te tellen, en dus geen cijfer"


def without_empty_rates(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Without a figure where the denominator is zero: a part of nobody is no part, whatever the file makes of it."""
    empty = (rows["denominator"] == 0).to_numpy(bool) & _of_rates(rows) & ~(rows["numerator"] > 0).to_numpy(bool)
    if not empty.any():
        return rows, []
    findings = []
    value = rows["value"].to_numpy(float, copy=True)
    if (claimed := empty & (np.nan_to_num(value) != 0)).any():
        message = "De noemer is 0, maar er staat wel een cijfer. Verbeter het cijfer of de noemer."
        findings.append(finding(Level.ERROR, "cijfer_van_niets", message, rows, claimed, "value_text"))
    empty &= ~claimed & ~values.equal(rows["status"], Status.SUPPRESSED)
    if empty.any():
        message = f"{NOTHING_OF_NOTHING}. Deze cijfers staan in de app als {Status.MISSING}, niet als 0."
        findings.append(finding(Level.REMARK, "nul_van_nul", message, rows, empty, "denominator_text"))
    value[empty] = np.nan
    status = categories.with_text(rows["status"], empty, Status.MISSING)
    note = categories.with_text(rows["note"], empty & ~own_notes(rows), NOTHING_OF_NOTHING)
    return rows.assign(value=value, status=status, note=note), findings


def with_computed_rates(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """With the rate where a row gives only the two counts it follows from."""
    computable = _computable(rows)
    if not computable.any():
        return rows, []
    counts = rows.loc[computable, ["indicator", "numerator", "denominator"]].astype({"indicator": "str"})
    rates = [_computed(INDICATORS[id], *numbers) for id, *numbers in counts.itertuples(index=False)]
    value = rows["value"].to_numpy(float, copy=True)
    value[computable] = rates
    small = np.zeros(len(rows), bool)
    small[computable] = small_rows(rows[computable].assign(value=rates))
    message = "Hier staan een teller en een noemer, maar geen cijfer. Wij rekenen het daaruit uit. Klopt dat?"
    question = finding(Level.QUESTION, "uitgerekend", message, rows, computable, "numerator_text", hide=small)
    emptied = {name: categories.with_text(rows[name], computable, "") for name in ("status", "note")}
    return rows.assign(value=value, **emptied), [question]


def _computed(indicator: Indicator, numerator: float, denominator: float) -> float:
    """The value that follows from the counts; a count is its own numerator."""
    if indicator.kind == "count":
        return numerator
    return dutch.rounded(numerator * SCALE[indicator.unit] / denominator, indicator.decimals)


def _computable(rows: pd.DataFrame) -> Mask:
    """Which rows have no value and say nothing of it, but do have the counts it follows from."""
    based = (rows["denominator"] > 0).to_numpy(bool) | ~_of_rates(rows)
    computable = (rows["value"].isna() & rows["numerator"].notna()).to_numpy(bool, copy=True) & based
    if not computable.any():
        return computable
    computable &= values.within(rows["status"], ("", Status.MISSING))
    computable[computable] = rows["value_text"][computable].astype("str").str.strip() == ""
    return computable


def _of_rates(rows: pd.DataFrame) -> Mask:
    """Which rows are about an indicator that is a rate."""
    return values.within(rows["indicator"], tuple(i.id for i in INDICATORS.values() if i.kind != "count"))
