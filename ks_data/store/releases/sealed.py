"""Sealed JSON: what the log and the documents say, with the version of its form and its sha256. Knows no releases.

A byte that changed on the disk, or a form that a newer app brought, is never taken for something else.
"""

import hashlib
import json
from typing import Any

FORMAT = 1
"""The version of what the app writes. Raise it when an older app would read it wrongly."""
_NAME = "ks_data"


class NewerFormatError(Exception):
    """It was written by an app newer than this one."""


def seal(content: Any) -> str:
    """The content as sealed text."""
    return json.dumps({_NAME: content, "format": FORMAT, "sha256": _digest(content, FORMAT)}, ensure_ascii=False)


def is_sealed(text: str) -> bool:
    """Whether the text is one of ours, in whatever state."""
    return text.startswith(f'{{"{_NAME}":')


def unseal(text: str) -> Any:
    """The content of a sealed text; one of before there were seals is taken as it stands.

    Raises ValueError when it is damaged, NewerFormatError when it was written by a newer app.
    """
    document = json.loads(text)
    if not isinstance(document, dict) or _NAME not in document:
        raise ValueError("geen document van deze app")
    if document.keys() == {_NAME}:
        return document[_NAME]
    if document.keys() != {_NAME, "format", "sha256"} or not isinstance(document["format"], int):
        raise ValueError("beschadigd")
    if document["format"] > FORMAT:
        raise NewerFormatError
    if document["sha256"] != _digest(document[_NAME], document["format"]):
        raise ValueError("beschadigd")
    return document[_NAME]


def _digest(content: Any, version: int) -> str:
    return hashlib.sha256(f"{version} {json.dumps(content, sort_keys=True)}".encode()).hexdigest()
