"""The write-back cache that stands between a view's handlers and its table.

A row is loaded at most once while it stays in the cache, handlers change plain dicts, and `flush` writes each touched
row once. The cache outlives a batch: only one runner writes a store, so what was written is what is there. When a
batch fails, `forget` throws everything away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, select

from shared.projection.deferred_index import has_key, make_key
from shared.projection.writing import append_rows, write_rows

Row = dict[str, Any]

_KEPT = 100_000
"""Rows that a rebuild keeps of each table; who follows the log needs few of them again, and keeps a fiftieth."""


class Rows:
    """The rows of one table by primary key. A row put in may leave nullable columns out; they are NULL.

    With `late_key` the table may be without its key as yet: rows that were added are only appended, until somebody asks
    for a row that is not at hand, or changes one; then the key is made first.
    """

    def __init__(self, table: Table, *, late_key: bool = False) -> None:
        self._late_key = late_key
        self._keyed: bool | None = None if late_key else True
        (key,) = table.primary_key.columns
        self._table = table
        self._key = key
        self._name = key.name
        self._columns = [column.name for column in table.columns if column is not key]
        self._blank: Row = dict.fromkeys(self._columns)
        self._known: dict[str, Row | None] = {}
        self._touched: dict[str, None] = {}
        self._connection: Connection | None = None
        self._complete = False
        self._count: int | None = None
        self._passing: dict[str, Row] = {}

    def __getitem__(self, key: str) -> Row:
        """The row, to be read or changed in place. Raises KeyError where there is none."""
        row = self.get(key)
        if row is None:
            raise KeyError(f"no row {key!r} in {self._table.name}")
        return row

    def __setitem__(self, key: str, row: Row) -> None:
        """Put a whole row in, new or in place of the old one."""
        if self._load(key) is None and self._count is not None:
            self._count += 1
        values = self._blank | row
        values[self._key.name] = key
        self._passing.pop(key, None)
        self._known[key] = values
        self._touched[key] = None

    def add(self, key: str, row: Row) -> None:
        """Put a row in that is surely new and will hardly be asked for again: it is not kept once it is written.

        It becomes this object's own. Not for a view that counts its rows.
        """
        values = row if len(row) == len(self._columns) else self._blank | row
        values[self._name] = key
        if key in self._touched:
            self._known[key] = values
        else:
            self._known.pop(key, None)
            self._passing[key] = values

    def __delitem__(self, key: str) -> None:
        """Take the row out, where there is one."""
        if self._load(key) is not None and self._count is not None:
            self._count -= 1
        self._passing.pop(key, None)
        self._known[key] = None
        self._touched[key] = None

    def __contains__(self, key: str) -> bool:
        """Whether there is such a row."""
        return self._load(key) is not None

    def get(self, key: str) -> Row | None:
        """The row to be changed in place, or None."""
        if (passing := self._passing.get(key)) is not None:
            return passing
        row = self._load(key)
        if row is not None:
            self._touched[key] = None
        return row

    def change(self, key: str, /, **columns: Any) -> None:
        """Give these columns of the row other values, where there is such a row."""
        if (row := self.get(key)) is not None:
            row |= columns

    def count(self) -> int:
        """How many rows there are; a view that never deletes numbers its rows by it."""
        if self._count is None:
            self._write()
            self._count = self._ask().execute(select(func.count()).select_from(self._table)).scalar_one()
        return self._count

    def matching(self, **columns: object) -> Iterator[Row]:
        """The rows whose columns have these values, in order of the key, to be changed in place.

        It asks the table and looks through every row that this batch has touched, so it is for rare events.
        """
        query = select(self._table)
        for name, value in columns.items():
            query = query.where(self._table.c[name] == value)
        found = set()
        for stored in self._ask().execute(query).mappings():
            key = stored[self._key.name]
            if key not in self._passing:
                self._known.setdefault(key, dict(stored))
                found.add(key)
        found -= self._touched.keys()
        for key, row in (*((key, self._known[key]) for key in self._touched), *self._passing.items()):
            if row is not None and all(row[name] == value for name, value in columns.items()):
                found.add(key)
        for key in sorted(found):
            yield self[key]

    def bind(self, connection: Connection, *, empty: bool = False) -> None:
        """Use this connection until further notice; `empty` promises that the table has no rows yet."""
        self._connection = connection
        if self._keyed is None:
            self._keyed = has_key(connection, self._table)
        if empty:
            self._complete, self._count = True, 0

    def flush(self) -> int:
        """Write every touched row, once. Returns how many."""
        touched = len(self._touched) + len(self._passing)
        self._write_touched()
        if self._passing and not self._keyed:
            # All of it was added in this batch: there is nothing that it could replace.
            append_rows(self._ask(), self._table, list(self._passing.values()))
        else:
            self._write_passing()
        self._touched.clear()
        full = len(self._known) > (_KEPT if self._late_key else _KEPT // 50)
        if self._passing or full:
            self._complete = False
        if full:
            self._known.clear()
        self._passing.clear()
        return touched

    def forget(self) -> None:
        """Throw away everything that isn't in the table: the batch that made it has failed."""
        self._known.clear()
        self._touched.clear()
        self._passing.clear()
        self._complete, self._count = False, None
        if self._late_key:
            self._keyed = None

    def _write(self) -> None:
        # What was written stays touched: a handler may hold one of these rows and change it after.
        self._write_touched()
        self._write_passing()

    def _write_passing(self) -> None:
        if self._passing:
            write_rows(self._by_key(), self._table, list(self._passing.values()))

    def _write_touched(self) -> None:
        if not self._touched:
            return
        written = [row for key in self._touched if (row := self._known[key]) is not None]
        gone = [key for key in self._touched if self._known[key] is None]
        connection = self._by_key()
        if written:
            write_rows(connection, self._table, written)
        if gone:
            target = bindparam("gone", type_=self._key.type)
            connection.execute(delete(self._table).where(self._key == target), [{"gone": key} for key in gone])

    def _load(self, key: str) -> Row | None:
        if key in self._known:
            return self._known[key]
        row = self._passing.get(key)
        if row is not None:
            return row
        if not self._complete:
            found = self._by_key().execute(select(self._table).where(self._key == key)).mappings().one_or_none()
            row = dict(found) if found is not None else None
        self._known[key] = row
        return row

    def _by_key(self) -> Connection:
        """The connection, to look rows up by their key."""
        connection = self._ask()
        if not self._keyed:
            make_key(connection, self._table)
            self._keyed = True
        return connection

    def _ask(self) -> Connection:
        if self._connection is None:
            raise RuntimeError(f"the rows of {self._table.name} were used outside a batch")
        return self._connection
