"""Years that Excel made a number or a day of: 44927 is 1 January 2023 there, and 2021 as a date 13 July 1905."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.incoming.findings import Finding, Level, finding, listed, shortened
from ks_data.incoming.reading import categories, values, years
from ks_data.language import dutch

_NUMBER = re.compile("[0-9]{5}(?:[.,]0+)?")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def with_excel_years(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with the year of a period that Excel wrote otherwise, and the question whether it is right."""
    texts = [str(text) for text in rows["period_text"].cat.categories]
    days = years.first_or_last_days(pd.Index([text for text in texts if _NUMBER.fullmatch(text)], dtype="str"))
    if days:
        filled = categories.filled(
            rows["period"],
            values.spread(rows["period_text"], [days.get(text, "") for text in texts]),
            np.ones(len(rows), bool),
        )
        rows = rows.assign(period=filled)
    return rows, list(_questions(rows, days))


def _questions(rows: pd.DataFrame, days: dict[str, str]) -> Iterator[Finding]:
    shown = {text: year for text in map(str, values.used(rows["period_text"])) if (year := _year_of_1905(text))}
    named = [
        f"“{shortened(text)}” is in Excel {dutch.date(values.excel_day(int(text[:5])).isoformat())}" for text in days
    ]
    named += [f"“{shortened(text)}” is in Excel {year} als datum" for text, year in shown.items()]
    affected = values.within(rows["period_text"], (*days, *shown))
    if affected.any():
        message = f"{listed(named)}. Gelezen als {listed(sorted({*days.values(), *shown.values()}))}. Klopt dat?"
        yield finding(Level.QUESTION, "jaar_uit_excel", message, rows, affected, "period_text")


def _year_of_1905(text: str) -> str:
    """The year that a text shows as a day in 1905, or ""."""
    if "1905" not in text or _YEAR.fullmatch(text):
        return ""
    year = str(values.periods(pd.Series([text]))["period"][0])
    return year if year and year not in text else ""
