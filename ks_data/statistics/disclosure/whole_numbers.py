"""Equations between whole numbers, solved by integer programming (HiGHS, by way of scipy). Knows no tables."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.exchanges import TOLERANCE
from ks_data.statistics.disclosure.null_space import ZERO, null_vector
from ks_data.statistics.estimates import Floats

INFEASIBLE = 2
"""What HiGHS says of rows that nothing agrees with."""


class System:
    """Rows of a matrix with bounds on what they make, and bounds of each column: what agrees with these."""

    def __init__(self, matrix: csr_array, least: Floats, most: Floats, lower: Floats, upper: Floats) -> None:
        self.matrix, self.least, self.most, self.lower, self.upper = matrix, least, most, lower, upper
        self._free: Floats | None = None
        self._is_empty = self._is_empty_in_fractions = False

    @property
    def free(self) -> Floats:
        """A random vector of the null space of the equations (see `null_space`): how the columns can vary together."""
        if self._free is None:
            equations = csr_array(csr_array(self.matrix[self.least == self.most]).T)
            equations.eliminate_zeros()
            self._free = null_vector(equations)
        return self._free

    def determines(self, target: Floats) -> bool:
        """Whether the equations alone leave a number one value: then it does not vary, and no programming is needed."""
        return bool(abs(float(target @ self.free)) < ZERO)

    def solution(self, objective: Floats, value: tuple[Floats, float] | None = None) -> Floats | None:
        """Whole persons with the least of an objective, a number of them held at a value; None where none agree."""
        if self._is_empty:
            return None
        matrix, least, most = self.matrix, self.least, self.most
        if value is not None:
            matrix = csr_array(vstack([matrix, csr_array(value[0][np.newaxis, :])], format="csr"))
            least, most = np.r_[least, value[1]], np.r_[most, value[1]]
        constraints = LinearConstraint(matrix, least - TOLERANCE, most + TOLERANCE)
        for is_whole, presolve in ((0, True), (1, True), (1, False)):
            result = milp(
                objective,
                integrality=np.full(len(self.lower), is_whole),
                bounds=Bounds(self.lower, self.upper),
                constraints=constraints,
                options={"mip_rel_gap": 0, "presolve": presolve},
            )
            self._is_empty_in_fractions |= value is None and not is_whole and result.status == INFEASIBLE
            if result.x is None:  # HiGHS sometimes takes what can be for infeasible when it simplifies first
                continue
            persons: Floats = np.round(result.x)
            if is_whole or np.abs(persons - result.x).max(initial=0) < 1e-5:
                return persons  # the solution in fractions is whole nearly always
        self._is_empty = value is None  # whatever the objective is
        return None

    def binding(self, target: Floats) -> Codes:
        """The rows that bind a number from above or below, in fractions of persons."""
        if self._is_empty_in_fractions:
            return np.zeros(0, np.int64)
        equal = self.least == self.most
        rows = [np.zeros(0, np.int64)]
        for sign in (1, -1):
            result = linprog(
                sign * target,
                A_ub=-self.matrix[~equal] if (~equal).any() else None,
                b_ub=-self.least[~equal] if (~equal).any() else None,
                A_eq=self.matrix[equal] if equal.any() else None,
                b_eq=self.least[equal] if equal.any() else None,
                bounds=np.column_stack([self.lower, self.upper]),
                method="highs",
            )
            if result.x is None:
                continue
            if equal.any():
                rows.append(np.flatnonzero(equal)[np.abs(result.eqlin.marginals) > 1e-9])
            if (~equal).any():
                rows.append(np.flatnonzero(~equal)[np.abs(result.ineqlin.marginals) > 1e-9])
        return np.unique(np.concatenate(rows))
