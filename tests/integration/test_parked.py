"""Parked events on a real log: everything else goes on, nothing is told too early, and a retry brings everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.eventlog import NewerLog
from shared.eventlog.pulse import Pulse
from shared.events import ObjectiveRevised, catalogue, encode
from shared.http.health import run_check
from shared.projection import Halt, Store, rebuild as rebuild_function, runner as runner_module
from shared.readiness import Notice
from shared.runtime import Runtime
from tests.core_kit import (
    ServerThread,
    ToyObjectives,
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
from tests.runner_kit import decide, end_of, parked_of, rebuilt, retried, rows_of, running, some_history, until

rebuild_module: Any = __import__("sys").modules[rebuild_function.__module__]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerThread]:
    with server_thread(tmp_path / "var") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'okr.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_IDLE", 0.1)
    monkeypatch.setattr(runner_module, "_STANDBY", 0.05)
    monkeypatch.setattr(rebuild_module, "_GRACE", 1.0)


def newer(aggregate: str, version: int, title: str = "from the future") -> bytes:
    payload = encode(record(revised(title), aggregate=aggregate, version=version))
    return payload.replace(b"objective-revised.v1", b"objective-revised.v8")


async def test_a_newer_event_waits_for_the_upgrade_with_its_aggregate_alone(server: ServerThread, url: str) -> None:
    async with server.client("provisioner") as provisioner, server.log() as log, running(log, url) as runner:
        (first,) = await some_history(log, 1)
        name = f"objective/{first}"
        await put(provisioner, name, newer(name, 23))
        await put(provisioner, name, encode(record(progress(f"{first}-k", 9), aggregate=name, version=24)))
        (other,) = await some_history(log, 1)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        assert (runner.halted, runner.parked) == (None, 2)
        assert runner.known_version(f"objective/{other}") == 22
        # Not current: nobody who waits for what is parked is told that it is there.
        assert runner.known_version(name) == 22
        assert not await runner.wait_for(name, 23, 0.05)
        why, waits = parked_of(runner.store)
        assert (why.aggregate, why.version, why.type) == (name, 23, "okr.objective-revised.v8")
        assert "upgrade this program" in str(why.reason)
        assert (waits.aggregate, waits.version, waits.reason) == (name, 24, None)
        # A command would decide on half a state.
        with pytest.raises(NewerLog, match="upgrade"):
            await toy(log).handle(first, [progress(f"{first}-k")], order())
        with pytest.raises(Halt, match="tomoni parked drop okr 23"):
            await rebuilt(runner.store, log, swap=True)
        # Without the upgrade a retry changes nothing.
        assert [one.position for one in await retried(runner.store, log)] == [23, 24]
        with patch.dict(catalogue._DECODERS, {"okr.objective-revised.v8": catalogue._plain(ObjectiveRevised)}):
            assert await retried(runner.store, log) == []
            assert await runner.wait_for(name, 24, PATIENCE)
            assert runner.parked == 0
            rows = rows_of(runner.store)
            assert {"objective": first, "title": "from the future"} in rows["toy_objectives"]
            numbers = {row["key_result"]: (row["number"], row["check_ins"]) for row in rows["toy_key_results"]}
            assert numbers == {f"{first}-k": (1, 21), f"{other}-k": (2, 20)}
            assert (await rebuilt(runner.store, log, swap=False))[1].equal


async def test_what_waited_takes_the_number_that_it_would_have_had(server: ServerThread, url: str) -> None:
    """Numbers are given in log order: applied late, what was parked would get another one than in any rebuild."""
    async with server.log() as log, running(log, url) as runner:
        repository, first = toy(log), new_id()
        await repository.handle(first, [revised("boom")], order())
        await repository.handle(first, [progress("nothing")], order())
        (other,) = await some_history(log, 1)
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        assert [one.position for one in parked_of(runner.store)] == [1, 2]
        assert "RuntimeError: this handler has a bug" in str(parked_of(runner.store)[0].reason)
        # The aggregate itself is sound, so commands go on; their events wait with the others.
        await repository.handle(first, [revised("fine")], order())
        assert await runner.wait_for_position(await end_of(log), PATIENCE)
        assert runner.parked == 3
        with patch.object(ToyObjectives, "faulty", False):
            assert await retried(runner.store, log) == []
            assert await runner.wait_for(f"objective/{first}", 3, PATIENCE)
            rows = rows_of(runner.store)["toy_objectives"]
            assert sorted(row["title"] for row in rows) == ["Grow", "fine"]
            assert runner.known_version(f"objective/{other}") == 22
            assert (await rebuilt(runner.store, log, swap=False))[1].equal


async def test_a_dropped_event_is_left_out_live_and_rebuilt(server: ServerThread, url: str) -> None:
    async with server.client("provisioner") as provisioner, server.log() as log:
        async with running(log, url) as runner:
            repository, first = toy(log), new_id()
            for title in ("a", "boom", "c"):
                await repository.handle(first, [revised(title)], order())
            await put(provisioner, "objective/x", b"\x00 no event at all")
            (other,) = await some_history(log, 1)
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            assert [(one.position, one.aggregate) for one in parked_of(runner.store)] == [
                (2, f"objective/{first}"),
                (3, f"objective/{first}"),
                (4, "position/4"),
            ]
            await decide(log, 2)
            left = await retried(runner.store, log)
            assert [one.position for one in left] == [4]
            await decide(log, 4)
            assert await retried(runner.store, log) == []
            assert await runner.wait_for(f"objective/{first}", 3, PATIENCE)
            assert {"objective": first, "title": "c"} in rows_of(runner.store)["toy_objectives"]
            _, comparison = await rebuilt(runner.store, log, swap=True)
            assert comparison.equal
            before = rows_of(runner.store)
        # A store that is filled by a runner, from nothing, knows of the decisions too.
        empty = Store(url, "okr", toy_views())
        number, engine = empty.next_generation()
        empty.serve(number, engine)
        engine.dispose()
        empty.close()
        async with running(log, url) as again:
            assert await again.wait_for_position(await end_of(log), PATIENCE)
            assert (again.parked, rows_of(again.store)) == (0, before)
            assert again.known_version(f"objective/{other}") == 22


async def test_a_restarted_runner_goes_on_behind_garbage(server: ServerThread, url: str) -> None:
    """The record at the store's position is no event; its digest stands for an id."""
    async with server.client("provisioner") as provisioner, server.log() as log:
        async with running(log, url) as runner:
            await put(provisioner, "objective/x", b"garbage")
            await until(lambda: runner.position == 1)
        async with running(log, url) as runner:
            outcome = await toy(log).handle(new_id(), [revised("a")], order())
            assert await runner.wait_for(outcome.aggregate, outcome.version, PATIENCE)
            assert (runner.halted, runner.parked) == (None, 1)


