"""One suite that every kind of store must pass: a SQLite file and PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, String, Table, insert, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from shared.events import encode
from shared.projection import Exact, Halt, Instant, Row, Rows, Store, View, metadata, position_in, version_in
from shared.projection.fold import Folder
from shared.projection.halting import Overtaken
from shared.projection.locking import RunnerLock
from shared.projection.rebuild import compare
from shared.projection.store import Moved
from tests.core_kit import NOW, birth, dump, progress, record, records, revised, toy_views
from tests.patience import PATIENCE


class Plain(View):
    table = Table(
        "toy_plain",
        metadata,
        Column("key", String, primary_key=True),
        Column("exact", Exact),
        Column("at", Instant),
        Column("number", Integer),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'okr.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def open_store(url: str) -> Iterator[Callable[[], Store]]:
    """Another process's view of the same database, as often as wanted."""
    stores: list[Store] = []

    def open_() -> Store:
        stores.append(Store(url, "okr", [*toy_views(), Plain()]))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


def write(store: Store, row: Row) -> None:
    with store.write(store.generation) as connection:
        connection.execute(insert(Plain.table).values(row))


def plain(store: Store) -> dict[str, Row]:
    with store.read() as connection:
        return {row["key"]: dict(row) for row in connection.execute(select(Plain.table)).mappings()}


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "1234567890123456.123456789012",
        "-1234567890123456.123456789012",
        "9999999999999999999999999999",
        "0.000000000001",
        "1.500",
        "100",
        "-0.10",
        "1234567890123456789012345.567890",
    ],
)
def test_decimals_are_exact_digit_for_digit(store: Store, text: str) -> None:
    write(store, {"key": "k", "exact": Decimal(text)})
    found = plain(store)["k"]["exact"]
    assert isinstance(found, Decimal)
    assert found.as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize("offset", [0, 9, -5.5])
def test_moments_are_exact_and_come_back_in_utc(store: Store, offset: float) -> None:
    zone = timezone(timedelta(hours=offset))
    moments = [
        datetime(2026, 3, 29, 1, 59, 59, 999999, tzinfo=zone),
        datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=zone),
        datetime(2026, 1, 1, tzinfo=zone),
    ]
    for index, moment in enumerate(moments):
        write(store, {"key": str(index), "at": moment})
    found = plain(store)
    for index, moment in enumerate(moments):
        assert found[str(index)]["at"] == moment
        assert found[str(index)]["at"].tzinfo is UTC
    with store.read() as connection:
        query = select(Plain.table.c.at).where(Plain.table.c.at > moments[1]).order_by(Plain.table.c.at)
        assert connection.execute(query).scalars().all() == sorted(moments)[1:]


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(SQLAlchemyError, match="no zone"):
        write(store, {"key": "k", "at": datetime(2026, 1, 1)})


def test_rows_are_put_in_replaced_and_taken_out(store: Store) -> None:
    rows = Rows(Plain.table)
    with store.write(store.generation) as connection:
        rows.bind(connection, empty=True)
        rows["a"] = {"exact": Decimal("1.10"), "at": NOW}
        rows["b"] = {"number": 1}
        rows["Z"] = {"number": 1}
        assert rows.flush() == 3
    rows = Rows(Plain.table)
    with store.write(store.generation) as connection:
        rows.bind(connection)
        rows["a"]["number"] = 7
        rows["b"] = {"number": 2}
        del rows["Z"]
        del rows["never there"]
        rows["c"] = {"number": 2}
        assert rows.count() == 3
        # One order on every database, whatever its collation.
        rows["D"] = {"number": 2}
        assert [row["key"] for row in rows.matching(number=2)] == ["D", "b", "c"]
        assert list(rows.matching(exact=None, number=7)) == []
        rows.flush()
    assert plain(store) == {
        "a": {"key": "a", "exact": Decimal("1.10"), "at": NOW, "number": 7},
        **{key: {"key": key, "exact": None, "at": None, "number": 2} for key in "bcD"},
    }


def fold(store: Store, folder: Folder, batch: list[tuple[int, bytes]], position: int = 0) -> int:
    with store.write(store.generation) as connection:
        return folder.apply(connection, batch, position, empty=position == 0)


HISTORY = records(
    [record(data, version=version) for version, data in enumerate([*birth("k"), progress("k", "1.50")], 1)]
)


