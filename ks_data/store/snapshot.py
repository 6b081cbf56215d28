"""Gives every table as it counts now: the shipped parquet, releases over it, small numbers hidden; writes the parquet.

Knows tables, not what a figure means. The folder is data/ beside this package, or the one that the
environment variable KS_DATA_DIR names; releases/__init__.py tells where releases are kept.
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

from ks_data import statistics
from ks_data.catalogue import memo, parquet, periods, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS, related, wider_than
from ks_data.catalogue.parquet import data_dir
from ks_data.catalogue.tables import KINDS, TABLES, Table
from ks_data.language import dutch
from ks_data.statistics import disclosure
from ks_data.store import disk_cache, overlay, releases
from ks_data.store.releases import Release
from ks_data.store.rules_version import RULES_VERSION

BUILD = "python -m ks_data build"
PREVIEW = 2**62
"""The number that rows of a preview have instead of that of a release: newer than any."""
LARGE = 50_000
"""From so many rows in the releases that count, what is made of them is kept on disk."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Rows that one reader sees over what is published; `id` tells one preview of another."""

    kind: str
    file: str
    id: str
    rows: pd.DataFrame = field(compare=False, repr=False)


_preview: ContextVar[Preview | None] = ContextVar("preview", default=None)


@contextmanager
def moment(preview: Preview | None = None) -> Iterator[None]:
    """Within it all that is read shows one state of the data, with the rows of a preview over what is published."""
    token = _preview.set(preview)
    try:
        with memo.moment():
            yield
    finally:
        _preview.reset(token)


def previewed() -> Preview | None:
    """The preview that is looked at now."""
    return _preview.get()


class Version(NamedTuple):
    """What the data are: another value as soon as a file in the data folder changes or another release counts."""

    folder: Hashable
    releases: Hashable
    preview: Preview | None


def version() -> Version:
    """What the data are now."""
    return memo.once("version", lambda: Version(_folder(), releases.version(), _preview.get()))


def _folder() -> Hashable:
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
        return _visible(_state(name), name).copy(deep=False)
    return _with_releases(shipped(name)) if name == "sources" else shipped(name)


def about(indicator: str) -> pd.DataFrame:
    """The observations of one indicator, as `load` gives them, without looking through all the others."""
    state = _state("observations")
    return _visible(state, "observations").iloc[_places(state).get(indicator, [])]


def shipped(name: str) -> pd.DataFrame:
    """A table as it was built: without releases, with small numbers. Raises DataError like `load`."""
    return parquet.read(data_dir() / f"{name}.parquet", TABLES[name].schema, BUILD)


def published(name: str) -> pd.DataFrame:
    """A table with what counts now, small numbers included: for checks and comparisons, never for a reader.

    The column `release` is the number of the release that a row came with; 0 is shipped.
    """
    return _laid_over(_state(name), name).copy(deep=False)


def changes(name: str) -> pd.DataFrame:
    """What a figure was before a release changed it: the row of that time, and `since`, the number of the release.

    What was too small to show, or would be with what is shown now, is not in it.
    """
    return _changes(_state(name), name).copy(deep=False)


def fictitious() -> bool:
    """Whether the data folder holds the demonstration set, of which nothing is real."""
    return (data_dir() / "FICTIEF").exists()


def mark() -> str:
    """The word that goes across everything that may not be taken for published figures; empty where all is real."""
    return " ".join([*(["FICTIEF"] if fictitious() else []), *(["VOORBEELD"] if previewed() else [])])


# --- what counts ---


class _State(NamedTuple):
    """What a table is made of: releases that can all be read, and what one reader looks at over them."""

    folder: Hashable
    releases: tuple[Release, ...]
    preview: Preview | None

    @property
    def large(self) -> bool:
        """Whether it takes so long to make that it is kept on disk; budgets and lists of tranches never do."""
        return sum(one.rows for one in self.releases if one.kind == "observations") > LARGE

    @property
    def beneath(self) -> "_State":
        """The same for all readers, without a preview."""
        return self._replace(preview=None)


def _state(name: str) -> _State:
    return memo.once(name, lambda: _looked_at(name))


def _looked_at(name: str) -> _State:
    """What counts now; where that cannot be read, the last good state."""
    shipped(name)  # what is wrong with that is wrong with no release
    folder, shown = _folder(), _preview.get()

    def read(counting: tuple[Release, ...]) -> _State:
        state = _State(folder, counting, None)
        _visible(state, name)
        return state

    state = releases.last_good(name, tuple(one for one in releases.active() if one.kind == name), read)
    return state._replace(preview=shown if shown and shown.kind == name else None)


