"""The projection runner: follows the log, folds it into the store, tells who waits for a version.

One transaction per batch holds the changed rows and the position with the id of the last event, so a crash loses or
doubles nothing. Only one runner is active on a store; others stand by and serve queries.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress

from sqlalchemy import update
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError, TimeoutError as PoolTimeout

from shared.eventlog import EventLog, FastReader, LogDamaged, LogUnavailable, Record
from shared.projection.batches import Batches
from shared.projection.decisions import dropped_in
from shared.projection.fold import Folder, Hooks
from shared.projection.following import Following
from shared.projection.halting import Halt, Overtaken, Rule, verify
from shared.projection.locking import RunnerLock
from shared.projection.parked import parked_count
from shared.projection.renewal import Renewing
from shared.projection.store import Moved, Store
from shared.projection.tables import position_in, positions, version_in
from shared.projection.threads import to_its_end
from shared.projection.view import View

logger = logging.getLogger(__name__)

_BATCH = 4_000
_STANDBY = 1.0
# Short: whoever wants to write waits until it has been seen that this is the log that it was.
_PAUSE = 0.25
_IDLE = 5.0
_KNOWN = 100_000
_REST, _LONGEST_REST = 15.0, 0.05
_NOT_TO_BE_DECIDED_ON: tuple[Rule, ...] = ("log-cut", "other-log", "hole", "version-skipped", "other-version")
# A database that has turned read-only calls it an internal error.
_DATABASE_GONE = (OperationalError, InterfaceError, InternalError, PoolTimeout)


class Runner:
    """Keeps one store's views at the end of the log. `run` goes on until it is cancelled."""

    def __init__(
        self, store: Store, log: EventLog, reader: FastReader, views: Sequence[View], hooks: Hooks | None = None
    ) -> None:
        self.store, self._log, self._reader = store, log, reader
        self._views = views
        self._folder = Folder(store.service, views, hooks, strict=False)
        self._lock, self._following = RunnerLock(store), Following(store, log, reader)
        self.renewing = Renewing(store, log, views)
        """What makes a generation of this version where it has none, once it is told to: by whoever serves."""
        self._moved = asyncio.Condition()
        self.active = False
        self.halted: str | None = None
        """Why it has stopped and what to do, as a sentence; None while it runs."""
        self.halted_by: Rule | None = None
        self.ailing: str | None = None
        """Why what is new can't be written to the store now, as a sentence; None while it can."""
        self.parked = 0
        """How many events of the store are parked."""
        self._generation, self.position, _ = self._stored()
        self._known: dict[str, int] = {}
        self._doubtful, self._waits_for = False, ""
        self._remade, self._had = store.remade, 0
        self.behind = 0
        self.last_batch = time.time()
        self.applied: dict[str, int] = {}
        """How many events of each type this runner has written to the store."""

    async def run(self) -> None:
        """Follow the log for ever; stand by while another process runs this store; halt, never guess."""
        self._log.client.on_reconnect.append(self._doubt)
        self._doubt()
        try:
            while True:
                try:
                    await self._lead()
                    await self._follow()
                except (Halt, LogDamaged) as halt:
                    self._stop(halt)
                    await self._until_rebuilt()
                except LogUnavailable as error:
                    if str(error) != self._waits_for:
                        logger.warning("projection of %s waits for the log: %s", self.store.service, error)
                    self._waits_for = str(error)
                    await asyncio.sleep(_PAUSE)
                except (SQLAlchemyError, OSError) as error:
                    logger.warning("projection of %s waits for its database: %s", self.store.service, error)
                    self.ailing = " ".join(str(getattr(error, "orig", None) or error).split())
                    # The lock may have gone with the connection that held it.
                    self._step_back()
                    await asyncio.sleep(1)
                    with suppress(SQLAlchemyError, OSError):
                        # Perhaps what it held is gone, and another generation serves.
                        await to_its_end(self.store.reopen_if_moved)
        finally:
            self._log.client.on_reconnect.remove(self._doubt)
            self._step_back()

    async def wait_for(self, aggregate: str, version: int, timeout: float) -> bool:
        """Wait until the store holds this version of the aggregate; false if it doesn't within `timeout` seconds."""
        return await self._wait(lambda: self.known_version(aggregate) >= version, timeout)

    async def wait_for_position(self, position: int, timeout: float) -> bool:
        """Wait until the store holds everything up to the position; false if it doesn't within `timeout` seconds."""
        return await self._wait(lambda: self.position >= position, timeout)

    async def wait_for_end(self, timeout: float) -> bool:
        """Wait until the store holds all that the log holds now; false if it doesn't within `timeout` seconds.

        Raises LogUnavailable.
        """
        return await self.wait_for_position((await self._log.info()).state.last_seq, timeout)

    def known_version(self, aggregate: str) -> int:
        """The version at which the store holds the aggregate, for every reader; 0 for none."""
        if self.active and (known := self._known.get(aggregate)) is not None:
            return known
        with self.store.read() as connection:
            return version_in(connection, aggregate)

    async def _lead(self) -> None:
        """Become the one runner of this store, however long that takes."""
        while not self.active:
            if self._doubtful:
                # Commands of this process wait for it, whether it is the one that writes the store or not.
                self._generation, self.position, event_id = await to_its_end(self._stored)
                await self._verify(event_id)
            self._look_whose()
            self.active = await to_its_end(self._lock.acquire)
            if not self.active:
                await self._look()
                self.ailing = None
                await asyncio.sleep(_STANDBY)

    def _step_back(self) -> None:
        self.active = False
        self._lock.release()
        self._following.release()

    def _stop(self, why: Halt | LogDamaged) -> None:
        service = self.store.service
        if isinstance(why, Halt):
            self.halted, self.halted_by = str(why), why.rule
        else:
            self.halted_by = "hole"
            self.halted = f"{why}; restore the log from a backup, then run: tomoni rebuild {service}"
        if self.halted_by in _NOT_TO_BE_DECIDED_ON:
            self._log.trust.refuse(f"the projection has halted: {self.halted}")
        logger.error("projection of %s halted at %s: %s", service, self.position, self.halted)

    async def _follow(self) -> None:
        self._folder.forget()
        self._known.clear()
        self._look_what_is_missing()
        self._generation, self.position, event_id = await to_its_end(self._stored)
        self._had_again(self.position)
        await self._verify(event_id)
        self._look_whose()
        # A rebuilt store is further than the former one was, and perhaps nothing new comes.
        await self._tell()
        self._folder.dropped = await dropped_in(self._log, self.store.service)
        async with aclosing(self._following.follow(self.position, idle=_IDLE)) as batches:
            async for batch in batches:
                if self._doubtful:
                    return
                self.behind = self._following.pending if batch else 0
                began = time.monotonic()
                for start in range(0, len(batch), _BATCH):
                    if not await to_its_end(self._apply, batch[start : start + _BATCH]):
                        return
                    await self._tell()
                if not batch:
                    if await to_its_end(self._outdated) or not await to_its_end(self._still_writes):
                        return
                    self.ailing = None
                if 1 < len(batch) < _BATCH and not self.behind:
                    # Many write at once, and each transaction has a cost of its own: let more events come together, and
                    # leave the processor to the commands meanwhile: a sixteenth of the time is for this. An event alone
                    # in its batch causes no rest.
                    await asyncio.sleep(min(_REST * (time.monotonic() - began), _LONGEST_REST))

    def _apply(self, batch: list[Record]) -> bool:
        """Fold one batch; false where a rebuilt generation has taken over and everything must be read anew."""
        if self._outdated():
            return False
        folding = Batches(self._folder, lambda: self.store.write(self._generation), self._committed)
        try:
            folding.fold(batch, self.position)
        except (Moved, Overtaken):
            return False
        except _DATABASE_GONE:
            raise
        except SQLAlchemyError as error:
            raise Halt(
                f"the events behind position {self.position} can't be written ({error}); this is a fault of the "
                "program: upgrade it",
                rule="unwritable",
            ) from error
        return True

    def _committed(self, position: int) -> None:
        if len(self._known) > _KNOWN:
            self._known.clear()
        self._known.update(self._folder.moved)
        for type_, count in self._folder.applied.items():
            self.applied[type_] = self.applied.get(type_, 0) + count
        if self._folder.parked > self.parked:
            logger.error("projection of %s: parked events: %s", self.store.service, self._folder.parked)
        self.parked = self._folder.parked
        self.position, self.last_batch = position, time.time()
        self._had_again(position)
        self.halted, self.halted_by, self.ailing = None, None, None
        self._log.trust.reached(position)

    def _outdated(self) -> bool:
        """Whether another generation serves than the one that was followed; any reader may have turned to it first."""
        self.store.reopen_if_moved()
        return self.store.generation != self._generation or self.store.remade != self._remade

    def _look_whose(self) -> None:
        """Only what this version has filled is followed. Raises Halt."""
        if self.store.outdated is not None:
            raise Halt(self.store.outdated, rule="other-version")

    def _look_what_is_missing(self) -> None:
        """Everything that a deleted store held must be there again before any of it is shown."""
        if self.store.remade != self._remade:
            self._remade, self._had = self.store.remade, max(self._had, self.position)

    def _had_again(self, position: int) -> None:
        if self.store.incomplete is not None and position >= self._had:
            self.store.incomplete, self._had = None, 0

    def _still_writes(self) -> bool:
        """Write nothing new, while nothing new comes: only so it is known whether the store can be written.

        False where another generation serves by now.
        """
        try:
            with self.store.write(self._generation) as connection:
                connection.execute(update(positions).values(position=positions.c.position))
        except Moved:
            return False
        return True

    def _doubt(self) -> None:
        """The server was away: it may come back with another log, so look again before going on or writing to it."""
        self._doubtful = True
        self._log.trust.doubt()

    async def _verify(self, event_id: str) -> None:
        """Look whether this is the log that the store was built from. Raises Halt."""
        self._doubtful = False
        await verify(self._log, self.store.service, self.position, event_id, reached=self._log.trust.position)
        if not self._doubtful:
            self._waits_for = ""
            self._log.trust.give(self.position)

    async def _until_rebuilt(self) -> None:
        """Halted: until the store was rebuilt, or the server was away and may have come back with the right log."""
        while not self._doubtful:
            with suppress(SQLAlchemyError, OSError):
                if self.halted_by == "other-version":
                    self.halted = await self.renewing.renew(self._tell_halted) or self.halted
                if await to_its_end(self._outdated):
                    self._log.trust.forget()
                    # Also where another process runs the store: what was refused here has to be looked at again.
                    self._doubt()
                    break
            await asyncio.sleep(_STANDBY)
        # Whoever wants to write meanwhile waits until it has been looked at again, and isn't refused any more.
        self._log.trust.doubt()
        self.halted, self.halted_by = None, None

    def _tell_halted(self, why: str) -> None:
        self.halted = why

    async def _look(self) -> None:
        """Standing by: see how far the active runner has come."""
        await to_its_end(self._outdated)
        self._look_what_is_missing()
        _, position, _ = await to_its_end(self._stored)
        self._had_again(position)
        if position != self.position:
            self.position = position
            await self._tell()

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _wait(self, reached: Callable[[], bool], timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while not reached():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            try:
                # A runner that stands by is told nothing and must look.
                async with asyncio.timeout(left if self.active else min(left, 0.05)), self._moved:
                    await self._moved.wait_for(reached)
            except TimeoutError:
                if not self.active:
                    await self._look()
        return True

    def _stored(self) -> tuple[int, int, str]:
        """The generation that serves, the position in it and the id of the event there."""
        while True:
            generation = self.store.generation
            with self.store.read_anyway() as connection:
                position, event_id = position_in(connection)
                self.parked = parked_count(connection)
            if generation == self.store.generation:
                return generation, position, event_id
