"""What the tests of the core share: a server that a whole module uses, a toy aggregate, a toy view, records by hand."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Column, Integer, String, Table

from shared.eventlog import Decider, EventLog, LogClient, Order, Repository, connect
from shared.events import (
    CONTENT_TYPE,
    Event,
    Invalid,
    KeyResultAdded,
    KeyResultDropped,
    Metric,
    ObjectiveDrafted,
    ObjectiveRevised,
    ProgressUpdated,
    Recorded,
    command_id,
    encode,
    fresh_command_id,
    nats_subject,
    type_of,
)
from shared.projection import Exact, Instant, Row, Rows, View, handles, metadata
from shared.server import streams
from shared.server.cluster import Cluster, Member
from shared.server.election import leader_of, when_elected
from shared.server.errors import ServerError
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer

T = TypeVar("T")

NOW = datetime(2026, 5, 4, 9, 30, 15, 123456, tzinfo=UTC)


class ServerThread:
    """An embedded server with streams, run by a thread of its own, so that it belongs to no test's event loop."""

    def __init__(self, var: Path) -> None:
        self.layout = Layout(var)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = EmbeddedServer(self.layout, port=0)
        self.port = 0

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start on the port of the last time and provision."""
        self._server = EmbeddedServer(self.layout, port=self.port)
        self.do(self._start())
        assert self.port in (0, self._server.port), "somebody else took the port"
        self.port = self._server.port

    def stop(self) -> None:
        """End the server; its data stay."""
        self.do(self._server.stop())

    def lose_everything(self) -> None:
        """Throw the streams away: the server that starts next has another log."""
        shutil.rmtree(self.layout.jetstream_dir)

    def close(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        await self._server.start()
        provisioner = await connect(
            self._server.url, seed_file=self.layout.credentials("provisioner"), name="provisioner"
        )
        await streams.apply(provisioner)
        await provisioner.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it on the server's own event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def connect(self, name: str) -> LogClient:
        return await connect(self.url, seed_file=self.layout.credentials(name), name=name)

    @asynccontextmanager
    async def client(self, name: str = "okr") -> AsyncIterator[LogClient]:
        """A connection with the credentials of this user, for the time of the block."""
        client = await self.connect(name)
        try:
            yield client
        finally:
            await client.close()

    @asynccontextmanager
    async def log(self, name: str = "okr", *, timeout: float = 3.0) -> AsyncIterator[EventLog]:
        async with self.client(name) as client:
            yield EventLog(client, timeout=timeout)


class ClusterThread(ServerThread):
    """The same on three servers, each stream kept three times."""

    replicas = 3

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.cluster = Cluster(self.layout)

    @property
    def url(self) -> str:
        return self.cluster.url

    def start(self) -> None:
        self.do(self._start_all())

    def stop(self) -> None:
        self.do(self.cluster.stop())

    def lose_everything(self) -> None:
        self.cluster.forget()

    def leader(self) -> Member:
        """The server that leads the log; waited for while there is none."""
        return self.do(self._leader())

    def revive(self, member: Member) -> None:
        """Start one that was killed."""
        self.do(self.cluster.start_member(member))

    async def _leader(self) -> Member:
        async with self.client("provisioner") as provisioner:
            for _ in range(60):
                with suppress(ServerError):
                    return self.cluster.member(await leader_of(provisioner, "EVENTS"))
                await asyncio.sleep(0.25)
        raise AssertionError("the log has no leader")

    async def _start_all(self) -> None:
        await self.cluster.start()
        async with self.client("provisioner") as provisioner:
            await when_elected(provisioner, lambda: streams.apply(provisioner, replicas=self.replicas))


@contextmanager
def cluster_thread(var: Path) -> Iterator[ClusterThread]:
    """Three started servers that end with the block."""
    cluster = ClusterThread(var)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.close()


@contextmanager
def server_thread(var: Path) -> Iterator[ServerThread]:
    """A started server that ends with the block."""
    server = ServerThread(var)
    try:
        server.start()
        yield server
    finally:
        server.close()


# A toy aggregate: what is commanded is what happens, unless it is refused.


class Refuse:
    """Refused while the state has fewer events than `until`."""

    def __init__(self, until: int) -> None:
        self.until = until


def _decide(command: list[Event] | Refuse, state: tuple[Event, ...]) -> list[Event]:
    if isinstance(command, Refuse):
        if len(state) < command.until:
            raise Invalid("not yet: more must happen first")
        return [ObjectiveRevised(title="at last")]
    # A title that stands already is no change.
    titles = [event.title for event in state if isinstance(event, ObjectiveRevised)]
    return [
        event for event in command if not (isinstance(event, ObjectiveRevised) and titles and titles[-1] == event.title)
    ]


def _evolve(state: tuple[Event, ...], event: Event) -> tuple[Event, ...]:
    return (*state, event)


TOY: Decider[tuple[Event, ...], list[Event] | Refuse] = Decider("okr", "objective", (), _decide, _evolve)
Toy = Repository[tuple[Event, ...], list[Event] | Refuse]


def toy(log: EventLog) -> Toy:
    return Repository(log, TOY)


def new_id() -> str:
    return str(uuid4())


def order(key: str | None = None, **more: Any) -> Order:
    """An order of one and the same actor, now."""
    command = command_id("me", key) if key is not None else fresh_command_id()
    return Order(command=command, actor="me", now=NOW, **more)


def progress(key_result: str, value: object = 1) -> ProgressUpdated:
    return ProgressUpdated(check_in=new_id(), key_result=key_result, value=Decimal(str(value)))


def revised(title: str) -> ObjectiveRevised:
    return ObjectiveRevised(title=title)


def birth(key_result: str) -> list[Event]:
    """An objective with one key result: two events, one batch."""
    measure = Metric(baseline=Decimal(0), target=Decimal(10))
    return [ObjectiveDrafted(title="Grow"), KeyResultAdded(key_result=key_result, title="KR", measure=measure)]


def record(
    data: Event, *, aggregate: str = "objective/o-1", version: int = 1, position: int = 0, **more: Any
) -> Recorded[Event]:
    """A whole record around some data."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "type": type_of(data),
        "time": NOW + timedelta(seconds=version),
        "recorded": NOW + timedelta(seconds=version),
        "actor": "me",
        "correlation": "c",
        "causation": "c",
    }
    return Recorded(position=position, aggregate=aggregate, version=version, data=data, **(fields | more))


