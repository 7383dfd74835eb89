"""Whether a log takes what is sent, tried while nobody writes: by a message in stream HEALTH, on the same disk.

Nothing that is no event ever enters the log itself. HEALTH keeps one message of each service.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec

from shared.eventlog.errors import LogFull, LogLeaderless, LogUnavailable
from shared.eventlog.fate import Fate
from shared.eventlog.log import EventLog
from shared.eventlog.standing import ApiError

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds without any append after which the disk is tried."""
IN_TROUBLE = 1.0
"""Seconds between two trials while something is wrong."""
FIRST_PATIENCE, LONGEST_PATIENCE = 30.0, 600.0
"""For how many seconds trials must go well until appends are believed to, which had no answer before."""

# It takes some milliseconds; the sooner silence is noticed, the sooner another server is gone to.
_SILENCE = 1.5

# A block of most file systems: a smaller one would find room on a disk that has none for an event.
_BEAT = b"\0" * 4096


class _Ack(msgspec.Struct, frozen=True):
    error: ApiError | None = None


class Pulse:
    """Tries for one service. `wait` waits for so many seconds, or less where there is reason to look at once."""

    def __init__(
        self,
        log: EventLog,
        service: str,
        *,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        self._log, self._subject, self._now = log, f"health.{service}", now
        self.fate = Fate(now)
        self.absent = False
        """Nobody takes it: the stream isn't there, or the server hasn't been told of it."""
        self._wake = asyncio.Event()
        self._wait = wait or self._at_most
        self._patience, self._patient_since = FIRST_PATIENCE, 0.0

    async def run(self) -> None:
        """Try whenever nothing else tells, until this is cancelled."""
        self._log.client.on_reconnect.append(self._wake.set)
        self._wake.set()
        try:
            while True:
                if self._wake.is_set() or self._now() >= self._due:
                    self._wake.clear()
                    await self.beat()
                await self._wait(max(0.0, self._due - self._now()))
        finally:
            self._log.client.on_reconnect.remove(self._wake.set)

    async def beat(self) -> None:
        """Try once."""
        try:
            answer = await self._log.request(self._subject, _BEAT, timeout=_SILENCE, stream="HEALTH")
            refusal = msgspec.json.decode(answer, type=_Ack).error
            if refusal is not None:
                raise LogUnavailable(f"a trial was refused: {refusal.description}")
        except LogLeaderless:
            self.absent = await self._log_answers()
            if not self.absent:
                self._failed(LogLeaderless("nobody answers for the log now; it may be choosing a leader"))
            else:
                self.fate.fared_well()
        except LogUnavailable as error:
            self._failed(error)
        else:
            self.absent = False
            self.fate.fared_well()
            self._believe_in_appends()

    @property
    def _due(self) -> float:
        """When to try next, were nothing to happen until then."""
        last = max(self.fate.known or 0.0, self._log.fate.known or 0.0)
        return last + (EVERY if self._log.fate.trouble is None and self.fate.trouble is None else IN_TROUBLE)

    def _failed(self, error: LogUnavailable) -> None:
        if self.fate.trouble is None:
            logger.warning("the log takes nothing: %s", error)
        self.fate.failed(error)

    def _believe_in_appends(self) -> None:
        """A trial went well. Does what went wrong with the last append count for anything still?

        A server whose disk was full goes on refusing what is for the log, when there is room again and HEALTH is
        written; another server, or the same one started anew, doesn't. Else only time tells, the longer the oftener
        that was wrong.
        """
        appends = self._log.fate
        if appends.trouble is None:
            if appends.stored is not None and appends.stored > self._patient_since:
                self._patience = FIRST_PATIENCE
            return
        if isinstance(appends.trouble, LogFull):
            # Known by the log's size, and not by its disk.
            return
        elsewhere = appends.connection != self._log.reconnects
        if elsewhere or isinstance(appends.trouble, LogLeaderless):
            appends.forget()
        elif self._now() - appends.since >= self._patience:
            self._patience, self._patient_since = min(2 * self._patience, LONGEST_PATIENCE), self._now()
            appends.forget()

    async def _log_answers(self) -> bool:
        try:
            await self._log.info()
        except LogUnavailable:
            return False
        return True

    async def _at_most(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
