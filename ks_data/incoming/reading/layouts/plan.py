"""What a layout says of a table: where region, period, subject and figures stand. Knows no layout itself."""

from dataclasses import dataclass, field

from ks_data.catalogue.tables import Table
from ks_data.incoming.findings import Finding
from ks_data.incoming.reading.values import Decimal

COUNTS_ONLY = -1
"""In place of the number of a column of figures: there is none, the figures follow from numerator and denominator."""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures, and what its header says of them."""

    column: int
    header: str
    subject: str = ""
    unit: str = ""
    period: str = ""
    region: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a sheet; columns are numbers.

    start: position of the first row below the header; names: what the header calls each column.
    region: the surest column first; level: the column with the kind of region, where the region is only a number.
    breakdowns: of these only the rows of the total count; where there is no total, the subject says which part it is.
    labels and units: what the codes in a column mean; template_columns: the columns of `table`, in its order.
    symbols, decimal: whose signs for a missing figure, and the usual decimal sign; without grouping nothing parts
    the thousands. with_empty_rows: a row without any figure counts too. school_years: what a school year counts for
    was chosen; by_hand: an analyst pointed the columns out.
    """

    layout: str
    title: str
    start: int
    names: tuple[str, ...]
    figures: tuple[FigureColumn, ...] = ()
    region: tuple[int, ...] = ()
    period: int | None = None
    subject: int | None = None
    unit: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    status: int | None = None
    note: int | None = None
    source: int | None = None
    breakdowns: tuple[int, ...] = ()
    fixed_region: str = ""
    fixed_period: str = ""
    level: int | None = None
    symbols: str = ""
    decimal: Decimal = ""
    grouping: bool = True
    with_empty_rows: bool = False
    school_years: bool = False
    by_hand: bool = False
    template_columns: tuple[int | None, ...] = ()
    labels: dict[int, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    table: Table | None = None
    findings: tuple[Finding, ...] = ()
