"""The cables between three servers, any of which can be pulled out while clients still reach every server.

Each server listens for its peers at a port of its own and tells them of another one, where this stands in between. Who
connects there says his name in the first line, so what is cut is known.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

_NAME = re.compile(rb'"server_name":"(\w+)"')


class Routes:
    """Listens in front of each server's port for its peers; `cut` and `mend` by the server's name."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []
        self._cut: set[str] = set()
        self._lines: dict[asyncio.StreamWriter, set[str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def before(self, name: str, port: int) -> int:
        """Stand before the server of this name, whose peers connect to `port`; where they are to connect instead."""

        async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._take(name, port, reader, writer)

        server = await asyncio.start_server(take, "127.0.0.1", 0)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    def cut(self, name: str) -> None:
        """From now on nothing passes to this server or from it: what is under way is lost, and nothing ends."""
        self._cut.add(name)

    def mend(self, name: str) -> None:
        """Everything passes again; who was cut off finds his connections closed, and makes new ones."""
        self._cut.discard(name)
        for writer, names in list(self._lines.items()):
            if name in names:
                writer.close()

    async def stop(self) -> None:
        """Let go of everything."""
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in list(self._lines):
            writer.close()

    async def _take(self, name: str, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        names = {name}
        self._lines[writer] = self._lines[far_writer] = names
        for source, target, comes in ((reader, far_writer, True), (far_reader, writer, False)):
            task = asyncio.create_task(self._pass(source, target, names, comes))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, names: set[str], comes: bool
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                # Only the first name that whoever comes here says is his own: later ones are of others, told on.
                if comes and len(names) < 2 and (found := _NAME.search(data)):
                    names.add(found[1].decode())
                if names & self._cut:
                    continue
                writer.write(data)
                await writer.drain()
        self._lines.pop(writer, None)
        writer.close()
