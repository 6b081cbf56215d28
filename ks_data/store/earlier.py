"""What readers saw of the states before one: by row whether its figure and its denominator were shown.

Knows tables, not what is hidden or why. Of every state this is recorded beside the releases, so that no later one has
to look for the small numbers of all states before it again.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.statistics import Mask
from ks_data.statistics.disclosure import shown
from ks_data.store.releases import Release, records


@dataclass(frozen=True, slots=True)
class History:
    """The releases that counted together in each state of a table before one, oldest first.

    key: of all of them; keys: by state of all up to it.
    """

    key: str = ""
    states: tuple[tuple[Release, ...], ...] = field(default=(), compare=False, repr=False)
    keys: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def before(self, number: int) -> "History":
        """The states before one of these."""
        return History(self.keys[number - 1] if number else "", self.states[:number], self.keys[:number])


def history(states: Sequence[tuple[Release, ...]], now: tuple[Release, ...]) -> History:
    """The states of one table before that of now, which may be the last of them; each that differs from the next."""
    different = [state for state, after in pairwise((*states, now)) if state != after]
    running, keys = hashlib.sha256(), [""]
    for state in different:
        names = [f"{release.number} {release.id} {release.digest}" for release in state]
        running.update((",".join(names) + "\n").encode())
        keys.append(running.hexdigest())
    return History(keys[-1], tuple(different), tuple(keys[1:]))


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers saw of a state, in bits, for there may be many states of many rows.

    counted: a name of all that is counted in it. extends: whether all that stood in the state before it stands in this
    one unchanged.
    """

    rows: int
    counted: str
    figures: npt.NDArray[np.uint8]
    denominators: npt.NDArray[np.uint8]
    extends: bool

    @classmethod
    def of(cls, visible: pd.DataFrame, counted: str, extends: bool) -> "Seen":
        """What a table as readers see it shows."""
        figures, denominators = map(np.packbits, shown(visible))
        return cls(len(visible), counted, figures, denominators, extends)

    def masks(self) -> tuple[Mask, Mask]:
        """By row whether its figure, and its denominator, was shown."""
        figures, denominators = (
            np.unpackbits(bits, count=self.rows).astype(bool) for bits in (self.figures, self.denominators)
        )
        return figures, denominators


def read(key: str) -> Seen | None:
    """What was recorded under a key; None where nothing is, or nothing that is whole."""
    content = records.read(key)
    if content is None:
        return None
    head, _, bits = content.partition(b"\n")
    fields = json.loads(head)
    figures, denominators = np.frombuffer(zlib.decompress(bits), np.uint8).reshape(2, -1)
    return Seen(fields["rows"], fields["counted"], figures, denominators, fields["extends"])


def write(key: str, seen: Seen) -> None:
    """Records what readers saw of a state."""
    head = json.dumps({"rows": seen.rows, "counted": seen.counted, "extends": seen.extends}).encode()
    records.write(key, head + b"\n" + zlib.compress(seen.figures.tobytes() + seen.denominators.tobytes()))
