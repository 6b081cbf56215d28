"""What indicators tell by their relations: who is counted in one and not in another."""

import math

import pandas as pd
import pytest

from ks_data import INDICATORS
from ks_data.statistics import disclosure
from tests.statistics.disclosure.tables import PARENTS, observations

MORTALITY, EARLY = "perinatal_mortality_22w_7d_per_1000", "preterm_or_low_birthweight_per_1000"
STILL, LIVE, REPORT = "stillbirths_24w_count", "live_births_count", "births_municipal_report_count"
WIDEST, TO_DAY_7, FROM_24_WEEKS, BOTH = (
    "perinatal_mortality_22w_28d_per_1000",
    "perinatal_mortality_22w_7d_perined_per_1000",
    "perinatal_mortality_24w_28d_per_1000",
    "perinatal_mortality_24w_7d_perined_per_1000",
)


def shown(*rows: tuple[str, str, str, float, float | None]) -> pd.DataFrame:
    """What readers see of indicators as they are declared, by indicator, region and period."""
    nested = [(id, wider) for id, indicator in INDICATORS.items() for wider in indicator.part_of]
    found = disclosure.suppressed(observations(rows), PARENTS, INDICATORS, nested)
    return found.set_index(["indicator", "region", "period"])


def test_births_less_live_births_do_not_tell_how_few_children_were_born_dead() -> None:
    table = shown((EARLY, "GM1", "2019", 120, 904), (LIVE, "GM1", "2019", 900, None), (STILL, "GM1", "2019", 4, None))
    assert math.isnan(table.loc[(EARLY, "GM1", "2019"), "denominator"])
    assert table.loc[(STILL, "GM1", "2019"), "status"] == "onderdrukt"
    assert table.loc[(LIVE, "GM1", "2019"), "value"] == 900


def test_a_figure_of_which_only_the_denominator_is_hidden_becomes_one_over_live_births_and_says_so() -> None:
    row = shown((EARLY, "GM1", "2019", 120, 904), (LIVE, "GM1", "2019", 900, None)).loc[(EARLY, "GM1", "2019")]
    assert (row["value"], row["numerator"], row["status"]) == (133.3, 120, "definitief")  # 132.7 would tell 904
    assert "levend geboren kinderen" in row["note"]


def test_live_births_of_years_are_those_of_the_years_together() -> None:
    rows = [(LIVE, "GM1", year, 450, None) for year in ("2018", "2019")]
    assert math.isnan(
        shown((EARLY, "GM1", "2018-2019", 120, 904), *rows).loc[(EARLY, "GM1", "2018-2019"), "denominator"]
    )


def test_births_stay_where_many_were_born_dead_or_nobody_was() -> None:
    for births in (900, 912):
        table = shown((EARLY, "GM1", "2019", 120, births), (LIVE, "GM1", "2019", 900, None))
        assert table.loc[(EARLY, "GM1", "2019"), "denominator"] == births


def test_the_births_of_a_municipal_report_do_not_tell_a_few_more_than_the_live_births() -> None:
    table = shown((REPORT, "GM1", "2019", 904, None), (LIVE, "GM1", "2019", 900, None))
    assert table.loc[(REPORT, "GM1", "2019"), "status"] == "onderdrukt"


def test_mortality_does_not_tell_the_few_who_died_after_birth() -> None:
    table = shown((MORTALITY, "GM1", "2019", 12, 1900), (STILL, "GM1", "2019", 10, None))
    assert set(table["status"]) == {"onderdrukt", "definitief"}


@pytest.mark.parametrize(("widest", "hides"), [(60, True), (70, False)])
def test_definitions_that_overlap_do_not_tell_the_few_in_neither(widest: int, hides: bool) -> None:
    counts = {WIDEST: widest, TO_DAY_7: 45, FROM_24_WEEKS: 40, BOTH: 30}  # 60 - 45 - 40 + 30 = 5
    table = shown(*((id, "GM1", "2019", count, 9000) for id, count in counts.items()))
    assert (table["status"] == "onderdrukt").any() == hides


def test_live_births_that_are_few_less_add_up_over_regions_too() -> None:
    births = {"GM4": (300, 296), "GM5": (400, 388), "PV2": (700, 684)}
    rows = [row for region, (all_, live) in births.items() for row in (
        (EARLY, region, "2019", 50 if region != "PV2" else 100, all_), (LIVE, region, "2019", live, None))]  # fmt: skip
    table = shown(*rows)
    assert table.xs(EARLY)["denominator"].isna().sum() >= 2  # of the town, and what would give it away


@pytest.mark.parametrize(("live", "hides"), [(5, True), (50, False)])
def test_that_nobody_was_born_dead_does_not_tell_the_births_of_a_village(live: int, hides: bool) -> None:
    """Live births are public: with nobody born dead they are all births, which are few."""
    table = shown((LIVE, "GM1", "2019", live, None), (STILL, "GM1", "2019", 0, None))
    assert pd.isna(table.loc[(STILL, "GM1", "2019"), "value"]) == hides
