"""On the page of new figures a publisher fetches them at a button, and sees the same check as after a drop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import app_test

from ks_data import INDICATORS
from ks_data.store import releases
from ks_data.workshop.fetch import statline, web
from pages.parts import access
from tests.pages.played import opened, words
from tests.pages.roles import Settled
from tests.workshop.fetch.served import Cbs, births_table, playing


@pytest.fixture
def cbs(own_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cbs]:
    """A server in the place of CBS, and nothing published."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KS_RELEASES", str(own_data / "releases"))
    monkeypatch.setattr(web, "PAUSES", ())
    monkeypatch.setattr(app_test, "PagesManager", Settled)
    with playing(births_table()) as server:
        monkeypatch.setattr(statline, "V3_METADATA", f"{server.url}/v3api")
        monkeypatch.setattr(statline, "V3_ROWS", f"{server.url}/v3feed")
        monkeypatch.setattr(statline, "V4", f"{server.url}/v4")
        yield server


def test_a_publisher_fetches_looks_confirms_and_publishes(cbs: Cbs) -> None:
    app = opened("nieuw")
    app.button(key="haal_births").click().run()
    assert not app.exception and "1. Wat wij vonden" in words(app) and releases.history() == ()
    for box in app.main.checkbox:
        box.check()
    app.run()
    assert "tabel 37259ned" in next(field.value for field in app.text_input if field.label == "Bron")
    next(button for button in app.button if button.label == "Publiceren").click().run()
    assert not app.exception
    (release,) = releases.history()
    assert release.file == "cbs-37259ned.zip" and release.source_date == "2024-07-01"


def test_a_table_that_does_not_hold_never_becomes_a_file(cbs: Cbs) -> None:
    cbs.changed["GM0014", 2021, "LevendGeborenKinderen_7"] = 7
    app = opened("nieuw")
    app.button(key="haal_births").click().run()
    assert "zijn de gemeenten samen" in app.main.error[0].value and "_file" not in app.session_state


def test_what_was_fetched_can_be_laid_aside(cbs: Cbs) -> None:
    app = opened("nieuw")
    app.button(key="haal_births").click().run()
    next(button for button in app.button if button.label == "Leg deze cijfers weg").click().run()
    assert "Haal op bij CBS" in [button.label for button in app.button] and "_file" not in app.session_state


def test_who_may_not_publish_cannot_fetch(cbs: Cbs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "person", lambda: access.Person("bezoeker", False, "U bent niet ingelogd."))
    app = opened("nieuw")
    buttons = [button for button in app.button if button.label == "Haal op bij CBS"]
    assert len(buttons) == 3 and all(button.disabled for button in buttons) and cbs.asked == []
    assert "Ophalen is voor wie mag publiceren. U bent niet ingelogd." in words(app)


def test_the_page_says_in_three_steps_how_to_get_the_perinatal_figures_of_all_municipalities(cbs: Cbs) -> None:
    shown = words(opened("nieuw"))
    assert all(f"\n{step}. " in shown for step in (1, 2, 3)) and "alle gemeenten en Nederland" in shown


def test_a_figure_that_was_never_fetched_is_not_offered(cbs: Cbs) -> None:
    waiting = INDICATORS["youth_care_in_kind_percent"].name
    assert waiting not in opened("ontwikkeling").multiselect[0].options
    assert waiting not in opened("vergelijken").selectbox(key="cijfer").options
