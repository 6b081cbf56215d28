"""Why a disk refuses something is said in Dutch, with a number where nobody has words for it."""

import errno
import os

import pytest

from ks_data.language import disks


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.ENOTDIR, errno.ENOENT, errno.EROFS])
def test_a_refusal_of_a_disk_is_not_in_the_words_of_the_system(number: int) -> None:
    words = disks.refusal(OSError(number, os.strerror(number)))
    assert words and os.strerror(number) not in words and str(number) not in words


def test_a_refusal_that_is_not_known_gives_its_number() -> None:
    assert (
        disks.refusal(OSError(errno.EXDEV, "Invalid cross-device link"))
        == f"het systeem weigert het (fout {errno.EXDEV})"
    )
