"""Why the store of releases fails, in plain Dutch with what to do; and the log of the app. Knows no releases."""

import errno
import itertools
import logging
import os
import re
from pathlib import Path

from ks_data.language import dutch

LOG = logging.getLogger("ks_data.releases")

_REMEDIES = {
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG): "de schijf is vol. Maak ruimte en probeer het opnieuw.",
    (errno.EACCES, errno.EPERM, errno.EROFS): "de app mag daar niet bij. Geef de app lees- en schrijfrechten, "
    "of kies met KS_RELEASES een andere plek.",
    (errno.ENOTDIR, errno.EEXIST): "dat is geen map. Kies met KS_RELEASES een andere plek.",
}
_ANSWERS = (
    (
        re.compile(r"\b(401|403)\b|Forbidden|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch"),
        "de opslag weigert de sleutel. Controleer AWS_ACCESS_KEY_ID en AWS_SECRET_ACCESS_KEY (of AZURE_…), en of die "
        "sleutel bij deze plek mag.",
    ),
    (
        re.compile(r"NoSuchBucket|\b404\b|Unknown scheme|Unable to recognise URL"),
        "dat adres is er niet. Kies met KS_RELEASES een map, of een adres als s3://… of az://….",
    ),
)
"""What the answer of a bucket means, by its words: deltalake passes no number on."""
_OTHER_REMEDY = "de opslag is niet bereikbaar of beschadigd. Controleer die en probeer het opnieuw."
_UNREADABLE = (
    re.compile(r"%[0-9a-fA-F]{2}|[\[\]^|\x00-\x1f\x7f]")
    if os.name == "nt"
    else re.compile(r"%[0-9a-fA-F]{2}|[\[\]^|\\\x00-\x1f\x7f]")
)
"""What deltalake (1.6) takes for something else in the name of a folder: it looks in "a b" for what is in "a%20b"."""


def folder_problem(folder: Path) -> str:
    """Why releases cannot be kept in a folder of this name, in Dutch; "" where they can."""
    name = os.path.realpath(folder)  # deltalake follows links, so a link with another name does not help
    signs = list(dict.fromkeys(_UNREADABLE.findall(name)))
    if not signs:
        return ""
    shown = dutch.listing([f"‘{sign}’" if sign.isprintable() else "een onzichtbaar teken" for sign in signs])
    printable = "".join(sign if sign.isprintable() else "�" for sign in name)
    return (
        f"De map voor releases heet “{printable}”. Publiceren kan daar niet: in de naam staat {shown}. "
        "Kies met KS_RELEASES een map zonder dat teken."
    )


def explanation(failure: str, error: Exception) -> str:
    """The failure in words, its cause and what to do, by the error's number; deltalake hides that in its message."""
    in_message = re.search(r"os error (\d+)", str(error))
    number = getattr(error, "errno", None) or (int(in_message[1]) if in_message else None)
    by_number = (remedy for numbers, remedy in _REMEDIES.items() if number in numbers)
    by_answer = (remedy for pattern, remedy in _ANSWERS if pattern.search(str(error)))
    remedy = next(itertools.chain(by_number, by_answer), _OTHER_REMEDY)
    LOG.debug("%s", failure, exc_info=error)
    return f"{failure}: {remedy}"
