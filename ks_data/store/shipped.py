"""The tables as they were built: the sole reader and writer of the parquet files in data/. Knows no releases.

The folder is data/ beside this package, or the one that the environment variable KS_DATA_DIR names.
"""

from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ks_data.catalogue import parquet
from ks_data.catalogue.parquet import data_dir
from ks_data.catalogue.tables import TABLES, Table

BUILD = "python -m ks_data build"


def shipped(name: str) -> pd.DataFrame:
    """A table without releases, with its declared columns in order; text is never null, a missing number is NaN.

    Small numbers are still in it. Raises DataError when the parquet file is missing, damaged or foreign.
    """
    return parquet.read(data_dir() / f"{name}.parquet", TABLES[name].schema, BUILD)


def files_version() -> Hashable:
    """What the files of the folder are now; another value as soon as one of them changes."""
    return parquet.files_version(data_dir())


def is_fictitious() -> bool:
    """Whether the folder holds the demonstration set, of which nothing is real."""
    return (data_dir() / "FICTIEF").exists()


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Writes each table as parquet: sorted by key, the same bytes for the same rows.

    Each file is written under another name and moved over its target, so a reader never sees half a file.
    """
    for name, frame in tables.items():
        target = folder / f"{name}.parquet"
        temporary = target.with_suffix(".tmp")
        pq.write_table(_arrow(TABLES[name], frame), temporary, compression="zstd")
        temporary.replace(target)


def _arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    ordered = frame.sort_values(list(table.key), kind="stable")
    return pa.Table.from_pandas(ordered, table.schema, preserve_index=False).replace_schema_metadata()
