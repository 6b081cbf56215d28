"""Keeps what was made for as long as the files it came from stay the same. Knows paths, not what is in them."""

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

P = ParamSpec("P")
T = TypeVar("T")
_looks: ContextVar[dict[Hashable, Any] | None] = ContextVar("looks", default=None)


def version(folder: Path) -> tuple[object, ...]:
    """What the parquet files in a folder are now; another value as soon as one of them changes, comes or goes."""
    return once(folder, lambda: _files_of(folder))


def once(subject: Hashable, look: Callable[[], T]) -> T:
    """What a look gives; within a moment there is one look."""
    looks = _looks.get()
    if looks is None:
        return look()
    if subject not in looks:
        looks[subject] = look()
    return looks[subject]


@contextmanager
def moment() -> Iterator[None]:
    """Within it a folder is looked at once, so that all of a page shows one state of the data, and does so quickly."""
    token = _looks.set({})
    try:
        yield
    finally:
        _looks.reset(token)


def _files_of(folder: Path) -> tuple[object, ...]:
    with os.scandir(folder) as entries:
        files = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".parquet")]
    return folder, *sorted((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in files)


def cached(version: Callable[[], Hashable]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keeps what a function makes, by its arguments, until the version changes.

    The arguments must be hashable. A frame is handed out as a copy on write, so no caller can spoil the next.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @by_state(8)  # of old versions few stay: one that was looked at holds all the rows of a file
        def cached(_: Hashable) -> Callable[P, T]:
            return lru_cache(maxsize=1024)(function)  # type: ignore[return-value]  # the arguments must be hashable

        @wraps(function)
        def wrapper(*arguments: P.args, **named: P.kwargs) -> T:
            answer = cached(version())(*arguments, **named)
            return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer

        return wrapper

    return decorate


def by_state(states: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keeps what a function makes of the last states: its first argument. A state of one reader has a `preview`.

    Those are kept apart, so that they push no published state out, and `forget_previews` lets them go.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        published, previewed = lru_cache(maxsize=states)(function), lru_cache(maxsize=states)(function)
        _clear_previews.append(previewed.cache_clear)

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
    for clear in _clear_previews:
        clear()


_clear_previews: list[Callable[[], None]] = []
