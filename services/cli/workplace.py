"""Where a command finds Tomoni: a running installation, a NATS elsewhere, or an embedded server of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from shared.eventlog import EventLog, LogClient, connect
from shared.server import streams, subscribers
from shared.server.errors import ServerAlreadyRunning
from shared.server.files import write_whole
from shared.server.layout import Layout
from shared.server.process import EmbeddedServer
from shared.server.running import server_pid
from shared.settings import Settings


class Running(msgspec.Struct, frozen=True, omit_defaults=True):
    """What runs here: the addresses that others use, and the process that owns it."""

    pid: int
    nats_url: str
    okr_url: str | None = None
    pairing_url: str | None = None


def running(layout: Layout) -> Running | None:
    """The installation that runs on this data directory, or None."""
    if server_pid(layout) is None:
        return None
    try:
        return msgspec.json.decode(layout.run_file.read_bytes(), type=Running)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def announce(layout: Layout, what: Running) -> None:
    """Tell other commands what runs here."""
    write_whole(layout.run_file, msgspec.json.encode(what).decode())


def withdraw(layout: Layout) -> None:
    """Nothing runs here any more."""
    layout.run_file.unlink(missing_ok=True)


@asynccontextmanager
async def log_url(settings: Settings) -> AsyncIterator[str]:
    """The address of the NATS that holds the log; an embedded server is started for this command if none runs."""
    layout = Layout(settings.var)
    if settings.nats_url is not None:
        yield settings.nats_url
        return
    found = running(layout)
    if found is not None:
        yield found.nats_url
        return
    if server_pid(layout) is not None:
        raise ServerAlreadyRunning(f"another tomoni command is at work in {settings.var}; wait until it is done")
    async with embedded(settings) as server:
        yield server.url


@asynccontextmanager
async def embedded(settings: Settings) -> AsyncIterator[EmbeddedServer]:
    """The embedded server with its streams as they must be, on the wished port or another free one."""
    layout = Layout(settings.var)
    async with (
        EmbeddedServer(layout, port=settings.nats_port) as server,
        user(settings, server.url, "provisioner") as client,
    ):
        await apply_streams(settings, client)
        yield server


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
