"""The one error that is meant for readers; its message is plain Dutch."""


class DataError(Exception):
    """Something cannot be done; the message says what is wrong, where, and what to do about it."""
