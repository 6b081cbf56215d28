"""Searching: what a reader types finds the thing meant, fast, and nothing that the data does not give."""

import time
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from ks_data import INDICATORS, TABLES, store
from ks_data.answers import figures, search, sources
from ks_data.answers.search import Kind, Result
from ks_data.answers.subjects import Subject, Target
from ks_data.catalogue import regions
from ks_data.store import current
from pages.parts import menu

ROOT = Path(__file__).parents[2]
ODD = (
    "<b>Vet</b> **sterren** [link](https://example.nl) www.example.nl a@example.nl :material/home: :red[rood] :smile: "
    "$x$ `c` &amp; 1. # ~~weg~~ <img src=x onerror=alert(1)>"
)


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)


def find(query: str) -> list[Result]:
    return search.find(current(), query, menu.PAGES)


def titles(query: str, kind: Kind | None = None) -> list[str]:
    return [result.title for result in find(query) if kind in (None, result.kind)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("haarl", "Haarlem"),
        ("HAARLEM", "Haarlem"),
        ("gemeente haarlem", "Haarlem"),
        ("sudwest", "Súdwest-Fryslân"),
        ("súdwest fryslân", "Súdwest-Fryslân"),
        ("den haag", "'s-Gravenhage"),
        ("s-gravenhage", "'s-Gravenhage"),
        ("den bosch", "'s-Hertogenbosch"),
        ("utrecht", "Utrecht"),
        ("harlem", "Haarlem"),
        ("zanstad", "Zaanstad"),
        ("amstrdam", "Amsterdam"),
        ("bergen op zoom", "Bergen op Zoom"),
    ],
)
def test_a_municipality_is_found_first(query: str, name: str) -> None:
    first = find(query)[0]
    assert (first.kind, first.title, first.target.subject) == (Kind.MUNICIPALITY, name, Subject.MUNICIPALITY)
    assert regions.name(first.target.region) == name


def test_every_municipality_and_province_is_found_by_its_name() -> None:
    for code, name in regions.names().items():
        kind = Kind.MUNICIPALITY if regions.level(code) == "gemeente" else Kind.AREA
        assert name in titles(name, kind), name


def test_an_indicator_is_found_by_a_word_of_its_definition() -> None:
    results = find("perinatale sterfte")
    assert (Kind.INDICATOR, "Sterfte rond de geboorte") in {(result.kind, result.title) for result in results}
    best = find("hoftiezer")[0]
    assert best.kind == Kind.INDICATOR
    assert best.target == Target(Subject.TREND, indicator="big2_hoftiezer_percent")


def test_every_indicator_is_found_by_its_name() -> None:
    for id in figures.observed(current()):
        assert INDICATORS[id].name in titles(INDICATORS[id].name, Kind.INDICATOR), id


def test_what_people_say_instead_is_found_too() -> None:
    assert "Sterfte rond de geboorte" in titles("babysterfte")
    assert titles("geld", Kind.PAGE) == ["Begroting"]


def test_a_source_is_found_by_its_publisher() -> None:
    results = [result for result in find("trimbos") if result.kind == Kind.SOURCE]
    assert [result.title for result in results] == ["Monitor Middelengebruik en Zwangerschap"]
    label = "Trimbos-instituut: Monitor Middelengebruik en Zwangerschap"
    assert results[0].target == Target(Subject.SOURCES, document=label)
    assert label in {about.label for about in sources.documents(current())}
    assert find("pharos")[0].kind == Kind.SOURCE


def test_an_event_is_found_by_a_word() -> None:
    assert [result.context for result in find("statushouders") if result.kind == Kind.EVENT] == ["Maart 2020, Haarlem"]


def test_the_other_things_are_found() -> None:
    assert find("begroting")[0] == Result(Kind.PAGE, "Begroting", "", Target(page="begroting"))
    assert "Begroting van Haarlem" in titles("impulsmiddelen", Kind.BUDGET)
    assert "Nu Niet Zwanger" in titles("nu niet zwanger", Kind.PROGRAMME)
    assert "Gemeenten in lokale coalities" in titles("272", Kind.COUNT)
    assert titles("272", Kind.CLAIM) == ["In 272 gemeenten werken partners samen in een lokale coalitie."]
    assert titles("zeeland", Kind.AREA) == ["Zeeland"]


def test_a_municipality_beside_a_word_is_chosen_with_what_the_word_finds() -> None:
    first = find("vroeg in zorg den haag")[0]
    assert (first.kind, first.title) == (Kind.INDICATOR, "Vroeg in zorg")
    assert first.target == Target(Subject.TREND, region="GM0518", indicator="antenatal_care_before_10w_percent")
    assert find("begroting utrecht")[0].target == Target(page="begroting", region="GM0344")


@pytest.mark.parametrize(
    "query", ["", " ", "a", "xyzzy", "qwrtpsdf", "!!!", "%%%", "\x00\x00\x00", "zzzzzz" * 50, "𝕏𝕐"]
)
def test_nonsense_finds_nothing(query: str) -> None:
    assert find(query) == []


@pytest.mark.parametrize("query", ["kinderen", "gemeenten", "haarlem", "2022", "de", "in de van", "nederland", "a b c"])
def test_there_are_never_many_results_and_never_the_same_twice(query: str) -> None:
    results = find(query)
    assert len(results) <= search.MOST == 12
    assert len({(result.kind, result.title, result.context) for result in results}) == len(results)


def test_only_pages_that_there_are_can_be_reached() -> None:
    overview = menu.PAGES[:1]
    assert {result.title for result in search.find(current(), "haarlem", overview)} == {"Haarlem", "Haarlemmermeer"}
    assert search.find(current(), "statushouders", overview) == []
    assert search.find(current(), "haarlem", []) == []


