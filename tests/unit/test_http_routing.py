"""The lean route answers as FastAPI itself does, and leaves to it what is not plain."""

from __future__ import annotations

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from shared.http.routing import LeanRoute, _plan


class Said(BaseModel, extra="forbid"):
    number: int = Field(ge=0, le=10)
    text: str | None = None


async def _who(request: Request) -> str:
    return request.headers.get("who", "nobody")


Who = Annotated[str, Depends(_who)]
Short = Annotated[str, Field(max_length=3)]


async def said(key: Short, body: Said, who: Who, request: Request) -> Response:
    return JSONResponse({"key": key, "number": body.number, "text": body.text, "who": who, "path": request.url.path})


async def asked(key: str, more: Annotated[int, Query()] = 1) -> Response:
    return JSONResponse({"key": key, "more": more})


def app(route_class: type[LeanRoute] | None) -> httpx.AsyncClient:
    router = APIRouter(route_class=route_class) if route_class else APIRouter()
    router.post("/said/{key}")(said)
    router.get("/asked/{key}")(asked)
    whole = FastAPI()
    whole.include_router(router, prefix="/v1")
    return httpx.AsyncClient(transport=httpx.ASGITransport(whole), base_url="http://test")


def test_what_is_plain() -> None:
    assert _plan(said, {"key"}) is not None
    assert _plan(asked, {"key"}) is None


REQUESTS = [
    ("POST", "/v1/said/abc", b'{"number": 3, "text": "x"}'),
    ("POST", "/v1/said/abcd", b'{"number": 3}'),
    ("POST", "/v1/said/abc", b'{"number": 11}'),
    ("POST", "/v1/said/abc", b'{"number": 1, "more": 2}'),
    ("POST", "/v1/said/abc", b'{"number": '),
    ("POST", "/v1/said/abc", b"\xff"),
    ("POST", "/v1/said/abc", b""),
    ("POST", "/v1/said/abc", b"[]"),
    ("GET", "/v1/asked/abc?more=7", b""),
    ("GET", "/v1/asked/abc?more=x", b""),
    ("GET", "/v1/said/abc", b""),
]


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
async def test_it_answers_as_fastapi_does(method: str, path: str, body: bytes) -> None:
    headers = {"who": "me", "content-type": "application/json"}
    answers = []
    for route_class in (LeanRoute, None):
        async with app(route_class) as client:
            answer = await client.request(method, path, content=body, headers=headers)
            answers.append((answer.status_code, answer.text))
    assert answers[0] == answers[1]


async def test_the_api_page_is_the_same() -> None:
    pages = []
    for route_class in (LeanRoute, None):
        async with app(route_class) as client:
            pages.append((await client.get("/openapi.json")).json())
    assert pages[0] == pages[1]
