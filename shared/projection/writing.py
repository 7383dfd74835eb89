"""Many rows at once, straight to the driver, for databases whose parameters go by position (SQLite).

SQLAlchemy prepares each row's parameters by itself, which takes longer than the database needs to store them. Here its
statement is compiled once and its own type conversions are applied column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table

from shared.projection.columns import Exact, Instant, moment_text

Convert = Callable[[Any], Any]


class Writer:
    """Writes rows of one table by one statement whose parameters are the table's columns."""

    def __init__(self, table: Table, statement: Insert, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=[column.name for column in table.columns])
        self._text = str(compiled)
        names: Sequence[str] = compiled.positiontup or ()
        self._columns = [(name, _conversion(table, name, dialect)) for name in names]

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Execute the statement for every row."""
        columns = [_converted(rows, name, convert) for name, convert in self._columns]
        connection.exec_driver_sql(self._text, list(zip(*columns, strict=True)))


def _conversion(table: Table, name: str, dialect: Dialect) -> Convert | None:
    if dialect.name == "sqlite" and isinstance(table.c[name].type, Exact):
        return str
    if dialect.name == "sqlite" and isinstance(table.c[name].type, Instant):
        return moment_text
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)


def _converted(rows: Sequence[dict[str, Any]], name: str, convert: Convert | None) -> list[Any]:
    values = [row[name] for row in rows]
    if convert is None or values.count(None) == len(values):
        return values
    return [None if value is None else convert(value) for value in values]
