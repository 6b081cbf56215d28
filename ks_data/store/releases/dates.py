"""Days and instants: a day begins at midnight in the Netherlands, whatever the machine's clock. Knows no releases."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ks_data.catalogue.errors import DataError

HOME = ZoneInfo("Europe/Amsterdam")
"""Where a day begins: a release that is valid from 1 July counts from midnight there."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def iso_day(text: str) -> str:
    """The text when it is a day as 2026-07-01, or "". Raises DataError for any other."""
    try:
        if text and date.fromisoformat(text).isoformat() != text:  # which takes 20260701 and 2026-W27-3 too
            raise ValueError(text)
    except ValueError:
        raise DataError(f"'{text}' is geen datum. Schrijf de dag als 2026-07-01.") from None
    return text


def midnight(day: str) -> datetime:
    """The instant at which a day begins; for "" long ago."""
    return datetime.fromisoformat(day).replace(tzinfo=HOME) if day else LONG_AGO
