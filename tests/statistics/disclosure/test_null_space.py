"""All sums together determine no hidden cell."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from ks_data.statistics.disclosure import null_space
from tests.statistics.disclosure.tables import links, steady

CELLS = 10
sums_of_cells = st.lists(
    st.dictionaries(st.integers(0, CELLS - 1), st.sampled_from([-1.0, 1.0]), min_size=1, max_size=4), max_size=9
)
"""Sums as the sign of each cell in them."""


def matrix(sums: list[dict[int, float]]) -> np.ndarray:
    """The signs by sum (row) and cell (column)."""
    return np.array([[signs.get(cell, 0.0) for cell in range(CELLS)] for signs in sums]).reshape(-1, CELLS)


@settings(steady, max_examples=200)
@given(sums_of_cells)
@example([{0: 1.0, 1: 1.0, 2: 1.0}, {1: 1.0, 2: 1.0, 3: 1.0}, {1: 1.0, 2: 1.0, 4: 1.0}, {3: 1.0, 4: -1.0, 5: 1.0}])
@example([{0: 1.0, 1: 1.0, 2: 1.0}, {1: 1.0, 2: 1.0, 3: 1.0}, {1: 1.0, 2: 1.0}])  # 0, by way of 1 and 2 together
def test_what_sums_give_away_together_is_found_however_they_hang_together(sums):
    system = matrix(sums)
    rank = np.linalg.matrix_rank(system) if sums else 0
    determined = [np.linalg.matrix_rank(np.vstack([system, unit])) == rank for unit in np.eye(CELLS)]
    unknown = links(sums)
    disclosing = null_space.determined_links(unknown, np.zeros(CELLS, bool))
    assert disclosing.tolist() == [determined[cell] for cell in unknown.cell]


@settings(steady, max_examples=200)
@given(sums_of_cells)
def test_the_vector_that_tests_all_cells_changes_no_sum(sums):
    system = matrix(sums)
    vector = null_space.null_vector(csr_array(system.T))
    assert np.allclose(system @ vector, 0)
    assert vector.tolist() == null_space.null_vector(csr_array(system.T)).tolist()


def test_a_cell_that_may_be_computed_gives_nothing_away():
    alone = links([{0: 1.0}, {1: 1.0, 2: -1.0}])
    assert null_space.determined_links(alone, np.array([False, False, False])).tolist() == [True, False, False]
    assert not null_space.determined_links(alone, np.array([True, False, False])).any()
