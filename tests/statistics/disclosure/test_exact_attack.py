"""An attacker who solves everything exactly, in whole persons, and knows the rules: what does he get?"""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.statistics.disclosure.attacker import Attacker, Relations, State
from tests.statistics.disclosure.drawn import REPORT, YEARS, Drawn, attacker, drawn, relations
from tests.statistics.disclosure.tables import TOWNS

seeds = st.integers(0, 2**32 - 1)


@given(seeds)
@examples(10)
def test_of_one_count_in_separate_years_with_every_row_nothing_is_recovered(seed: int) -> None:
    truth = drawn(seed, "one count").truth
    whole = Drawn(
        truth, tuple((REPORT, region, str(year)) for region in (*TOWNS, "PV1", "PV2", "NL01") for year in YEARS)
    )
    assert not [reach for reach in attacker(whole).weak() if reach.is_exact and len(reach.target.places) == 1]


@pytest.mark.parametrize("seed", [9, 26, 34, 41, 57, 77, 119, 146, 150, 167, 179])
def test_tables_that_told_a_small_number_do_so_no_longer(seed: int) -> None:
    assert not attacker(drawn(seed)).weak()


STILL_WEAK = (71, 115)
"""Of the first 200 tables those that still tell a small number: docs/statistics.md, 2.11."""


@pytest.mark.parametrize("first", range(0, 50, 10))
def test_every_small_number_keeps_four_possible_values(first: int) -> None:
    weak = [seed for seed in range(first, first + 10) if attacker(drawn(seed)).weak()]
    assert not weak


@pytest.mark.xfail(strict=True, reason="as many births as live births that are public: docs/statistics.md, 2.11")
@pytest.mark.parametrize("seed", STILL_WEAK)
def test_also_in_tables_that_still_tell_one(seed: int) -> None:
    assert not attacker(drawn(seed)).weak()


# ---- the attacker itself

ONE_COUNT = relations({REPORT})


def shown(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    """Counts by region and period; None where it is hidden."""
    columns = ["indicator", "region", "period", "value", "numerator", "denominator", "status"]
    values = [math.nan if count is None else count for _, _, count in rows]
    statuses = ["definitief" if count is not None else "onderdrukt" for _, _, count in rows]
    cells = [
        (REPORT, *row[:2], value, math.nan, math.nan, status)
        for row, value, status in zip(rows, values, statuses, strict=True)
    ]
    return pd.DataFrame(cells, columns=columns)


def reaches(
    table: pd.DataFrame, counts: dict[tuple[str, int], int], known: Relations = ONE_COUNT
) -> dict[tuple[str, int], tuple[int, ...]]:
    """What the attacker can say of each town and year."""
    years = sorted({year for _, year in counts})
    truth = {(REPORT, town, year): counts.get((town, year), 0) for town in TOWNS for year in years}
    mind = Attacker([State(table)], [truth], known)
    targets = [target for target in mind.targets() if len(target.places) == 1 and len(target.places[0][1]) == 1]
    return {(t.places[0][0], t.places[0][1][0]): mind.reach(t).values for t in targets if t.places[0][0] in TOWNS}


def test_the_attacker_subtracts_towns_from_their_province() -> None:
    table = shown(("GM4", "2019", 12), ("GM5", "2019", None), ("PV2", "2019", 16))
    assert reaches(table, {("GM4", 2019): 12, ("GM5", 2019): 4}) == {("GM5", 2019): (4,)}


def test_the_attacker_subtracts_through_hidden_periods() -> None:
    table = shown(
        ("GM1", "2016", 12),
        ("GM1", "2017", None),
        ("GM1", "2018", None),
        ("GM1", "2017-2018", None),
        ("GM1", "2016-2018", 18),
    )
    counts = {("GM1", 2016): 12, ("GM1", 2017): 1, ("GM1", 2018): 5}
    assert reaches(table, counts).keys() == counts.keys() - {("GM1", 2016)}


def test_the_attacker_knows_that_persons_are_whole_and_that_zero_is_not_hidden() -> None:
    table = shown(("GM4", "2019", None), ("GM5", "2019", None), ("PV2", "2019", 3))
    assert reaches(table, {("GM4", 2019): 1, ("GM5", 2019): 2})["GM5", 2019] == (1, 2)


def test_the_attacker_remembers_an_earlier_state() -> None:
    before = shown(("GM1", "2019", None), ("GM2", "2019", None), ("GM3", "2019", 50), ("PV1", "2019", 84))
    after = shown(("GM1", "2019", None), ("GM2", "2019", 30), ("GM3", "2019", None), ("PV1", "2019", 54))
    first = dict.fromkeys(((REPORT, town, 2019) for town in TOWNS), 0)
    first |= {(REPORT, "GM1", 2019): 4, (REPORT, "GM2", 2019): 30, (REPORT, "GM3", 2019): 50}
    second = first | {(REPORT, "GM3", 2019): 20}
    changed = frozenset({(REPORT, "GM3", 2019)})
    both = Attacker([State(before), State(after, changed)], [first, second], ONE_COUNT)
    one = Attacker([State(before)], [first], ONE_COUNT)
    told = [next(mind.reach(t) for t in mind.targets() if t.places[0][0] == "GM1") for mind in (one, both)]
    assert [reach.is_exact for reach in told] == [False, True]
