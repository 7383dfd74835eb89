"""Orthogonal Latin squares from finite fields, and from products of fields (MacNeish's theorem).

In a field the squares L_f(row, column) = f * row + column are orthogonal for different factors f other than nought
(Bose, 1938): two equal cells in both squares would make the difference of two factors a divisor of nought. The same
holds in a product of fields as long as the factors differ in every coordinate, so an order has as many squares as its
smallest prime power less one (MacNeish, Euler Squares, 1922).
"""

from __future__ import annotations

import numpy as np

from services.pairing.matching.fields import Field, Numbers, prime_powers


def most_linear(order: int) -> int:
    """How many orthogonal squares the fields alone give: the smallest prime power in the order, less one."""
    return min((prime**exponent for prime, exponent in prime_powers(order)), default=order) - 1


class LinearSquares:
    """The squares `f * row + column`, f = 1 .. count in each field. Raises ValueError where there are not so many."""

    def __init__(self, order: int, count: int) -> None:
        if count > most_linear(order):
            raise ValueError(f"the fields give {most_linear(order)} orthogonal squares of order {order}, not {count}")
        self.order, self.count = order, count
        self._fields = [Field(prime, exponent) for prime, exponent in prime_powers(order)]
        self._parts = self._split(np.arange(order, dtype=np.int64))

    def row(self, index: int) -> Numbers:
        """One row of each square: shape (count, order)."""
        rows = np.empty((self.count, self.order), dtype=np.int64)
        here = self._split(np.asarray(index, dtype=np.int64))
        for square in range(self.count):
            parts = zip(self._fields, here, self._parts, strict=True)
            rows[square] = self._join([field.add(field.times(own, square + 1), column) for field, own, column in parts])
        return rows

    def cells_of(self, symbol: int) -> Numbers:
        """Where the last square shows `symbol`, one cell per column: what the squares before it show there."""
        # symbol = last * row + column, so row = (symbol - column) / last, and the other squares follow.
        rows = np.empty((self.count - 1, self.order), dtype=np.int64)
        wanted = self._split(np.asarray(symbol, dtype=np.int64))
        for square in range(self.count - 1):
            joined = []
            for field, target, column in zip(self._fields, wanted, self._parts, strict=True):
                ratio = int(field.times(square + 1, field.inverse(self.count)))
                distance = field.add(target, field.negative(column))
                joined.append(field.add(field.times(distance, ratio), column))
            rows[square] = self._join(joined)
        return rows

    def _split(self, numbers: Numbers) -> list[Numbers]:
        """The coordinates of elements in the fields."""
        parts = []
        for field in self._fields:
            parts.append(np.asarray(numbers % field.order))
            numbers = np.asarray(numbers // field.order)
        return parts

    def _join(self, parts: list[Numbers]) -> Numbers:
        total = np.zeros_like(self._parts[0]) if self._parts else np.zeros(self.order, dtype=np.int64)
        for field, part in zip(reversed(self._fields), reversed(parts), strict=True):
            total = total * field.order + part
        return total