def records(events: Sequence[Recorded[Event]]) -> list[tuple[int, bytes]]:
    """As a log would hand them over, from position 1."""
    return [(index, encode(event)) for index, event in enumerate(events, 1)]


async def put(provisioner: LogClient, aggregate: str, payload: bytes) -> None:
    """Write into the log past the services: only the provisioning user can."""
    await provisioner.jetstream().publish(
        nats_subject("okr", aggregate), payload, headers={"Content-Type": CONTENT_TYPE}
    )


class ToyKeyResults(View):
    """One row per key result, with every kind of column that a view may have."""

    table = Table(
        "toy_key_results",
        metadata,
        Column("key_result", String, primary_key=True),
        Column("objective", String, nullable=False),
        Column("number", Integer, nullable=False),
        Column("value", Exact),
        Column("at", Instant),
        Column("check_ins", Integer, nullable=False),
    )

    @handles(KeyResultAdded)
    def added(self, rows: Rows, event: Recorded[KeyResultAdded]) -> None:
        if event.data.key_result in rows:
            return
        number = rows.count() + 1
        rows[event.data.key_result] = {"objective": event.aggregate_id, "number": number, "check_ins": 0}

    @handles(ProgressUpdated)
    def progressed(self, rows: Rows, event: Recorded[ProgressUpdated]) -> None:
        row = rows.get(event.data.key_result)
        if row is not None:
            row |= {"value": event.data.value, "at": event.time, "check_ins": row["check_ins"] + 1}

    @handles(KeyResultDropped)
    def dropped(self, rows: Rows, event: Recorded[KeyResultDropped]) -> None:
        row = rows.get(event.data.key_result)
        if row is None:
            return
        # A row in hand while others are looked for: both changes must reach the table.
        for other in rows.matching(objective=event.aggregate_id):
            other["check_ins"] += 100
        row["value"] = None


class ToyObjectives(View):
    """One row per objective; a revision to `gone` takes it out, one to `boom` finds a bug until it is mended."""

    faulty = True

    table = Table(
        "toy_objectives",
        metadata,
        Column("objective", String, primary_key=True),
        Column("title", String, nullable=False),
    )

    @handles(ObjectiveDrafted, ObjectiveRevised)
    def titled(self, rows: Rows, event: Recorded[ObjectiveDrafted] | Recorded[ObjectiveRevised]) -> None:
        if event.data.title == "boom" and self.faulty:
            raise RuntimeError("this handler has a bug")
        if event.data.title == "gone":
            del rows[event.aggregate_id]
        else:
            rows[event.aggregate_id] = {"title": event.data.title}


def toy_views() -> list[View]:
    return [ToyKeyResults(), ToyObjectives()]


def dump(connection: Any, views: Sequence[View]) -> dict[str, list[Row]]:
    """Every row of every view, in the order of the keys."""
    found = {}
    for view in views:
        (key,) = view.table.primary_key.columns
        rows = connection.execute(view.table.select()).mappings()
        found[view.table.name] = sorted((dict(row) for row in rows), key=lambda row: row[key.name])
    return found
