"""Dropped files by their sha256, and small notes by key."""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from ks_data.catalogue.errors import DataError
from ks_data.store.releases.log import release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.trouble import explained


def file(release: Release) -> bytes:
    """The file of a release as it was dropped, byte for byte. Raises DataError when it is missing or damaged."""
    if not release.sha256:
        raise DataError(f"Release {release.number} heeft geen bestand.")
    try:
        content = release_log().shelf.read(f"_files/{release.sha256}")
    except OSError as error:
        raise DataError(explained(f"Het bestand van release {release.number} is niet te lezen", error)) from error
    if hashlib.sha256(content).hexdigest() != release.sha256:
        raise DataError(f"Het bestand van release {release.number} is beschadigd.")
    return content


def remember(key: str, value: object) -> None:
    """Keeps a small JSON value by key; the last one stays. Raises DataError when it cannot be kept."""
    try:
        release_log().shelf.write(_document(key), json.dumps(value, ensure_ascii=False).encode())
    except OSError as error:
        raise DataError(explained("De keuze is niet bewaard", error)) from error


def remembered(key: str) -> Any:
    """The value kept by key, or None. Raises DataError when it cannot be read."""
    try:
        return json.loads(release_log().shelf.read(_document(key)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise DataError(explained("De bewaarde keuze is niet te lezen", error)) from error


def _document(key: str) -> str:
    return f"_documents/{quote(key, safe='')}.json"
