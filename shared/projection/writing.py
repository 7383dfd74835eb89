"""Write many rows of a table at once, new or in place of old ones, by one statement.

Where a driver's parameters go by position (SQLite), rows go straight to it: SQLAlchemy prepares each row's parameters
by itself, which takes longer than the database needs to store them. Its statement is compiled once and its own type
conversions are applied column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from shared.projection.columns import Exact, Instant, microseconds

Convert = Callable[[Any], Any]


def write_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put every row in. Sorting them by key first costs more than it saves, as long as the index fits the cache."""
    if connection.dialect.positional:
        _writer(table, connection.dialect.name).write(connection, rows)
    else:
        connection.execute(_upsert(table, connection.dialect.name), rows)


@lru_cache(maxsize=256)
def _upsert(table: Table, dialect: str) -> Insert:
    (key,) = table.primary_key.columns
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column is not key}
    return statement.on_conflict_do_update(index_elements=[key], set_=changed)


@lru_cache(maxsize=256)
def _writer(table: Table, dialect: str) -> _Writer:
    if dialect != "sqlite":
        raise NotImplementedError(f"rows go straight to the driver on SQLite only, not on {dialect}")
    return _Writer(table, _upsert(table, dialect), sqlite.dialect())


class _Writer:
    """Writes rows of one table by one statement whose parameters are the table's columns."""

    def __init__(self, table: Table, statement: Insert, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=[column.name for column in table.columns])
        self._text = str(compiled)
        names: Sequence[str] = compiled.positiontup or ()
        self._values = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        conversions = ((place, _conversion(table, name, dialect)) for place, name in enumerate(names))
        self._conversions = [(place, convert) for place, convert in conversions if convert is not None]

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Execute the statement for every row."""
        columns = list(zip(*map(self._values, rows), strict=True))
        for place, convert in self._conversions:
            columns[place] = tuple(None if value is None else convert(value) for value in columns[place])
        connection.exec_driver_sql(self._text, list(zip(*columns, strict=True)))


def _conversion(table: Table, name: str, dialect: Dialect) -> Convert | None:
    kind = table.c[name].type
    if isinstance(kind, Exact):
        return str
    if isinstance(kind, Instant):
        return microseconds
    return kind.dialect_impl(dialect).bind_processor(dialect)
