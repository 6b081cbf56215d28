"""Equations between whole numbers, solved by integer programming (HiGHS, by way of scipy). Knows no tables."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.exchanges import TOLERANCE
from ks_data.statistics.estimates import Floats


class System:
    """Rows of a matrix with bounds on what they make, and bounds of each column: what agrees with these."""

    def __init__(self, matrix: csr_array, least: Floats, most: Floats, lower: Floats, upper: Floats) -> None:
        self.matrix, self.least, self.most, self.lower, self.upper = matrix, least, most, lower, upper

    def solution(self, objective: Floats, value: tuple[Floats, float] | None = None) -> Floats | None:
        """Whole persons with the least of an objective, a number of them held at a value; None where none agree."""
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
            if result.x is None:  # HiGHS sometimes takes what can be for infeasible when it simplifies first
                continue
            persons: Floats = np.round(result.x)
            if is_whole or np.abs(persons - result.x).max(initial=0) < 1e-5:
                return persons  # the solution in fractions is whole nearly always
        return None

    def binding(self, target: Floats) -> Codes:
        """The rows that bind a number from above or below, in fractions of persons."""
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
