"""Many rows of a table cut to the columns that they fill.

A column costs a row a fifth of a microsecond in SQLite, empty or not, and views have columns that hardly any row fills.
So most rows are written without those, and the few that fill one are written apart, whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import compress
from operator import itemgetter
from typing import Any

from sqlalchemy import Table

Convert = Callable[[Any], Any]

Columns = Sequence[Sequence[Any]]
"""The values of one column of all rows, column for column."""

Part = tuple[tuple[int, ...], Columns]
"""Places of columns, and their values in some of the rows; all other columns of these rows are empty."""

_WORTH_IT = 200
_SELDOM = 20


def narrowed(columns: Columns, optional: Collection[int]) -> list[Part]:
    """The same rows in one or two parts, each without columns that are empty in it.

    `optional` are the places that may be left out: an empty value is what a row has there that isn't given one. A part
    keeps the order of the rows.
    """
    every, count = tuple(range(len(columns))), len(columns[0])
    if count < _WORTH_IT:
        return [(every, columns)]
    filled = {place: count - columns[place].count(None) for place in optional}
    seldom = {place for place, times in filled.items() if times <= count // _SELDOM}
    apart = {at for place in seldom if filled[place] for at, value in enumerate(columns[place]) if value is not None}
    narrow = tuple(place for place in every if place not in seldom)
    if not apart:
        return [(narrow, [columns[place] for place in narrow])]
    others = [at not in apart for at in range(count)]
    whole = [[column[at] for at in sorted(apart)] for column in columns]
    return [(narrow, [list(compress(columns[place], others)) for place in narrow]), (every, whole)]


def converted(columns: Columns, conversions: Sequence[tuple[int, Convert]]) -> Columns:
    """The same columns, those at these places converted; what is empty stays so."""
    done = list(columns)
    for place, convert in conversions:
        done[place] = [None if value is None else convert(value) for value in done[place]]
    return done


@lru_cache(maxsize=256)
def optional_places(table: Table) -> tuple[int, ...]:
    """The places of the columns that are NULL in a row which is put in without them."""
    found = enumerate(table.columns)
    return tuple(place for place, column in found if column.nullable and column.server_default is None)


def row_values(names: Sequence[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """Takes these values out of a row, in this order."""
    return itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
