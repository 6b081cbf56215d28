"""Makes of the answer of a server a file that is dropped like any other: a zip with our template and the originals.

The same answers give the same bytes, so that the store keeps them once and knows them again by their sha256.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ks_data.catalogue.tables import TABLES
from ks_data.workshop.fetch.web import Original

FIGURES, LIST = "cijfers.csv", "antwoorden.json"
"""In the zip: what is read, and where each original came from."""
TEMPLATE = tuple(name for name in TABLES["observations"].names if name != "source")
"""The columns of the figures; their source is given when they are published."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as if it had been dropped, and what is filled in with it when it is published.

    name and content: of the zip. source, source_date and note: as a publisher would fill them in. subjects: what its
    subjects are, where the file itself does not say so. remarks: what happened on the way, in Dutch.
    """

    name: str
    content: bytes = field(repr=False)
    source: str
    source_date: str
    note: str
    subjects: Mapping[str, str] | None = None
    remarks: tuple[str, ...] = ()


def packed(header: Sequence[str], rows: Iterable[Mapping[str, str]], originals: Sequence[Original]) -> bytes:
    """A zip with the rows as CSV and every original, as it came, beside the list of addresses and hashes."""
    figures = io.StringIO(newline="")
    writer = csv.DictWriter(figures, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    names = [f"antwoorden/{number:03d}.json" for number, _ in enumerate(originals, 1)]
    listed = [
        {"file": name, "url": original.url, "sha256": hashlib.sha256(original.content).hexdigest()}
        for name, original in zip(names, originals, strict=True)
    ]
    members = {FIGURES: figures.getvalue().encode(), LIST: json.dumps(listed, indent=1).encode()}
    members |= {name: original.content for name, original in zip(names, originals, strict=True)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)  # without the time: when it was fetched is no part of what it says
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
