"""Write many rows of a table at once: new ones, or new ones and such as take the place of old ones.

Rows go straight to the driver: SQLAlchemy prepares each row's parameters by itself, which takes longer than the
database needs to store them. Its statement is compiled once and its own type conversions are applied column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from shared.projection.columns import Exact, Instant, microseconds

Convert = Callable[[Any], Any]

_AT_ONCE = (500, 50, 5, 1)
# The least that SQLite takes in one statement, whoever has built it.
_PARAMETERS = 30_000
_WORTH_A_COPY = 200


def write_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put every row in. Sorting them by key first costs more than it saves, as long as the index fits the cache."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        _upserting(table).write(connection, rows)
    elif len(rows) < _WORTH_A_COPY:
        connection.execute(_upsert(table, dialect), rows)
    else:
        _copy_over(connection, table, rows)


def append_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Put rows in of which none is there yet."""
    if connection.dialect.name == "sqlite":
        _inserting(table).write(connection, rows)
    else:
        _copy(connection, table, rows)


@lru_cache(maxsize=256)
def _upsert(table: Table, dialect: str) -> Insert:
    (key,) = table.primary_key.columns
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column is not key}
    return statement.on_conflict_do_update(index_elements=[key], set_=changed)


@lru_cache(maxsize=256)
def _upserting(table: Table) -> _Writer:
    return _Writer(table, _upsert(table, "sqlite"), sqlite.dialect())


@lru_cache(maxsize=256)
def _inserting(table: Table) -> _Writer:
    return _Writer(table, sqlite.insert(table), sqlite.dialect())


class _Writer:
    """Writes rows of one table by statements whose parameters are the table's columns, many rows a statement."""

    def __init__(self, table: Table, statement: Insert, dialect: Dialect) -> None:
        names = [column.name for column in table.columns]
        compiled = statement.compile(dialect=dialect, column_keys=names)
        order: Sequence[str] = compiled.positiontup or ()
        one = f"({', '.join('?' * len(order))})"
        self._before, found, self._behind = str(compiled).partition(one)
        if not found:
            raise AssertionError(f"{compiled} has other parameters than the columns of {table.name}")
        self._one, self._width = one, len(order)
        self._values = _values(order)
        self._conversions = _conversions(table, order, dialect)
        sizes = [size for size in _AT_ONCE if size * len(order) <= _PARAMETERS]
        self._texts = [(size, self._for(size)) for size in sizes]

    def write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Execute the statement for every row."""
        width = self._width
        flat = list(chain.from_iterable(zip(*_columns(map(self._values, rows), self._conversions), strict=True)))
        # The driver lets go of the interpreter, and takes it back, at every statement: one a row would cost as much
        # again, and more where another thread is at work.
        start = 0
        for size, text in self._texts:
            step = size * width
            while len(flat) - start >= step:
                connection.exec_driver_sql(text, tuple(flat[start : start + step]))
                start += step

    def _for(self, rows: int) -> str:
        return self._before + ", ".join([self._one] * rows) + self._behind


def _copy(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], into: str | None = None) -> None:
    """PostgreSQL's COPY: a third of the time of inserts, and no statement for each row."""
    # Whoever keeps his views in SQLite needn't wait for this driver to be loaded.
    from psycopg import Error, sql

    names = [column.name for column in table.columns]
    place = sql.SQL(into or _place(connection, table))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(place, sql.SQL(", ").join(map(sql.Identifier, names)))
    conversions = _conversions(table, names, connection.dialect)
    raw: Any = connection.connection.cursor()
    try:
        with raw, raw.copy(statement) as copy:
            for row in zip(*_columns(map(_values(names), rows), conversions), strict=True):
                copy.write_row(row)
    except Error as error:
        told = DBAPIError.instance("COPY", {}, error, Error, hide_parameters=True, dialect=connection.dialect)
        raise told from error


def _copy_over(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """COPY knows no rows to replace: it fills a table that lasts as long as the transaction, and that one is merged."""
    quote = connection.dialect.identifier_preparer.quote
    place, beside = _place(connection, table), quote(f"new_{table.name}")
    names = ", ".join(quote(column.name) for column in table.columns)
    (key,) = table.primary_key.columns
    changed = ", ".join(
        f"{quote(column.name)} = excluded.{quote(column.name)}" for column in table.columns if column is not key
    )
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {beside} (LIKE {place}) ON COMMIT DROP")
    _copy(connection, table, rows, beside)
    connection.exec_driver_sql(
        f"INSERT INTO {place} ({names}) SELECT {names} FROM {beside} "
        f"ON CONFLICT ({quote(key.name)}) DO UPDATE SET {changed}"
    )
    connection.exec_driver_sql(f"DROP TABLE {beside}")


def _place(connection: Connection, table: Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    schema = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    return quote(table.name) if schema is None else f"{quote(schema)}.{quote(table.name)}"


def _columns(rows: Iterable[tuple[Any, ...]], conversions: list[tuple[int, Convert]]) -> list[Sequence[Any]]:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, convert in conversions:
        columns[place] = [None if value is None else convert(value) for value in columns[place]]
    return columns


def _values(names: Sequence[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    return itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)


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
