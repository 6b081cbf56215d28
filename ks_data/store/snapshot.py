"""Every table as it counts now: the shipped parquet, releases over it, protected; writes the parquet.

Knows tables, not what a figure means. The folder is data/ beside this package, or the one that the
environment variable KS_DATA_DIR names; releases/__init__.py says where releases are stored.
"""

import hashlib
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ks_data.catalogue import memo, parquet, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.parquet import data_dir
from ks_data.catalogue.tables import KINDS, TABLES, Table
from ks_data.language import dutch
from ks_data.store import disk_cache, overlay, protection, releases
from ks_data.store.releases import Release
from ks_data.store.rules_version import RULES_VERSION

BUILD = "python -m ks_data build"
PREVIEW = 2**62
"""The number that rows of a preview have instead of that of a release: newer than any."""
LARGE = 50_000
"""From so many rows in the releases that count, a state is large: its tables go to the disk cache."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Unpublished rows that one reader sees over a snapshot; `id` tells one preview from another."""

    kind: str
    file: str
    id: str
    rows: pd.DataFrame = field(compare=False, repr=False)


_preview: ContextVar[Preview | None] = ContextVar("preview", default=None)


@contextmanager
def moment(preview: Preview | None = None) -> Iterator[None]:
    """Within it all reading shows one snapshot of the data, with the rows of a preview over what is published."""
    token = _preview.set(preview)
    try:
        with memo.moment():
            yield
    finally:
        _preview.reset(token)


def current_preview() -> Preview | None:
    """The preview of the reader of this moment, if any."""
    return _preview.get()


class Version(NamedTuple):
    """The identity of a snapshot: another as soon as a file in the data folder changes or another release counts."""

    folder: Hashable
    releases: Hashable
    preview: Preview | None


def version() -> Version:
    """The version of the data now."""
    return memo.once("version", lambda: Version(_folder_version(), releases.version(), _preview.get()))


def _folder_version() -> Hashable:
    try:
        return memo.version(data_dir())
    except OSError:
        return data_dir()


def load(name: str) -> pd.DataFrame:
    """A table by name, with its declared columns in order; text is never null, a missing number is NaN.

    Small numbers of persons are hidden here, before anything leaves the package, so that no page, download or
    export can show them or let them be recomputed. Raises DataError when the parquet file is missing, damaged or
    foreign.
    """
    if name in KINDS:
        return _protected(_current_state(name), name).copy(deep=False)
    return _with_release_sources(shipped(name)) if name == "sources" else shipped(name)


def observations_of(indicator: str) -> pd.DataFrame:
    """The observations of one indicator, as `load` gives them, without a search through all the others."""
    state = _current_state("observations")
    return _protected(state, "observations").iloc[_positions(state).get(indicator, [])]


def shipped(name: str) -> pd.DataFrame:
    """A table as it was built: without releases, with small numbers. Raises DataError like `load`."""
    return parquet.read(data_dir() / f"{name}.parquet", TABLES[name].schema, BUILD)


def unprotected(name: str) -> pd.DataFrame:
    """A table with what counts now, small numbers included: for checks and comparisons, never for a reader.

    The column `release` is the number of the release that a row came with; 0 is shipped.
    """
    return _overlaid(_current_state(name), name).copy(deep=False)


def revisions(name: str) -> pd.DataFrame:
    """What a figure was before a release changed it: the row of that time, and `since`, the number of the release.

    What was too small to show, or would be together with what is shown now, is not in it.
    """
    return _revisions(_current_state(name), name).copy(deep=False)


def as_of(counting: tuple[Release, ...], name: str) -> pd.DataFrame:
    """What counts with these releases only, as `unprotected`. Raises DataError when one of them cannot be read."""
    return _overlaid_with_revisions(_State(_folder_version(), counting, None), name)[0].copy(deep=False)


def prepare(name: str) -> None:
    """Makes what readers will ask for of a table, so that the first of them does not wait; only when it is large."""
    with suppress(DataError):
        if (state := _current_state(name)).is_large:
            _protected(state, name)
            _revisions(state, name)


