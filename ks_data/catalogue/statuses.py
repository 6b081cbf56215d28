"""What the status of a figure may be, as it stands in the table observations and as readers see it."""

from enum import StrEnum


class Status(StrEnum):
    """How final a figure is, or why there is none."""

    DEFINITIVE = "definitief"
    PROVISIONAL = "voorlopig"
    FORECAST = "geschat"
    SUPPRESSED = "onderdrukt"
    MISSING = "ontbreekt"


WITHOUT_VALUE = (Status.SUPPRESSED, Status.MISSING)
"""The statuses of a figure that is not there."""
OPEN = (Status.FORECAST, Status.PROVISIONAL)
"""The statuses of a figure that may still change."""
