"""A rebuild may be killed at any moment; the next one goes on with what it left. There is never more than one."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect

from shared.eventlog import EventLog, FastReader
from shared.projection import (
    RebuildRunning,
    Store,
    build_fingerprint as origin_module,
    rebuild,
    retry,
    runner as runner_module,
)
from shared.projection.locking import RebuildLock
from tests.cli_kit import ROOT, cli_on_server
from tests.core_kit import ServerThread, order, progress, revised, server_thread, toy, toy_views
from tests.patience import PATIENCE
from tests.runner_kit import decide, end_of, rows_of, running, some_history, until

rebuild_module: Any = sys.modules[rebuild.__module__]

SLOW_REBUILD = """
import asyncio, sys, time
from pathlib import Path
import shared.projection.runner
module = sys.modules['shared.projection.rebuild']
from shared.eventlog import EventLog, FastReader, connect
from shared.projection import Store
from tests.core_kit import toy_views

module._BATCH = 10

class Slices(FastReader):
    # Ten at a time, as if the log were long.

    async def follow(self, after, *, idle=None):
        async for batch in super().follow(after, idle=idle):
            for start in range(0, len(batch), 10):
                yield batch[start : start + 10]

def tell(done, total):
    print(done, flush=True)
    time.sleep(0.05)

async def main(nats, seed, url, swap):
    client = await connect(nats, seed_file=Path(seed), name="killed")
    store = Store(url, "okr", toy_views())
    reader = Slices(client, "okr-rebuild")
    await module.rebuild(store, EventLog(client), reader, toy_views(), tell, swap=swap == "y")

asyncio.run(main(*sys.argv[1:]))
"""

RUNNER = """
import asyncio, sys
from pathlib import Path
from shared.eventlog import EventLog, FastReader, connect
from shared.projection import Runner, Store
from tests.core_kit import toy_views

async def main(nats, seed, url):
    client = await connect(nats, seed_file=Path(seed), name="killed")
    store = Store(url, "okr", toy_views())
    runner = Runner(store, EventLog(client), FastReader(client, "okr-projection"), toy_views())
    task = asyncio.create_task(runner.run())
    while not runner.active:
        await asyncio.sleep(0.01)
    print("active", flush=True)
    await task

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with server_thread(tmp_path_factory.mktemp("rebuild") / "var") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'okr.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_IDLE", 0.1)
    monkeypatch.setattr(rebuild_module, "_GRACE", 0.1)


