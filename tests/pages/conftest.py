"""What the tests of the pages share: the data they read, releases of their own, and pages opened in a role."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest, app_test
from streamlit.testing.v1.util import patch_config_options

from ks_data import INDICATORS, TABLES, store
from ks_data.workshop import demo
from pages.parts import access
from tests.conftest import ROOT, Server, shared_server
from tests.pages.roles import LISTED, LOGIN, Role, Settled
from tests.shared import folder_of_the_run, made_once

CORE = [indicator.id for indicator in INDICATORS.values() if indicator.group == "kern"]
YEARS = (2018, 2023)
"""Six of them: so many fit on two sides of paper."""


@pytest.fixture(scope="session")
def demo_server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An app with that set."""
    with shared_server(folder_of_the_run(tmp_path_factory) / "demo_server", KS_DATA_DIR=str(demo_folder)) as server:
        yield server


@pytest.fixture(autouse=True)
def shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may spoil; the app reads it."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in TABLES:
        shutil.copy(ROOT / "data" / f"{name}.parquet", folder)
    monkeypatch.setenv("KS_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    monkeypatch.setenv("KS_PUBLISHERS", "")
    monkeypatch.delenv("KS_DATA_DIR", raising=False)
    return tmp_path / "releases"


@pytest.fixture
def opened_as(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Role, str], AppTest]]:
    """A page as someone in a role gets it."""
    monkeypatch.setattr(app_test, "PagesManager", Settled)
    with ExitStack() as patches:

        def come(role: Role, page: str, **link: str) -> AppTest:
            patches.enter_context(patch_config_options({"server.address": role.address}))
            monkeypatch.setattr(access, "_asked_from_this_computer", lambda: role.here)
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
            if role.user is not None:
                app.secrets, app.user = {**LOGIN, **LISTED}, dict(role.user)
            app.query_params.update(link)
            return app.switch_page(f"pages/{page}.py").run()

        yield come


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration set: the core figures of all municipalities in six years."""
    return made_once(folder_of_the_run(tmp_path_factory) / "demo", build_small_demo)


def build_small_demo(folder: Path) -> None:
    demo.build(folder)
    rows = pd.read_parquet(folder / "observations.parquet")
    within = rows["indicator"].isin(CORE) & (rows["period"].str[:4].astype(int) >= YEARS[0])
    store.write({"observations": rows[within]}, folder)


@pytest.fixture
def fictitious(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KS_DATA_DIR", str(demo_folder))
    return demo_folder
