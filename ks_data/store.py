"""The only reader and writer of data/. Knows tables and files, not what a figure means.

The folder is data/ beside this package, or the one that the environment variable KS_DATA_DIR names.
"""

from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ks_data import disclosure, files, regions
from ks_data.files import data_dir as data_dir  # also for who asks the store
from ks_data.indicators import INDICATORS
from ks_data.tables import TABLES, Table

BUILD = "python -m ks_data build"
_ARROW = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64()}


def version() -> Hashable:
    """What the data are now; another value as soon as a file in the data folder changes."""
    try:
        return files.version(data_dir())
    except OSError:
        return data_dir()


def load(name: str) -> pd.DataFrame:
    """A table by name, with its declared columns in order; text is never null, a missing number is NaN.

    Small numbers of persons are hidden here, before anything leaves the package, so that no page, download or
    export can show them or let them be recomputed. Raises DataError when the parquet file is missing, damaged or
    foreign.
    """
    path = data_dir() / f"{name}.parquet"
    if name == "observations":
        return files.read(path, _schema(TABLES[name]), BUILD, _without_small_numbers)
    return files.read(path, _schema(TABLES[name]), BUILD)


def fictitious() -> bool:
    """Whether the data folder holds the demonstration set, of which nothing is real."""
    return (data_dir() / "FICTIEF").exists()


def _without_small_numbers(observations: pd.DataFrame) -> pd.DataFrame:
    thresholds = {indicator.id: indicator.threshold for indicator in INDICATORS.values()}
    return disclosure.suppressed(observations, regions.parents(), thresholds)


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Writes each table as parquet: sorted by key, the same bytes for the same rows.

    Each file is written beside its target and moved over it, so a reader never sees half a file.
    """
    for name, frame in tables.items():
        target = folder / f"{name}.parquet"
        beside = target.with_suffix(".tmp")
        pq.write_table(_arrow(TABLES[name], frame), beside, compression="zstd")
        beside.replace(target)


def _schema(table: Table) -> pa.Schema:
    return pa.schema([(column.name, _ARROW[column.type]) for column in table.columns])


def _arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    ordered = frame.sort_values(list(table.key), kind="stable")
    return pa.Table.from_pandas(ordered, _schema(table), preserve_index=False).replace_schema_metadata()
