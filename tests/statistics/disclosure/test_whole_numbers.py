"""Is a solver asked only what equations do not tell?"""

import numpy as np
import pytest
from scipy.sparse import csr_array

from ks_data.statistics.disclosure import whole_numbers
from ks_data.statistics.disclosure.whole_numbers import System


def system(rows: list[list[float]], least: list[float], most: list[float]) -> System:
    columns = len(rows[0])
    return System(csr_array(np.array(rows)), np.array(least), np.array(most), np.zeros(columns), np.full(columns, 99.0))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An item for each time that a solver was asked."""
    times: list[int] = []
    for name in ("milp", "linprog"):
        solve = getattr(whole_numbers, name)

        def spy(*arguments: object, solve=solve, **named: object) -> object:
            times.append(1)
            return solve(*arguments, **named)

        monkeypatch.setattr(whole_numbers, name, spy)
    return times


def test_a_number_that_equations_leave_one_value_is_seen_without_a_solver(asked: list[int]) -> None:
    """Of three towns the first two are 7 together, and all of them 12."""
    towns = system([[1, 1, 0], [1, 1, 1]], [7, 12], [7, 12])
    determined = [towns.determines(np.array(number)) for number in ([0.0, 0, 1], [1.0, 1, 0], [1.0, 0, 0], [1.0, 0, 1])]
    assert determined == [True, True, False, False] and not asked


def test_a_number_that_only_an_inequality_bounds_is_left_to_the_solver() -> None:
    assert not system([[1, 1]], [0], [3]).determines(np.array([1.0, 1]))


def test_of_rows_with_which_nobody_agrees_a_solver_is_asked_once_whatever_the_number_is(asked: list[int]) -> None:
    none = system([[1, 1], [1, 1]], [3, 5], [3, 5])
    assert none.solution(np.array([1.0, 0])) is None
    first = len(asked)
    assert none.solution(np.array([0.0, 1])) is None and not none.binding(np.array([0.0, 1])).size
    assert first and len(asked) == first
