"""Small integer programmes: columns with bounds, rows between bounds, one aim after the other (HiGHS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NODES = 400
"""How many nodes of the search tree are looked at for one aim: a budget that doesn't depend on the machine."""

INFINITE = float("inf")

Row = Mapping[int, float]
"""Coefficients by column; those that aren't named are nought."""


@dataclass(frozen=True, slots=True)
class Least:
    """The best values of all columns; nothing is less than `bound`, which is `value` where the budget sufficed."""

    values: NDArray[np.float64]
    value: int
    bound: float


class Programme:
    """Whole numbers from 0 to each column's bound, between the bounds of all rows. All coefficients are whole.

    `exhausted`: the last aim ended because its budget was spent, so that nothing found doesn't mean that nothing is.
    """

    def __init__(self) -> None:
        self._most: list[float] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self.exhausted = False

    def column(self, most: float = INFINITE) -> int:
        """One more column; its number."""
        self._most.append(most)
        return len(self._most) - 1

    def row(self, coefficients: Row, least: float, most: float) -> None:
        """One more condition."""
        self._rows.append((dict(coefficients), least, most))

    def least(self, aim: Row) -> Least | None:
        """The least that `aim` can be; None where nothing meets the conditions, or nothing was found in the budget."""
        # Loading these takes longer than most commands that never draw.
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        width = len(self._most)
        cost = np.zeros(width)
        cost[list(aim)] = list(aim.values())
        at = [(number, column, value) for number, (row, _, _) in enumerate(self._rows) for column, value in row.items()]
        rows, columns, values = zip(*at, strict=True)
        matrix = csr_array((np.array(values, dtype=np.float64), (rows, columns)), shape=(len(self._rows), width))
        lower, upper = [row[1] for row in self._rows], [row[2] for row in self._rows]
        answer = milp(
            cost,
            integrality=np.ones(width),
            bounds=Bounds(0, np.array(self._most)),
            constraints=LinearConstraint(matrix, lower, upper),
            options={"mip_rel_gap": 0, "node_limit": NODES},
        )
        self.exhausted = answer.status == 1
        if answer.x is None:
            return None
        found = np.rint(answer.x)
        value = round(float(cost @ found))
        bound = float(value) if answer.status == 0 else answer.mip_dual_bound
        return Least(found, value, float(bound) if bound is not None and np.isfinite(bound) else -INFINITE)

    def settle(self, aim: Row) -> Least | None:
        """The least that `aim` can be; from here on it is no more than that."""
        found = self.least(aim)
        if found is not None:
            self.row(aim, -INFINITE, found.value)
        return found
