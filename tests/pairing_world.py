"""The pairing service on a real server, with okr's events written straight into the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from services.pairing.groups.views import groups
from services.pairing.reactions import Reactions, reacting
from services.pairing.rotations.views import rotations
from services.pairing.service import Pairing
from services.pairing.views import VIEWS
from shared.eventlog import Decider, EventLog, Order, Outcome, Repository, connect
from shared.events import (
    Event,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    QuarterEnded,
    QuarterPlanned,
    Recorded,
    decode,
    fresh_command_id,
    named_id,
)
from shared.projection import Row, Runner, Store
from shared.runtime import open_runtime
from shared.sealing import Keyring, Sealer, read_master_key
from shared.settings import load_settings
from tests.nats_fixture import NatsServer
from tests.patience import PATIENCE

_HEARD = ("quarter/", "person/", "rotation/")

START = datetime(2026, 7, 9, 12, tzinfo=UTC)  # a Thursday in 2026-W28


def person_id(name: str) -> str:
    return named_id("test", "person", name)


def quarter_id(label: str) -> str:
    return named_id("test", "quarter", label)


def order(actor: str = "admin", *, now: datetime = START, key: str | None = None) -> Order:
    return Order(command=named_id("command", actor, key) if key else fresh_command_id(), actor=actor, now=now)


def _raw(log: EventLog, kind: str) -> Repository[None, Event]:
    return Repository(log, Decider("okr", kind, None, lambda event, _: [event], lambda _, __: None))


@dataclass
class Service:
    """One running pairing process; the reactions run within `reacting`."""

    server: NatsServer
    pairing: Pairing
    now: datetime = START

    @property
    def log(self) -> EventLog:
        return self.pairing.runtime.log

    @property
    def store(self) -> Store:
        return self.pairing.runtime.store

    @property
    def runner(self) -> Runner:
        return self.pairing.runtime.runner

    def reactions(self) -> Reactions:
        """The rules, not listening: to be told events by hand."""
        return Reactions(self.pairing, url=self.server.url, now=lambda: self.now)

    def reacting(self) -> AbstractAsyncContextManager[Reactions]:
        return reacting(self.pairing, url=self.server.url, now=lambda: self.now)

    async def caught_up(self) -> None:
        last = (await self.log.info()).state.last_seq
        assert await self.runner.wait_for_position(last, PATIENCE)

    async def events(self, kind: type[Event] | None = None) -> list[Recorded[Any]]:
        last = (await self.log.info()).state.last_seq
        found = []
        async for batch in self.log.range(0, last):
            found += [decode(position, payload) for position, payload in batch]
        return [event for event in found if kind is None or isinstance(event.data, kind)]

    async def until(self, true: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not await true():
                await asyncio.sleep(0.02)

    async def until_handled(self, seconds: float = PATIENCE) -> None:
        """Wait until the reactions have acknowledged everything in the log that they listen to.

        By the acknowledged position, not by the count of what is pending: right after an append, or after a durable was
        set back, the server still says for some milliseconds that nothing is.
        """
        client = await self.server.connect("pairing")
        manager = client.jetstream()

        async def idle() -> bool:
            heard = [event.position for event in await self.events() if event.aggregate.startswith(_HEARD)]
            info = await manager.consumer_info("EVENTS", "pairing-reactions")
            acknowledged = info.ack_floor.stream_seq if info.ack_floor else 0
            return acknowledged >= max(heard, default=0) and not info.num_ack_pending

        await self.until(idle, seconds)
        await client.close()

    async def rotations(self) -> list[Row]:
        await self.caught_up()
        with self.store.read() as connection:
            return rotations.page(connection, None, 100)

    async def groups(self, *, current: bool | None = None) -> list[Row]:
        await self.caught_up()
        with self.store.read() as connection:
            return groups.chosen(connection, current=current)


@dataclass
class Okr:
    """What okr would publish, without its rules."""

    log: EventLog
    sealer: Sealer

    def __post_init__(self) -> None:
        self._people, self._quarters = _raw(self.log, "person"), _raw(self.log, "quarter")

    async def join(
        self, name: str, function: str, *, manager: str | None = None, team: str | None = None, **changes: Any
    ) -> None:
        sealed = await self.sealer.seal(person_id(name), name)
        above = person_id(manager) if manager is not None else None
        joined = PersonJoined(name=sealed, function=function, manager=above, team=team)
        await self._people.handle(person_id(name), joined, replace(order(), **changes))

    async def leave(self, name: str, **changes: Any) -> None:
        await self._people.handle(person_id(name), PersonLeft(), replace(order(), **changes))

    async def move(self, name: str, function: str, team: str | None = None) -> None:
        await self._people.handle(person_id(name), PersonMoved(function=function, team=team), order())

    async def tell(self, kind: str, name: str, event: Event, *, at: datetime = START) -> None:
        """Write any event of okr's, as having happened at this moment."""
        await _raw(self.log, kind).handle(named_id("test", kind, name), event, replace(order(), effective=at))

    async def company(self, sales: int, cs: int, dev: int) -> None:
        for function, count in (("Sales", sales), ("CS", cs), ("Dev", dev)):
            for number in range(count):
                await self.join(f"{function.lower()}{number}", function)

    async def plan(self, label: str) -> None:
        await self._quarters.handle(quarter_id(label), QuarterPlanned(label=label, **_span()), order())

    async def end(self, label: str, **changes: Any) -> Outcome:
        event = QuarterEnded(label=label, **_span())
        return await self._quarters.handle(quarter_id(label), event, replace(order(), **changes))


def _span() -> dict[str, date]:
    # The days of 2026-Q2: what begins at START is in the next quarter.
    return {"start": START.date() - timedelta(days=99), "end": START.date() - timedelta(days=9)}


@asynccontextmanager
async def okr_of(server: NatsServer) -> AsyncIterator[Okr]:
    client = await connect(server.url, seed_file=server.seed_file("okr"), name="okr")
    try:
        master = read_master_key(load_settings(var=server.layout.var).master_key_path)
        sealer = Sealer(Keyring(client, master), master)
        await sealer.found()
        yield Okr(EventLog(client), sealer)
    finally:
        await client.close()


@asynccontextmanager
async def service_of(server: NatsServer, file: Path, **settings: Any) -> AsyncIterator[Service]:
    """A pairing process on a store file; begun again on the same file it goes on. One at a time on a server."""
    chosen = load_settings(var=server.layout.var, pairing_store=f"sqlite:///{file}", **settings)
    async with open_runtime(chosen, "pairing", VIEWS, url=server.url) as runtime:
        yield Service(server, Pairing(runtime))
