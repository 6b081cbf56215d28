"""Which state readers see: the newest once it is ready, and until then the last one. Knows no tables."""

import threading
from contextlib import suppress
from datetime import datetime

from ks_data.catalogue.errors import DataError
from ks_data.store.releases import dates
from ks_data.store.releases.errors import LOG
from ks_data.store.snapshot import Snapshot, current, with_preview
from ks_data.store.table_states import Preview

PATIENCE_SECONDS = 1.0
"""So long a reader waits for a new state; most are ready by then."""


class _Shown:
    """What readers of one place see, and what is being made ready for them: one state at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: Snapshot | None = None
        self._making: threading.Thread | None = None
        self.progress = 0.0
        self.is_behind = False
        self.since = dates.now()

    def state(self, newest: Snapshot) -> Snapshot:
        """The newest state, or the one before it while that takes longer than a reader's patience."""
        with self._lock:
            if self._shown is None or not self._shown.has_place_and_files_of(newest):
                self._shown, self.since = newest.recorded(), dates.now()
                self.is_behind = self._shown is not newest
                if self.is_behind:  # before the newest is begun, which goes on from what is recorded of it
                    with suppress(DataError):
                        self._shown.table("observations")
            if self._shown is newest:
                return newest
            if is_new := not (self._making and self._making.is_alive()):
                self._making = threading.Thread(target=self._make, args=(newest,), daemon=True)
                self._making.start()
            making, last = self._making, self._shown
        assert making
        if is_new:
            making.join(PATIENCE_SECONDS)
        return self._shown or last

    def is_shown(self, state: Snapshot) -> bool:
        return self._shown is None or self._shown is state or not self._shown.has_place_and_files_of(state)

    def _make(self, state: Snapshot) -> None:
        try:
            for self.progress in state.prepared():
                pass
        except Exception:  # what is wrong with it is said where it is shown
            LOG.exception("a new state could not be made ready")
        self._shown, self.since, self.is_behind = state, dates.now(), False


_shown = _Shown()


def shown(preview: Preview | None = None) -> Snapshot:
    """The state for a reader, with the preview of this one over it.

    After a release everyone sees the last state until the new one has been made ready beside them. Only a first reader,
    or the first after other shipped files, sees the newest at once; or, where it is not recorded what readers saw of
    the states before that (after an upgrade), the last of which it is, see `is_behind`.
    """
    state = _shown.state(current())
    return with_preview(state, preview) if preview else state


def is_behind() -> bool:
    """Whether readers see an earlier state than the last that was published, because this process just started."""
    return _shown.is_behind


def shown_since() -> datetime:
    """Since when readers in this process see what they see now, by the Dutch clock."""
    return _shown.since.astimezone(dates.HOME)


def pending() -> float | None:
    """How far the newest state has been made ready, from 0 to 1; None when readers see it."""
    return None if _shown.is_shown(current()) else _shown.progress
