"""Every endpoint of pairing by everybody that there is, against the table of permissions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.pairing.http.permitted import ENDPOINTS
from shared.eventlog import Decider, Repository
from shared.events import AccessEnded, Event, PersonForgotten
from shared.identity.roles import Permission, Role
from tests.nats_fixture import NatsServer
from tests.pairing_http import Web, web_of
from tests.pairing_world import START, order, person_id
from tests.patience import PATIENCE
from tests.walking import callers, served, walk

COMMON = {("GET", "/whoami"): None, ("GET", "/metrics"): Permission.READ_METRICS}


@pytest.fixture
async def web(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Web]:
    async with web_of(nats_server, tmp_path / "pairing.sqlite") as found:
        await found.okr.company(2, 2, 2)
        yield found


async def test_every_endpoint_by_everybody(web: Web) -> None:
    table = {endpoint: permission for endpoint, (permission, _) in ENDPOINTS.items()} | COMMON
    assert served(web.app) == table.keys()
    await web.okr.leave("dev0")
    await web.okr.tell("person", "dev1", PersonForgotten())
    await web.service.caught_up()
    gate = web.service.pairing.runtime.gate
    assert gate is not None
    await gate.look()

    def issue(subject: str, role: object, **more: object) -> str:
        return web.issuer.issue(subject, role, 1, START, **more)  # type: ignore[arg-type]

    everybody = callers(
        issue,
        members=(person_id("sales0"), person_id("cs0")),
        leaver=person_id("dev0"),
        forgotten=person_id("dev1"),
    )
    assert await walk(web.client, table, everybody) == []


async def test_what_okr_has_ended_is_refused_here(web: Web) -> None:
    """By an event that pairing reads, and by nothing else: okr is asked nothing, and isn't even there."""
    token = web.issuer.issue(person_id("sales0"), Role.MEMBER, 1, START)
    ident = web.issuer.verifier().verify(token, START).id
    other = web.issuer.issue(person_id("sales0"), Role.MEMBER, 1, START)

    async def status(held: str) -> int:
        return (await web.client.get("/pool", headers={"Authorization": f"Bearer {held}"})).status_code

    assert await status(token) == await status(other) == 200
    log = web.okr.log
    ended: Repository[None, Event] = Repository(
        log, Decider("okr", "private/access", None, lambda event, _: [event], lambda _, __: None)
    )
    await ended.handle(ident, AccessEnded(), order())
    async with asyncio.timeout(PATIENCE):
        while await status(token) == 200:
            await asyncio.sleep(0.02)
    assert await status(token) == 401
    assert await status(other) == 200
