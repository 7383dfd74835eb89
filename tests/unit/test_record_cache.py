"""The record cache: whatever became of it or the log, what it answers is what the log holds; else it says nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st
from msgspec import structs

from shared.eventlog import (
    EventLog,
    LogUnavailable,
    Record,
    RecordCaching,
    record_cache as shelf_module,
    record_caching as record_caching_module,
)
from shared.eventlog.loaded_aggregate import fold
from shared.eventlog.log import Placed
from shared.eventlog.record_cache import Held
from shared.eventlog.trust import Trust
from shared.events import command_id, elder_event_id, encode
from tests.core_kit import TOY, progress, record

SUBJECTS = ("okr.objective.a", "okr.objective.b", "okr.private.objective.c", "pairing.group.d")
SECRET = b"SUAseed"
OPEN: list[RecordCaching] = []

Histories = st.lists(st.integers(0, len(SUBJECTS) - 1), min_size=1, max_size=25)


class Memory:
    """The log in memory, as far as it is asked. `meanwhile` is appended once somebody has asked for the last one."""

    def __init__(self, created: str = "2026-05-04T09:30:00Z") -> None:
        self.records: list[Placed] = []
        self.stored: list[str] = []
        self._clock = 0
        self.created = created
        self.trust, self.walks = Trust(), asyncio.Semaphore(2)
        self.meanwhile: list[int] = []

    def append(self, which: int, command: str = "") -> None:
        subject = SUBJECTS[which]
        version = 1 + sum(subject == other for _, other, _ in self.records)
        position = len(self.records) + 1
        command = command or f"{self.created} {position}"
        event = record(
            structs.replace(progress("k", position), check_in=command),
            aggregate=subject.partition(".")[2].replace(".", "/"),
            version=version,
            id=elder_event_id(command_id("me", command), 0),
        )
        self._clock += 1
        self.stored.append(f"{self._clock} ns")
        self.records.append((position, subject, encode(event)))

    def whole(self, subject: str) -> list[Record]:
        return [(position, payload) for position, other, payload in self.records if other == subject]

    async def info(self) -> object:
        return SimpleNamespace(
            created=self.created, has_majority=True, state=SimpleNamespace(last_seq=len(self.records))
        )

    async def held_since(self, position: int) -> Held | None:
        return (self.records[position - 1][2], self.stored[position - 1]) if position <= len(self.records) else None

    def cut(self, position: int) -> None:
        del self.records[position:], self.stored[position:]

    async def last_held(self, subject: str) -> Record:
        held = self.whole(subject)
        for which in self.meanwhile:
            self.append(which)
        self.meanwhile = []
        return held[-1] if held else (0, b"")

    async def count_of(self, subject: str) -> int:
        return len(self.whole(subject))

    async def of_subject(self, subject: str, *, after: int = 0) -> list[Record]:
        return [each for each in self.whole(subject) if each[0] > after]

    in_parts = of_subject

    async def placed(self, after: int, upto: int) -> AsyncIterator[list[Placed]]:
        yield self.records[after:upto]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the log."""
    for name in ("_SHORT", "_LAG"):
        monkeypatch.setattr(record_caching_module, name, 1)
    monkeypatch.setattr(record_caching_module, "_FREE", 0)


def record_caching(log: Memory, directory: Path, secret: bytes = SECRET) -> RecordCaching:
    made = RecordCaching(cast(EventLog, log), directory, secret, "okr")
    OPEN.append(made)
    return made


def filled(history: list[int], **more: Any) -> Memory:
    log = Memory(**more)
    for which in history:
        log.append(which)
    return log


async def agrees(log: Memory, record_cache: RecordCaching) -> list[bool]:
    """Whether it answered, by subject of the service; every answer is what the log holds, folded too."""
    answered = []
    for subject in SUBJECTS[:3]:
        found = await record_cache.whole(subject)
        answered.append(found is not None)
        if found is not None:
            held = log.whole(subject)
            assert found == held
            name = subject.partition(".")[2].replace(".", "/")
            assert fold(name, TOY, found) == fold(name, TOY, held)
    return answered


@settings(deadline=None)
@given(history=Histories, cut=st.integers(1, 25), steps=st.integers(1, 5))
def test_a_shelf_of_any_length_and_the_rest_are_the_whole(history: list[int], cut: int, steps: int) -> None:
    async def compared(directory: Path) -> None:
        log = Memory()
        record_cache = record_caching(log, directory)
        for number, which in enumerate(history, 1):
            log.append(which)
            if number == min(cut, len(history)) or (number < cut and number % steps == 0):
                await record_cache.catch_up()
        assert await agrees(log, record_cache) == [True] * 3
        # Another process, later.
        assert await agrees(log, record_caching(log, directory)) == [True] * 3

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(compared(Path(directory)))


