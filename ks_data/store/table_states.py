"""The tables of a state of the data: what was shipped, releases and a preview over it, small numbers hidden.

Knows tables, not what a figure means, nor which state counts now: see `snapshot`.
"""

import hashlib
import threading
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import keys, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.parquet import data_dir
from ks_data.catalogue.tables import TABLES
from ks_data.statistics import disclosure
from ks_data.statistics.disclosure import EarlierState
from ks_data.store import disk_cache, earlier, overlay, protection, releases
from ks_data.store.earlier import History, Seen
from ks_data.store.releases import Release
from ks_data.store.rules_version import RULES_VERSION
from ks_data.store.shipped import shipped

PREVIEW = 2**62
"""The number that rows of a preview have instead of that of a release: newer than any."""
LARGE = 50_000
"""From so many rows in the releases that count, a state is large: its tables go to the disk cache."""
READERS = 16
"""So many records are read at once, for a bucket answers each of them late."""
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Preview:
    """Unpublished rows that one reader sees over a snapshot; `id` tells one preview from another.

    own_rule: whether their source hides small numbers by a rule of its own, as for a release.
    """

    kind: str
    file: str
    id: str
    rows: pd.DataFrame = field(compare=False, repr=False)
    own_rule: bool | None = None


class TableState(NamedTuple):
    """What a table is made of: the data folder, releases that can all be read, and the preview of one reader.

    history: what readers saw before it. is_past: whether it is asked for as a state of before; of those other ones are
    remembered, so that they push the state of today out of no memory. now: of a state to which a link holds on, that of
    today: what is hidden in it is hidden in this one too.
    """

    folder: Hashable
    releases: tuple[Release, ...]
    preview: Preview | None
    history: History = History()
    is_past: bool = False
    now: "TableState | None" = None

    @property
    def is_large(self) -> bool:
        """Whether its tables go to the disk cache; budgets and lists of tranches are never that long."""
        return sum(release.rows for release in self.releases if release.kind == "observations") > LARGE

    @property
    def own_rule(self) -> frozenset[int]:
        """The releases, and the preview, of which the source hides small numbers by a rule of its own."""
        previews = {PREVIEW} if self.preview and self.preview.own_rule else set()
        return releases.with_own_rule(self.releases) | previews

    @property
    def without_preview(self) -> "TableState":
        """What all readers see."""
        return self._replace(preview=None)

    def earlier(self, number: int) -> "TableState":
        """One of the states before it, the first of which is 0."""
        return TableState(self.folder, self.history.states[number], None, self.history.before(number), is_past=True)

    @property
    def as_it_was(self) -> "TableState":
        """What all readers saw when it was the state of the day."""
        return self._replace(now=None)


def by_state(states: int, large: int = 2) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keeps what a function makes of the last states, its first argument; those with a preview, and past ones, apart.

    So they push no published state out, and `forget_previews` lets the first go. large: of so many large ones, which
    are on disk too; each takes some hundreds of megabytes.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        previewed = lru_cache(maxsize=states)(function)
        kept = {
            (is_past, is_large): lru_cache(maxsize=large if is_large else states)(function)
            for is_past, is_large in product((False, True), repeat=2)
        }
        _clear_previews.append(previewed.cache_clear)

        @wraps(function)
        def wrapper(*arguments: P.args, **named: P.kwargs) -> T:
            state = arguments[0]
            assert isinstance(state, TableState)
            chosen = previewed if state.preview else kept[state.is_past, state.is_large]
            return chosen(*arguments, **named)  # type: ignore[arg-type]  # hashable

        def cache_clear() -> None:
            for cache in (previewed, *kept.values()):
                cache.cache_clear()

        wrapper.cache_clear = cache_clear  # type: ignore[attr-defined]  # as lru_cache has it
        return wrapper

    return decorate


def forget_previews() -> None:
    """Lets go the tables that were made for readers who look at figures that are not published."""
    for clear in _clear_previews:
        clear()


_clear_previews: list[Callable[[], None]] = []


@by_state(8)
def overlaid(state: TableState, name: str) -> pd.DataFrame:
    """The table with releases and preview over it, small numbers included, with the column `release`."""
    if state.preview:
        return _with_preview(state, name)[0]
    if state.is_large:
        return overlaid_with_revisions(state, name)[0]
    rows = _release_rows(state.releases, name)
    return overlay.overlaid(shipped(name), rows, name) if len(rows) else shipped(name).assign(release=0)


@by_state(8)
def protected(state: TableState, name: str) -> pd.DataFrame:
    """The table as readers may see it: `overlaid` without small numbers, also for who saw the states before it."""

    if state.now:
        return _as_readers_saw(state, state.now, name)

    def make() -> pd.DataFrame:
        earlier_states, _ = _earlier_states(state, name)  # first, for this state goes on from the last of them
        return protection.protect(name, overlaid(state, name), state.own_rule, earlier_states)

    if not state.is_large or state.preview:
        return make()
    return _cached_on_disk("zichtbaar", state, name, make, lambda: _earlier_states(state, name)[1])


