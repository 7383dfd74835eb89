"""The okr service with its outbox on a clock of the test's, and somebody on this machine who takes what it sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from services.okr.clock import okr_rules
from services.okr.notices.channels import described
from services.okr.notices.outbox import outbox_of, planner_of
from services.okr.reactions import Reactions
from shared.clock import Clock, clock_of
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Event, PraiseGiven, Recorded, WinSessionScheduled, decode, fresh_command_id, named_id
from shared.outbox.outbox import Outbox
from shared.outbox.tables import messages, notices
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit
from tests.patience import PATIENCE


@dataclass
class Taken:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def text(self) -> str:
        return str(self.json["text"])


@dataclass
class Hooks:
    """An HTTP server on this machine. By path: `answers` is the status, `hangs` are those that never answer."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    hangs: set[str] = field(default_factory=set)
    before_answering: Callable[[], None] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def of(self, path: str = "/hook") -> list[Taken]:
        return [each for each in self.taken if each.path == path]

    async def until(self, true: Callable[[], bool], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.02)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().split("\r\n")
                pairs = (line.split(": ", 1) for line in lines if line)
                headers = {name.lower(): value for name, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                path = first.split()[1]
                self.taken.append(Taken(path, headers, body))
                self.arrived.set()
                if self.before_answering is not None:
                    self.before_answering()
                if path in self.hangs:
                    await asyncio.sleep(60)
                more = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
                writer.write(f"HTTP/1.1 {self.answers.get(path, 200)} X\r\n{more}content-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def hooks_running() -> AsyncIterator[Hooks]:
    """The server, for the time of the block."""
    hooks, serving = Hooks(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await hooks.serve(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            serving.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    hooks.port = server.sockets[0].getsockname()[1]
    try:
        yield hooks
    finally:
        server.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


Raw = Repository[None, Event]


def raw(log: Any, kind: str = "win-session") -> Raw:
    """What writes any event of an aggregate, without rules."""
    return Repository(log, Decider("okr", kind, None, lambda event, _: [event], lambda _, __: None))


@dataclass
class World:
    """It begins on Monday, 3 August 2026, at 9:00 UTC. Time passes, and anything leaves, when the test says so."""

    kit: OkrKit
    hooks: Hooks
    outbox: Outbox
    reactions: Reactions
    clock: Clock
    reactions_url: str

    async def person(self, name: str, *, team: str | None = "Sales", manager: str | None = None) -> str:
        body = {"name": name, "function": "sales", "team": team, "manager": manager}
        return (await self.kit.done("/people", body)).id

    async def key_result(self, owner: str | None, team: str | None = "Sales", title: str = "Calls") -> str:
        """In the quarter that runs."""
        body = {"title": "Be heard", "quarter": "2026-Q3", "team": team, "owner": owner}
        objective = (await self.kit.done("/objectives", body)).id
        measure = {"kind": "metric", "baseline": "0", "target": "10"}
        added = await self.kit.done(f"/objectives/{objective}/key-results", {"title": title, "measure": measure})
        await self.kit.done(f"/objectives/{objective}/publish")
        return added.id

    async def say(self, event: Event, actor: str = "admin", **fields: Any) -> Outcome:
        """An event of a win session, as it is."""
        order = Order(command=fresh_command_id(), actor=actor, now=self.kit.clock(), **fields)
        return await raw(self.kit.okr.runtime.log).handle(named_id("test", "win-session"), event, order)

    async def praise(self, by: str, *to: str, words: str | None = None, session: str = "s-1") -> Recorded[Event]:
        sealed = None if words is None else await self.kit.okr.runtime.sealer.seal(by, words)
        praised = PraiseGiven(session=session, item="i-1", praise=fresh_command_id(), to=to, words=sealed)
        return (await self.say(praised, by)).events[0]

    async def schedule(self, facilitator: str, at: str, team: str | None = "Sales") -> Recorded[Event]:
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        scheduled = WinSessionScheduled(session="s-1", at=moment, facilitator=facilitator, team=team)
        return (await self.say(scheduled)).events[0]

    async def events(self) -> list[Recorded[Any]]:
        log = self.kit.okr.runtime.log
        last = (await log.info()).state.last_seq
        return [decode(*record) async for batch in log.range(0, last) for record in batch]

    async def choose(self, person: str, **choice: Any) -> None:
        answer = await self.kit.put("/notices/choice", choice, subject=person, role="member")
        assert answer.status == 200, answer.response.text

    def channel(self, name: str = "program", kind: str = "webhook", path: str = "/hook", **more: Any) -> str | None:
        """A channel to the server of the test; its secret."""
        address = None if kind == "file" else self.hooks.url(path)
        added = self.kit.okr.channels.add(described(name, kind, address, **more), self.kit.clock())
        return added.secret

    async def known(self, event: Recorded[Event]) -> None:
        """Wait until okr's store has come as far as an event that another service wrote."""
        assert await self.kit.okr.runtime.runner.wait_for_position(event.position, PATIENCE)

    async def heard(self) -> None:
        """Have everything in the log reacted to, from its beginning: what was before is not done again."""
        for event in await self.events():
            await self.reactions.hear(event)

    async def round(self) -> int:
        """What happened is heard, what is due is sent."""
        await self.heard()
        return await self.outbox.round()

    async def at(self, moment: str) -> int:
        """It is this moment (UTC): the clock ticks, what happened is heard, what is due is sent."""
        self.kit.clock.time = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        await self.clock.tick()
        return await self.round()

    def noticed(self) -> list[Any]:
        with self.kit.okr.runtime.store.keep() as connection:
            return list(connection.execute(notices.select().order_by(notices.c.at)).mappings())

    def states(self) -> list[tuple[str, str]]:
        """Kind and state of each message."""
        with self.kit.okr.runtime.store.keep() as connection:
            return [(row.kind, row.state) for row in connection.execute(messages.select())]


@asynccontextmanager
async def notices_world(server: NatsServer, **chosen: Any) -> AsyncIterator[World]:
    """The service, for the time of the block, with these settings."""
    usual = {"notice_timeout_seconds": 10, "notice_internal": "127.0.0.0/8"}
    async with hooks_running() as hooks, okr_kit(server, **usual | chosen) as kit:
        outbox = outbox_of(kit.okr, now=kit.clock, random=Random(7))
        reactions = Reactions(kit.okr, planner_of(kit.okr), url=server.url, now=kit.clock)
        clock = clock_of(kit.okr.runtime, okr_rules(kit.okr), now=kit.clock)
        try:
            yield World(kit, hooks, outbox, reactions, clock, server.url)
        finally:
            await outbox.close()
