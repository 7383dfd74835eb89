"""Wilson's construction: orthogonal Latin squares of order m * t + u from those of orders m, m + 1, t and u.

Take one square more of order t than wanted, and let only the first u symbols of that extra square count. A cell of
order t whose extra symbol counts is replaced by squares of order m + 1 without their last cell, every other cell by
squares of order m; the u new rows, columns and symbols, one for each symbol that counts, are shared, and what they have
in common is filled by squares of order u (Wilson, Concerning the number of mutually orthogonal Latin squares, 1974).
"""

from __future__ import annotations

import numpy as np

from services.pairing.matching.fields import Numbers
from services.pairing.matching.linear import LinearSquares
from services.pairing.matching.squares import Squares, table


class WilsonSquares:
    """`count` squares of order m * t + u: `small` has order m, `large` m + 1, `outer` t and one square more.

    `filling` has order u, at most t. Raises ValueError where the parts don't fit.
    """

    def __init__(self, outer: LinearSquares, small: Squares, large: Squares, filling: Squares) -> None:
        counts = (outer.count - 1, small.count, large.count, filling.count)
        if len(set(counts)) > 1 or large.order != small.order + 1 or filling.order > outer.order:
            raise ValueError(
                f"squares of orders {small.order}, {large.order}, {outer.order}, {filling.order} don't fit"
            )
        self.count, self.order = small.count, small.order * outer.order + filling.order
        self._outer, self._filling, self._weight = outer, filling, small.order
        self._small, self._large = table(small), _with_last_cell(table(large))

    def row(self, index: int) -> Numbers:
        """One row of each square: shape (count, order)."""
        block, within = divmod(index, self._weight)
        return self._old_row(block, within) if block < self._outer.order else self._new_row(index)

    @property
    def _old(self) -> int:
        """How many rows, columns and symbols are not new."""
        return self._weight * self._outer.order

    def _old_row(self, block: int, within: int) -> Numbers:
        *shown, extra = self._outer.row(block)
        columns = np.arange(self._outer.order)
        meets = extra < self._filling.order
        row = np.empty((self.count, self.order), dtype=np.int64)
        for square, symbols in enumerate(shown):
            cells = row[square, : self._old].reshape(self._outer.order, self._weight)
            cells[:] = symbols[:, None] * self._weight + self._small[square, within]
            inner = self._large[square, within]
            new = self._old + extra[meets, None]
            old = symbols[meets, None] * self._weight + inner[None, :]
            cells[meets] = np.where(inner == self._weight, new, old)[:, : self._weight]
            row[square, self._old + extra[meets]] = symbols[columns[meets]] * self._weight + inner[self._weight]
        return row

    def _new_row(self, index: int) -> Numbers:
        shared = index - self._old
        row = np.empty((self.count, self.order), dtype=np.int64)
        for square, symbols in enumerate(self._outer.cells_of(shared)):
            inner = self._large[square, self._weight, : self._weight]
            row[square, : self._old] = (symbols[:, None] * self._weight + inner).reshape(-1)
        row[:, self._old :] = self._old + self._filling.row(shared)
        return row


def _with_last_cell(squares: Numbers) -> Numbers:
    """The squares with their symbols renamed so that each shows the last symbol in its last cell."""
    renamed = squares.copy()
    last = squares.shape[1] - 1
    for before, after in zip(squares, renamed, strict=True):
        corner = before[-1, -1]
        after[before == last] = corner
        after[before == corner] = last
    return renamed
