"""The pairing service over HTTP, with okr's events written straight into the log, at a time of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from services.pairing.http import pairing_app
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.projection import Row
from tests.nats_fixture import NatsServer
from tests.pairing_world import START, Okr, Service, okr_of, order, service_of


@dataclass
class Web:
    """The service, okr beside it, and a client who may be anybody."""

    service: Service
    okr: Okr
    app: FastAPI
    client: httpx.AsyncClient
    issuer: TokenIssuer

    async def call(
        self, method: str, path: str, body: Any = None, *, who: str = "boss", role: Role = Role.MEMBER, **headers: str
    ) -> httpx.Response:
        """A request in the name of `who`, as soon as the store holds all that the log holds."""
        await self.service.caught_up()
        token = self.issuer.issue(who, role, 24 * 365, START)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = {"json": body} if body is not None else {}
        return await self.client.request(method, path, headers={"Authorization": f"Bearer {token}"} | named, **content)

    async def rotate(self, label: str, formed: datetime = START) -> list[Row]:
        """The groups after this quarter, formed without the reactions."""
        await self.okr.plan(label)
        await self.service.caught_up()
        pairing = self.service.pairing
        drafted = await pairing.rotations.draft(label, order())
        await pairing.rotations.confirm(drafted.rotation, order(now=formed))
        await self.service.caught_up()
        await pairing.forming.form(drafted.rotation, formed, order())
        return await self.service.groups(current=True)


@asynccontextmanager
async def web_of(server: NatsServer, file: Path, **settings: Any) -> AsyncIterator[Web]:
    """All of it on this server, for the time of the block."""
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    async with okr_of(server) as okr, service_of(server, file, **settings) as service:
        app = pairing_app(service.pairing, issuer, now=lambda: service.now)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pairing.test") as client:
            yield Web(service, okr, app, client, issuer)


def assert_problem(answer: httpx.Response, status: int, slug: str, says: str = "") -> None:
    """Check that this is a problem document of the kind, with these words in its detail."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:tomoni:problem:{slug}"
    assert says in answer.text, answer.text
