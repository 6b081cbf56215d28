"""What is stored beside the rows: dropped files by their sha256, small JSON documents by key. Knows no rows."""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from ks_data.catalogue.errors import DataError
from ks_data.store.releases.errors import explanation
from ks_data.store.releases.log import release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.sealed import NewerFormatError, is_sealed, seal, unseal

FOLDER = "_documents"


def file(release: Release) -> bytes:
    """The file of a release as it was dropped, byte for byte. Raises DataError when it is missing or damaged."""
    if not release.sha256:
        raise DataError(f"Release {release.number} heeft geen bestand.")
    try:
        content = release_log().blobs.read(f"_files/{release.sha256}")
    except OSError as error:
        raise DataError(explanation(f"Het bestand van release {release.number} is niet te lezen", error)) from error
    if hashlib.sha256(content).hexdigest() != release.sha256:
        raise DataError(f"Het bestand van release {release.number} is beschadigd.")
    return content


def remember(key: str, document: object) -> None:
    """Writes a small JSON document by key, over an earlier one. Raises DataError when it cannot be written."""
    try:
        release_log().blobs.write(_path(key), seal(document).encode())
    except OSError as error:
        raise DataError(explanation("De keuze is niet bewaard", error)) from error


def remembered(key: str) -> Any:
    """The JSON document with this key, or None. Raises DataError when it cannot be read."""
    return read(_path(key))


def read(path: str) -> Any:
    """The document under a name in the blob store, or None. Raises DataError when it cannot be read."""
    try:
        text = release_log().blobs.read(path).decode()
        return unseal(text) if '"sha256"' in text or is_sealed(text) else json.loads(text)  # of before there were seals
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, NewerFormatError) as error:
        raise DataError(explanation("De bewaarde keuze is niet te lezen", error)) from error


def _path(key: str) -> str:
    return f"{FOLDER}/{quote(key, safe='')}.json"
