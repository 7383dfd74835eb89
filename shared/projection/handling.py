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


def fold_into(
    connection: Connection, views: Sequence[View], events: Iterable[Recorded[Event]], *, empty: bool = True
) -> None:
    """Fold chosen events into tables (`empty` or not) without positions or versions: an answer about another time.

    Raises Unapplied where a handler fails; the tables are half-filled then.
    """
    rows = {view.table.name: Rows(view.table) for view in views}
    for each in rows.values():
        each.bind(connection, empty=empty)
    public, private = by_event(views, rows), by_event(views, rows, private=True)
    for event in events:
        handlers = private if is_private(event) else public
        for own, handler in handlers.get(type(event.data), ()):
            try:
                handler(own, event)
            except MemoryError:
                raise
            except Exception as error:
                raise Unapplied(event) from error
    for each in rows.values():
        each.flush()
