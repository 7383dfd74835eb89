"""A command on an aggregate that the process has never read: what it must load may not depend on the log's length.

Both logs hold quiet objectives of the same size, whose few events lie spread over the whole of it. Beside them, what 32
clients wait for who come at once after a restart, each for another objective of many events.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median

from services.okr.app import open_okr
from services.okr.service import Okr
from shared.eventlog import Order
from shared.events import Authority, fresh_command_id
from shared.settings import load_settings
from tests.bench.history import History
from tests.nats_fixture import NatsServer

CROWD = 32
_CATCHES_UP = 600.0


async def cold(server: NatsServer, history: History) -> float:
    """Milliseconds of the median check-in, each on another quiet objective, by a process that has cached nothing."""
    async with _started(server) as okr:
        await okr.runtime.record_caching.catch_up()
        return 1000 * median(
            [await _check_in(okr, history, key_result, at) for at, key_result in enumerate(history.quiet)]
        )


async def crowd(server: NatsServer, history: History, *, record_cache: bool) -> float:
    """Seconds until the last of 32 clients is answered, who come at once; with the log's record cache or without.

    Raises what any of them is told other than that it is done.
    """
    # One key result of each objective: the first of three, which is none by zones.
    busy = [key_result for key_result, _, _ in history.key_results[::3]][:CROWD]
    async with _started(server) as okr:
        if record_cache:
            await okr.runtime.record_caching.catch_up()
        else:
            okr.runtime.log.at_hand = None
        took = await asyncio.gather(*(_check_in(okr, history, key_result, 1) for key_result in busy))
        return max(took)


@asynccontextmanager
async def _started(server: NatsServer) -> AsyncIterator[Okr]:
    """A process that knows all that the log holds, and no aggregate."""
    async with open_okr(load_settings(var=server.layout.var), url=server.url) as okr:
        last = (await okr.runtime.log.info()).state.last_seq
        if not await okr.runtime.runner.wait_for_position(last, _CATCHES_UP):
            raise RuntimeError(f"okr's store did not reach position {last} within {_CATCHES_UP:g} s")
        yield okr


async def _check_in(okr: Okr, history: History, key_result: str, value: int) -> float:
    """How long it took, in seconds."""
    order = Order(fresh_command_id(), history.people[0], datetime.now(UTC), authority=Authority.SERVICE)
    began = time.perf_counter()
    await okr.check_ins.make(order, key_result=key_result, value=Decimal(value), confidence=5)
    return time.perf_counter() - began
