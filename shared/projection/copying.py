"""Many rows into a PostgreSQL table by COPY: a third of the time of inserts, and no statement for each row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Integer, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from shared.projection.columns import Instant, with_zone
from shared.projection.sparse_rows import Convert, converted, narrowed, optional_places, row_values


def copy_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], into: str | None = None) -> None:
    """Put rows in of which none is there yet: into the table, or another one of its columns."""
    # Whoever keeps his views in SQLite needn't wait for this driver to be loaded.
    from psycopg import Error, sql

    names = [column.name for column in table.columns]
    place = sql.SQL(into or _place(connection, table))
    columns = list(zip(*map(row_values(names), rows), strict=True))
    for places, part in narrowed(columns, optional_places(table)):
        filled = [names[at] for at in places]
        columns_of_it = sql.SQL(", ").join(map(sql.Identifier, filled))
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(place, columns_of_it)
        types, conversions = _binary(table, places)
        raw: Any = connection.connection.cursor()
        try:
            with raw, raw.copy(statement) as copy:
                copy.set_types(types)
                for row in zip(*converted(part, conversions), strict=True):
                    copy.write_row(row)
        except Error as error:
            told = DBAPIError.instance("COPY", {}, error, Error, hide_parameters=True, dialect=connection.dialect)
            raise told from error


def merge_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """COPY knows no rows to replace: it fills a table that lasts as long as the transaction, and that one is merged."""
    quote = connection.dialect.identifier_preparer.quote
    place, beside = _place(connection, table), quote(f"new_{table.name}")
    names = ", ".join(quote(column.name) for column in table.columns)
    (key,) = table.primary_key.columns
    changed = ", ".join(
        f"{quote(column.name)} = excluded.{quote(column.name)}" for column in table.columns if column is not key
    )
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {beside} (LIKE {place}) ON COMMIT DROP")
    copy_rows(connection, table, rows, beside)
    connection.exec_driver_sql(
        f"INSERT INTO {place} ({names}) SELECT {names} FROM {beside} "
        f"ON CONFLICT ({quote(key.name)}) DO UPDATE SET {changed}"
    )
    connection.exec_driver_sql(f"DROP TABLE {beside}")


def _place(connection: Connection, table: Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    schema = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    return quote(table.name) if schema is None else f"{quote(schema)}.{quote(table.name)}"


@lru_cache(maxsize=1024)
def _binary(table: Table, places: tuple[int, ...]) -> tuple[list[str], list[tuple[int, Convert]]]:
    """The columns' types as PostgreSQL names them, and what must become of values before the driver takes them.

    The driver writes decimals, moments and JSON by itself; the server needn't read numbers out of text.
    """
    every = list(table.columns)
    kinds = [every[place].type for place in places]
    checked: dict[type, Convert] = {Instant: with_zone, Integer: _small}
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    names = [kind.dialect_impl(dialect).compile(dialect).lower() for kind in kinds]
    return names, [(at, checked[type(kind)]) for at, kind in enumerate(kinds) if type(kind) in checked]


def _small(value: int) -> int:
    if not -(2**31) <= value < 2**31:
        # The driver would cut it off without a word.
        raise ValueError(f"{value} is no whole number of 32 bits")
    return value
