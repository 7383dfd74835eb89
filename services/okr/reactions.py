"""What okr does when something happens that people are to be told of: it plans notices.

It begins with what is recorded after it first ran: of an installation that was there before, nobody is told the past.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from services.okr.notices.planned import Planned, keep
from services.okr.notices.planner import OCCASIONS, Planner
from services.okr.service import Okr
from shared.events import Event, Recorded
from shared.now import utc_now
from shared.reacting import reactions
from shared.reacting.start import begun, go_on
from shared.readiness import Notice
from shared.server.accounts import durable_of


class Reactions(reactions.Reactions):
    """Okr's rules, on its durable."""

    def __init__(self, okr: Okr, planner: Planner, *, url: str, now: Callable[[], datetime] = utc_now) -> None:
        self._runtime, self._planner, self._begun = okr.runtime, planner, 0
        rules: reactions.Rules = dict.fromkeys(OCCASIONS, ("notice", self.plan))
        super().__init__(okr.runtime, rules, url=url, now=now)

    async def start(self) -> None:
        """Connect and begin to react. Raises RuntimeError where the durable is missing, LogUnavailable."""
        log = self._runtime.log
        end = (await log.info()).state.last_seq
        self._begun = await asyncio.to_thread(begun, self._runtime.store, end)
        await go_on(log, durable_of("okr", "reactions"), self._begun)
        await super().start()

    async def check(self) -> str | None:
        """For readiness: None when all is well, else a Notice: that people are told late keeps nobody from working."""
        wrong = await super().check()
        return None if wrong is None else Notice(wrong)

    async def hear(self, event: Recorded[Event]) -> None:
        """React to one event, once; not to what was there before."""
        if event.position > self._begun:
            await super().hear(event)

    async def plan(self, event: Recorded[Any]) -> None:
        """Put into the outbox who is to be told of it, and when."""

        def planned(now: datetime) -> list[Planned]:
            with self._runtime.store.read() as connection:
                return self._planner.plan(connection, event, now)

        def kept(found: list[Planned], now: datetime) -> None:
            with self._runtime.store.keep() as connection:
                keep(connection, found, now)

        now = self._now()
        await asyncio.to_thread(kept, await asyncio.to_thread(planned, now), now)


@asynccontextmanager
async def reacting(
    okr: Okr, planner: Planner, *, url: str, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[Reactions]:
    """React for the time of the block. The runner of `okr`'s store must be running."""
    found = Reactions(okr, planner, url=url, now=now)
    await found.start()
    try:
        yield found
    finally:
        await found.stop()
