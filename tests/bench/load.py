"""A load generator: keep-alive clients, each sending its next request when the answer to the last one is there.

Run as ``python -m tests.bench.load``. A `Load` in JSON comes in by standard input, a `Result` goes out. The requests
are built before the clock starts, and answers are looked at only as far as needed: it is never what is measured.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import cast

import msgspec
import uvloop


class Request(msgspec.Struct, frozen=True):
    """One POST."""

    path: str
    body: str
    headers: dict[str, str] = {}


class Load(msgspec.Struct, frozen=True):
    """What each client sends: `warm_up` requests, then for `seconds` whatever comes next of its list."""

    port: int
    clients: list[list[Request]]
    warm_up: int
    seconds: float


class Result(msgspec.Struct, frozen=True):
    """Requests answered with success within the measured time, and in how many seconds they were."""

    done: int
    took: float
    failed: int
    failure: str = ""


class _Client(asyncio.Protocol):
    def __init__(self, port: int, requests: list[bytes]) -> None:
        self._port, self._requests = port, requests
        self._next = 0
        self._until = 0.0
        self._upto = 0
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None
        self.finished = asyncio.Event()
        self.done = 0
        self.failed = 0
        self.failure = ""

    async def connected(self) -> None:
        """Connect, unless the connection is there: a server closes one that waits too long for the slowest client."""
        if self._transport is None or self._transport.is_closing():
            await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's own class is none by inheritance

    def start(self, upto: int, until: float) -> None:
        """Send until the request of this number or this moment."""
        self._upto, self._until = min(upto, len(self._requests)), until
        self.done = 0
        self.finished.clear()
        self._send()

    def data_received(self, data: bytes) -> None:
        answer = self._buffer = self._buffer + data
        head = answer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = answer.lower().find(b"content-length: ", 0, head) + 16
        size = int(answer[at : answer.find(b"\r", at)])
        if len(answer) < head + 4 + size:
            return
        self._buffer = b""
        if answer[9:10] == b"2":
            self.done += 1
        else:
            self.failed += 1
            self.failure = answer.decode(errors="replace")
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.is_set():
            self.failed, self.failure = self.failed + 1, f"the connection was lost: {error}"
            self.finished.set()

    def _send(self) -> None:
        if self._next >= self._upto or time.perf_counter() >= self._until:
            self.finished.set()
            return
        assert self._transport is not None
        self._transport.write(self._requests[self._next])
        self._next += 1


def _on_the_wire(request: Request) -> bytes:
    body = request.body.encode()
    headers = {"Host": "127.0.0.1", "Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [
        f"POST {request.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in (headers | request.headers).items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def run(load: Load) -> Result:
    """Put the load on."""
    clients = [_Client(load.port, [_on_the_wire(request) for request in requests]) for requests in load.clients]
    await asyncio.gather(*(client.connected() for client in clients))
    for client in clients:
        client.start(load.warm_up, float("inf"))
    await asyncio.gather(*(client.finished.wait() for client in clients))
    await asyncio.gather(*(client.connected() for client in clients))
    begin = time.perf_counter()
    for client in clients:
        client.start(sys.maxsize, begin + load.seconds)
    await asyncio.gather(*(client.finished.wait() for client in clients))
    took = time.perf_counter() - begin
    return Result(
        sum(client.done for client in clients),
        took,
        sum(client.failed for client in clients),
        next((client.failure for client in clients if client.failure), ""),
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(
        msgspec.json.encode(uvloop.run(run(msgspec.json.decode(sys.stdin.buffer.read(), type=Load))))
    )
