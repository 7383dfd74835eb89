"""Forgetting is carried out wherever the log says so: by the process that was told to, and by every other one.

The log holds who was forgotten. This follows it beside the projection, so that it is also done where the projection
stands by for another process, has halted, or is built on an older log than the keys are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from shared.eventlog import EventLog, LogError
from shared.events import BrokenEvent, PersonForgotten, UnknownEvent, decode
from shared.stopping import broken_off

logger = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks at the log."""

Forget = Callable[[str], Awaitable[object]]
Afterwards = Callable[[list[str]], Awaitable[object]]


class Forgetting:
    """Has `forget` called for every person-forgotten behind `position`, again where it failed or was broken off.

    `afterwards` is called once for all whom a look at the log found.
    """

    def __init__(
        self, log: EventLog, forget: Forget, *, position: int = 0, afterwards: Afterwards | None = None
    ) -> None:
        self._log, self._forget, self._position, self._afterwards = log, forget, position, afterwards

    async def catch_up(self) -> int:
        """Forget everybody who is forgotten in the log up to now; how many. Raises LogUnavailable."""
        last = (await self._log.info()).state.last_seq
        if last <= self._position:
            return 0
        people = [
            person
            for position, payload in await self._log.of_subject("okr.person.*", after=self._position)
            if (person := _forgotten(position, payload)) is not None
        ]
        for person in people:
            await self._forget(person)
        if people and self._afterwards is not None:
            await self._afterwards(people)
        self._position = last
        return len(people)

    async def run(self) -> None:
        """Go on until cancelled; a log that can't be read is tried again."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.catch_up()
            except LogError as error:
                logger.warning("who is forgotten can't be seen now: %s", error)


@asynccontextmanager
async def followed(forgetting: Forgetting) -> AsyncIterator[None]:
    """Follow the log for the time of the block."""
    task = asyncio.create_task(forgetting.run(), name="forgetting")
    try:
        yield
    finally:
        await broken_off(task)


def _forgotten(position: int, payload: bytes) -> str | None:
    """The person whom the record forgets; None for any other record, also for one that the projection halts at."""
    try:
        event = decode(position, payload)
    except (BrokenEvent, UnknownEvent):
        return None
    return event.aggregate_id if isinstance(event.data, PersonForgotten) else None