def _cited(rows: pd.DataFrame) -> pd.DataFrame:
    own = {release: source_of(release) for release in rows["release"].unique()}
    return rows.assign(source=rows["source"].mask(rows["source"] == "", rows["release"].map(own)))


@memo.by_state(8)
def _laid_over(state: _State, name: str) -> pd.DataFrame:
    if state.preview:
        return _looked_through(state, name)[0]
    if state.large:
        return _summed(state, name)[0]
    rows = _cited(releases.rows(state.releases, name))
    return overlay.overlaid(shipped(name), rows, name) if len(rows) else shipped(name).assign(release=0)


@memo.by_state(8)
def _visible(state: _State, name: str) -> pd.DataFrame:
    def make() -> pd.DataFrame:
        return readable(name, _laid_over(state, name)[list(TABLES[name].names)])

    return _kept("zichtbaar", state, name, make) if state.large and not state.preview else make()


@memo.by_state(8)
def _changes(state: _State, name: str) -> pd.DataFrame:
    if state.large and not state.preview:
        return _kept("gewijzigd", state, name, lambda: _seen(name, _summed(state, name)[1], state))
    if state.preview:
        return _seen(name, _looked_through(state, name)[1], state)
    rows = _cited(releases.rows(state.releases, name))
    if rows.empty:
        return shipped(name).head(0).assign(release=0, since=0)
    return _seen(name, overlay.changes(shipped(name), rows, name), state)


@memo.by_state(2)
def _looked_through(state: _State, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A preview over what every reader sees, and what was changed: what is hidden cannot be learned by laying over it.

    If the small numbers were beneath, then who lays a large one over such a number would see what protects it.
    """
    assert state.preview is not None
    known = _visible(state.beneath, name).assign(release=_laid_over(state.beneath, name)["release"].to_numpy())
    texts = dict.fromkeys(state.preview.rows.select_dtypes("category"), "str")
    rows = _cited(state.preview.rows.astype(texts).assign(release=PREVIEW))
    if overlay.KEYS[name] == TABLES[name].key:
        return overlay.added(known, _changes(state.beneath, name), rows, name)
    return overlay.overlaid(known, rows, name), overlay.changes(known, rows, name)


@memo.by_state(8)
def _places(state: _State) -> dict[str, npt.NDArray[np.intp]]:
    """Where the rows of each indicator stand."""
    return _visible(state, "observations").groupby("indicator").indices


def _seen(name: str, found: pd.DataFrame, state: _State) -> pd.DataFrame:
    """The changes of which a reader may see both what it was and what it is.

    Where something was hidden that no longer is, what its indicator was in that year stays untold, and what those were
    of which it is a part or that are a part of it: with what is seen now, the old total would give the old small number
    away. So does what more than one release changed: nobody looked at what was hidden in between.
    """
    if name != "observations" or found.empty:
        return found
    key, visible = list(TABLES[name].key), _visible(state, name)
    then = pd.concat([found, _laid_over(state, name)]).drop_duplicates(key)[list(TABLES[name].names)]
    shown = readable(name, then)
    hidden, still = (one.loc[one["status"] == statistics.SUPPRESSED, key] for one in (shown, visible))
    come = hidden.merge(still, on=key, how="left", indicator=True).query("_merge == 'left_only'")
    for one in (shown, visible):
        found = found.merge(one.loc[one["value"].notna(), key], on=key)
    told = {(other, year) for pairs in _each_year(come) for id, year in pairs for other in related(id)}
    since: dict[tuple[str, int], set[int]] = {}
    for pairs, release in zip(_each_year(found), found["since"], strict=True):
        for pair in pairs:
            since.setdefault(pair, set()).add(int(release))
    told |= {pair for pair, by in since.items() if len(by) > 1}
    together = found[["indicator", "period"]].drop_duplicates()
    unsafe = together[np.array([not told.isdisjoint(years) for years in _each_year(together)], bool)]
    return found.merge(unsafe, how="left", indicator=True).query("_merge == 'left_only'").drop(columns="_merge")


def _each_year(rows: pd.DataFrame) -> list[list[tuple[str, int]]]:
    """The indicator with each year of its period."""
    return [
        [(id, year) for year in periods.years_of(period)] for id, period in rows[["indicator", "period"]].to_numpy()
    ]


# --- a large state: laid over one release at a time, and kept on disk for all processes ---


def prepare(name: str) -> None:
    """Makes what readers will ask for of a table, so that the first of them does not wait; only when it is large."""
    with suppress(DataError):
        if (state := _state(name)).large:
            _visible(state, name)
            _changes(state, name)


def as_of(counting: tuple[Release, ...], name: str) -> pd.DataFrame:
    """What counts with these releases only, as `published`. Raises DataError when one of them cannot be read."""
    return _summed(_State(_folder(), counting, None), name)[0]


@lru_cache(maxsize=2)
def _summed(state: _State, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What counts and what changed, both with small numbers; from the last of the states before that was kept."""
    over = state.releases
    laid, before, known = shipped(name).assign(release=0), shipped(name).head(0).assign(release=0, since=0), 0
    for many in range(len(over), 0, -1):
        held = [disk_cache.remembered(_kept_in(), _key(what, over[:many], name)) for what in ("telt", "was")]
        if held[0] is not None and held[1] is not None:
            laid, before, known = held[0], held[1], many
            break
    for one in over[known:]:
        laid, before = overlay.added(laid, before, _cited(releases.rows(one, name)), name)
    if known < len(over) and state.large:
        for what, made in (("telt", laid), ("was", before)):
            disk_cache.remember(_kept_in(), _key(what, over, name), made)
    return laid, before


def _kept(what: str, state: _State, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """From the disk, or made and kept there; one at a time, for readers who come together want the same."""
    with _making:
        key = _key(what, state.releases, name)
        found = disk_cache.remembered(_kept_in(), key)
        if found is None:
            found = make()
            disk_cache.remember(_kept_in(), key, found)
        return found


def _kept_in() -> Path:
    return releases.home() / "_states"


def _key(what: str, over: tuple[Release, ...], name: str) -> str:
    """Another key as soon as anything changes that a kept table is made of: the rows, or the rules in the code."""
    made_of = [(data_dir() / f"{name}.parquet").read_bytes(), RULES_VERSION.encode()]
    made_of += [repr((TABLES[name], INDICATORS, sorted(regions.parents().items()))).encode()]
    made_of += [f"{one.number} {one.id} {one.digest}".encode() for one in over]
    digest = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in made_of)).hexdigest()
    return f"{name}-{what}-{digest[:32]}"


