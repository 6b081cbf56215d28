"""The sources: each once, with what comes from it in words and the pages that show it."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import TABLES, store
from ks_data.answers import claims, sources
from ks_data.answers.subjects import Subject
from ks_data.store import current


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)


def test_every_source_is_listed_once_with_what_comes_from_it() -> None:
    places = [place for about in sources.documents(current(), claims.checks(current())) for place in about.places]
    assert sorted(place.source for place in places) == sorted(current().table("sources")["source"])
    assert [place.source for place in places if not place.uses] == []
    assert all(place.citation for place in places)


def test_one_answer_holds_every_document_with_what_the_claims_take_from_it() -> None:
    answer = sources.sources(current())
    assert list(answer.documents) == sources.documents(current(), claims.checks(current()))
    assert answer.documents[0].published == "Gemeente Haarlem, 2022"
    assert answer.download({}).equals(sources.download(answer.documents, {}))


def test_every_cited_source_is_listed() -> None:
    listed = set(current().table("sources")["source"])
    for name in set(TABLES) - {"sources"}:
        assert set(current().table(name)["source"]) <= listed, name


def test_what_comes_from_a_source_names_the_indicator_the_regions_and_the_years() -> None:
    words = {
        use.what: use.subjects for about in sources.documents(current()) for place in about.places for use in place.uses
    }
    early_care = words["Vroeg in zorg: Haarlem en Nederland, 2017 tot en met 2019"]
    assert early_care == (Subject.CORE_FIGURES, Subject.TREND, Subject.COMPARISON)
    assert words["Begroting van Haarlem, 2022"] == (Subject.BUDGET,)
    assert words["Gemeenten in lokale coalities (10 februari 2022)"] == (Subject.SPREAD,)
    assert "Roken tijdens de zwangerschap: Nederland, 2016, 2018, 2021 en 2023" in words
    assert words["Vroeggeboorte: Nederland, 2011 tot en met 2020"] == (Subject.TREND,)
    nowhere = [use for use, subjects in words.items() if not subjects]
    assert all("Levend geboren" in use or "Dood geboren" in use for use in nowhere), nowhere


@pytest.mark.slow
def test_many_regions_and_pooled_years_are_counted_not_listed(own_data: Path) -> None:
    rows = current().table("observations")
    towns = pd.concat([rows.tail(1)] * 4).assign(
        indicator="antenatal_care_before_10w_percent",
        region=["GM0034", "GM0037", "GM0047", "GM0050"],
        period="2017-2019",
        value=70.0,
    )
    store.write({"observations": pd.concat([rows, towns])}, own_data)
    words = [use.what for about in sources.documents(current()) for place in about.places for use in place.uses]
    assert any("4 gebieden, 2017-2019 samen" in text for text in words)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://www.rivm.nl/a?b=c#d", "https://www.rivm.nl/a?b=c#d"),
        (" http://example.nl ", "http://example.nl"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.nl", ""),
        ("www.example.nl", ""),
        ("https://", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(text: str, address: str) -> None:
    assert sources.web_address(text) == address


def test_the_download_of_the_sources_names_the_pages_there_are() -> None:
    rows = sources.download(sources.documents(current()), {Subject.BUDGET: ["Begroting"]}).set_index("source")
    assert rows.loc["haarlem-bijlage-2022/1-kosten", "pages"] == "Begroting"
    assert "Begroting van Haarlem, 2022" in rows.loc["haarlem-bijlage-2022/1-kosten", "used_for"]
    assert len(rows) == len(current().table("sources"))
