"""Keeps what was read or made for as long as the files it came from stay the same. Knows paths, not what is in them."""

import hashlib
import os
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ks_data.errors import DataError

P = ParamSpec("P")
T = TypeVar("T")
Prepare = Callable[[pd.DataFrame], pd.DataFrame]
KEPT = 16
"""So many files stay in a folder of `remember`."""
_SHIPPED = Path(__file__).resolve().parents[1] / "data"
_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("seen", default=None)


def data_dir() -> Path:
    """The folder with the parquet files and the typed-in sources."""
    return Path(os.environ.get("KS_DATA_DIR") or _SHIPPED)


def _as_it_is(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def read(path: Path, schema: pa.Schema, remedy: str, prepare: Prepare = _as_it_is) -> pd.DataFrame:
    """The columns of a schema from a parquet file, prepared once for each version of the file.

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
    return _read(path, identity, schema, remedy, prepare).copy(deep=False)


@lru_cache(maxsize=64)
def _read(path: Path, identity: tuple[int, ...], schema: pa.Schema, remedy: str, prepare: Prepare) -> pd.DataFrame:
    try:
        file = pq.ParquetFile(path)
        held = file.schema_arrow
        wrong = [f"kolom {field.name}" for field in schema if field.name not in held.names]
        wrong += [f"soort gegevens in {one.name}" for one in schema if not wrong and not _alike(held, one)]
        if wrong:
            raise DataError(
                f"Het bestand {_shown(path)} is een ander bestand dan verwacht ({wrong[0]}). "
                f"Maak het opnieuw met: {remedy}"
            )
        frame = file.read(columns=schema.names).to_pandas()
    except (pa.ArrowException, OSError, ValueError):
        raise DataError(
            f"Het bestand {_shown(path)} is beschadigd of geen parquet. Maak het opnieuw met: {remedy}"
        ) from None
    return prepare(frame)


def _alike(held: pa.Schema, wanted: pa.Field) -> bool:
    """Whether a column is of the wanted type; text comes in two sizes that read the same."""
    kind = held.field(wanted.name).type
    return bool((pa.string() if kind == pa.large_string() else kind) == wanted.type)


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


def version(folder: Path) -> tuple[object, ...]:
    """What the parquet files in a folder are now; another value as soon as one of them changes, comes or goes."""
    return once(folder, lambda: _looked_at(folder))


def once(what: Hashable, look: Callable[[], T]) -> T:
    """What a look gives; within a moment there is one look."""
    seen = _seen.get()
    if seen is None:
        return look()
    if what not in seen:
        seen[what] = look()
    return seen[what]


@contextmanager
def moment() -> Iterator[None]:
    """Within it a folder is looked at once, so that all of a page shows one state of the data, and does so quickly."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def _looked_at(folder: Path) -> tuple[object, ...]:
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".parquet")]
    return folder, *sorted((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in found)


def kept(version: Callable[[], Hashable]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keeps what a function makes, by its arguments, until the version changes.

    The arguments must be hashable. A frame is handed out as a copy on write, so no caller can spoil the next.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @by_state(8)  # of old versions few stay: one that was looked at holds all the rows of a file
        def at(_: Hashable) -> Callable[P, T]:
            return lru_cache(maxsize=1024)(function)  # type: ignore[return-value]  # the arguments must be hashable

        @wraps(function)
        def wrapper(*arguments: P.args, **named: P.kwargs) -> T:
            made = at(version())(*arguments, **named)
            return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made

        return wrapper

    return decorate


def by_state(many: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keeps what a function makes of the last states: its first argument. A state of one reader has a `preview`.

    Those are kept apart, so that they push no published state out, and `forget_previews` lets them go.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        published, previewed = lru_cache(maxsize=many)(function), lru_cache(maxsize=many)(function)
        _previewed.append(previewed.cache_clear)

        @wraps(function)
        def wrapper(*arguments: P.args, **named: P.kwargs) -> T:
            cache = previewed if getattr(arguments[0], "preview", None) else published
            return cache(*arguments, **named)  # type: ignore[arg-type]  # the arguments must be hashable

        def cache_clear() -> None:
            published.cache_clear()
            previewed.cache_clear()

        wrapper.cache_clear = cache_clear  # type: ignore[attr-defined]  # as lru_cache has it
        return wrapper

    return decorate


def forget_previews() -> None:
    """Lets go all that was made for readers who look at figures that are not published."""
    for clear in _previewed:
        clear()


_previewed: list[Callable[[], None]] = []


def _shown(path: Path) -> str:
    """A path as readers know it: the folder and the file."""
    return f"{path.parent.name}/{path.name}"
