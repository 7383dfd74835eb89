"""Which handlers of which views an event goes to; and an answer folded from chosen events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from shared.events import Event, Recorded
from shared.projection.rows import Rows
from shared.projection.view import Handler, View

Bound = tuple[Rows, Handler]
"""A handler and the rows that it changes."""


def is_private(event: Recorded[Event]) -> bool:
    """Whether the event happened to a confidential aggregate."""
    return event.aggregate.startswith("private/")


def by_event(views: Sequence[View], rows: dict[str, Rows], *, private: bool = False) -> dict[type[Event], list[Bound]]:
    """The handlers of each event of public aggregates, or of `private` ones, in the order of the views."""
    table: dict[type[Event], list[Bound]] = {}
    for view in views:
        if view.private is not private:
            continue
        for event, handler in view.handlers().items():
            table.setdefault(event, []).append((rows[view.table.name], handler))
    return table


class Unapplied(Exception):
    """A handler has failed on this event."""

    def __init__(self, event: Recorded[Event]) -> None:
        super().__init__(f"{event.type} of {event.aggregate} at position {event.position} can't be applied")
        self.event = event


class Folding:
    """Folds chosen events into tables (`empty` or not) without positions or versions: an answer about another time.

    Some at a time: what is told of in between is written, and only rows that are likely to be asked for stay at hand.
    """

    def __init__(self, connection: Connection, views: Sequence[View], *, empty: bool = True) -> None:
        self._rows = {view.table.name: Rows(view.table) for view in views}
        for each in self._rows.values():
            each.bind(connection, empty=empty)
        self._public, self._private = by_event(views, self._rows), by_event(views, self._rows, private=True)

    def take(self, events: Iterable[Recorded[Event]]) -> None:
        """Fold the next ones. Raises Unapplied where a handler fails; the tables are half-filled then."""
        for event in events:
            handlers = self._private if is_private(event) else self._public
            for own, handler in handlers.get(type(event.data), ()):
                try:
                    handler(own, event)
                except MemoryError:
                    raise
                except Exception as error:
                    raise Unapplied(event) from error
        for each in self._rows.values():
            each.flush()


def fold_into(
    connection: Connection, views: Sequence[View], events: Iterable[Recorded[Event]], *, empty: bool = True
) -> None:
    """Fold all of them at once, as `Folding` does."""
    Folding(connection, views, empty=empty).take(events)
