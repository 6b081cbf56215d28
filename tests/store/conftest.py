"""What the tests of the store share: data and releases of their own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ks_data import store
from ks_data.catalogue import parquet
from ks_data.store import table_states
from ks_data.store.shipped import shipped
from tests.store.states import EARLY_CARE, forget_states


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of our own."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def own_releases(few_shipped: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[pd.DataFrame], None]:
    """Puts these observations, and the other tables as they are shipped, in the place of the data."""
    folder = tmp_path / "shipped"
    shutil.copytree(parquet.data_dir(), folder, ignore=shutil.ignore_patterns("sources"))

    def write(rows: pd.DataFrame) -> None:
        store.write({"observations": rows}, folder)
        monkeypatch.setenv("KS_DATA_DIR", str(folder))

    return write


@pytest.fixture
def few_shipped(ship: Callable[[pd.DataFrame], None]) -> None:
    """Of the shipped figures one subject in Haarlem and the country: to hide the small ones takes next to no time."""
    rows = shipped("observations")
    ship(rows[(rows["indicator"] == EARLY_CARE) & rows["region"].isin(["GM0392", "NL01"])])


@pytest.fixture
def large(few_shipped: None, own_releases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every state with a release is large, and this process has cached nothing in memory."""
    monkeypatch.setattr(table_states, "LARGE", 0)
    forget_states()
