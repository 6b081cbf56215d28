"""Why the store of releases fails, in plain Dutch with what to do; and the log of the app. Knows no releases."""

import errno
import logging
import re

LOG = logging.getLogger("ks_data.releases")

_REMEDIES = {
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG): "de schijf is vol. Maak ruimte en probeer het opnieuw.",
    (errno.EACCES, errno.EPERM, errno.EROFS): "de app mag daar niet bij. Geef de app lees- en schrijfrechten, "
    "of kies met KS_RELEASES een andere plek.",
    (errno.ENOTDIR, errno.EEXIST): "dat is geen map. Kies met KS_RELEASES een andere plek.",
}
_OTHER_REMEDY = "de opslag is niet bereikbaar of beschadigd. Controleer die en probeer het opnieuw."


def explanation(failure: str, error: Exception) -> str:
    """The failure in words, its cause and what to do, by the error's number; deltalake hides that in its message."""
    in_message = re.search(r"os error (\d+)", str(error))
    number = getattr(error, "errno", None) or (int(in_message[1]) if in_message else None)
    remedy = next((remedy for numbers, remedy in _REMEDIES.items() if number in numbers), _OTHER_REMEDY)
    LOG.debug("%s", failure, exc_info=error)
    return f"{failure}: {remedy}"
