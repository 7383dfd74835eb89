"""A small application with one of everything, and tokens for it: what the tests of `shared.http` share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from shared.http.application import create_app, include
from shared.http.auth import require
from shared.http.bodies import Body, Id, Number, Whole
from shared.http.health import Check
from shared.http.metrics import Metrics
from shared.http.openapi import COMMAND_PROBLEMS
from shared.http.origins import Origins
from shared.http.paging import Page, PagingQuery
from shared.http.preconditions import COMMAND_HEADERS, ExpectedVersion, IdempotencyKey, etag
from shared.http.responses import json_response
from shared.http.routing import LeanRoute
from shared.http.waiting import CaughtUp, Waiter
from shared.identity.roles import Permission, Role
from shared.identity.sign_in import SignInDesk
from shared.identity.tokens import Identity, TokenIssuer
from shared.settings import Settings

ORIGIN = "http://okr.test"


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise."""

    time: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


class Conflict(Exception):
    def __init__(self, version: int) -> None:
        super().__init__(f"Somebody else was quicker; the version is {version} now.")
        self.version = version


class LogUnreachable(Exception):
    pass


class KeyResultBody(Body):
    title: str
    target: Number


class ObjectiveBody(Body):
    title: str
    confidence: Whole = 5
    key_results: tuple[KeyResultBody, ...] = ()
    tags: tuple[str, ...] = ()


class Item(Body):
    number: int


@dataclass
class FakeWaiter:
    """Knows what it is told; waits not at all."""

    known: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, int, float]] = field(default_factory=list)
    there: bool = True
    ends: list[float] = field(default_factory=list)

    async def wait_for(self, aggregate: str, version: int, timeout: float) -> bool:
        self.asked.append((aggregate, version, timeout))
        return self.known.get(aggregate, 0) >= version

    async def wait_for_end(self, timeout: float) -> bool:
        self.ends.append(timeout)
        return self.there

    def known_version(self, aggregate: str) -> int:
        return self.known.get(aggregate, 0)


@dataclass
class Kit:
    """The application and what it was made of."""

    app: FastAPI
    issuer: TokenIssuer
    clock: Clock

    def token(self, subject: str = "p-1", role: Role = Role.MEMBER, hours: float = 1) -> str:
        return self.issuer.issue(subject, role, hours, self.clock())

    def bearer(self, role: Role = Role.MEMBER) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(role=role)}"}

    def client(self, **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, **options)

    def as_member(self) -> httpx.AsyncClient:
        return self.client(headers=self.bearer())


def make_kit(
    *,
    waiter: Waiter | None = None,
    ready_checks: Mapping[str, Check] | None = None,
    desk: Callable[[TokenIssuer, Clock], SignInDesk] | None = None,
    metrics: Metrics | None = None,
    origins: Origins | None = None,
    elsewhere: str | None = None,
    **settings: Any,
) -> Kit:
    """An application with one endpoint of each kind."""
    issuer = TokenIssuer(Ed25519PrivateKey.generate())
    clock = Clock()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.entered = True
        yield
        app.state.left = True

    app = create_app(
        title="Test service",
        version="0",
        description="One of everything.",
        settings=Settings(**settings),
        verifier=issuer.verifier(),
        ready_checks=ready_checks or {},
        lifespan=lifespan,
        waiter=waiter,
        sign_in=desk(issuer, clock) if desk else None,
        metrics=metrics,
        origins=origins or Origins(),
        sign_in_elsewhere=elsewhere,
        errors={Conflict: (409, "conflict", ("version",)), LogUnreachable: (503, "log-unreachable")},
        now=clock,
    )
    _add_endpoints(app)
    return Kit(app, issuer, clock)


def _add_endpoints(app: FastAPI) -> None:
    @app.post("/objectives/{objective}", status_code=201, openapi_extra=COMMAND_HEADERS, responses=COMMAND_PROBLEMS)
    async def command(
        objective: Id,
        body: ObjectiveBody,
        who: Annotated[Identity, Depends(require(Permission.WRITE_OBJECTIVES))],
        expected: ExpectedVersion,
        key: IdempotencyKey,
    ) -> Response:
        told = {
            "actor": who.subject,
            "expected": expected,
            "key": key,
            "title": body.title,
            "targets": [each.target for each in body.key_results],
        }
        return json_response(told, 201, {"ETag": etag(1)})

    @app.post("/fail/{kind}")
    async def fail(kind: str, who: Annotated[Identity, Depends(require(Permission.READ))]) -> Response:
        match kind:
            case "conflict":
                raise Conflict(7)
            case "log":
                raise LogUnreachable("The log can't be reached.")
            case _:
                raise RuntimeError("secret insides")

    queries = APIRouter(route_class=LeanRoute)

    @queries.get("/items", dependencies=[CaughtUp])
    def items(paging: PagingQuery, who: Annotated[Identity, Depends(require(Permission.READ))]) -> Page[Item]:
        after = paging.key(int)
        begin = int(after[0]) + 1 if after else 0
        rows = [Item(number=number) for number in range(begin, min(120, begin + paging.limit + 1))]
        return paging.page(rows, lambda row: (row.number,))

    include(app, queries)

    @app.get("/log")
    async def log(who: Annotated[Identity, Depends(require(Permission.READ_LOG))]) -> Response:
        return json_response({"ok": True})
