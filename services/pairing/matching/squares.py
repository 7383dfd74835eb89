"""What every construction of orthogonal Latin squares here has in common: an order, how many squares, and its rows.

Squares are given row by row and never held whole: a quarter of 3 x 3,000 people needs one row of each, not two tables
of nine million. `table` makes them whole.
"""

from __future__ import annotations

from itertools import combinations
from typing import Protocol

import numpy as np

from services.pairing.matching.fields import Numbers


class Squares(Protocol):
    """`count` mutually orthogonal Latin squares of one order, on the symbols 0 .. order-1."""

    @property
    def order(self) -> int:
        """How many rows, columns and symbols each square has."""

    @property
    def count(self) -> int:
        """How many squares there are."""

    def row(self, index: int) -> Numbers:
        """One row of each square: shape (count, order)."""


def table(squares: Squares) -> Numbers:
    """All squares whole: shape (count, order, order), first the square, then row and column."""
    whole = np.empty((squares.count, squares.order, squares.order), dtype=np.int64)
    for index in range(squares.order):
        whole[:, index] = squares.row(index)
    return whole


def is_latin(square: Numbers) -> bool:
    """Whether every row and every column holds every symbol once."""
    order = len(square)
    lines = np.arange(order)
    return _each_once(lines[:, None], square, order) and _each_once(square, lines[None, :], order)


def are_orthogonal(*squares: Numbers) -> bool:
    """Whether these are Latin squares of which each two, laid upon each other, show every pair of symbols once."""
    return all(is_latin(square) for square in squares) and all(
        _each_once(one, other, len(one)) for one, other in combinations(squares, 2)
    )


def _each_once(one: Numbers, other: Numbers, order: int) -> bool:
    """Whether the two, cell by cell, show every pair of numbers below `order` once."""
    if min(one.min(), other.min()) < 0 or max(one.max(), other.max()) >= order:
        return False
    seen = np.zeros((order, order), dtype=bool)
    seen[one, other] = True
    return bool(seen.all()) and np.broadcast(one, other).size == order * order
