"""Commands on aggregates that are read from the record cache, and in turn from the log where there is none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from shared.eventlog import (
    EventLog,
    KeyReused,
    LogDamaged,
    LogUnavailable,
    NewerLog,
    Record,
    RecordCaching,
    VersionMismatch,
    loading as loading_module,
    log as log_module,
    record_caching as record_caching_module,
    repository as repository_module,
)
from shared.eventlog.asking import Collection
from shared.events import decode, encode, identity_of, nats_subject
from tests.core_kit import (
    Refuse,
    ServerThread,
    birth,
    cluster_thread,
    new_id,
    order,
    progress,
    put,
    record,
    revised,
    server_thread,
    toy,
)


@pytest.fixture(scope="module", params=[server_thread, cluster_thread], ids=["one-server", "three-servers"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with request.param(tmp_path_factory.mktemp("shelf") / "var") as server:
        yield server


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the log."""
    for name in ("_SHORT", "_LAG"):
        monkeypatch.setattr(record_caching_module, name, 1)
    monkeypatch.setattr(record_caching_module, "_FREE", 0)


class Told(EventLog):
    """A log that counts who walks through it, and how many of them at once."""

    walked = 0
    at_once = 0
    most = 0
    slow = 0.0
    fails = 0

    async def _behind(self, subject: str, after: int, least: int) -> list[Record]:
        self.walked += after == 0
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            await asyncio.sleep(self.slow)
            if self.fails:
                self.fails -= 1
                raise LogUnavailable("nobody answers")
            return await super()._behind(subject, after, least)
        finally:
            self.at_once -= 1


@asynccontextmanager
async def shelved(server: ServerThread, directory: Path) -> AsyncIterator[tuple[Told, RecordCaching]]:
    async with server.client() as client:
        log = Told(client)
        record_caching = RecordCaching(log, directory, server.layout.credentials("okr").read_bytes(), "okr")
        log.at_hand = record_caching.whole
        yield log, record_caching
        record_caching.close()


async def test_a_command_over_a_shelf_is_decided_as_over_the_log(server: ServerThread, tmp_path: Path) -> None:
    objective, other = new_id(), new_id()
    async with shelved(server, tmp_path) as (log, record_caching), server.log() as plain:
        first = await toy(log).handle(objective, birth("k"), order("key", digest="body"))
        await toy(log).handle(other, [revised("b")], order())
        await toy(log).handle(objective, [revised("a")], order())
        await record_caching.catch_up()
        late = await toy(log).handle(objective, [progress("k")], order("late", digest="late"))
        log.walked = 0
        # Each repository is a process that has cached nothing.
        assert await toy(log).load(objective) == await toy(plain).load(objective)
        assert await toy(log).load(other) == await toy(plain).load(other)
        assert await toy(log).load(new_id()) == ((), 0)
        for key, version in (("key", first.version), ("late", late.version)):
            again = await toy(log).handle(objective, birth("k"), order(key, digest="body" if key == "key" else "late"))
            assert (again.version, again.repeated) == (version, True)
            with pytest.raises(KeyReused):
                await toy(log).handle(objective, birth("k"), order(key, digest="another"))
        same = await toy(log).handle(objective, [revised("a")], order())
        assert (same.version, same.events) == (4, ())
        with pytest.raises(VersionMismatch, match="at version 4, not 3"):
            await toy(log).handle(objective, [progress("k")], order(expected_version=3))
        assert (await toy(log).handle(objective, Refuse(until=4), order())).version == 5
        assert log.walked == 0
        assert await toy(log).load(objective) == await toy(plain).load(objective)


async def test_two_instances_over_shelves_of_their_own(server: ServerThread, tmp_path: Path) -> None:
    objective = new_id()
    async with (
        shelved(server, tmp_path / "one") as (one, hers),
        shelved(server, tmp_path / "other") as (other, his),
        server.log() as plain,
    ):
        await toy(one).handle(objective, [progress("k")], order())
        for record_caching in (hers, his):
            await record_caching.catch_up()
        stale = toy(one)
        await stale.load(objective)
        await asyncio.gather(*(toy(log).handle(objective, [progress("k")], order()) for log in (one, other)))
        await toy(other).handle(objective, [progress("k")], order("key", digest="d"))
        await his.catch_up()
        again = await stale.handle(objective, [progress("k")], order("key", digest="d"))
        assert (again.version, again.repeated) == (4, True)
        assert await toy(one).load(objective) == await toy(other).load(objective) == await toy(plain).load(objective)


@pytest.mark.parametrize("before", [False, True], ids=["on-the-shelf", "behind-it"])
async def test_what_can_not_be_read_is_told_by_the_log_and_left_out_where_somebody_decided_so(
    server: ServerThread, tmp_path: Path, before: bool
) -> None:
    async with server.client("provisioner") as provisioner, shelved(server, tmp_path) as (log, record_caching):
        for error, broken in ((NewerLog, False), (LogDamaged, True)):
            objective = new_id()
            subject = nats_subject("okr", f"objective/{objective}")
            await toy(log).handle(objective, [progress("k")], order())
            await record_caching.catch_up()
            strange = encode(record(progress("k"), aggregate=f"objective/{objective}", version=2))
            strange = b"garbage" if broken else strange.replace(b"progress-updated.v1", b"progress-updated.v9")
            await put(provisioner, f"objective/{objective}", strange)
            if not before:
                await record_caching.catch_up()
            log.left_out = None
            with pytest.raises(error):
                await toy(log).handle(objective, [progress("k")], order())
            assert await record_caching.whole(subject) == await log.of_subject(subject)
            log.left_out = decided = left_out(await log.last_of(subject), strange)
            log.walked = 0
            over_shelf = await toy(log).load(objective)
            assert log.walked == 0
            async with server.log() as plain:
                plain.left_out = decided
                assert over_shelf == await toy(plain).load(objective)
            assert (await toy(log).handle(objective, [progress("k")], order())).version == (2 if broken else 3)


