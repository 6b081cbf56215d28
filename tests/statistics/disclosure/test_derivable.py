"""What has no row but follows from rows is protected like a row."""

import pytest

from ks_data.statistics.disclosure.derivable import derivable_rows
from tests.statistics.disclosure.tables import DECLARED, PARENTS, hidden, observations, suppressed, towns


def test_what_a_total_leaves_for_a_town_without_a_figure_is_not_told_when_it_is_small():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5, "births_count", totals=("PV1",)))
    for absent in (rows[rows["region"] != "GM1"], rows.assign(value=rows["value"].where(rows["region"] != "GM1"))):
        absent = absent.assign(numerator=absent["value"])
        assert hidden(suppressed(absent)) == ["GM3"]
    large = observations(towns([40, 30, 20, 50, 60], [900] * 5, "births_count", totals=("PV1",)))
    assert hidden(suppressed(large[large["region"] != "GM1"])) == []


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ({"2017": 5, "2018-2019": 20, "2017-2019": 25}, ["2017", "2018-2019"]),
        ({"2017-2019": 25, "2017": 11, "2018": 12}, ["2017"]),
        ({"2016-2018": 20, "2017-2018": 17}, ["2017-2018"]),
        ({"2016-2018": 40, "2017-2018": 17}, []),
        ({"2017": 11, "2018": 12, "2019": 13, "2017-2019": 36}, []),
    ],
)
def test_periods_that_overlap_do_not_tell_how_few_there_are_between_them(periods, expected):
    rows = observations([("births_count", "GM1", period, count, None) for period, count in periods.items()])
    found = suppressed(rows)
    assert found.loc[found["status"] == "onderdrukt", "period"].tolist() == expected


def derivable(rows, nested=()) -> list[tuple[str, str, float]]:
    """Region, period and numerator of what has no row but follows from rows."""
    table = derivable_rows(observations(rows), DECLARED, PARENTS, list(nested))
    return sorted(zip(table["region"], table["period"], table["numerator"], strict=True))


def test_what_follows_from_what_follows_is_derived_too():
    rows = [("b_count", "PV1", "2017-2018", 90, None), ("b_count", "PV1", "2017", 50, None)]
    rows += [("b_count", "GM1", "2018", 20, None), ("b_count", "GM2", "2018", 15, None)]
    assert derivable(rows) == [("GM3", "2018", 5), ("PV1", "2018", 40)]


def test_one_absent_region_follows_and_two_do_not():
    rows = [("b_count", region, "2019", count, None) for region, count in (("GM1", 20), ("GM2", 30), ("PV1", 70))]
    assert derivable(rows) == [("GM3", "2019", 20)]
    assert derivable(rows[1:]) == []
    assert derivable([*rows[:2], ("b_count", "PV1", "2019", 50, None)]) == []  # nobody


def test_a_period_between_others_is_derived_when_it_is_compared_elsewhere_or_small():
    rows = [("b_count", "GM1", "2017-2019", 60, None), ("b_count", "GM1", "2018-2019", 40, None)]
    assert derivable(rows) == []
    assert derivable([*rows, ("b_count", "GM5", "2017", 50, None)]) == [("GM1", "2017", 20)]
    assert derivable([*rows[:1], ("b_count", "GM1", "2018-2019", 55, None)]) == [("GM1", "2017", 5)]
