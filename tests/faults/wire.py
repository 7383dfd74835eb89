"""A cable between a service and nats-server that can be cut in one direction, at an exact byte.

What a service sends still arrives, but no answer comes back: so a process can be killed between the moment at which
its event is stored and the one at which it hears of it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Wire:
    """Listens on loopback and passes everything on, until it is told to let nothing back any more."""

    def __init__(self, url: str) -> None:
        self._far = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self._open, self._heard = asyncio.Event(), asyncio.Event()
        self._open.set()
        self._heard.set()
        self._wanted, self._left = b"", 0
        self.cut = asyncio.Event()
        """Set when what was waited for has passed, and nothing comes back since."""

    @property
    def url(self) -> str:
        """Where the service connects instead."""
        assert self._server is not None
        return f"nats://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Let go of every connection."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()

    def cut_after(self, sent: bytes, times: int = 1) -> None:
        """Let nothing back from the moment on at which the service has sent these bytes so many times."""
        self._wanted, self._left = sent, times
        self.cut.clear()

    def deafen(self) -> None:
        """Let nothing back to the service any more; what it sends arrives."""
        self._open.clear()

    def mute(self) -> None:
        """Let nothing of what the service sends arrive any more; it hears everything."""
        self._heard.clear()

    async def shut(self) -> None:
        """Nobody is there any more: who is connected is thrown out, who comes is turned away."""
        assert self._server is not None
        self._port = int(self._server.sockets[0].getsockname()[1])
        self._server.close()
        for writer in self._writers:
            writer.close()
        self._writers = []

    async def open_again(self) -> None:
        """Somebody is there again, where he was."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", self._port)

    def mend(self) -> None:
        """Let everything pass again."""
        self._wanted, self._left, self._port = b"", 0, 0
        self._open.set()
        self._heard.set()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._far.hostname, self._far.port)
        except OSError:
            writer.close()
            return
        self._writers += [writer, far_writer]
        for work in (self._there(reader, far_writer), self._back(far_reader, writer)):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _there(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tail = b""
        with suppress(OSError):
            while data := await reader.read(65536):
                if self._wanted and self._left:
                    tail = self._watched(tail + data)
                await self._heard.wait()
                writer.write(data)
                await writer.drain()
        writer.close()

    def _watched(self, joined: bytes) -> bytes:
        """Count in what is sent; returns what its end may be the beginning of."""
        start = 0
        while self._left and (found := joined.find(self._wanted, start)) >= 0:
            start = found + len(self._wanted)
            self._left -= 1
        if not self._left:
            self._open.clear()
            self.cut.set()
        return joined[max(start, len(joined) - len(self._wanted) + 1) :]

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
