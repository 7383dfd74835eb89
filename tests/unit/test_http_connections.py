"""Too many connections, and those who say nothing or never come to an end, on a served application."""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from shared.http import connections, serving
from shared.http.connections import bounded, most_connections
from shared.http.ports import free_port
from shared.http.serving import serve
from tests.http_kit import make_kit
from tests.patience import PATIENCE

HOST = "127.0.0.1"
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@asynccontextmanager
async def served(monkeypatch: pytest.MonkeyPatch, most: int) -> AsyncIterator[int]:
    monkeypatch.setattr(serving, "most_connections", lambda: most)
    port, stop, started = free_port(HOST, 0), asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(serve(make_kit().app, HOST, port, 1, stop=stop, started=started.set))
    await asyncio.wait_for(started.wait(), PATIENCE)
    try:
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE)


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, words: bytes = LIVEZ) -> bytes:
        self.writer.write(words)
        await self.writer.drain()
        return await self.answer()

    async def answer(self) -> bytes:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        return head + await self.reader.readexactly(length)

    async def over(self) -> bool:
        return await asyncio.wait_for(self.reader.read(), PATIENCE) == b""

    def close(self) -> None:
        self.writer.close()


async def client(port: int) -> Client:
    return Client(*await asyncio.open_connection(HOST, port))


async def test_one_too_many_is_told_so_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch, 2) as port:
        first, second = await client(port), await client(port)
        assert (await first.ask()).startswith(b"HTTP/1.1 200 OK")
        assert (await second.ask()).startswith(b"HTTP/1.1 200 OK")
        third = await client(port)
        answer = await third.ask()
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"connection: close" in head
        assert b"application/problem+json" in head
        assert b"retry-after" in head.lower()
        assert json.loads(body)["type"] == "urn:tomoni:problem:too-many-connections"
        assert await third.over()
        assert (await first.ask()).startswith(b"HTTP/1.1 200 OK")
        second.close()
        await asyncio.sleep(0.1)
        fourth = await client(port)
        assert (await fourth.ask()).startswith(b"HTTP/1.1 200 OK")
        for each in (first, third, fourth):
            each.close()


async def test_who_says_nothing_gives_his_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    async with served(monkeypatch, 1) as port:
        silent = await client(port)
        assert (await silent.answer()).startswith(b"HTTP/1.1 408 ")
        assert await silent.over()
        slow = await client(port)
        slow.writer.write(b"GET /livez HT")
        assert (await slow.answer()).startswith(b"HTTP/1.1 408 ")
        assert await slow.over()
        other = await client(port)
        assert (await other.ask()).startswith(b"HTTP/1.1 200 OK")
        for each in (silent, slow, other):
            each.close()


async def test_a_body_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.2)
    async with served(monkeypatch, 1) as port:
        slow = await client(port)
        slow.writer.write(b"POST /objectives/O-1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        assert (await slow.answer()).split(b" ")[1] in (b"408", b"401", b"415")
        assert await slow.over()
        slow.close()


async def test_a_slow_answer_is_not_the_client_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.2)
    kit = make_kit()

    @kit.app.get("/slow")
    async def slow() -> dict[str, bool]:
        await asyncio.sleep(0.6)
        return {"done": True}

    port, stop, started = free_port(HOST, 0), asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(serve(kit.app, HOST, port, 1, stop=stop, started=started.set))
    await asyncio.wait_for(started.wait(), PATIENCE)
    one = await client(port)
    assert b'{"done":true}' in await one.ask(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    one.close()
    stop.set()
    await asyncio.wait_for(task, PATIENCE)


def test_half_of_the_files_are_for_connections() -> None:
    most = most_connections()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 0 < most <= soft // 2
    assert soft == hard or hard == resource.RLIM_INFINITY
    assert bounded(7).limit == 7  # type: ignore[attr-defined]
