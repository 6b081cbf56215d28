"""What every table looks like: columns, types, allowed values and key. Reads nothing.

The declarations drive the checks of the typed-in CSV, the types of the parquet and the order of exported columns.
"""

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from ks_data.catalogue.indicator import PHASES
from ks_data.catalogue.statuses import Status

FUNDERS = ("gemeente", "gemeentefonds", "Rijk")
TRANCHES = ("1", "2", "3", "4", "1-2")
KINDS = {"observations": "cijfers", "tranches": "tranches", "budget": "begroting"}
"""What can be published: the tables that a release can hold rows of, and what a reader calls them."""
PROGRAMME_KINDS = ("actielijn", "actie", "doel", "project", "lid", "actiepunt")
DOMAINS = ("medisch", "sociaal")
EVIDENCE = ("stated", "impulse_money_since_2019", "gids_municipality", "took_part_in_2019", "circular_of_may_2019")
LONGEST_NAME = 300
"""So many characters a name, a period, a unit or a header in a file may have; a note may be longer."""
MOST_NAMES = 50_000
"""So many different names, periods or notes a column may hold; there are 18,000 districts and neighbourhoods."""
_ARROW = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64()}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `refers`: of what a value must be a known one (or of a period, date or event a well written one).

    A "former" region may also be a municipality that is no more.
    """

    name: str
    type: Literal["text", "number", "whole"] = "text"
    optional: bool = False
    allowed: tuple[str, ...] = ()
    refers: Literal["", "indicator", "count", "event", "region", "former", "area", "period", "date", "source"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, its key, and the CSV files (a glob) it is typed in."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    files: str = field(default="")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pa.Schema:
        """The columns as parquet holds them."""
        return pa.schema([(column.name, _ARROW[column.type]) for column in self.columns])


_SOURCE = Column("source", refers="source")
_NOTE = Column("note", optional=True)

_DECLARED = (
    Table(
        "observations",
        (
            Column("indicator", refers="indicator"),
            Column("region", refers="region"),
            Column("period", refers="period"),
            Column("value", "number", optional=True),
            Column("numerator", "number", optional=True),
            Column("denominator", "number", optional=True),
            Column("status", allowed=tuple(Status)),
            _SOURCE,
            _NOTE,
        ),
        ("indicator", "region", "period"),
        "observations_*.csv",
    ),
    Table(
        "breaks",
        (
            Column("indicator", refers="indicator"),
            Column("region", optional=True, refers="region"),  # empty: a break for every region
            Column("year", "whole"),  # the first year of the new way of counting
            Column("what"),
            _SOURCE,
        ),
        ("indicator", "region", "year"),
        "breaks.csv",
    ),
    Table(
        "budget",
        (
            Column("year", "whole"),
            Column("region", refers="region"),
            Column("item"),
            Column("funder", allowed=FUNDERS),
            Column("amount_eur", "number"),
            Column("from_date", optional=True, refers="date"),
            _NOTE,
            _SOURCE,
        ),
        ("year", "region", "item", "funder"),
        "budget.csv",
    ),
    Table(
        "tranches",
        (
            Column("region", refers="region"),
            Column("tranche", allowed=TRANCHES),
            Column("evidence", allowed=EVIDENCE),
            _SOURCE,
        ),
        ("region",),
        "tranches.csv",
    ),
    Table(
        "gids",  # who had money for Gezond in de stad: from this follows in which tranches a municipality could join
        (
            Column("year", "whole"),
            Column("region", refers="former"),
            Column("name"),
            Column("amount_eur", "number"),
            _SOURCE,
        ),
        ("year", "region"),
        "gids.csv",
    ),
    Table(
        "totals",
        (
            Column("kind", allowed=("tranche", "budget", "gids")),
            Column("key"),
            Column("region", refers="region"),
            Column("period", refers="date"),
            Column("value", "number"),
            Column("unit"),
            Column("definition"),
            _SOURCE,
        ),
        ("kind", "key", "region", "period"),
        "totals.csv",
    ),
    Table(
        "monitor",
        (Column("number", "whole"), Column("indicator", refers="indicator"), Column("symbol"), _SOURCE),
        ("number",),
        "monitor.csv",
    ),
    Table(
        "counts",
        (
            Column("what"),
            Column("definition", optional=True),
            Column("region", refers="area"),
            Column("date", optional=True, refers="date"),
            Column("value", "number"),
            Column("unit"),
            _NOTE,
            _SOURCE,
            Column("id", refers="count"),  # how it is counted; `what` is its name
        ),
        ("what", "region", "date", "source", "id"),
        "counts.csv",
    ),
    Table(
        "programme",
        (
            Column("region", refers="region"),
            Column("kind", allowed=PROGRAMME_KINDS),
            Column("number", "whole"),
            Column("parent", optional=True),  # the number of the line it belongs to
            Column("name"),
            Column("text", optional=True),
            Column("domain", optional=True, allowed=DOMAINS),
            Column("target", optional=True),  # for whom
            Column("since", optional=True, refers="date"),
            Column("status", optional=True),
            _SOURCE,
        ),
        ("region", "kind", "number"),
        "programme.csv",
    ),
    Table(
        "events",
        (
            Column("date", refers="date"),
            Column("region", refers="region"),
            Column("what"),
            _NOTE,
            _SOURCE,
            Column("id", refers="event"),  # of what happened: another place that dates the same is another row of it
            Column("phase", allowed=PHASES),
        ),
        ("date", "region", "what"),
        "events.csv",
    ),
    Table(
        "sources",
        (
            Column("source"),
            Column("title"),
            Column("publisher"),
            Column("date", optional=True, refers="date"),
            Column("section", optional=True),
            Column("citation"),
            Column("url", optional=True),
            Column("document", optional=True),
        ),
        ("source",),
        "sources.csv",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}
