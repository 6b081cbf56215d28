"""Which counts a table tells, and which of them are small."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ks_data import INDICATORS
from ks_data.catalogue.indicators import Unit
from ks_data.statistics import disclosure
from tests.statistics.disclosure.tables import (
    DECLARED,
    PARENTS,
    PER_1000,
    PERCENT,
    TOWNS,
    hidden,
    observations,
    suppressed,
    towns,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(0, 900, []), (1, 900, ["GM1"]), (9, 900, ["GM1"]), (10, 900, []), (890, 900, []), (891, 900, ["GM1"])],
)
def test_counts_from_1_to_9_and_their_complement_are_hidden_and_zero_is_shown(numerator, denominator, expected):
    rows = observations([("a_percent", "GM1", "2019", numerator, denominator)])
    assert hidden(suppressed(rows)) == expected


def test_everyone_is_as_harmless_as_no_one():
    assert hidden(suppressed(observations([("a_percent", "GM1", "2019", 40, 40)]))) == []


def test_a_published_rate_without_counts_stays():
    rows = observations([("a_percent", "GM1", "2019", math.nan, math.nan)]).assign(value=3.0)
    pd.testing.assert_frame_equal(suppressed(rows), rows)


@pytest.mark.parametrize(("value", "expected"), [(0.8, ["GM1"]), (98.8, ["GM1"]), (8.0, []), (0.0, [])])
def test_a_rate_with_its_denominator_is_a_count_whether_that_is_given_or_not(value, expected):
    rows = observations([("a_percent", "GM1", "2019", math.nan, 500)]).assign(value=value)
    assert hidden(suppressed(rows)) == expected


@pytest.mark.parametrize(
    ("value", "denominator", "expected"),
    [
        (0.5, 1950, ["GM1"]),  # 9 is 0,46 and 10 is 0,51
        (0.6, 1950, []),  # 11 or 12
        (0.0, 3000, ["GM1"]),  # nobody, or 1
        (0.0, 2000, []),  # 1 would be 0,1
        (0.0, 9000, []),  # from nobody to 4: more than a reader can tell
        (100.0, 3000, ["GM1"]),
        (100.0, 2000, ["GM1"]),  # 1999 is 99,95, and rounded up
        (100.0, 1900, []),
        (0.05, 3000, ["GM1"]),  # with more decimals than usual: 1 or 2
        (0.4615, 1950, ["GM1"]),
        (0.5128, 1950, []),
    ],
)
def test_where_fewer_than_four_numbers_are_rounded_to_a_rate_it_is_small_if_one_of_them_is(
    value: float, denominator: float, expected: list[str]
) -> None:
    rows = observations([("a_percent", "GM1", "2019", math.nan, denominator)]).assign(value=value)
    assert hidden(suppressed(rows)) == expected


def test_a_rate_without_counts_is_a_count_where_another_tells_how_many_persons_it_is_about() -> None:
    """Over the same persons, in the same region and years; of two of those numbers the smallest counts."""
    other = replace(DECLARED["a_percent"], id="b_percent", part_of=())
    declared = {**DECLARED, "b_percent": other}
    lone = ("b_percent", "GM1", "2019", math.nan, math.nan)
    beside = [("a_percent", "GM1", "2019", 200, 400), ("a_percent", "GM2", "2019", 30, 60)]

    def is_hidden(rows: list[tuple[str, str, str, float, float]], per: str = other.per) -> bool:
        table = observations([lone, *rows])
        table.loc[0, "value"] = 2.0  # 8 of 400
        indicators = {**declared, "b_percent": replace(other, per=per)}
        return bool(disclosure.suppressed(table, PARENTS, indicators)["value"].isna()[0])

    assert is_hidden(beside)
    assert not is_hidden(beside[1:])  # of another region
    assert not is_hidden(beside, per="vaders")


LIVE_BIRTHS = {"live_births_count": INDICATORS["live_births_count"]}
FEW_OF_BIRTHS = replace(INDICATORS["perinatal_mortality_24w_7d_per_1000"], part_of=())


@pytest.mark.parametrize(
    ("period", "value", "births", "expected"),
    [
        ("2019", 4.0, {"2019": 1500}, ["GM1"]),  # 6 persons
        ("2019", 8.0, {"2019": 1500}, []),
        ("2019", 0.0, {"2019": 1500}, []),
        ("2019", 997.0, {"2019": 1500}, ["GM1"]),  # all but 4 or 5
        ("2018-2019", 4.0, {"2018": 900, "2019": 600}, ["GM1"]),
        ("2018-2019", 4.0, {"2019": 600}, []),  # of 2018 nobody knows them
        ("2019", 4.0, {"2018": 1500}, []),
    ],
)
def test_a_rate_over_births_is_a_count_where_the_live_births_are_known(period, value, births, expected):
    rate = observations([("deaths_per_1000", "GM1", period, math.nan, math.nan)]).assign(value=value)
    born = observations([("live_births_count", "GM1", year, count, math.nan) for year, count in births.items()])
    rows = pd.concat([rate, born], ignore_index=True)
    declared = {"deaths_per_1000": FEW_OF_BIRTHS} | LIVE_BIRTHS
    result = disclosure.suppressed(rows, PARENTS, declared)
    assert hidden(result) == expected
    assert math.isnan(result["denominator"].iloc[0])
    pd.testing.assert_frame_equal(disclosure.suppressed(rows, PARENTS, declared, (), np.ones(len(rows), bool)), rows)


def test_rates_over_known_births_do_not_give_one_of_them_away_by_subtraction():
    values = [4.0, 12.0, 14.0, 11.0, 13.0, 10.0, 12.0, 10.8]
    regions = [*TOWNS, "PV1", "PV2", "NL01"]
    births = [1500, 1500, 1500, 1500, 1500, 4500, 3000, 7500]
    rates = observations([("deaths_per_1000", region, "2019", math.nan, math.nan) for region in regions])
    born = observations(
        [("live_births_count", *row, math.nan) for row in zip(regions, ["2019"] * 8, births, strict=True)]
    )
    rows = pd.concat([rates.assign(value=values), born], ignore_index=True)
    result = disclosure.suppressed(rows, PARENTS, {"deaths_per_1000": FEW_OF_BIRTHS} | LIVE_BIRTHS)
    assert hidden(result) == ["GM1", "GM2"]


def test_a_secret_that_equals_a_published_count_by_coincidence_stays_protected():
    rows = [*towns([4, 20, 30, 40, 50], [900] * 5), ("live_births_count", "GM1", "2019", 4, math.nan)]
    result = disclosure.suppressed(observations(rows), PARENTS, DECLARED | LIVE_BIRTHS)
    assert hidden(result) == ["GM1", "GM2"]


def test_counts_are_hidden_also_where_no_value_was_published():
    rows = observations([("a_percent", "GM1", "2019", 4, 900)]).assign(value=math.nan)
    assert hidden(suppressed(rows)) == ["GM1"]


def test_a_threshold_is_declared_by_indicator():
    rows = observations([("a_percent", "GM1", "2019", 4, 900), ("b_percent", "GM1", "2019", 4, 900)])
    found = suppressed(rows, PARENTS, {"a_percent": 0, "b_percent": 5})
    assert found["status"].tolist() == ["definitief", "onderdrukt"]
    assert found["note"].tolist()[1] == "onderdrukt"


@pytest.mark.parametrize("id", ["trial_per_1000", "trial_promille", "trial_count", "trial_percent", "trial"])
@pytest.mark.parametrize(
    ("unit", "value", "denominator"), [("per 1.000", 4.0, 1850), ("%", 0.4, 1850), ("%", 4.0, 185)]
)
def test_7_persons_are_hidden_in_the_declared_unit_however_the_id_is_spelled(
    id: str, unit: Unit, value: float, denominator: int
) -> None:
    rows = observations([(id, "GM1", "2021", math.nan, denominator)]).assign(value=value)
    declared = PER_1000 if unit == "per 1.000" else PERCENT
    assert hidden(disclosure.suppressed(rows, PARENTS, {id: declared})) == ["GM1"]


@pytest.mark.parametrize("id", ["births_count", "births", "births_percent"])
def test_a_count_of_few_is_hidden_however_its_id_is_spelled(id: str) -> None:
    rows = observations([(id, "GM1", "2021", math.nan, math.nan)]).assign(value=[4.0])
    assert hidden(disclosure.suppressed(rows, PARENTS, {id: INDICATORS["births_municipal_report_count"]})) == ["GM1"]


def test_a_small_denominator_is_hidden_also_where_no_figure_stands_over_it():
    rows = observations([("a_percent", town, "2019", math.nan, births) for town, births in (("GM1", 5), ("GM2", 50))])
    rows["status"] = "ontbreekt"
    assert suppressed(rows)["denominator"].fillna(-1).tolist() == [-1, 50]
    known = observations(towns([40, 30, 20, 50, 60], [5, 900, 900, 900, 900])).assign(
        numerator=math.nan, value=math.nan
    )
    shown = suppressed(known).set_index("region")["denominator"]
    assert math.isnan(shown["GM1"]) and (math.isnan(shown["PV1"]) or shown[["GM2", "GM3"]].isna().any())


def test_a_small_denominator_is_hidden_in_every_indicator_that_rests_on_it():
    rows = towns([0, 40, 50, 60, 70], [5, 80, 90, 100, 110])
    rows += towns([5, 80, 90, 100, 110], [math.nan] * 5, "births_count", totals=())
    rows += [("b_percent", "GM2", "2019", 40, 80)]
    found = suppressed(observations(rows)).set_index(["indicator", "region"])
    gone = found.index[found["status"] == "onderdrukt"].tolist()
    for indicator, region in itertools.product(("a_percent", "births_count"), ("GM1", "GM2")):
        assert (indicator, region) in gone  # GM2 is the next smallest: its births give those of GM1 away
    assert ("b_percent", "GM2") in gone
    assert found.loc[("a_percent", ["GM1", "GM2"]), "denominator"].isna().all()
    assert found.loc[("a_percent", "GM3"), "denominator"] == 90


def test_the_same_cases_of_the_same_births_are_hidden_under_every_indicator():
    rows = towns([4, 12, 20, 50, 60], [400] * 5) + towns([4, 12, 20, 50, 60], [400] * 5, "b_percent", totals=())
    found = suppressed(observations(rows))
    both = found[found["status"] == "onderdrukt"].groupby("indicator")["region"].agg(list)
    assert both["a_percent"] == both["b_percent"]


def test_a_count_indicator_does_not_show_the_hidden_numerator_of_another():
    rows = towns([4, 30, 20, 50, 60], [900] * 5) + towns([4, 30, 20, 50, 60], [math.nan] * 5, "b_count", totals=())
    found = suppressed(observations(rows))
    assert hidden(found) == ["GM1", "GM3"] * 2
