"""Fold a batch of records into the views: decode, check, hand to the handlers, write each touched row once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from shared.eventlog.log import Record
from shared.events import BrokenEvent, Event, Recorded, UnknownEvent, decode
from shared.projection.rows import Rows
from shared.projection.tables import positions
from shared.projection.versions import Versions
from shared.projection.view import Handler, View


class Halt(Exception):
    """The projection stops rather than guess; the text says what was found, where, and what to do."""


class Overtaken(Exception):
    """The store doesn't stand where this runner left it: another one writes it. Read its position anew."""


Hooks = Mapping[type[Event], Callable[[Recorded[Any]], None]]
"""What is told of events besides the views, in the runner's thread, when each is folded; it must not raise."""


class Folder:
    """Holds the rows of all views between batches. One writer per store: what it wrote is what is there."""

    def __init__(self, service: str, views: Sequence[View], hooks: Hooks | None = None) -> None:
        self._service = service
        self._rows = {view.table.name: Rows(view.table) for view in views}
        self._versions = Versions()
        self._position = Rows(positions)
        self._handlers = _by_event(views, self._rows)
        for event, hook in (hooks or {}).items():
            self._handlers.setdefault(event, []).append((self._position, _told(hook)))
        self.applied: dict[str, int] = {}
        """How many events of each type the last batch held."""
        self.moved: dict[str, int] = {}
        """The versions that the last batch has moved aggregates to; true for readers once it is committed."""

    def apply(self, connection: Connection, batch: Iterable[Record], position: int, *, empty: bool = False) -> int:
        """Fold the records behind `position`, and move the position, all in the connection's transaction.

        Returns the new position. Raises Halt where a record can't be read, doesn't follow the one before, or skips a
        version of its aggregate, and Overtaken where the store stands elsewhere than at `position`; then nothing of
        the batch may be committed, and `forget` must be called.
        """
        # Locked against a runner that believes to be alone: a session lock is lost with its connection, unnoticed.
        stored = connection.execute(select(positions.c.position).with_for_update()).scalar_one_or_none() or 0
        if stored != position:
            raise Overtaken(f"the store stands at {stored}, not at {position}")
        self.moved, self.applied = {}, {}
        every = [*self._rows.values(), self._position]
        for rows in every:
            rows.bind(connection, empty=empty)
        self._versions.bind(connection, empty=empty)
        last: Recorded[Event] | None = None
        try:
            for sequence, payload in batch:
                if sequence <= position:
                    continue
                if sequence != position + 1:
                    raise Halt(
                        f"the log has no event at position {position + 1}; restore the log from a backup, then rebuild"
                    )
                last = decode(sequence, payload)
                self._fold(last)
                position = sequence
        except UnknownEvent as error:
            raise Halt(f"position {position + 1} holds an {error}") from error
        except BrokenEvent as error:
            raise Halt(f"{error}; somebody wrote into the log past the services") from error
        if last is not None:
            self._position[self._service] = {"position": position, "event_id": last.id}
            for rows in every:
                rows.flush()
            self.moved = self._versions.flush()
        return position

    def forget(self) -> None:
        """Throw away what isn't in the store: a batch has failed."""
        for rows in (*self._rows.values(), self._position):
            rows.forget()
        self._versions.forget()

    def _fold(self, event: Recorded[Event]) -> None:
        known = self._versions.of(event.aggregate)
        if event.version != known + 1:
            raise Halt(
                f"{event.aggregate} goes from version {known} to {event.version} at position {event.position}; "
                "the store and the log don't belong together: rebuild the store"
            )
        self._versions.move(event.aggregate, event.version, event.position)
        for rows, handler in self._handlers.get(type(event.data), ()):
            try:
                handler(rows, event)
            except SQLAlchemyError:
                raise
            except Exception as error:
                raise Halt(
                    f"{event.type} of {event.aggregate} at position {event.position} can't be applied "
                    f"({type(error).__name__}: {error}); this is a fault of the program: upgrade it"
                ) from error
        self.applied[event.type] = self.applied.get(event.type, 0) + 1


def fold_into(connection: Connection, views: Sequence[View], events: Iterable[Recorded[Event]]) -> None:
    """Fold chosen events into empty tables, without positions or versions: an answer about another time."""
    rows = {view.table.name: Rows(view.table) for view in views}
    for each in rows.values():
        each.bind(connection, empty=True)
    handlers = _by_event(views, rows)
    for event in events:
        for own, handler in handlers.get(type(event.data), ()):
            handler(own, event)
    for each in rows.values():
        each.flush()


Bound = tuple[Rows, Callable[[Rows, Recorded[Any]], None]]


def _told(hook: Callable[[Recorded[Any]], None]) -> Handler:
    return lambda rows, event: hook(event)


def _by_event(views: Sequence[View], rows: dict[str, Rows]) -> dict[type[Event], list[Bound]]:
    table: dict[type[Event], list[tuple[Rows, Handler]]] = {}
    for view in views:
        for event, handler in view.handlers().items():
            table.setdefault(event, []).append((rows[view.table.name], handler))
    return table
