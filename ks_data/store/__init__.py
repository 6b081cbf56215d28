"""One state of the data: shipped, released, previewed, small numbers hidden. Sole reader and writer of data/."""

from ks_data.store.protection import protect as readable
from ks_data.store.snapshot import (
    BUILD,
    LARGE,
    PREVIEW,
    Preview,
    Version,
    about,
    as_of,
    fictitious,
    load,
    mark,
    moment,
    prepare,
    previewed,
    published,
    shipped,
    source_of,
    version,
    write,
)
from ks_data.store.snapshot import revisions as changes

__all__ = [
    "BUILD",
    "LARGE",
    "PREVIEW",
    "Preview",
    "Version",
    "about",
    "as_of",
    "changes",
    "fictitious",
    "load",
    "mark",
    "moment",
    "prepare",
    "previewed",
    "published",
    "readable",
    "shipped",
    "source_of",
    "version",
    "write",
]
