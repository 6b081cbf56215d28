"""Reads a parquet file once per version of that file. Knows paths and columns, not what they mean."""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ks_data.errors import DataError


def read(path: Path, columns: tuple[str, ...], remedy: str) -> pd.DataFrame:
    """The columns of a parquet file.

    The file is read again as soon as it changes on disk. Pandas copies on write, so what a caller does to the
    frame never reaches the next caller.

    Raises DataError, naming the file and the remedy (a command), when the file is missing, damaged or another
    file than expected.
    """
    try:
        stat = path.stat()
    except OSError:
        raise DataError(f"Het bestand {_shown(path)} ontbreekt. Maak het opnieuw met: {remedy}") from None
    identity = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return _read(path, identity, columns, remedy).copy(deep=False)


@lru_cache(maxsize=64)
def _read(path: Path, identity: tuple[int, ...], columns: tuple[str, ...], remedy: str) -> pd.DataFrame:
    try:
        file = pq.ParquetFile(path)
        missing = [column for column in columns if column not in file.schema_arrow.names]
        if missing:
            raise DataError(
                f"Het bestand {_shown(path)} is een ander bestand dan verwacht: de kolom {missing[0]} ontbreekt. "
                f"Maak het opnieuw met: {remedy}"
            )
        frame: pd.DataFrame = file.read(columns=list(columns)).to_pandas()
        return frame
    except (pa.ArrowException, OSError, ValueError):
        raise DataError(
            f"Het bestand {_shown(path)} is beschadigd of geen parquet. Maak het opnieuw met: {remedy}"
        ) from None


def _shown(path: Path) -> str:
    """A path as readers know it: the folder and the file."""
    return f"{path.parent.name}/{path.name}"
