"""The one error that is meant for readers; its message is plain Dutch."""


class DataError(Exception):
    """Something is wrong with a file; the message says what, where and what to do, in Dutch."""
