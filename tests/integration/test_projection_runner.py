"""The runner on a real log: it equals a rebuild, tells no version too early, and halts rather than guess."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError

from shared.eventlog import EventLog, FastReader, LogDamaged, LogError
from shared.events import encode
from shared.projection import Halt, Store, rebuild as rebuild_function, runner as runner_module, version_in
from shared.projection.batches import Batches
from tests.core_kit import (
    ServerThread,
    ToyKeyResults,
    birth,
    new_id,
    order,
    progress,
    put,
    record,
    revised,
    server_thread,
    toy,
    toy_views,
)
from tests.patience import PATIENCE
from tests.runner_kit import decide, deletable, end_of, rebuilt, retried, rows_of, running, some_history, until
from tests.samples_kit import golden

rebuild_module: Any = __import__("sys").modules[rebuild_function.__module__]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with server_thread(tmp_path_factory.mktemp("runner") / "var") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'okr.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'okr.sqlite'}"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_IDLE", 0.1)
    monkeypatch.setattr(runner_module, "_STANDBY", 0.05)
    monkeypatch.setattr(rebuild_module, "_GRACE", 0.1)


async def test_the_live_store_equals_a_rebuilt_one(server: ServerThread, url: str) -> None:
    async with server.log() as log, running(log, url) as runner:
        ids = await some_history(log)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        _, comparison = await rebuilt(runner.store, log, swap=False)
        assert comparison.equal
        assert comparison.position == await end_of(log)
        assert comparison.rows["aggregate_versions"] >= len(ids)
        assert runner.store.generation == 1
        (row,) = [row for row in rows_of(runner.store)["toy_key_results"] if row["key_result"] == f"{ids[2]}-k"]
        assert (str(row["value"]), row["check_ins"]) == ("19.20", 20)


async def test_a_version_that_was_waited_for_is_there_to_be_read(server: ServerThread, sqlite: str) -> None:
    """Never told before it is committed: who waited reads his own write."""
    async with server.log() as log, running(log, sqlite) as runner:
        repository, objective = toy(log), new_id()
        await repository.handle(objective, birth("waited"), order())
        for value in range(100):
            outcome = await repository.handle(objective, [progress("waited", value)], order())
            assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
            with runner.store.read() as connection:
                assert version_in(connection, outcome.aggregate) == outcome.version
                query = select(ToyKeyResults.table.c.value).where(ToyKeyResults.table.c.key_result == "waited")
                assert connection.execute(query).scalar_one() == Decimal(value)
        assert runner.known_version(outcome.aggregate) == outcome.version
        assert runner.known_version("objective/nobody") == 0
        assert not await runner.wait_for(outcome.aggregate, outcome.version + 1, 0.05)


async def test_nothing_is_told_before_it_is_committed(
    server: ServerThread, sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server.log() as log, running(log, sqlite) as runner:
        repository, objective = toy(log), new_id()
        await repository.handle(objective, [revised("first")], order())
        assert await runner.wait_for(f"objective/{objective}", 1, PATIENCE)
        folded, commit = threading.Event(), threading.Event()
        apply = runner._folder.apply

        def slow(*arguments: Any, **named: Any) -> int:
            position = apply(*arguments, **named)
            folded.set()
            assert commit.wait(PATIENCE)
            return position

        monkeypatch.setattr(runner._folder, "apply", slow)
        await repository.handle(objective, [revised("second")], order())
        await asyncio.to_thread(folded.wait, 5)
        assert runner.known_version(f"objective/{objective}") == 1
        assert not await runner.wait_for(f"objective/{objective}", 2, 0.05)
        commit.set()
        assert await runner.wait_for(f"objective/{objective}", 2, PATIENCE)


async def test_many_wait_at_once(server: ServerThread, sqlite: str) -> None:
    async with server.log() as log, running(log, sqlite) as runner:
        repository, objective = toy(log), new_id()
        waiting = [asyncio.create_task(runner.wait_for(f"objective/{objective}", n, PATIENCE)) for n in range(1, 51)]
        for _ in range(50):
            await repository.handle(objective, [progress("k")], order())
        assert all(await asyncio.gather(*waiting))


async def test_it_goes_on_where_it_stopped(server: ServerThread, url: str) -> None:
    async with server.log() as log:
        for _ in range(3):
            async with running(log, url) as runner:
                await some_history(log, 1)
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
                assert runner.halted is None
        async with running(log, url) as runner:
            assert (await rebuilt(runner.store, log, swap=False))[1].equal


async def test_old_versions_are_the_same_live_and_rebuilt(server: ServerThread, sqlite: str) -> None:
    async with server.client("provisioner") as provisioner, server.log() as log, running(log, sqlite) as runner:
        for version in ("v1", "v2"):
            payload = golden(f"okr.key-result-added.{version}").replace(b'"version":4', b'"version":1')
            old, new = b"objective/5d942fea-e298-5d75-89bb-664ab9718aa6", f"objective/{version}".encode()
            assert old in payload
            payload = payload.replace(old, new).replace(b"67a9dc9b-", f"{version}a9dc9b-".encode())
            await put(provisioner, f"objective/{version}", payload)
        assert await runner.wait_for("objective/v2", 1, PATIENCE)
        rows = {row["objective"]: row for row in rows_of(runner.store)["toy_key_results"]}
        assert {"v1", "v2"} <= set(rows)
        assert (await rebuilt(runner.store, log, swap=False))[1].equal


async def test_a_rebuild_swaps_under_a_running_runner(server: ServerThread, url: str) -> None:
    async with server.log() as log, server.log() as other, running(log, url) as runner:
        objective, repository, writing = new_id(), toy(log), True
        await some_history(log)

        async def write() -> None:
            await repository.handle(objective, birth("swapped"), order())
            while writing:
                await repository.handle(objective, [progress("swapped")], order())
                await asyncio.sleep(0.002)

        async def read() -> None:
            while writing:
                # Any reader may be the first to turn to the new generation.
                await asyncio.to_thread(runner.store.reopen_if_moved)
                await asyncio.to_thread(rows_of, runner.store)

        busy = [asyncio.create_task(write()), asyncio.create_task(read()), asyncio.create_task(read())]
        for expected in (2, 3, 4):
            # As `tomoni rebuild` does: another process, another store object.
            elsewhere = Store(url, "okr", toy_views())
            generation, comparison = await rebuilt(elsewhere, other, swap=True)
            assert (generation, comparison.equal) == (expected, True)
            elsewhere.close()
        writing = False
        await asyncio.gather(*busy)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        await until(lambda: runner.store.generation == 4)
        outcome = await repository.handle(objective, [progress("swapped")], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        assert (await rebuilt(runner.store, other, swap=False))[1].equal


async def test_no_event_is_lost_when_a_reader_turns_to_the_new_generation_first(
    server: ServerThread, sqlite: str
) -> None:
    """The rebuilt store stands behind the runner: what lies between must come again."""
    async with server.log() as log, server.log() as other, running(log, sqlite) as runner:
        repository, objective = toy(log), new_id()
        await repository.handle(objective, birth("between"), order())
        assert await runner.wait_for(f"objective/{objective}", 2, PATIENCE)
        behind, engine = runner.store.next_generation()
        views = toy_views()
        position = await end_of(log)
        fill = rebuild_module.fill(
            engine, other, FastReader(other.client, "okr-rebuild"), views, "okr", position, lambda *at: None
        )
        await fill
        outcome = await repository.handle(objective, [progress("between", 5)], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        runner.store.serve(behind, engine)
        engine.dispose()
        assert runner.store.reopen_if_moved()
        outcome = await repository.handle(objective, [progress("other kr", 6)], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        (row,) = [row for row in rows_of(runner.store)["toy_key_results"] if row["key_result"] == "between"]
        assert row["value"] == Decimal(5)


async def test_a_second_runner_stands_by_and_takes_over(server: ServerThread, url: str) -> None:
    async with server.log() as log, server.log() as other, running(log, url) as first:
        await until(lambda: first.active)
        second_store = Store(url, "okr", toy_views())
        async with running(other, url, store=second_store) as second:
            objective, repository = new_id(), toy(log)
            outcome = await repository.handle(objective, [revised("a")], order())
            assert await second.wait_for(outcome.aggregate, outcome.version, PATIENCE)
            assert not second.active
            assert second.known_version(outcome.aggregate) == outcome.version
            first._step_back()
            # Two that believe to be alone write nothing twice.
            await until(lambda: second.active)
            for title in "bcde":
                outcome = await repository.handle(objective, [revised(title)], order())
            assert await second.wait_for(outcome.aggregate, outcome.version, 1)
            assert (await rebuilt(second_store, log, swap=False))[1].equal
        second_store.close()


async def test_a_database_that_is_away_is_waited_for(
    server: ServerThread, sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server.log() as log, running(log, sqlite) as runner:
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        failures = iter([True, True])
        write = runner.store.write

        def failing(generation: int) -> Any:
            if next(failures, False):
                raise OperationalError("SELECT 1", {}, Exception("the database is starting up"))
            return write(generation)

        monkeypatch.setattr(runner.store, "write", failing)
        outcome = await toy(log).handle(new_id(), [revised("a")], order())
        assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
        assert runner.halted is None


async def test_what_can_not_be_written_halts_and_the_log_is_trusted_all_the_same(
    server: ServerThread, sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise ProgrammingError("INSERT", {}, Exception("there is no such column"))

    monkeypatch.setattr(Batches, "fold", refuse)
    async with server.log() as log:
        (objective,) = await some_history(log, 1)
        async with running(log, sqlite) as runner:
            await until(lambda: runner.halted)
            assert runner.halted_by == "unwritable"
            assert "there is no such column" in str(runner.halted)
            assert "upgrade it" in str(runner.halted)
            assert (await toy(log).handle(objective, [progress("k")], order())).events


async def test_a_version_that_was_skipped_halts_behind_what_came_before(tmp_path: Path, sqlite: str) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.client("provisioner") as provisioner, server.log() as log:
            ids = await some_history(log, 1)
            last = await end_of(log)
            await put(provisioner, "objective/x", encode(record(progress("k"), aggregate="objective/x", version=2)))
            await some_history(log, 1)
            async with running(log, sqlite) as runner:
                await until(lambda: runner.halted)
                for words in (
                    f"objective/x goes from version 0 to 2 at position {last + 1}",
                    "tomoni rebuild okr",
                    f"tomoni parked drop okr {last + 1}",
                ):
                    assert words in str(runner.halted)
                assert runner.halted_by == "version-skipped"
                assert runner.position == last
                assert runner.known_version(f"objective/{ids[0]}") == 22
                with pytest.raises(Halt, match="objective/x goes from version 0 to 2"):
                    await rebuilt(runner.store, log, swap=True)
                with pytest.raises(LogDamaged, match="nothing is written now: the projection has halted"):
                    await toy(log).handle(ids[0], [progress("k")], order())
                # The way out: somebody decides, by a command of its own, that the event is nobody's.
                await decide(EventLog(log.client), last + 1)
                assert await retried(runner.store, log) == []
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
                assert runner.halted is None
                assert runner.halted_by is None
                assert (await rebuilt(runner.store, log, swap=False))[1].equal


@pytest.mark.parametrize("which", [1, 30])
async def test_a_hole_halts_behind_what_came_before(tmp_path: Path, sqlite: str, which: int) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.log() as log, server.client("provisioner") as provisioner:
            await deletable(server, provisioner)
            await some_history(log, 2)
            await provisioner.jetstream().delete_msg("EVENTS", which)
            async with running(log, sqlite) as runner:
                await until(lambda: runner.halted)
                assert f"the event at position {which} is gone" in str(runner.halted)
                assert "restore the log from a backup, then run: tomoni rebuild okr" in str(runner.halted)
                assert (runner.halted_by, runner.position) == ("hole", which - 1)
                with pytest.raises(LogError, match=f"position {which} is gone|begins at position {which + 1}"):
                    await rebuilt(runner.store, log, swap=True)
                assert runner.store.generation == 1


@pytest.mark.parametrize("while_running", [True, False])
@pytest.mark.parametrize("longer", [True, False])
async def test_it_halts_on_another_log_and_goes_on_once_rebuilt(
    tmp_path: Path, sqlite: str, while_running: bool, longer: bool
) -> None:
    with server_thread(tmp_path / "other") as other:
        async with other.log() as log:
            await some_history(log, 2 if longer else 0)
            await toy(log).handle(new_id(), [revised("a new age")], order())
        another = other.layout.jetstream_dir
    with server_thread(tmp_path / "var") as server:
        async with server.log() as log:
            await some_history(log, 1)
            former = await end_of(log)

            async def change_the_log() -> None:
                await asyncio.to_thread(server.stop)
                server.lose_everything()
                shutil.copytree(another, server.layout.jetstream_dir)
                await asyncio.to_thread(server.start)

            if not while_running:
                async with running(log, sqlite) as runner:
                    assert await runner.wait_for_position(former, PATIENCE)
                await change_the_log()
            async with running(log, sqlite) as runner:
                if while_running:
                    assert await runner.wait_for_position(former, PATIENCE)
                    await change_the_log()
                await until(lambda: runner.halted)
                told = "this is another log; rebuild" if longer else f"ends at position 1, the store is at {former}"
                assert told in str(runner.halted)
                assert "tomoni rebuild okr" in str(runner.halted)
                assert runner.halted_by == ("other-log" if longer else "log-cut")
                assert runner.position == former
                elsewhere = Store(sqlite, "okr", toy_views())
                _, comparison = await rebuilt(elsewhere, log, swap=True)
                assert not comparison.equal
                elsewhere.close()
                await until(lambda: runner.halted is None)
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
                outcome = await toy(log).handle(new_id(), [revised("b")], order())
                assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
                assert (await rebuilt(runner.store, log, swap=False))[1].equal


async def test_it_survives_a_restart_of_the_server(tmp_path: Path, sqlite: str) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.log() as log, running(log, sqlite) as runner:
            for _ in range(2):
                await some_history(log, 1)
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)
            await some_history(log, 1)
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            assert runner.halted is None
            assert (await rebuilt(runner.store, log, swap=False))[1].equal


async def test_a_rebuild_that_fails_leaves_what_serves_untouched(tmp_path: Path, sqlite: str) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.client("provisioner") as provisioner, server.log() as log, running(log, sqlite) as runner:
            await some_history(log, 1)
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            before = rows_of(runner.store)
            await put(provisioner, "objective/x", b"{}")
            with pytest.raises(Halt, match="past the services, or leave it out for good: tomoni parked drop okr 23"):
                await rebuilt(runner.store, log, swap=True)
            assert len(list(tmp_path.glob("okr.*.g*.sqlite"))) == 1
            assert runner.store.generation == 1
            assert rows_of(runner.store) == before
            assert runner.halted is None


async def test_a_cancelled_runner_has_written_all_or_nothing(server: ServerThread, sqlite: str) -> None:
    """No thread is still writing when the lock is free again."""
    async with server.log() as log:
        await some_history(log, 5)
        for steps in range(40):
            async with asyncio.timeout(PATIENCE), running(log, sqlite) as runner:
                await asyncio.sleep(steps * 0.0005)
            assert not runner.active
        async with running(log, sqlite) as runner:
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            assert (await rebuilt(runner.store, log, swap=False))[1].equal
