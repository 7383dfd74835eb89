"""From a command to events in the log: load, fold, decide, append, and know for certain what happened.

A cache keeps each hot aggregate's state and last sequence, so that a command needs no read. What the cache says is
never told to anybody as a refusal: before a refusal or a no-op is answered, it is decided again on a fresh read that
reaches what the leader holds.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Generic
from weakref import WeakValueDictionary

from msgspec import structs

from shared.eventlog.appending import OutOfDate, append
from shared.eventlog.asking import Record
from shared.eventlog.errors import Conflict, KeyReused, LogDamaged, LogFull, LogUnavailable, NewerLog, VersionMismatch
from shared.eventlog.loaded_aggregate import LoadedAggregate, fold
from shared.eventlog.loading import pauses, records_of
from shared.eventlog.log import EventLog
from shared.eventlog.orders import C, Decider, Order, Outcome, S
from shared.events import Event, Recorded, Refused, event_id, nats_subject, type_of

logger = logging.getLogger(__name__)

_RETRIES = 3
_CACHED = 8_000
"""Events of all aggregates that a cache remembers, 500 bytes or so each with what they came to; a cold read takes
a few milliseconds."""
# An election on three replicas leaves the log without a leader for 4 to 9 seconds.
_PATIENCE = 10.0


class Repository(Generic[S, C]):
    """Carries out commands on the aggregates of one kind."""

    def __init__(self, log: EventLog, decider: Decider[S, C]) -> None:
        self._log, self._decider = log, decider
        self._cache: OrderedDict[str, LoadedAggregate[S]] = OrderedDict()
        self._cached_events = 0
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._doubts = log.trust.doubts
        self.conflicts = 0
        self.unknown_outcomes = 0
        log.metrics.expect(decider.kind)

    async def load(self, aggregate_id: str) -> tuple[S, int]:
        """The aggregate's state and version as the leader knows them; version 0 where there is none."""
        past = await self._read(aggregate_id, _deadline())
        return past.state, past.version

    async def handle(self, aggregate_id: str, command: C, order: Order) -> Outcome:
        """Carry the command out exactly once, however often it is sent with the same command id.

        Raises what `decide` refuses with, and the errors of `shared.eventlog.errors`.
        """
        lock = self._locks.setdefault(aggregate_id, asyncio.Lock())
        async with lock:
            until = _deadline()
            await self._log.trust.wanted(until)
            past = self._cached(aggregate_id)
            if past is None:
                past = await self._read(aggregate_id, until)
                # Who had to wait for his turn to read hasn't lost his patience by that.
                until = _deadline()
            for _ in range(1 + _RETRIES):
                events = self._decide(aggregate_id, command, order, past)
                if events is None:
                    past = await self._read(aggregate_id, until)
                    events = self._decide(aggregate_id, command, order, past)
                if not isinstance(events, list):
                    return events or Outcome(self._name(aggregate_id), past.version, ())
                outcome = await self._store(aggregate_id, order, past, events, until)
                if outcome is not None:
                    return outcome
                self._conflict()
                past = await self._read(aggregate_id, until)
            raise Conflict(self._name(aggregate_id), past.version)

    async def recall(self, aggregate_id: str, order: Order) -> Outcome | None:
        """The answer to a command that this aggregate holds already; None if it was never carried out here.

        Raises KeyReused, and the other errors of `shared.eventlog.errors`.
        """
        return self._repeated(aggregate_id, order, await self._read(aggregate_id, _deadline()))

    def _decide(
        self, aggregate_id: str, command: C, order: Order, past: LoadedAggregate[S]
    ) -> list[Recorded[Event]] | Outcome | None:
        """New events; or the answer to a repeated command or a no-op; or None: not to be told without a fresh read."""
        if not past.fresh and past.may_hold(self._name(aggregate_id), order.commands):
            return None
        if (told := self._repeated(aggregate_id, order, past)) is not None:
            return told
        if order.expected_version is not None and order.expected_version != past.version:
            if not past.fresh:
                return None
            raise VersionMismatch(self._name(aggregate_id), order.expected_version, past.version)
        try:
            events = self._decider.decide(command, past.state)
        except Refused:
            if not past.fresh:
                return None
            raise
        if not events:
            return Outcome(self._name(aggregate_id), past.version, ()) if past.fresh else None
        return [self._record(aggregate_id, order, past, index, event) for index, event in enumerate(events)]

    def _repeated(self, aggregate_id: str, order: Order, past: LoadedAggregate[S]) -> Outcome | None:
        """The answer to a command that the log holds already, or None. Raises KeyReused if that was another one."""
        name = self._name(aggregate_id)
        found = past.carried_out(name, order.commands)
        if found is None:
            return None
        if any(digest not in (order.digest, order.former_digest) for _, digest, _ in found.events):
            raise KeyReused(name)
        return Outcome(name, found.events[-1][0], (), repeated=True, command=found.command)

    def _record(
        self, aggregate_id: str, order: Order, past: LoadedAggregate[S], index: int, event: Event
    ) -> Recorded[Event]:
        return Recorded(
            position=0,
            id=event_id(order.command, self._name(aggregate_id), index),
            type=type_of(event),
            aggregate=self._name(aggregate_id),
            version=past.version + 1 + index,
            time=order.effective or order.now,
            recorded=order.recorded or order.now,
            actor=order.actor,
            correlation=order.correlation or order.command,
            causation=order.causation or order.command,
            data=event,
            imported_from=order.imported_from,
            traceparent=order.traceparent,
            digest=order.digest,
        )

    async def _store(
        self, aggregate_id: str, order: Order, past: LoadedAggregate[S], events: list[Recorded[Event]], until: float
    ) -> Outcome | None:
        """Append; None means that somebody else was faster and the command must be decided anew."""
        subject = nats_subject(self._decider.service, self._name(aggregate_id))
        unknown = False
        for pause in pauses():
            await self._log.trust.wanted(until)
            try:
                sequence = await append(self._log, subject, events, past.sequence)
            except OutOfDate:
                # A resumed stale leader answered so to an event that was stored: only the log itself knows.
                found = await self._read_back(aggregate_id, order, events, until)
                now = self._cache.get(aggregate_id)
                if found is None and unknown and now is not None and now.sequence != past.sequence:
                    # Whoever sent it may have sent it again meanwhile, to another process, and been told that nothing
                    # is left to do. Decided anew here, on what others made of it since, it would take effect after all.
                    raise LogUnavailable(
                        f"the log was away, and {self._name(aggregate_id)} was changed by somebody else since; send it "
                        "again with the same Idempotency-Key"
                    ) from None
                if found is not None or now is None or now.sequence != past.sequence:
                    return found
                # Nobody was faster yet: the leader holds an event of this aggregate, perhaps this very one, that the
                # other servers haven't confirmed. Told as a conflict, it might be stored after all.
                if time.monotonic() + pause > until:
                    self.unknown_outcomes += 1
                    raise LogUnavailable(
                        f"the log has not settled yet whether {self._name(aggregate_id)} changed; send it again with "
                        "the same Idempotency-Key"
                    ) from None
                await asyncio.sleep(pause)
            except LogFull:
                # Not what an earlier attempt may have come to.
                if (stored := await self._found(aggregate_id, order, events)) is not None:
                    return stored
                raise
            except LogUnavailable:
                unknown = True
                self._unknown()
                self._let_go(aggregate_id)
                if time.monotonic() + pause > until:
                    raise
                await asyncio.sleep(pause)
                stored = await self._found(aggregate_id, order, events)
                if stored is not None:
                    return stored
            else:
                return self._remember(aggregate_id, past, events, sequence)
        raise AssertionError("unreachable")

    async def _found(self, aggregate_id: str, order: Order, events: list[Recorded[Event]]) -> Outcome | None:
        try:
            return await self._read_back(aggregate_id, order, events, 0)
        except LogUnavailable:
            return None

    async def _read_back(
        self, aggregate_id: str, order: Order, events: list[Recorded[Event]], until: float
    ) -> Outcome | None:
        """The outcome, if the log holds this command; None if it doesn't. Raises KeyReused if it holds another one."""
        past = await self._read(aggregate_id, until)
        told = self._repeated(aggregate_id, order, past)
        if told is None:
            return None
        found = [past.events.get(event.id, (0, None, 0)) for event in events]
        if [version for version, _, _ in found] != [event.version for event in events]:
            # The command came another way too, and was carried out there, on another state.
            return told
        stored = zip(events, found, strict=True)
        own = tuple(structs.replace(event, position=position) for event, (_, _, position) in stored)
        return replace(told, events=own, repeated=False, command=None)

    def _remember(
        self, aggregate_id: str, past: LoadedAggregate[S], events: list[Recorded[Event]], sequence: int
    ) -> Outcome:
        state, seen = past.state, past.remembered().seen
        first = sequence - len(events) + 1
        stored = tuple(structs.replace(event, position=first + index) for index, event in enumerate(events))
        for event in stored:
            state = self._decider.evolve(state, event.data)
            seen.add(hash(event.id))
            if logger.isEnabledFor(logging.DEBUG):
                logger.debug("%s: %s, version %d", event.aggregate, event.type, event.version, extra=_facts(event))
        self._keep(aggregate_id, LoadedAggregate(state, stored[-1].version, sequence, fresh=False, seen=seen))
        return Outcome(self._name(aggregate_id), stored[-1].version, stored)

    async def _read(self, aggregate_id: str, until: float) -> LoadedAggregate[S]:
        """The aggregate as the leader has it now; waited for until the deadline, where no leader answers."""
        name = self._name(aggregate_id)
        subject = nats_subject(self._decider.service, name)
        before = self._cache.get(aggregate_id)
        past = await self._at_hand(name, subject)
        if past is None:
            past = await self._folded(name, await records_of(self._log, subject, until))
        now = self._cache.get(aggregate_id)
        # Who only loads takes no turn: what was read before a command was stored must not take that one's place.
        if now is None or now is before or now.sequence <= past.sequence:
            self._keep(aggregate_id, past.remembered())
        return past

    async def _at_hand(self, name: str, subject: str) -> LoadedAggregate[S] | None:
        records = await self._log.at_hand(subject) if self._log.at_hand is not None else None
        if records is None:
            return None
        try:
            return await self._folded(name, records)
        except (NewerLog, LogDamaged):
            # Nobody is told so before the log itself has said it.
            return None

    async def _folded(self, name: str, records: list[Record]) -> LoadedAggregate[S]:
        try:
            return fold(name, self._decider, records)
        except (NewerLog, LogDamaged):
            left_out = await self._log.left_out() if self._log.left_out is not None else {}
            if not any(position in left_out for position, _ in records):
                raise
            return fold(name, self._decider, records, left_out)

    def _cached(self, aggregate_id: str) -> LoadedAggregate[S] | None:
        if self._doubts != self._log.trust.doubts:
            # The log was away, and may have come back without what is remembered here.
            self._cache.clear()
            self._cached_events = 0
            self._doubts = self._log.trust.doubts
        past = self._cache.get(aggregate_id)
        if past is not None:
            self._cache.move_to_end(aggregate_id)
        return past

    def _keep(self, aggregate_id: str, past: LoadedAggregate[S]) -> None:
        self._let_go(aggregate_id)
        self._cache[aggregate_id] = past
        self._cached_events += past.version
        while self._cached_events > _CACHED and len(self._cache) > 1:
            self._let_go(next(iter(self._cache)))

    def _let_go(self, aggregate_id: str) -> None:
        past = self._cache.pop(aggregate_id, None)
        if past is not None:
            self._cached_events -= past.version

    def _conflict(self) -> None:
        self.conflicts += 1
        self._log.metrics.conflicts[self._decider.kind] += 1

    def _unknown(self) -> None:
        self.unknown_outcomes += 1
        self._log.metrics.unknown_outcomes[self._decider.kind] += 1

    def _name(self, aggregate_id: str) -> str:
        return f"{self._decider.kind}/{aggregate_id}"


def _facts(event: Recorded[Event]) -> dict[str, object]:
    return {"event_id": event.id, "position": event.position, "correlation": event.correlation}


def _deadline() -> float:
    return time.monotonic() + _PATIENCE
