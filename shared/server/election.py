"""Servers that have just come up, or lost their leader, answer nothing for some seconds: wait until they do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from nats.aio.client import Client

from shared.server import streams
from shared.server.declared import EVENTS, HEALTH, KEYS
from shared.server.errors import ServerError
from shared.server.jetstream import ask

_PAUSE = 0.25

Apply = Callable[[], Awaitable[list[streams.Difference]]]


async def when_elected(nc: Client, apply: Apply, *, patience: float = 30.0) -> list[streams.Difference]:
    """`apply` the streams, again and again until the servers agree who decides and every stream has a leader.

    `nc` is the provisioner's connection. Raises what the last attempt failed of when `patience` (seconds) is over.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            made = await apply()
            for stream in (EVENTS, KEYS, HEALTH):
                await leader_of(nc, stream)
            return made
        except ServerError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(_PAUSE)


async def leader_of(nc: Client, stream: str) -> str:
    """The name of the server that leads the stream. Raises ServerError while there is none."""
    answer = await ask(nc, f"STREAM.INFO.{stream}", patience=1.0)
    leader = (answer.get("cluster") or {}).get("leader")
    if not leader:
        raise ServerError(f"stream {stream} has no leader yet: wait until two of three servers run")
    return str(leader)
