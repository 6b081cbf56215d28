"""Bytes about a state, by key, beside the releases: believed only when whole. Losing one costs only time."""

import hashlib

from ks_data.store.releases.errors import LOG
from ks_data.store.releases.log import release_log

FOLDER = "_seen"
_DIGEST_LENGTH = 64


def read(key: str) -> bytes | None:
    """What was written under a key; None when there is nothing, or nothing that is whole."""
    try:
        stored = release_log().blobs.read(f"{FOLDER}/{key}")
    except OSError:
        return None
    content = stored[_DIGEST_LENGTH:]
    return content if stored[:_DIGEST_LENGTH] == _digest(key, content) else None


def write(key: str, content: bytes) -> None:
    """Writes a record with its digest, in which the key takes part; where nothing can be written, nothing is."""
    try:
        release_log().blobs.write(f"{FOLDER}/{key}", _digest(key, content) + content)
    except OSError as error:
        LOG.warning("not recorded what readers see: %s", error)


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\n" + content).hexdigest().encode()
