"""A process that is killed at an exact point, and the proof that it was hit there."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import httpx
from sqlalchemy import Engine, create_engine, text

from shared.events import GroupFormed, GroupsProposed
from shared.projection.tables import generations, positions
from tests.faults.processes import Instance
from tests.faults.stage import Stage
from tests.faults.wire import Wire

_SECONDS = 20.0
_TRIES = 8


async def killed_between_publish_and_answer(stage: Stage) -> float:
    """The event is stored, nobody has been told: a cable that lets nothing back, and a kill. Both services in turn."""
    slowest = 0.0
    for service, method, path, body, sent in (
        ("okr", "POST", "/objectives", {"title": "Told too late"}, b"PUB okr.objective."),
        (
            "pairing",
            "PUT",
            "/programme",
            {"name": "Told too late", "functions": ["sales", "cs", "dev"], "approval": "automatic"},
            b"PUB pairing.context.programme.",
        ),
    ):
        wire = Wire(stage.installation.nats_url)
        await wire.start()
        instance = await stage.installation.add(service, more={"TOMONI_NATS_URL": wire.url})
        headers = stage.sender.headers("admin") | {"Idempotency-Key": f"told-too-late-{service}"}
        wire.cut_after(sent)
        asking = asyncio.create_task(
            stage.http.request(method, f"{instance.url}{path}", json=body, headers=headers, timeout=_SECONDS)
        )
        before = len(await stage.installation.records())
        await asyncio.wait_for(wire.cut.wait(), _SECONDS)
        await _longer_than(stage, before)
        assert not asking.done(), "hit: the event is in the log, and the client has no answer"
        await instance.signal(signal.SIGKILL)
        with suppress(httpx.HTTPError):
            answer = await asking
            raise AssertionError(f"somebody who was killed answered: {answer.text}")
        began = time.monotonic()
        wire.mend()
        await stage.installation.run(instance)
        answer = await stage.http.request(method, f"{instance.url}{path}", json=body, headers=headers)
        told = answer.json()
        assert answer.is_success, answer.text
        assert not told["changed"], f"done twice: {told}"
        aggregate = told.get("aggregate") or told["wait_for"].partition("@")[0]
        ids = [event.id for event in await stage.installation.events() if event.aggregate == aggregate]
        assert len(set(ids)) == len(ids), ids
        slowest = max(slowest, await stage.recovered(began))
        await stage.installation.remove(instance)
        await wire.stop()
    return slowest


async def _longer_than(stage: Stage, before: int) -> None:
    async def longer() -> bool:
        return len(await stage.installation.records()) > before

    await stage.until(longer, "the event is in the log")


async def killed_between_rows_and_position(stage: Stage) -> float:
    """The store's rows are written, its position isn't yet: held there by the database itself, and killed."""
    slowest = 0.0
    for service in ("okr", "pairing"):
        instance = stage.one(service)
        await stage.until_ready()
        await _all_stored(stage)
        release = await asyncio.to_thread(_hold_position, stage, service)
        try:
            answer = await stage.send("okr", "/objectives", {"title": f"Half written by {service}"})
            assert answer.status_code == 201, answer.text
            await asyncio.to_thread(_until_in_between, stage, service)
            await instance.signal(signal.SIGKILL)
        finally:
            await asyncio.to_thread(release)
        began = time.monotonic()
        await stage.installation.run(instance)
        slowest = max(slowest, await stage.recovered(began))
    await stage.on_both("rebuild", "--check", words="equals the live one")
    return slowest


async def _all_stored(stage: Stage) -> None:
    """Nothing else is to come in between."""
    await stage.settle()
    answer, _ = await stage.sender.command("okr", "POST", "/objectives", {"title": "The last before"})
    await stage.until_stored(answer.aggregate, answer.version)


def _hold_position(stage: Stage, service: str) -> Callable[[], None]:
    """Whoever writes the position next stays there, with the rows written before; what ends that is returned."""
    if (url := stage.installation.postgres) is not None:
        engine = create_engine(url)
        session = engine.connect()
        session.execute(text(f"LOCK TABLE {_schema(engine, service)}.{positions.name} IN SHARE MODE"))

        def let_go() -> None:
            session.close()
            engine.dispose()

        return let_go
    file = _views(stage.installation.layout.var, service)
    # The position is the last row that a transaction writes: a trigger counts there for longer than anybody waits.
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000000) SELECT max(i) FROM n"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"CREATE TRIGGER hold BEFORE INSERT ON {positions.name} BEGIN {slow}; END")

    def drop() -> None:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as connection:
            connection.execute("DROP TRIGGER hold")

    return drop


def _until_in_between(stage: Stage, service: str) -> None:
    """Wait until the transaction stands between its rows and its position."""
    deadline = time.monotonic() + _SECONDS
    url = stage.installation.postgres
    while True:
        assert time.monotonic() < deadline, f"{service} never wrote the position"
        if url is not None:
            engine = create_engine(url)
            with engine.connect() as connection:
                waiting = connection.execute(
                    text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = CAST(:name AS regclass)"),
                    {"name": f"{_schema(engine, service)}.{positions.name}"},
                ).scalar_one()
            engine.dispose()
            if waiting:
                return
        else:
            file = _views(stage.installation.layout.var, service)
            try:
                with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                # Somebody has written rows and not committed. That it goes on says that it is the trigger.
                time.sleep(0.3)
                with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
                    try:
                        connection.execute("BEGIN IMMEDIATE")
                    except sqlite3.OperationalError:
                        return
        time.sleep(0.01)


def _views(var: Path, service: str) -> Path:
    """The file of the generation that serves."""
    with closing(sqlite3.connect(var / f"{service}.sqlite")) as connection:
        pointer, number = connection.execute(f"SELECT service, generation FROM {generations.name}").fetchone()
    return var / f"{'.'.join(pointer.split())}.g{number}.sqlite"


def _schema(engine: Engine, service: str) -> str:
    with engine.connect() as connection:
        query = text(f"SELECT service, generation FROM {service}.{generations.name}")
        pointer, number = connection.execute(query).one()
        return f"{'_'.join(pointer.split())}_g{number}"


async def killed_in_mid_rebuild(stage: Stage) -> float:
    """A rebuild that stands half-way is killed, with the service; the next one takes over what is there and serves."""
    instance = stage.one("pairing")
    for _ in range(_TRIES):
        if await _hit_in_mid_rebuild(stage, instance):
            break
    else:
        raise AssertionError(f"a rebuild was never hit between its begin and its end in {_TRIES} tries")
    began = time.monotonic()
    await stage.installation.run(instance)
    await stage.recovered(began)
    seconds = time.monotonic() - began
    await stage.command("rebuild", "pairing", words="equals the live one")
    await stage.until_ready()
    await stage.command("rebuild", "pairing", "--check", words="equals the live one")
    return seconds


async def _hit_in_mid_rebuild(stage: Stage, instance: Instance) -> bool:
    serving = await asyncio.to_thread(_generation, stage, "pairing")
    process = await stage.installation.command("rebuild", "pairing")
    try:
        deadline = time.monotonic() + _SECONDS
        while not await asyncio.to_thread(_begun, stage, "pairing", serving + 1) and process.returncode is None:
            assert time.monotonic() < deadline, "the rebuild never began"
            await asyncio.sleep(0.001)
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGSTOP)
        hit = process.returncode is None and await asyncio.to_thread(_generation, stage, "pairing") == serving
        if hit:
            await instance.signal(signal.SIGKILL)
        return hit
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def _generation(stage: Stage, service: str) -> int:
    if (url := stage.installation.postgres) is None:
        return int(_views(stage.installation.layout.var, service).name.split(".g")[1].split(".")[0])
    engine = create_engine(url)
    number = int(_schema(engine, service).rpartition("_g")[2])
    engine.dispose()
    return number


def _begun(stage: Stage, service: str, number: int) -> bool:
    """Whether the next generation exists."""
    if (url := stage.installation.postgres) is None:
        return any(stage.installation.layout.var.glob(f"{service}.*.g{number}.sqlite"))
    engine = create_engine(url)
    name = f"{_schema(engine, service).rpartition('_g')[0]}_g{number}"
    with engine.connect() as connection:
        found = connection.execute(text("SELECT to_regnamespace(:name)"), {"name": name}).scalar_one()
    engine.dispose()
    return found is not None


async def killed_before_the_last_group(stage: Stage) -> float:
    """The quarter has ended, some of the new groups are formed, not all: then pairing dies, and another one goes on."""
    wire = Wire(stage.installation.nats_url)
    await wire.start()
    former = stage.one("pairing")
    await stage.installation.end(former)
    instance = await stage.installation.add("pairing", more={"TOMONI_NATS_URL": wire.url})
    stage.installation.instances["pairing"] = [instance]
    wire.cut_after(b"PUB pairing.group.", times=2)
    await stage.clients.turn_quarter(stage.random)
    await asyncio.wait_for(wire.cut.wait(), _SECONDS)
    await instance.signal(signal.SIGKILL)
    planned, formed = await _groups(stage)
    assert planned - formed, "hit: a group is still to be formed"
    assert planned & formed, "hit: a group is formed already"
    began = time.monotonic()
    stage.installation.instances["pairing"] = [former]
    await stage.installation.run(former)

    async def whole() -> bool:
        planned, formed = await _groups(stage)
        return planned == formed

    await stage.until(whole, "every group of the rotation is formed")
    seconds = await stage.recovered(began)
    await wire.stop()
    return seconds


async def _groups(stage: Stage) -> tuple[set[str], set[str]]:
    """The groups of the newest rotation, and those of them that are formed."""
    events = await stage.installation.events()
    rotation = next(event.aggregate for event in reversed(events) if isinstance(event.data, GroupsProposed))
    planned = {
        group.group
        for event in events
        if isinstance(event.data, GroupsProposed) and event.aggregate == rotation
        for group in event.data.groups
    }
    return planned, {event.aggregate_id for event in events if isinstance(event.data, GroupFormed)} & planned
