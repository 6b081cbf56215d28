"""Reads a declared table from its parquet file, and says what is wrong with it. Knows paths, not what is in them."""

import os
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ks_data.catalogue.errors import DataError

Prepare = Callable[[pd.DataFrame], pd.DataFrame]
_SHIPPED = Path(__file__).resolve().parents[2] / "data"


def data_dir() -> Path:
    """The folder with the parquet files and the typed-in sources."""
    return Path(os.environ.get("KS_DATA_DIR") or _SHIPPED)


def files_version(folder: Path) -> Hashable:
    """What the parquet files in a folder are now; another value as soon as one of them changes, comes or goes."""
    try:
        with os.scandir(folder) as entries:
            files = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".parquet")]
    except OSError:
        return folder
    return folder, *sorted((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in files)


def _unchanged(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def read(path: Path, schema: pa.Schema, remedy: str, prepare: Prepare = _unchanged) -> pd.DataFrame:
    """The columns of a schema from a parquet file, prepared once for each version of the file.

    The file is read again as soon as it changes on disk. Pandas copies on write, so what a caller does to the
    frame never reaches the next caller.

    Raises DataError, naming the file and the remedy (a command), when the file is missing, damaged or another
    file than expected.
    """
    try:
        stat = path.stat()
    except OSError:
        raise DataError(f"Het bestand {_short_name(path)} ontbreekt. Maak het opnieuw met: {remedy}") from None
    identity = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return _read(path, identity, schema, remedy, prepare).copy(deep=False)


@lru_cache(maxsize=64)
def _read(path: Path, identity: tuple[int, ...], schema: pa.Schema, remedy: str, prepare: Prepare) -> pd.DataFrame:
    try:
        file = pq.ParquetFile(path)
        stored = file.schema_arrow
        wrong = [f"kolom {column.name}" for column in schema if column.name not in stored.names]
        wrong += [
            f"soort gegevens in {column.name}" for column in schema if not wrong and not _is_stored(column, stored)
        ]
        if wrong:
            raise DataError(
                f"Het bestand {_short_name(path)} is een ander bestand dan verwacht ({wrong[0]}). "
                f"Maak het opnieuw met: {remedy}"
            )
        frame = file.read(columns=schema.names).to_pandas()
    except (pa.ArrowException, OSError, ValueError):
        raise DataError(
            f"Het bestand {_short_name(path)} is beschadigd of geen parquet. Maak het opnieuw met: {remedy}"
        ) from None
    return prepare(frame)


def _is_stored(column: pa.Field, stored: pa.Schema) -> bool:
    """Whether a file has the column in its declared type; text comes in two sizes that read the same."""
    type_stored = stored.field(column.name).type
    return bool((pa.string() if type_stored == pa.large_string() else type_stored) == column.type)


def _short_name(path: Path) -> str:
    """A path as readers know it: the folder and the file."""
    return f"{path.parent.name}/{path.name}"
