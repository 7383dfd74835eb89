"""A store's file that is deleted under a running service: nothing is served from what nobody else can see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from shared.eventlog import FastReader
from shared.projection import Outdated, Store, rebuild, runner as runner_module, store as store_module
from shared.projection.pointers import fingerprint_of
from shared.projection.tables import generations
from tests.core_kit import ServerThread, order, progress, server_thread, toy, toy_views
from tests.runner_kit import end_of, rows_of, running, some_history, until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with server_thread(tmp_path_factory.mktemp("vanished") / "var") as server:
        yield server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_IDLE", 0.1)
    monkeypatch.setattr(runner_module, "_STANDBY", 0.1)
    monkeypatch.setattr(store_module, "_LOOK_EVERY", 0.0)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'okr.sqlite'}"


def views_of(tmp_path: Path) -> Path:
    return tmp_path / f"okr.{fingerprint_of(toy_views())}.g1.sqlite"


def delete(file: Path, *, whole: bool) -> None:
    for each in [file, *(file.parent.glob(f"{file.name}-*") if whole else [])]:
        each.unlink()


@pytest.mark.parametrize("whole", [True, False])
async def test_views_are_made_anew_while_idle_and_while_events_come(
    server: ServerThread, url: str, tmp_path: Path, whole: bool
) -> None:
    async with server.log() as log, running(log, url) as runner:
        (objective, *_) = await some_history(log)
        last = await end_of(log)
        assert await runner.wait_for_position(last, 10)
        before = rows_of(runner.store)
        delete(views_of(tmp_path), whole=whole)
        await until(lambda: runner.store.remade == 1 and runner.store.incomplete is None)
        assert rows_of(runner.store) == before
        assert views_of(tmp_path).exists()

        delete(views_of(tmp_path), whole=whole)
        await toy(log).handle(objective, [progress("k")], order())
        last = await end_of(log)
        await until(lambda: runner.store.remade == 2 and runner.store.incomplete is None and runner.position == last)
        with closing(Store(url, "okr", toy_views())) as fresh:
            assert rows_of(fresh) == rows_of(runner.store)


async def test_half_of_it_is_never_shown(server: ServerThread, url: str, tmp_path: Path) -> None:
    """Neither where the projection runs, nor by a process that stands by."""
    async with server.log() as log, running(log, url) as runner:
        await some_history(log)
        assert await runner.wait_for_position(await end_of(log), 10)
        store = runner.store
        async with server.log() as other, running(other, url) as standby:
            await until(lambda: standby.position == runner.position)
            before, release = rows_of(store), asyncio.Event()
            follow = runner._reader.follow

            async def held(after: int, *, idle: float | None = None):  # type: ignore[no-untyped-def]
                await release.wait()
                async for batch in follow(after, idle=idle):
                    yield batch

            runner._reader.follow = held  # type: ignore[method-assign]
            delete(views_of(tmp_path), whole=True)
            await until(lambda: store.remade == 1 and standby.store.remade == 1)
            for one in (store, standby.store):
                with pytest.raises(Outdated, match="the file of okr's store was deleted; it is being made anew"):
                    rows_of(one)
            release.set()
            await until(lambda: store.incomplete is None and standby.store.incomplete is None)
            assert rows_of(store) == rows_of(standby.store) == before


async def test_what_the_log_cannot_bring_back_is_saved(server: ServerThread, url: str, tmp_path: Path) -> None:
    kept = tmp_path / "okr.sqlite"
    async with server.log() as log, running(log, url) as runner:
        await some_history(log)
        assert await runner.wait_for_position(await end_of(log), 10)
        with runner.store.keep() as connection:
            connection.execute(insert(generations).values(service="a mark", generation=7))
        for whole in (True, False):
            delete(kept, whole=whole)
            await until(kept.exists)
            with closing(Store(url, "okr", toy_views())) as other, other.lasting.connect() as connection:
                found = connection.execute(select(generations.c.service, generations.c.generation)).all()
                assert sorted(map(tuple, found)) == [("a mark", 7), (f"okr {fingerprint_of(toy_views())}", 1)]
        # It is the same file for both, from now on.
        with runner.store.keep() as connection:
            connection.execute(insert(generations).values(service="another", generation=8))
        with closing(Store(url, "okr", toy_views())) as other, other.lasting.connect() as connection:
            assert len(connection.execute(select(generations)).all()) == 3
        assert runner.store.remade == 0


async def test_a_rebuild_s_former_generation_is_no_deleted_store(server: ServerThread, url: str) -> None:
    async with server.log() as log, running(log, url) as runner:
        await some_history(log)
        last = await end_of(log)
        assert await runner.wait_for_position(last, 10)
        with closing(Store(url, "okr", toy_views())) as other:
            await rebuild(other, log, FastReader(log.client, "okr-rebuild"), toy_views(), lambda *_: None, swap=True)
        await until(lambda: runner.store.generation == 2 and runner.position == last)
        deadline = time.monotonic() + 0.5
        while time.monotonic() < deadline:
            rows_of(runner.store)
            await asyncio.sleep(0.05)
        assert runner.store.remade == 0