def is_fictitious() -> bool:
    """Whether the data folder holds the demonstration set, of which nothing is real."""
    return (data_dir() / "FICTIEF").exists()


def mark() -> str:
    """The word that goes across everything that may not be taken for published figures; empty where all is real."""
    return " ".join([*(["FICTIEF"] if is_fictitious() else []), *(["VOORBEELD"] if current_preview() else [])])


# --- the current state, and the tables made of it ---


class _State(NamedTuple):
    """What a table is made of: the data folder, releases that can all be read, and the preview of one reader."""

    folder: Hashable
    releases: tuple[Release, ...]
    preview: Preview | None

    @property
    def is_large(self) -> bool:
        """Whether its tables go to the disk cache; budgets and lists of tranches are never that long."""
        return sum(release.rows for release in self.releases if release.kind == "observations") > LARGE

    @property
    def without_preview(self) -> "_State":
        """What all readers see."""
        return self._replace(preview=None)


def _current_state(name: str) -> _State:
    """What counts now for a table, or the last good state where that cannot be read; one within a moment."""
    return memo.once(name, lambda: _readable_state(name))


def _readable_state(name: str) -> _State:
    shipped(name)  # what is wrong with that is wrong with no release
    folder, preview = _folder_version(), _preview.get()

    def read(counting: tuple[Release, ...]) -> _State:
        state = _State(folder, counting, None)
        _protected(state, name)
        return state

    state = releases.last_good(name, tuple(release for release in releases.active() if release.kind == name), read)
    return state._replace(preview=preview if preview and preview.kind == name else None)


@memo.by_state(8)
def _overlaid(state: _State, name: str) -> pd.DataFrame:
    """The table with releases and preview over it, small numbers included, with the column `release`."""
    if state.preview:
        return _with_preview(state, name)[0]
    if state.is_large:
        return _overlaid_with_revisions(state, name)[0]
    rows = _release_rows(state.releases, name)
    return overlay.overlaid(shipped(name), rows, name) if len(rows) else shipped(name).assign(release=0)


@memo.by_state(8)
def _protected(state: _State, name: str) -> pd.DataFrame:
    """The table as readers may see it: `_overlaid` without small numbers."""

    def make() -> pd.DataFrame:
        return protection.protect(name, _overlaid(state, name)[list(TABLES[name].names)])

    return _cached_on_disk("zichtbaar", state, name, make) if state.is_large and not state.preview else make()


@memo.by_state(8)
def _revisions(state: _State, name: str) -> pd.DataFrame:
    """The revisions of the table that readers may see."""
    if state.preview:
        return _revisions_to_show(state, name, _with_preview(state, name)[1])
    if state.is_large:

        def make() -> pd.DataFrame:
            return _revisions_to_show(state, name, _overlaid_with_revisions(state, name)[1])

        return _cached_on_disk("gewijzigd", state, name, make)
    rows = _release_rows(state.releases, name)
    if rows.empty:
        return shipped(name).head(0).assign(release=0, since=0)
    return _revisions_to_show(state, name, overlay.revisions(shipped(name), rows, name))


def _revisions_to_show(state: _State, name: str, revised_rows: pd.DataFrame) -> pd.DataFrame:
    if name != "observations" or revised_rows.empty:
        return revised_rows
    return protection.revisions_readers_may_see(revised_rows, _overlaid(state, name), _protected(state, name))


