"""Numbers such as 1.234, of which the sign may part thousands or decimals: what the indicator can be decides.

Reading takes one sign for a column and does not know what is counted. A percentage of 86.123 and 1.234 persons can be
read in one way only.
"""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.incoming.checks.indicator_rows import NUMBERS, small_rows
from ks_data.incoming.findings import Finding, Level, finding, shortened
from ks_data.incoming.reading import values
from ks_data.statistics import SCALE, Floats, Mask

Lines = npt.NDArray[np.intp]
_EITHER_WAY = "^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$"
"""One sign with three digits behind it."""
_NO_DIGITS = re.compile("[^0-9.,-]")


def with_possible_decimals(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with the other reading of a number where the one that was taken is impossible.

    A question where both are possible. A rate is at most its unit (100%, 1.000 per 1.000), and persons are whole.
    """
    findings: list[Finding] = []
    for name in NUMBERS:
        lines, decimal, thousands = _either_way(rows, name)
        codes = rows["indicator"].cat.codes.to_numpy()[lines]
        for code in np.unique(codes):
            same = codes == code
            rows, notes = _decided(rows, name, lines[same], decimal[same], thousands[same])
            findings += notes
    return rows, findings


def _decided(
    rows: pd.DataFrame, name: str, lines: Lines, decimal: Floats, thousands: Floats
) -> tuple[pd.DataFrame, list[Finding]]:
    """The numbers of one indicator by the reading that is possible for all of them, or by that for one of them."""
    indicator = INDICATORS[str(rows["indicator"].iloc[lines[0]])]
    read = rows[name].to_numpy(float)[lines]
    if counts_persons := name != "value" or indicator.kind == "count":
        as_decimal, as_thousands = decimal == np.round(decimal), np.ones(len(lines), bool)
    else:
        as_decimal, as_thousands = (numbers <= SCALE[indicator.unit] for numbers in (decimal, thousands))
    open_question = bool((as_decimal & as_thousands).any() and (as_decimal == as_thousands).all())
    if open_question and _proven(rows, name, lines[0]):
        return rows, []
    wanted = thousands if counts_persons else np.where(as_thousands & open_question, read, decimal)
    changed = (wanted != read) & np.where(counts_persons, as_thousands, as_decimal)
    if changed.any():
        column = rows[name].to_numpy(float, copy=True)
        column[lines[changed]] = wanted[changed]
        rows = rows.assign(**{name: column})
    if open_question:
        return rows, [_question(rows, indicator, name, lines[as_decimal & as_thousands])]
    return rows, [_remark(rows, indicator, name, lines[changed], counts_persons)] if changed.any() else []


def _proven(rows: pd.DataFrame, name: str, line: int) -> bool:
    """Whether another number of the same column says which sign parts the decimals: 147.5 beside 1.000."""
    same = rows["indicator"].cat.codes.to_numpy() == rows["indicator"].cat.codes.iloc[line]
    same &= rows["column"].cat.codes.to_numpy() == rows["column"].cat.codes.iloc[line]
    texts = values.used(rows.loc[same, f"{name}_text"].astype("category"))
    return bool((texts.str.contains("[.,]") & ~texts.str.contains(_EITHER_WAY)).any())


def _either_way(rows: pd.DataFrame, name: str) -> tuple[Lines, Floats, Floats]:
    """The rows with a number that can be read in two ways, and both readings of it."""
    texts = rows[f"{name}_text"]
    if isinstance(texts.dtype, pd.CategoricalDtype):
        fits = np.asarray(texts.cat.categories.str.contains(_EITHER_WAY), bool)[texts.cat.codes]
    else:
        fits = np.asarray(pc.match_substring_regex(pa.array(texts, pa.large_string()), _EITHER_WAY))
    lines = np.flatnonzero(fits & rows[name].notna().to_numpy())
    codes, different = values.different(texts.iloc[lines])
    bare = [_NO_DIGITS.sub("", text) for text in different]
    decimal = np.array([float(text.replace(",", ".")) for text in bare])[codes] if bare else np.zeros(0)
    thousands = np.array([float(text.replace(",", "").replace(".", "")) for text in bare])[codes] if bare else decimal
    number = rows[name].to_numpy(float)[lines]
    read_so = (number == decimal) | (number == thousands)  # else it is of another unit, and made whole already
    return lines[read_so], decimal[read_so], thousands[read_so]


def _remark(rows: pd.DataFrame, indicator: Indicator, name: str, lines: Lines, counts_persons: bool) -> Finding:
    sign, other = ("duizenden", "decimalen") if counts_persons else ("decimalen", "duizenden")
    why = "het zijn hele aantallen" if counts_persons else f"dat is meer dan er kan zijn ({indicator.measure})"
    message = (
        f"“{indicator.name}”: in getallen{_example(rows, name, lines)} scheidt het teken {sign}. Voor {other} kan het "
        f"niet staan: {why}."
    )
    return _finding(Level.REMARK, rows, name, lines, message)


def _question(rows: pd.DataFrame, indicator: Indicator, name: str, lines: Lines) -> Finding:
    sign = "duizenden" if rows[name].iloc[lines[0]] >= 1000 else "decimalen"
    example = _example(rows, name, lines)
    message = (
        f"“{indicator.name}”: in getallen{example} kan het teken duizenden of decimalen scheiden. Wij lezen {sign}. "
        "Klopt dat?"
    )
    return _finding(Level.QUESTION, rows, name, lines, message)


def _example(rows: pd.DataFrame, name: str, lines: Lines) -> str:
    """The first text that may be shown."""
    visible = lines[~_small(rows, lines)]
    return f" zoals {shortened(str(rows[f'{name}_text'].iloc[visible[0]]).strip())}" if len(visible) else ""


def _finding(level: Level, rows: pd.DataFrame, name: str, lines: Lines, message: str) -> Finding:
    every = np.ones(len(lines), bool)
    hide = _small(rows, lines)
    return finding(level, "decimalen_of_duizenden", message, rows, every, f"{name}_text", hide=hide, lines=lines)


def _small(rows: pd.DataFrame, lines: Lines) -> Mask:
    return small_rows(rows.iloc[lines])
