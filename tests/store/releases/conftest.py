"""What the tests of releases share: a folder, and a clock that stands still."""

from pathlib import Path

import pytest

from ks_data.store.releases import dates, log
from tests.store.releases.publishing import (
    Clock,
)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    return tmp_path / "releases"


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Looks again at once where a reader would wait a second."""
    monkeypatch.setattr(log, "RETRY_SECONDS", 0)


@pytest.fixture
def clock(monkeypatch) -> "Clock":
    """Time stands still at 1 June 2026 until a test moves it."""
    clock = Clock()
    monkeypatch.setattr(dates, "now", lambda: clock.now)
    return clock
