"""What went wrong in the store, in plain Dutch, with what to do."""

import errno
import logging
import re

LOG = logging.getLogger("ks_data.releases")


_REASONS = {
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG): "de schijf is vol. Maak ruimte en probeer het opnieuw.",
    (errno.EACCES, errno.EPERM, errno.EROFS): "de app mag daar niet bij. Geef de app lees- en schrijfrechten, "
    "of kies met KS_RELEASES een andere plek.",
    (errno.ENOTDIR, errno.EEXIST): "dat is geen map. Kies met KS_RELEASES een andere plek.",
}


def explained(what: str, error: Exception) -> str:
    """What went wrong and what to do, by the number of the error, which the library hides in its words."""
    hidden = re.search(r"os error (\d+)", str(error))
    number = getattr(error, "errno", None) or (int(hidden[1]) if hidden else None)
    known = next((reason for numbers, reason in _REASONS.items() if number in numbers), "")
    LOG.debug("%s", what, exc_info=error)
    return f"{what}: " + (known or "de opslag is niet bereikbaar of beschadigd. Controleer die en probeer het opnieuw.")
