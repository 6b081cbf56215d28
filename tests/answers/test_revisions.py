"""Revisions: a figure that a release changed says what it was, and one that looks the same says nothing."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import store
from ks_data.answers import figures, revisions
from ks_data.store import Snapshot, current, releases

HAARLEM, EARLY_CARE = "GM0392", "antenatal_care_before_10w_percent"


@pytest.fixture(autouse=True)
def own_releases(own_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(own_data / "releases"))


def early_care(year: int, data: Snapshot | None = None) -> figures.Figure:
    figure = figures.latest(data or current(), EARLY_CARE, HAARLEM, year, year)
    assert figure
    return figure


def other(year: int, value: float) -> pd.DataFrame:
    """The figure of Haarlem in a year with another value."""
    rows = current().table("observations")
    key = (rows["indicator"] == EARLY_CARE) & (rows["region"] == HAARLEM) & (rows["period"] == str(year))
    return rows[key].assign(value=value, numerator=float("nan"), denominator=float("nan"))


def published(year: int, value: float) -> int:
    return releases.publish("observations", other(year, value), author="Anna", note="", source="CBS").number


@pytest.mark.slow
def test_a_figure_that_a_release_changed_says_what_it_was_and_by_which_release() -> None:
    number = published(2019, 80.0)
    assert revisions.before(current(), early_care(2019)) == f"was 78,4 vóór release {number}"
    sentence = f"Het cijfer over 2019 was 78,4 en is 80,0 sinds release {number}."
    assert revisions.revision(current(), early_care(2019)) == sentence


@pytest.mark.slow
def test_a_figure_that_no_release_changed_says_nothing() -> None:
    published(2019, 80.0)
    assert revisions.before(current(), early_care(2018)) == revisions.revision(current(), early_care(2018)) == ""


@pytest.mark.slow
def test_a_change_that_rounding_hides_says_nothing() -> None:
    published(2019, 78.42)
    assert revisions.before(current(), early_care(2019)) == revisions.revision(current(), early_care(2019)) == ""


@pytest.mark.slow
def test_a_preview_says_what_the_figure_is_without_it() -> None:
    data = current(store.Preview("observations", "nieuw.csv", "1", other(2019, 80.0)))
    sentence = "Het cijfer over 2019 was 78,4 en is 80,0 in dit voorbeeld."
    assert revisions.revision(data, early_care(2019, data)) == sentence