@settings(deadline=None)
@given(history=Histories, cut=st.integers(1, 25), meanwhile=st.lists(st.integers(0, 2), max_size=3))
def test_what_others_append_meanwhile_takes_nothing_away(history: list[int], cut: int, meanwhile: list[int]) -> None:
    async def compared(directory: Path) -> None:
        log = filled(history[:cut])
        record_cache = record_caching(log, directory)
        await record_cache.catch_up()
        for which in history[cut:]:
            log.append(which)
        for subject in SUBJECTS[:3]:
            log.meanwhile = list(meanwhile)
            before = log.whole(subject)
            found = await record_cache.whole(subject)
            assert found is not None
            assert found == log.whole(subject)[: len(found)]
            assert found[: len(before)] == before
        # Nothing of it was a reason to throw it away.
        assert record_cache._record_cache.reached() == min(cut, len(history))

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(compared(Path(directory)))


TAMPERED = (
    "DELETE FROM records WHERE position = {0}",
    "DELETE FROM records",
    "UPDATE records SET payload = CAST(replace(payload, '\"me\"', '\"he\"') AS BLOB) WHERE position = {0}",
    "UPDATE records SET subject = (SELECT subject FROM records WHERE position <> {0} LIMIT 1) WHERE position = {0}",
    "UPDATE records SET payload = (SELECT payload FROM records WHERE position <> {0} LIMIT 1) WHERE position = {0}",
    "UPDATE records SET (payload, proof) = (SELECT payload, proof FROM records WHERE position <> {0} LIMIT 1) "
    "WHERE position = {0}",
    "UPDATE records SET position = position + 1000 WHERE position = {0}",
    "UPDATE records SET position = position + 1000",
    "UPDATE records SET payload = NULL WHERE position = {0}",
    "UPDATE records SET payload = CAST(payload AS TEXT) WHERE position = {0}",
    "UPDATE records SET proof = NULL",
    "UPDATE reached SET position = 'far'",
    "UPDATE reached SET origin = 'here'",
    "UPDATE reached SET position = position + 1",
    "UPDATE reached SET position = 1",
    "UPDATE reached SET proof = x'00'",
    "UPDATE reached SET origin = x'00'",
    "DELETE FROM reached",
    "DROP TABLE records",
    "DROP INDEX records_subject",
    "ALTER TABLE records RENAME COLUMN proof TO evidence",
)


@settings(deadline=None)
@given(
    history=Histories,
    cut=st.integers(1, 25),
    statement=st.sampled_from(TAMPERED),
    at=st.integers(1, 25),
    warm=st.booleans(),
)
def test_what_somebody_else_put_there_is_never_told(
    history: list[int], cut: int, statement: str, at: int, warm: bool
) -> None:
    async def compared(directory: Path) -> None:
        log = filled(history[:cut])
        record_cache = record_caching(log, directory)
        await record_cache.catch_up()
        if warm:
            await agrees(log, record_cache)
        for which in history[cut:]:
            log.append(which)
        # Some need another record beside the one that they change.
        with suppress(sqlite3.IntegrityError), closing(sqlite3.connect(directory / "okr.shelf.sqlite")) as file, file:
            file.execute(statement.format(at))
        await agrees(log, record_cache if warm else record_caching(log, directory))

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(compared(Path(directory)))


@settings(deadline=None)
@given(history=Histories, cut=st.integers(0, 25), others=Histories, same_commands=st.booleans())
def test_a_log_that_was_cut_and_grew_again_is_another_one(
    history: list[int], cut: int, others: list[int], same_commands: bool
) -> None:
    """A restore gives positions for the second time; by the retry of a command even to an event of the same id."""

    async def compared(directory: Path) -> None:
        log = Memory()
        for number, which in enumerate(history):
            log.append(which, f"command {number}")
        record_cache = record_caching(log, directory)
        await record_cache.catch_up()
        await agrees(log, record_cache)
        log.cut(cut)
        for number, which in enumerate(others):
            log.append(which, f"command {cut + number}" if same_commands else f"other {number}")
        log.trust.doubt()
        await agrees(log, record_cache)
        await record_cache.catch_up()
        assert await agrees(log, record_cache) == [True] * 3

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(compared(Path(directory)))


async def test_another_stream_and_another_key_begin_anew(tmp_path: Path) -> None:
    log = filled([0, 1, 2, 3, 0])
    await record_caching(log, tmp_path).catch_up()
    for other, secret in ((filled([0, 1, 2, 3, 0], created="later"), SECRET), (log, b"another seed")):
        record_cache = record_caching(other, tmp_path, secret)
        assert await agrees(other, record_cache) == [False] * 3
        await record_cache.catch_up()
        assert await agrees(other, record_cache) == [True] * 3


