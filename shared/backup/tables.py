"""The tables that are no views, as JSONL: what the log can't bring back (see `shared.projection.keep`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, func, insert, select

from shared.backup.manifest import BackupDamaged
from shared.events import Invalid
from shared.files import naming
from shared.projection import Instant, keep_metadata
from shared.projection.tables import editions, generations


class _Line(msgspec.Struct, frozen=True):
    table: str
    row: dict[str, Any]


def kept_tables() -> list[Table]:
    """The tables that are backed up: all but those about the generations of the views, which are made anew."""
    return [table for table in keep_metadata.sorted_tables if table not in (generations, editions)]


def dump(connection: Connection, file: Path) -> int:
    """Write every row into a new file; how many."""
    count = 0
    with naming(file), file.open("xb") as output:
        for table in kept_tables():
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                output.write(
                    msgspec.json.encode(_Line(str(table.name), {str(name): value for name, value in row.items()}))
                    + b"\n"
                )
                count += 1
    return count


def load(connection: Connection, file: Path) -> int:
    """Put every row of a file into the tables, which must be empty; how many. The caller commits.

    Raises Invalid where they aren't, BackupDamaged where a row fits no table of this program.
    """
    refuse_filled(connection)
    tables = {table.name: table for table in kept_tables()}
    count = 0
    for number, line in _lines(file):
        table = tables.get(line.table)
        if table is None or line.row.keys() - table.c.keys():
            raise BackupDamaged(f"{file}, line {number}: this program knows no such row of {line.table}; upgrade it")
        row = {name: _value(table.c[name], value) for name, value in line.row.items()}
        connection.execute(insert(table).values(row))
        count += 1
    return count


def refuse_filled(connection: Connection) -> None:
    """Raise Invalid where one of the tables holds anything."""
    for table in kept_tables():
        found = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if found:
            raise Invalid(f"the table {table.name} holds {found} rows already; restore into an empty database")


def _lines(file: Path) -> Iterator[tuple[int, _Line]]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield number, msgspec.json.decode(line, type=_Line)
            except msgspec.DecodeError as error:
                raise BackupDamaged(f"{file}, line {number}: {error}; use another backup") from error


def _value(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Instant) and value is not None:
        return datetime.fromisoformat(value)
    return value
