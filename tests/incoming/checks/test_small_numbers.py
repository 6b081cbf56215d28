"""Is a small number asked about, and does no finding give it away?"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from ks_data import INDICATORS
from ks_data.incoming.checks import Checked
from ks_data.incoming.checks.indicator_rows import small_numbers
from ks_data.statistics import disclosure
from tests.incoming.checks.samples import (
    BIG2,
    BIRTHS,
    checked,
    filled,
    frame,
    screens,
)


def said(found: Checked) -> str:
    """Every word that a reader of the findings sees."""
    return "\n".join(
        [finding.message for finding in found.findings]
        + [f"{place.row} {place.column} {place.value}" for finding in found.findings for place in finding.places]
    )


@pytest.mark.slow
def test_a_small_number_is_asked_about_and_never_shown() -> None:
    """Alone, as a jump, as a revision, as a rate that does not follow, twice: no message and no place says it."""
    published = filled(f"{BIRTHS},GM0392,2018,1777\n{BIRTHS},GM0363,2019,1888")
    for text, few in (
        (f"{BIRTHS},GM0392,2019,7", "7"),
        (f"{BIRTHS},GM0363,2019,7", "7"),
        (f"{BIRTHS},GM0392,2019,7\n{BIRTHS},0392,2019,6", "7"),
        (f"{BIRTHS},GM0392,2019,7,,,ontbreekt", "7"),
        (f"{BIG2},GM0392,2019,77.7,7,1000", "77.7"),
        (f"{BIG2},GM0392,2019,993.0,993,1000\n{BIG2},GM0392,2020,99.0,99,1000", "993"),
    ):
        outcome = checked(filled(text), published)
        assert "onderdrukt" in said(outcome)
        shown = said(outcome).replace("1 tot en met 9", "").replace("<10", "").replace(",", ".")
        assert few not in [word.strip(".”“:") for word in shown.split()]
        assert outcome.small[0]


def test_a_rate_that_is_small_only_by_the_births_everyone_can_look_up_is_asked_about() -> None:
    """12,5 per 1.000 of 80 live births is one child; the same figure as readers see already is no question."""
    births = "live_births_count,GM0392,2019,80"
    text = f"{BIG2},GM0392,2019,12.5"
    outcome = checked(filled(text), filled(births))
    assert "kleine_aantallen_van_geboorten" in screens(outcome) and outcome.small.tolist() == [True]
    assert "12.5" not in said(outcome) and "12,5" not in said(outcome)
    assert not checked(filled(text), filled(f"{births}\n{text}")).small.any()
    assert not checked(filled(text), filled(births.replace("80", "1900"))).small.any()


def test_what_the_source_guards_by_itself_is_not_asked_about() -> None:
    free = replace(INDICATORS[BIRTHS], threshold=0)
    few, unknown = np.array([3.0]), np.array([np.nan])
    assert small_numbers(INDICATORS[BIRTHS], few, unknown, unknown).tolist() == [True]
    assert small_numbers(free, few, unknown, unknown).tolist() == [False]


@pytest.mark.slow
def test_what_is_asked_about_as_small_is_what_readers_may_not_see() -> None:
    """Each figure alone in a year of its own, so that nothing is hidden for the sake of another."""
    counts = [("", under) for under in ("", "9", "10")] + [
        ("0", "10"),
        ("1", "100"),
        ("9", "18"),
        ("10", "19"),
        ("10", "20"),
    ]
    rows = [f"{BIRTHS},GM0392,{year},{figure}" for year, figure in enumerate((0, 1, 9, 10, 11), 1980)]
    rows += [
        f"{BIG2},GM0392,{year},{figure},{numerator},{denominator}"
        for year, (figure, (numerator, denominator)) in enumerate(product((0, 50, 500, 1000), counts), 1900)
    ]
    table = frame("observations", "\n".join(rows))
    hidden = disclosure.suppressed(table, {}, INDICATORS)["value"].isna()
    for id, group in table.groupby("indicator"):
        columns = (group[name].to_numpy(float) for name in ("value", "numerator", "denominator"))
        assert small_numbers(INDICATORS[id], *columns).tolist() == hidden[group.index].tolist()
    assert 0 < hidden.sum() < len(table)


def test_a_total_that_gives_a_small_number_away_is_asked_about_without_saying_it() -> None:
    text = "\n".join([f"{BIRTHS},NL01,2019,110007", *(f"{BIRTHS},PV{20 + at},2019,10000" for at in range(11))])
    finding = screens(checked(filled(text)))["af_te_leiden"]
    assert "Nederland 2019" in finding.message and "7" not in finding.message and finding.places == ()
