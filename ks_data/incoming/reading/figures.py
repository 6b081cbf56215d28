"""Cells of figures -> numbers: which decimal sign, which scale, and what a sign for a missing figure means."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.statuses import Status
from ks_data.incoming.findings import Finding, remark
from ks_data.incoming.reading import categories, spreadsheet_errors, values
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.values import Decimal, Floats
from ks_data.language import dutch

DECIMALS = {".": "decimale punt", ",": "decimale komma"}
_SCALE = re.compile(r"x\s*(?:(1(?:[ .\u00a0]?000)+)|mln|miljoen)(?![0-9]).*", re.IGNORECASE)
_MOST_ZEROS = 9
"""Figures come in thousands, millions and thousands of millions."""
_FIGURE, _HIDDEN, _LOST = "figure", "hidden", "lost"
"""What stands for a sign where a cell has a figure, or one of Swing's numbers for a missing figure."""


@dataclass
class Figures:
    """The figures of some columns: one decimal sign for the whole file, unless a column clearly has the other.

    usual: the sign where nothing in the file decides; exact: that sign, whatever a cell looks like.
    """

    body: pd.DataFrame
    columns: list[int]
    usual: Decimal
    grouping: bool
    exact: bool

    def __post_init__(self) -> None:
        undecided = [] if self.exact else self.columns
        self.evidence = dict.fromkeys(self.columns, (0, 0, ""))
        self.evidence |= {
            column: values.evidence(values.used(self.body[column]), self.grouping) for column in undecided
        }
        point = sum(points for points, _, _ in self.evidence.values())
        comma = sum(commas for _, commas, _ in self.evidence.values())
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
        return cls(body, columns, plan.decimal or usual, plan.grouping, exact=commas and plan.table is not None)

    def sign(self, column: int) -> Decimal:
        """The decimal sign of a column."""
        point, comma, _ = self.evidence[column]
        if self.exact or point == comma:
            return self.decimal
        return "." if point > comma else ","

    def findings(self) -> list[Finding]:
        """What was decided without proof: 1.234 may be a thousand and more, or one and a bit."""
        for column in self.columns:
            point, comma, unclear = self.evidence[column]
            if unclear and not self.exact and not (point or comma):
                number = values.numbers(pd.Index([unclear]), self.sign(column), self.grouping)[0]
                return [
                    remark(
                        f"'{unclear}' kan op twee manieren gelezen worden; het is gelezen als "
                        f"{dutch.number(number, 0 if number.is_integer() else 3)}. Klopt dat?"
                    )
                ]
        return []

    def numbers(self, column: int) -> Floats:
        """The number in each row of a column, NaN where there is none."""
        return values.floats(self.body[column], self.sign(column), self.grouping)


def missing(texts: "pd.Series[str]", figures: Floats, plan: Plan) -> tuple[pd.Categorical, pd.Categorical]:
    """The status and the meaning of each sign for a missing figure; empty where there is a figure or something else."""
    meanings = {**spreadsheet_errors.MEANINGS, **values.MISSING[plan.symbols], _FIGURE: ("", "")}
    if plan.table is not None:  # the template says in its own columns why a cell is empty
        meanings[""] = ("", "")
    meanings[_HIDDEN] = (Status.SUPPRESSED, "-99996 in Swing: afgeschermd vanwege privacy")
    meanings[_LOST] = (Status.MISSING, "een getal van -99990 of lager staat in Swing voor een ontbrekend cijfer")
    signs = list(meanings)
    figure = signs.index(_FIGURE)
    codes = np.full(len(figures), figure, dtype=np.int8)
    blank = np.flatnonzero(np.isnan(figures))
    sign_codes = pd.Index(signs).get_indexer(texts.iloc[blank].astype(object).str.strip().str.casefold())
    codes[blank] = np.where((sign_codes < 0) | (sign_codes >= figure), figure, sign_codes)
    if plan.symbols != "cbs" and plan.table is None:
        codes[figures <= values.LOST] = signs.index(_LOST)
        codes[figures == values.HIDDEN] = signs.index(_HIDDEN)
    signed = pd.Categorical.from_codes(codes, signs)
    status = categories.mapped(signed, [status for status, _ in meanings.values()])
    return status, categories.mapped(signed, [note for _, note in meanings.values()])


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
