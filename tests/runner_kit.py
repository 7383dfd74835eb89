"""A runner at work on a toy store, some history for it, and what goes wrong with logs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from shared.eventlog import EventLog, FastReader, LogClient
from shared.events import identity_of
from shared.projection import DropEvent, Parked, Row, Runner, Store, drop, parked_in, rebuild, retry
from tests.core_kit import ServerThread, birth, dump, new_id, order, progress, toy, toy_views
from tests.patience import PATIENCE


@asynccontextmanager
async def running(log: EventLog, url: str, *, store: Store | None = None) -> AsyncIterator[Runner]:
    """A runner at work; it must not have ended by itself."""
    views = toy_views()
    opened = store or Store(url, "okr", views)
    runner = Runner(opened, log, FastReader(log.client, "okr-projection"), views)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if store is None:
            opened.close()


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


async def end_of(log: EventLog) -> int:
    return (await log.info()).state.last_seq


def rows_of(store: Store) -> dict[str, list[Row]]:
    with store.read() as connection:
        return dump(connection, toy_views())


async def rebuilt(store: Store, log: EventLog, *, swap: bool) -> Any:
    told: list[tuple[int, int]] = []
    reader = FastReader(log.client, "okr-rebuild")
    generation, comparison = await rebuild(store, log, reader, toy_views(), lambda *at: told.append(at), swap=swap)
    assert told == sorted(told)
    return generation, comparison


async def some_history(log: EventLog, objectives: int = 3) -> list[str]:
    repository, ids = toy(log), [new_id() for _ in range(objectives)]
    for number, objective in enumerate(ids):
        await repository.handle(objective, birth(f"{objective}-k"), order())
        for value in range(20):
            await repository.handle(objective, [progress(f"{objective}-k", f"{value}.{number}0")], order())
    return ids


async def retried(store: Store, log: EventLog) -> list[Parked]:
    """As `tomoni parked retry` does it: another process, another store object."""
    elsewhere = Store(store.url, "okr", toy_views())
    try:
        return await retry(elsewhere, log, FastReader(log.client, "okr-rebuild"), toy_views(), lambda *at: None)
    finally:
        elsewhere.close()


async def decide(log: EventLog, position: int) -> None:
    """Leave the event out."""
    payload = await log.at(position)
    assert payload is not None
    command = DropEvent(position=position, event=identity_of(payload), aggregate="objective/x", reason="a test")
    await drop(log, "okr", command, order())


def parked_of(store: Store) -> list[Parked]:
    with store.read() as connection:
        return parked_in(connection)


async def deletable(server: ServerThread, provisioner: LogClient) -> None:
    """Make the log anew, so that records can be deleted: nobody may, but an older server or a bad disk did."""
    info = json.loads((await provisioner.request("$JS.API.STREAM.INFO.EVENTS", timeout=3)).data)
    js = provisioner.jetstream()
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.lose_everything)
    await asyncio.to_thread(server.start)
    await js.delete_stream("EVENTS")
    config = info["config"] | {"deny_delete": False}
    answer = await provisioner.request("$JS.API.STREAM.CREATE.EVENTS", json.dumps(config).encode(), timeout=3)
    assert "error" not in json.loads(answer.data)
    for durable in ("okr-projection", "okr-rebuild"):
        await js.add_consumer("EVENTS", durable_name=durable, ack_policy="none", max_waiting=64)
