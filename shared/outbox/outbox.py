"""The outbox at work: what is due becomes messages, these are delivered, and readiness is told what doesn't arrive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from shared.outbox.channel import Channel
from shared.outbox.channels import Channels
from shared.outbox.dispatcher import Dispatcher
from shared.outbox.queue import DeliveryQueue, QueueState
from shared.projection.threads import to_its_end
from shared.readiness import Notice
from shared.stopping import broken_off

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)
"""How long it is kept what was told to whom."""

_LOOK_EVERY = 1.0
_CLEAN_EVERY = timedelta(hours=6)

Dispatch = Callable[[Sequence[Channel], datetime], int]
"""Makes messages to these channels of all notices that are due; blocks."""


class Outbox:
    """Everything about the outbox of one service that runs by itself; it rests while `acts` says that others do it."""

    def __init__(
        self,
        channels: Channels,
        queue: DeliveryQueue,
        dispatcher: Dispatcher,
        dispatch: Dispatch,
        now: Callable[[], datetime],
        acts: Callable[[], bool] = lambda: True,
    ) -> None:
        self.channels, self.queue, self.dispatcher = channels, queue, dispatcher
        self._dispatch, self._now, self._acts = dispatch, now, acts
        self._cleaned: datetime | None = None
        self._failing: str | None = None

    async def run(self) -> None:
        """Make messages and deliver them for ever, until cancelled."""
        delivering = asyncio.create_task(self.dispatcher.run(self._acts), name="notices delivered")
        try:
            while True:
                try:
                    if self._acts():
                        await self.make()
                    self._failing = None
                except SQLAlchemyError as error:
                    logger.warning("notices wait, for the store can't be used: %s", type(error).__name__)
                except Exception as error:
                    self._failing = type(error).__name__
                    logger.exception("notices wait for the next try")
                await asyncio.sleep(_LOOK_EVERY)
        finally:
            await broken_off(delivering)

    async def make(self) -> int:
        """Make messages of the notices that are due now; how many notices were dealt with."""
        now = self._now()
        channels = await to_its_end(self.channels.taking)
        made = await to_its_end(self._dispatch, channels, now)
        if self._cleaned is None or now - self._cleaned >= _CLEAN_EVERY:
            await to_its_end(self.queue.clean, now - KEPT)
            await to_its_end(self._abandon, now)
            self._cleaned = now
        return made

    async def round(self) -> int:
        """Make what is due, and try to deliver all of it once; how many messages were tried."""
        await self.make()
        return await self.dispatcher.round()

    def _abandon(self, now: datetime) -> None:
        self.queue.abandon([row.name for row in self.channels.every()], now)

    async def close(self) -> None:
        """Let the connections of `round` go."""
        await self.dispatcher.close()

    async def standing(self) -> QueueState:
        """What waits, and what was given up."""
        return await asyncio.to_thread(self.queue.standing)

    async def check(self) -> str | None:
        """For readiness: None when all is well, else a Notice: everybody is served all the same."""
        if self._failing is not None:
            return Notice(f"Notices can't be made into messages ({self._failing}); the service's log says why.")
        standing = await self.standing()
        for row in await asyncio.to_thread(self.channels.every):
            if row.disabled is not None:
                return Notice(f"Notices leave no more through channel {row.name}, which is disabled: {row.disabled}.")
            if row.failures:
                return Notice(f"Notices don't arrive through channel {row.name} and are tried again: {row.error}.")
        if standing.given_up:
            count = "1 message" if standing.given_up == 1 else f"{standing.given_up} messages"
            return Notice(
                f"{count} to channels didn't arrive for days and were given up; see: tomoni notices list --failed."
            )
        return None


@asynccontextmanager
async def at_work(outbox: Outbox) -> AsyncIterator[Outbox]:
    """Let it run for the time of the block."""
    running = asyncio.create_task(outbox.run(), name="notices")
    try:
        yield outbox
    finally:
        await broken_off(running)
