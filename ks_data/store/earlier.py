"""What readers saw of the states before one: by row whether its figure and its denominator were shown.

Knows tables, not what is hidden or why. Of every state this is kept on disk, so that no later one has to look for the
small numbers of all states before it again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.statistics import Mask
from ks_data.store import disk_cache, releases
from ks_data.store.releases import Release

STATES = 10_000
"""So many states stay on disk."""


@dataclass(frozen=True, slots=True)
class History:
    """The releases that counted together in each state of a table before one, oldest first; key: of all of them."""

    key: str = ""
    states: tuple[tuple[Release, ...], ...] = field(default=(), compare=False, repr=False)

    def before(self, number: int) -> "History":
        """The states before one of these."""
        return history(self.states[:number], self.states[number])


def history(states: Sequence[tuple[Release, ...]], now: tuple[Release, ...]) -> History:
    """The states of one table before that of now, which may be the last of them; each that differs from the next."""
    different = [state for state, after in pairwise((*states, now)) if state != after]
    names = [",".join(f"{release.number} {release.id} {release.digest}" for release in state) for state in different]
    return History(hashlib.sha256("\n".join(names).encode()).hexdigest() if names else "", tuple(different))


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers saw of a state, in bits, for there may be many states of many rows.

    extends: whether all that stood in the state before it stands in this one unchanged.
    """

    rows: int
    figures: npt.NDArray[np.uint8]
    denominators: npt.NDArray[np.uint8]
    extends: bool

    @classmethod
    def of(cls, visible: pd.DataFrame, extends: bool) -> "Seen":
        """What a table as readers see it shows."""
        figures, denominators = (np.packbits(visible[name].notna()) for name in ("value", "denominator"))
        return cls(len(visible), figures, denominators, extends)

    def masks(self) -> tuple[Mask, Mask]:
        """By row whether its figure, and its denominator, was shown."""
        figures, denominators = (
            np.unpackbits(bits, count=self.rows).astype(bool) for bits in (self.figures, self.denominators)
        )
        return figures, denominators


def read(key: str) -> Seen | None:
    """What was kept under a key; None where nothing is."""
    table = disk_cache.read_cached(_folder(), key)
    if table is None:
        return None
    last = len(table) - 1
    extends, bits = bool(table["figures"].iat[last]), table.iloc[:last]
    rows = int(table["denominators"].iat[last])
    return Seen(rows, bits["figures"].to_numpy(np.uint8), bits["denominators"].to_numpy(np.uint8), extends)


def write(key: str, seen: Seen) -> None:
    """Keeps what readers saw of a state."""
    table = pd.DataFrame({"figures": seen.figures, "denominators": seen.denominators}).astype("int64")
    table.loc[len(table)] = [int(seen.extends), seen.rows]
    disk_cache.write_cached(_folder(), key, table, STATES)


def _folder() -> Path:
    return releases.home() / "_seen"
