"""The short way answers as the long one does, calls no endpoint twice, and leaves to the framework what is unusual."""

from __future__ import annotations

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.http.limits import BodyGuard
from shared.http.problems import Problem, register_problems
from shared.http.routing import LeanRoute
from shared.http.shortcut import ShortCut, ShortCuts

LIMIT = 200


class Said(BaseModel, extra="forbid"):
    number: int
    text: str | None = None


async def _who(request: Request) -> str:
    if (who := request.headers.get("who")) is None:
        raise Problem(401, "no-token", "Say who you are.")
    return who


Who = Annotated[str, Depends(_who)]


class World:
    """An application, with or without short ways, and what its endpoints were called with."""

    def __init__(self, *, short: bool) -> None:
        self.app, self.ways, self.calls = FastAPI(), ShortCuts(), list[str]()
        router = APIRouter(route_class=LeanRoute)

        @router.post("/things/all/said")
        async def said_to_all(body: Said, loud: bool = False) -> Response:
            self.calls.append("all")
            return JSONResponse({"all": body.number, "loud": loud})

        @router.post("/things/{thing}/said")
        async def said(thing: str, body: Said, who: Who) -> Response:
            self.calls.append(thing)
            if body.number < 0:
                raise Problem(409, "wrong-state", "It can't be negative.")
            if body.number == 0:
                raise ZeroDivisionError
            return JSONResponse({"thing": thing, "number": body.number, "who": who}, 201, {"ETag": '"1"'})

        self.app.add_middleware(BodyGuard, limit=LIMIT)
        register_problems(self.app)
        if short:
            self.app.add_middleware(ShortCut, ways=self.ways, limit=LIMIT)
            self.ways.include(self.app, router)
        else:
            self.app.include_router(router)

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://test")


JSON = {"content-type": "application/json"}
ME = JSON | {"who": "me"}


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/things/a/said", b'{"number": 3}', ME, 201),
        ("/things/a%20b/said", b'{"number": 3, "text": "x"}', ME, 201),
        ("/things/a/said", b'{"number": 3}', JSON, 401),
        ("/things/a/said", b'{"number": "x"}', ME, 422),
        ("/things/a/said", b'{"number": ', ME, 422),
        ("/things/a/said", b'{"number": -1}', ME, 409),
        ("/things/a/said", b'{"number": 0}', ME, 500),
        ("/things/a/said", b'{"number": 3}', {"who": "me", "content-type": "text/plain"}, 415),
        ("/things/a/said", b'{"number": 3, "text": "' + LIMIT * b"x" + b'"}', ME, 413),
        ("/things/a/said", b"", ME, 422),
        ("/things/all/said", b'{"number": 3}', ME, 200),
        ("/things/a/said/more", b'{"number": 3}', ME, 404),
        ("/others/a/said", b'{"number": 3}', ME, 404),
    ],
)
async def test_it_answers_as_the_long_way_does(path: str, body: bytes, headers: dict[str, str], status: int) -> None:
    told, called = [], []
    for short in (True, False):
        world = World(short=short)
        async with world.client() as client:
            answer = await client.post(path, content=body, headers=headers)
        told.append((answer.status_code, answer.text, sorted(answer.headers.items())))
        called.append(world.calls)
    assert told[0] == told[1]
    assert called[0] == called[1]
    assert len(called[0]) == (status in (200, 201, 409, 500))
    # This FastAPI tells of broken JSON as of any invalid body; `register_problems` calls it 400.
    assert told[0][0] == (400 if body == b'{"number": ' else status)


async def test_a_plain_command_passes_none_of_the_layers_within() -> None:
    world = World(short=True)
    passed: list[str] = []

    class Within:
        def __init__(self, app: ASGIApp) -> None:
            self._app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            passed.append(scope["path"])
            await self._app(scope, receive, send)

    world.app.user_middleware.append(Middleware(Within))
    async with world.client() as client:
        assert (await client.post("/things/a/said", json={"number": 3}, headers=ME)).status_code == 201
        assert passed == []
        assert (await client.post("/things/a/said", json={"number": -1}, headers=ME)).status_code == 409
        assert passed == ["/things/a/said"]


def test_a_command_whose_path_begins_with_a_parameter_is_refused() -> None:
    router = APIRouter(route_class=LeanRoute)

    @router.post("/{thing}/said")
    async def said(thing: str, body: Said) -> Response:
        return JSONResponse({})

    with pytest.raises(ValueError, match="begins with a word"):
        ShortCuts().include(FastAPI(), router)
