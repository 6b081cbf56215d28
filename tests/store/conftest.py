"""What the tests of the store share: data and releases of their own."""

import shutil
from pathlib import Path

import pytest

from ks_data import store
from ks_data.catalogue import parquet
from ks_data.statistics.births import LIVE_BIRTHS
from ks_data.store import table_states
from ks_data.store.shipped import shipped
from tests.store.states import forget_states


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of our own."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def own_releases(few_shipped: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))


@pytest.fixture
def few_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the shipped figures those of Haarlem and the country, and the births of a year: hiding them takes no time."""
    folder = tmp_path / "shipped"
    shutil.copytree(parquet.data_dir(), folder, ignore=shutil.ignore_patterns("sources"))
    rows = shipped("observations")
    births = (rows["indicator"] == LIVE_BIRTHS) & (rows["period"] == "2019")
    few = rows["region"].isin(["GM0392", "NL01"]) | births
    store.write({"observations": rows[few]}, folder)
    monkeypatch.setenv("KS_DATA_DIR", str(folder))


@pytest.fixture
def large(few_shipped: None, own_releases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every state with a release is large, and this process has cached nothing in memory."""
    monkeypatch.setattr(table_states, "LARGE", 0)
    forget_states()
