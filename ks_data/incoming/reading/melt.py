"""The rows of a sheet -> tidy rows, one for each figure, as the file gives it. Leaves no row out, judges nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from ks_data.catalogue import recognise
from ks_data.catalogue.statuses import Status
from ks_data.incoming.findings import Finding
from ks_data.incoming.reading import categories, figures, values
from ks_data.incoming.reading.figures import DECIMALS, Figures
from ks_data.incoming.reading.layouts import Plan, without_unit
from ks_data.incoming.reading.layouts.plan import COUNTS_ONLY
from ks_data.incoming.reading.sheet import Sheet

COUNTS = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class _Shape:
    """Rows and columns of figures, to be laid in one long column, row by row."""

    height: int
    width: int

    def down(self, texts: "pd.Series[str]") -> pd.Categorical:
        """A text for each row, repeated for each figure in it."""
        column = pd.Categorical(texts)
        return column if self.width == 1 else column.take(np.repeat(np.arange(self.height), self.width))

    def numbers_down(self, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A number for each row, repeated for each figure in it."""
        return numbers if self.width == 1 else np.repeat(numbers, self.width)

    def across(self, texts: list[str]) -> pd.Categorical:
        """A text for each column of figures, repeated for each row."""
        header = pd.Categorical(texts)
        return pd.Categorical.from_codes(np.tile(header.codes, self.height), header.categories)

    def cells(self, columns: "list[pd.Series[str]]") -> "pd.Series[str]":
        """The texts of the figures themselves."""
        if self.width == 1:
            return columns[0].reset_index(drop=True)
        order = np.arange(self.height * self.width).reshape(self.width, self.height).T.ravel()
        return pd.Series(union_categoricals([column.astype("category") for column in columns]).take(order))


def melted(
    sheet: Sheet,
    plan: Plan,
    body: pd.DataFrame,
    findings: list[Finding],
    places: "tuple[pd.Series[str], pd.Series[str]] | None",
    periods: "pd.Series[str] | None",
    fixed_period: str,
) -> tuple[pd.DataFrame, str]:
    """The rows (see `Reading`), and how decimals are written. Adds to the findings.

    places: code and name of the region of each row, or None where regions are columns. periods: the period of each
    row as written, or None where it is in the header or the same for all.
    """
    shape = _Shape(len(body), len(plan.figures))
    if any(figure.column == COUNTS_ONLY for figure in plan.figures):
        body = body.copy(deep=False)
        body[COUNTS_ONLY] = categories.constant("", body.index)
    columns = [figure.column for figure in plan.figures]
    counts = {name: column for name in COUNTS if (column := getattr(plan, name)) is not None}
    numbers = Figures.of(sheet, plan, body, [*columns, *counts.values()])
    text = shape.cells([body[column] for column in columns])
    value = np.column_stack([numbers.numbers(column) for column in columns]).ravel()
    status, note = figures.missing(text, value, plan)
    value[np.asarray(status != "")] = np.nan
    subject, unit = _subjects(plan, body, shape)
    value = figures.scaled(value, unit, findings)
    if periods is None:
        period_text = shape.across([figure.period or fixed_period for figure in plan.figures])
    else:
        period_text = shape.down(periods)
    period = values.periods(pd.Series(period_text.categories, dtype="str"))
    if plan.status is not None:
        status = _with_own_status(plan, shape.down(body[plan.status]), status)
    if (period["status"] != "").any():  # 2019* says something of a figure, not of a cell without one
        provisional = categories.mapped(period_text, period["status"])
        status = categories.coalesced(status, categories.only(provisional, ~np.isnan(value)))
    region, region_text = _regions(plan, shape, places)
    blank = categories.blank(shape.height * shape.width)
    rows = {
        "row": shape.numbers_down(body.index.to_numpy()),
        "column": shape.across([figure.header for figure in plan.figures]),
        "subject": subject,
        "unit": unit,
        "region": region,
        "region_text": region_text,
        "period": categories.mapped(period_text, period["period"]),
        "period_text": period_text,
        "value": value,
        "value_text": text,
        **{name: shape.numbers_down(numbers.numbers(counts[name])) if name in counts else np.nan for name in COUNTS},
        **{
            f"{name}_text": shape.cells([body[counts[name]]] * shape.width) if name in counts else blank
            for name in COUNTS
        },
        "status": status,
        "note": note if plan.note is None else categories.coalesced(shape.down(body[plan.note]), note),
        "source": blank if plan.source is None else shape.down(body[plan.source]),
    }
    return pd.DataFrame(rows, copy=False), DECIMALS[numbers.sign(columns[0])] if numbers.proven else ""


def _regions(
    plan: Plan, shape: _Shape, places: "tuple[pd.Series[str], pd.Series[str]] | None"
) -> tuple[pd.Categorical, pd.Categorical]:
    """The code of the region of each figure, and its name as written."""
    if places is not None:
        return shape.down(places[0]), shape.down(places[1])
    headers = pd.Series([figure.region[0] for figure in plan.figures], dtype="str")
    return shape.across(list(recognise.region_codes(headers))), shape.across(
        [figure.region[-1] for figure in plan.figures]
    )


def _with_own_status(plan: Plan, own: pd.Categorical, status: pd.Categorical) -> pd.Categorical:
    """The status with that of a column for it: in our template that column leads, elsewhere it may hold anything."""
    folded = own.categories.str.casefold()
    if plan.table is not None:
        return categories.coalesced(categories.mapped(own, folded), status)
    return categories.coalesced(status, categories.mapped(own, folded.where(folded.isin(list(Status)), "")))


def _subjects(plan: Plan, body: pd.DataFrame, shape: _Shape) -> tuple[pd.Categorical, pd.Categorical]:
    """The subject of each figure, and its unit."""
    subject = shape.across([figure.subject for figure in plan.figures])
    unit = shape.across([figure.unit for figure in plan.figures])
    if plan.subject is not None:
        texts = shape.down(body[plan.subject])
        split = _split_subjects(plan, labelled(body[plan.subject], plan, plan.subject))
        own = categories.mapped(texts, [name for name, _ in split])
        alone = len(plan.figures) == 1 or bool(plan.figures[0].period)
        subject = own if alone else categories.joined(own, subject)
        unit = categories.coalesced(categories.mapped(texts, [unit for _, unit in split]), unit)
    if plan.unit is not None:
        unit = shape.down(body[plan.unit])
    for column in plan.breakdowns:
        if len(values.used(body[column])) > 1:
            name = plan.names[column]
            texts = [f"{name}: {label}" if label else "" for label in labelled(body[column], plan, column)]
            subject = categories.joined(subject, shape.down(values.spread(body[column], texts)))
    return subject, unit


def _split_subjects(plan: Plan, names: list[str]) -> list[tuple[str, str]]:
    """The subject and the unit in each name; in our template a name is an id, and holds no unit."""
    if plan.table is not None:
        return [(name, "") for name in names]
    return [(name, plan.units[name]) if name in plan.units else without_unit(name) for name in names]


def labelled(texts: "pd.Series[str]", plan: Plan, column: int) -> list[str]:
    """What the different texts of a column mean."""
    labels = plan.labels.get(column, {})
    return [labels.get(text, text) for text in texts.cat.categories]
