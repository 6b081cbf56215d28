"""Cells of figures -> numbers: which decimal sign, which scale, and what a sign for a missing figure means."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.statuses import Status
from ks_data.incoming.findings import Finding, remark
from ks_data.incoming.reading import categories, signs, values
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.signs import Meaning
from ks_data.incoming.reading.values import Decimal, Floats
from ks_data.language import dutch

DECIMALS = {".": "decimale punt", ",": "decimale komma"}
_SCALE = re.compile(r"x\s*(?:(1(?:[ .\u00a0]?000)+)|mln|miljoen)(?![0-9]).*", re.IGNORECASE)
_MOST_ZEROS = 9
"""Figures come in thousands, millions and thousands of millions."""
_NONE = Meaning("", "")
_HIDDEN = Meaning(Status.SUPPRESSED, "-99996 in Swing: afgeschermd vanwege privacy")
_LOST = Meaning(Status.MISSING, "een getal van -99990 of lager staat in Swing voor een ontbrekend cijfer")


@dataclass
class Figures:
    """The figures of some columns: one decimal sign for the whole file, unless a column clearly has the other.

    usual: the sign where nothing in the file decides; exact: that sign, whatever a cell looks like. name: of the file;
    headers: of the columns.
    """

    name: str
    headers: tuple[str, ...]
    body: pd.DataFrame
    columns: list[int]
    usual: Decimal
    grouping: bool
    exact: bool

    def __post_init__(self) -> None:
        undecided = [] if self.exact else self.columns
        self.evidence = dict.fromkeys(self.columns, (0, 0))
        self.evidence |= {
            column: values.evidence(values.used(self.body[column]), self.grouping) for column in undecided
        }
        point = sum(points for points, _ in self.evidence.values())
        comma = sum(commas for _, commas in self.evidence.values())
        self.proven = bool(point or comma or self.exact)
        self.decimal: Decimal = self.usual
        if not self.exact and bool(point) != bool(comma):
            self.decimal = "." if point else ","

    @classmethod
    def of(cls, sheet: Sheet, plan: Plan, body: pd.DataFrame, columns: list[int]) -> "Figures":
        """The figures in these columns of a sheet.

        With commas between the cells a file means points, and else commas; our template with commas always does.
        """
        commas = sheet.separator == ","
        usual: Decimal = "." if commas else ","
        return cls(
            sheet.name,
            plan.names,
            body,
            columns,
            plan.decimal or usual,
            plan.grouping,
            exact=commas and plan.table is not None,
        )

    def sign(self, column: int) -> Decimal:
        """The decimal sign of a column."""
        point, comma = self.evidence[column]
        if self.exact or point == comma:
            return self.decimal
        return "." if point > comma else ","

    def numbers(self, column: int) -> Floats:
        """The number in each row of a column, NaN where there is none.

        Raises DataError where too many different texts stand in the place of one.
        """
        figures = values.floats(self.body[column], self.sign(column), self.grouping)
        without = self.body[column].iloc[np.flatnonzero(np.isnan(figures))]
        values.refuse_many(self.name, self.headers[column], without, "teksten die geen getal zijn")
        return figures


def missing(texts: "pd.Series[str]", figures: Floats, plan: Plan) -> tuple[pd.Categorical, pd.Categorical]:
    """The status and the meaning of each sign for a missing figure; empty where there is a figure or something else."""
    blank = np.flatnonzero(np.isnan(figures))
    positions, different = values.different(texts.iloc[blank])
    meanings = signs.meanings(different, plan.symbols)
    if plan.table is not None:  # the template says in its own columns why a cell is empty
        meanings = [meaning if text.strip() else _NONE for text, meaning in zip(different, meanings, strict=True)]
    meanings += [_NONE, _LOST, _HIDDEN]
    none, lost, hidden = range(len(different), len(meanings))
    codes = np.full(len(figures), none, dtype=np.int32)
    codes[blank] = positions
    if plan.symbols != "cbs" and plan.table is None:
        codes[figures <= values.LOST] = lost
        codes[figures == values.HIDDEN] = hidden
    signed = pd.Categorical.from_codes(codes, pd.RangeIndex(len(meanings)))
    status = categories.mapped(signed, [meaning.status for meaning in meanings])
    return status, categories.mapped(signed, [meaning.note for meaning in meanings])


def scaled(figures: Floats, unit: pd.Categorical, findings: list[Finding]) -> Floats:
    """Figures in thousands or millions made whole, with a remark on each unit. Raises DataError for larger units."""
    factors = [_factor(text) for text in unit.categories]
    if not len(figures) or all(factor == 1 for factor in factors):
        return figures
    for text, factor in zip(unit.categories, factors, strict=True):
        if factor > 1:
            findings.append(
                remark(f"De eenheid is '{text}': de cijfers zijn met {dutch.number(factor, 0)} vermenigvuldigd.")
            )
    scaled_figures: Floats = np.round(figures * np.array(factors, dtype=float)[unit.codes], 6)
    return scaled_figures


def _factor(unit: str) -> int:
    scale = _SCALE.fullmatch(unit.strip())
    if not scale:
        return 1
    if (zeros := (scale[1] or "1000000").count("0")) > _MOST_ZEROS:
        raise DataError(
            f"De eenheid '{unit[:40]}' is te groot: cijfers kunnen hoogstens in miljarden staan. Reken de cijfers om."
        )
    return int(10**zeros)
