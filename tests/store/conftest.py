"""What the tests of the store share: data and releases of their own."""

from pathlib import Path

import pytest

from ks_data.store import table_states
from tests.store.states import forget_states


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of our own."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def own_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))


@pytest.fixture
def large(own_releases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every state with a release is large, and this process has cached nothing in memory."""
    monkeypatch.setattr(table_states, "LARGE", 0)
    forget_states()
