"""Where a runner's events come from when several versions follow one log.

The service's durable is one reader's. Whoever has its lock follows by it, and has each event in under a millisecond;
runners of other versions ask the log for what is new instead, a few times a second, until it is free.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from shared.eventlog import EventLog, FastReader, Record
from shared.projection.locking import DurableLock
from shared.projection.store import Store
from shared.projection.threads import to_its_end

_ASK_EVERY = 0.1
_LOOK_EVERY = 2.0


class Following:
    """What one runner follows the log by. `pending` is how many events it knows to lie behind the last one."""

    def __init__(self, store: Store, log: EventLog, reader: FastReader) -> None:
        self._store, self._log, self._reader = store, log, reader
        self._lock = DurableLock(store)
        self._by_durable = False
        self._end = self._last = 0
        self._looked = 0.0

    @property
    def pending(self) -> int:
        """How many events lie behind the last one, as far as is known."""
        return self._reader.pending if self._by_durable else max(0, self._end - self._last)

    async def follow(self, after: int, *, idle: float) -> AsyncGenerator[list[Record], None]:
        """Lists of (position, payload) behind `after`, for ever; an empty list each `idle` seconds of silence.

        Raises LogUnavailable, LogDamaged.
        """
        self._last = after
        while True:
            self._by_durable = await to_its_end(self._has_durable)
            source = self._reader.follow(self._last, idle=idle) if self._by_durable else self._asked(idle)
            async with aclosing(source) as batches:
                async for batch in batches:
                    if batch:
                        self._last = batch[-1][0]
                    yield batch
                    if await self._is_another_way():
                        break

    def release(self) -> None:
        """Leave the durable to others. Blocks."""
        self._lock.release()

    async def _is_another_way(self) -> bool:
        """Whether the durable has become free, or is to be left; looked for every other second."""
        if time.monotonic() - self._looked <= _LOOK_EVERY:
            return False
        return await to_its_end(self._has_durable) is not self._by_durable

    def _has_durable(self) -> bool:
        """Whether the durable is this runner's now."""
        self._looked = time.monotonic()
        if any(not each.fingerprint for each in self._store.pointers.others()):
            # Of those, one that stands by can follow by nothing else when the active one dies.
            self._lock.release()
            return False
        return self._lock.still_held() or self._lock.acquire()

    async def _asked(self, idle: float) -> AsyncGenerator[list[Record], None]:
        """The same without the durable."""
        again = asyncio.Event()
        told = time.monotonic()
        self._log.client.on_reconnect.append(again.set)
        try:
            while True:
                self._end = (await self._log.info()).state.last_seq
                async for batch in self._log.range(self._last, self._end):
                    yield batch
                    told = time.monotonic()
                if again.is_set() or time.monotonic() - told >= idle:
                    # Whoever follows may want to look whether it is the same log, before anything else is waited for.
                    again.clear()
                    told = time.monotonic()
                    yield []
                await asyncio.sleep(_ASK_EVERY)
        finally:
            self._log.client.on_reconnect.remove(again.set)
