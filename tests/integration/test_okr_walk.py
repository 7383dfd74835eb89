"""Every endpoint of okr by everybody that there is, against the table of permissions."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from shared.identity.roles import Permission
from tests.nats_fixture import NatsServer
from tests.okr_endpoints import ENDPOINTS
from tests.okr_kit import OkrKit, okr_kit
from tests.walking import callers, served, walk

COMMON = {("GET", "/whoami"): None, ("GET", "/metrics"): Permission.READ_METRICS}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


async def test_every_endpoint_by_everybody(kit: OkrKit) -> None:
    assert served(kit.app) == ENDPOINTS.keys() | COMMON.keys()

    async def joins(name: str) -> str:
        return (await kit.done("/people", {"name": name, "function": "Dev"})).id

    member, other, leaver, forgotten = [await joins(name) for name in ("Mei", "Ken", "Lea", "Fay")]
    await kit.done(f"/people/{leaver}/leave")
    gone = await kit.done(f"/people/{forgotten}/forget")
    await kit.okr.runtime.runner.wait_for(gone.body["aggregate"], gone.body["version"], 60)
    gate = kit.okr.runtime.gate
    assert gate is not None
    await gate.look()

    def issue(subject: str, role: object, **more: object) -> str:
        return kit.issuer.issue(subject, role, 1, kit.clock(), **more)  # type: ignore[arg-type]

    everybody = callers(issue, members=(member, other), leaver=leaver, forgotten=forgotten)
    wrong = await walk(kit.client, ENDPOINTS | COMMON, everybody)
    assert wrong == []
