"""Three nats-servers on this machine, on loopback, that keep each stream three times: to develop and test against.

They share one accounts file; each has its configuration and its streams in a directory of its own (`var/nats/n1` …).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from shared.server import running
from shared.server.configuration import render_member, write_accounts
from shared.server.errors import ServerDidNotStart
from shared.server.files import write_whole
from shared.server.layout import Layout
from shared.server.process import STOP_TIMEOUT, claim, end, free_port, greeted, spawn

SIZE = 3


class Member:
    """One of the servers. It keeps its ports and its streams however often it is killed and started again."""

    def __init__(self, layout: Layout, number: int, port: int, route: int) -> None:
        self.name, self.port, self.route = f"n{number}", port, route
        self.door = route
        """Where the others connect: another port than its own where something stands in between."""
        self._layout, self._number = layout, number
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id, None when it doesn't run."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    @property
    def home(self) -> Path:
        """Everything that it writes, except its log."""
        return self._layout.member(self._number)

    async def start(self, routes: list[int]) -> None:
        """Start it, or start it again; return when it takes connections. Raises ServerDidNotStart."""
        (self.home / "jetstream").mkdir(parents=True, exist_ok=True)
        text = render_member(
            self._layout, self._number, port=self.port, route=self.route, door=self.door, routes=routes
        )
        write_whole(self.home / "nats.conf", text)
        log = self._layout.logs / f"nats-{self.name}.log"
        self._process = await spawn(self.home / "nats.conf", log)
        await greeted(self._process, self.port, log)

    async def stop(self) -> None:
        """End it in good order; harmless when it's over."""
        if self.pid is not None:
            # One that is frozen takes no other signal.
            self.signal(signal.SIGCONT)
        await end(self._process)

    async def kill(self) -> None:
        """As a power cut would: at once, and without good-bye."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; harmless when it doesn't run."""
        if self.pid is not None:
            os.kill(self.pid, number)


class Cluster:
    """Three servers as one. Use it as `async with Cluster(layout) as cluster:`, or by `start()` and `stop()`.

    `port` is the first of three that are wished for; any that is taken is replaced by a free one.
    """

    def __init__(self, layout: Layout, *, port: int = 0, size: int = SIZE) -> None:
        self.layout = layout
        self._wished, self._size = port, size
        self.members: list[Member] = []
        self._owner: IO[str] | None = None

    @property
    def url(self) -> str:
        """Where clients connect: all addresses, separated by commas, as `TOMONI_NATS_URL` takes them."""
        return ",".join(member.url for member in self.members)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start all; return when each takes connections. That the streams have leaders takes some seconds more.

        Raises ServerAlreadyRunning when another process runs servers on this directory, ServerDidNotStart.
        """
        self.layout.prepare()
        self._owner = claim(self.layout)
        try:
            await running.stop_orphan(self.layout, STOP_TIMEOUT)
            for number in range(1, self._size + 1):
                await running.stop_orphan_of(self.layout.member(number), STOP_TIMEOUT)
            write_accounts(self.layout)
            self.arrange()
            await asyncio.gather(*(self.start_member(member) for member in self.members))
        except BaseException:
            await self.stop()
            raise

    def arrange(self) -> None:
        """Choose the ports of all, before they are started; harmless when it's done."""
        self.members = self.members or self._arranged()

    async def start_member(self, member: Member) -> None:
        """Start one that doesn't run. Raises ServerDidNotStart."""
        await member.start([other.door for other in self.members if other is not member])

    async def stop(self) -> None:
        """End all in good order. Harmless when it's over."""
        await asyncio.gather(*(member.stop() for member in self.members))
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def reload(self) -> None:
        """Have every server read the accounts file again. Raises ServerDidNotStart when none runs."""
        living = [member for member in self.members if member.pid is not None]
        if not living:
            raise ServerDidNotStart("no server of the cluster runs, so there is nothing to reload: start it first")
        for member in living:
            member.signal(signal.SIGHUP)

    def member(self, name: str) -> Member:
        """The server of this name (`n1` …). Raises KeyError."""
        return {member.name: member for member in self.members}[name]

    def forget(self) -> None:
        """Throw the streams of all away. They must be stopped."""
        for member in self.members:
            shutil.rmtree(member.home)

    def _arranged(self) -> list[Member]:
        taken: set[int] = set()

        def port(wished: int) -> int:
            while (found := free_port(wished)) in taken:
                wished = 0
            taken.add(found)
            return found

        wished = [self._wished + number if self._wished else 0 for number in range(self._size)]
        return [Member(self.layout, number, port(each), port(0)) for number, each in enumerate(wished, 1)]
