"""The page with claims and sources: all of them are there, in words, and what the data holds stays text."""

import re
from html import unescape
from pathlib import Path

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from ks_data import store
from ks_data.answers import citations, claims, sources
from ks_data.store import current
from pages.parts import menu

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)


def opened(**link: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(link)
    return app.switch_page("pages/bronnen.py").run()


def raw(app: AppTest) -> str:
    """The HTML of the page itself, without the style and the script that every page starts with."""
    bodies = [piece.proto.body for piece in app.main.get("html")]
    return "\n".join(body for body in bodies if "<style>" not in body and not body.startswith("<script>document"))


def words(app: AppTest) -> str:
    return unescape(re.sub(r"<[^>]+>", "\n", raw(app)))


def links(app: AppTest) -> list[tuple[str, str]]:
    """The links to pages: label and page."""
    return [(link.proto.label, link.proto.page) for link in app.main.get("page_link")]


def test_every_claim_stands_there_with_verdict_figures_reason_and_sources() -> None:
    app = opened()
    assert not app.exception
    text = words(app)
    for found in claims.checks(current()):
        for part in (found.claim.says, found.words, found.figures, found.explanation):
            assert part in text, found.claim.id
        for source in (found.claim.source, *found.sources):
            assert citations.citation(current(), source) in text
    assert app.header[0].value == claims.finding(claims.checks(current()))
    assert "onze eigen woorden" in text


def test_every_source_stands_there_with_its_citation_and_what_comes_from_it() -> None:
    app = opened(onderdeel="Bronnen")
    assert not app.exception
    text = words(app)
    for row in current().table("sources").itertuples():
        assert row.title in text and row.publisher in text and row.citation in text, row.source
    for about in sources.documents(current(), claims.checks(current())):
        for place in about.places:
            assert all(use.what in text for use in place.uses), place.source


def test_a_source_links_to_its_pages_and_to_its_document() -> None:
    label = "Gemeente Haarlem: Kansrijke Start Haarlem, bijlage bij de informatienota"
    app = opened(onderdeel="Bronnen", bron=label)
    titles = [title for title, _ in links(app)]
    assert {"Overzicht", "Ontwikkeling", "Begroting", "Tranchekaart"} <= set(titles)
    assert len(titles) == len(set(titles))
    assert len(app.main.expander) == 1
    app = opened(onderdeel="Bronnen", bron="VNG: GIDS-gemeenten: gelijke gezondheid")
    assert 'href="https://vng.nl/artikelen/gids-gemeenten-gelijke-gezondheid" target="_blank" rel="noopener"' in raw(
        app
    )


def test_sources_are_folded_until_one_is_chosen_and_say_how_much_comes_from_them() -> None:
    folded = opened(onderdeel="Bronnen").main.expander
    assert not any(one.proto.expanded for one in folded)
    assert all(re.search(r": \d+ onderdee?l(en)?$", one.label) for one in folded)
    (one,) = opened(onderdeel="Bronnen", bron="VNG: GIDS-gemeenten: gelijke gezondheid").main.expander
    assert one.proto.expanded


def test_every_subject_that_a_source_names_is_shown_by_a_page_of_the_menu() -> None:
    subjects = {
        subject for document in sources.documents(current(), claims.checks(current())) for subject in document.subjects
    }
    assert subjects and all(menu.showing([subject]) for subject in subjects)


def test_an_unknown_source_in_a_link_is_named_and_all_are_shown() -> None:
    app = opened(onderdeel="Bronnen", bron="Nergens: niets")
    assert not app.exception
    assert any("Nergens: niets" in warning.value for warning in app.warning)
    assert len(app.main.expander) == len(sources.documents(current()))


def test_both_parts_can_be_saved() -> None:
    assert len(opened().get("download_button")) == 1
    assert len(opened(onderdeel="Bronnen").get("download_button")) == 1


def test_markup_in_the_data_stays_text_and_a_strange_address_is_no_link(own_data: Path) -> None:
    odd = '<script>alert(1)</script><img src=x onerror=alert(1)> **vet** "'
    rows = current().table("sources")
    for name in ("title", "publisher", "section", "citation"):
        rows[name] = odd + rows[name]
    store.write({"sources": rows.assign(url="javascript:alert(1)")}, own_data)
    for part in ("Beweringen", "Bronnen"):
        html = raw(opened(onderdeel=part))
        assert escape(odd) in html
        assert not re.search("<script|<img|<a ", html)
        assert "javascript:" not in html


def test_a_quote_in_an_address_cannot_leave_it(own_data: Path) -> None:
    store.write(
        {"sources": current().table("sources").assign(url='https://example.nl/" onmouseover="alert(1)')}, own_data
    )
    assert 'onmouseover="' not in raw(opened(onderdeel="Bronnen"))


@pytest.mark.parametrize("name", ["observations", "budget", "counts", "events", "totals", "tranches", "monitor"])
def test_a_missing_table_leaves_the_page_working(own_data: Path, name: str) -> None:
    (own_data / f"{name}.parquet").unlink()
    app = opened()
    assert not app.exception and app.title[0].value == "Bronnen en beweringen"
    assert len(re.findall("<article", raw(app))) == len(claims.CLAIMS)
    assert not opened(onderdeel="Bronnen").exception


def test_missing_sources_are_one_clear_message(own_data: Path) -> None:
    (own_data / "sources.parquet").unlink()
    app = opened()
    assert not app.exception
    assert len(app.error) == 1 and "sources.parquet" in app.error[0].value.replace("\\", "")
