"""The clock: asks its rules what is due, and has it done in the order in which it became due.

Of all processes on a store one holds the lease; when it dies another has it within seconds. Nothing rests on that
alone: each command's id is made from rule, subject and day, so two clocks at once, a restart or a rebuild bring nothing
about twice. After a time without any clock everything that became due meanwhile is done, each once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError as PoolTimeout

from shared.clock.memory import Key, Memory
from shared.clock.rules import Due, Rule, order_of
from shared.eventlog import LogUnavailable
from shared.events import Refused
from shared.now import utc_now
from shared.projection import Outdated, Store
from shared.projection.locking import ClockLease
from shared.projection.threads import to_its_end
from shared.readiness import of_clock
from shared.runtime import Runtime
from shared.stopping import broken_off

logger = logging.getLogger(__name__)

STORE_SECONDS = 20.0
"""How long a tick waits for the store to reach the log's end before it is given up for this time."""

_STANDBY = 1.0
_DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
PASSING = (LogUnavailable, Outdated, *_DATABASE_GONE)
"""What ends by itself, and what readiness names elsewhere: no rule is to blame."""


class Follower(Protocol):
    """What knows how far the views are; the projection runner is one."""

    async def wait_for_position(self, position: int, timeout: float) -> bool:
        """Whether the views reached this position of the log within `timeout` seconds."""


class Clock:
    """One service's clock. `end` tells the log's last position, `now` the time, `interval` the seconds between ticks.

    `run` goes on until it is cancelled. Figures: `active` (it holds the lease), `commands`, `refusals` and `failures`
    by rule, `last_tick` (the last one that got to its end).
    """

    def __init__(
        self,
        store: Store,
        follower: Follower,
        end: Callable[[], Awaitable[int]],
        rules: Sequence[Rule[Any]],
        *,
        interval: float,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.service, self.rules = store.service, tuple(rules)
        self._store, self._follower, self._end = store, follower, end
        self._interval, self._now = interval, now
        self._lease, self._memory = ClockLease(store), Memory(interval)
        self.active = False
        self.last_tick: datetime | None = None
        self.commands = Counter({rule.name: 0 for rule in rules})
        self.refusals, self.failures = self.commands.copy(), self.commands.copy()
        self._done_until: datetime | None = None
        self._led_since: datetime | None = None

    async def run(self) -> None:
        """Tick for ever, as the only one of this store's clocks that does; wait while another one has the lease."""
        try:
            while True:
                try:
                    await self._lead()
                    await self.tick()
                except PASSING as error:
                    logger.warning("clock of %s waits: %s", self.service, error)
                    if isinstance(error, _DATABASE_GONE):
                        # The lease may have gone with the connection that held it.
                        self._step_back()
                except Exception:
                    logger.exception("clock of %s: this tick failed, the next one is tried", self.service)
                await asyncio.sleep(self._interval)
        finally:
            self._step_back()

    async def tick(self) -> None:
        """Have everything done that is due now. Returns at once where the store doesn't know all that the log holds.

        Raises only what passes by itself (`PASSING`); what was done before that is done.
        """
        now = self._now()
        if not await self._follower.wait_for_position(await self._end(), STORE_SECONDS):
            logger.warning("clock of %s: the store is behind the log, so nothing can be said to be due", self.service)
            return
        left: list[datetime] = []
        for rule, due in sorted(await self._due(now), key=lambda each: (each[1].moment, each[0].name, each[1].subject)):
            if not await self._done(rule, due, now):
                left.append(due.moment)
        if not any(len(key) == 1 for key in self._memory.failures):
            self._done_until = min(left, default=now)
        self.last_tick = now

    @property
    def lag(self) -> float:
        """For how many seconds something has been due and isn't done; between ticks, the time since the last one."""
        if not self.active or self._done_until is None:
            return 0.0
        return max(0.0, (self._now() - self._done_until).total_seconds())

    @property
    def still(self) -> float | None:
        """For how many seconds it has stood still, where that is longer than it may; None where it ticks.

        Standing by it needn't tick: another process has the lease.
        """
        known = [moment for moment in (self.last_tick, self._led_since) if moment is not None]
        if not self.active or not known:
            return None
        silent = (self._now() - max(known)).total_seconds()
        return silent if silent > 2 * self._interval + STORE_SECONDS else None

    async def check(self) -> str | None:
        """For readiness: None when all is well, a Notice about what keeps failing: everybody is served all the same."""
        failures = list(self._memory.failures.items())
        if not failures:
            return of_clock(still=self.still)
        key, worst = max(failures, key=lambda each: each[1].times)
        return of_clock(failing=len(failures), rule=key[0], times=worst.times, reason=worst.reason)

    async def _lead(self) -> None:
        """Have the lease, however long that takes."""
        if self.active and not (self._store.acts and await to_its_end(self._lease.still_held)):
            self._step_back()
        while not self.active:
            # Where a newer version is at work, or this one has no views, others do what is due.
            self.active = self._store.acts and await to_its_end(self._lease.acquire)
            if self.active:
                self._done_until = self._led_since = self._now()
                logger.info("the clock of %s runs here", self.service)
            else:
                await asyncio.sleep(_STANDBY)

    def _step_back(self) -> None:
        self.active = False
        self._lease.release()

    async def _due(self, now: datetime) -> list[tuple[Rule[Any], Due]]:
        """What every rule says is due; a rule that fails stops no other."""
        found: list[tuple[Rule[Any], Due]] = []
        for rule in self.rules:
            own: Key = (rule.name,)
            if self._memory.resting(own, now):
                continue
            try:
                named = await to_its_end(self._ask, rule, now)
            except PASSING:
                raise
            except Exception as error:
                self._failed(own, error, now)
                continue
            self._memory.keep(rule.name, (_key(rule, due) for due in named))
            found += [(rule, due) for due in named]
        return found

    def _ask(self, rule: Rule[Any], now: datetime) -> Sequence[Due]:
        with self._store.read() as connection:
            return rule.due(connection, now)

    async def _done(self, rule: Rule[Any], due: Due, now: datetime) -> bool:
        """Have one thing done; false where it failed, or failed too recently."""
        key = _key(rule, due)
        if self._memory.settled(key):
            return True
        if self._memory.resting(key, now):
            return False
        try:
            outcome = await rule.act(due, order_of(self.service, rule.name, due, now))
        except Refused as refusal:
            logger.info("%s on %s of %s: nothing done, because %s", rule.name, due.on, due.subject, refusal)
            self.refusals[rule.name] += 1
        except PASSING:
            raise
        except Exception as error:
            self._failed(key, error, now)
            return False
        else:
            self.commands[rule.name] += bool(outcome.events)
        self._memory.answered(key)
        return True

    def _failed(self, key: Key, error: Exception, now: datetime) -> None:
        failure = self._memory.failed(key, f"{type(error).__name__}: {error}", now)
        self.failures[key[0]] += 1
        logger.warning("clock of %s: %s failed, time %d: %s", self.service, key[0], failure.times, failure.reason)


def _key(rule: Rule[Any], due: Due) -> Key:
    return rule.name, due.subject, due.on


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
        await broken_off(running)
