"""The seat plan of functions of equal size: who sits with whom in every quarter, with no pair twice.

Seat g of the first function meets, in quarter t, what the t-th row of each Latin square shows in column g. Columns hold
every symbol once, so nobody meets a seat of another function twice; the squares are orthogonal, so no two of these
meet twice either. A plan is a few fields and columns, never its quarters: each is computed from one row of each square.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from services.pairing.matching.fields import Numbers
from services.pairing.matching.latin import orthogonal_squares
from services.pairing.matching.quasi_difference import HoleySquares, searched_columns
from services.pairing.matching.squares import Squares


class SeatPlan:
    """Groups of one seat from each of `functions` functions with `order` people each."""

    def __init__(self, squares: Squares, rounds: int) -> None:
        self._squares = squares
        self.order, self.functions, self.rounds = squares.order, squares.count + 1, rounds

    @property
    def quarters_without_a_repeat(self) -> int:
        """How many quarters, from the first on, bring no two seats of different functions together twice."""
        return self.rounds

    def quarter(self, turn: int) -> Numbers:
        """The groups of a quarter, shape (order, functions): in line g the seat numbers of group g, one per function.

        After `order` quarters the plan begins again.
        """
        seats = np.empty((self.order, self.functions), dtype=np.int64)
        seats[:, 0] = np.arange(self.order)
        seats[:, 1:] = self._squares.row(turn % self.order).T
        return seats


@lru_cache(maxsize=64)
def seat_plan(order: int, functions: int = 3) -> SeatPlan | None:
    """The plan for `functions` (2 to 4) functions of `order` people each; None where none is known.

    It holds for `order` quarters, which is the most there can be: then everybody met everybody. Three functions of two
    or six have no such plan: the one given here holds for one or five quarters, and its last one has two repeats, the
    fewest possible. Raises ValueError for a number of functions outside 2 to 4.
    """
    if not 2 <= functions <= 4:
        raise ValueError(f"a group has a seat for 2 to 4 functions, not for {functions}")
    squares = _one_square(order) if functions == 2 else orthogonal_squares(order, functions - 1)
    if squares is not None:
        return SeatPlan(squares, order)
    nearly = _nearly_orthogonal(order) if functions == 3 else None
    return None if nearly is None else SeatPlan(nearly, order - 1)


class _Cyclic:
    """`count` times the same square: row plus column, modulo the order."""

    def __init__(self, order: int, count: int) -> None:
        self.order, self.count = order, count

    def row(self, index: int) -> Numbers:
        return np.tile((np.arange(self.order, dtype=np.int64) + index) % self.order, (self.count, 1))


def _one_square(order: int) -> Squares | None:
    return _Cyclic(order, 1) if order >= 1 else None


def _nearly_orthogonal(order: int) -> Squares | None:
    """Two squares of order 2 or 6 that show all pairs of symbols but two; the last row shows two others again.

    The best for six has a hole of order 2 (Horton, Sub-Latin squares and incomplete orthogonal arrays, 1974); the
    columns for it are our own, found by search. The hole gets twice the same square of order 2.
    """
    if order == 2:
        return _Cyclic(2, 2)
    columns = searched_columns(4, 2) if order == 6 else None
    return None if columns is None else HoleySquares(4, columns, _Cyclic(2, 2))
