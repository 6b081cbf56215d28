"""What is hidden besides a small number: the smallest that protects it, and no more."""

import math

import numpy as np
import pandas as pd
import pytest

from ks_data.statistics.disclosure import closure
from tests.statistics.disclosure.drawn import drawn, readers_table
from tests.statistics.disclosure.tables import BRIDGE, PARENTS, hidden, links, observations, suppressed, towns


def test_a_small_number_and_the_next_smallest_beside_it_are_hidden():
    found = suppressed(observations(towns([4, 30, 20, 50, 60], [900] * 5)))
    assert hidden(found) == ["GM1", "GM3"]
    one = found.iloc[0]
    assert np.isnan([one["value"], one["numerator"]]).all()
    assert (one["denominator"], one["note"], one["source"]) == (900, "onderdrukt", "test")
    assert found.iloc[1]["numerator"] == 30
    assert found.iloc[1]["note"] == "uit de aantallen volgt 4,7"


def test_a_published_rate_is_not_hidden_beside_a_small_number():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)))
    rows.loc[rows["region"] == "GM3", ["numerator", "denominator"]] = math.nan
    assert hidden(suppressed(rows)) == ["GM1"]


def test_what_another_source_publishes_is_not_protected_in_vain():
    rows = towns([3, 8, 50, 60, 70], [5, 80, 90, 100, 6000], totals=("PV1",))
    rows += [("births_count", "GM1", "2019", 5, None), ("births_count", "GM5", "2019", 6000, None)]
    found = suppressed(observations(rows), PARENTS, {"births_count": 0})
    assert hidden(found) == ["GM1", "GM2"]
    assert found["denominator"].isna().tolist() == [True, False, False, False, False, False, True, True]


def test_hidden_ones_are_not_told_to_be_few_together():
    assert hidden(suppressed(observations(towns([3, 6, 20, 50, 60], [900] * 5)))) == ["GM1", "GM2", "GM3"]  # 9 in all
    assert hidden(suppressed(observations(towns([3, 7, 20, 50, 60], [900] * 5)))) == ["GM1", "GM2"]


def test_what_is_hidden_for_itself_and_for_another_is_told_in_one_word():
    found = suppressed(observations(towns([4, 30, 20, 50, 60], [900] * 5)))
    assert set(found.loc[found["status"] == "onderdrukt", "note"]) == {"onderdrukt"}


def one_small_town(beside: int) -> list[tuple[str, str, str, float, float | None]]:
    """Births over two years and both together: of a small town, which another source gives by year, and of others.

    That they are the same births shows in a large town elsewhere.
    """
    births = {"GM0": (3, 5)} | {f"GM{number}": (93 + 7 * number, 189 + 11 * number) for number in range(1, beside + 1)}
    births["PV1"] = (sum(first for first, _ in births.values()), sum(second for _, second in births.values()))
    rows = [
        ("a_percent", region, period, 0, count)
        for region, counts in births.items()
        for period, count in zip(("2019", "2020", "2019-2020"), (*counts, sum(counts)), strict=True)
    ]
    rows += [("a_percent", "GM99", "2019", 0, 6000), ("births_count", "GM99", "2019", 6000, None)]
    return [*rows, ("births_count", "GM0", "2019", 3, None), ("births_count", "GM0", "2020", 5, None)]