async def test_it_is_the_services_own_and_the_owners_only(tmp_path: Path) -> None:
    log = filled([0, 3, 1, 3])
    record_cache = record_caching(log, tmp_path / "shelves")
    assert await record_cache.whole(SUBJECTS[0]) is None
    assert not (tmp_path / "shelves").exists()
    await record_cache.catch_up()
    file = tmp_path / "shelves" / "okr.shelf.sqlite"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with closing(sqlite3.connect(file)) as connection:
        assert [row[0] for row in connection.execute("SELECT position FROM records")] == [1, 3]


async def test_a_file_that_is_none_or_goes_away_is_made_anew(tmp_path: Path) -> None:
    log = filled([0, 1, 2, 0])
    record_cache = record_caching(log, tmp_path)
    file = tmp_path / "okr.shelf.sqlite"
    for spoil in (lambda: file.write_bytes(b"no database" * 1000), lambda: file.write_bytes(b""), file.unlink):
        await record_cache.catch_up()
        assert await agrees(log, record_cache) == [True] * 3
        spoil()
        assert await agrees(log, record_cache) in ([False] * 3, [True] * 3)
        log.trust.doubt()
        log.append(1)
        await record_cache.catch_up()
        assert await agrees(log, record_cache) == [True] * 3


async def test_a_short_log_needs_none_and_a_full_disk_takes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, file = filled([0, 1]), tmp_path / "okr.shelf.sqlite"
    record_cache = record_caching(log, tmp_path)
    monkeypatch.setattr(record_caching_module, "_SHORT", 3)
    await record_cache.catch_up()
    log.append(0)
    monkeypatch.setattr(record_caching_module, "_FREE", 1.1)
    await record_cache.catch_up()
    assert not file.exists()
    monkeypatch.setattr(record_caching_module, "_FREE", 0)
    await record_cache.catch_up()
    assert file.exists()


async def test_a_hole_is_not_taken(tmp_path: Path) -> None:
    log = filled([0, 1, 0, 1])
    del log.records[1]
    record_cache = record_caching(log, tmp_path)
    await record_cache.catch_up()
    assert await record_cache.whole(SUBJECTS[0]) is None


async def test_a_doubt_that_comes_meanwhile_is_heeded(tmp_path: Path) -> None:
    log = filled([0, 1, 0, 1])
    record_cache = record_caching(log, tmp_path)
    await record_cache.catch_up()

    class Doubted(list[int]):
        def __iter__(self) -> Any:
            log.trust.doubt()
            return iter(())

    log.meanwhile = Doubted()
    assert await record_cache.whole(SUBJECTS[0]) is None
    assert await record_cache.whole(SUBJECTS[0]) == log.whole(SUBJECTS[0])


async def test_a_log_that_does_not_answer_costs_no_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = filled([0, 1, 0, 1])
    record_cache = record_caching(log, tmp_path)
    await record_cache.catch_up()

    async def silent(_subject: str) -> int:
        raise LogUnavailable("the log did not answer")

    with monkeypatch.context() as patched:
        patched.setattr(log, "count_of", silent)
        assert await record_cache.whole(SUBJECTS[0]) is None
    assert await record_cache.whole(SUBJECTS[0]) == log.whole(SUBJECTS[0])


async def test_what_another_process_writes_just_now_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = filled([0, 1, 0, 1])
    await record_caching(log, tmp_path).catch_up()
    monkeypatch.setattr(shelf_module, "_WAIT", 0.01)
    record_cache = record_caching(log, tmp_path)
    with closing(sqlite3.connect(tmp_path / "okr.shelf.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await agrees(log, record_cache) == [False] * 3
    assert await agrees(log, record_cache) == [True] * 3


async def test_a_directory_that_nobody_may_use_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = filled([0, 1, 0, 1])
    (tmp_path / "shelves").write_bytes(b"a file")
    record_cache = record_caching(log, tmp_path / "shelves")
    for _ in range(3):
        await record_cache.catch_up()
        assert await agrees(log, record_cache) == [False] * 3
    assert len([each for each in caplog.records if each.levelname == "WARNING"]) <= 2


async def test_two_processes_fill_one_shelf(tmp_path: Path) -> None:
    log = filled([0, 1, 2, 3] * 5)
    one, other = record_caching(log, tmp_path), record_caching(log, tmp_path)
    await asyncio.gather(one.catch_up(), other.catch_up())
    log.append(0)
    await asyncio.gather(other.catch_up(), one.catch_up())
    assert await agrees(log, one) == await agrees(log, other) == [True] * 3
