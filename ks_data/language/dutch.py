"""Numbers, dates and lists of words as a Dutch reader writes them. Knows no data."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
NO_DECIMALS = 2.0**53
"""From here on a float has no decimals, and Decimal soon has not digits enough to round it."""
MOST_NUMBERS = 2**15
"""So many numbers are kept as they were rounded: a page of all municipalities reads a thousand, and again and again."""


@lru_cache(MOST_NUMBERS)
def rounded(value: float, decimals: int) -> float:
    """Rounds half away from zero, as readers do; done once, in the data, so that no chart rounds otherwise."""
    if not abs(value) < NO_DECIMALS:
        return float(value)
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)) + 0.0  # zero has no sign


@lru_cache(MOST_NUMBERS)
def number(value: float, decimals: int = 1) -> str:
    """147.1 -> "147,1"; 1900 with no decimals -> "1.900"; a negative number gets a true minus sign."""
    text = f"{abs(rounded(value, decimals)):,.{decimals}f}"
    text = text.translate(str.maketrans(",.", ".,"))
    return f"−{text}" if rounded(value, decimals) < 0 else text


def signed(value: float, decimals: int = 1) -> str:
    """A change: "+0,4", "−3,0" or "0,0"."""
    return f"+{number(value, decimals)}" if rounded(value, decimals) > 0 else number(value, decimals)


def euro(amount: float) -> str:
    """135000 -> "€ 135.000", never broken over two lines; cents only where there are any."""
    decimals = 0 if rounded(amount, 2) == rounded(amount, 0) else 2
    return f"€\N{NO-BREAK SPACE}{number(amount, decimals)}"


def date(iso: str) -> str:
    """ "2023-01-01" -> "1 januari 2023", "2024-04" -> "april 2024", "2019" -> "2019", "" -> "zonder datum"."""
    if not iso:
        return "zonder datum"
    year, *month_and_day = iso.split("-")
    month = [MONTHS[int(month_and_day[0]) - 1]] if month_and_day else []
    day = [str(int(month_and_day[1]))] if len(month_and_day) == 2 else []
    return " ".join([*day, *month, year])


def dated(name: str, iso: str) -> str:
    """ "impuls", "2022-07" -> "impuls (juli 2022)"; without a date only the name."""
    return f"{name} ({date(iso)})" if iso else name


def years(numbers: Iterable[int]) -> str:
    """2011, 2012, … 2015 and 2017 -> "2011 tot en met 2015 en 2017"."""
    runs: list[list[int]] = []
    for year in sorted({int(year) for year in numbers}):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    words: list[str] = []
    for run in runs:
        words += [f"{run[0]} tot en met {run[-1]}"] if len(run) > 2 else [str(year) for year in run]
    return listing(words)


def plural(count: int, singular: str, plural_form: str) -> str:
    """2, "rij", "rijen" -> "2 rijen"."""
    return f"{number(count, 0)} {singular if count == 1 else plural_form}"


def capital(text: str) -> str:
    """The same with its first letter as a capital; the others stay as they are."""
    return text[:1].upper() + text[1:]


def listing(words: list[str]) -> str:
    """["a", "b", "c"] -> "a, b en c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} en {words[-1]}"