def start(server: ServerThread, program: str, url: str, *more: str) -> subprocess.Popen[str]:
    seed = server.layout.credentials("okr")
    return subprocess.Popen(
        [sys.executable, "-c", program, server.url, str(seed), url, *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def killed_in_the_middle(server: ServerThread, url: str, at: int = 30) -> None:
    """A rebuild of another process, killed after it has stored `at` events and told so."""
    process = start(server, SLOW_REBUILD, url, "y")
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= at:
            break
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    process.stdout.close()


async def again(store: Store, log: EventLog, *, swap: bool = True) -> tuple[list[int], int, bool]:
    """Rebuild; where it began, which generation it made, and whether that equals the former one."""
    told: list[int] = []
    reader = FastReader(log.client, "okr-rebuild")
    generation, comparison = await rebuild(
        store, log, reader, toy_views(), lambda done, total: told.append(done), swap=swap
    )
    return told, generation, comparison.equal


def generations(store: Store) -> set[int]:
    return store._existing()


async def freed(store: Store) -> None:
    """Wait until a killed rebuild's lock is free: PostgreSQL notices a moment later that the other end is gone."""
    lock = RebuildLock(store)
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(lock.acquire):
            await asyncio.sleep(0.02)
    lock.release()


async def test_a_killed_rebuild_left_the_serving_store_alone_and_is_gone_on_with(
    server: ServerThread, url: str
) -> None:
    async with server.log() as log, running(log, url) as runner:
        ids = await some_history(log, 4)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        before = rows_of(runner.store)
        await asyncio.to_thread(killed_in_the_middle, server, url)
        assert (runner.store.generation, rows_of(runner.store)) == (1, before)
        assert generations(runner.store) == {1, 2}
        # The service lives on meanwhile.
        outcome = await toy(log).handle(ids[0], [progress(f"{ids[0]}-k", 99)], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        told, generation, equal = await again(runner.store, log)
        assert 0 < told[0] < told[-1] == await end_of(log)
        assert (generation, equal) == (2, True)
        assert generations(runner.store) == {2}
        outcome = await toy(log).handle(ids[0], [progress(f"{ids[0]}-k", 98)], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        assert (await again(runner.store, log, swap=False))[2]


@pytest.mark.parametrize("changed", ["program", "decision", "manner", "log"])
async def test_what_another_program_or_decision_or_log_has_filled_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    url = f"sqlite:///{tmp_path / 'okr.sqlite'}"
    with server_thread(tmp_path / "var") as server:
        async with server.log() as log:
            async with running(log, url) as runner:
                await some_history(log, 4)
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
            await asyncio.to_thread(killed_in_the_middle, server, url)
            store = Store(url, "okr", toy_views())
            if changed == "program":
                sources = origin_module._sources
                monkeypatch.setattr(origin_module, "_sources", lambda root: [*sources(root), ROOT / "README.md"])
            if changed == "decision":
                await decide(log, 5)
            if changed == "log":
                await asyncio.to_thread(server.stop)
                server.lose_everything()
                await asyncio.to_thread(server.start)
                await some_history(EventLog(log.client), 4)
            if changed == "manner":
                told: list[int] = []
                reader = FastReader(log.client, "okr-rebuild")
                assert await retry(store, log, reader, toy_views(), lambda done, total: told.append(done)) == []
            else:
                told, _, _ = await again(store, log)
            assert told[0] == 0
            assert generations(store) == {2}
            assert (await again(store, log, swap=False))[2]
            store.close()


async def test_a_check_leaves_nothing_behind_and_clears_away_what_was_given_up(server: ServerThread, url: str) -> None:
    async with server.log() as log, running(log, url) as runner:
        await some_history(log, 2)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        abandoned: list[Engine] = [runner.store.places.connect(runner.store.fingerprint, number) for number in (7, 12)]
        for number, engine in zip((7, 12), abandoned, strict=True):
            runner.store.prepare(engine, number)
            engine.dispose()
        assert generations(runner.store) == {1, 7, 12}
        assert (await again(runner.store, log, swap=False))[2]
        assert generations(runner.store) == {1}


async def test_a_second_rebuild_is_refused_and_a_killed_one_keeps_nobody_out(server: ServerThread, url: str) -> None:
    async with server.log() as log, running(log, url) as runner:
        await some_history(log, 3)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        process = await asyncio.to_thread(start, server, SLOW_REBUILD, url, "y")
        assert process.stdout is not None
        await asyncio.to_thread(process.stdout.readline)
        with pytest.raises(RebuildRunning, match="the store of okr is being rebuilt already; wait"):
            await again(runner.store, log)
        with pytest.raises(RebuildRunning):
            await again(runner.store, log, swap=False)
        process.kill()
        await asyncio.to_thread(process.wait, PATIENCE)
        process.stdout.close()
        await freed(runner.store)
        assert (await again(runner.store, log))[2]


async def test_a_cancelled_rebuild_gives_its_lock_back(server: ServerThread, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'okr.sqlite'}"
    async with server.log() as log, running(log, url) as runner:
        await some_history(log, 1)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        for steps in range(10):
            task = asyncio.create_task(again(runner.store, log))
            await asyncio.sleep(steps * 0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert (await again(runner.store, log, swap=False))[2]
        assert len(generations(runner.store)) == 1


async def test_a_killed_runner_is_replaced(server: ServerThread, url: str) -> None:
    process = await asyncio.to_thread(start, server, RUNNER, url)
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == "active\n"
    async with server.log() as log, running(log, url) as runner:
        repository = toy(log)
        outcome = await repository.handle("takeover", [revised(str(time.time()))], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        assert not runner.active
        process.kill()
        await asyncio.to_thread(process.wait, PATIENCE)
        process.stdout.close()
        await until(lambda: runner.active)
        outcome = await repository.handle("takeover", [revised(str(time.time()))], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)


def test_the_command_refuses_a_second_one(tmp_path: Path) -> None:
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("rebuild", "okr")
        store = Store(f"sqlite:///{cli.layout.okr_store}", "okr", [])
        lock = RebuildLock(store)
        assert lock.acquire()
        for command in (["rebuild", "okr"], ["rebuild", "okr", "--check"], ["parked", "retry", "okr"]):
            cli.refused(3, *command, words="the store of okr is being rebuilt already")
        lock.release()
        cli.ok("rebuild", "okr", "--check")
        assert inspect(store.lasting).has_table("projection_generation")
        store.close()
