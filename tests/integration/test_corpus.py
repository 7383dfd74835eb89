"""The current program on what each former version left: it comes up, does nothing twice, and knows what was done."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.cli.services import Service, views_of
from services.okr.app import whole_okr
from services.operations.rebuild import rebuilt
from services.pairing.app import whole_pairing
from shared.clock import Clock
from shared.events import Event, QuarterFrozen, Recorded, decode
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.projection import Store
from shared.runtime import store_url
from shared.server import streams
from shared.server.accounts import PROVISIONER
from shared.server.jetstream import ask
from shared.settings import Settings
from tests.corpus.loading import Corpus, corpora
from tests.nats_fixture import NatsServer

PATIENCE = 120.0

NOT_IN_THE_LOG = {"/notices/channels"}
"""Commands that are no events: what they made lies in the lasting tables."""
OTHER_DIGESTS = {"4a5e853"}
"""Versions that took the digest of a command's body otherwise: the same command sent again is refused, not repeated."""

FREEZES_NOTHING = {"4a5e853"}
"""Versions in which a quarter ended without being frozen."""


@dataclass
class Running:
    """Both services on a corpus, and who sends to them."""

    corpus: Corpus
    server: NatsServer
    settings: Settings
    clients: dict[str, httpx.AsyncClient]
    clocks: list[Clock]
    issuer: TokenIssuer

    async def send(self, service: str, method: str, path: str, *, who: str = "operator", **more: Any) -> httpx.Response:
        role = Role.MEMBER if who.startswith("P-") else Role.ADMIN
        token = self.issuer.issue(self.corpus.who(who), role, 24, self.corpus.moment)
        headers = {"Authorization": f"Bearer {token}"} | more.pop("headers", {})
        return await self.clients[service].request(method, path, headers=headers, **more)

    async def written(self) -> int:
        found = await ask(await self.server.connect(PROVISIONER), "STREAM.INFO.EVENTS")
        return int(found["state"]["last_seq"])

    async def since(self, position: int) -> list[Recorded[Event]]:
        """What was recorded after a position."""
        jetstream = (await self.server.connect(PROVISIONER)).jetstream()
        positions = range(position + 1, await self.written() + 1)
        found = [(at, await jetstream.get_msg("EVENTS", at)) for at in positions]
        return [decode(at, message.data or b"") for at, message in found]

    async def quiet(self) -> None:
        """Return when both are ready, every reaction has been heard and each clock has looked once more."""
        for service in Service:
            await until(lambda service=service: self._ready(service))
            await until(lambda service=service: self._heard(service))
        before = [clock.last_tick for clock in self.clocks]
        assert None not in before
        for clock in self.clocks:
            await clock.tick()

    async def _ready(self, service: str) -> bool:
        return (await self.clients[service].get("/readyz")).status_code == httpx.codes.OK

    async def _heard(self, service: str) -> bool:
        told = await ask(await self.server.connect(PROVISIONER), f"CONSUMER.INFO.EVENTS.{service}-reactions")
        ticked = all(clock.last_tick is not None for clock in self.clocks)
        return ticked and told["num_pending"] == 0 and told["num_ack_pending"] == 0


@asynccontextmanager
async def started(corpus: Corpus, var: Path, **chosen: Any) -> AsyncIterator[Running]:
    """Both services at the moment at which the corpus was made, on all that it holds, for the time of the block."""
    corpus.unpack(var)
    settings = Settings.model_validate({"var": var, **chosen})
    async with corpus.serving(var) as server, AsyncExitStack() as stack:
        await streams.apply(await server.connect(PROVISIONER), max_bytes=settings.log_max_bytes)
        if "okr_store" not in chosen:
            # Elsewhere the services do it by themselves.
            for service in Service:
                await renewed(settings, server.url, service)
        clients, clocks = {}, []
        for service, whole in ((Service.OKR, whole_okr), (Service.PAIRING, whole_pairing)):
            app, clock = await stack.enter_async_context(
                whole(settings, url=server.url, now=lambda: corpus.moment + timedelta(minutes=1))
            )
            transport = httpx.ASGITransport(app=app)
            client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60)
            clients[str(service)] = await stack.enter_async_context(client)
            clocks.append(clock)
        issuer = TokenIssuer(load_or_create_key(settings.token_key_path))
        yield Running(corpus, server, settings, clients, clocks, issuer)


