"""Compare two stores row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select

from shared.projection.tables import position_in
from shared.projection.view import View, metadata

_AT_ONCE = 500
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two stores at the same position, table by table: rows compared, and the keys of rows that differ.

    `outdated` says why nothing but the versions of aggregates could be compared: another version made the one store.
    """

    position: int
    rows: dict[str, int]
    different: dict[str, list[str]]
    outdated: str | None = None

    @property
    def equal(self) -> bool:
        """Whether every row of every table is the same."""
        return not self.different

    @property
    def total(self) -> int:
        """How many rows were compared."""
        return sum(self.rows.values())


def compare(one: Connection, other: Connection, views: Sequence[View]) -> Comparison:
    """Every row of every table of two stores, column by column, some at a time; the keys that differ in their order."""
    tables = [view.table for view in views] + [metadata.tables["aggregate_versions"]]
    rows: dict[str, int] = {}
    different: dict[str, list[str]] = {}
    for table in tables:
        rows[table.name], unequal = _compared(one, other, table)
        if unequal:
            different[table.name] = sorted(unequal)
    return Comparison(position_in(one)[0], rows, different)


def _compared(one: Connection, other: Connection, table: Table) -> tuple[int, list[str]]:
    """How many rows of the one there are, and the keys of those of either that differ.

    Looked up by each other's keys: whether two databases sort texts alike nobody needs to know.
    """
    count, found, unequal = 0, 0, list[str]()
    for left in _parts(one, table):
        right = _those(other, table, left)
        count, found = count + len(left), found + len(right)
        unequal += [key for key, row in left.items() if right.get(key) != row]
    if other.execute(select(func.count()).select_from(table)).scalar_one() != found:
        for right in _parts(other, table):
            unequal += right.keys() - _those(one, table, right).keys()
    return count, unequal


def _parts(connection: Connection, table: Table) -> Iterator[dict[str, _Row]]:
    """All rows by their keys, some at a time; no more of them are held, here or by the driver."""
    with connection.execute(select(table).execution_options(yield_per=_AT_ONCE)) as result:
        for part in result.mappings().partitions():
            yield _by_key(table, part)


def _those(connection: Connection, table: Table, keys: Collection[str]) -> dict[str, _Row]:
    """The rows of these keys, as far as there are any."""
    (key,) = table.primary_key.columns
    return _by_key(table, connection.execute(select(table).where(key.in_(keys))).mappings())


def _by_key(table: Table, rows: Iterable[RowMapping]) -> dict[str, _Row]:
    (key,) = table.primary_key.columns
    return {row[key.name]: dict(row) for row in rows}
