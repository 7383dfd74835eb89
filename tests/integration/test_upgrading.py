"""A program that was upgraded meets a store whose tables another version made: it says so, and makes it anew."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from shared.eventlog import EventLog, FastReader
from shared.events import Event, ObjectiveDrafted, Recorded
from shared.projection import (
    Outdated,
    Rows,
    Runner,
    Store,
    Tenancy,
    View,
    following as following_module,
    newer_at_work,
    rebuild,
    runner as runner_module,
)
from shared.projection.locking import DurableLock, RebuildLock
from shared.projection.tables import generations
from shared.projection.view import Handler
from tests.cli_kit import SAMPLE, Cli
from tests.core_kit import ServerThread, server_thread, toy_views
from tests.patience import PATIENCE
from tests.runner_kit import deletable, end_of, rebuilt, rows_of, running, some_history, until
from tests.up_kit import cli, up

__all__ = ["cli"]

TABLE = toy_views()[0].table.name


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with server_thread(tmp_path_factory.mktemp("upgrading") / "var") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/okr.sqlite" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"ALTER TABLE {TABLE} DROP COLUMN {{column}}", "has no column"),
        (f"ALTER TABLE {TABLE} ADD COLUMN weather VARCHAR", "has a column weather"),
        (f"DROP TABLE {TABLE}", f"has no table {TABLE}"),
    ],
)
async def test_a_store_of_another_version_is_made_anew(server: ServerThread, url: str, change: str, words: str) -> None:
    column = [each.name for each in toy_views()[0].table.columns if not each.primary_key][-1]
    async with server.log() as log:
        await some_history(log)
        async with running(log, url) as runner:
            await until(lambda: runner.position > 0)
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            expected = rows_of(runner.store)
            with runner.store.write(runner.store.generation) as connection:
                places, own = runner.store.places, (runner.store.fingerprint, runner.store.generation)
                schema = "" if runner.store.sqlite else f"{places.schema(*own)}."
                connection.execute(text(change.format(column=column).replace(TABLE, schema + TABLE)))
        store = Store(url, "okr", toy_views())
        try:
            assert store.outdated is not None
            assert words in store.outdated
            assert store.outdated.endswith("run: tomoni rebuild okr")
            with pytest.raises(Outdated, match="another version"), store.read():
                pass
            async with running(log, url, store=store) as runner:
                await until(lambda: runner.halted is not None)
                assert runner.halted_by == "other-version"
                _, comparison = await rebuilt(store, log, swap=True)
                assert comparison.outdated is not None
                assert comparison.equal
                await until(lambda: runner.halted is None)
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
                assert store.outdated is None
                assert rows_of(store) == expected
        finally:
            store.close()


class Later(View):
    """The toy objectives of a later version: of the same columns, filled otherwise."""

    table = toy_views()[1].table
    version = toy_views()[1].version + 1

    def handlers(self) -> dict[type[Event], Handler]:
        former = toy_views()[1].handlers()

        def drafted(rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
            former[ObjectiveDrafted](rows, event)
            rows[event.aggregate_id]["title"] = f"later: {event.data.title}"

        return former | {ObjectiveDrafted: drafted}


def later_views() -> list[View]:
    return [toy_views()[0], Later(), *toy_views()[2:]]


class Process:
    """What a serving process of a version does with its store."""

    def __init__(self, log: EventLog, url: str, views: list[View]) -> None:
        self.log, self.views, self.store = log, views, Store(url, "okr", views)
        self.runner = Runner(self.store, log, FastReader(log.client, "okr-projection"), views)
        self.runner.renewing.wanted = True
        self.tenancy = Tenancy(self.store, lets_go=True)

    @property
    def titles(self) -> dict[str, str]:
        with self.store.read() as connection:
            rows = connection.execute(select(Later.table.c.objective, Later.table.c.title))
            return {row.objective: row.title for row in rows}

    async def holds(self, position: int) -> None:
        assert await self.runner.wait_for_position(position, PATIENCE)

    async def checked(self) -> None:
        """Its store equals what the log makes."""
        reader = FastReader(self.log.client, "okr-rebuild")
        _, found = await rebuild(self.store, self.log, reader, self.views, lambda *_: None, swap=False)
        assert (found.different, found.outdated) == ({}, None)
        assert sum(found.rows.values()) > 0


@asynccontextmanager
async def at_work(server: ServerThread, url: str, views: list[View], *, renews: bool = True) -> AsyncIterator[Process]:
    async with server.log() as log:
        process = Process(log, url, views)
        process.runner.renewing.wanted = renews
        await asyncio.to_thread(process.tenancy.look)
        task = asyncio.create_task(process.runner.run())
        try:
            yield process
            if task.done():
                task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            process.tenancy.leave()
            process.store.close()


def later(titles: dict[str, str]) -> dict[str, str]:
    """What the later version makes of these."""
    return {objective: f"later: {title}" for objective, title in titles.items()}


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "_IDLE", 0.1)
    monkeypatch.setattr(runner_module, "_STANDBY", 0.1)
    monkeypatch.setattr(following_module, "_LOOK_EVERY", 0.1)


@pytest.mark.usefixtures("hasty")
async def test_two_versions_serve_side_by_side_until_the_last_process_of_the_older_is_gone(
    server: ServerThread, url: str
) -> None:
    async with at_work(server, url, toy_views()) as old:
        await some_history(old.log, 1)
        await old.holds(await end_of(old.log))
        before = old.titles
        async with at_work(server, url, later_views()) as new:
            with pytest.raises(Outdated, match="was made by another version"):
                _ = new.titles
            assert old.titles == before, "the older one's isn't touched"
            await until(lambda: new.store.outdated is None)
            assert new.store.fingerprint != old.store.fingerprint
            for _ in range(2):
                await some_history(old.log, 1)
                end = await end_of(old.log)
                await old.holds(end)
                await new.holds(end)
                assert new.titles == later(old.titles)
            assert (old.runner.halted, new.runner.halted) == (None, None)
            assert (old.runner.active, new.runner.active) == (True, True)
            await old.checked()
            await new.checked()

            old.tenancy.look(0)
            new.tenancy.look(0)
            assert (old.store.yields, new.store.yields) == (True, False)
            assert (old.store.acts, new.store.acts) == (False, True)
            assert [each.fingerprint for each in new.store.pointers.others()] == [old.store.fingerprint]
            old.tenancy.leave()
            new.tenancy.look(60)
            assert new.store.pointers.others() != [], "it may be started again in a moment"
            await asyncio.to_thread(new.tenancy.look, 0)
            assert new.store.pointers.others() == []
            assert new.store.places.existing(old.store.fingerprint) == set()
            # Whoever of the older one was taken for gone shows nothing more, and says why.
            await until(lambda: old.runner.halted is not None)
            assert "was made by a newer version" in str(old.runner.halted)
            with pytest.raises(Outdated, match="newer version"):
                _ = old.titles


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("which", "words"),
    [(1, "made yet: the log begins at position 2"), (30, "made: the log has a hole: the event at position 30 is gone")],
)
async def test_where_the_log_is_no_longer_whole_the_older_store_serves_on_and_the_newer_program_says_why(
    tmp_path: Path, which: int, words: str
) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.client("provisioner") as provisioner:
            await deletable(server, provisioner)
        async with at_work(server, f"sqlite:///{tmp_path}/okr.sqlite", toy_views()) as old:
            await some_history(old.log, 2)
            await old.holds(await end_of(old.log))
            before = old.titles
            async with server.client("provisioner") as provisioner:
                await provisioner.jetstream().delete_msg("EVENTS", which)
            async with at_work(server, old.store.url, later_views()) as new:
                await until(lambda: words in str(new.runner.halted))
                assert "the store of okr was made by another version, and one of this version can't be" in str(
                    new.runner.halted
                )
                assert new.store.pointers.current() is None
                assert old.titles == before
                assert old.runner.halted is None


@pytest.mark.usefixtures("hasty")
async def test_of_several_processes_one_makes_the_store_and_the_others_say_that_it_does(
    server: ServerThread, url: str
) -> None:
    async with at_work(server, url, toy_views()) as old:
        await some_history(old.log, 1)
        await old.holds(await end_of(old.log))
        making = RebuildLock(old.store)
        assert making.acquire()
        try:
            async with at_work(server, url, later_views()) as new:
                await until(lambda: "is being made by another process" in str(new.runner.halted))
                making.release()
                await until(lambda: new.runner.halted is None)
                await new.holds(await end_of(new.log))
                assert new.titles == later(old.titles)
        finally:
            making.release()


@pytest.mark.usefixtures("hasty")
async def test_a_process_whose_store_is_taken_away_under_it_says_so(server: ServerThread, postgres_url: str) -> None:
    async with at_work(server, postgres_url, toy_views()) as old:
        await some_history(old.log, 1)
        await old.holds(await end_of(old.log))
        async with at_work(server, postgres_url, later_views()) as new:
            await until(lambda: new.store.outdated is None)
            await asyncio.to_thread(new.store.places.drop, old.store.fingerprint, old.store.generation)
            await until(lambda: old.runner.ailing is not None)
            assert "does not exist" in str(old.runner.ailing)
            await asyncio.to_thread(new.store.drop_version, old.store.fingerprint, grace=0)
            await until(lambda: old.runner.halted is not None)
            assert "was made by a newer version" in str(old.runner.halted)
            await new.holds(await end_of(new.log))
            await new.checked()


@pytest.mark.usefixtures("hasty")
async def test_a_process_that_waited_for_another_s_store_takes_commands_once_it_is_there(
    server: ServerThread, url: str
) -> None:
    async with at_work(server, url, toy_views()) as old:
        await some_history(old.log, 1)
        await old.holds(await end_of(old.log))
        async with at_work(server, url, later_views(), renews=False) as waiting:
            await until(lambda: waiting.runner.halted is not None)
            async with at_work(server, url, later_views()) as new:
                await until(lambda: waiting.runner.halted is None and new.runner.halted is None)
                for process in (waiting, new):
                    await some_history(process.log, 1)
                    await process.holds(await end_of(old.log))
                assert waiting.titles == new.titles
                assert waiting.runner.active is not new.runner.active


@pytest.mark.usefixtures("hasty")
async def test_an_older_version_leaves_a_newer_ones_store_alone_and_is_not_ready(
    server: ServerThread, url: str
) -> None:
    async with at_work(server, url, later_views()) as new:
        await some_history(new.log, 1)
        await new.holds(await end_of(new.log))
        titles, there = new.titles, new.store.places.existing(new.store.fingerprint)
        async with at_work(server, url, toy_views()) as old:
            await until(lambda: old.runner.halted is not None)
            assert old.runner.halted_by == "other-version"
            assert "was made by a newer version" in str(old.runner.halted)
            assert "start that version; or, to go back to this one for good, run: tomoni rebuild okr" in str(
                old.store.outdated
            )
            with pytest.raises(Outdated, match="newer version"):
                _ = old.titles
            old.tenancy.look(0)
            assert not old.store.acts
            await some_history(new.log, 1)
            await new.holds(await end_of(new.log))
            assert old.store.places.existing(old.store.fingerprint) == set(), "it made none by itself"
            assert new.store.places.existing(new.store.fingerprint) == there

            # By hand it gets one of its own, beside the newer one's.
            await rebuild(old.store, old.log, FastReader(old.log.client, "okr-rebuild"), old.views, lambda *_: None)
            await until(lambda: old.runner.halted is None)
            await old.holds(await end_of(new.log))
            assert new.titles == later(old.titles)
            assert new.titles.keys() > titles.keys()
            await old.checked()
            old.tenancy.look(0)
            assert new.store.places.existing(new.store.fingerprint) == there
            assert not old.store.acts, "the newer one is at work"
            assert await asyncio.to_thread(newer_at_work, old.store)
            new.tenancy.leave()
            old.tenancy.look(0)
            assert old.store.acts
        await some_history(new.log, 1)
        await new.holds(await end_of(new.log))
        await new.checked()


@pytest.mark.usefixtures("hasty")
async def test_a_store_without_a_fingerprint_is_an_older_versions(server: ServerThread, url: str) -> None:
    """Versions that knew of none had one pointer, and one lock, which let them follow by the durable."""
    async with at_work(server, url, toy_views()) as first:
        await some_history(first.log, 1)
        await first.holds(await end_of(first.log))
        titles = first.titles
        became_of_old(first.store)
    async with at_work(server, url, toy_views()) as process:
        store = process.store
        assert store.outdated is not None
        assert "one that numbered no views" in store.outdated
        durable = DurableLock(store)
        assert durable.acquire(), "it leaves the durable to the older one, whichever of its processes that is"
        try:
            await until(lambda: store.outdated is None and process.runner.halted is None)
            await some_history(process.log, 1)
            await process.holds(await end_of(process.log))
            assert process.titles.keys() > titles.keys()
            process.tenancy.look(0)
            assert [each.generation for each in store.pointers.others()] == [1], "somebody is at work on it"
        finally:
            durable.release()
        await asyncio.to_thread(process.tenancy.look, 0)
        assert (store.pointers.others(), store.places.existing("")) == ([], set())
        await until(lambda: process.runner._following._by_durable)
        await process.holds(await end_of(process.log))
        await process.checked()


def became_of_old(store: Store) -> None:
    """As if a version had made it that knew of no fingerprints."""
    own, places = store.fingerprint, store.places
    with store.keep() as connection:
        connection.execute(text(f"DELETE FROM {in_keep(store)}projection_edition"))
        connection.execute(text(f"DELETE FROM {in_keep(store)}projection_generation"))
        connection.execute(insert(generations).values(service="okr", generation=1))
        if not store.sqlite:
            connection.execute(text(f"ALTER SCHEMA {places.schema(own, 1)} RENAME TO {places.schema('', 1)}"))
    if store.sqlite:
        with closing(sqlite3.connect(places.file(own, 1))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        places.file(own, 1).rename(places.file("", 1))


def in_keep(store: Store) -> str:
    return "" if store.sqlite else "okr."


def test_the_program_says_what_to_do_and_up_does_it(cli: Cli) -> None:
    cli.ok("import", SAMPLE)
    board = cli.ok("board").out
    lose_a_column(cli)
    cli.refused(6, "board", words="was made by another version: its table okr_check_ins has no column")
    assert "made anew" in cli.ok("rebuild", "okr").out
    assert cli.ok("board").out == board
    lose_a_column(cli)
    with up(cli) as running_:
        assert cli.ok("board").out == board
        code, err = running_.stop()
    assert code == 0
    assert "making it anew from the log" in err


def lose_a_column(cli: Cli) -> None:
    """As if the store had been made before the column was thought of."""
    (file,) = cli.var.rglob("okr.*.g*.sqlite")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE okr_check_ins DROP COLUMN event")
        connection.commit()
