"""Every sum by which a reader could subtract is listed."""

import numpy as np
import pytest

from ks_data import INDICATORS, store
from ks_data.catalogue.relations import all_relations
from ks_data.statistics.disclosure.cells import row_thresholds, table_cells
from ks_data.statistics.disclosure.differences import with_differences
from ks_data.statistics.disclosure.sums import sum_links
from tests.statistics.disclosure.tables import DECLARED, PARENTS, hidden, observations, suppressed, towns


def test_without_provinces_the_towns_add_up_to_the_country():
    rows = towns([4, 30, 20, 12, 60], [900] * 5, totals=("NL01",))
    assert hidden(suppressed(observations(rows))) == ["GM1", "GM4"]


def test_a_year_cannot_be_recomputed_from_a_pooled_period():
    rows = [("a_percent", "GM1", period, x, 900) for period, x in (("2017", 4), ("2018", 30), ("2019", 20))]
    rows.append(("a_percent", "GM1", "2017-2019", 54, 2700))
    found = suppressed(observations(rows))
    assert found.loc[found["status"] == "onderdrukt", "period"].tolist() == ["2017", "2019"]


def test_an_unknown_sibling_protects_as_well_as_a_hidden_one():
    rows = [row for row in towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)) if row[1] != "GM3"]
    assert hidden(suppressed(observations(rows))) == ["GM1"]


def test_a_sibling_that_adds_nothing_protects_nothing():
    rows = [row for row in towns([4, 30, 0, 50, 60], [900, 900, 0, 900, 900], totals=("PV1",)) if row[1] != "GM3"]
    assert hidden(suppressed(observations(rows))) == ["GM1", "GM2"]


@pytest.mark.parametrize(
    ("week", "month", "shown"),
    [
        (15, 17, ["onderdrukt", "definitief"]),  # 2 in the weeks between
        (15, 25, ["definitief", "definitief"]),
        (15, 15, ["definitief", "definitief"]),
        (4, 15, ["onderdrukt", "definitief"]),
        (4, 7, ["onderdrukt", "onderdrukt"]),
    ],
)
def test_a_wider_definition_does_not_give_away_the_few_it_counts_besides(week, month, shown):
    rows = [("week_per_1000", "GM1", "2019", week, 900), ("month_per_1000", "GM1", "2019", month, 903)]
    found = suppressed(observations(rows), PARENTS, nested=[("week_per_1000", "month_per_1000")])
    assert found["status"].tolist() == shown
    alone = suppressed(observations(rows))
    assert alone["status"].tolist() == ["onderdrukt" if few < 10 else "definitief" for few in (week, month)]


def test_definitions_in_one_another_are_those_that_indicators_declare():
    for indicator in INDICATORS.values():
        for wider in indicator.part_of:
            assert INDICATORS[wider].id != indicator.id and indicator.id not in INDICATORS[wider].part_of
    rows = [("perinatal_mortality_24w_28d_per_1000", "GM0392", "2019", 15, 1900)]
    rows += [("perinatal_mortality_22w_28d_per_1000", "GM0392", "2019", 17, 1903)]
    assert store.protect("observations", observations(rows))["status"].tolist() == ["onderdrukt", "definitief"]


def table_sums(rows, nested=()):
    """The cells of rows of the indicators above, and the names of total and parts of each sum that holds."""
    table = observations(rows)
    own = np.zeros(len(table), bool)
    cells = table_cells(table, DECLARED, row_thresholds(table, DECLARED), len(table), own)
    rows_only = cells["cell"].max() + 1
    cells, related = with_differences(cells, DECLARED, PARENTS, all_relations(nested, ()))
    listed, remainders = sum_links(cells, PARENTS, related)
    cells["region"] = cells["region"].astype("str").mask(cells["cell"] >= rows_only, "besides")
    names = [
        *cells.drop_duplicates("cell").set_index("cell")["region"].sort_index(),
        *("besides" for _ in remainders.count),
    ]
    return [
        (*(names[cell] for cell in listed.cell[(listed.sum == number) & (listed.sign < 0)]), "=",
         *(names[cell] for cell in listed.cell[(listed.sum == number) & (listed.sign > 0)]))
        for number in sorted(set(listed.sum))
    ]  # fmt: skip


def test_a_total_adds_up_from_the_nearest_regions_that_hold_all_of_it():
    rows = [
        ("b_count", region, "2019", count, None)
        for region, count in (("GM1", 11), ("GM2", 22), ("GM3", 33), ("PV1", 66))
    ]
    assert table_sums(rows) == [("PV1", "=", "GM1", "GM2", "GM3")]
    assert table_sums([*rows[1:3], ("b_count", "PV1", "2019", 97, None)]) == []
    assert table_sums([*rows[1:3], ("b_count", "PV1", "2019", 55, None)]) == [("PV1", "=", "GM2", "GM3")]


def test_what_parts_leave_of_a_total_is_a_count_when_it_is_small():
    rows = [("b_count", region, "2019", count, None) for region, count in (("GM1", 11), ("GM2", 22), ("PV1", 37))]
    assert table_sums(rows) == [("PV1", "=", "GM1", "GM2", "besides")]
    weeks = [("week_per_1000", "GM1", "2019", 15, 900), ("month_per_1000", "GM1", "2019", 17, 903)]
    assert table_sums(weeks, [("week_per_1000", "month_per_1000")]) == [("GM1", "=", "GM1", "besides")]
    assert table_sums(weeks) == []


def test_births_that_several_indicators_rest_on_are_added_up_once():
    births, provinces_and_country = [900, 800, 700, 600, 500], 3
    rows = towns([40, 30, 20, 50, 60], births)
    assert len(table_sums(rows)) == 2 * provinces_and_country  # numerators and denominators
    assert len(table_sums(rows + towns([41, 31, 21, 51, 61], births, "b_percent"))) == 3 * provinces_and_country
