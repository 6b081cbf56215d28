"""Rows as CSV, JSON or Parquet, in pieces, so that a large table is never in memory as text. Knows no server."""

import json
from collections.abc import Callable, Iterator

from ks_data.answers.open_data.extracts import Extract
from ks_data.language import spreadsheet

PIECE_ROWS = 2_000
"""A piece takes some hundredths of a second to make, in which little else in the process runs."""
_PIECE_BYTES = 1_000_000

FORMATS = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
"""The media type of each format; the first is the usual one."""


def pieces(extract: Extract, format: str) -> Iterator[bytes]:
    """The bytes of an extract in a format of `FORMATS`, one piece after the other."""
    return _PIECES[format](extract)


def _csv(extract: Extract) -> Iterator[bytes]:
    """Comma, UTF-8, decimal points, no formulas; see `language.spreadsheet`."""
    for first in range(0, max(len(extract.rows), 1), PIECE_ROWS):
        piece = spreadsheet.safe_csv(extract.rows.iloc[first : first + PIECE_ROWS])
        yield piece[piece.index(b"\n") + 1 :] if first else piece  # the names of the columns only once


def _json(extract: Extract) -> Iterator[bytes]:
    """One object: what goes with the rows, and `rows`, an object for each; a number that is not there is null."""
    account = json.dumps(extract.account, ensure_ascii=False)
    yield f'{account[:-1]}, "rows": [\n'.encode()
    for first in range(0, len(extract.rows), PIECE_ROWS):
        piece = extract.rows.iloc[first : first + PIECE_ROWS].astype("object")
        records = json.dumps(piece.where(piece.notna(), None).to_dict("records"), ensure_ascii=False, allow_nan=False)
        yield f"{',' if first else ''}{records[1:-1]}\n".encode()
    yield b"]}\n"


def _parquet(extract: Extract) -> Iterator[bytes]:
    """With what goes with the rows in the metadata, where pandas reads it back as `attrs`."""
    rows = extract.rows.copy(deep=False)
    rows.attrs = extract.account
    content = rows.to_parquet(index=False)
    for first in range(0, len(content), _PIECE_BYTES):
        yield content[first : first + _PIECE_BYTES]


_PIECES: dict[str, Callable[[Extract], Iterator[bytes]]] = {"csv": _csv, "json": _json, "parquet": _parquet}
