"""Does who published see how far the figures are on their way to readers?"""

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from ks_data import DataError, store
from ks_data.incoming import account
from ks_data.language import dutch
from ks_data.store import releases
from tests.conftest import ROOT
from tests.pages.roles import bodies, published_before


def after_publishing(counts_now: bool = True) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_done"] = ("Release 1 is gepubliceerd.", counts_now)
    return app.switch_page("pages/releases.py").run()


def test_while_figures_are_made_ready_the_publisher_sees_how_far_they_are(monkeypatch):
    monkeypatch.setattr(store, "pending", lambda: 0.5)
    app = after_publishing()
    assert [element.value for element in app.success] == ["Release 1 is gepubliceerd."]
    bar = app.get("progress")[0].proto
    assert bar.value == 50 and "Lezers zien tot dan de vorige" in bar.text


@pytest.mark.parametrize(
    ("counts_now", "ending"),
    [(True, "Lezers zien dit nu, sinds 29 november 2026, 08:12 uur."), (False, "is gepubliceerd.")],
)
def test_once_they_are_ready_it_says_since_when_readers_see_them(monkeypatch, counts_now, ending):
    monkeypatch.setattr(store, "shown_since", lambda: datetime(2026, 11, 29, 8, 12))
    app = after_publishing(counts_now)
    assert app.success[0].value.endswith(ending) and not app.get("progress")


def test_a_reader_reads_once_what_is_new_and_since_when(folder: Path) -> None:
    published_before()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    news = f"Nieuw sinds {dutch.date(releases.history()[0].day)}: tranches van Proefbron."
    assert news in bodies(app) and news in bodies(app.run())
    assert news not in bodies(app.switch_page("pages/begroting.py").run())
    assert news not in bodies(app.switch_page("pages/overzicht.py").run())


@pytest.mark.browser
def test_a_browser_that_said_what_is_new_does_not_say_it_again(folder: Path, start_server, visit, ready) -> None:
    published_before()
    page = visit(start_server(KS_RELEASES=str(folder)), "overzicht")
    expect(page.locator("[data-news]")).to_be_visible()
    page.reload()
    ready(page)
    expect(page.locator("[data-news]")).to_be_attached()
    expect(page.locator("[data-news]")).to_be_hidden()


def test_on_releases_it_stays_to_be_read_since_when_readers_see_what_counts(folder: Path) -> None:
    published_before()
    first = releases.history()[0]
    since = f"Lezers zien dit nu, sinds {dutch.date(first.day)}, {first.made:%H:%M} uur."
    assert account.in_force(first, waiting=False) == since and account.in_force(first, waiting=True) == ""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/releases.py").run()
    assert since in bodies(app)


def test_putting_back_first_says_what_will_change(folder: Path) -> None:
    published_before()
    first, rows = releases.history()[0], releases.rows(releases.history(), "tranches")
    releases.publish("tranches", rows.assign(tranche="2"), author="Bo", note="later", source="Andere bron")
    assert account.restoring(store.current(), first.number) == [
        "Release 2: tranches van Andere bron telt dan niet meer.",
        f"Tranches: {dutch.plural(int((rows['tranche'] != '2').sum()), 'regel verandert', 'regels veranderen')}.",
    ]
    assert account.restoring(store.current(), 2) == ["Er verandert niets: dit is wat nu ook telt."]
    with pytest.raises(DataError, match="bestaat niet"):
        account.restoring(store.current(), 9)
    releases.restore(0, author="Bo", note="terug")
    assert "Release 1: tranches van Proefbron telt dan weer." in account.restoring(store.current(), first.number)


def test_after_a_restore_a_release_does_not_say_since_when_readers_see_it(folder: Path) -> None:
    published_before()
    first = releases.history()[0]
    assert account.in_force(first, waiting=False, restored=True) == "Lezers zien dit nu."
