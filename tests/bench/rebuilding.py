"""okr's store from nothing, in a process of its own: the real views and the real rebuild, on an empty database.

Run as ``python -m tests.bench.rebuilding NATS_URL SEED_FILE EVENTS STORE_URL LOOP``; it prints the seconds that the
fill took and the most memory (MiB) that the process ever had.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg
import uvloop
from sqlalchemy.engine import URL

from services.okr.views import VIEWS
from shared.eventlog import EventLog, FastReader, connect
from shared.projection import Store, position_in
from shared.projection.rebuild import fill
from tests.bench.reading import DURABLE
from tests.nats_fixture import NatsServer


class Filled(NamedTuple):
    """How long a fill took, in seconds, and the most memory that its process had, in MiB."""

    seconds: float
    memory: float


async def on_sqlite(server: NatsServer, events: int, loop: str = "asyncio") -> Filled:
    """Fill a file in a directory that goes away."""
    with tempfile.TemporaryDirectory(prefix="tomoni-bench-store-") as directory:
        return await _in_a_process(server, events, f"sqlite:///{directory}/okr.sqlite", loop)


async def on_postgresql(server: NatsServer, events: int, admin: URL) -> Filled:
    """Fill a database that is dropped afterwards."""
    name = f"bench_{uuid4().hex}"
    address = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            store = admin.set(database=name).render_as_string(hide_password=False)
            return await _in_a_process(server, events, store, "asyncio")
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def _in_a_process(server: NatsServer, events: int, store: str, loop: str) -> Filled:
    arguments = ("-m", "tests.bench.rebuilding", server.url, str(server.seed_file("okr")), str(events), store, loop)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        told, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise RuntimeError(f"the rebuild ended with code {process.returncode}")
    seconds, memory = told.split()
    return Filled(float(seconds), float(memory))


async def _fill(url: str, seed_file: Path, events: int, store_url: str) -> float:
    client = await connect(url, seed_file=seed_file, name="bench rebuild")
    store = Store(store_url, "okr", VIEWS)
    _, engine = store.next_generation()
    try:
        began = time.perf_counter()
        await fill(engine, EventLog(client), FastReader(client, DURABLE), VIEWS, "okr", events, lambda _, __: None)
        took = time.perf_counter() - began
        with engine.connect() as connection:
            assert position_in(connection)[0] == events
    finally:
        engine.dispose()
        store.close()
        await client.close()
    return took


def main(url: str, seed_file: str, events: str, store_url: str, loop: str) -> None:
    """Fill, and tell."""
    run = uvloop.run if loop == "uvloop" else asyncio.run
    took = run(_fill(url, Path(seed_file), int(events), store_url))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{took} {peak}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
