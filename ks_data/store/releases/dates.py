"""When a release counts: days begin at midnight at home, whatever the clock of the machine."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ks_data.catalogue.errors import DataError

HOME = ZoneInfo("Europe/Amsterdam")
"""Where a day begins: a release that is valid from 1 July counts from midnight there."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


def iso_day(text: str) -> str:
    try:
        if text and date.fromisoformat(text).isoformat() != text:  # which takes 20260701 and 2026-W27-3 too
            raise ValueError(text)
    except ValueError:
        raise DataError(f"'{text}' is geen datum. Schrijf de dag als 2026-07-01.") from None
    return text


def midnight(day: str) -> datetime:
    """The moment a day begins; for "" long ago."""
    return datetime.fromisoformat(day).replace(tzinfo=HOME) if day else LONG_AGO