async def renewed(settings: Settings, url: str, service: Service) -> None:
    """What `tomoni up` does before it starts a service."""
    store = Store(store_url(settings, service), service, views_of(service))
    outdated = store.outdated
    store.close()
    if outdated is not None:
        await rebuilt(settings, url, service, swap=True)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():
            await asyncio.sleep(0.05)


def notices(var: Path) -> list[tuple[Any, ...]]:
    """Who was to be told of what; empty where that version told nobody."""
    with closing(sqlite3.connect(var / "okr.sqlite")) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox_notices'").fetchone()
        query = "SELECT notice, event, kind, person, planned FROM outbox_notices ORDER BY notice"
        return connection.execute(query).fetchall() if known else []


@pytest.mark.parametrize("corpus", corpora(), ids=lambda corpus: corpus.name)
async def test_the_current_program_goes_on_with_it(corpus: Corpus, tmp_path: Path) -> None:
    await goes_on(corpus, tmp_path)


@pytest.mark.parametrize("corpus", [each for each in corpora() if each.postgresql], ids=lambda corpus: corpus.name)
async def test_the_current_program_goes_on_with_its_store_in_postgresql(
    corpus: Corpus, tmp_path: Path, postgres_url: str
) -> None:
    corpus.fill_postgresql(postgres_url)
    await goes_on(corpus, tmp_path, okr_store=postgres_url)


async def goes_on(corpus: Corpus, tmp_path: Path, **chosen: Any) -> None:
    var = tmp_path / "var"
    before = len(corpus.events)
    corpus.unpack(tmp_path / "then")
    async with started(corpus, var, **chosen) as running:
        await running.quiet()
        new = await running.since(before)
        assert [event for event in new if not event.actor.startswith("system:")] == []
        assert told(new) - told(corpus.recorded) == told(new), "a reaction or the clock did it for the second time"
        before += len(new)
        assert set(notices(tmp_path / "then")) <= set(notices(var))
        for command in corpus.commands:
            answer = await sent_again(running, command)
            assert answer.is_success or known_otherwise(corpus, command, answer), (command, answer.text)
            if corpus.name in FREEZES_NOTHING and command["path"].endswith("/end"):
                # A quarter that ended and was never frozen is completed.
                before = await running.written()
            assert await running.written() == before, command
        for quarter in frozen_quarters(corpus):
            checked = (await running.send("okr", "GET", f"/quarters/{quarter}/verify")).json()
            assert (checked["agrees"], checked["differences"]) == (True, []), checked
        await running.quiet()
        assert await running.written() == before


def known_otherwise(corpus: Corpus, command: dict[str, Any], answer: httpx.Response) -> bool:
    """Whether it can't be recognised as the same, and is refused."""
    if command["path"] in NOT_IN_THE_LOG:
        return True
    return corpus.name in OTHER_DIGESTS and "idempotency" in answer.json()["type"]


def told(events: list[Recorded[Event]]) -> Counter[str]:
    """What was said of what, whenever and by whatever command."""
    return Counter(f"{event.aggregate} {event.data}" for event in events)


async def sent_again(running: Running, command: dict[str, Any]) -> httpx.Response:
    body = {"json": command["body"]} if command["body"] is not None else {}
    headers = {"Idempotency-Key": command["key"]}
    return await running.send(
        command["service"], command["method"], command["path"], who=command["who"], headers=headers, **body
    )


def frozen_quarters(corpus: Corpus) -> set[str]:
    """The quarters that were frozen."""
    return {event.aggregate_id for event in corpus.recorded if isinstance(event.data, QuarterFrozen)}
