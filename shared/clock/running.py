"""A service's clock on its ground, and for how long it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from shared.clock.clock import Clock
from shared.clock.rules import Rule
from shared.now import utc_now
from shared.runtime import Runtime


def clock_of(runtime: Runtime, rules: Sequence[Rule[Any]], *, now: Callable[[], datetime] = utc_now) -> Clock:
    """The clock of a service on this ground; it ticks as often as the settings say."""

    async def end() -> int:
        return (await runtime.log.info()).state.last_seq

    return Clock(runtime.store, runtime.runner, end, rules, interval=runtime.settings.clock_seconds, now=now)


@asynccontextmanager
async def ticking(clock: Clock) -> AsyncIterator[Clock]:
    """Let it run for the time of the block."""
    running = asyncio.create_task(clock.run(), name=f"{clock.service} clock")
    try:
        yield clock
    finally:
        while not running.done():
            # Told again and again: before Python 3.12 a library that uses `asyncio.wait_for` may lose a cancellation.
            running.cancel()
            await asyncio.wait([running], timeout=1)
