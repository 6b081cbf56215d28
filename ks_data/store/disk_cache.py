"""The disk cache: tables on disk under a key of all they were made of. Knows no releases; losing it costs only time."""

import hashlib
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

MAX_FILES = 16
"""So many files stay in a cache folder; the oldest go."""


def read_cached(folder: Path, key: str) -> pd.DataFrame | None:
    """The table under a key; None when there is none, or none that is whole."""
    for path in folder.glob(f"{key}.*.parquet"):
        with suppress(OSError, pa.ArrowException):
            content = path.read_bytes()
            if path.name == _file_name(key, content):
                os.utime(path)
                return pq.read_table(pa.BufferReader(content)).to_pandas()
    return None


def write_cached(folder: Path, key: str, table: pd.DataFrame) -> None:
    """Writes a table under a key that says all it was made of, so that it need not be made again.

    The file's name holds the sha256 of its bytes, so that half a file or a damaged one is never taken for the table.
    Anyone may remove files at any moment. Where nothing can be written, nothing is cached.
    """
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer, compression="zstd")
    content = buffer.getvalue()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / _file_name(key, content)
        temporary = target.with_suffix(f".{uuid.uuid4().hex}.tmp")
        temporary.write_bytes(content)
        temporary.replace(target)
        for oldest in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-MAX_FILES]:
            oldest.unlink()


def _file_name(key: str, content: Any) -> str:
    return f"{key}.{hashlib.sha256(content).hexdigest()[:32]}.parquet"