def test_rows_position_and_versions_are_written_together(store: Store) -> None:
    folder = Folder("okr", toy_views())
    assert fold(store, folder, HISTORY) == 3
    with store.read() as connection:
        position, event_id = position_in(connection)
        assert (position, event_id.encode() in HISTORY[-1][1]) == (3, True)
        assert version_in(connection, "objective/o-1") == 3
        assert version_in(connection, "objective/o-2") == 0
        rows = dump(connection, toy_views())
    assert rows["toy_key_results"] == [
        {
            "key_result": "k",
            "objective": "o-1",
            "number": 1,
            "value": Decimal("1.50"),
            "at": NOW + timedelta(seconds=3),
            "check_ins": 1,
        }
    ]


@pytest.mark.parametrize("fault", ["handler", "unknown", "garbage", "version", "hole", "crash"])
def test_a_batch_that_fails_leaves_rows_and_position_untouched(store: Store, fault: str) -> None:
    folder = Folder("okr", toy_views())
    fold(store, folder, HISTORY)
    with store.read() as connection:
        before = (position_in(connection), dump(connection, toy_views()))
    good = (4, encode(record(progress("k", 9), version=4)))
    boom = encode(record(revised("boom"), version=5))
    bad = {
        "handler": (5, boom),
        "unknown": (5, boom.replace(b"revised.v1", b"revised.v8")),
        "garbage": (5, b"garbage"),
        "version": (5, encode(record(progress("k"), version=6))),
        "hole": (6, encode(record(progress("k"), version=5))),
        "crash": (5, encode(record(progress("k"), version=5))),
    }[fault]
    told = {
        "handler": r"revised.v1 of objective/o-1 at position 5 can't be applied .*has a bug.*upgrade",
        "unknown": r"position 5 holds an unknown event type 'okr.objective-revised.v8'.*upgrade",
        "garbage": r"position 5 can't be read.*past the services",
        "version": r"from version 4 to 6 at position 5.*rebuild",
        "hole": r"no event at position 5; restore the log",
    }

    def attempt() -> None:
        with store.write(store.generation) as connection:
            folder.apply(connection, [good, bad], 3)
            raise KeyboardInterrupt

    if fault == "crash":
        with pytest.raises(KeyboardInterrupt):
            attempt()
    else:
        with pytest.raises(Halt, match=told[fault]):
            attempt()
    folder.forget()
    with store.read() as connection:
        assert (position_in(connection), dump(connection, toy_views())) == before
    assert fold(store, folder, [good], 3) == 4
    with store.read() as connection:
        assert dump(connection, toy_views())["toy_key_results"][0]["value"] == Decimal(9)


def test_a_runner_that_is_not_alone_writes_nothing(open_store: Callable[[], Store]) -> None:
    one, other = open_store(), open_store()
    folders = [Folder("okr", toy_views()), Folder("okr", toy_views())]
    fold(one, folders[0], HISTORY[:2])
    with pytest.raises(Overtaken):
        fold(other, folders[1], HISTORY)
    folders[1].forget()
    assert fold(other, folders[1], HISTORY, 2) == 3
    with pytest.raises(Overtaken):
        fold(one, folders[0], HISTORY, 2)


def test_generations(open_store: Callable[[], Store]) -> None:
    one, other = open_store(), open_store()
    write(one, {"key": "old"})
    assert (one.generation, other.generation) == (1, 1)
    number, engine = one.next_generation()
    with engine.begin() as connection:
        connection.execute(insert(Plain.table).values(key="new"))
    assert number == 2
    assert set(plain(one)) == set(plain(other)) == {"old"}
    assert not one.reopen_if_moved()
    with other.read() as reading:
        one.serve(number, engine)
        assert one.reopen_if_moved()
        assert not one.reopen_if_moved()
        assert set(plain(one)) == {"new"}
        # Who began to read goes on with what he began with.
        assert reading.execute(select(Plain.table.c.key)).scalars().all() == ["old"]
    with pytest.raises(Moved), one.write(1):
        pass
    assert other.reopen_if_moved()
    one.drop(1)
    one.drop(1)
    assert set(plain(other)) == {"new"}
    engine.dispose()
    assert open_store().generation == 2
    # The beginning of a rebuild that was broken off is thrown away by the next one.
    for _ in range(2):
        number, engine = one.next_generation()
        assert number == 3
        with engine.begin() as connection:
            assert connection.execute(select(Plain.table)).all() == []
            connection.execute(insert(Plain.table).values(key="half"))
        engine.dispose()
    one.drop(3)


def test_another_process_turns_to_the_new_generation_within_a_second(open_store: Callable[[], Store]) -> None:
    one, other = open_store(), open_store()
    write(one, {"key": "old"})
    number, engine = one.next_generation()
    one.serve(number, engine)
    engine.dispose()
    other._looked -= 1.01
    assert plain(other) == {}


