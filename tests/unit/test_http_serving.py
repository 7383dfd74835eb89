"""Serving for real, on loopback: ports, lifespan, a graceful and bounded stop."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from shared.http.ports import ServingError, free_port
from shared.http.serving import serve
from tests.http_kit import make_kit
from tests.patience import PATIENCE

HOST = "127.0.0.1"


async def _started(app: FastAPI, port: int, stop: asyncio.Event | None, seconds: int = 2) -> asyncio.Task[None]:
    up = asyncio.Event()
    task = asyncio.create_task(serve(app, HOST, port, seconds, stop=stop, started=up.set))
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({task, waiting}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    assert up.is_set()
    return task


def test_a_free_port_is_kept_and_a_taken_one_replaced() -> None:
    wished = free_port(HOST, 0)
    assert free_port(HOST, wished) == wished
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        other = free_port(HOST, port)
        assert other not in (port, 0)


def test_a_host_that_is_not_ours() -> None:
    with pytest.raises(ServingError, match="Nothing can listen on 192\\.0\\.2\\.1"):
        free_port("192.0.2.1", 8801)


async def test_it_serves_until_told_to_stop() -> None:
    kit = make_kit()
    port, stop = free_port(HOST, 0), asyncio.Event()
    task = await _started(kit.app, port, stop)
    assert kit.app.state.entered
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
        answer = await client.get("/whoami", headers=kit.bearer())
        assert answer.json()["subject"] == "p-1"
        assert "server" not in answer.headers
        content = b'{"title":"' + b"a" * 40_000 + b'"}'
        answer = await client.post(
            "/objectives/O-1", content=content, headers={**kit.bearer(), "Content-Type": "application/json"}
        )
        assert answer.status_code == 413
    stop.set()
    await asyncio.wait_for(task, PATIENCE)
    assert kit.app.state.left
    assert free_port(HOST, port) == port


async def test_a_running_request_ends_before_the_service_does() -> None:
    kit = make_kit()

    @kit.app.get("/slow")
    async def slow() -> dict[str, bool]:
        await asyncio.sleep(0.4)
        return {"done": True}

    port, stop = free_port(HOST, 0), asyncio.Event()
    task = await _started(kit.app, port, stop)
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
        request = asyncio.create_task(client.get("/slow"))
        await asyncio.sleep(0.1)
        stop.set()
        assert (await request).json() == {"done": True}
    await asyncio.wait_for(task, PATIENCE)


async def test_stopping_is_bounded() -> None:
    kit = make_kit()

    @kit.app.get("/forever")
    async def forever() -> None:
        await asyncio.sleep(60)

    port, stop = free_port(HOST, 0), asyncio.Event()
    task = await _started(kit.app, port, stop, seconds=1)
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
        request = asyncio.create_task(client.get("/forever"))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        stop.set()
        await asyncio.wait_for(task, PATIENCE)
        assert time.monotonic() - begun < 3
        # The client sees an error or a cut connection; which one is uvicorn's business.
        await asyncio.wait({request}, timeout=5)
        assert request.done()
        request.exception()
    assert kit.app.state.left


async def test_a_signal_stops_it_where_nobody_else_decides() -> None:
    kit = make_kit()
    task = await _started(kit.app, free_port(HOST, 0), None)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, PATIENCE)
    assert kit.app.state.left


async def test_cancelling_stops_it_as_gracefully() -> None:
    kit = make_kit()
    port = free_port(HOST, 0)
    task = await _started(kit.app, port, asyncio.Event())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, PATIENCE)
    assert kit.app.state.left
    assert free_port(HOST, port) == port


async def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServingError, match=f"Nothing can listen on {HOST}:{port}"):
            await serve(make_kit().app, HOST, port, 1, stop=asyncio.Event())


async def test_an_application_that_does_not_start_says_why() -> None:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("The stream EVENTS is missing.")
        yield

    port = free_port(HOST, 0)
    with pytest.raises(ServingError, match=f"on port {port} didn't start: The stream EVENTS is missing\\.$"):
        await serve(FastAPI(lifespan=lifespan), HOST, port, 1, stop=asyncio.Event())
    assert free_port(HOST, port) == port
