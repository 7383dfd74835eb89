"""The views as they stood at another time, by either clock.

`effective` asks what was true then, `known` asks what the system had been told by then; each leaves out the events
behind it. The events are folded in log order by the very handlers of the live views. These let the latest effective
value win, so the result is that of folding in effective order with ties in log order, and a back-dated value is never
lost because what it belongs to was written down later. `known` alone equals a rebuild of what was recorded by then.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from shared.eventlog import EventLog
from shared.events import Event, Recorded
from shared.projection.chronicle import Bounds, moment, readable
from shared.projection.handling import Unapplied, fold_into
from shared.projection.past import Past
from shared.projection.store import memory_engine
from shared.projection.view import View

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Two instants: effective by `effective`, recorded by `known`; None is no bound."""

    effective: datetime | None = None
    known: datetime | None = None

    def admit(self, event: Recorded[Event]) -> bool:
        """Whether the event had happened, and was known."""
        return (self.effective is None or event.time <= self.effective) and (
            self.known is None or event.recorded <= self.known
        )

    @property
    def bounds(self) -> Bounds:
        """The same for a chronicle."""
        given = {"effective": self.effective, "known": self.known}
        return Bounds(**{name: moment(at) for name, at in given.items() if at is not None})


@asynccontextmanager
async def as_of(
    log: EventLog,
    views: Sequence[View],
    clocks: Clocks,
    *,
    dropped: Mapping[int, str] | None = None,
    past: Past | None = None,
) -> AsyncIterator[Connection]:
    """A connection on the views, in memory, as the clocks say. Raises LogUnavailable.

    An aggregate with an event that can't be applied stands as it did before it, like in the live views. Events that
    were `dropped`, by position, are left out. With a `past` of the same views it is not worked out from the beginning.
    """
    engine = None if past is None else await _remembered(past, log, clocks, dropped or {})
    if engine is None:
        engine = await _worked_out(log, views, clocks, dropped or {})
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


async def _remembered(past: Past, log: EventLog, clocks: Clocks, dropped: Mapping[int, str]) -> Engine | None:
    try:
        return await past.at(log, clocks.bounds, dropped)
    except Unapplied:
        # From which event on its aggregate stands still is worked out from the beginning.
        return None
    except (OSError, sqlite3.Error) as error:
        _logger.warning("snapshots of the past can't be used: %s", error)
        return None


async def _worked_out(log: EventLog, views: Sequence[View], clocks: Clocks, dropped: Mapping[int, str]) -> Engine:
    events = [event async for event in _all(log, dropped) if clocks.admit(event)]
    return await asyncio.to_thread(folded, views, events)


async def between(
    log: EventLog, first: Clocks, last: Clocks, *, dropped: Mapping[int, str] | None = None, past: Past | None = None
) -> list[Recorded[Event]]:
    """The events that the clocks admit at `last` and did not at `first`, in log order. Raises LogUnavailable."""
    left_out = dropped or {}
    if past is not None:
        try:
            return await past.between(log, first.bounds, last.bounds, left_out)
        except (OSError, sqlite3.Error) as error:
            _logger.warning("the index of the past can't be used: %s", error)
    return [event async for event in _all(log, left_out) if last.admit(event) and not first.admit(event)]


async def _all(log: EventLog, dropped: Mapping[int, str]) -> AsyncIterator[Recorded[Event]]:
    """Every event that can be read, in log order, less those that are dropped."""
    stuck: set[str] = set()
    async for batch in log.range(0, (await log.info()).state.last_seq):
        for record in batch:
            event = None if record[0] in dropped else readable(record, stuck)
            if event is not None:
                yield event


def folded(views: Sequence[View], events: list[Recorded[Event]]) -> Engine:
    """The views in memory, as these events of the log make them; the caller disposes of the engine."""
    while True:
        engine = memory_engine(views)
        try:
            with engine.begin() as connection:
                fold_into(connection, views, events)
        except Unapplied as fault:
            # Half of its rows may be changed: begin anew without it, and without what follows it.
            engine.dispose()
            at, stuck = fault.event.position, fault.event.aggregate
            events = [event for event in events if event.position < at or event.aggregate != stuck]
        except BaseException:
            engine.dispose()
            raise
        else:
            return engine