@pytest.mark.slow
def test_searching_costs_a_fraction_of_reading_what_is_searched(own_data: Path) -> None:
    def taken(query: str) -> float:
        start = time.perf_counter()
        find(query)
        return time.perf_counter() - start

    reading = taken("haarlem")
    for query in ("haarlem", "sterfte haarlem", "zanstad", "xyzzy", "gemeenten met nu niet zwanger"):
        assert min(taken(query) for _ in range(15)) < reading / 20, query


# ---- the data behind it


@pytest.mark.slow
def test_changed_data_is_found_at_once_and_what_is_gone_is_not(own_data: Path) -> None:
    assert titles("hoftiezer", Kind.INDICATOR) and not titles("klinkerbestrating")
    rows = current().table("observations")
    event = current().table("events").head(1).assign(what="Klinkerbestrating gelegd")
    without = rows[rows["indicator"] != "big2_hoftiezer_percent"]
    store.write({"observations": without, "events": pd.concat([current().table("events"), event])}, own_data)
    assert titles("klinkerbestrating") == ["Klinkerbestrating gelegd"]
    assert not titles("hoftiezer", Kind.INDICATOR)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_that_cannot_be_read_leaves_the_rest_findable(own_data: Path, name: str) -> None:
    (own_data / f"{name}.parquet").write_bytes(b"no parquet")
    assert find("haarlem")[0].title == "Haarlem"
    assert titles("begroting", Kind.PAGE) == ["Begroting"]


def test_empty_tables_are_searched_without_a_word(own_data: Path) -> None:
    store.write({name: current().table(name)[:0] for name in TABLES}, own_data)
    assert titles("haarlem") == ["Haarlem", "Haarlemmermeer", *titles("haarlem", Kind.CLAIM)]


def test_odd_text_in_the_data_is_found_as_it_is(own_data: Path) -> None:
    store.write({"events": current().table("events").head(1).assign(what=ODD)}, own_data)
    assert titles("sterren", Kind.EVENT) == [ODD]


# ---- the field in the sidebar


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def typed(app: AppTest, query: str) -> list[str]:
    """What is offered in the sidebar for a search, as the label is sent."""
    app.sidebar.text_input(key="zoek_alles").set_value(query).run()
    assert not app.exception
    return [button.label for button in app.sidebar.button if button.key != "vaste_link"]


def test_the_field_offers_what_is_found_and_choosing_it_opens_it(app: AppTest) -> None:
    assert typed(app, "zanstad")[0] == "Zaanstad"
    app.sidebar.button[0].click().run()
    assert not app.exception
    assert app.selectbox(key="gemeente").value == "Zaanstad"
    assert app.sidebar.text_input(key="zoek_alles").value == ""
    assert "Zaanstad" in app.title[0].value


def test_an_indicator_that_is_chosen_is_the_only_one_on_its_page(app: AppTest) -> None:
    typed(app, "hoftiezer")
    app.sidebar.button[0].click().run()
    assert app.title[0].value == "Van Haarlem zelf is in 2010 tot en met 2023 nog geen cijfer te zien"
    assert app.multiselect(key="cijfers").value == ["Te vroeg of te licht geboren (curven van Hoftiezer)"]


@pytest.mark.slow
def test_the_choice_of_a_municipality_and_the_other_region_survives_a_search(app: AppTest) -> None:
    app.selectbox(key="gemeente").set_value("Utrecht").run()
    app.selectbox(key="vergelijk").set_value("Zeeland").run()
    typed(app, "hoftiezer")
    app.sidebar.button[0].click().run()
    assert not app.exception
    assert app.selectbox(key="gemeente").value == "Utrecht"
    assert app.selectbox(key="vergelijk").value == "Zeeland"


def test_nothing_found_is_said_with_what_was_typed_as_text(app: AppTest) -> None:
    assert typed(app, "<img src=x onerror=alert(1)>") == []
    bodies = [element.proto.body for element in app.sidebar.get("html")]
    assert any("&lt;img src=x onerror=alert(1)&gt;" in text for text in bodies)
    assert not any("<img" in text for text in bodies)


@pytest.mark.browser
def test_markup_in_the_data_stays_text_in_the_sidebar(own_data: Path, start_server, visit, ready) -> None:
    store.write({"events": current().table("events").head(1).assign(what=ODD)}, own_data)
    page = visit(start_server(KS_DATA_DIR=str(own_data)), "overzicht")
    field = page.get_by_label("Zoeken", exact=True)
    field.fill("sterren")
    field.press("Enter")
    button = page.locator(".st-key-gevonden button")
    button.wait_for()
    ready(page)
    text = button.locator("p").inner_text().replace("\u2060", "")
    assert text == ODD
    assert button.locator("b, strong, a, img, code, .katex").count() == 0


@pytest.mark.browser
def test_what_is_found_can_be_reached_with_the_keyboard_and_stays_in_the_address(server, visit, ready) -> None:
    page = visit(server, "tranchekaart", "vergelijk=Zeeland")
    field = page.get_by_label("Zoeken", exact=True)
    field.fill("pharos stimuleringsprogramma")
    field.press("Enter")
    page.locator(".st-key-gevonden button").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bronnen en beweringen").wait_for()
    ready(page)
    page.wait_for_url("**/bronnen?*bron=Pharos*")
    assert "vergelijk=Zeeland" in page.url
    expanders = page.get_by_test_id("stMain").get_by_test_id("stExpander")
    expect(expanders).to_have_count(1)
    expect(expanders).to_contain_text("Stimuleringsprogramma lokale coalities Kansrijke Start (webpagina)")