@memo.by_state(2)
def _with_preview(state: _State, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A preview over what every reader sees, and the revisions; so a preview uncovers nothing that is hidden.

    With the small numbers beneath it, whoever previews a large number over a small one would see what protects that.
    """
    assert state.preview is not None
    base = state.without_preview
    visible = _protected(base, name).assign(release=_overlaid(base, name)["release"].to_numpy())
    texts = dict.fromkeys(state.preview.rows.select_dtypes("category"), "str")
    rows = _with_source(state.preview.rows.astype(texts).assign(release=PREVIEW))
    if overlay.REPLACE_KEYS[name] == TABLES[name].key:
        return overlay.with_release(visible, _revisions(base, name), rows, name)
    return overlay.overlaid(visible, rows, name), overlay.revisions(visible, rows, name)


@memo.by_state(8)
def _positions(state: _State) -> dict[str, npt.NDArray[np.intp]]:
    """The positions of the rows of each indicator."""
    return _protected(state, "observations").groupby("indicator").indices


def _release_rows(counting: Release | tuple[Release, ...], name: str) -> pd.DataFrame:
    return _with_source(releases.rows(counting, name))


def _with_source(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the source of their release where they name none."""
    release_sources = {release: source_of(release) for release in rows["release"].unique()}
    return rows.assign(source=rows["source"].mask(rows["source"] == "", rows["release"].map(release_sources)))


# --- a large state: overlaid one release at a time, and cached on disk for all processes ---

_disk_cache_lock = threading.RLock()


@lru_cache(maxsize=2)
def _overlaid_with_revisions(state: _State, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The overlay and its revisions, both with small numbers; goes on from the longest run of releases in the cache."""
    counting = state.releases
    current, revised_rows = shipped(name).assign(release=0), shipped(name).head(0).assign(release=0, since=0)
    included = 0
    for length in range(len(counting), 0, -1):
        keys = [_cache_key(step, counting[:length], name) for step in ("telt", "was")]
        cached = [disk_cache.read_cached(_cache_folder(), key) for key in keys]
        if cached[0] is not None and cached[1] is not None:
            current, revised_rows, included = cached[0], cached[1], length
            break
    for release in counting[included:]:
        current, revised_rows = overlay.with_release(current, revised_rows, _release_rows(release, name), name)
    if included < len(counting) and state.is_large:
        for step, table in (("telt", current), ("was", revised_rows)):
            disk_cache.write_cached(_cache_folder(), _cache_key(step, counting, name), table)
    return current, revised_rows


def _cached_on_disk(step: str, state: _State, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """A table from the disk cache, or made and written there; by one thread, for readers who come together want one."""
    with _disk_cache_lock:
        key = _cache_key(step, state.releases, name)
        table = disk_cache.read_cached(_cache_folder(), key)
        if table is None:
            table = make()
            disk_cache.write_cached(_cache_folder(), key, table)
        return table


def _cache_folder() -> Path:
    return releases.home() / "_states"


def _cache_key(step: str, counting: tuple[Release, ...], name: str) -> str:
    """Another key as soon as anything changes that a cached table is made of: the rows, or the rules in the code."""
    ingredients = [(data_dir() / f"{name}.parquet").read_bytes(), RULES_VERSION.encode()]
    ingredients += [repr((TABLES[name], INDICATORS, sorted(regions.parents().items()))).encode()]
    ingredients += [f"{release.number} {release.id} {release.digest}".encode() for release in counting]
    digest = hashlib.sha256(b"".join(hashlib.sha256(ingredient).digest() for ingredient in ingredients)).hexdigest()
    return f"{name}-{step}-{digest[:32]}"


# --- sources ---


def source_of(release: int) -> str:
    """The key in the table sources of a release, or of the preview."""
    return "voorbeeld" if release == PREVIEW else f"release-{release}"


def _with_release_sources(sources: pd.DataFrame) -> pd.DataFrame:
    """The sources with those of the releases that count, and that of the preview."""
    rows = [
        {
            "source": source_of(release.number),
            "title": release.source,
            "publisher": release.source,
            "date": release.source_date,
            "citation": f"{release.source} ({dutch.date(release.source_date)}). Release {release.number} in deze app.",
        }
        for release in releases.active()
    ]
    if preview := _preview.get():
        rows.append(
            {
                "source": source_of(PREVIEW),
                "title": preview.file,
                "publisher": "",
                "date": "",
                "citation": f"Voorbeeld, niet gepubliceerd: {preview.file}",
            }
        )
    if not rows:
        return sources
    return pd.concat([sources, pd.DataFrame(rows)], ignore_index=True).fillna("")


# --- writing ---


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
