"""One state of the data: shipped, released, previewed, small numbers hidden. Sole reader and writer of data/."""

from ks_data.store.protection import protect
from ks_data.store.readiness import pending, shown, shown_since
from ks_data.store.shipped import BUILD, is_fictitious, shipped, write
from ks_data.store.snapshot import Snapshot, current, forget_previews, load, memoized
from ks_data.store.table_states import LARGE, PREVIEW, Preview, source_of

__all__ = [
    "BUILD",
    "LARGE",
    "PREVIEW",
    "Preview",
    "Snapshot",
    "current",
    "forget_previews",
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
