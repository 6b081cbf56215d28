"""One state of the data, as a value: answers take it as their first argument. Knows tables, not what a figure means."""

import hashlib
import weakref
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, wraps
from itertools import accumulate, pairwise
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.language import dutch
from ks_data.store import earlier, releases, table_states
from ks_data.store.releases import Release
from ks_data.store.shipped import files_version, is_fictitious, shipped
from ks_data.store.table_states import PREVIEW, Preview, TableState, source_of

P = ParamSpec("P")
T = TypeVar("T")
SOON = 50_000
"""So many rows are looked through for small numbers while a reader waits."""
KEPT = 8
"""So many states of the data are kept, with what was made of them; readers who came a little earlier see the last."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Snapshot:
    """The shipped data, the releases that count, and the preview of one reader. The same for as long as it is held.

    files: what the files in data/ and shapes/ are; place: where releases are kept; log: what their log is. states: the
    releases of each state up to it. newest: the number of the last release or restore of it. Of an earlier state, day:
    one on which it was that; now: the state of today, which hides in it what it hides itself. memo: what was made of
    this snapshot, by function (see `memoized`).
    """

    files: Hashable
    place: str
    log: Hashable
    is_fictitious: bool
    preview: Preview | None
    releases: tuple[Release, ...] = field(compare=False, repr=False)
    states: tuple[tuple[Release, ...], ...] = field(default=(), compare=False, repr=False)
    newest: int = field(default=0, compare=False)
    day: str = field(default="", compare=False)
    now: "Snapshot | None" = field(default=None, compare=False, repr=False)
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def identity(self) -> Hashable:
        """Equal for the same state of the data; holds none of it."""
        return self.files, self.place, self.log, self.is_fictitious, self.preview and self.preview.id

    def table(self, name: str) -> pd.DataFrame:
        """A table with its declared columns in order; text is never null, a missing number is NaN.

        Small numbers of persons are hidden here, before anything leaves the package, so that no page, download or
        export can show them or let them be recomputed. Raises DataError when the parquet file is missing, damaged or
        foreign.
        """
        if name in KINDS:
            return table_states.protected(self._state(name), name).copy(deep=False)
        return self._with_release_sources(shipped(name)) if name == "sources" else shipped(name)

    def observations(self, indicator: str) -> pd.DataFrame:
        """The observations of one indicator, as `table` gives them, without a search through all the others."""
        state = self._state("observations")
        rows = table_states.protected(state, "observations")
        return rows.iloc[table_states.positions(state).get(indicator, [])]

    def unprotected(self, name: str) -> pd.DataFrame:
        """A table with small numbers included: for checks and comparisons, never for a reader.

        The column `release` is the number of the release that a row came with; 0 is shipped.
        """
        return table_states.overlaid(self._state(name), name).copy(deep=False)

    def revisions(self, name: str) -> pd.DataFrame:
        """What a figure was before a release changed it: the row of that time, and `since`, the release's number.

        What was too small to show, or would be together with what is shown now, is not in it.
        """
        return table_states.revisions(self._state(name), name).copy(deep=False)

    def as_of(self, counting: tuple[Release, ...], name: str) -> pd.DataFrame:
        """What counts with these releases only, as `unprotected`. Raises DataError when one cannot be read."""
        state = TableState(self.files, counting, None)
        return table_states.overlaid_with_revisions(state, name)[0].copy(deep=False)

    def followed_by(self, release: Release) -> pd.DataFrame:
        """The table of a release as readers will see it when that counts over this state, beside all they saw before.

        Raises DataError when a release cannot be read.
        """
        counting = (*self._counting(release.kind), release)
        history = earlier.history((*self._states_of(release.kind), counting), counting)
        state = TableState(self.files, counting, None, history, is_past=True)
        return table_states.protected(state, release.kind)

    def prepare(self, name: str) -> None:
        """Makes what readers will ask for of a large table, so that the first of them does not wait.

        And records what they see of it, for the states that come after it.
        """
        with suppress(DataError):
            if (state := self._state(name)).is_large:
                table_states.protected(state, name)
                table_states.revisions(state, name)

    def prepared(self) -> Iterator[float]:
        """Makes all that readers ask for of the tables that releases change; says after each step how far it is."""
        steps = [(make, name) for name in KINDS for make in (self.table, self.revisions)]
        for number, (make, name) in enumerate(steps, 1):
            with suppress(DataError):
                make(name)
            yield number / len(steps)

    def digest(self) -> str:
        """Another one as soon as anything differs that readers see of this state; not of what is hidden today.

        By that a guess of it could be tried. Raises DataError as `table`.
        """
        if (known := self.memo.get("digest")) is None:
            digest = hashlib.sha256()
            for name in TABLES:
                table = self.table(name) if name in KINDS else shipped(name)
                texts = dict.fromkeys(table.select_dtypes("category"), "str")
                digest.update(repr((name, list(table))).encode())
                digest.update(pd.util.hash_pandas_object(table.astype(texts), index=False).to_numpy().tobytes())
            known = self.memo.setdefault("digest", digest.hexdigest())
        return str(known)

    def has_place_and_files_of(self, other: "Snapshot") -> bool:
        """Whether another state is one of the same place with the same shipped files."""
        return (self.place, self.files, self.is_fictitious) == (other.place, other.files, other.is_fictitious)

    @property
    def mark(self) -> str:
        """The word that goes across all that may not be taken for published figures; empty where all is real."""
        return " ".join([*(["FICTIEF"] if self.is_fictitious else []), *(["VOORBEELD"] if self.preview else [])])

    def _state(self, name: str) -> TableState:
        """What counts for a table, or its last good state where that cannot be read."""
        state = self.memo.get(name)
        return state or self.memo.setdefault(name, self._readable_state(name))

    def _readable_state(self, name: str) -> TableState:
        shipped(name)  # what is wrong with that is wrong with no release
        if self.now:
            state = self._table_state(name)._replace(is_past=True, now=self.now._state(name).without_preview)
            table_states.protected(state, name)
            return state

        def read(counting: tuple[Release, ...]) -> TableState:
            state = self._table_state(name, counting)
            table_states.protected(state, name)
            if name == "observations":
                table_states.seen(state, name)  # which records that
            return state

        state = releases.last_good(name, self._counting(name), read)
        return state._replace(preview=self.preview if self.preview and self.preview.kind == name else None)

    def _counting(self, name: str) -> tuple[Release, ...]:
        return tuple(release for release in self.releases if release.kind == name)

    def _table_state(self, name: str, counting: tuple[Release, ...] | None = None) -> TableState:
        """What a table is made of, with these releases or those that count."""
        counting = self._counting(name) if counting is None else counting
        return TableState(self.files, counting, None, earlier.history(self._states_of(name), counting))

    def _states_of(self, name: str) -> tuple[tuple[Release, ...], ...]:
        """By state up to this one, the releases of a table."""
        return tuple(tuple(release for release in state if release.kind == name) for state in self.states)

    def recorded(self) -> "Snapshot":
        """Itself, or the last state before it that can be shown at once while what came before that is recorded.

        After an upgrade, what readers saw of each state is looked for again, one after another. It is itself where so
        few rows have to be looked through that a reader hardly waits.
        """
        state = self._table_state("observations")
        first = table_states.first_unrecorded(state, "observations")
        if first is None:
            return self
        missing = len(state.history.states) - first
        if missing * len(shipped("observations")) <= SOON:
            return self
        changes = (before != after for before, after in pairwise(self._states_of("observations")))
        last = sum(count <= first for count in accumulate(changes, initial=0)) - 1
        log = ("recorded", last, self.log)
        return _published(replace(self, log=log, releases=self.states[last], states=self.states[: last + 1], memo={}))

    def _with_release_sources(self, sources: pd.DataFrame) -> pd.DataFrame:
        """The sources with those of the releases that count, and that of the preview."""
        rows = [
            {
                "source": source_of(release.number),
                "title": release.source,
                "publisher": release.source,
                "date": release.source_date,
                "citation": f"{release.source} ({dutch.date(release.source_date)}). "
                f"Release {release.number} in deze app.",
            }
            for release in self.releases
        ]
        if self.preview:
            citation = f"Voorbeeld, niet gepubliceerd: {self.preview.file}"
            row = {"title": self.preview.file, "publisher": "", "date": "", "citation": citation}
            rows.append({"source": source_of(PREVIEW), **row})
        return pd.concat([sources, pd.DataFrame(rows)], ignore_index=True).fillna("") if rows else sources


def current(preview: Preview | None = None) -> Snapshot:
    """The state of the data now, with a preview over it: the same object until anything changes."""
    files = (files_version(), regions.version())
    now = (files, releases.place(), releases.version(), is_fictitious(), None)
    state = _published(Snapshot(*now, releases.active(), _states(*now[1:3]), releases.newest()))
    return with_preview(state, preview) if preview else state


@lru_cache(KEPT)
def _states(place: str, log: Hashable) -> tuple[tuple[Release, ...], ...]:
    """The releases of each state up to that of a log, which every reader asks for."""
    return releases.states()


def with_preview(state: Snapshot, preview: Preview) -> Snapshot:
    """A state with a preview over it: the same object for the same of both."""
    place = (state.files, state.place, state.log, state.is_fictitious)
    return _previewed(Snapshot(*place, preview, state.releases, state.states, state.newest))


def at(release: int, day: str = "") -> Snapshot:
    """The state of a day on which a release was the newest (0: what was shipped); see `releases.states_until`.

    It shows what readers saw of it, without what is hidden today. Raises DataError when there was no such state, or
    when it cannot be read any more.
    """
    now = current()
    states = releases.states_until(release, day)
    if states == now.states:
        return now
    day = day or releases.last_day(release)
    log = ("at", len(states), tuple(each.number for each in states[-1]), release, day, now.log)
    state = _past(
        Snapshot(
            now.files,
            now.place,
            log,
            now.is_fictitious,
            None,
            states[-1],
            states,
            release,
            day,
            now,
        )
    )
    for name in KINDS:
        state._state(name)
    return state


def load(name: str) -> pd.DataFrame:
    """A table as readers may see it now; see `Snapshot.table`."""
    return current().table(name)


def forget_previews() -> None:
    """Lets go of all that was made for readers who look at figures that are not published."""
    _previewed.cache_clear()
    table_states.forget_previews()


def _itself(snapshot: Snapshot) -> Snapshot:
    return snapshot


_published, _previewed, _past = (lru_cache(KEPT)(_itself) for _ in range(3))
"""Of equal snapshots the one that came first, with its memo; those of a preview or a link push no published one out."""


def memoized(function: Callable[Concatenate[Snapshot, P], T]) -> Callable[Concatenate[Snapshot, P], T]:
    """Keeps what a function makes of a snapshot, by its other arguments, for as long as the snapshot is there.

    These must be hashable. A frame is handed out as a copy on write, so that no caller can spoil the next.
    """

    @wraps(function)
    def wrapper(data: Snapshot, /, *arguments: P.args, **named: P.kwargs) -> T:
        remembered = data.memo.get(wrapper)
        if remembered is None:
            remembered = data.memo.setdefault(wrapper, _remembering(function, weakref.ref(data)))
        answer = remembered(*arguments, **named)
        return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else answer

    return wrapper


def _remembering(function: Callable[..., T], snapshot: "weakref.ref[Snapshot]") -> Callable[..., T]:
    """The function of one snapshot; it does not hold the snapshot, whose memo holds it."""

    @lru_cache(maxsize=1024)
    def remembered(*arguments: Any, **named: Any) -> T:
        return function(snapshot(), *arguments, **named)

    return remembered
