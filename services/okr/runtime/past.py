"""Questions about another time: the views as they stood, or as they were known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from services.okr.runtime.command_context import CommandContext
from services.okr.views import VIEWS
from shared.events import Event, KeyResultAdded, KeyResultMoved, Recorded
from shared.projection import dropped_in
from shared.projection.asof import Clocks, as_of
from shared.projection.snapshots import Snapshots
from shared.runtime import Runtime
from shared.server.layout import Layout

T = TypeVar("T")


class PastViews:
    """What questions about another time share."""

    def __init__(self, runtime: Runtime, context: CommandContext) -> None:
        self._runtime, self._context = runtime, context
        self.kept = Snapshots(Layout(runtime.settings.var).past("okr"), VIEWS, ordering_key)

    async def ask_at(self, read: Callable[[Connection], T], effective: datetime | None, known: datetime | None) -> T:
        """The answer of the live views, or of those of another time where either clock is given."""
        if effective is None and known is None:
            return await self._context.ask(read)
        async with self.views_at(effective, known) as connection:
            return await asyncio.to_thread(read, connection)

    @asynccontextmanager
    async def views_at(self, effective: datetime | None, known: datetime | None) -> AsyncIterator[Connection]:
        """The views as they stood, or as they were known, for the time of the block."""
        log = self._runtime.log
        dropped = await dropped_in(log, self._runtime.service)
        async with as_of(log, VIEWS, Clocks(effective, known), dropped=dropped, past=self.kept) as connection:
            yield connection


def ordering_key(event: Recorded[Event]) -> str | None:
    """What keeps its order, for the views to come out the same: a check-in and what is said of it, else an aggregate.

    None for a key result that moves: it takes its row from one aggregate to another, so nothing may pass it.
    """
    data = event.data
    if isinstance(data, KeyResultMoved) or (isinstance(data, KeyResultAdded) and data.moved_from is not None):
        return None
    check_in: str | None = getattr(data, "check_in", None)
    return event.aggregate if check_in is None else f"check-in/{check_in}"
