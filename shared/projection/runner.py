"""The projection runner: follows the log, folds it into the store, tells who waits for a version.

One transaction per batch holds the changed rows and the position with the id of the last event, so a crash loses or
doubles nothing. Only one runner is active on a store; others stand by and serve queries.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from shared.eventlog import EventLog, FastReader, LogDamaged, LogUnavailable, Record
from shared.events import BrokenEvent, UnknownEvent, decode
from shared.projection.fold import Folder, Halt
from shared.projection.locking import RunnerLock
from shared.projection.store import Store
from shared.projection.tables import position_in, version_in
from shared.projection.view import View

logger = logging.getLogger(__name__)

_BATCH = 4_000
_STANDBY = 1.0
_IDLE = 5.0


class Runner:
    """Keeps one store's views at the end of the log. `run` goes on until it is cancelled."""

    def __init__(self, store: Store, log: EventLog, reader: FastReader, views: Sequence[View]) -> None:
        self.store, self._log, self._reader = store, log, reader
        self._views = views
        self._folder = Folder(store.service, views)
        self._lock = RunnerLock(store)
        self._moved = asyncio.Condition()
        self.active = False
        self.halted: str | None = None
        self.position, _ = self._stored()
        self.behind = 0
        self.last_batch = time.time()

    async def run(self) -> None:
        """Follow the log for ever; stand by while another process runs this store; halt, never guess."""
        while not await asyncio.to_thread(self._lock.acquire):
            await self._look()
            await asyncio.sleep(_STANDBY)
        try:
            self.active = True
            while True:
                try:
                    await self._follow()
                except (Halt, LogDamaged) as halt:
                    self.halted = str(halt)
                    logger.error("projection of %s halted at %s: %s", self.store.service, self.position, halt)
                    await self._until_rebuilt()
                except LogUnavailable as error:
                    logger.warning("projection of %s waits for the log: %s", self.store.service, error)
                    await asyncio.sleep(1)
        finally:
            self.active = False
            self._lock.release()

    async def wait_for(self, aggregate: str, version: int, timeout: float) -> bool:
        """Wait until the store holds this version of the aggregate; false if it doesn't within `timeout` seconds."""
        return await self._wait(lambda: self.known_version(aggregate) >= version, timeout)

    async def wait_for_position(self, position: int, timeout: float) -> bool:
        """Wait until the store holds everything up to the position; false if it doesn't within `timeout` seconds."""
        return await self._wait(lambda: self.position >= position, timeout)

    def known_version(self, aggregate: str) -> int:
        """The version at which the store holds the aggregate; 0 for none."""
        if self.active and (known := self._folder.known_version(aggregate)) is not None:
            return known
        with self.store.read() as connection:
            return version_in(connection, aggregate)

    async def _follow(self) -> None:
        self._folder.forget()
        self.position, event_id = await asyncio.to_thread(self._stored)
        await self._verify(event_id)
        async for batch in self._reader.follow(self.position, idle=_IDLE):
            self.behind = self._reader.pending if batch else 0
            for start in range(0, len(batch), _BATCH):
                if not await asyncio.to_thread(self._apply, batch[start : start + _BATCH]):
                    return
                await self._tell()
            if not batch and await asyncio.to_thread(self.store.reopen_if_moved):
                return

    def _apply(self, batch: list[Record]) -> bool:
        """Fold one batch; false where a rebuilt generation has taken over and everything must be read anew."""
        if self.store.reopen_if_moved():
            return False
        try:
            with self.store.write() as connection:
                position = self._folder.apply(connection, batch, self.position, empty=self.position == 0)
        except BaseException:
            self._folder.forget()
            raise
        self.position, self.last_batch, self.halted = position, time.time(), None
        return True

    async def _verify(self, event_id: str) -> None:
        """Raise Halt unless the event at the stored position is the one that the store says it is."""
        if self.position == 0:
            return
        last = (await self._log.info()).state.last_seq
        if last < self.position:
            raise Halt(
                f"the log ends at position {last}, the store is at {self.position}: the log was cut or made anew; "
                "restore the log, or rebuild the store"
            )
        payload = await self._log.at(self.position)
        try:
            found = decode(self.position, payload).id if payload else "nothing"
        except (BrokenEvent, UnknownEvent) as error:
            raise Halt(str(error)) from error
        if found != event_id:
            raise Halt(
                f"position {self.position} of the log holds event {found}, the store was built with {event_id} there: "
                "this is another log; rebuild the store"
            )

    async def _until_rebuilt(self) -> None:
        while not await asyncio.to_thread(self.store.reopen_if_moved):
            await asyncio.sleep(_STANDBY)
        self.halted = None

    async def _look(self) -> None:
        """Standing by: see how far the active runner has come."""
        position, _ = await asyncio.to_thread(self._stored)
        if position != self.position:
            self.position = position
            await self._tell()

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _wait(self, reached: object, timeout: float) -> bool:
        assert callable(reached)
        deadline = time.monotonic() + timeout
        while not reached():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            try:
                # A runner that stands by is told nothing and must look.
                async with asyncio.timeout(left if self.active else min(left, 0.05)), self._moved:
                    await self._moved.wait()
            except TimeoutError:
                if not self.active:
                    await self._look()
        return True

    def _stored(self) -> tuple[int, str]:
        with self.store.read() as connection:
            return position_in(connection)
