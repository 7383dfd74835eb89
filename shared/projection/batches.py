"""Fold a batch in as few transactions as can be: one, unless something in it can't be applied.

Where an event can't be applied, everything before it is committed first; then it is parked in a transaction of its
own, and the rest goes on. So at a halt nothing is left undone that could be done, and a handler that has changed half
of its rows before it failed has changed none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from shared.eventlog import Record
from shared.events import label_of
from shared.projection.fold import Folder
from shared.projection.halting import Halt, Poisoned, refused_data

Write = Callable[[], AbstractContextManager[Connection]]
"""Opens one transaction on the store."""

Committed = Callable[[int], None]
"""Told the position after each commit."""


class Batches:
    """Folds into one store, through one folder."""

    def __init__(self, folder: Folder, write: Write, committed: Committed = lambda position: None) -> None:
        self._folder, self._write, self._committed = folder, write, committed

    def fold(self, batch: Sequence[Record], position: int) -> int:
        """Fold the records behind `position`; returns the new position.

        Raises Halt where it can't go on, Poisoned where the folder is strict, Overtaken and what the database raises.
        """
        rest = [record for record in batch if record[0] > position]
        while rest:
            try:
                return self._commit(rest, position)
            except Halt as halt:
                before = [record for record in rest if record[0] < halt.position]
                if before:
                    position = self.fold(before, position)
                rest = rest[len(before) :]
                if not isinstance(halt, Poisoned) or self._folder.strict:
                    raise
                position = self._commit(rest[:1], position, halt.reason)
                rest = rest[1:]
            except Exception as error:
                if not refused_data(error):
                    raise
                if len(rest) == 1:
                    return self._unwritable(rest[0], position, error)
                # The database doesn't say whose values it refused: look in either half.
                half = len(rest) // 2
                position = self.fold(rest[:half], position)
                rest = rest[half:]
        return position

    def _unwritable(self, record: Record, position: int, error: Exception) -> int:
        told = error.orig if isinstance(error, SQLAlchemyError) and hasattr(error, "orig") else error
        label = label_of(record[1])
        name = f"{label.type} of {label.aggregate}" if label is not None else "what is"
        fault = f"the database refuses what it leads to, {type(told).__name__}: {told}"
        poisoned = self._folder.poisoned(record[0], name, fault)
        if self._folder.strict:
            raise poisoned from error
        return self._commit([record], position, poisoned.reason)

    def _commit(self, batch: Sequence[Record], position: int, reason: str | None = None) -> int:
        try:
            with self._write() as connection:
                position = self._folder.apply(connection, batch, position, empty=position == 0, reason=reason)
        except BaseException:
            self._folder.forget()
            raise
        self._committed(position)
        return position
