"""Mutually orthogonal Latin squares of a wanted order: which construction gives them, and the squares themselves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from services.pairing.matching.fields import Numbers
from services.pairing.matching.linear import LinearSquares, most_linear
from services.pairing.matching.orthomorphisms import ORTHOMORPHISMS, GroupSquares
from services.pairing.matching.quasi_difference import HoleySquares, parker_columns, searched_columns
from services.pairing.matching.squares import Squares
from services.pairing.matching.wilson import WilsonSquares

Square = NDArray[np.int32]

_HEAVIEST = 16
"""Wilson's inner squares are this large at most: they are held whole."""


def orthogonal_pair(order: int) -> tuple[Square, Square] | None:
    """Two orthogonal Latin squares; None for 2 and 6, where there are none, and below 1.

    Every other order has them (Bose, Shrikhande and Parker, 1960), and gets them here.
    """
    squares = orthogonal_squares(order, 2)
    if squares is None:
        return None
    one, other = np.empty((2, order, order), dtype=np.int32)
    for index in range(order):
        one[index], other[index] = squares.row(index)
    return one, other


@lru_cache(maxsize=256)
def orthogonal_squares(order: int, count: int) -> Squares | None:
    """`count` mutually orthogonal Latin squares of an order, row by row; None where no construction here gives them."""
    if order < 1 or count < 1:
        return None
    if order == 1 or count <= most_linear(order):
        return _One(count) if order == 1 else LinearSquares(order, count)
    return _with_hole(order, count) or _by_group(order, count) or _product(order, count) or _wilson(order, count)


class _One:
    """Squares of order one: a single cell, alike for any number of them."""

    order = 1

    def __init__(self, count: int) -> None:
        self.count = count

    def row(self, index: int) -> NDArray[np.int64]:
        return np.zeros((self.count, 1), dtype=np.int64)


class _Nothing(_One):
    """Squares of order nought, which fill a hole that isn't there."""

    order = 0


def _with_hole(order: int, count: int) -> Squares | None:
    """Two of Parker's squares of order 3m + 1, or the searched ones of order 14."""
    if count != 2 or (order != 14 and order % 3 != 1):
        return None
    hole = 3 if order == 14 else (order - 1) // 3
    filling = orthogonal_squares(hole, 2)
    columns = searched_columns(order - hole, hole, rotated=True) if order == 14 else parker_columns(hole)
    return None if columns is None or filling is None else HoleySquares(order - hole, columns, filling)


def _by_group(order: int, count: int) -> Squares | None:
    """Three squares of order 12 or 15."""
    fitting = (item for item in ORTHOMORPHISMS.items() if len(item[1]) == order)
    return next((GroupSquares(factors, images) for factors, images in fitting), None) if count == 3 else None


def _product(order: int, count: int) -> Squares | None:
    for inner in range(3, int(order**0.5) + 1):
        if order % inner == 0:
            here, there = orthogonal_squares(inner, count), orthogonal_squares(order // inner, count)
            if here is not None and there is not None:
                return ProductSquares(there, here)
    return None


def _wilson(order: int, count: int) -> Squares | None:
    """The first parts that fit: the inner squares as small as possible, then the outer ones as large as possible."""
    fewest = count + 2
    for weight in range(count + 1, min(_HEAVIEST, order // fewest) + 1):
        small, large = orthogonal_squares(weight, count), orthogonal_squares(weight + 1, count)
        if small is None or large is None:
            continue
        for outer in range(order // weight, max(fewest, -(-order // (weight + 1))) - 1, -1):
            rest = order - weight * outer
            if rest <= outer and most_linear(outer) > count:
                filling = orthogonal_squares(rest, count) if rest else _Nothing(count)
                if filling is not None:
                    return WilsonSquares(LinearSquares(outer, count + 1), small, large, filling)
    return None


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
