"""What the periods of one region tell together, by adding and subtracting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ks_data.catalogue.periods import years_of
from ks_data.statistics.disclosure.period_graph import period_cycles, potentials, spanning_forest
from tests.statistics.disclosure.tables import steady

BIRTHS = {2015: 11.0, 2016: 20.0, 2017: 32.0, 2018: 43.0, 2019: 59.0}
PERIODS = [str(first) if first == last else f"{first}-{last}" for first in BIRTHS for last in BIRTHS if first <= last]
periods = st.lists(st.sampled_from(PERIODS), unique=True, max_size=8).map(tuple)


def births(period: str) -> float:
    return sum(BIRTHS[year] for year in years_of(period))


def rows(periods: tuple[str, ...]) -> np.ndarray:
    """Periods as the years that they count."""
    return np.array([[year in years_of(period) for year in BIRTHS] for period in periods], float).reshape(
        -1, len(BIRTHS)
    )


@pytest.mark.parametrize(
    ("known", "start", "end", "expected"),
    [
        (("2017-2019", "2018-2019"), 2017, 2018, 32),
        (("2015", "2016", "2015-2019"), 2017, 2020, 134),
        (("2015-2016", "2016-2017", "2015-2018", "2016-2018"), 2015, 2016, 11),
        (("2015", "2017"), 2015, 2018, None),  # 2016 is not known
        (("2016-2018", "2017-2019"), 2016, 2017, None),
    ],
)
def test_what_lies_between_two_days_follows_when_periods_connect_them(known, start, end, expected):
    forest = spanning_forest(known)
    assert forest.connects(start, end) == (expected is not None)
    if expected is not None:
        day = potentials(forest, [births(period) for period in known])
        assert day[end] - day[start] == expected


@settings(steady, max_examples=200)
@given(periods)
def test_two_days_are_connected_exactly_when_linear_algebra_gives_what_lies_between_them(known):
    forest, system = spanning_forest(known), rows(known)
    rank = np.linalg.matrix_rank(system) if known else 0
    day = potentials(forest, [births(period) for period in known])
    for period in PERIODS:
        start, end = years_of(period)[0], years_of(period)[-1] + 1
        assert forest.connects(start, end) == (np.linalg.matrix_rank(np.vstack([system, rows((period,))])) == rank)
        if forest.connects(start, end):
            assert day[end] - day[start] == births(period)


@settings(steady, max_examples=200)
@given(periods)
def test_the_cycles_are_all_independent_relations_between_periods(known):
    cycles, system = period_cycles(known), rows(known)
    assert len(cycles) == len(known) - (np.linalg.matrix_rank(system) if known else 0)
    for chord, edges, signs in cycles:
        assert chord not in edges
        assert (signs @ system[edges] == system[chord]).all()


def test_periods_that_do_not_add_up_have_no_cycle():
    assert period_cycles(("2017", "2018", "2017-2019")) == ()
    ((chord, edges, signs),) = period_cycles(("2017-2019", "2017", "2018-2019"))
    assert (chord, edges.tolist(), signs.tolist()) == (0, [1, 2], [1, 1])
