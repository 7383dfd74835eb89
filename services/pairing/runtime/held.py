"""Which of many ids a table holds: asked for in parts, for a database takes so many parameters and no more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, select

_AT_ONCE = 500


def held(connection: Connection, column: Column[str], idents: Sequence[str]) -> set[str]:
    """Those of the ids that stand in the column."""
    found: set[str] = set()
    for start in range(0, len(idents), _AT_ONCE):
        query = select(column).where(column.in_(idents[start : start + _AT_ONCE]))
        found.update(connection.execute(query).scalars())
    return found
