"""What is hidden besides a small number: the smallest that protects it, and no more."""

import math

import numpy as np

from tests.statistics.disclosure.tables import PARENTS, hidden, observations, suppressed, towns


def test_a_small_number_and_the_next_smallest_beside_it_are_hidden():
    found = suppressed(observations(towns([4, 30, 20, 50, 60], [900] * 5)))
    assert hidden(found) == ["GM1", "GM3"]
    one = found.iloc[0]
    assert np.isnan([one["value"], one["numerator"]]).all()
    assert (one["denominator"], one["note"], one["source"]) == (900, "onderdrukt (<10)", "test")
    assert found.iloc[1]["numerator"] == 30
    assert found.iloc[1]["note"] == "uit de aantallen volgt 4,7"


def test_a_published_rate_is_not_hidden_beside_a_small_number():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)))
    rows.loc[rows["region"] == "GM3", ["numerator", "denominator"]] = math.nan
    assert hidden(suppressed(rows)) == ["GM1"]


def test_what_another_source_publishes_is_not_protected_in_vain():
    rows = towns([3, 4, 50, 60, 70], [5, 80, 90, 100, 110], totals=("PV1",))
    rows.append(("births_count", "GM1", "2019", 5, None))
    found = suppressed(observations(rows), PARENTS, {"births_count": 0})
    assert hidden(found) == ["GM1", "GM2"]
    assert found["denominator"].isna().tolist() == [True, False, False, False, False, False, True]


def test_a_published_total_is_held_known():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)))
    rows.loc[rows["region"] == "PV1", "numerator"] = math.nan
    assert hidden(suppressed(rows)) == ["GM1", "GM3"]


def test_a_hidden_province_hides_another_province():
    found = suppressed(observations(towns([0, 0, 3, 50, 60], [900] * 5)))
    assert hidden(found)[:1] == ["GM3"]
    assert {"PV1", "PV2"} <= set(hidden(found))
    assert "NL01" not in hidden(found)