def left_out(position: int, payload: bytes) -> Any:
    async def decided() -> dict[int, str]:
        return {position: identity_of(payload)}

    return decided


async def test_an_older_log_is_another_one(tmp_path: Path) -> None:
    """Restored or made anew, it gives the same positions to other events: nothing of before is ever decided on."""
    with server_thread(tmp_path / "var") as server:
        objective = new_id()
        async with shelved(server, tmp_path / "shelf") as (log, record_caching):
            for _ in range(3):
                await toy(log).handle(objective, [progress("k")], order())
            await record_caching.catch_up()
            server.stop()
            server.lose_everything()
            server.start()
            log.trust.doubt()
            log.trust.give(0)
            log.trust.forget()
            for _ in range(100):
                if log.client.is_connected:
                    break
                await asyncio.sleep(0.05)
            for count in (1, 2, 3):
                assert (await toy(log).handle(objective, [revised(str(count))], order())).version == count
            assert await toy(log).load(objective) == ((revised("1"), revised("2"), revised("3")), 3)
            await record_caching.catch_up()
            log.walked = 0
            assert await toy(log).load(objective) == ((revised("1"), revised("2"), revised("3")), 3)
            assert log.walked == 0


async def test_who_must_walk_far_waits_for_his_turn_and_fails_by_no_waiting(
    server: ServerThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixteen clients, each of whom would have lost his patience before his turn came."""
    monkeypatch.setattr(loading_module, "_FAR", 0)
    monkeypatch.setattr(repository_module, "_PATIENCE", 0.4)
    async with server.client() as client, server.log() as plain:
        objectives = [new_id() for _ in range(16)]
        for objective in objectives:
            await toy(plain).handle(objective, [progress("k")], order())
        log = Told(client)
        log.slow, log.fails = 0.1, 1
        repository = toy(log)
        outcomes = await asyncio.gather(
            *(repository.handle(objective, [progress("k")], order()) for objective in objectives)
        )
        assert [outcome.version for outcome in outcomes] == [2] * 16
        assert log.most == 2
        log.fails = 100
        with pytest.raises(LogUnavailable, match="nobody answers"):
            await toy(log).handle(objectives[0], [progress("k")], order())


async def test_records_that_come_slowly_are_waited_for_silence_is_not(server: ServerThread) -> None:
    async with server.log(timeout=0.2) as log:
        slow = Collection()

        async def come() -> None:
            for position in range(1, 6):
                await asyncio.sleep(0.1)
                slow.records.append((position, b""))
            slow.done.set_result(b"NATS/1.0 204 EOB")

        coming = asyncio.create_task(come())
        assert await log._whole(slow, time.monotonic()) == b"NATS/1.0 204 EOB"
        await coming
        silent = Collection(records=[(1, b"")])
        with pytest.raises(LogUnavailable, match=r"within 0\.2 s"):
            await log._whole(silent, time.monotonic())


@pytest.mark.parametrize(("at_once", "sizes"), [(0.0, [20, 20, 20]), (60.0, [20, 40])])
async def test_what_takes_the_server_long_is_asked_for_in_parts(
    server: ServerThread, monkeypatch: pytest.MonkeyPatch, at_once: float, sizes: list[int]
) -> None:
    monkeypatch.setattr(log_module, "_AT_ONCE", at_once)
    asked: list[int] = []

    class Asked(EventLog):
        async def direct_get(self, ask: dict[str, Any], subjects: list[str] | None = None) -> list[Record]:
            asked.append(ask["batch"])
            return await super().direct_get(ask, subjects)

    async with server.client() as client:
        log, objective = Asked(client), new_id()
        await toy(log).handle(objective, [progress("k") for _ in range(45)], order())
        records: list[Record] = []
        while len(records) < 45:
            # Of three servers one may lag behind.
            asked.clear()
            records = await log.in_parts(f"okr.objective.{objective}")
        assert [decode(*each).version for each in records] == list(range(1, 46))
        assert asked == sizes


async def test_records_with_their_subjects(server: ServerThread) -> None:
    async with server.log() as log:
        # Records of somebody else stand before them.
        await toy(log).handle(new_id(), [progress("k"), progress("k")], order())
        objective = new_id()
        await toy(log).handle(objective, [progress("k") for _ in range(1000)], order())
        last = (await log.info()).state.last_seq
        placed = [each async for batch in log.placed(last - 1001, last + 5) for each in batch]
        assert [(position, payload) for position, _, payload in placed] == [
            each async for batch in log.range(last - 1001, last) for each in batch
        ]
        assert {subject for _, subject, _ in placed[-1000:]} == {f"okr.objective.{objective}"}
        assert await log.count_of(f"okr.objective.{objective}") == 1000
        assert await log.count_of("okr.objective.none") == 0
        position, payload = await log.last_held(f"okr.objective.{objective}")
        assert (position, decode(position, payload).version) == (last, 1000)
        held = await log.held_since(last)
        assert held is not None
        assert held[0] == payload
        assert await log.held_since(last + 1) is None
