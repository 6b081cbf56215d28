"""Does a difference say what is new, changed, the same or gone, and no small number?"""

import numpy as np
import pytest

from ks_data import INDICATORS
from ks_data.catalogue import regions
from ks_data.incoming import checks, difference
from ks_data.incoming.difference import WHAT, Change
from ks_data.incoming.reading import read
from ks_data.statistics import disclosure
from tests.incoming.checks.samples import (
    BIG2,
    BIRTHS,
    HEAD,
    budget,
    change_of,
    filled,
    frame,
    tables,
    tranches,
    years,
)


def compared(text: str, published: str, hide: bool = False) -> Change:
    known = frame("observations", filled(published)).assign(release=range(len(published.split())))
    shown = disclosure.suppressed(known, regions.parents(), INDICATORS) if hide else known
    outcome = checks.checked(read("a.csv", f"{HEAD}\n{filled(text)}".encode()), {**tables(), "observations": shown})
    return change_of(outcome, known, shown)


def test_new_changed_the_same_and_gone_are_told_apart_with_old_and_new_side_by_side() -> None:
    change = compared(
        years(BIG2, "GM0392", 150.1, 140.0, 149.0),
        years(BIG2, "GM0392", 150.1, 141.0)
        + "\n"
        + years(BIG2, "GM0392", 139.0, first=2014)
        + f"\n{BIG2},GM0363,2015,1",
    )
    assert change.counts == {"nieuw": 1, "gewijzigd": 1, "gelijk": 1, "weg": 1} and change.anything
    rows = {what: change.rows(what).iloc[0] for what in WHAT}
    periods = {what: row["period"] for what, row in rows.items()}
    assert periods == {"nieuw": "2017", "gewijzigd": "2016", "gelijk": "2015", "weg": "2014"}
    assert rows["gewijzigd"][["old_value", "new_value", "line"]].tolist() == [141.0, 140.0, 3]
    assert np.isnan(rows["nieuw"]["old_value"]) and rows["weg"]["old_value"] == 139.0


@pytest.mark.slow
def test_another_status_or_note_is_a_change_and_two_missing_values_are_the_same() -> None:
    published = f"{BIG2},GM0392,2019,,,,ontbreekt,,geheim\n{BIG2},GM0392,2018,147.1,,,voorlopig"
    assert not compared(published, published).anything
    assert compared(published, published).latest == 1
    assert compared(published.replace("voorlopig", "definitief"), published).counts["gewijzigd"] == 1
    assert compared(published.replace("geheim", "vergeten"), published).counts["gewijzigd"] == 1


@pytest.mark.slow
def test_a_small_number_shows_neither_old_nor_new_and_cannot_be_guessed() -> None:
    published = f"{BIRTHS},GM0392,2018,7\n{BIRTHS},GM0392,2019,1800"
    for guess in (6, 7):
        change = compared(f"{BIRTHS},GM0392,2018,{guess},,,definitief", published, hide=True)
        row = change.rows("gelijk").iloc[0]
        assert row["period"] == "2018" and np.isnan(row["old_value"]) and np.isnan(row["new_value"])
        assert row["old_status"] == row["new_status"] == "onderdrukt"
        assert change.anything is (guess == 6)
    assert compared(f"{BIRTHS},GM0392,2018,17", published, hide=True).counts["gewijzigd"] == 1


@pytest.mark.parametrize("shown", [63.3, 64.5])
def test_a_number_of_births_that_is_hidden_beside_a_figure_cannot_be_guessed_either(shown: float) -> None:
    """shown: the rate as published, or the one over live births that readers see in its place."""
    known = frame("observations", f"{BIG2},GM0397,2020,63.3,14,221").assign(release=1)
    visible = known.assign(denominator=np.nan, value=shown)
    counts = [
        difference.change_by(
            "observations", frame("observations", f"{BIG2},GM0397,2020,{rate},14,{births}"), known, visible
        )
        for rate, births in ((63.3, 221), (63.3, 220), (63.6, 220))[: 3 if shown != 63.3 else 2]
    ]
    assert {tuple(change.counts.values()) for change in counts} == {(0, 0, 1, 0)}
    assert not any(change.seems_to_change for change in counts)
    assert not counts[0].anything and counts[1].anything
    other = difference.change_by(
        "observations", frame("observations", f"{BIG2},GM0397,2020,67.8,15,221"), known, visible
    )
    assert other.counts["gewijzigd"] == 1 and other.seems_to_change


def test_rows_that_come_from_no_file_have_no_line_and_hide_nothing_by_themselves() -> None:
    known = frame("observations", filled(years(BIG2, "GM0392", 150.1, 140.0)))
    change = difference.change_by("observations", known.iloc[:1].assign(value=7.0), known, known)
    row = change.rows("gewijzigd").iloc[0]
    assert row[["old_value", "new_value", "line"]].tolist() == [150.1, 7.0, 0]


def test_a_budget_line_that_goes_is_a_change_and_a_tranche_that_is_not_in_the_file_is_none() -> None:
    known = frame("budget", "2022,GM0392,Huisbezoeken,gemeente,80000\n2022,GM0392,Oud,Rijk,1").astype({"year": "int64"})
    outcome = budget("2022,GM0392,Huisbezoeken,gemeente,80000,,,")
    assert change_of(outcome, known).counts == {"nieuw": 0, "gewijzigd": 0, "gelijk": 1, "weg": 1}
    assert change_of(outcome, known).anything
    known = frame("tranches", "GM0392,1,stated,x\nGM0363,1,stated,x")
    assert not change_of(tranches("GM0392,1,,"), known).anything
