"""Two orthogonal Latin squares with a hole, from a few columns and a cyclic group, and what fills the hole.

A quasi-difference matrix over Z_n has four lines; in each of its n + 2h columns at most one entry is empty, each line
has h empty ones, and for any two lines the differences of the filled entries are all of Z_n, once each. Adding every
element of Z_n to every column, with a new point for each empty entry, gives all cells (row, column, first symbol,
second symbol) of two orthogonal squares of order n + h but those of a hole of order h, which two squares of order h
fill (Bose, Shrikhande and Parker, 1960; Colbourn and Dinitz, Handbook of Combinatorial Designs, 2nd ed., VI.17).

Parker's columns exist for n = 2h + 1, order 3h + 1: ten, twenty-two, thirty-four. `searched_columns` finds those for
fourteen (Z_11, h = 3) and those for six (Z_4, h = 2), where no orthogonal squares fill the hole of order 2: what stands
in it shows two pairs twice. Fewer can't be: there are no orthogonal squares of order six (Tarry, 1900), and a single
pair shown twice would leave out one pair with its first symbol and another one with its second.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from services.pairing.matching.fields import Numbers
from services.pairing.matching.squares import Squares

EMPTY = -1
Column = tuple[int, ...]
Columns = tuple[Column, ...]
_PAIRS = tuple((one, other) for other in range(4) for one in range(other))


class HoleySquares:
    """The two squares that the columns of a quasi-difference matrix over Z_`group` give, the hole (last) filled."""

    def __init__(self, group: int, columns: list[Column], filling: Squares) -> None:
        self._group, self._filling = group, filling
        self.order, self.count = group + filling.order, 2
        lines = np.array(columns, dtype=np.int64)
        self._cells = [lines[lines[:, 0] != EMPTY], lines[lines[:, 0] == EMPTY]]
        # An empty entry is the first, second, ... of its line: so the new points are numbered.
        numbers = group + np.cumsum(lines == EMPTY, axis=0) - 1
        self._points = [numbers[lines[:, 0] != EMPTY], numbers[lines[:, 0] == EMPTY]]

    def row(self, index: int) -> Numbers:
        """One row of each square: shape (2, order)."""
        row = np.empty((2, self.order), dtype=np.int64)
        if index < self._group:
            cells, points = self._cells[0], self._points[0]
            shifted = (cells + (index - cells[:, :1])) % self._group
            filled = np.where(cells == EMPTY, points, shifted)
        else:
            base = self._cells[1][index - self._group]
            filled = (np.arange(self._group)[:, None] + base) % self._group
            row[:, self._group :] = self._group + self._filling.row(index - self._group)
        row[:, filled[:, 1]] = filled[:, 2:].T
        return row


def parker_columns(hole: int) -> list[Column]:
    """The columns over Z_(2h+1) for order 3h + 1 (Parker, 1959, as given by Bose, Shrikhande and Parker, 1960).

    Between the first two lines and the last two the differences are ±i, between the others ±i or ±2i, i = 1 .. h:
    together with the column of noughts all of an odd cyclic group.
    """
    group = 2 * hole + 1
    columns: list[Column] = [(0, 0, 0, 0)]
    for i in range(1, hole + 1):
        columns += [(0, i, group - i, EMPTY), (i, 0, EMPTY, group - i)]
        columns += [(group - i, EMPTY, 0, i), (EMPTY, group - i, i, 0)]
    return columns


def searched_columns(group: int, hole: int, rotated: bool = False) -> list[Column] | None:
    """The first columns that backtracking finds, in lexicographic order; None where there are none.

    With `rotated` every column brings its four rotations along, which leaves a quarter of the columns to search.
    """
    full = [(0, *rest) for rest in product(range(group), repeat=3)]
    empty = [(EMPTY, 0, *rest) for rest in product(range(group), repeat=2)]
    filled = group - 2 * hole
    if rotated:
        begin: Columns = ((0, 0, 0, 0),) * (filled % 4)
        kinds = [[_rotations(column) for column in full]] * (filled // 4)
        kinds += [[_rotations(column) for column in empty]] * hole
    else:
        begin = ()
        kinds = [[(column,) for column in full]] * filled
        for line in range(4):
            kinds += [[((*column[1 : line + 1], EMPTY, *column[line + 1 :]),) for column in empty]] * hole
    taken = _differences(begin, group)
    choice = None if taken is None else _choose([_usable(kind, group) for kind in kinds], taken)
    return None if choice is None else [*begin, *choice]


def _rotations(column: Column) -> Columns:
    return tuple(column[-shift:] + column[:-shift] if shift else column for shift in range(4))


def _usable(kind: list[Columns], group: int) -> list[tuple[Columns, int]]:
    """The options that repeat no difference within themselves, each with its differences."""
    with_differences = ((option, _differences(option, group)) for option in kind)
    return [(option, own) for option, own in with_differences if own is not None]


def _differences(columns: Columns, group: int) -> int | None:
    """The differences between any two lines, as a set of bits; None where one of them appears twice."""
    found = 0
    for column in columns:
        for pair, (one, other) in enumerate(_PAIRS):
            if column[one] != EMPTY and column[other] != EMPTY:
                bit = 1 << (pair * group + (column[other] - column[one]) % group)
                if found & bit:
                    return None
                found |= bit
    return found


def _choose(kinds: list[list[tuple[Columns, int]]], taken: int) -> list[Column] | None:
    """One option of each kind, so that no difference appears twice; by backtracking."""
    if not kinds:
        return []
    for option, own in kinds[0]:
        if not taken & own:
            further = _choose(kinds[1:], taken | own)
            if further is not None:
                return [*option, *further]
    return None
