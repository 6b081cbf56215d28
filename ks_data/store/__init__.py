"""One state of the data: shipped, released, previewed, small numbers hidden. Sole reader and writer of data/."""

from ks_data.store.protection import protect
from ks_data.store.readiness import is_behind, pending, shown, shown_since
from ks_data.store.shipped import BUILD, is_fictitious, shipped, write
from ks_data.store.snapshot import Snapshot, at, current, forget_previews, load, memoized
from ks_data.store.table_states import LARGE, PREVIEW, Preview, source_of

__all__ = [
    "BUILD",
    "LARGE",
    "PREVIEW",
    "Preview",
    "Snapshot",
    "at",
    "current",
    "forget_previews",
    "is_behind",
    "is_fictitious",
    "load",
    "memoized",
    "pending",
    "protect",
    "shipped",
    "shown",
    "shown_since",
    "source_of",
    "write",
]
