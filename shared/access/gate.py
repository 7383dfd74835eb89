"""The gate of an answering process: it lets in what still holds, as long as it would hear of its end.

It reads along with the store of its service, also where another process writes that: an end is known here within half
a second of its being in the store. And it asks the log once a second how far that goes, so that it knows when no end
could reach it any more: then no command passes, and after a while nothing does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from shared.access.ends import Ends
from shared.eventlog import LogUnavailable
from shared.now import utc_now
from shared.projection import Outdated
from shared.projection.threads import to_its_end
from shared.stopping import ended

if TYPE_CHECKING:
    from shared.access.views import EndedAccess, GonePeople
    from shared.eventlog import EventLog
    from shared.identity.tokens import Identity
    from shared.projection import Runner, Store

logger = logging.getLogger(__name__)

_READ_EVERY = 0.25
_ASK_EVERY = 1.0
_ANSWER = 1.5
_PATIENCE = 5.0
_ASKED_AGAIN = 2.0
BEHIND = 5.0
"""Seconds for which a process may not have seen the end of the log until no command passes."""
_UNKNOWN = "Whether a session or token was ended can't be known here now: "


class AccessOver(Exception):
    """A session or token was genuine and holds no more; the message is one sentence for whoever sent it."""


class NotCurrent(Exception):
    """Whether anything has ended can't be known here now; the message is one sentence."""


class Gate:
    """What has ended and whether that is all, for one process of a service. It begins to look when it is first asked.

    `reads_for` is for how many seconds queries still pass when it is no longer known whether an end was missed.
    """

    def __init__(
        self,
        store: Store,
        runner: Runner,
        log: EventLog,
        views: tuple[EndedAccess, GonePeople],
        *,
        reads_for: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._runner, self._log = store, runner, log
        self._ends = Ends(views[0].table, views[1].table)
        self._reads_for, self._clock = reads_for, clock
        self.now: Callable[[], datetime] = utc_now
        """The time by which what is long over is left out."""
        self._current_at = clock()
        self._held, self._all, self._was_current = asyncio.Event(), asyncio.Event(), False
        self._deadline = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._lock, self._asking_again = asyncio.Lock(), asyncio.Lock()
        self._seen = -1

    async def admit(self, who: Identity, *, command: bool) -> None:
        """Return where it may pass. Raises AccessOver, NotCurrent."""
        await self._looked(command=command)
        if self._late(command=command):
            await self._asked_again(command=command)
        if (reason := self._ends.over(who)) is not None:
            raise AccessOver(reason)
        if self._late(command=command):
            raise NotCurrent(self._out_of_date())

    async def must_be_current(self) -> None:
        """Return where it would be known if anything had ended. Raises NotCurrent."""
        await self._looked(command=True)
        if self._late(command=True):
            await self._asked_again(command=True)
        if self._late(command=True):
            raise NotCurrent(self._out_of_date())

    def ended(self, who: Identity) -> str | None:
        """Why an answer that goes on for long must end now, as a sentence; None where it may go on."""
        if (reason := self._ends.over(who)) is not None:
            return reason
        return self._out_of_date() if self._behind() > BEHIND else None

    def is_gone(self, person: str) -> bool:
        """Whether this is somebody who has left or was forgotten, as far as is known here."""
        return self._ends.is_gone(person)

    async def knows(self, position: int) -> None:
        """Return when an end that stands at this position of the log is known here, or after a while in any case."""
        if await self._runner.wait_for_position(position, _PATIENCE):
            await self._read()

    async def look(self) -> None:
        """Know all that the store holds now, for whoever doesn't let others in but wants to know. Raises Outdated."""
        await self._read()

    async def close(self) -> None:
        """Look no more."""
        for task in self._tasks:
            await ended(task)
        self._tasks.clear()

    async def _looked(self, *, command: bool) -> None:
        """Wait, where it was just begun, until it is known what the store holds; for a command, until that is all."""
        if not self._tasks:
            self._begin()
        awaited = self._all if command else self._held
        left = self._deadline - self._clock()
        if not awaited.is_set() and left > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(awaited.wait(), left)

    def _begin(self) -> None:
        # Nobody was let in before, so nothing is late yet.
        self._current_at = self._clock()
        self._deadline = self._current_at + _PATIENCE
        self._tasks = [
            asyncio.create_task(self._keep(self._reading, _READ_EVERY), name="access: what is new"),
            asyncio.create_task(self._keep(self._asking, _ASK_EVERY), name="access: whether that is all"),
        ]

    async def _keep(self, work: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            try:
                await work()
            except (LogUnavailable, Outdated, SQLAlchemyError, OSError) as error:
                # It shows in how long ago all was known; the projection's own log says what is wrong.
                logger.debug("ends of sessions and tokens can't be read now: %s", error)
            # When the log is back it is to be known at once.
            await asyncio.sleep(every if self._behind() < 2 * every else _READ_EVERY)

    async def _reading(self) -> None:
        if not self._runner.active or self._runner.position != self._seen:
            await self._read()

    async def _asking(self) -> None:
        asked = self._clock()
        try:
            async with asyncio.timeout(_ANSWER):
                info = await self._log.info()
        except TimeoutError:
            # Lost with a server that has ended: nobody waits for it when the log is back.
            return
        if not info.has_majority:
            # It leads no more, and what it calls the end needn't be that.
            return
        end = info.state.last_seq
        if self._runner.halted is None and await self._runner.wait_for_position(end, BEHIND):
            await self._read()
            if self._runner.halted is None:
                self._current_at, self._was_current = asked, True
                self._all.set()
        if self._runner.halted is not None:
            # Nothing more is going to be known: nobody need wait for it.
            await self._read()
            self._all.set()

    async def _read(self) -> None:
        async with self._lock:
            position = self._runner.position
            await to_its_end(self._read_now)
            self._seen = position
            self._held.set()

    def _read_now(self) -> None:
        with self._store.read() as connection:
            self._ends.read(connection, self.now())

    def _behind(self) -> float:
        return self._clock() - self._current_at

    def _late(self, *, command: bool) -> bool:
        behind = self._behind() > (BEHIND if command else BEHIND + self._reads_for)
        return behind or (command and not self._was_current)

    async def _asked_again(self, *, command: bool) -> None:
        """Ask out of turn: a process that stood still, or had no time to ask, may know all as soon as it asks."""
        with suppress(TimeoutError, LogUnavailable, Outdated, SQLAlchemyError, OSError):
            async with asyncio.timeout(_ASKED_AGAIN), self._asking_again:
                if self._late(command=command) and self._runner.halted is None:
                    await self._asking()

    def _out_of_date(self) -> str:
        if (halted := self._runner.halted) is not None:
            return f"{_UNKNOWN}the projection has halted: {halted}"
        return f"{_UNKNOWN}the store doesn't keep up with the log. /readyz says why; try again in a moment."