def _as_readers_saw(state: TableState, now: TableState, name: str) -> pd.DataFrame:
    """An earlier table as readers saw it, without what is hidden today: a part of what was shown already."""
    rows = overlaid(state.as_it_was, name)[list(TABLES[name].names)]
    if name != "observations":
        return rows
    rows_now = overlaid(now, name)
    standing = keys.positions(rows, rows_now, TABLES[name].key)
    hidden_now = [np.append(mask, False)[standing] for mask in protection.hidden(rows_now, protected(now, name))]
    shown = [was & ~is_hidden for was, is_hidden in zip(seen(state.as_it_was, name).masks(), hidden_now, strict=True)]
    return protection.as_shown(rows, *shown)


@by_state(1024, large=1024)
def seen(state: TableState, name: str) -> Seen:
    """What readers see of a state; recorded beside the releases, by the first process that shows it."""
    if (recorded := _recorded(state, name)) is not None:
        return recorded
    before = _if_readable(_counts, state.earlier(len(state.history.states) - 1), name) if state.history.states else None
    counted = _counts(state, name)
    extends = before is not None and protection.extends(before, counted)
    result = Seen.of(protected(state, name), disclosure.digest(counted), extends)
    if releases.newest() and _earlier_states(state, name)[1]:  # who only looks makes no place for releases
        earlier.write(_record_key(state, name), result)
    return result


def _recorded(state: TableState, name: str) -> Seen | None:
    return earlier.read(_record_key(state, name))


def _record_key(state: TableState, name: str) -> str:
    return f"{RULES_VERSION}-{_cache_key('gezien', state.releases, name, state.history.key)}"


def first_unrecorded(state: TableState, name: str) -> int | None:
    """The first of the states before it of which it is not recorded what readers saw; None when it is of all."""
    states = [state.earlier(number) for number in range(len(state.history.states))]
    with ThreadPoolExecutor(READERS) as pool:
        recorded = list(pool.map(lambda each: _recorded(each, name) is not None, states))
    return recorded.index(False) if False in recorded else None


def _earlier_states(state: TableState, name: str) -> tuple[list[EarlierState], bool]:
    """What readers saw before a state, newest first: right before it, and before each change of what stood there.

    What was shown is shown in all later states that still have it, and the sums of a state hold in all that extend it.
    So of states in which the same is counted the newest is enough. And whether all could be read.
    """
    if name != "observations" or state.preview:
        return [], True
    states = [state.earlier(number) for number in range(len(state.history.states))]
    views = [_if_readable(seen, each, name) for each in states]  # the oldest first
    alike: dict[str, list[tuple[TableState, Seen]]] = {}
    for each, view, after in reversed(list(zip(states, views, [*views, None][1:], strict=True))):
        if view and not (after and after.extends):
            alike.setdefault(view.counted, []).append((each, view))
    counted: list[EarlierState] = []
    for same in reversed(alike.values()):  # the oldest first, for each goes on from the one before it
        read = ((each, _if_readable(_counts, each, name), view) for each, view in same)
        shown = ((each, EarlierState(rows, *view.masks())) for each, rows, view in read if rows is not None)
        counted += [_without_old_words(state, each, was) for each, was in islice(shown, 1)]
    return counted[::-1], None not in views and len(counted) == len(alike)


def _without_old_words(state: TableState, each: TableState, was: EarlierState) -> EarlierState:
    """What readers saw of an earlier state, less what stood there on a word that nobody gives any more."""
    if not each.own_rule:
        return was
    rows, now = overlaid(each, "observations"), overlaid(state, "observations")
    return was.at(~protection.taken_back(rows, now, each.own_rule, state.own_rule))


def _if_readable(make: Callable[[TableState, str], T], state: TableState, name: str) -> T | None:
    """What is made of a state; None where that cannot be read any more, and so by no reader either."""
    try:
        return make(state, name)
    except DataError:
        return None


@by_state(8, large=8)
def _counts(state: TableState, name: str) -> pd.DataFrame:
    """What counted in a state, without its texts."""
    return disclosure.counted_rows(overlaid(state, name))


@by_state(8)
def revisions(state: TableState, name: str) -> pd.DataFrame:
    """The revisions of the table that readers may see; of a state to which a link holds on, none."""
    if state.now:
        return overlaid(state.as_it_was, name).head(0).assign(since=0)
    if state.preview:
        return _revisions_to_show(state, name, _with_preview(state, name)[1])
    if state.is_large:

        def make() -> pd.DataFrame:
            return _revisions_to_show(state, name, overlaid_with_revisions(state, name)[1])

        return _cached_on_disk("gewijzigd", state, name, make)
    rows = _release_rows(state.releases, name)
    if rows.empty:
        return shipped(name).head(0).assign(release=0, since=0)
    return _revisions_to_show(state, name, overlay.revisions(shipped(name), rows, name))


def _revisions_to_show(state: TableState, name: str, revised_rows: pd.DataFrame) -> pd.DataFrame:
    if name != "observations" or revised_rows.empty:
        return revised_rows
    visible = protected(state, name)
    may_be_seen = protection.revisions_readers_may_see(revised_rows, overlaid(state, name), visible, state.own_rule)
    return _seen_before(state, may_be_seen)


