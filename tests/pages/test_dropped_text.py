"""What is dropped or typed stays text on every page and in every download, and stays with who dropped it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ks_data import store
from ks_data.incoming import publication
from ks_data.incoming.reading import ColumnMapping
from pages.parts import cards, upload
from pages.parts.markdown import literal
from tests.conftest import MENU, ROOT
from tests.pages.roles import (
    LOCAL,
    dropped,
    plain,
)

pytestmark = pytest.mark.usefixtures("folder")


EVIL = "<img src=x onerror=alert(1)> **v** [l](https://a.nl) :smile: $x$ www.a.nl a@a.nl"
"""All that could become markup, short enough to be shown whole."""
FORMULA = "=1+1"
CARE = "antenatal_care_before_10w_percent"


def test_the_same_file_read_in_two_ways_is_two_previews():
    """Two readers with one file, of which each names another column."""
    table = b"plaats;wanneer;soort;een;twee\nHaarlem;2020;zorg;81,2;11,1\n"
    seen = []
    for column in ("een", "twee"):
        mapping = ColumnMapping((column,), region="plaats", period="wanneer", subject="soort")
        found = publication.examine("eigen.csv", table, mapping=mapping, subjects={"zorg": CARE})
        rows = store.current(upload.preview(found)).table("observations")
        at = (rows["indicator"] == CARE) & (rows["region"] == "GM0392") & (rows["period"] == "2020")
        seen.append(rows.loc[at, "value"].tolist())
    assert seen == [[81.2], [11.1]]


def budget(item: str) -> bytes:
    text = io.StringIO()
    write = csv.writer(text, delimiter=";", lineterminator="\n")
    write.writerow(["jaar", "gebied", "post", "betaler", "bedrag", "toelichting"])
    write.writerow(["2022", "GM0392", item, "gemeente", "90000", item])
    write.writerow(["2022", "GM0392", f"{item} nog eens", "Rijk", "45000", item])
    return text.getvalue().encode()


def figures(note: str, subject: str = CARE, region: str = "GM0392") -> bytes:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["indicator", "region", "period", "value", "note"])
    write.writerow([subject, region, "2020", "81.2", note])
    return text.getvalue().encode()


def publish_everywhere(text: str) -> None:
    """Releases in which every text that someone can type or drop is this one."""
    for content in (budget(text), figures(text)):
        found = publication.examine(f"{text}.csv", content)
        assert not found.checked.blocked
        asked = {one.key for one in found.checked.questions}
        publication.publish(found, author=f"{text}@example.org", note=text, source=text, confirmed=asked)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not (dict(attrs).get("src") or "").startswith("data:image/svg+xml,"):  # a small picture of ours
            self.found.append(tag)


def markup_in(app: AppTest) -> list[str]:
    """Each place where a text of a file is sent as markup."""
    wrong = []
    for kind, name, text in sent(app):
        if "onerror" not in text or (kind, name) in PLAIN:
            continue
        if kind == "html":
            wrong += [text] if "img" in Tags(text).found else []
        elif literal(EVIL) not in text:
            wrong.append(f"{kind}.{name}: {text}")
    return wrong


PLAIN = {("text", "body"), ("selectbox", "options"), ("multiselect", "options"), ("download_button", "file_name")}
"""What Streamlit shows as it is."""


def sent(app: AppTest) -> Iterator[tuple[str, str, str]]:
    """Every text that a page sends, with the kind of element and the field that it is in."""
    ahead = [app.main, app.sidebar]
    while ahead:
        node = ahead.pop()
        ahead += getattr(node, "children", {}).values()
        if getattr(node, "proto", None) is not None:
            yield from ((str(node.type), name, text) for name, text in _texts(node.proto))


def _texts(message: Any, name: str = "") -> Iterator[tuple[str, str]]:
    for about, value in message.ListFields():
        for one in value if about.is_repeated else [value]:
            if isinstance(one, str):
                yield about.name, one
            elif hasattr(one, "ListFields"):
                yield from _texts(one, about.name)


SHOWS = ("overzicht", "ontwikkeling", "begroting", "bronnen", "releases")
"""The pages that show something of what someone typed or dropped."""
SHOWN = [*((page, {}) for page in MENU), ("bronnen", {"onderdeel": "Bronnen"})]


@pytest.fixture(scope="module")
def evil_releases(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Releases of which every text could become markup."""
    with pytest.MonkeyPatch.context() as patch:
        place = str(tmp_path_factory.mktemp("evil") / "releases")
        patch.setenv("KS_RELEASES", place)
        publish_everywhere(EVIL)
    return place


@pytest.mark.parametrize(("page", "link"), SHOWN, ids=lambda part: part if isinstance(part, str) else "-".join(part))
def test_what_was_published_stays_text_on_every_page(page, link, evil_releases, opened_as, monkeypatch):
    monkeypatch.setenv("KS_RELEASES", evil_releases)
    app = opened_as(LOCAL, page, **link)
    assert not app.exception
    assert not markup_in(app)
    if page in SHOWS:
        assert any("onerror" in text for _, _, text in sent(app))


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        (f"{EVIL}.csv", figures(EVIL), {"markdown"}),
        ("a.csv", figures("", subject=EVIL), {"markdown"}),
        ("a.csv", figures("", region=EVIL), {"markdown", "text"}),
        (f"{EVIL}.csv", budget(EVIL), {"markdown"}),
        (f"{EVIL}.csv", b"", {"error"}),
        (f"{EVIL}.csv", f"plaats;wanneer;{EVIL};x\nHaarlm;toen;{EVIL};1,5\n".encode(), {"warning", "multiselect"}),
    ],
    ids=["figures", "subject", "region", "budget", "empty", "unknown"],
)
def test_what_is_dropped_stays_text(name, content, where, opened_as):
    app = dropped(opened_as(LOCAL, "nieuw"), name, content)
    assert not app.exception
    assert not markup_in(app)
    assert {kind for kind, _, text in sent(app) if "onerror" in text} >= where


def test_a_link_to_something_unknown_stays_text():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["gemeente"] = EVIL
    app.run()
    assert [EVIL in plain(one.value) for one in app.main.warning] == [True]
    assert not markup_in(app)


def test_no_download_that_shows_a_release_has_a_cell_that_becomes_a_formula(opened_as, monkeypatch):
    publish_everywhere(FORMULA)
    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(cards.st, "download_button", lambda label, data, key="", **_: made.update({key: data}))
    for page, link in SHOWN:
        assert not opened_as(LOCAL, page, **link).exception
    shown = {key: _cells(data()) for key, data in made.items() if key.startswith("download")}
    assert not [(key, cell) for key, cells in shown.items() for cell in cells if DANGER.match(cell)]
    told = {key for key, cells in shown.items() if any(FORMULA in cell for cell in cells)}
    assert told >= {"download_begroting", "download_bronnen", f"download_{CARE}"}


DANGER = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")
"""What a spreadsheet takes for the beginning of a formula."""


def _cells(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
