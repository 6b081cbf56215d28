"""All regions of a kind beside one benchmark."""

from ks_data.answers import comparisons
from ks_data.answers.areas import areas_table, periods_compared
from ks_data.store import current
from tests.answers.drawn import EARLY


def test_all_areas_of_a_kind_are_judged_against_one_benchmark() -> None:
    areas = areas_table(current(), "perinatal_mortality_22w_7d_per_1000", "2014", "provincie", "NL01")
    assert areas["name"].tolist() == ["Fryslân", "Drenthe", "Groningen (provincie)", "Overijssel"]
    assert areas["rank"].tolist() == [1, 2, 3, 4]
    for row in areas.itertuples():
        pair = comparisons.latest(current(), "perinatal_mortality_22w_7d_per_1000", row.code, "NL01", 2014, 2014)
        assert pair and str(pair.difference.verdict) == row.verdict
    assert periods_compared(current(), "perinatal_mortality_22w_7d_per_1000", "provincie") == {
        "2015": 2,
        "2014": 4,
    }


def test_a_region_without_an_interval_has_no_rank(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nGM0363 2019 70.0 definitief\nNL01 2019 72.6 definitief")
    areas = areas_table(current(), EARLY, "2019", "gemeente", "NL01")
    assert areas["lower"].isna().all() and areas["rank"].isna().all()
