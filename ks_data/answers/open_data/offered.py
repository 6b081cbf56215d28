"""Which tables others can take over, what each column means, and their rows as readers may see them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import fields as attributes
from typing import Literal

import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.definitions import DEFINITIONS
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.licences import licence_of
from ks_data.catalogue.tables import TABLES
from ks_data.store import Snapshot, releases

FILTERS = ("indicator", "region", "period")
"""What a column can refer to by which rows can be chosen."""
_MARK = "Staat er alleen bij cijfers die niet echt zijn: FICTIEF."


@dataclass(frozen=True, slots=True)
class Field:
    """A column. refers: what its values are (see `catalogue.tables.Column`); truth: True or False."""

    name: str
    type: Literal["text", "number", "whole", "truth"]
    meaning: str
    optional: bool = True
    allowed: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table. key: the columns by which a row is unique; empty where one of them may be empty."""

    name: str
    title: str
    meaning: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def filters(self) -> tuple[str, ...]:
        """The columns by which rows can be chosen."""
        return tuple(field.name for field in self.fields if field.refers in FILTERS and field.refers == field.name)


def _stored(name: str) -> OpenTable:
    """A table of `catalogue.tables`."""
    table, words = TABLES[name], DEFINITIONS[name]
    columns = tuple(
        Field(
            column.name, column.type, words.columns[column.name], column.optional, tuple(column.allowed), column.refers
        )
        for column in table.columns
    )
    optional = {column.name for column in table.columns if column.optional}
    return OpenTable(name, words.title, words.meaning, columns, () if optional & {*table.key} else table.key)


def _made(name: str, key: str, **types: Literal["whole", "truth"]) -> OpenTable:
    """A table that is made of other declarations; the columns of its definition are text but for those in types."""
    words = DEFINITIONS[name]
    columns = tuple(
        Field(column, types.get(column, "text"), meaning, column != key) for column, meaning in words.columns.items()
    )
    return OpenTable(name, words.title, words.meaning, columns, (key,))


OPEN_TABLES: dict[str, OpenTable] = {
    **{name: _stored(name) for name in TABLES},
    "indicators": _made("indicators", "id", decimals="whole", threshold="whole", births="truth", among="truth"),
    "regions": _made("regions", "code"),
    "releases": _made("releases", "number", number="whole", rows="whole", restores="whole", active="truth"),
    "licences": _made("licences", "source"),
}
"""By name, in the order of the list."""


def fields(table: OpenTable, mark: str) -> tuple[Field, ...]:
    """The columns of a table as it is given now; figures that are not real have one more, with a mark on every row."""
    return (*table.fields, Field("let_op", "text", _MARK, optional=False)) if mark else table.fields


def rows(data: Snapshot, name: str) -> pd.DataFrame:
    """All rows of a table as readers may see them, with its columns in order; small numbers of persons are hidden.

    Raises DataError when what it is made of cannot be read.
    """
    return data.table(name) if name in TABLES else _ROWS[name](data)


def _indicators(_: Snapshot) -> pd.DataFrame:
    """Several texts in one cell are separated by "; "."""
    cells = [
        {name: "; ".join(cell) if isinstance(cell, tuple) else cell for name, cell in asdict(indicator).items()}
        for indicator in INDICATORS.values()
    ]
    return _table(cells, [attribute.name for attribute in attributes(Indicator)]).assign(
        better=lambda table: table["better"].fillna("")
    )


def _regions(_: Snapshot) -> pd.DataFrame:
    parents = regions.parents()
    cells = [
        {"code": code, "name": name, "level": regions.level(code), "parent": parents.get(code, "")}
        for code, name in regions.names().items()
    ]
    return _table(cells, ["code", "name", "level", "parent"])


_OF_RELEASE = (
    "number", "act", "kind", "source", "source_date", "note", "created", "valid_from", "rows", "restores", "active",
)  # fmt: skip
"""Not who did it, nor the digest of the file, by which a guess of what is in it could be tried."""


def _releases(_: Snapshot) -> pd.DataFrame:
    cells = [{name: getattr(release, name) for name in _OF_RELEASE} for release in releases.history()]
    return _table(cells, list(_OF_RELEASE)).astype(
        {"number": "int64", "rows": "int64", "restores": "Int64", "active": "bool"}
    )


def _licences(data: Snapshot) -> pd.DataFrame:
    """How each source is named, and the licence where one is known."""
    cells = []
    for source, publisher, citation in data.table("sources")[["source", "publisher", "citation"]].itertuples(
        index=False
    ):
        licence = licence_of(publisher, citation)
        cells.append(
            {
                "source": source,
                "attribution": citation,
                "licence": licence.name if licence else "",
                "licence_url": licence.url if licence else "",
            }
        )
    return _table(cells, ["source", "attribution", "licence", "licence_url"])


def _table(cells: Sequence[Mapping[str, object]], names: list[str]) -> pd.DataFrame:
    """The cells as a table; without any rows a column holds texts."""
    return pd.DataFrame(cells, columns=names, dtype=None if cells else "str")


_ROWS: dict[str, Callable[[Snapshot], pd.DataFrame]] = {
    "indicators": _indicators,
    "regions": _regions,
    "releases": _releases,
    "licences": _licences,
}
