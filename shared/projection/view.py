"""What a read model is: one table, and how events change its rows.

A handler is a pure change of rows: it sees the rows of its own table by primary key, as plain dicts, and the event.
Loading, writing and the position are the runner's work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from sqlalchemy import MetaData, Table

from shared.events import Event, Recorded
from shared.projection.rows import Rows

metadata = MetaData()
"""The tables of all views of a process, and the runner's own. They are rebuilt from the log at any time."""

H = TypeVar("H", bound=Callable[..., None])
Handler = Callable[[Rows, Recorded[Any]], None]


def handles(*events: type[Event]) -> Callable[[H], H]:
    """Mark a method of a View as the handler of these events."""

    def mark(method: H) -> H:
        method._handles = events  # type: ignore[attr-defined]
        return method

    return mark


class View:
    """A read model. Its table has exactly one primary key column, of text; rows are never shared with another view.

    It hears of public aggregates only, or, where it says that it is `private`, of confidential ones only: what nobody
    may know can't come into a view that forgot to ask.
    """

    table: ClassVar[Table]
    private: ClassVar[bool] = False
    version: ClassVar[int] = 1
    """Raised by one whenever the same events make other rows: stores that the former handlers filled are made anew."""

    def handlers(self) -> dict[type[Event], Handler]:
        """Which method handles which event. Raises TypeError where two handle the same one."""
        found: dict[type[Event], Handler] = {}
        for name in dir(type(self)):
            for event in getattr(getattr(type(self), name), "_handles", ()):
                if event in found:
                    raise TypeError(f"{type(self).__name__} handles {event.__name__} twice")
                found[event] = getattr(self, name)
        return found