def test_what_is_no_view_outlives_every_rebuild(open_store: Callable[[], Store]) -> None:
    store = open_store()
    with store.keep() as connection:
        tables = connection.dialect.get_table_names(connection, schema=None if store.sqlite else "okr")
    assert "projection_generation" in tables
    assert "toy_plain" not in tables


def test_a_read_sees_one_state(store: Store) -> None:
    write(store, {"key": "a"})
    with store.read() as reading:
        assert len(reading.execute(select(Plain.table)).all()) == 1
        write(store, {"key": "b"})
        assert len(reading.execute(select(Plain.table)).all()) == 1
    assert len(plain(store)) == 2


def test_reading_writes_nothing_on_a_server(store: Store) -> None:
    if store.sqlite:
        return

    def change(connection: Connection) -> None:
        connection.execute(insert(Plain.table).values(key="k"))

    with store.read() as connection, pytest.raises(SQLAlchemyError, match="read-only"):
        change(connection)


def test_a_manipulated_row_is_found(store: Store) -> None:
    views = toy_views()
    fold(store, Folder("okr", views), HISTORY)
    number, engine = store.next_generation()
    with engine.begin() as connection:
        Folder("okr", views).apply(connection, HISTORY, 0, empty=True)
    with store.read() as one, engine.connect() as other:
        same = compare(one, other, views)
        assert (same.equal, same.position) == (True, 3)
        assert same.rows == {"toy_key_results": 1, "toy_objectives": 1, "aggregate_versions": 1}
    with store.write(store.generation) as connection:
        table = views[0].table
        connection.execute(table.update().values(value=Decimal("1.51")))
        connection.execute(views[1].table.delete())
        connection.execute(views[1].table.insert().values(objective="forged", title="t"))
    with store.read() as one, engine.connect() as other:
        found = compare(one, other, views)
    assert not found.equal
    assert found.different == {"toy_key_results": ["k"], "toy_objectives": ["forged", "o-1"]}
    engine.dispose()
    store.drop(number)


def test_one_runner_holds_the_lock(open_store: Callable[[], Store]) -> None:
    first, second = RunnerLock(open_store()), RunnerLock(open_store())
    assert first.acquire()
    assert not second.acquire()
    second.release()
    assert not second.acquire()
    first.release()
    first.release()
    assert second.acquire()
    second.release()


HOLDER = """
import sys, time
from shared.projection import Store
from shared.projection.locking import RunnerLock
lock = RunnerLock(Store(sys.argv[1], "okr", []))
print(lock.acquire(), flush=True)
time.sleep(60)
"""


async def test_a_killed_runner_frees_the_lock(url: str) -> None:
    store = Store(url, "okr", [])
    lock = RunnerLock(store)
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, env=environment, text=True
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline().strip() == "True"
            assert not lock.acquire()
        finally:
            holder.send_signal(signal.SIGKILL)
            holder.wait()
    async with asyncio.timeout(PATIENCE):
        while not lock.acquire():
            await asyncio.sleep(0.02)
    lock.release()
    store.close()


def test_many_processes_may_open_a_new_sqlite_store_at_once(tmp_path: Path) -> None:
    program = "import sys; from shared.projection import Store; Store(sys.argv[1], 'okr', []).close()"
    url = f"sqlite:///{tmp_path / 'okr.sqlite'}"
    started = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(6)]
    assert [process.wait(PATIENCE) for process in started] == [0] * 6


def test_a_connection_that_was_opened_read_only_is_not_kept(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/okr.sqlite", "okr", toy_views())
    with store.keep() as connection:
        connection.execute(text("CREATE TABLE notes (words TEXT)"))
    with store.lasting.connect() as connection:
        # As a file that can only be read makes it.
        connection.execute(text("PRAGMA query_only = true"))
    insert = text("INSERT INTO notes VALUES ('a')")
    with pytest.raises(OperationalError, match="readonly database"), store.keep() as connection:
        connection.execute(insert)
    with store.keep() as connection:
        connection.execute(insert)
    store.close()


def test_many_may_open_a_new_database_at_once(postgres_url: str) -> None:
    """Each of its own connections, as processes have them; two services share the database."""
    many, together = 6, threading.Barrier(6)

    def opened(number: int) -> int:
        together.wait(PATIENCE)
        store = Store(postgres_url, ("okr", "pairing")[number % 2], [*toy_views(), Plain()])
        try:
            with store.read() as connection:
                assert position_in(connection) == (0, "")
            return store.generation
        finally:
            store.close()

    with ThreadPoolExecutor(many) as pool:
        assert list(pool.map(opened, range(many))) == [1] * many
