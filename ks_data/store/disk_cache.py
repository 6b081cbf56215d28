"""Keeps tables on disk under a key that says all they were made of; anyone may remove them at any moment."""

import hashlib
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

KEPT = 16
"""So many files stay in a folder of `remember`."""


def remembered(folder: Path, key: str) -> pd.DataFrame | None:
    """The table that was kept under a key; None when there is none, or none that is whole."""
    for path in folder.glob(f"{key}.*.parquet"):
        with suppress(OSError, pa.ArrowException):
            content = path.read_bytes()
            if path.name == _whole(key, content):
                os.utime(path)
                return pq.read_table(pa.BufferReader(content)).to_pandas()
    return None


def remember(folder: Path, key: str, frame: pd.DataFrame) -> None:
    """Keeps a table under a key that says all it was made of, so that it need not be made again.

    The name tells the sha256 of the file, so that half a file or a damaged one is never taken for the table. Anyone may
    remove what is kept at any moment; the oldest goes by itself. Where nothing can be written, nothing is kept.
    """
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), out, compression="zstd")
    content = out.getvalue()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / _whole(key, content)
        beside = target.with_suffix(f".{uuid.uuid4().hex}.tmp")
        beside.write_bytes(content)
        beside.replace(target)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()


def _whole(key: str, content: Any) -> str:
    return f"{key}.{hashlib.sha256(content).hexdigest()[:32]}.parquet"
