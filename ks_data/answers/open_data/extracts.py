"""A choice of the rows of a table, with the release they are of and how their sources are named. Knows no bytes."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from ks_data.answers.open_data import offered
from ks_data.answers.open_data.offered import OPEN_TABLES, OpenTable
from ks_data.store import Snapshot, memoized
from ks_data.store.releases import Release


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows of a table as readers may see them.

    release: the newest that counts, None without any. mark: FICTIEF, or empty where the figures are real. licences:
    the rows of that table for the sources of these rows. identity: equal for equal content, in any process.
    """

    table: OpenTable
    rows: pd.DataFrame
    release: Release | None
    mark: str
    licences: pd.DataFrame
    identity: str

    @property
    def number(self) -> int:
        """The number of the release; 0 without any, as in `restore 0`."""
        return self.release.number if self.release else 0

    @property
    def account(self) -> dict[str, object]:
        """What goes with the rows: table, release, its day, a mark, and the sources with their licences."""
        return {
            "table": self.table.name,
            "release": self.number,
            "release_day": self.release.day if self.release else "",
            **({"let_op": self.mark} if self.mark else {}),
            "sources": self.licences.to_dict("records"),
        }


def extract(data: Snapshot, name: str, chosen: Mapping[str, Collection[str]] | None = None) -> Extract:
    """The rows of a table of which each column in `chosen` holds one of its values; no values choose nothing.

    Raises DataError when what the table is made of cannot be read.
    """
    rows = offered.rows(data, name)
    chosen = {column: values for column, values in (chosen or {}).items() if values}
    for column, values in chosen.items():
        rows = rows[rows[column].isin(values)]
    if data.mark:
        rows = rows.assign(let_op=data.mark)
    licences = offered.rows(data, "licences")
    used = set(rows["source"].unique()) if "source" in rows else set()
    release = newest(data)
    ingredients = [
        name,
        _digest(rows) if name == "releases" else _table_digest(data, name),  # which a snapshot does not hold still
        _table_digest(data, "licences"),
        repr(sorted((column, sorted(values)) for column, values in chosen.items())),
        repr(release and (release.number, release.day)),
        data.mark,
    ]
    identity = hashlib.sha256("\n".join(ingredients).encode()).hexdigest()
    return Extract(OPEN_TABLES[name], rows, release, data.mark, licences[licences["source"].isin(used)], identity)


def newest(data: Snapshot) -> Release | None:
    """The newest release that counts."""
    return max(data.releases, key=lambda release: release.number, default=None)


@memoized
def _table_digest(data: Snapshot, name: str) -> str:
    return _digest(offered.rows(data, name))


def _digest(rows: pd.DataFrame) -> str:
    """Of names and cells in their order, so that no other process gives the same rows another one."""
    digest = hashlib.sha256(repr(list(rows)).encode())
    digest.update(pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes())
    return digest.hexdigest()
