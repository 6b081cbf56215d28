"""Publishes small releases for the tests, and reads back what counts."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from ks_data.store import releases
from ks_data.store.releases import Release, log

ENTRY = "_delta_log/{:020}.json"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def tranches(**tranche: str) -> pd.DataFrame:
    """tranches(GM0392="1") is one row."""
    return pd.DataFrame(
        {"region": list(tranche), "tranche": list(tranche.values()), "evidence": "stated", "source": "proef"}
    )


def observations(count: int, source: str = "proef") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": "smoking_percent",
            "region": [f"GM{number:04}" for number in range(count)],
            "period": "2024",
            "value": [number / 10 for number in range(count)],
            "status": "definitief",
            "source": source,
        }
    )


def publish(rows: pd.DataFrame, kind: str = "tranches", **account: Any) -> Release:
    return releases.publish(kind, rows, **{"author": "Ann", "note": "", "source": "proef", **account})


def restore(number: int) -> Release:
    return releases.restore(number, author="Bo", note="")


def active_rows(kind: str) -> pd.DataFrame:
    """The rows of the releases that count now, or of the last good state; what was read once is cached, as in store."""
    active = tuple(release for release in releases.active() if release.kind == kind)
    return releases.last_good(kind, active, lambda counting: _rows(counting, kind))


@lru_cache(maxsize=8)
def _rows(counting: tuple[Release, ...], kind: str) -> pd.DataFrame:
    return releases.rows(counting, kind)


def active_tranches() -> dict[str, str]:
    """The tranche of each region that counts now, by releases alone."""
    rows = active_rows("tranches").drop_duplicates("region", keep="last")
    return dict(zip(rows["region"], rows["tranche"], strict=True))


def numbers(history: tuple[Release, ...]) -> list[int]:
    return [release.number for release in history]


def forget_what_was_read() -> None:
    """Forgets all that this process has read."""
    log.log_at.cache_clear()
    _rows.cache_clear()
