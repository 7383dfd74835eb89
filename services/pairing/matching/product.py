"""Kronecker's product of orthogonal Latin squares: from orders m and n to m * n (MacNeish, 1922)."""

from __future__ import annotations

import numpy as np

from services.pairing.matching.fields import Numbers
from services.pairing.matching.squares import Squares


class ProductSquares:
    """Each cell of the outer squares becomes a copy of the inner ones. Both have equally many squares."""

    def __init__(self, outer: Squares, inner: Squares) -> None:
        if outer.count != inner.count:
            raise ValueError(f"a product needs as many squares on both sides, not {outer.count} and {inner.count}")
        self._outer, self._inner = outer, inner
        self.order, self.count = outer.order * inner.order, outer.count

    def row(self, index: int) -> Numbers:
        """One row of each square: shape (count, order)."""
        block, within = divmod(index, self._inner.order)
        outer, inner = self._outer.row(block), self._inner.row(within)
        return np.asarray(outer[:, :, None] * self._inner.order + inner[:, None, :]).reshape(self.count, self.order)
