"""The one error that is meant for readers; its message is plain Dutch."""

import logging
import secrets

_LOG = logging.getLogger("ks_data")


class DataError(Exception):
    """Something cannot be done; the message says what is wrong, where, and what to do about it."""


def unforeseen(doing: str, error: BaseException) -> DataError:
    """What a reader is told of a fault that nobody foresaw; the log holds the rest under the same number.

    doing: what went wrong, to follow "bij": "het lezen van cijfers.csv". Hand the answer to `raise … from error`.
    """
    number = secrets.token_hex(3).upper()
    _LOG.error("%s: %s", number, doing, exc_info=error)
    return DataError(f"Er ging iets mis bij {doing}. Probeer het opnieuw of noem nummer {number} aan de beheerder.")