_making = threading.RLock()


def readable(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """All the rows of a table as readers may see them: without small numbers of persons."""
    if name != "observations":
        return rows
    nested = [(one.id, wider) for one in INDICATORS.values() for wider in sorted(wider_than(one))]
    return disclosure.suppressed(rows, regions.parents(), INDICATORS, nested)


def source_of(release: int) -> str:
    """The key in the table sources of a release, or of the preview."""
    return "voorbeeld" if release == PREVIEW else f"release-{release}"


def _with_releases(sources: pd.DataFrame) -> pd.DataFrame:
    """The sources with those of the releases that count, and of what is looked at."""
    rows = [
        {
            "source": source_of(one.number),
            "title": one.source,
            "publisher": one.source,
            "date": one.source_date,
            "citation": f"{one.source} ({dutch.date(one.source_date) if one.source_date else 'zonder datum'}). "
            f"Release {one.number} in deze app.",
        }
        for one in releases.active()
    ]
    if shown := _preview.get():
        said = f"Voorbeeld, niet gepubliceerd: {shown.file}"
        rows.append({"source": source_of(PREVIEW), "title": shown.file, "publisher": "", "date": "", "citation": said})
    if not rows:
        return sources
    return pd.concat([sources, pd.DataFrame(rows)], ignore_index=True).fillna("")


# --- writing ---


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Writes each table as parquet: sorted by key, the same bytes for the same rows.

    Each file is written beside its target and moved over it, so a reader never sees half a file.
    """
    for name, frame in tables.items():
        target = folder / f"{name}.parquet"
        beside = target.with_suffix(".tmp")
        pq.write_table(_arrow(TABLES[name], frame), beside, compression="zstd")
        beside.replace(target)


def _arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    ordered = frame.sort_values(list(table.key), kind="stable")
    return pa.Table.from_pandas(ordered, table.schema, preserve_index=False).replace_schema_metadata()
