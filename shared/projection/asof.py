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
from shared.memory import give_back
from shared.projection.handling import Folding, Unapplied, fold_into
from shared.projection.passing import passing_engine
from shared.projection.snapshots import Snapshots
from shared.projection.store import memory_engine
from shared.projection.temporal_index import Bounds, moment, readable
from shared.projection.threads import to_its_end
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
        """The same for a temporal index."""
        given = {"effective": self.effective, "known": self.known}
        return Bounds(**{name: moment(at) for name, at in given.items() if at is not None})


@asynccontextmanager
async def as_of(
    log: EventLog,
    views: Sequence[View],
    clocks: Clocks,
    *,
    dropped: Mapping[int, str] | None = None,
    past: Snapshots | None = None,
) -> AsyncIterator[Connection]:
    """A connection on the views as the clocks say, for the time of the block. Raises LogUnavailable.

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
        del engine
        # What SQLAlchemy keeps of an engine, some MiB of it, is such garbage.
        await asyncio.to_thread(give_back)


async def _remembered(past: Snapshots, log: EventLog, clocks: Clocks, dropped: Mapping[int, str]) -> Engine | None:
    try:
        return await past.at(log, clocks.bounds, dropped)
    except Unapplied:
        # From which event on its aggregate stands still is worked out from the beginning.
        return None
    except (OSError, sqlite3.Error) as error:
        _logger.warning("snapshots of the past can't be used: %s", error)
        return None


async def _worked_out(log: EventLog, views: Sequence[View], clocks: Clocks, dropped: Mapping[int, str]) -> Engine:
    standing: dict[str, int] = {}
    while True:
        engine = await asyncio.to_thread(passing_engine, views)
        try:
            with engine.begin() as connection:
                folding = Folding(connection, views)
                async for batch in _all(log, dropped):
                    events = [each for each in batch if clocks.admit(each) and not _stands(each, standing)]
                    await to_its_end(folding.take, events)
        except Unapplied as fault:
            # Half of its rows may be changed: begin anew without it, and without what follows it.
            engine.dispose()
            standing[fault.event.aggregate] = fault.event.position
        except BaseException:
            engine.dispose()
            raise
        else:
            return engine


def _stands(event: Recorded[Event], standing: Mapping[str, int]) -> bool:
    """Whether its aggregate stands still, from an event at or before this one on."""
    since = standing.get(event.aggregate)
    return since is not None and event.position >= since


async def between(
    log: EventLog,
    first: Clocks,
    last: Clocks,
    *,
    dropped: Mapping[int, str] | None = None,
    past: Snapshots | None = None,
) -> AsyncIterator[list[Recorded[Event]]]:
    """The events that the clocks admit at `last` and did not at `first`, in log order, some at a time.

    Raises LogUnavailable.
    """
    left_out, told = dropped or {}, 0
    if past is not None:
        try:
            async for events in past.between(log, first.bounds, last.bounds, left_out):
                yield events
                told = events[-1].position
        except (OSError, sqlite3.Error) as error:
            _logger.warning("the index of the past can't be used: %s", error)
        else:
            return
    async for batch in _all(log, left_out):
        yield [each for each in batch if each.position > told and last.admit(each) and not first.admit(each)]


async def _all(log: EventLog, dropped: Mapping[int, str]) -> AsyncIterator[list[Recorded[Event]]]:
    """Every event that can be read, in log order, less those that are dropped, some at a time."""
    stuck: set[str] = set()
    async for batch in log.range(0, (await log.info()).state.last_seq):
        read = (readable(record, stuck) for record in batch if record[0] not in dropped)
        yield [event for event in read if event is not None]


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
