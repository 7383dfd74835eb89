"""The views as they stood at another time, by either clock.

`effective` asks what was true then, `known` asks what the system had been told by then; each leaves out the events
behind it. The events are folded in log order by the very handlers of the live views. These let the latest effective
value win, so the result is that of folding in effective order with ties in log order, and a back-dated value is never
lost because what it belongs to was written down later. `known` alone equals a rebuild of what was recorded by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from shared.eventlog import EventLog
from shared.events import Event, Recorded, decode
from shared.projection.fold import fold_into
from shared.projection.store import memory_engine
from shared.projection.view import View


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


@asynccontextmanager
async def as_of(log: EventLog, views: Sequence[View], clocks: Clocks) -> AsyncIterator[Connection]:
    """A connection on the views, in memory, as the clocks say. Raises LogUnavailable, UnknownEvent, BrokenEvent."""
    last = (await log.info()).state.last_seq
    engine = memory_engine(views)
    try:
        events: list[Recorded[Event]] = []
        async for batch in log.range(0, last):
            events += [event for position, payload in batch if clocks.admit(event := decode(position, payload))]
        with engine.begin() as connection:
            await asyncio.to_thread(fold_into, connection, views, events)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