def rounds_beside_one_small_town(others: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the closure asks the bounds."""
    closure_bounds, asked = closure.narrow, []

    def counted(unknown, *bounds):
        asked.append(unknown)
        return closure_bounds(unknown, *bounds)

    with monkeypatch.context() as patch:
        patch.setattr(closure, "narrow", counted)
        parents = dict.fromkeys((f"GM{number}" for number in range(others + 1)), "PV1")
        suppressed(observations(one_small_town(others)), parents, {"births_count": 0})
    return len(asked)


def test_a_period_that_is_known_by_its_years_hides_nothing_of_other_towns():
    parents = dict.fromkeys((f"GM{number}" for number in range(7)), "PV1")
    rows = observations(one_small_town(6))
    shown = suppressed(rows, parents, {"births_count": 0})
    gone = rows["denominator"].notna() & shown["denominator"].isna()
    assert set(rows.loc[gone, "region"]) == {"GM0"}


def test_as_many_rounds_are_needed_beside_many_towns_as_beside_few(monkeypatch):
    assert rounds_beside_one_small_town(30, monkeypatch) == rounds_beside_one_small_town(3, monkeypatch)


def test_nothing_is_hidden_but_what_was_held_to_be_hidden_at_most(monkeypatch):
    close, systems = closure.HiddenSums.close, []

    def watched(system):
        can_be_hidden = system.can_be_hidden()
        close(system)
        systems.append((can_be_hidden, system.hidden))

    monkeypatch.setattr(closure.HiddenSums, "close", watched)
    suppressed(observations(towns([0, 0, 3, 0, 60], [900, 5, 900, 12, 900])))  # a zero rests on births that are hidden
    (can_be_hidden, are_hidden), *_ = systems
    assert are_hidden.any()
    assert can_be_hidden[are_hidden].all()


def test_what_hangs_together_by_hidden_cells_is_one_group():
    group = closure.groups(links([{0: 1.0, 1: -1.0}, {2: 1.0, 3: -1.0}, {1: 1.0, 4: -1.0}])).tolist()
    assert group[0] == group[1] == group[4] == group[5] != group[2] == group[3]


def test_a_group_of_sums_that_tells_nothing_is_asked_once(monkeypatch):
    closure_determined, asked = closure.determined_links, []

    def counted(unknown, computable):
        asked.append(len(unknown.sum))
        return closure_determined(unknown, computable)

    monkeypatch.setattr(closure, "determined_links", counted)
    together = [tuple(sum(year[town][part] for year in BRIDGE) for part in (0, 1)) for town in range(5)]
    rows = []
    for period, pairs in zip(("2017", "2018", "2019", "2020", "2017-2020"), [*BRIDGE, together], strict=True):
        rows += towns([few for few, _ in pairs], [few + many for few, many in pairs], period=period, totals=("NL01",))
    suppressed(observations(rows))
    bridge_alone = asked.copy()
    asked.clear()
    suppressed(observations(rows + towns([4, 30, 20, 50, 60], [900] * 5, "b_percent", totals=("PV1",))))
    assert len(bridge_alone) == len(asked) > 2
    assert asked[1] > bridge_alone[1]  # at first all are asked
    assert asked[2:] == bridge_alone[2:]


def test_a_sum_that_has_one_cell_left_makes_no_other_group_wait():
    """Beside an earlier state what has no choice goes first, in its own group: others would use up their tries."""
    system = object.__new__(closure.HiddenSums)
    system.hidden = np.array([True, False, True, False, False])
    system.known, system.count = np.zeros(5, bool), np.array([4.0, 20, 5, 30, 40])
    system.is_few_told, system._without_choice_first = np.zeros(2, bool), True
    sums, none = links([{0: 1, 1: 1}, {2: 1, 3: 1, 4: 1}]), np.zeros(0, np.int64)
    assert system._cells_to_hide(sums, sums.sum, np.array([0, 1]), none).tolist() == [1, 3]
    assert system._cells_to_hide(sums, np.zeros(5, np.int64), np.array([0, 1]), none).tolist() == [1]


def test_a_published_total_is_held_known():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5, totals=("PV1",)))
    rows.loc[rows["region"] == "PV1", "numerator"] = math.nan
    assert hidden(suppressed(rows)) == ["GM1", "GM3"]


def test_a_hidden_province_hides_another_province():
    found = suppressed(observations(towns([0, 0, 3, 50, 60], [900] * 5)))
    assert hidden(found)[:1] == ["GM3"]
    assert {"PV1", "PV2"} <= set(hidden(found))
    assert "NL01" not in hidden(found)


@pytest.mark.parametrize("seed", [7, 19, 39])
def test_bounds_that_came_to_rest_hide_the_same_as_bounds_from_the_start(seed, monkeypatch):
    table = drawn(seed).table
    shown = readers_table(table)
    monkeypatch.setattr(closure, "STEPS", 0)
    pd.testing.assert_frame_equal(shown, readers_table(table))
