"""How many connections a service has at most, and how long a client may take to say what it wants.

Connections beyond the limit are told so (503, ``Connection: close``) and let go, so that those who are connected go
on. A connection that says nothing, or never comes to the end of what it says, gives its place back.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.http.problems import Problem

MOST = 2_000
"""Connections at once, where the system lets the process have as many."""
HEAD_SECONDS = 10.0
"""How long a connection may take until a request's head is there."""
BODY_SECONDS = 30.0
"""How long a request's body may take behind its head."""
_LINGER = 1.0
_LINGERING = 200
_TOLD_EVERY = 10.0

_log = logging.getLogger("tomoni.http")


def most_connections() -> int:
    """How many connections this process takes; first it lets itself open as many files as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or soft < hard:
        wanted = hard if hard != resource.RLIM_INFINITY else max(soft, 4 * MOST)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    # The other half is for the store, the log, and those who are being told to come later.
    return min(MOST, soft // 2)


def bounded(most: int) -> type[HttpToolsProtocol]:
    """uvicorn's protocol, for at most so many connections at once."""

    class Bounded(_Protocol):
        limit = most

    return Bounded


class _Protocol(HttpToolsProtocol):
    limit = MOST
    _lingering = 0
    _told = float("-inf")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._refused = False
        self._in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, or refuse it where there are as many as may be."""
        if len(self.connections) >= self.limit:
            self._refuse(transport)
            return
        super().connection_made(transport)
        self._within(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Listen, unless it was refused: then it is read and thrown away, so that it can hear why."""
        if not self._refused:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        if self._deadline is None:
            self._within(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """Its head is there."""
        super().on_headers_complete()
        self._in_head = False
        self._within(BODY_SECONDS)

    def on_message_complete(self) -> None:
        """All of it is there: from now on it is the service that takes its time."""
        self._within(None)
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Over."""
        self._within(None)
        if self._refused:
            type(self)._lingering -= 1
        else:
            super().connection_lost(exc)

    def _within(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        if self._in_head or not self.cycle.response_started:
            self.transport.write(_answer(Problem(408, "too-slow", "The request took too long to come; send it again.")))
        self.transport.close()

    def _refuse(self, transport: asyncio.Transport) -> None:
        self._refused, self.transport = True, transport
        kind = type(self)
        kind._lingering += 1
        if (now := time.monotonic()) - kind._told > _TOLD_EVERY:
            kind._told = now
            _log.warning("%s connections are open, which is the most; further ones are refused", self.limit)
        detail = "This service has as many connections as it takes; try again in a few seconds."
        transport.write(_answer(Problem(503, "too-many-connections", detail, headers={"Retry-After": "5"})))
        if kind._lingering > _LINGERING or not transport.can_write_eof():
            transport.close()
            return
        # Closed at once, a request that is still on its way would have the answer thrown away before it is read.
        transport.write_eof()
        self._deadline = self.loop.call_later(_LINGER, transport.close)


def _answer(problem: Problem) -> bytes:
    response = problem.response("/")
    head = f"HTTP/1.1 {problem.status} {problem.title}\r\n".encode()
    headers = [*response.raw_headers, (b"connection", b"close")]
    return head + b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + bytes(response.body)
