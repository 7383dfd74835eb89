"""The record cache kept near the end of the log, and asked only where what it says is all that the log holds.

Before anything of it is used, the log must hold, at the position that the cache has reached, the record that was taken
there, stored at the same nanosecond: a log that was cut and grew again doesn't. That is looked at anew each time the
log was in doubt. And each answer is what the leader holds: so many records of the subject, the last of them byte for
byte at its position. What doesn't fit is thrown away and read from the log.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import time
from pathlib import Path

from shared.eventlog.asking import Record
from shared.eventlog.errors import LogUnavailable
from shared.eventlog.loading import turn
from shared.eventlog.log import EventLog, Placed
from shared.eventlog.record_cache import Held, RecordCache, Spoiled

logger = logging.getLogger(__name__)

_EVERY = 5.0
# So many records lie in a block or two, which the server reads in a moment.
_SHORT = 20_000
# What came since is read from the log, from its last block or two.
_LAG = 10_000
# As little as is worth a transaction: what was in memory at once is not always given back.
_AT_ONCE = 2_000
_FREE = 0.1


class RecordCaching:
    """Keeps one service's record cache and answers from it."""

    def __init__(self, log: EventLog, directory: Path, secret: bytes, service: str) -> None:
        self._log, self._directory, self._service = log, directory, service
        self._record_cache = RecordCache(directory / f"{service}.shelf.sqlite", secret, f"{service}.")
        self._seen: int | None = None
        self._told = ""
        self._looking, self._following = asyncio.Lock(), asyncio.Lock()

    async def keep(self) -> None:
        """Follow the log at a distance, for ever: a short log needs no record cache, and nobody waits for it."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.catch_up()
            except LogUnavailable as error:
                logger.info("the record cache of %s waits for the log: %s", self._service, error)

    async def catch_up(self) -> None:
        """Take what the log holds by now, where that is worth it; what can't be used is thrown away before.

        Raises LogUnavailable.
        """
        async with self._following:
            for _ in range(2):
                try:
                    await self._follow()
                except (sqlite3.Error, OSError, Spoiled) as error:
                    await self._thrown_away(error)
                else:
                    return

    async def _follow(self) -> None:
        end = (await self._log.info()).state.last_seq
        if end < _SHORT or not await self._looked():
            return
        after = await asyncio.to_thread(self._record_cache.reached)
        if end - after < _LAG:
            return
        while after < end:
            began = time.monotonic()
            taken = [each async for batch in self._log.placed(after, min(end, after + _AT_ONCE)) for each in batch]
            if not taken or not await self._taken(after, taken):
                return
            after = taken[-1][0]
            # Half of the time is for whoever waits for something.
            await asyncio.sleep(time.monotonic() - began)

    async def whole(self, subject: str) -> list[Record] | None:
        """Every record of the subject as the leader has it; None where the log must be walked for that."""
        try:
            if self._record_cache.is_there() and await self._looked():
                records = await self._answer(subject)
                # Meanwhile the log may have become another one.
                return records if self._looks_the_same() else None
            return None
        except LogUnavailable:
            return None
        except (sqlite3.Error, OSError, Spoiled) as error:
            await self._thrown_away(error)
            return None

    def close(self) -> None:
        """Give the file up."""
        self._record_cache.close()

    async def _answer(self, subject: str) -> list[Record] | None:
        before = None
        # Somebody may append just then; to look once more is less than to walk the log.
        for _ in range(2):
            last = await self._log.last_held(subject)
            if not last[0]:
                return []
            records, reached = await asyncio.to_thread(self._record_cache.records, subject)
            if not reached:
                return None
            if last[0] > reached:
                async with turn(self._log, last[0] - reached) as (_, read):
                    records += await read(subject, after=reached)
            upto = [record for record in records if record[0] <= last[0]]
            count = await self._log.count_of(subject)
            if upto[-1:] == [last] and len(upto) == count:
                return records
            # What comes from the log may lag behind the leader; what is in the cache is there, or isn't what it was.
            if last[0] <= reached and (upto[-1:] != [last] or last == before):
                raise Spoiled(f"it doesn't hold what the log holds of {subject}")
            before = last
        return None

    async def _looked(self) -> bool:
        """Whether the cache is this log's, as it was seen since the log was last in doubt. Raises LogUnavailable."""
        if not self._looks_the_same():
            async with self._looking:
                doubts = self._log.trust.doubts
                if self._seen != doubts:
                    await self._look()
                    self._seen = doubts
        return self._looks_the_same()

    def _looks_the_same(self) -> bool:
        return self._seen == self._log.trust.doubts

    async def _look(self) -> None:
        info = await self._log.info()
        await asyncio.to_thread(self._record_cache.bind, info.created)
        reached = await asyncio.to_thread(self._record_cache.reached)
        if reached:
            there = await self._log.held_since(reached)
            if not await asyncio.to_thread(self._record_cache.ends_with, there):
                raise Spoiled(f"what was at position {reached} of the log")

    async def _taken(self, after: int, records: list[Placed]) -> bool:
        """Whether these were taken: each follows the one before, the leader has the last one, the disk isn't full."""
        if [position for position, _, _ in records] != list(range(after + 1, after + 1 + len(records))):
            return False
        held = await self._log.held_since(records[-1][0])
        if held is None or held[0] != records[-1][2] or not self._looks_the_same():
            return False
        return await asyncio.to_thread(self._put, after, records, held)

    def _put(self, after: int, records: list[Placed], held: Held) -> bool:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        usage = shutil.disk_usage(self._directory)
        if usage.free < _FREE * usage.total:
            return False
        return self._record_cache.take(after, records, held)

    async def _thrown_away(self, why: Exception) -> None:
        """Begin anew: the log tells all of it as well, only later. What another process writes just now is left."""
        if getattr(why, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return
        self._seen = None
        if str(why) != self._told:
            self._told = str(why)
            logger.warning("the record cache of %s is thrown away and filled anew: %s", self._service, why)
        try:
            await asyncio.to_thread(self._record_cache.clear)
        except OSError as error:
            logger.info("the record cache of %s can't be thrown away: %s", self._service, error)
