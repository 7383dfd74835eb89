"""The okr service is killed (SIGKILL) wherever it may be: no notice is lost, none ever has two ids."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from services.okr.notices.channels import described
from services.okr.views import VIEWS
from shared.events import Event, PraiseGiven, Recorded, fresh_command_id
from shared.now import utc_now
from shared.outbox.channels import Channels
from shared.outbox.destinations import inside
from shared.outbox.tables import notices
from shared.projection import Store
from tests.faults.processes import ROOT, _free_port
from tests.nats_fixture import NatsServer
from tests.notices_kit import Hooks, hooks_running, raw
from tests.okr_kit import OkrKit, okr_kit
from tests.patience import PATIENCE

_SECONDS = PATIENCE


@dataclass
class Victim:
    """The service as a process."""

    server: NatsServer
    port: int = field(default_factory=_free_port)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; returns when it says that it is ready."""
        own = {"TOMONI_VAR": str(self.server.layout.var), "TOMONI_NATS_URL": self.server.url, "PYTHONPATH": str(ROOT)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TOMONI_")}
        log = (self.server.layout.logs / "victim.log").open("ab")
        with log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "services.cli.main", "serve", "okr", "--port", str(self.port)),
                cwd=ROOT,
                env=kept | own | {"TOMONI_NOTICE_TIMEOUT_SECONDS": "0.3", "TOMONI_NOTICE_INTERNAL": "127.0.0.1"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        async with asyncio.timeout(_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while True:
                with suppress(httpx.HTTPError):
                    if (await client.get(f"http://127.0.0.1:{self.port}/livez")).is_success:
                        return
                assert self.process.returncode is None, (self.server.layout.logs / "victim.log").read_text()
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """As a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def victim_of(server: NatsServer) -> AsyncIterator[Victim]:
    victim = Victim(server)
    try:
        yield victim
    finally:
        if victim.process is not None and victim.process.returncode is None:
            await victim.kill()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(_SECONDS):
        while not true():
            await asyncio.sleep(0.02)


@dataclass
class Praising:
    """Somebody praises somebody; the events that were told of it."""

    kit: OkrKit
    by: str
    to: str
    events: list[Recorded[Event]] = field(default_factory=list)

    async def one(self) -> Recorded[Event]:
        said = PraiseGiven(session="s", item="i", praise=fresh_command_id(), to=(self.to,))
        order = self.kit.order(self.by, now=utc_now())
        event = (await raw(self.kit.okr.runtime.log).handle(fresh_command_id(), said, order)).events[0]
        self.events.append(event)
        return event


def arrived(hooks: Hooks) -> dict[str, set[tuple[str, str]]]:
    """By event, the ids under which its notice came: of the message, and its own."""
    found: dict[str, set[tuple[str, str]]] = {}
    for taken in hooks.taken:
        for each in taken.json["data"]["notices"]:
            found.setdefault(each["event"], set()).add((taken.id, each["id"]))
    return found


async def test_killed_anywhere_nothing_is_lost_and_nothing_has_two_ids(nats_server: NatsServer, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/writer.sqlite"
    async with (
        hooks_running() as hooks,
        okr_kit(nats_server, okr_store=store) as kit,
        victim_of(nats_server) as victim,
    ):
        people = [(await kit.done("/people", {"name": name, "function": "dev"})).id for name in ("Mari", "Ken")]
        praising = Praising(kit, *people)
        own = Store(f"sqlite:///{nats_server.layout.okr_store}", "okr", VIEWS)
        strongbox = kit.okr.runtime.sealer.strongbox
        Channels(own, strongbox, inside("127.0.0.1")).add(described("program", "webhook", hooks.url()), utc_now())
        planned = notices.select()

        def kept() -> set[str]:
            with own.keep() as connection:
                return {row.event for row in connection.execute(planned)}

        await victim.start()

        # In the middle of a request: it has arrived, and nobody has answered.
        hooks.hangs.add("/hook")
        event = await praising.one()
        await until(lambda: event.id in arrived(hooks))
        await victim.kill()
        hooks.hangs.clear()

        # Answered, and not yet written down: the store is held while the answer is on its way.
        with closing(sqlite3.connect(nats_server.layout.okr_store, isolation_level=None)) as database:

            def hold() -> None:
                if not database.in_transaction:
                    database.execute("BEGIN IMMEDIATE")

            hooks.before_answering = hold
            await victim.start()
            await until(lambda: database.in_transaction)
            await asyncio.sleep(0.3)
            await victim.kill()
            hooks.before_answering = None
            database.execute("ROLLBACK")
            assert len(hooks.taken) == 2

            # Heard, and not yet planned.
            await victim.start()
            database.execute("BEGIN IMMEDIATE")
            event = await praising.one()
            await asyncio.sleep(0.5)
            await victim.kill()
            database.execute("ROLLBACK")
            assert event.id not in kept()

        # Anywhere.
        random = Random(5)
        for _ in range(2):
            await victim.start()
            for _ in range(15):
                await praising.one()
            await asyncio.sleep(random.uniform(0.0, 0.5))
            await victim.kill()
        await victim.start()
        wanted = {event.id for event in praising.events}
        await until(lambda: arrived(hooks).keys() >= wanted)
        own.close()
    found = arrived(hooks)
    assert found.keys() == wanted
    assert all(len(ids) == 1 for ids in found.values()), found
    assert len(wanted) == 32
