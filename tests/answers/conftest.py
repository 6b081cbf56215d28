"""What tests of answers share: data of their own, a table in which a cell is another, and what a page says."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ks_data import TABLES, store
from ks_data.store import current
from tests.answers.drawn import observations

ROOT = Path(__file__).parents[2]


@pytest.fixture
def change_cells(own_data: Path) -> Callable[[str, str, str, str, object], None]:
    """Changes a cell of a table in a copy of the data, for every row whose first column named has the value."""

    def change(table: str, column: str, value: str, changed_column: str, new: object) -> None:
        rows = current().table(table)
        rows.loc[rows[column] == value, changed_column] = new
        store.write({table: rows}, own_data)

    return change


@pytest.fixture
def page_text() -> Callable[..., str]:
    """Gives all that a page says to a reader who follows a link: page_text("programma", gemeente="Utrecht")."""

    def opened(page: str, **link: str) -> str:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.query_params.update(link)
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception and not app.error
        pieces = [re.sub(r"<style>.*?</style>", "", piece.proto.body, flags=re.S) for piece in app.main.get("html")]
        texts = [unescape(re.sub(r"<[^>]+>", " ", piece)) for piece in pieces]
        titles, notes = [title.value for title in app.title], [note.value for note in app.info]
        return re.sub(r"\s+", " ", " ".join([*titles, *texts, *notes]))

    return opened


@pytest.fixture
def observed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Writes observations as the only data in `tmp_path`, beside empty tables of breaks, counts and sources."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))

    def write(text: str) -> None:
        empty = {name: pd.DataFrame(columns=list(TABLES[name].names)) for name in ("breaks", "counts", "sources")}
        store.write({"observations": observations(text), **empty}, tmp_path)

    return write
