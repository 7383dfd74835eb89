"""Whether a store's tables are those that this program reads and writes; an older program may have made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Table, text

_SQLITE = "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
_POSTGRESQL = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :schema"


class Outdated(RuntimeError):
    """The store was made by another version of this program; the text says what differs and what to do."""


def misfit(connection: Connection, schema: str | None, tables: Sequence[Table]) -> str | None:
    """What these tables lack, or have besides what is asked for, as a clause of a sentence; None where all is there.

    `schema` is PostgreSQL's; None is SQLite.
    """
    query = text(_SQLITE) if schema is None else text(_POSTGRESQL).bindparams(schema=schema)
    found: dict[str, set[str]] = defaultdict(set)
    for table_name, column in connection.execute(query):
        found[table_name].add(column)
    for table in tables:
        wanted, there = {column.name for column in table.columns}, found.get(table.name)
        if there is None:
            return f"it has no table {table.name}"
        for column in sorted(wanted ^ there):
            return f"its table {table.name} has {'no' if column in wanted else 'a'} column {column}"
    return None
