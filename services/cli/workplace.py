"""Where a command finds Tomoni: a running installation, a NATS elsewhere, or an embedded server of its own."""

from __future__ import annotations

import asyncio
import fcntl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import msgspec

from shared.eventlog import EventLog, LogClient, LogUnavailable, connect
from shared.events import NotFound
from shared.projection import Halt, position_in, verify
from shared.runtime import Runtime
from shared.server import streams, subscribers
from shared.server.errors import ServerAlreadyRunning
from shared.server.files import write_whole
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer
from shared.server.running import server_pid
from shared.settings import Settings

_TURN_SECONDS = 10.0


class Running(msgspec.Struct, frozen=True, omit_defaults=True):
    """What runs here: the addresses that others use, and the process that owns it."""

    pid: int
    nats_url: str
    okr_url: str | None = None
    pairing_url: str | None = None
    proofs_url: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it is a `tomoni up`; a `tomoni serve` has one service, beside the server that it has started."""
        return self.okr_url is not None and self.pairing_url is not None


def running(layout: Layout) -> Running | None:
    """The installation that runs on this data directory, or None; what a killed one left behind does not run."""
    return None if server_pid(layout) is None else owner(layout)


def owner(layout: Layout) -> Running | None:
    """The `tomoni up`, or `serve` with a server of its own, that lives here, or None; its server may have ended."""
    if not _announced(layout):
        return None
    try:
        return msgspec.json.decode(layout.run_file.read_bytes(), type=Running)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


@contextmanager
def announced(layout: Layout, what: Running) -> Iterator[None]:
    """Tell other commands what runs here, for the time of the block or of this process, however it ends."""
    with layout.lock_file.open("a") as lock:
        # Whoever looks holds the lock for an instant.
        fcntl.flock(lock, fcntl.LOCK_EX)
        announce(layout, what)
        try:
            yield
        finally:
            layout.run_file.unlink(missing_ok=True)


def announce(layout: Layout, what: Running) -> None:
    """Tell it anew, within the block: an address has changed."""
    write_whole(layout.run_file, msgspec.json.encode(what).decode())


def _announced(layout: Layout) -> bool:
    try:
        with layout.lock_file.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@asynccontextmanager
async def log_url(settings: Settings, *, provision: bool = True) -> AsyncIterator[str]:
    """The address of the NATS that holds the log; an embedded server is started for this command if none runs.

    Its streams are made what they must be, unless `provision` is false. Raises NotFound where there is no installation,
    ServerAlreadyRunning where another command still has the data directory to itself after 10 seconds, or a `tomoni up`
    whose server has ended.
    """
    if settings.nats_url is not None:
        yield settings.nats_url
        return
    layout, deadline = Layout(settings.var), time.monotonic() + _TURN_SECONDS
    if not layout.made:
        raise NotFound(
            f"no installation in {layout.var.absolute()}: go where one is or name it by TOMONI_VAR; "
            "tomoni up or tomoni import begins a new one"
        )
    async with AsyncExitStack() as stack:
        while (found := running(layout)) is None:
            try:
                server = await stack.enter_async_context(embedded(settings, provision=provision))
            except ServerAlreadyRunning as error:
                if time.monotonic() > deadline:
                    raise ServerAlreadyRunning(_why_not(layout, error)) from error
                await asyncio.sleep(0.1)
            else:
                yield server.url
                return
        yield found.nats_url


def _why_not(layout: Layout, error: ServerAlreadyRunning) -> str:
    if (up := owner(layout)) is None:
        return f"another tomoni command is at work: {error}"
    log = layout.logs / "nats.log"
    if not up.whole:
        return (
            f"`tomoni serve` (process {up.pid}) lives, but its nats-server has ended: stop it and start it again; "
            f"the end of {log} says why"
        )
    return (
        f"`tomoni up` (process {up.pid}) lives, but its nats-server has ended and isn't back yet: it is started again "
        f"by itself, so try again in a moment; where it stays away, the end of {log} says why"
    )


@asynccontextmanager
async def embedded(settings: Settings, *, provision: bool = True) -> AsyncIterator[EmbeddedServer]:
    """The embedded server with its streams as they must be, on the wished port or another free one.

    Raises ServerAlreadyRunning at once while another process has the data directory to itself.
    """
    server = EmbeddedServer(Layout(settings.var), port=settings.nats_port)
    await server.start()
    try:
        if provision:
            async with user(settings, server.url, "provisioner") as client:
                await apply_streams(settings, client)
        yield server
    finally:
        # Also a second Ctrl-C leaves no server behind.
        await asyncio.shield(server.stop())


async def caught_up(runtime: Runtime, patience: float = 30.0) -> None:
    """Wait until the store holds what the log held a moment ago.

    Raises Halt where the projection has halted or the store is another log's, LogUnavailable where `patience` (seconds)
    is not enough: what is behind is never shown as if it were all.
    """
    last = (await runtime.log.info()).state.last_seq
    waiting = asyncio.create_task(runtime.runner.wait_for_position(last, patience))
    try:
        while not (await asyncio.wait([waiting], timeout=0.2))[0]:
            if runtime.runner.halted is not None:
                raise Halt(f"the store of {runtime.service} has halted: {runtime.runner.halted}")
        if not await waiting:
            raise LogUnavailable(f"the store of {runtime.service} is still catching up with the log; try again later")
    finally:
        waiting.cancel()
    await _same_log(runtime)


async def _same_log(runtime: Runtime) -> None:
    """Raise Halt unless the log holds the store's last event where the store says it does."""
    with runtime.store.read() as connection:
        position, event_id = position_in(connection)
    await verify(runtime.log, runtime.service, position, event_id)


async def apply_streams(settings: Settings, client: LogClient) -> list[streams.Difference]:
    """Make the streams what they must be; what was different, one by one."""
    layout = Layout(settings.var)
    return await streams.apply(
        client,
        replicas=settings.replicas,
        max_bytes=settings.log_max_bytes,
        subscribers=subscribers.listed(layout),
    )


@asynccontextmanager
async def user(settings: Settings, url: str, name: str) -> AsyncIterator[LogClient]:
    """A connection as one of the users whose credentials lie here: provisioner, okr, pairing, audit."""
    seed_file = Layout(settings.var).credentials(name)
    client = await connect(url, seed_file=seed_file if seed_file.exists() else None, name=f"{name} (command)")
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def auditor(settings: Settings) -> AsyncIterator[EventLog]:
    """The log, to be read by somebody who may read everything and write nothing."""
    async with log_url(settings) as url, user(settings, url, "audit") as client:
        yield EventLog(client)
