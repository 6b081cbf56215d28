"""Tabs of a workbook that hold the same table, each of another year: they are read together. Knows no layouts."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from pandas.api.types import union_categoricals

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.periods import years_of
from ks_data.incoming.findings import Finding, Level, listed
from ks_data.incoming.reading import layouts, values, years
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.language import dutch

_DIGITS = re.compile("[0-9]+")


def of_years(tables: Sequence[Sheet], sheet: Sheet) -> list[tuple[Sheet, str]]:
    """The tabs like this one with the year that each is named after; this one alone where there are no others."""
    alike = [
        (other, period)
        for other in tables
        if (period := years.period_within(other.tab))
        and _without_digits(other.columns) == _without_digits(sheet.columns)
        and _DIGITS.sub("", other.tab).casefold() == _DIGITS.sub("", sheet.tab).casefold()
    ]
    different = len({period for _, period in alike}) == len(alike) > 1
    return alike if different and any(other is sheet for other, _ in alike) else [(sheet, "")]


def _without_digits(names: Sequence[str]) -> list[str]:
    """Names of columns whatever years they name."""
    return [_DIGITS.sub("", name).casefold() for name in names]


def plan_of(sheet: Sheet, period: str, layout: str) -> Plan | None:
    """How a tab of a year is read, where that is as the tab that was recognised; layout: that of it."""
    try:
        planned = layouts.plan([sheet], [sheet])
    except DataError:
        return None
    if planned is None or planned[1].layout != layout:
        return None
    plan = planned[1]
    dated = plan.period is not None or plan.fixed_period or any(figure.period for figure in plan.figures)
    return plan if dated else replace(plan, fixed_period=period)


def question(sheets: Sequence[Sheet], dated: bool, frames: Sequence[pd.DataFrame]) -> Finding:
    """Asks whether tabs may be read together; dated: whether a column or header names the years.

    frames: the rows of each; a tab of which they are about other years than its name says is named.
    """
    named = dutch.listing([f"‘{sheet.tab}’" for sheet in sheets])
    origin = "" if dated else " Het jaar van de cijfers komt uit de naam van het blad."
    others = [
        f"‘{sheet.tab}’ (cijfers van {listed(periods)})"
        for sheet, frame in zip(sheets, frames, strict=True)
        if (periods := _other_periods(sheet.tab, frame))
    ]
    conflict = f" Een andere periode dan de naam van het blad zegt, hebben: {listed(others)}." if others else ""
    message = f"De bladen {named} zijn samen gelezen.{origin}{conflict} Klopt dat?"
    return Finding(Level.QUESTION, "bladen_samen", message)


def _other_periods(tab: str, frame: pd.DataFrame) -> list[str]:
    """The periods of the rows of a tab, where none of them lies in the year that the tab is called after."""
    if "period" not in frame:
        return []
    periods = sorted(period for period in map(str, values.used(frame["period"].astype("category"))) if period)
    of_rows = {year for period in periods for year in years_of(period)}
    return periods if of_rows.isdisjoint(years_of(years.period_within(tab))) else []


def rows_of(frames: Sequence[pd.DataFrame], tabs: Sequence[str]) -> pd.DataFrame:
    """The rows of all tabs; the column of each says on which tab it stands."""
    marked = [
        frame.assign(
            column=frame["column"]
            .astype("category")
            .cat.rename_categories(lambda name, tab=tab: f"{name} (blad {tab})")
        )
        for frame, tab in zip(frames, tabs, strict=True)
    ]
    return pd.DataFrame({name: _stacked([frame[name] for frame in marked]) for name in marked[0]})


def _stacked(columns: "Sequence[pd.Series]") -> "pd.Series":
    if all(isinstance(column.dtype, pd.CategoricalDtype) for column in columns):
        return pd.Series(union_categoricals(columns))
    return pd.concat(
        [column.astype(object) if column.dtype.kind not in "if" else column for column in columns], ignore_index=True
    )
