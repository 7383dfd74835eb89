"""Ways to read the log from its beginning: each coroutine reads `events` records and forgets them.

All of them read through the account import that a service has, except the push consumer, which no service may make:
it reads inside the account of the streams.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import nats
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.security import NatsNKey
from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.eventlog import STREAM, EventLog, FastReader, LogClient, connect
from shared.server.nkeys import read_seed
from tests.nats_fixture import NatsServer

DURABLE = "okr-rebuild"
_FETCH = 1_000


class Readers:
    """The connections that the ways to read share, opened once."""

    def __init__(self, server: NatsServer, own: LogClient, plain: Client, provisioner: Client) -> None:
        self._server = server
        self._own, self._plain, self._provisioner = own, plain, provisioner

    async def fast(self, events: int) -> None:
        """Our fast reader: raw frames by pull."""
        read = 0
        async with aclosing(FastReader(self._own, DURABLE).follow(0)) as batches:
            async for batch in batches:
                read += len(batch)
                if read >= events:
                    return

    async def direct(self, events: int) -> None:
        """Batched direct gets, no consumer."""
        async with aclosing(EventLog(self._own).range(0, events)) as batches:  # type: ignore[type-var]
            async for _ in batches:
                pass

    async def fetch(self, events: int) -> None:
        """nats-py's pull subscription, 1,000 a fetch, on the same durable."""
        await self._rewind()
        subscription = await self._plain.jetstream().pull_subscribe_bind(DURABLE, STREAM)
        read = 0
        while read < events:
            read += len(await subscription.fetch(min(_FETCH, events - read), timeout=5))
        await subscription.unsubscribe()

    async def push(self, events: int) -> None:
        """nats-py's ordered push consumer with a callback."""
        read, done = 0, asyncio.Event()

        async def take(_message: Msg) -> None:
            nonlocal read
            read += 1
            if read >= events:
                done.set()

        subscription = await self._provisioner.jetstream().subscribe(
            ">", stream=STREAM, ordered_consumer=True, cb=take, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        await done.wait()
        await subscription.unsubscribe()

    async def faststream_batch(self, events: int) -> None:
        """FastStream, 1,000 a batch."""
        await self._faststream(events, PullSub(batch_size=_FETCH, batch=True))

    async def faststream_single(self, events: int) -> None:
        """FastStream, one message at a time."""
        await self._faststream(events, PullSub(batch_size=1))

    async def _faststream(self, events: int, pull: PullSub) -> None:
        await self._rewind()
        read, done = 0, asyncio.Event()
        broker = NatsBroker(
            self._server.url,
            security=NatsNKey.from_file(self._server.seed_file("okr")),
            apply_types=False,
            logger=None,
        )
        subscriber = broker.subscriber(
            ">",
            durable=DURABLE,
            stream=JStream(STREAM, declare=False),
            pull_sub=pull,
            ack_policy=AckPolicy.MANUAL,
            decoder=_untouched,
            no_reply=True,
        )

        async def take(body: Any) -> None:
            nonlocal read
            read += len(body) if isinstance(body, list) else 1
            if read >= events:
                done.set()

        subscriber(take)
        await broker.start()
        try:
            await done.wait()
        finally:
            await broker.stop()

    async def _rewind(self) -> None:
        await self._plain.request(f"$JS.API.CONSUMER.RESET.{STREAM}.{DURABLE}", b'{"seq":1}', timeout=5)


async def _untouched(message: Any) -> Any:
    return message.body


@asynccontextmanager
async def readers(server: NatsServer) -> AsyncIterator[Readers]:
    """The ways to read this server's log."""
    own = await connect(server.url, seed_file=server.seed_file("okr"), name="bench")
    plain = await nats.connect(server.url, nkeys_seed_str=read_seed(server.seed_file("okr")))
    provisioner = await nats.connect(server.url, nkeys_seed_str=read_seed(server.seed_file("provisioner")))
    try:
        yield Readers(server, own, plain, provisioner)
    finally:
        for client in (own, plain, provisioner):
            await client.close()
