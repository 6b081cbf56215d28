"""The app as Streamlit's own test harness plays it: how a page is opened, and what a reader sees of it."""

import re
from html import unescape

from streamlit.testing.v1 import AppTest

from ks_data import TABLES
from ks_data.catalogue import regions
from ks_data.store import current
from tests.conftest import ROOT

BUILD = "python -m ks_data build"


def opened(page_name: str, link: dict[str, str | list[str]] | None = None) -> AppTest:
    """A page as a reader gets it who follows a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(link or {})
    return app.switch_page(f"pages/{page_name}.py").run()


def choice(app: AppTest) -> tuple[object, ...]:
    """What the line under the title stands on: municipality, compared with, years."""
    town, other = app.selectbox(key="gemeente"), app.selectbox(key="vergelijk")
    return town.value, other.value, tuple(app.slider(key="jaren").value)


def words(app: AppTest) -> str:
    """All that the page itself says: titles, messages, paragraphs and tables, without the sidebar."""
    elements = [*app.main.title, *app.main.header, *app.main.subheader, *app.main.markdown, *app.main.caption]
    elements += [*app.main.info, *app.main.warning, *app.main.error]
    texts = [element.value for element in elements]
    pieces = [element.proto.body for element in app.main.get("html")]
    texts += [
        unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)>.*?</\1>", "", piece, flags=re.S)))
        for piece in pieces
    ]
    return "\n".join(texts)


def complaints(app: AppTest) -> list[str]:
    """Every error that the reader sees, a stack trace marked as such."""
    said = [re.sub(r"\\(.)", r"\1", element.value) for element in app.error]  # signs are escaped
    return [f"exception: {element.message}" for element in app.exception] + said


def works(app: AppTest) -> bool:
    assert not app.exception, complaints(app)
    return not app.error and bool(app.title)


def assert_names(app: AppTest, file: str, command: str = BUILD) -> None:
    """The reader sees exactly one message, that names the file and the command that makes it again."""
    said = complaints(app)
    assert len(said) == 1, said
    assert not app.exception, said
    assert file in said[0], said
    assert command in said[0], said


def with_births_only() -> str:
    """A municipality that no table knows anything about but the births that all have."""
    tables = [current().table(name) for name in TABLES if "region" in TABLES[name].names]
    known: set[str] = set().union(
        *(
            rows.loc[~rows["source"].isin(["cbs-37259ned", "cbs-37201"]), "region"]
            for rows in tables
            if "source" in rows
        )
    )
    towns = regions.municipalities()
    return str(towns.loc[~towns["code"].isin(known), "name"].iloc[0])
