"""The okr service on a real server: its use cases, its application, tokens and a client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from services.okr.clock import okr_rules
from services.okr.http.application import okr_app
from services.okr.service import Okr
from services.okr.views import VIEWS
from shared.clock import clock_of
from shared.eventlog import Order
from shared.events import Authority, fresh_command_id
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.runtime import open_runtime
from shared.settings import Settings
from tests.nats_fixture import NatsServer
from tests.patience import PATIENCE

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


@dataclass
class Answer:
    """A response, and what tests look at."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def body(self) -> Any:
        return self.response.json()

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def at(self) -> str:
        """What to wait for."""
        return f"{self.body['aggregate']}@{self.body['version']}"

    def refused(self, status: int, slug: str, words: str = "") -> None:
        """Check that this is a problem document of the kind, with these words in its detail."""
        assert self.status == status, self.response.text
        assert self.response.headers["content-type"] == "application/problem+json"
        assert self.body["type"] == f"urn:tomoni:problem:{slug}", self.body
        assert words in self.body["detail"], self.body


@dataclass
class Clock:
    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time


@dataclass
class OkrKit:
    """The service, and somebody who talks to it."""

    okr: Okr
    app: FastAPI
    issuer: TokenIssuer
    clock: Clock
    client: httpx.AsyncClient
    _known: str | None = field(default=None)

    def token(self, subject: str = "admin", role: Role = Role.ADMIN, hours: float = 1) -> str:
        return self.issuer.issue(subject, role, hours, self.clock())

    async def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        subject: str = "admin",
        role: Role = Role.ADMIN,
        key: str | None = None,
        if_match: int | None = None,
        **options: Any,
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token(subject, role)}"} | options.pop("headers", {})
        if key is not None:
            headers["Idempotency-Key"] = key
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        if body is not None:
            options["json"] = body
        return Answer(await self.client.request(method, path, headers=headers, **options))

    async def post(self, path: str, body: object = None, **options: Any) -> Answer:
        answer = await self.send("POST", path, body, **options)
        if answer.status in (200, 201):
            self._known = answer.at
        return answer

    async def put(self, path: str, body: object = None, **options: Any) -> Answer:
        return await self.send("PUT", path, body, **options)

    async def done(self, path: str, body: object = None, **options: Any) -> Answer:
        """A command that must succeed."""
        answer = await self.post(path, body, **options)
        assert answer.status in (200, 201), answer.response.text
        return answer

    async def get(self, path: str, **options: Any) -> Answer:
        """A query that knows of the last command."""
        parameters = options.pop("params", {})
        if self._known is not None:
            parameters = {"wait_for": self._known} | parameters
        return await self.send("GET", path, params=parameters, **options)

    def order(self, actor: str = "admin", **fields: Any) -> Order:
        admin = {"command": fresh_command_id(), "actor": actor, "now": self.clock(), "authority": Authority.ADMIN}
        return Order(**{**admin, **fields})

    async def running_key_result(self, quarter: str | None = None) -> tuple[str, str]:
        """A published objective with a metric key result from 0 to 10; the ids of both."""
        objective = (await self.done("/objectives", {"title": "Be heard", "quarter": quarter})).id
        measure = {"kind": "metric", "baseline": "0", "target": "10"}
        key_result = await self.done(f"/objectives/{objective}/key-results", {"title": "Calls", "measure": measure})
        await self.done(f"/objectives/{objective}/publish")
        return objective, key_result.id

    async def running_quarter(self, label: str = "2026-Q3") -> str:
        body = {"label": label, "start": "2026-07-01", "end": "2026-09-30"}
        quarter = (await self.done("/quarters", body)).id
        await self.done(f"/quarters/{quarter}/start")
        return quarter

    def later(self, **span: float) -> None:
        self.clock.time += timedelta(**span)


@asynccontextmanager
async def okr_kit(server: NatsServer, **chosen: Any) -> AsyncIterator[OkrKit]:
    """The service on this server, for the time of the block, with these settings."""
    settings = Settings.model_validate({"var": server.layout.var, **chosen})
    issuer, clock = TokenIssuer(Ed25519PrivateKey.generate()), Clock()
    async with open_runtime(settings, "okr", VIEWS, url=server.url) as runtime:
        okr = Okr(runtime)
        ticker = clock_of(runtime, okr_rules(okr), now=clock)
        app = okr_app(okr, issuer, clock=ticker, now=clock)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://okr.test", timeout=PATIENCE) as client:
            yield OkrKit(okr, app, issuer, clock, client)
