"""Delivers what waits in the queue, through each channel for itself: one that hangs keeps no other waiting.

At least once, always under the same id: a message is claimed for a while before it is tried, and settled after. A
process that is killed in between leaves the claim to run out, and another one tries it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import assert_never

from sqlalchemy.exc import SQLAlchemyError

from shared.eventlog import LogError
from shared.outbox.backoff import GIVEN_UP_AFTER, delay
from shared.outbox.channel import Channel
from shared.outbox.channels import Channels
from shared.outbox.queue import DeliveryQueue, Message
from shared.outbox.results import Arrived, Delivery, Failed, Gone, Result
from shared.outbox.transports import Transports
from shared.projection.threads import to_its_end
from shared.stopping import broken_off

logger = logging.getLogger(__name__)

AT_ONCE = {"webhook": 4, "slack": 1, "file": 1}
"""How many messages are under way to a channel at the same time. Slack takes one a second; a file keeps their order."""

_LOOK_EVERY = 1.0

Write = Callable[[Message, Channel], Awaitable[Delivery | None]]
"""Makes the letter of a message as it is to be told now; None where there is nobody left to tell."""


class Dispatcher:
    """Delivers the messages of one queue. `seconds` is how long one attempt takes at most.

    `delivered`, `failures` and `given_up` count by kind of channel.
    """

    def __init__(
        self,
        queue: DeliveryQueue,
        channels: Channels,
        transports: Transports,
        write: Write,
        *,
        seconds: float,
        now: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._queue, self._channels, self._transports, self._write = queue, channels, transports, write
        # A claim lasts longer than any attempt, so that nobody tries what is still under way.
        self._lease = timedelta(seconds=2 * seconds + 1)
        self._now, self._random = now, random
        self._busy: dict[str, asyncio.Task[int]] = {}
        self.delivered, self.failures, self.given_up = (Counter[str](dict.fromkeys(AT_ONCE, 0)) for _ in range(3))

    async def run(self, acts: Callable[[], bool] = lambda: True) -> None:
        """Deliver for ever, until cancelled; not while `acts` says that others do."""
        try:
            while True:
                try:
                    for channel in await self._ready() if acts() else ():
                        if channel.name not in self._busy:
                            self._begin(channel)
                except SQLAlchemyError as error:
                    logger.warning("notices wait, for the store can't be used: %s", type(error).__name__)
                except Exception:
                    logger.exception("notices wait for the next try")
                await asyncio.sleep(_LOOK_EVERY)
        finally:
            await broken_off(*self._busy.values())
            await self.close()

    async def round(self) -> int:
        """Try everything that is due once, through every channel; how many messages were tried."""
        return sum(await asyncio.gather(*(self._serve(channel) for channel in await self._ready())))

    async def close(self) -> None:
        """Let every connection go."""
        await self._transports.close()

    def _begin(self, channel: Channel) -> None:
        task = asyncio.create_task(self._serve(channel), name=f"notices to {channel.name}")
        self._busy[channel.name] = task

        def over(done: asyncio.Task[int]) -> None:
            self._busy.pop(channel.name, None)
            if not done.cancelled() and (error := done.exception()) is not None:
                logger.warning("notices to %s wait: %s", channel.name, error, exc_info=error)

        task.add_done_callback(over)

    async def _ready(self) -> list[Channel]:
        now = self._now()
        found = await asyncio.to_thread(self._channels.working)
        return [channel for channel, rests in found if rests is None or rests <= now]

    async def _serve(self, channel: Channel) -> int:
        """Try what is due through one channel, until nothing is, or it fails; how many messages were tried."""
        tried = 0
        while True:
            claimed = await to_its_end(self._queue.claim, channel.name, self._now(), self._lease, AT_ONCE[channel.kind])
            if not claimed:
                return tried
            tried += len(claimed)
            results = await asyncio.gather(*(self._try(channel, message) for message in claimed))
            if await to_its_end(self._rests, channel, results):
                return tried
            if channel.kind == "slack":
                # The next one at the next look.
                return tried

    async def _try(self, channel: Channel, message: Message) -> Result:
        try:
            delivery = await self._written(message, channel)
            if delivery is None:
                await to_its_end(self._queue.dropped, message, self._now(), "there is nobody left to tell")
                return Arrived()
            result = delivery if isinstance(delivery, Failed) else await self._transports.deliver(channel, delivery)
        except BaseException:
            # Stopped in the middle: whoever delivers next need not wait until the claim runs out.
            await to_its_end(self._queue.handed_back, message)
            raise
        await to_its_end(self._settle, channel, message, result)
        return result

    async def _written(self, message: Message, channel: Channel) -> Delivery | Failed | None:
        try:
            return await self._write(message, channel)
        except LogError as error:
            return Failed(f"names can't be opened now ({type(error).__name__})")
        except (KeyError, TypeError, ValueError) as error:
            # A fault of the program's: it must not keep waiting what it has no trouble with.
            logger.exception("message %s can't be written", message.id)
            return Failed(f"it can't be written ({type(error).__name__})", channel=False)

    def _settle(self, channel: Channel, message: Message, result: Result) -> None:
        now = self._now()
        match result:
            case Arrived():
                self._queue.delivered(message, now)
                self.delivered[channel.kind] += 1
            case Failed(why=why):
                self.failures[channel.kind] += 1
                # What the message isn't to blame for is waited out by its channel, with all others to it.
                wait = 0.0 if result.channel else delay(message.attempts + 1, self._random.random(), result.after)
                again = now + timedelta(seconds=wait)
                logger.warning("message %s to %s didn't arrive: %s", message.id, channel.name, why)
                if self._queue.failed(message, now, again, why):
                    self._tell_given_up(channel, 1, why)
            case Gone():
                self._queue.handed_back(message)
            case _:
                assert_never(result)

    def _rests(self, channel: Channel, results: Sequence[Result]) -> bool:
        """Let the channel rest where one of the results asks for it; whether it does."""
        now, name = self._now(), channel.name
        if (gone := next((each for each in results if isinstance(each, Gone)), None)) is not None:
            self._channels.disable(name, gone.why)
            self._tell_given_up(channel, self._queue.give_up_all(name, now, gone.why), gone.why)
            return True
        failed = [each for each in results if isinstance(each, Failed) and each.channel]
        times = self._channels.failures(name)
        if not failed:
            if times:
                self._channels.works(name)
            return False
        asked = max((each.after for each in failed if each.after is not None), default=None)
        until = now + timedelta(seconds=delay(times + 1, self._random.random(), asked))
        self._channels.rests(name, times + 1, until, failed[0].why)
        self._tell_given_up(channel, self._queue.give_up_all(name, now, failed[0].why, GIVEN_UP_AFTER), failed[0].why)
        return True

    def _tell_given_up(self, channel: Channel, count: int, why: str) -> None:
        if count:
            self.given_up[channel.kind] += count
            logger.error("%s messages to %s are given up: %s", count, channel.name, why)
