"""Write many rows of a table at once: new ones, or new ones and such as take the place of old ones.

Rows go straight to the driver: SQLAlchemy prepares each row's parameters by itself, which takes longer than the
database needs to store them. Its statement is compiled once and its own type conversions are applied column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from shared.projection.columns import Exact, Instant, microseconds
from shared.projection.copying import copy_rows, merge_rows
from shared.projection.sparse_rows import Columns, Convert, converted, narrowed, optional_places, row_values

_AT_ONCE = (500, 50, 5, 1)
# The least that SQLite takes in one statement, whoever has built it.
_PARAMETERS = 30_000
_WORTH_A_COPY = 200


def write_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put every row in. Sorting them by key first costs more than it saves, as long as the index fits the cache."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        _Writer.of(table, replacing=True).write(connection, rows)
    elif len(rows) < _WORTH_A_COPY:
        connection.execute(_upsert(table, dialect), rows)
    else:
        merge_rows(connection, table, rows)


def append_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put rows in of which none is there yet."""
    if connection.dialect.name == "sqlite":
        _Writer.of(table, replacing=False).write(connection, rows)
    else:
        copy_rows(connection, table, rows)


@lru_cache(maxsize=256)
def _upsert(table: Table, dialect: str) -> Insert:
    (key,) = table.primary_key.columns
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column is not key}
    return statement.on_conflict_do_update(index_elements=[key], set_=changed)


class _Writer:
    """Writes rows of one table to SQLite."""

    def __init__(self, table: Table, *, replacing: bool) -> None:
        self._table, self._replacing = table, replacing
        self._values = row_values([column.name for column in table.columns])
        self._optional = optional_places(table)

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, table: Table, *, replacing: bool) -> _Writer:
        """The table's writer, made once."""
        return cls(table, replacing=replacing)

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Put every row in, the rarely filled columns only where one is filled."""
        columns = list(zip(*map(self._values, rows), strict=True))
        for places, part in narrowed(columns, self._optional):
            _Statement.of(self._table, places, replacing=self._replacing).execute(connection, part)


class _Statement:
    """Puts rows with some of a table's columns in, many rows a statement."""

    def __init__(self, table: Table, places: tuple[int, ...], *, replacing: bool) -> None:
        every = list(table.columns)
        names = [every[place].name for place in places]
        dialect = sqlite.dialect()
        statement = _upsert(table, "sqlite") if replacing else sqlite.insert(table)
        compiled = statement.compile(dialect=dialect, column_keys=names)
        one = f"({', '.join('?' * len(names))})"
        self._before, found, self._behind = str(compiled).partition(one)
        if not found or list(compiled.positiontup or ()) != names:
            raise AssertionError(f"{compiled} has other parameters than the columns {names} of {table.name}")
        self._one, self._width = one, len(names)
        self._conversions = _conversions(table, names, dialect)
        sizes = [size for size in _AT_ONCE if size * len(names) <= _PARAMETERS]
        self._texts = [(size, self._for(size)) for size in sizes]

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, table: Table, places: tuple[int, ...], *, replacing: bool) -> _Statement:
        """The statement for these columns, compiled once."""
        return cls(table, places, replacing=replacing)

    def execute(self, connection: Connection, columns: Columns) -> None:
        """Execute the statement for every row."""
        width = self._width
        flat = tuple(chain.from_iterable(zip(*converted(columns, self._conversions), strict=True)))
        # The driver lets go of the interpreter, and takes it back, at every statement: one a row would cost as much
        # again, and more where another thread is at work.
        start = 0
        for size, text in self._texts:
            step = size * width
            while len(flat) - start >= step:
                connection.exec_driver_sql(text, flat[start : start + step])
                start += step

    def _for(self, rows: int) -> str:
        return self._before + ", ".join([self._one] * rows) + self._behind


def _conversions(table: Table, names: Sequence[str], dialect: Dialect) -> list[tuple[int, Convert]]:
    found = ((place, _conversion(table, name, dialect)) for place, name in enumerate(names))
    return [(place, convert) for place, convert in found if convert is not None]


def _conversion(table: Table, name: str, dialect: Dialect) -> Convert | None:
    kind = table.c[name].type
    if dialect.name == "sqlite" and isinstance(kind, Exact):
        return str
    if dialect.name == "sqlite" and isinstance(kind, Instant):
        return microseconds
    return kind.dialect_impl(dialect).bind_processor(dialect)
