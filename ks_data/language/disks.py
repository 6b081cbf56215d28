"""Why a disk refuses something, in Dutch: the words of an operating system are English, or those of the machine."""

import errno

_REASONS = {
    errno.EACCES: "u hebt daar geen rechten",
    errno.EPERM: "u hebt daar geen rechten",
    errno.EROFS: "daar kan niet worden geschreven",
    errno.ENOENT: "die plek bestaat niet",
    errno.ENOTDIR: "een deel van het pad is geen map",
    errno.EISDIR: "dat is een map",
    errno.EEXIST: "er staat al een bestand met die naam",
    errno.ENOTEMPTY: "de map is niet leeg",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de schijf is vol",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.EBUSY: "een ander programma gebruikt het",
    errno.EIO: "de schijf geeft een fout",
}


def refusal(error: OSError) -> str:
    """ "de schijf is vol"; of what is not known here the number by which the system calls it."""
    return _REASONS.get(error.errno or 0, f"het systeem weigert het (fout {error.errno})")
