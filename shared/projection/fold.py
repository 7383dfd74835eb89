"""Fold a batch of records into the views: decode, check, hand to the handlers, write each touched row once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from shared.eventlog import Record
from shared.events import BrokenEvent, Event, Label, Recorded, UnknownEvent, decode, identity_of, label_of
from shared.projection.halting import Halt, Overtaken, Poisoned, refused_data
from shared.projection.handling import by_event, is_private
from shared.projection.parked import Parking
from shared.projection.rows import Rows
from shared.projection.tables import positions
from shared.projection.versions import Versions
from shared.projection.view import Handler, View

Hooks = Mapping[type[Event], Callable[[Recorded[Any]], None]]
"""What is told of events besides the views, in the runner's thread, when each is folded; it must not raise."""


class Folder:
    """Holds the rows of all views between batches. One writer per store: what it wrote is what is there.

    `dropped` are the events that somebody decided to leave out, by position. A strict folder raises Poisoned where an
    event can't be applied; another one parks what it can't read, and raises only where a handler has failed, for then
    the rows can't be told from half-changed ones: it is to be given the event again, alone, with the reason. With
    `late_keys` the views' tables may be without their keys, as a rebuild begins them.
    """

    def __init__(
        self,
        service: str,
        views: Sequence[View],
        hooks: Hooks | None = None,
        *,
        strict: bool = True,
        dropped: Mapping[int, str] | None = None,
        late_keys: bool = False,
    ) -> None:
        self.strict, self.dropped = strict, dropped or {}
        self._service = service
        self._rows = {view.table.name: Rows(view.table, late_key=late_keys) for view in views}
        self._versions = Versions()
        self._position = Rows(positions)
        self._parking = Parking()
        self._handlers = by_event(views, self._rows)
        self._private = by_event(views, self._rows, private=True)
        for event, hook in (hooks or {}).items():
            self._handlers.setdefault(event, []).append((self._position, _told(hook)))
        self._types: list[str] = []
        self.applied: dict[str, int] = {}
        """How many events of each type the last batch held."""
        self.moved: dict[str, int] = {}
        """The versions that the last batch has moved aggregates to; true for readers once it is committed."""

    @property
    def parked(self) -> int:
        """How many events the store has parked, as of the last batch."""
        return self._parking.count

    def apply(
        self,
        connection: Connection,
        batch: Iterable[Record],
        position: int,
        *,
        empty: bool = False,
        reason: str | None = None,
    ) -> int:
        """Fold the records behind `position`, and move the position, all in the connection's transaction.

        Returns the new position. Raises Halt where a record doesn't follow the one before or skips a version of its
        aggregate, Poisoned where it can't be applied, and Overtaken where the store stands elsewhere than at
        `position`; then nothing of the batch may be committed, and `forget` must be called. With a `reason`, the one
        record of the batch is parked for it.
        """
        # Locked against a runner that believes to be alone: a session lock is lost with its connection, unnoticed.
        stored = connection.execute(select(positions.c.position).with_for_update()).scalar_one_or_none() or 0
        if stored != position:
            raise Overtaken(f"the store stands at {stored}, not at {position}")
        self.moved, self.applied = {}, {}
        self._types.clear()
        self._parking.load(connection)
        every = [*self._rows.values(), self._position]
        for rows in every:
            rows.bind(connection, empty=empty)
        self._versions.bind(connection, empty=empty)
        careful = reason is not None or bool(self.dropped)
        last: bytes | None = None
        for sequence, payload in batch:
            if sequence <= position:
                continue
            if sequence != position + 1:
                raise Halt(
                    f"the log has no event at position {position + 1}; restore the log from a backup, then run: "
                    f"tomoni rebuild {self._service}",
                    rule="hole",
                    position=sequence,
                )
            if (careful or self._parking.versions) and self._set_aside(sequence, payload, reason):
                position, last = sequence, payload
                continue
            try:
                event = decode(sequence, payload)
            except (UnknownEvent, BrokenEvent) as error:
                self._park_unread(sequence, payload, error)
            else:
                self._fold(event)
            position, last = sequence, payload
        if last is not None:
            self._position[self._service] = {"position": position, "event_id": identity_of(last)}
            self._parking.write(connection)
            for rows in every:
                rows.flush()
            self.moved = self._versions.flush()
        self.applied = Counter(self._types)
        self._types.clear()
        return position

    def forget(self) -> None:
        """Throw away what isn't in the store: a batch has failed."""
        for rows in (*self._rows.values(), self._position):
            rows.forget()
        self._versions.forget()
        self._parking.forget()

    def poisoned(self, position: int, name: str, fault: str) -> Poisoned:
        """What to raise about an event that a fault of this program keeps from being applied."""
        text = f"{name} at position {position} can't be applied ({fault}); this is a fault of the program: upgrade it"
        return Poisoned(self._service, position, text)

    def _set_aside(self, position: int, payload: bytes, reason: str | None) -> bool:
        """Whether the record is not to be folded, because it was dropped, or is parked now."""
        if position in self.dropped and self.dropped[position] == identity_of(payload):
            self._leave_out(position, payload)
            return True
        label = label_of(payload)
        if reason is None and (label is None or label.aggregate not in self._parking.versions):
            return False
        if label is not None:
            self._check(label, position)
        if reason is None:
            try:
                decode(position, payload)
            except (UnknownEvent, BrokenEvent) as error:
                reason = _unreadable(position, error)
        self._parking.add(position, label, identity_of(payload), payload, reason)
        return True

    def _park_unread(self, position: int, payload: bytes, error: UnknownEvent | BrokenEvent) -> None:
        label = label_of(payload)
        if label is not None:
            self._check(label, position)
        told = _unreadable(position, error)
        if self.strict:
            raise Poisoned(self._service, position, told) from error
        self._parking.add(position, label, identity_of(payload), payload, told)

    def _fold(self, event: Recorded[Event]) -> None:
        known = self._versions.follow(event.aggregate, event.version, event.position)
        if event.version != known + 1:
            raise self._skips(event.aggregate, known, event.version, event.position)
        handlers = self._private if is_private(event) else self._handlers
        for rows, handler in handlers.get(type(event.data), ()):
            try:
                handler(rows, event)
            except MemoryError:
                raise
            except Exception as error:
                if isinstance(error, SQLAlchemyError) and not refused_data(error):
                    raise
                name = f"{event.type} of {event.aggregate}"
                raise self.poisoned(event.position, name, f"{type(error).__name__}: {error}") from error
        self._types.append(event.type)

    def _leave_out(self, position: int, payload: bytes) -> None:
        """Somebody has decided so: the aggregate moves on without the event."""
        label = label_of(payload)
        if label is None:
            return
        known = self._known(label.aggregate)
        if label.version != known + 1:
            # Not the aggregate's next event: somebody else's, and now nobody's.
            return
        if label.aggregate in self._parking.versions:
            self._parking.add(position, label, label.id, payload, None)
        else:
            self._versions.move(label.aggregate, label.version, position)

    def _check(self, label: Label, position: int) -> None:
        """Raise Halt unless the event that can't be read, or has to wait, is its aggregate's next."""
        known = self._known(label.aggregate)
        if label.version != known + 1:
            raise self._skips(label.aggregate, known, label.version, position)

    def _known(self, aggregate: str) -> int:
        parked = self._parking.versions.get(aggregate)
        if parked is not None:
            return parked
        return self._versions.of(aggregate)

    def _skips(self, aggregate: str, known: int, version: int, position: int) -> Halt:
        return Halt(
            f"{aggregate} goes from version {known} to {version} at position {position}; the store and the log don't "
            f"belong together: rebuild the store (tomoni rebuild {self._service}); if that stops here too, the event "
            f"is nobody's: tomoni parked drop {self._service} {position}",
            rule="version-skipped",
            position=position,
        )


def _told(hook: Callable[[Recorded[Any]], None]) -> Handler:
    return lambda rows, event: hook(event)


def _unreadable(position: int, error: UnknownEvent | BrokenEvent) -> str:
    if isinstance(error, UnknownEvent):
        return f"position {position} holds an {error}"
    return f"{error}; somebody wrote into the log past the services"
