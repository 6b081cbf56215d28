"""What tests of answers share: data of their own with only the rows that a test draws."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ks_data import TABLES, store
from tests.answers.drawn import observations


@pytest.fixture
def observed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes observations as the only data in `tmp_path`, with empty tables of breaks and counts beside them."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))

    def write(text: str) -> None:
        empty = {name: pd.DataFrame(columns=list(TABLES[name].names)) for name in ("breaks", "counts")}
        store.write({"observations": observations(text), **empty}, tmp_path)

    return write