async def test_who_stands_by_knows_what_is_parked(server: ServerThread, url: str) -> None:
    async with server.log() as log, server.log() as other, running(log, url) as first:
        await until(lambda: first.active)
        async with running(other, url) as second:
            await toy(log).handle(new_id(), [revised("boom")], order())
            await until(lambda: second.parked == 1)
            assert not second.active


async def test_readiness_names_what_is_parked_and_stays_ready(server: ServerThread, tmp_path: Path) -> None:
    sqlite = f"sqlite:///{tmp_path / 'okr.sqlite'}"
    async with server.log() as log, running(log, sqlite) as runner:
        nothing: Any = None
        runtime = Runtime(
            "okr", nothing, log.client, log, runner.store, runner, nothing, nothing, nothing, "", Pulse(log, "okr")
        )
        assert await run_check(runtime.not_ready) is None
        await toy(log).handle(new_id(), [revised("boom")], order())
        await until(lambda: runner.parked)
        told = await run_check(runtime.not_ready)
        assert isinstance(told, Notice)
        assert told == "1 event is parked and not shown; see: tomoni parked list okr."


async def test_many_poisoned_aggregates_do_not_take_long(server: ServerThread, url: str) -> None:
    async with server.log() as log:
        repository = toy(log)
        ids = [new_id() for _ in range(60)]
        await asyncio.gather(*(repository.handle(each, [revised("boom")], order()) for each in ids))
        await asyncio.gather(*(repository.handle(each, [progress("k")], order()) for each in ids))
        await some_history(log, 1)
        async with running(log, url) as runner:
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            assert runner.parked == 120


async def test_text_that_postgresql_does_not_take_is_parked_and_the_rest_goes_on(
    server: ServerThread, postgres_url: str
) -> None:
    """SQLite takes it. The database refuses the whole batch, so the event is looked for in it."""
    async with server.log() as log:
        repository, odd = toy(log), new_id()
        await some_history(log, 1)
        await repository.handle(odd, [revised("nul \x00 nul")], order())
        await repository.handle(odd, [progress("k")], order())
        (other,) = await some_history(log, 1)
        async with running(log, str(postgres_url)) as runner:
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            assert [one.position for one in parked_of(runner.store)] == [23, 24]
            assert "the database refuses" in str(parked_of(runner.store)[0].reason)
            assert runner.known_version(f"objective/{other}") == 22
            await decide(log, 23)
            assert await retried(runner.store, log) == []
            assert await runner.wait_for(f"objective/{odd}", 2, PATIENCE)
            assert (await rebuilt(runner.store, log, swap=False))[1].equal
