"""An attacker who solves everything exactly, in whole persons, and knows the rules: what does he get?"""

import math
from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data.catalogue.indicators import INDICATORS
from ks_data.statistics import disclosure
from tests.examples import examples
from tests.statistics.disclosure.attacker import Atom, Attacker, Reach, Relations, State
from tests.statistics.disclosure.drawn import (
    REPORT,
    YEARS,
    Drawn,
    attacker,
    drawn,
    readers_tables,
    relations,
    sequel,
)
from tests.statistics.disclosure.tables import TOWNS

seeds = st.integers(0, 2**32 - 1)
PUBLIC_BIRTHS = (71, 115, 257, 400, 452, 469, 718, 919, 1073)
"""Tables in which somewhere as many were born as were born alive, which is public."""


@pytest.mark.slow
@given(seeds)
@examples(10)
def test_of_one_count_in_separate_years_with_every_row_nothing_is_recovered(seed: int) -> None:
    whole = Drawn(drawn(seed, "one count").truth, _WHOLE)
    assert not [reach for reach in attacker(whole).weak() if reach.is_exact and len(reach.target.places) == 1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [57, 77, 119, 146, 150, 167, 179, *PUBLIC_BIRTHS, 1269])
def test_tables_that_told_a_small_number_do_so_no_longer(seed: int) -> None:
    """Nor do 9, 26, 34 and 41, which are among the first fifty."""
    assert not attacker(drawn(seed)).weak()


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 50, 10))
def test_every_small_number_keeps_four_possible_values(first: int) -> None:
    weak = [seed for seed in range(first, first + 10) if attacker(drawn(seed)).weak()]
    assert not weak


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 20, 5))
def test_what_came_after_a_table_leaves_every_number_that_stays_small_four_values(first: int) -> None:
    assert not [seed for seed in range(first, first + 5) if _told_by_several_states(seed)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [38, 60, 71, 98, 109, 115, 151, 172, 208, 295, 453])
def test_tables_that_told_a_small_number_by_what_came_after_do_so_no_longer(seed: int) -> None:
    assert not _told_by_several_states(seed)


def _told_by_several_states(seed: int) -> list[Reach]:
    """What an attacker who kept every state can say of numbers that are small from the first of them that is, on."""
    course = sequel(seed)
    shown = readers_tables([table.table for table in course.tables])
    states = [State(table, changed) for table, changed in zip(shown, course.changed, strict=True)]
    known = relations({id for table in course.tables for id, _, _ in table.rows})
    mind = Attacker(states, [table.truth for table in course.tables], known)

    def stays_small(reach: Reach) -> bool:
        limit = next(limit for group, limit in known.groups if tuple(group.items()) == reach.target.group)
        small = [0 < count < limit for count in mind.counts(reach.target)]
        return all(small[small.index(True) :])

    return [reach for reach in mind.weak() if stays_small(reach)]


@pytest.mark.slow
@given(seeds)
@examples(5)
def test_what_came_after_a_table_tells_nothing_of_one_count_that_is_small(seed: int) -> None:
    """Of a count with every row: nothing is exactly recovered from two or three states that one state does not tell."""
    course = sequel(seed, "one count")
    tables = [Drawn(table.truth, _WHOLE) for table in course.tables]
    shown = readers_tables([table.table for table in tables])
    truths = [table.truth for table in tables]
    states = [State(table, changed) for table, changed in zip(shown, course.changed, strict=True)]
    told = [reach for reach in Attacker(states, truths, ONE_COUNT).weak() if reach.is_exact]
    assert not [reach for reach in told if len(reach.target.places) == 1 and _stays_small(reach, truths)]


@pytest.mark.slow
@given(seeds)
@examples(5)
def test_an_earlier_state_without_what_is_hidden_today_shows_no_more_than_it_did_and_tells_nothing(seed: int) -> None:
    """As a link that stays opens it: beside what readers see today, of a count with every row."""
    course = sequel(seed, "one count")
    tables = [Drawn(table.truth, _WHOLE) for table in course.tables]
    shown = readers_tables([table.table for table in tables])
    opened = [_opened_again(table.table, then, shown[-1]) for table, then in zip(tables, shown[:-1], strict=False)]
    for table, then in zip(opened, shown[:-1], strict=True):
        assert not (table["value"].notna() & (then["value"].isna() | shown[-1]["value"].isna())).any()
        assert table["value"].dropna().isin(then["value"]).all()
    truths = [table.truth for table in tables]
    states = [State(table, changed) for table, changed in zip([*opened, shown[-1]], course.changed, strict=True)]
    weak = Attacker(states, truths, ONE_COUNT, zero_is_shown=False).weak()
    assert not [
        reach for reach in weak if reach.is_exact and len(reach.target.places) == 1 and _stays_small(reach, truths)
    ]


def _opened_again(table: pd.DataFrame, then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """What the store shows of an earlier state; all rows stand in both."""
    masks = [was & still for was, still in zip(disclosure.shown(then), disclosure.shown(now), strict=True)]
    return disclosure.as_shown(table, INDICATORS, *masks)


_WHOLE = tuple((REPORT, region, str(year)) for region in (*TOWNS, "PV1", "PV2", "NL01") for year in YEARS)


def _stays_small(reach: Reach, truths: list[Mapping[Atom, int]]) -> bool:
    """Whether a number is small in all states from the first on in which it is."""
    ((region, years),) = reach.target.places
    towns = ONE_COUNT.towns(region)
    small = [0 < sum(truth[REPORT, town, year] for town in towns for year in years) < 10 for truth in truths]
    return all(small[small.index(True) :])


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
