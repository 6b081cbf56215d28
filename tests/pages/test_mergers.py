"""A link or a command that names a municipality that is no more leads to its successor, and says so."""

import subprocess
import sys
from datetime import date

import pytest

from ks_data.catalogue import mergers
from tests.conftest import ROOT
from tests.pages.played import choice, opened, words


class NewYear(date):
    """1 January 2027: Wijdemeren has become a part of Hilversum."""

    @classmethod
    def today(cls) -> "NewYear":
        return cls(2027, 1, 1)


class DayBefore(date):
    @classmethod
    def today(cls) -> "DayBefore":
        return cls(2026, 12, 31)


@pytest.mark.parametrize("text", ["Brielle", "GM0501", "501"])
def test_a_link_to_a_merged_municipality_opens_its_successor_and_says_so(text: str) -> None:
    app = opened("overzicht", {"gemeente": text})
    assert not app.exception and choice(app)[0] == "Voorne aan Zee"
    assert "Brielle uit de link bestaat niet meer: sinds 2023 Voorne aan Zee" in words(app)
    app.selectbox(key="gemeente").set_value("Gouda").run()
    assert choice(app)[0] == "Gouda" and "Brielle" not in words(app)


def test_a_link_may_compare_with_a_merged_municipality_by_way_of_two_mergers() -> None:
    app = opened("overzicht", {"gemeente": "Gouda", "vergelijk": "'s-Gravendeel"})
    assert choice(app)[:2] == ("Gouda", "Hoeksche Waard")
    assert "in 2007 naar Binnenmaas, sinds 2019 Hoeksche Waard" in words(app)


def test_a_link_to_a_divided_municipality_says_where_it_went() -> None:
    app = opened("overzicht", {"gemeente": "Haaren"})
    assert choice(app)[0] == "Haarlem" and "in 2021 verdeeld over Boxtel, Oisterwijk, Tilburg en Vught" in words(app)


def test_from_the_day_of_a_merger_the_municipality_cannot_be_chosen_and_links_lead_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mergers, "date", DayBefore)
    app = opened("overzicht", {"gemeente": "Wijdemeren"})
    assert choice(app)[0] == "Wijdemeren" and "bestaat niet meer" not in words(app)
    monkeypatch.setattr(mergers, "date", NewYear)
    app = opened("overzicht", {"gemeente": "Wijdemeren"})
    assert choice(app)[0] == "Hilversum" and "sinds 2027 Hilversum" in words(app)
    assert "Wijdemeren" not in app.selectbox(key="gemeente").options


def test_the_command_line_says_where_a_merged_municipality_went() -> None:
    command = ("compare", "--indicator", "live_births_count", "--region", "Brielle", "--period", "2020")
    run = subprocess.run([sys.executable, "-m", "ks_data", *command], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1 and "Brielle bestaat niet meer: sinds 2023 Voorne aan Zee, GM1992" in run.stderr
