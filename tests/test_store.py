"""Reading data: seen as soon as it changes, safe from its callers, and clear when a file is wrong."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import DataError, load, store
from ks_data.tables import TABLES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of our own."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    return tmp_path


def monitor(symbol: str) -> pd.DataFrame:
    return pd.DataFrame({"number": [1], "indicator": ["x_percent"], "symbol": [symbol], "source": ["s"]})


def test_a_changed_file_is_seen_at_the_next_reading(folder: Path) -> None:
    store.write({"monitor": monitor("↑")}, folder)
    assert load("monitor")["symbol"].tolist() == ["↑"]
    store.write({"monitor": monitor("↓")}, folder)
    assert load("monitor")["symbol"].tolist() == ["↓"]


def test_a_caller_cannot_spoil_what_the_next_caller_gets(folder: Path) -> None:
    store.write({"monitor": monitor("↑")}, folder)
    mine = load("monitor")
    mine.loc[0, "symbol"] = "spoiled"
    mine["extra"] = 1
    assert load("monitor")["symbol"].tolist() == ["↑"]
    assert "extra" not in load("monitor")


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda path: path.unlink(), "ontbreekt"),
        (lambda path: path.write_bytes(path.read_bytes()[:40]), "beschadigd"),
        (lambda path: path.write_bytes(b""), "beschadigd"),
        (lambda path: pd.DataFrame({"other": [1]}).to_parquet(path), "ander bestand"),
    ],
    ids=["missing", "truncated", "empty", "foreign"],
)
def test_a_wrong_file_gives_one_message_with_its_name_and_the_remedy(folder: Path, spoil, word: str) -> None:
    store.write({"monitor": monitor("↑")}, folder)
    spoil(folder / "monitor.parquet")
    with pytest.raises(DataError, match=rf"monitor\.parquet.*{word}.*python -m ks_data build") as caught:
        load("monitor")
    assert "\n" not in str(caught.value)


def test_writing_the_same_rows_in_another_order_gives_the_same_bytes(folder: Path) -> None:
    rows = pd.concat([monitor("↑"), monitor("↓").assign(number=2)])
    store.write({"monitor": rows}, folder)
    first = (folder / "monitor.parquet").read_bytes()
    store.write({"monitor": rows[::-1]}, folder)
    assert (folder / "monitor.parquet").read_bytes() == first


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_has_its_declared_columns_and_key(name: str) -> None:
    rows = load(name)
    assert tuple(rows.columns) == TABLES[name].names
    assert len(rows) > 0 or name == "breaks"  # no break is known in the shipped series
    assert not rows.duplicated(list(TABLES[name].key)).any()