def _seen_before(state: TableState, revised_rows: pd.DataFrame) -> pd.DataFrame:
    """The revisions of which readers saw the figure in the state right before the release that changed it."""
    kept = [revised_rows.head(0)]
    numbers = [{each.number for each in counting} for counting in (*state.history.states, state.releases)]
    for release, rows in revised_rows.groupby("since", sort=False):
        place = next((at for at, counting in enumerate(numbers) if release in counting), 0)
        if release == PREVIEW or not place:
            kept.append(rows if release == PREVIEW else rows.head(0))
            continue
        before = state.earlier(place - 1)
        counted, view = _if_readable(_counts, before, "observations"), _if_readable(seen, before, "observations")
        if counted is None or view is None:  # nobody can check what readers saw
            continue
        standing = keys.positions(rows, counted, TABLES["observations"].key)
        kept.append(rows[np.append(view.masks()[0], False)[standing]])
    return pd.concat(kept).sort_index()


@by_state(2)
def _with_preview(state: TableState, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A preview over what every reader sees, and the revisions; so a preview uncovers nothing that is hidden.

    With the small numbers beneath it, whoever previews a large number over a small one would see what protects that.
    """
    assert state.preview is not None
    base = state.without_preview
    visible = protected(base, name).assign(release=overlaid(base, name)["release"].to_numpy())
    texts = dict.fromkeys(state.preview.rows.select_dtypes("category"), "str")
    rows = _with_source(state.preview.rows.astype(texts).assign(release=PREVIEW))
    if overlay.REPLACE_KEYS[name] == TABLES[name].key:
        return overlay.with_release(visible, revisions(base, name), rows, name)
    return overlay.overlaid(visible, rows, name), overlay.revisions(visible, rows, name)


@by_state(8)
def positions(state: TableState) -> dict[str, npt.NDArray[np.intp]]:
    """The positions of the rows of each indicator."""
    return protected(state, "observations").groupby("indicator").indices


def _release_rows(counting: Release | tuple[Release, ...], name: str) -> pd.DataFrame:
    return _with_source(releases.rows(counting, name))


def _one_by_one(counting: tuple[Release, ...], name: str) -> Iterator[pd.DataFrame]:
    """The rows of each release, the next of which are read while the caller works on these."""
    coming: Future[pd.DataFrame] | None = None
    with ThreadPoolExecutor(1) as reader:
        for release in (*counting, None):
            read, coming = coming, reader.submit(_release_rows, release, name) if release else None
            if read:
                yield read.result()


def _with_source(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the source of their release where they name none."""
    release_sources = {release: source_of(release) for release in rows["release"].unique()}
    return rows.assign(source=rows["source"].mask(rows["source"] == "", rows["release"].map(release_sources)))


# --- a large state: overlaid one release at a time, and cached on disk for all processes ---

_disk_cache_lock = threading.RLock()


@by_state(2)
def overlaid_with_revisions(state: TableState, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
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
    for rows in _one_by_one(counting[included:], name):
        current, revised_rows = overlay.with_release(current, revised_rows, rows, name)
    if included < len(counting) and state.is_large:
        for step, table in (("telt", current), ("was", revised_rows)):
            disk_cache.write_cached(_cache_folder(), _cache_key(step, counting, name), table)
    return current, revised_rows


def _cached_on_disk(
    step: str,
    state: TableState,
    name: str,
    make: Callable[[], pd.DataFrame],
    lasts: Callable[[], bool] = lambda: True,
) -> pd.DataFrame:
    """A table from the disk cache, or made and, if it lasts, written there; by one, for readers come together."""
    with _disk_cache_lock:
        key = _cache_key(step, state.releases, name, state.history.key)
        table = disk_cache.read_cached(_cache_folder(), key)
        if table is None:
            table = make()
            if lasts():
                disk_cache.write_cached(_cache_folder(), key, table)
        return table


def _cache_folder() -> Path:
    return releases.home() / "_states"


def _cache_key(step: str, counting: tuple[Release, ...], name: str, history: str = "") -> str:
    """Another key as soon as anything changes that a cached table is made of: the rows, or the rules in the code."""
    files = [data_dir() / f"{table}.parquet" for table in (name, "sources")]  # the latter says what documents publish
    ingredients = [path.read_bytes() if path.exists() else b"" for path in files] + [RULES_VERSION.encode()]
    ingredients += [repr((TABLES[name], INDICATORS, sorted(regions.parents().items()))).encode()]
    ingredients += [f"{release.number} {release.id} {release.digest}".encode() for release in counting]
    ingredients += [history.encode()]
    digest = hashlib.sha256(b"".join(hashlib.sha256(ingredient).digest() for ingredient in ingredients)).hexdigest()
    return f"{name}-{step}-{digest[:32]}"


def source_of(release: int) -> str:
    """The key in the table sources of a release, or of the preview."""
    return "voorbeeld" if release == PREVIEW else f"release-{release}"
