"""Small numbers of persons are hidden, and nothing that is shown lets a reader recompute them."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ks_data import INDICATORS, store
from ks_data.catalogue.indicators import Indicator, Kind, Unit
from ks_data.catalogue.periods import years_of
from ks_data.statistics import disclosure
from ks_data.statistics.disclosure import closure

steady = settings(derandomize=True)  # the same examples on every run

PARENTS = {"GM1": "PV1", "GM2": "PV1", "GM3": "PV1", "GM4": "PV2", "GM5": "PV2", "PV1": "NL01", "PV2": "NL01"}
TOWNS = [region for region in PARENTS if region.startswith("GM")]

PERCENT, PER_1000 = INDICATORS["antenatal_care_before_10w_percent"], INDICATORS["preterm_or_low_birthweight_per_1000"]
DECLARED: dict[str, Indicator] = {
    "a_percent": PERCENT,
    "b_percent": PERCENT,
    "week_per_1000": PER_1000,
    "month_per_1000": PER_1000,
    "b_count": INDICATORS["live_births_count"],
    "births_count": INDICATORS["live_births_count"],
}


def suppressed(rows, parents=PARENTS, thresholds: Mapping[str, int] | None = None, nested=()) -> pd.DataFrame:
    """What readers see of rows of the indicators above, with these thresholds for some of them."""
    declared = DECLARED | {id: replace(DECLARED[id], threshold=few) for id, few in (thresholds or {}).items()}
    return disclosure.suppressed(rows, parents, declared, nested)


def observations(rows) -> pd.DataFrame:
    """Tidy rows from (indicator, region, period, numerator, denominator); a number alone is a published value."""
    frame = pd.DataFrame(rows, columns=["indicator", "region", "period", "numerator", "denominator"])
    frame = frame.astype({"numerator": float, "denominator": float})
    scale = np.where(frame["indicator"].str.endswith("_per_1000"), 1000, 100)
    value = np.where(frame["denominator"] > 0, frame["numerator"] / frame["denominator"] * scale, math.nan)
    value = np.where(frame["indicator"].str.endswith("_count"), frame["numerator"], value)
    return frame.assign(value=value, status="definitief", source="test", note="uit de aantallen volgt 4,7")


def towns(numerators, denominators, indicator="a_percent", period="2019", totals=("PV1", "PV2", "NL01")):
    """Rows for the five towns and the regions above them."""
    rows = [(indicator, *row) for row in zip(TOWNS, [period] * 5, numerators, denominators, strict=True)]
    for total in totals:
        inside = [row for row in rows[:5] if total in (PARENTS[row[1]], PARENTS[PARENTS[row[1]]])]
        rows.append((indicator, total, period, sum(row[3] for row in inside), sum(row[4] for row in inside)))
    return rows


def hidden(frame: pd.DataFrame) -> list[str]:
    return frame.loc[frame["status"] == "onderdrukt", "region"].tolist()


def test_a_small_number_and_the_next_smallest_beside_it_are_hidden():
    found = suppressed(observations(towns([4, 30, 20, 50, 60], [900] * 5)))
    assert hidden(found) == ["GM1", "GM3"]
    one = found.iloc[0]
    assert np.isnan([one["value"], one["numerator"]]).all()
    assert (one["denominator"], one["note"], one["source"]) == (900, "onderdrukt (<10)", "test")
    assert found.iloc[1]["numerator"] == 30
    assert found.iloc[1]["note"] == "uit de aantallen volgt 4,7"


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


def test_a_published_rate_is_not_hidden_beside_a_small_number():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)))
    rows.loc[rows["region"] == "GM3", ["numerator", "denominator"]] = math.nan
    assert hidden(suppressed(rows)) == ["GM1"]


@pytest.mark.parametrize(("value", "expected"), [(0.8, ["GM1"]), (98.8, ["GM1"]), (8.0, []), (0.0, [])])
def test_a_rate_with_its_denominator_is_a_count_whether_that_is_given_or_not(value, expected):
    rows = observations([("a_percent", "GM1", "2019", math.nan, 500)]).assign(value=value)
    assert hidden(suppressed(rows)) == expected


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


def test_the_same_cases_of_the_same_births_are_hidden_under_every_indicator():
    rows = towns([4, 12, 20, 50, 60], [400] * 5) + towns([4, 12, 20, 50, 60], [400] * 5, "b_percent", totals=())
    found = suppressed(observations(rows))
    both = found[found["status"] == "onderdrukt"].groupby("indicator")["region"].agg(list)
    assert both["a_percent"] == both["b_percent"]


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


def test_a_small_denominator_is_hidden_also_where_no_figure_stands_over_it():
    rows = observations([("a_percent", town, "2019", math.nan, births) for town, births in (("GM1", 5), ("GM2", 50))])
    rows["status"] = "ontbreekt"
    assert suppressed(rows)["denominator"].fillna(-1).tolist() == [-1, 50]
    known = observations(towns([40, 30, 20, 50, 60], [5, 900, 900, 900, 900])).assign(
        numerator=math.nan, value=math.nan
    )
    shown = suppressed(known).set_index("region")["denominator"]
    assert math.isnan(shown["GM1"]) and (math.isnan(shown["PV1"]) or shown[["GM2", "GM3"]].isna().any())


@pytest.mark.parametrize("id", ["births_count", "births", "births_percent"])
def test_a_count_of_few_is_hidden_however_its_id_is_spelled(id: str) -> None:
    rows = observations([(id, "GM1", "2021", math.nan, math.nan)]).assign(value=[4.0])
    assert hidden(disclosure.suppressed(rows, PARENTS, {id: INDICATORS["live_births_count"]})) == ["GM1"]


def test_of_an_indicator_that_is_not_declared_nothing_is_shown() -> None:
    rows = observations([("other_percent", "GM1", "2019", 400, 900), ("a_percent", "GM1", "2019", 400, 900)])
    shown = suppressed(rows).set_index("indicator")
    assert shown.loc["other_percent", ["value", "numerator", "denominator"]].isna().all()
    assert shown.loc["other_percent", "note"] == "onderdrukt (onbekend cijfer)"
    assert shown.loc["a_percent", "numerator"] == 400


@pytest.mark.parametrize(
    ("id", "unit", "kind"),
    [
        ("trial_promille", "per 1.000", "rate"),
        ("trial_percent", "per 1.000", "rate"),
        ("trial_per_1000", "%", "proportion"),
        ("trial_count", "%", "proportion"),
        ("trial", "aantal", "count"),
        ("trial_percent", "%", "count"),
        ("trial_count", "aantal", "rate"),
    ],
)
def test_an_indicator_whose_id_unit_and_kind_disagree_cannot_be_declared(id: str, unit: Unit, kind: Kind) -> None:
    with pytest.raises(ValueError, match=id):
        replace(PERCENT, id=id, unit=unit, kind=kind)


def test_counts_are_hidden_also_where_no_value_was_published():
    rows = observations([("a_percent", "GM1", "2019", 4, 900)]).assign(value=math.nan)
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


def test_a_threshold_is_declared_by_indicator():
    rows = observations([("a_percent", "GM1", "2019", 4, 900), ("b_percent", "GM1", "2019", 4, 900)])
    found = suppressed(rows, PARENTS, {"a_percent": 0, "b_percent": 5})
    assert found["status"].tolist() == ["definitief", "onderdrukt"]
    assert found["note"].tolist()[1] == "onderdrukt (<5)"


def test_a_hidden_province_hides_another_province():
    found = suppressed(observations(towns([0, 0, 3, 50, 60], [900] * 5)))
    assert hidden(found)[:1] == ["GM3"]
    assert {"PV1", "PV2"} <= set(hidden(found))
    assert "NL01" not in hidden(found)


def test_without_provinces_the_towns_add_up_to_the_country():
    rows = towns([4, 30, 20, 12, 60], [900] * 5, totals=("NL01",))
    assert hidden(suppressed(observations(rows))) == ["GM1", "GM4"]


def test_an_unknown_sibling_protects_as_well_as_a_hidden_one():
    rows = [row for row in towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)) if row[1] != "GM3"]
    assert hidden(suppressed(observations(rows))) == ["GM1"]


def test_a_sibling_that_adds_nothing_protects_nothing():
    rows = [row for row in towns([4, 30, 0, 50, 60], [900, 900, 0, 900, 900], totals=("PV1",)) if row[1] != "GM3"]
    assert hidden(suppressed(observations(rows))) == ["GM1", "GM2"]


def test_two_hidden_ones_that_must_both_be_1_get_a_third():
    rows = towns([1, 1, 20, 50, 60], [900] * 5, totals=("PV1",))
    assert hidden(suppressed(observations(rows))) == ["GM1", "GM2", "GM3"]


def test_three_hidden_ones_that_must_all_be_9_get_the_total():
    rows = towns([9, 9, 9, 50, 60], [900] * 5)
    assert set(hidden(suppressed(observations(rows)))) == {"GM1", "GM2", "GM3", "PV1", "PV2", "GM4"}


def test_a_year_cannot_be_recomputed_from_a_pooled_period():
    rows = [("a_percent", "GM1", period, x, 900) for period, x in (("2017", 4), ("2018", 30), ("2019", 20))]
    rows.append(("a_percent", "GM1", "2017-2019", 54, 2700))
    found = suppressed(observations(rows))
    assert found.loc[found["status"] == "onderdrukt", "period"].tolist() == ["2017", "2019"]


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
    assert store.readable("observations", observations(rows))["status"].tolist() == ["onderdrukt", "definitief"]


def test_a_count_indicator_does_not_show_the_hidden_numerator_of_another():
    rows = towns([4, 30, 20, 50, 60], [900] * 5) + towns([4, 30, 20, 50, 60], [math.nan] * 5, "b_count", totals=())
    found = suppressed(observations(rows))
    assert hidden(found) == ["GM1", "GM3"] * 2


def test_the_input_and_its_index_are_left_alone():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5)).set_index(pd.Index(list("abcdefgh")))
    before = rows.copy()
    found = suppressed(rows)
    pd.testing.assert_frame_equal(rows, before)
    assert found.index.equals(rows.index)
    assert suppressed(rows[:0]).empty
    assert suppressed(found).equals(found)


@settings(steady, max_examples=200)
@given(st.lists(st.dictionaries(st.integers(0, 9), st.sampled_from([-1.0, 1.0]), min_size=1, max_size=4), max_size=9))
@example([{0: 1.0, 1: 1.0, 2: 1.0}, {1: 1.0, 2: 1.0, 3: 1.0}, {1: 1.0, 2: 1.0, 4: 1.0}, {3: 1.0, 4: -1.0, 5: 1.0}])
@example([{0: 1.0, 1: 1.0, 2: 1.0}, {1: 1.0, 2: 1.0, 3: 1.0}, {1: 1.0, 2: 1.0}])  # 0, by way of 1 and 2 together
def test_what_sums_give_away_together_is_found_however_they_hang_together(sums):
    links = [(number, cell, sign) for number, parts in enumerate(sums) for cell, sign in parts.items()]
    system = object.__new__(closure.HiddenSums)
    system.sum, system.cell = (np.array([link[at] for link in links], np.int64) for at in (0, 1))
    system.sign = np.array([link[2] for link in links], float)
    system.count, system.hidden, system.known = np.ones(10), np.ones(10, bool), np.zeros(10, bool)
    system.open = np.zeros(10, bool)
    matrix = np.zeros((len(sums), 10))
    for number, cell, sign in links:
        matrix[number, cell] = sign
    rank = np.linalg.matrix_rank(matrix)
    told = [np.linalg.matrix_rank(np.vstack([matrix, one])) == rank for one in np.eye(10)] if links else [False] * 10
    assert list(system._solved()) == [number for number, parts in enumerate(sums) if any(told[cell] for cell in parts)]


sizes = st.integers(0, 14) | st.integers(10, 60)
counts = st.lists(st.tuples(sizes, sizes), min_size=5, max_size=5)


# Two towns in two years, two others in two later years, and one number between them: no sum has only one hidden
# number, yet all sums together give the one in between away.
BRIDGE = [[(5 if town in hiding else 40, 60) for town in range(5)] for hiding in ({0, 1}, {0, 1}, {0, 2, 3}, {2, 3})]


@pytest.mark.slow
@settings(steady, max_examples=60)
@given(st.lists(counts, min_size=1, max_size=3), st.sets(st.sampled_from(["PV1", "PV2", "NL01"])), st.booleans())
@example([[(1, 20), (1, 20), (30, 20), (20, 30), (40, 20)]] * 2, {"PV1", "PV2", "NL01"}, True)
@example([[(0, 0), (0, 1), (0, 9), (0, 0), (0, 0)]], {"PV1"}, False)  # a total of zero says that all are zero
@example([[(0, 0), (0, 0), (0, 0), (0, 5), (0, 0)], [(0, 0), (0, 0), (0, 1), (0, 5), (0, 2)]], set(), True)
@example(BRIDGE, {"NL01"}, True)
def test_no_solver_recomputes_a_hidden_number(years, totals, pool):
    """Unknown to the attacker: numerator and complement of each town and year. Known: every number that is shown."""
    periods = [str(2017 + place) for place in range(len(years))]
    if pool and len(years) > 1:
        periods.append(f"{periods[0]}-{periods[-1]}")
        years = [*years, [(sum(y[i][0] for y in years), sum(y[i][1] for y in years)) for i in range(5)]]
    rows = []
    for period, pairs in zip(periods, years, strict=True):
        numerators, denominators = [a for a, _ in pairs], [a + b for a, b in pairs]
        rows += towns(numerators, denominators, period=period, totals=tuple(sorted(totals)))
        rows += towns(denominators, [math.nan] * 5, "births_count", period, totals=("NL01",))
    truth = observations(rows)
    found = suppressed(truth)
    unknown = {key: place for place, key in enumerate(itertools.product(TOWNS, periods[: len(periods)], (0, 1)))}

    def terms(region: str, period: str, parts: tuple[int, ...]) -> np.ndarray:
        row = np.zeros(len(unknown))
        for town, part in itertools.product(TOWNS, parts):
            if region in (town, PARENTS[town], PARENTS[PARENTS[town]]):
                for year in [one for one in periods if "-" not in one] if "-" in period else [period]:
                    row[unknown[town, year, part]] = 1
        return row

    known, amounts, secrets = [], [], []
    for shown, true in zip(found.itertuples(), truth.itertuples(), strict=True):
        births = shown.indicator == "births_count"
        for part, amount in (((0, 1) if births else (0,), shown.numerator), ((0, 1), shown.denominator)):
            if not math.isnan(amount):
                known.append(terms(shown.region, shown.period, part))
                amounts.append(amount)
        if shown.status == "onderdrukt":
            assert math.isnan(shown.value)
            assert math.isnan(shown.numerator)
            secrets.append(terms(shown.region, shown.period, (0, 1) if births else (0,)))
        else:
            assert shown.numerator == true.numerator
            assert not 0 < true.numerator < 10
            assert not 0 < true.denominator - true.numerator < 10
    _attack(known, amounts, secrets)


def _attack(known: list[np.ndarray], amounts: list[float], secrets: list[np.ndarray]) -> None:
    """Fails when linear algebra or the room between bounds (nothing is negative) gives a secret away."""
    from scipy.optimize import linprog

    if not known or not secrets:
        return
    system = np.array(known)
    rank = np.linalg.matrix_rank(system)
    for secret in secrets:
        assert np.linalg.matrix_rank(np.vstack([system, secret])) > rank
        least = linprog(secret, A_eq=system, b_eq=amounts, bounds=(0, None))
        most = linprog(-secret, A_eq=system, b_eq=amounts, bounds=(0, None))
        assert most.status == 3 or -most.fun - least.fun > 1 - 1e-6  # 3: without bound


KNOWN_TO_COMPUTE = {
    "a complement between periods": [
        ("a_percent", "GM1", "2018-2019", 175, 200),
        ("a_percent", "GM1", "2017-2019", 270, 300),
    ],
    "a complement between three years": [
        ("a_percent", "GM1", "2017", 85, 100),
        ("a_percent", "GM1", "2018", 80, 100),
        ("a_percent", "GM1", "2017-2019", 260, 300),
    ],
    "a complement of an absent town": [("a_percent", "GM4", "2019", 175, 200), ("a_percent", "PV2", "2019", 270, 300)],
    "towns over pooled years, their province by year": [
        ("b_count", "GM4", "2017-2019", 40, None),
        ("b_count", "GM5", "2017-2019", 5, None),
        *(("b_count", "PV2", str(year), 15, None) for year in (2017, 2018, 2019)),
    ],
    "towns by year, their province over pooled years": [
        *(("b_count", "GM4", str(year), 30, None) for year in (2017, 2018, 2019)),
        *(("b_count", "GM5", str(year), count, None) for year, count in ((2017, 12), (2018, 13), (2019, 5))),
        ("b_count", "PV2", "2017-2019", 120, None),
    ],
    "two pooled periods around a year that is hidden beside another": [
        ("b_count", "GM4", "2016", 14, None),
        ("b_count", "GM5", "2016", 4, None),
        ("b_count", "PV2", "2016", 18, None),
        ("b_count", "GM4", "2016-2018", 75, None),
        ("b_count", "GM4", "2017-2018", 61, None),
    ],
    "a town over pooled years only, absent by year": [
        ("b_count", "GM5", "2016-2018", 20, None),
        ("b_count", "GM4", "2017-2018", 50, None),
        ("b_count", "PV2", "2017-2018", 67, None),
    ],
}


@pytest.mark.parametrize("rows", KNOWN_TO_COMPUTE.values(), ids=KNOWN_TO_COMPUTE)
def test_what_has_no_row_but_can_be_computed_does_not_give_few_persons_away(rows):
    _attacked(observations(rows))


@pytest.mark.slow
@settings(steady, max_examples=80)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(("GM4", "GM5")), st.sampled_from(("2016", "2017", "2018"))),
        st.sampled_from((0, 1, 4, 9, 12, 13, 30, 31)),
        min_size=6,
        max_size=6,
    ),
    st.sets(
        st.tuples(
            st.sampled_from(("GM4", "GM5", "PV2")),
            st.sampled_from(("2016", "2017", "2018", "2016-2017", "2017-2018", "2016-2018")),
        ),
        min_size=2,
        max_size=9,
    ),
)
def test_no_mix_of_years_pooled_years_and_totals_gives_few_persons_away(counts, shown):
    def many(region: str, period: str) -> int:
        first, _, last = period.partition("-")
        return sum(
            count
            for (town, year), count in counts.items()
            if region in (town, PARENTS[town]) and first <= year <= (last or first)
        )

    _attacked(observations([("b_count", *place, many(*place), None) for place in sorted(shown)]))


def _attacked(truth: pd.DataFrame) -> None:
    """Fails when what is shown tells, by linear algebra, a count of few persons in a town over any years on end."""
    found = suppressed(truth)
    years = sorted({year for period in truth["period"] for year in years_of(period)})
    regions = [code for code in TOWNS if any(code == one or PARENTS[code] == one for one in truth["region"])]
    parts = (0, 1) if truth["denominator"].notna().any() else (0,)
    place = {key: at for at, key in enumerate(itertools.product(regions, years, parts))}

    def terms(region: str, span: range, of: tuple[int, ...]) -> np.ndarray:
        row = np.zeros(len(place))
        for (town, year, part), at in place.items():
            row[at] = region in (town, PARENTS[town]) and year in span and part in of
        return row

    system, amounts = [np.zeros(len(place))], [0.0]
    for row in found.itertuples():
        for of, amount in (((0,), row.numerator), (parts, row.denominator)):
            count = row.value if of == (0,) and len(parts) == 1 else amount
            if (
                count is not None
                and not math.isnan(count)
                and not (of == parts and of != (0,) and math.isnan(row.denominator))
            ):
                system.append(terms(row.region, years_of(row.period), of))
                amounts.append(count)
    matrix = np.array(system)
    rank = np.linalg.matrix_rank(matrix)
    for region, start in itertools.product(regions, years):
        for end, part in itertools.product(range(start, years[-1] + 1), parts):
            wanted = terms(region, range(start, end + 1), (part,))
            if np.linalg.matrix_rank(np.vstack([matrix, wanted])) == rank:
                told = np.linalg.lstsq(matrix.T, wanted, rcond=None)[0] @ np.array(amounts)
                assert not 0.5 <= told < 9.5, (region, start, end, part, told)
