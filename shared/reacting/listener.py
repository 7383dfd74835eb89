"""The ear of the reactions: FastStream on the service's durable, one event at a time, in order.

FastStream's defaults are wrong here, so each is set outright: streams and durables are made by the provisioner, never
declared; an event that fails is handed back with a growing delay, never thrown away; nothing is answered to a reply
subject; the raw message comes through, because `shared.events` decodes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.message import NatsMessage
from faststream.nats.security import NatsNKey
from nats.aio.client import Client
from nats.errors import Error as NatsError, NoRespondersError, TimeoutError as NatsTimeoutError
from nats.js.errors import NotFoundError, ServiceUnavailableError

from shared.eventlog import STREAM
from shared.eventlog.client import answers_there
from shared.eventlog.moving import Mover
from shared.events import BrokenEvent, Event, Recorded, UnknownEvent, decode
from shared.logs import about, facts_of, remember
from shared.stopping import broken_off

logger = logging.getLogger(__name__)

SLOWEST = 60.0
"""Seconds after which a failed event comes again, at most; the first time it is one."""

ATTEMPTS = 11
"""How often an event is tried before it is parked: for about five minutes."""

STOP_SECONDS = 3.0
"""How long a reaction that is under way may go on when the listener stops; then it is broken off and comes again."""

LOOK_EVERY, LOOK_SECONDS = 2.0, 3.0
"""How often the server is asked for its durable, and how long it may take to answer, in seconds."""

_ALIVE_EVERY = 10.0

Hear = Callable[[Recorded[Event]], Awaitable[None]]
Park = Callable[[int, bytes, str], Awaitable[None]]
"""Told position, record and reason of an event that can't be reacted to."""


