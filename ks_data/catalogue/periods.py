"""How a period and a date are written: a year, pooled years (2017-2019), and a date as far as it is known."""

import re
from datetime import date


def years_of(period: str) -> range:
    """ "2019" or "2017-2019" as a range of years; raises ValueError for anything else."""
    first, _, last = str(period).partition("-")
    span = range(int(first), int(last or first) + 1)
    if not span:
        raise ValueError(f"a period that ends before it starts: {period}")
    return span


_PERIOD = re.compile(r"((?:19|20)[0-9]{2})(?:-((?:19|20)[0-9]{2}))?")
_DATE = re.compile(r"((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def is_period(text: str) -> bool:
    """Whether a text is a year (2019) or years in their order (2017-2019), in plain digits."""
    period = _PERIOD.fullmatch(text)
    return period is not None and (period[2] is None or period[1] < period[2])


def is_date(text: str) -> bool:
    """Whether a text is 2022, 2022-07 or 2022-07-01, in plain digits, and on the calendar."""
    written = _DATE.fullmatch(text)
    if written is None:
        return False
    try:
        date(*(int(number or 1) for number in written.groups()))
    except ValueError:
        return False
    return True
