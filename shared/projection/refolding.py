"""The views folded once more from the log, beside the live ones, a batch at a time: a file holds them, not memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection

from shared.eventlog import Record
from shared.events import Event, Recorded
from shared.projection.engines import sqlite_engine
from shared.projection.handling import Unapplied, fold_into
from shared.projection.store import tables_of
from shared.projection.temporal_index import readable
from shared.projection.view import View, metadata


class Refolding:
    """Takes the records of a log in order, and holds what the views make of them; everything blocks.

    An aggregate with an event that can't be applied stands as it did before it, like in the live views. Events that
    were `dropped`, by position, are left out. Use it as a context: its file is gone at the end.
    """

    def __init__(self, views: Sequence[View], dropped: Mapping[int, str]) -> None:
        self._views, self._dropped = views, dropped
        self.stuck: set[str] = set()
        """The aggregates that stand still, from an event on that can't be applied."""
        self.folded = 0
        """How many events were folded here."""
        self._at = 0
        self._directory = tempfile.TemporaryDirectory(prefix="tomoni-refolding-")
        self._file = Path(self._directory.name) / "views.sqlite"
        self._engine = sqlite_engine(f"sqlite:///{self._file}", synchronous="OFF")
        self._empty = True
        metadata.create_all(self._engine, tables=tables_of(views))

    @contextmanager
    def replaced(self) -> Iterator[Path]:
        """Go on with what is put into this file in the block, instead of what was folded so far."""
        incoming = self._file.with_suffix(".incoming")
        try:
            yield incoming
            self._engine.dispose()
            for former in self._file.parent.glob(f"{self._file.name}*"):
                former.unlink()
            incoming.replace(self._file)
        finally:
            incoming.unlink(missing_ok=True)
        self._empty = False

    def settled(self) -> Path:
        """The file that holds all that was folded, as long as nothing more is."""
        with self._engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def take(self, records: Sequence[Record]) -> None:
        """Fold the next records of the log."""
        self.folded += len(records)
        told = (readable(record, self.stuck) for record in records if record[0] not in self._dropped)
        events = [event for event in told if event is not None]
        while not self._folds(events):
            # Half of its rows were changed, and are as before: begin the batch anew without it and what follows it.
            events = [event for event in events if event.aggregate not in self.stuck or event.position < self._at]
        self._empty = False

    def connect(self) -> Connection:
        """A connection on the views as they are now."""
        return self._engine.connect()

    def close(self) -> None:
        """Throw all of it away."""
        self._engine.dispose()
        self._directory.cleanup()

    def _folds(self, events: Sequence[Recorded[Event]]) -> bool:
        try:
            with self._engine.begin() as connection:
                fold_into(connection, self._views, events, empty=self._empty)
        except Unapplied as fault:
            self._at = fault.event.position
            self.stuck.add(fault.event.aggregate)
            return False
        return True
