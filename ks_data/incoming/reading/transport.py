"""What goes between the app and the process that reads a file: JSON and Arrow, so that bytes can never become code."""

import json
import struct
from dataclasses import fields
from typing import IO, Any

import pandas as pd
import pyarrow as pa

from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import Finding, Level, Place, placed
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet, TabRefused, Unrecognised
from ks_data.incoming.reading.tidy import Reading

_SIZES = struct.Struct("!QQ")
MOST = 2**31
"""The most bytes of an answer: far more than a file of 200 MB gives, and no more than can be held."""


class Fault(Exception):  # noqa: N818  # no error of this process: it happened in another
    """What went wrong in the other process without being foreseen: its traceback."""


def send_request(stream: IO[bytes], name: str, content: bytes, mapping: ColumnMapping | None) -> None:
    _send(stream, {"name": name, "mapping": mapping and mapping.to_json()}, content)


def receive_request(stream: IO[bytes]) -> tuple[str, bytes, ColumnMapping | None]:
    head, content = _receive(stream)
    return head["name"], content, ColumnMapping.from_json(head["mapping"]) if head["mapping"] else None


def send_answer(stream: IO[bytes], answer: Reading | DataError | Fault) -> None:
    match answer:
        case Reading():
            _send(stream, {"reading": _plain(answer, "rows")}, _packed(answer.rows))
        case Unrecognised():
            _send(stream, {"unknown": str(answer), "sheet": _plain(answer.sheet, "grid")}, _packed(answer.sheet.grid))
        case TabRefused():
            _send(stream, {"refused": str(answer), "tabs": answer.tabs})
        case _:
            _send(stream, {"refused" if isinstance(answer, DataError) else "fault": str(answer)})


def receive_answer(stream: IO[bytes]) -> Reading | DataError | Fault:
    """Raises EOFError when the other process ended before it had answered."""
    head, body = _receive(stream)
    if "reading" in head:
        return Reading(rows=_unpacked(body), **_tuples(head["reading"]))
    if "unknown" in head:
        return Unrecognised(head["unknown"], Sheet(grid=_unpacked(body), **_tuples(head["sheet"])))
    if "tabs" in head:
        return TabRefused(head["refused"], head["tabs"])
    return DataError(head["refused"]) if "refused" in head else Fault(head["fault"])


def _plain(record: Reading | Sheet, frame: str) -> dict[str, Any]:
    """All fields but the frame; findings as records of their texts."""
    plain = {field.name: getattr(record, field.name) for field in fields(record) if field.name != frame}
    return {**plain, "findings": [_record(finding) for finding in record.findings]}


def _tuples(record: dict[str, Any]) -> dict[str, Any]:
    """JSON knows lists and records only."""
    tuples = {name: _tuple(field) for name, field in record.items()}
    return {**tuples, "findings": tuple(map(_finding, record["findings"]))}


def _tuple(field: Any) -> Any:
    return tuple(map(_tuple, field)) if isinstance(field, list) else field


def _record(finding: Finding) -> dict[str, Any]:
    """A finding with every place that it has."""
    places = [[place.row, place.column, place.value] for place in finding.every_place]
    words = {"level": finding.level, "screen": finding.screen, "message": finding.message, "count": finding.count}
    return {**words, "places": places}


def _finding(record: dict[str, Any]) -> Finding:
    return placed(**{**record, "level": Level(record["level"]), "places": [Place(*cell) for cell in record["places"]]})


def _packed(frame: pd.DataFrame) -> pa.Buffer:
    table = pa.Table.from_pandas(frame)
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def _unpacked(body: bytes) -> pd.DataFrame:
    table = pa.ipc.open_stream(body).read_all()
    table.validate(full=True)  # offsets and codes from a process that read hostile bytes may point anywhere
    return table.to_pandas()


def _send(stream: IO[bytes], head: dict[str, Any], body: bytes | pa.Buffer = b"") -> None:
    text = json.dumps(head).encode()
    stream.write(_SIZES.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    sizes = _SIZES.unpack(_exactly(stream, _SIZES.size))
    if sum(sizes) > MOST:
        raise EOFError
    head, body = (_exactly(stream, size) for size in sizes)
    return json.loads(head), body


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content
