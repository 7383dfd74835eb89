"""Tables that are filled without an index, even the key's: the key is made when somebody asks by it, or at the end.

Keys are random, so each new row lands on another page of their index, and once the index outgrows the cache a rebuild
waits for the disk at every row. Made at once, in one sorted run, the same index costs a fraction of that.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Column, Connection, Index, MetaData, Table, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable, DropTable


def take_key(connection: Connection, table: Table) -> None:
    """Make the table anew, empty, with neither key nor index."""
    connection.execute(DropTable(table))
    connection.execute(CreateTable(_bare(table)))


def has_key(connection: Connection, table: Table) -> bool:
    """Whether the table has its key, in either form: as it is declared, or made by `make_key`."""
    schema = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    look = inspect(connection)
    if look.get_pk_constraint(table.name, schema)["constrained_columns"]:
        return True
    return any(index["name"] == _key(table).name for index in look.get_indexes(table.name, schema))


def make_key(connection: Connection, table: Table) -> None:
    """Make the table's key as a unique index. Of several rows under one key the last one stays, as if it had replaced.

    Only an event that nobody's program wrote leads to several.
    """
    key = _key(table)
    try:
        with connection.begin_nested():
            key.create(connection)
    except IntegrityError:
        _keep_the_last(connection, table)
        key.create(connection)


def _keep_the_last(connection: Connection, table: Table) -> None:
    place = "rowid" if connection.dialect.name == "sqlite" else "ctid"
    schema = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    quote = connection.dialect.identifier_preparer.quote
    name = quote(table.name) if schema is None else f"{quote(schema)}.{quote(table.name)}"
    (column,) = table.primary_key.columns
    key = quote(column.name)
    connection.execute(
        text(
            f"DELETE FROM {name} WHERE EXISTS (SELECT 1 FROM {name} AS later "
            f"WHERE later.{key} = {name}.{key} AND later.{place} > {name}.{place})"
        )
    )


@lru_cache(maxsize=256)
def _bare(table: Table) -> Table:
    """The table's columns and nothing else. Of its own metadata: no store makes it by itself."""
    return Table(
        table.name,
        MetaData(),
        *(
            Column(column.name, column.type, nullable=column.nullable, server_default=column.server_default)
            for column in table.columns
        ),
    )


@lru_cache(maxsize=256)
def _key(table: Table) -> Index:
    (column,) = table.primary_key.columns
    return Index(f"{table.name}_key", _bare(table).c[column.name], unique=True)
