"""The null space: which sums hold a hidden cell that all sums together determine.

Claim: when no sum is named here, no linear algebra tells a hidden cell. All sums are one linear system A v = b, with
the hidden cells as unknowns v. A cell is determined exactly when every vector of the null space of A (every way in
which the hidden cells can vary without changing what is shown) is 0 in it. A random vector, projected on the null
space, is 0 there and with probability 1 nowhere else, so that one vector tests all cells. Its seed is fixed: the result
is the same at every run.

Most of the system needs no solving. A cell that stands in one sum only takes whatever the others leave, so that its sum
binds none of them: such sums are peeled off, layer by layer, only the core that is left is projected, and the cells of
the layers follow by substitution.
"""

from typing import Any

import numpy as np

from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.sums import Links
from ks_data.statistics.estimates import Floats, Mask

ZERO = 1e-7
"""What the projection leaves of a number that is 0 is less than this."""
PRECISION, STEPS, RIDGE = 1e-11, 100, 1e-6
"""The projection is done when so little is left of what it started with, or after so many steps; what is added to the
diagonal of the normal equations."""


def determined_links(links: Links, computable: Mask) -> Mask:
    """Of each link whether its cell is one that the linear system determines.

    links: those of hidden cells only. computable: by cell, whether it may be computed.
    """
    from scipy.sparse import coo_array

    if not links.sum.size:
        return np.zeros(0, bool)
    system = coo_array((links.sign, (links.cell, links.sum))).tocsr()
    system.eliminate_zeros()  # a cell that is part and total of one sum
    determined: Mask = np.abs(null_vector(system)[links.cell]) < ZERO
    return determined & ~computable[links.cell]


def null_vector(system: Any) -> Floats:
    """A random vector of the null space: by cell, how the hidden cells can vary together.

    system: sparse (CSR), signs by cell (row) and sum (column).
    """
    cell, sums = system.nonzero()
    layers, core = _peeled(cell, sums)
    vector = np.random.default_rng(1).normal(size=system.shape[0])
    if core.any():
        cells = np.unique(cell[core])
        vector[cells] = _projected(vector[cells], system[cells][:, np.unique(sums[core])])
    for free, peeled in reversed(layers):
        excess = np.bincount(sums[peeled], (system.data * vector[cell])[peeled], system.shape[1])
        vector[cell[free]] -= (excess[sums] / system.data)[free]
    return vector


def _peeled(cell: Codes, sums: Codes) -> tuple[list[tuple[Codes, Mask]], Mask]:
    """The layers of sums that bind nothing, and which links are left as the core.

    A layer: for each of its sums one link of a cell that stands in no other sum, and which links the layer consists of.
    """
    layers: list[tuple[Codes, Mask]] = []
    core = np.ones(len(cell), bool)
    while True:
        sums_of_cell = np.bincount(cell[core], minlength=cell.max(initial=-1) + 1)
        lone = np.flatnonzero(core & (sums_of_cell[cell] == 1))
        if not lone.size:
            return layers, core
        unbound, first = np.unique(sums[lone], return_index=True)
        peeled = core & np.isin(sums, unbound)
        layers.append((lone[first], peeled))
        core &= ~peeled


def _projected(vector: Floats, system: Any) -> Floats:
    """The part of a vector that leaves every sum (a column) as it is.

    Each sum is divided by its length first, which leaves the null space as it is. The normal equations are solved with
    a little added to their diagonal, for sums may follow from one another, and again for what that leaves over.
    """
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    system = system.copy()
    system.data /= np.sqrt(np.bincount(system.indices, system.data**2))[system.indices]
    projection, by_sum = vector.copy(), system.T.tocsr()
    normal = csc_array(by_sum @ system + RIDGE * eye_array(system.shape[1], format="csr"))
    solver = splu(normal, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    left = by_sum @ projection
    enough = PRECISION**2 * _squared(left)
    for _ in range(STEPS):
        projection -= system @ solver.solve(left)
        left = by_sum @ projection
        if _squared(left) <= enough:
            break
    return projection


def _squared(vector: Floats) -> float:
    """The squared length of a vector."""
    return float(np.einsum("i,i", vector, vector))
