"""A service's reactions: each rule is carried out exactly once per event.

It waits until the own store has reached the event, its commands have ids made from rule and event, and a mark outside
the views says that it is done. So neither a redelivery nor a rebuild nor a durable made anew brings anything about
twice, and a process that dies in between loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from shared.eventlog import LogUnavailable, Order
from shared.events import Authority, BrokenEvent, Event, Recorded, Refused, UnknownEvent, decode, derived_id
from shared.now import utc_now
from shared.projection import Outdated, ParkedReaction, ParkedReactions, newer_at_work
from shared.reacting.listener import Listener
from shared.reacting.processed_events import ProcessedEvents
from shared.readiness import Notice
from shared.runtime import Runtime
from shared.server.accounts import durable_of
from shared.server.declared import HEARD_BY
from shared.stopping import ended
from shared.traceparent import child

logger = logging.getLogger(__name__)

STORE_SECONDS = 20.0
"""How long a rule waits for the own store before it hands the event back."""

_LOOK_EVERY = 1.0

Rule = Callable[[Recorded[Any]], Awaitable[None]]
Rules = Mapping[type[Event], tuple[str, Rule]]
"""Which rule is about which events, by its name in marks and ids: never to change."""


class StoreBehind(RuntimeError):
    """The own store hasn't reached the event in time; it comes again."""


class LeftToNewer(RuntimeError):
    """A newer version of this program is at work, and may know what this one doesn't; the event comes to it."""


PASSING = (LogUnavailable, Outdated, StoreBehind, LeftToNewer, OperationalError, InterfaceError, InternalError)
"""What ends by itself, or by what readiness names: the log away, the store behind, its database away."""


class Reactions:
    """The rules, and the service's durable that they listen on. `start` needs the runner to be running.

    Of several versions at work the newest listens; a process whose version has no store yet doesn't.
    """

    def __init__(self, runtime: Runtime, rules: Rules, *, url: str, now: Callable[[], datetime] = utc_now) -> None:
        self._service, self._runner, self._now, self._rules = runtime.service, runtime.runner, now, rules
        self._store, self._processed = runtime.store, ProcessedEvents(runtime.store)
        self._parked = ParkedReactions(runtime.store)
        durable, filters = durable_of(runtime.service, "reactions"), HEARD_BY[runtime.service]
        self._listener = Listener(url, Path(runtime.seed_file), durable, filters, self.hear, self.park, PASSING)
        self._minding: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect and begin to react, as soon as that is this version's. Raises RuntimeError without the durable."""
        if self._store.acts:
            await self._listener.start()
        self._minding = asyncio.create_task(self._mind(), name=f"{self._service} reactions")

    async def stop(self) -> None:
        """Stop reacting; what is broken off is done by the next start."""
        if self._minding is not None:
            await ended(self._minding)
        await self._listener.stop()

    async def _mind(self) -> None:
        """Listen whenever this version is the one that does."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self._store.acts is self._listener.listens:
                continue
            try:
                await (self._listener.stop() if self._listener.listens else self._listener.start())
            except Exception as error:
                logger.warning("the reactions of %s can't be begun or ended yet: %s", self._service, error)

    async def check(self) -> str | None:
        """For readiness: None when all is well, else a sentence; a Notice about reactions that were put aside."""
        if not self._store.acts:
            return None
        if (wrong := await self._listener.check()) is not None:
            return wrong
        if parked := await asyncio.to_thread(self._parked.count):
            reactions = "1 reaction has" if parked == 1 else f"{parked} reactions have"
            return Notice(f"{reactions} kept failing and been put aside; see: tomoni parked list {self._service}.")
        return None

    async def park(self, position: int, payload: bytes, reason: str) -> None:
        """Put an event aside that can't be reacted to, so that the ones behind it come.

        Raises LeftToNewer where that isn't for this version to say.
        """
        if await asyncio.to_thread(newer_at_work, self._store):
            raise LeftToNewer(reason)
        logger.error("the reaction to position %s is put aside: %s", position, reason)
        await asyncio.to_thread(self._parked.add, ParkedReaction(position, reason, payload, self._now()))

    async def retry_parked(self) -> list[ParkedReaction]:
        """React to what was put aside, in log order; what fails again is returned, and stays aside with its reason."""
        for reaction in await asyncio.to_thread(self._parked.every):
            try:
                await self.hear(decode(reaction.position, reaction.payload))
            except PASSING:
                raise
            except Exception as error:
                await self.park(reaction.position, reaction.payload, f"{type(error).__name__}: {error}")
            else:
                await asyncio.to_thread(self._parked.remove, reaction.position)
        return await asyncio.to_thread(self._parked.every)

    async def hear(self, event: Recorded[Event]) -> None:
        """React to one event, once. Returns at once where no rule is about it or it was dealt with before."""
        if type(event.data) not in self._rules or event.imported_from is not None:
            # What another system tells of the past is no occasion to do anything today.
            return
        rule, react = self._rules[type(event.data)]
        if await asyncio.to_thread(self._processed.handled, rule, event.id):
            return
        if not await self._runner.wait_for_position(event.position, STORE_SECONDS):
            raise StoreBehind(f"the store is at {self._runner.position}, the event at {event.position}")
        try:
            await react(event)
        except Refused as refusal:
            # A refusal is an answer: asking again would bring the same one.
            logger.warning("%s on event %s: nothing done, because %s", rule, event.id, refusal)
        await asyncio.to_thread(self._processed.set, rule, event.id, self._now())

    async def drop_parked(self, position: int) -> None:
        """Never react to this event, whatever brings it back. Harmless where it wasn't put aside."""
        for reaction in await asyncio.to_thread(self._parked.every):
            if reaction.position != position:
                continue
            with suppress(UnknownEvent, BrokenEvent):
                event = decode(position, reaction.payload)
                if (found := self._rules.get(type(event.data))) is not None:
                    await asyncio.to_thread(self._processed.set, found[0], event.id, self._now())
            await asyncio.to_thread(self._parked.remove, position)

    def order(self, rule: str, event: Recorded[Any], step: str) -> Order:
        """The order of a step of a rule on an event: the same command whenever it is tried."""
        command = derived_id(event.id, f"{rule}:{step}")
        return Order(
            command=command,
            actor=f"system:{rule}",
            now=self._now(),
            correlation=event.correlation,
            causation=event.id,
            traceparent=child(event.traceparent, command),
            authority=Authority.SYSTEM,
        )