class Listener:
    """Hands the durable's events to `hear`, each again and again until it returns, or is parked after `ATTEMPTS`.

    Errors of the `passing` kinds end by themselves and are waited for: parking would help nobody. `filters` are the
    durable's own; FastStream wants one of them for its books, the server goes by the durable.
    """

    def __init__(
        self,
        url: str,
        seed_file: Path,
        durable: str,
        filters: tuple[str, ...],
        hear: Hear,
        park: Park,
        passing: tuple[type[Exception], ...] = (),
    ) -> None:
        self._url, self._seed_file, self._durable, self._hear = url, seed_file, durable, hear
        self._park, self._passing = park, passing
        self._failures: dict[int, int] = {}
        self._subject = filters[0]
        self._broker: NatsBroker | None = None
        self._watch: asyncio.Task[None] | None = None
        self.failing: str | None = None

    async def start(self) -> None:
        """Connect and begin to listen. Raises RuntimeError where the provisioner hasn't made the durable."""
        broker = NatsBroker(
            [address.strip() for address in self._url.split(",")],
            name=self._durable,
            security=NatsNKey.from_file(self._seed_file),
            ping_interval=5,
            max_outstanding_pings=2,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            graceful_timeout=STOP_SECONDS,
            apply_types=False,
            logger=None,
        )
        subscriber = broker.subscriber(
            self._subject,
            durable=self._durable,
            stream=JStream(STREAM, declare=False),
            pull_sub=PullSub(batch_size=1, timeout=5.0),
            ack_policy=AckPolicy.MANUAL,
            decoder=_untouched,
            no_reply=True,
        )
        subscriber(self._on_message)
        connection = await broker.connect()
        try:
            await connection.jetstream().consumer_info(STREAM, self._durable)
        except NotFoundError as error:
            await broker.stop()
            raise RuntimeError(f"durable {self._durable} is missing; run `tomoni streams apply`") from error
        except BaseException:
            await broker.stop()
            raise
        self._broker = broker
        self._watch = asyncio.create_task(self._look_around(connection), name=f"{self._durable} watch")
        await broker.start()

    @property
    def listens(self) -> bool:
        """Whether it has begun, and hasn't stopped."""
        return self._broker is not None

    async def stop(self) -> None:
        """Stop listening; an event being reacted to is broken off and comes again. Harmless when it's over."""
        broker, self._broker = self._broker, None
        if self._watch is not None:
            await broken_off(self._watch)
        if broker is not None:
            await broker.stop()

    async def _look_around(self, connection: Client) -> None:
        """Leave a server that can't answer for the durable any more: its events would be waited for in vain."""
        seed = (await asyncio.to_thread(self._seed_file.read_text)).strip()
        mover = Mover(connection, self._durable, answers=partial(answers_there, seed=seed))
        try:
            await self._look_again_and_again(connection, mover)
        finally:
            await mover.stop()

    async def _look_again_and_again(self, connection: Client, mover: Mover) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await connection.jetstream(timeout=LOOK_SECONDS).consumer_info(STREAM, self._durable)
            except (NoRespondersError, ServiceUnavailableError, NatsTimeoutError):
                await mover.unanswered()
            except (NatsError, OSError):
                continue
            else:
                mover.answered()

    async def check(self) -> str | None:
        """For readiness: None when all is well, else a sentence. A deleted durable would otherwise go unnoticed."""
        if self._broker is None:
            return "The reactions aren't running."
        if self.failing is not None:
            return self.failing
        connection = await self._broker.connect()
        try:
            await connection.jetstream().consumer_info(STREAM, self._durable)
        except NotFoundError:
            return f"Durable {self._durable} is gone; run `tomoni streams apply` and restart."
        except (NatsError, OSError) as error:
            return f"Durable {self._durable} can't be asked ({type(error).__name__})."
        return None

    async def _on_message(self, message: NatsMessage) -> None:
        with about(position=message.raw_message.metadata.sequence.stream):
            await self._deal_with(message)

    async def _deal_with(self, message: NatsMessage) -> None:
        meta = message.raw_message.metadata
        position = meta.sequence.stream
        name = f"at position {position}"
        try:
            try:
                event = decode(position, message.body)
            except (UnknownEvent, BrokenEvent) as error:
                # Only another program could read it, however often this one tries.
                await self._park(position, message.body, str(error))
            else:
                remember(**facts_of(event))
                name = f"{event.id} {name}"
                async with _kept_alive(message):
                    await self._hear(event)
        except asyncio.CancelledError:
            # Stopped in the middle: whoever listens next need not wait until the server gives up on this one.
            with suppress(NatsError, OSError):
                await message.nack()
            raise
        except Exception as error:
            if not await self._given_up(position, message.body, error):
                self.failing = f"The event {name} can't be reacted to yet: {error}."
                delay = min(2.0 ** (meta.num_delivered - 1), SLOWEST) if meta.num_delivered < 8 else SLOWEST
                kind = type(error).__name__
                logger.warning("%s: event %s failed (%s: %s); again in %g s", self._durable, name, kind, error, delay)
                await message.nack(delay)
                return
        self.failing = None
        self._failures.pop(position, None)
        await message.ack()

    async def _given_up(self, position: int, payload: bytes, error: Exception) -> bool:
        """Whether the event has failed often enough, and is parked now."""
        if isinstance(error, self._passing):
            return False
        failures = self._failures[position] = self._failures.get(position, 0) + 1
        if failures < ATTEMPTS:
            return False
        try:
            await self._park(position, payload, f"{type(error).__name__}: {error}")
        except Exception:
            logger.warning("%s: position %s can't even be parked", self._durable, position, exc_info=True)
            return False
        return True


async def _untouched(message: Any) -> Any:
    """FastStream's decoder: none. The handler gets the message itself."""
    return message


@asynccontextmanager
async def _kept_alive(message: NatsMessage) -> AsyncIterator[None]:
    """While the block runs, tell the server every few seconds that the event is still being worked on."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(_ALIVE_EVERY)
            await message.in_progress()

    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        await broken_off(task)
