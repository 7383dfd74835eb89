"""Compare two stores row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from shared.projection.tables import position_in
from shared.projection.view import View, metadata


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
    """Every row of every table of two stores, column by column, in the order of the keys."""
    tables = [view.table for view in views] + [metadata.tables["aggregate_versions"]]
    rows: dict[str, int] = {}
    different: dict[str, list[str]] = {}
    for table in tables:
        (key,) = table.primary_key.columns
        query = select(table).order_by(key)
        left = {row[key.name]: dict(row) for row in one.execute(query).mappings()}
        right = {row[key.name]: dict(row) for row in other.execute(query).mappings()}
        rows[table.name] = len(left)
        unequal = [name for name in sorted(left.keys() | right.keys()) if left.get(name) != right.get(name)]
        if unequal:
            different[table.name] = unequal
    return Comparison(position_in(one)[0], rows, different)
