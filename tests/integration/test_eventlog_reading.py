"""The fast reader: everything in order, once, from any position, whatever happens to the server; and outages."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventlog import (
    EventLog,
    FastReader,
    LogClient,
    LogDamaged,
    LogUnavailable,
    Record,
    reading as reading_module,
    repository as repository_module,
)
from shared.events import decode
from tests.core_kit import ServerThread, cluster_thread, new_id, order, progress, server_thread, toy
from tests.patience import PATIENCE


@pytest.fixture(scope="module", params=[server_thread, cluster_thread], ids=["one-server", "three-servers"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with request.param(tmp_path_factory.mktemp("reading") / "var") as server:
        yield server


async def fill(log: EventLog, count: int) -> int:
    """Write so many events; the log's last position."""
    objective, repository = new_id(), toy(log)
    while count:
        size = min(count, 1000)
        await repository.handle(objective, [progress("k", n) for n in range(size)], order())
        count -= size
    return (await log.info()).state.last_seq


async def read(client: LogClient, after: int, until: int, durable: str = "okr-projection") -> list[Record]:
    found: list[Record] = []
    reader = FastReader(client, durable).follow(after)
    async with asyncio.timeout(PATIENCE):
        async for batch in reader:
            assert batch
            found += batch
            if batch[-1][0] >= until:
                break
    await reader.aclose()
    return found


def positions(records: list[Record]) -> list[int]:
    return [position for position, _ in records]


async def test_everything_in_order_from_any_position(server: ServerThread) -> None:
    async with server.log() as log:
        last = await fill(log, 7000)
        whole = await read(log.client, 0, last)
        assert positions(whole) == list(range(1, last + 1))
        direct = [each async for batch in log.range(0, last) for each in batch]
        assert whole == direct
        for after in (1, 2500, last - 1):
            assert await read(log.client, after, last) == whole[after:]


async def test_it_follows_live(server: ServerThread) -> None:
    async with server.log() as log, server.client() as other:
        last = await fill(log, 10)
        arrived: asyncio.Queue[tuple[int, float]] = asyncio.Queue()

        async def follow() -> None:
            async for batch in FastReader(other, "okr-projection").follow(last):
                for position, _ in batch:
                    arrived.put_nowait((position, time.perf_counter()))

        following = asyncio.create_task(follow())
        await asyncio.sleep(0.2)
        repository, objective, delays = toy(log), new_id(), []
        for _ in range(200):
            outcome = await repository.handle(objective, [progress("k")], order())
            said = time.perf_counter()
            position, seen = await asyncio.wait_for(arrived.get(), PATIENCE)
            assert position == outcome.events[0].position
            delays.append(seen - said)
        print(f"\nafter the answer to the writer an event was there in {sorted(delays)[100] * 1e6:.0f} us (p50)")
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_silence_is_told_when_asked_for(server: ServerThread) -> None:
    async with server.log() as log:
        last = await fill(log, 1)
        reader = FastReader(log.client, "okr-projection").follow(last, idle=0.05)
        assert [await anext(reader) for _ in range(3)] == [[], [], []]
        position = await fill(log, 1)
        async with asyncio.timeout(PATIENCE):
            async for batch in reader:
                if batch:
                    break
        assert positions(batch) == [position]
        await reader.aclose()


async def test_pull_requests_that_expire_are_made_again(server: ServerThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "_REQUEST", json.dumps({"batch": 2000, "expires": int(0.15e9)}).encode())
    async with server.log() as log:
        last = await fill(log, 1)
        reader = FastReader(log.client, "okr-projection").follow(last, idle=0.1)
        for _ in range(3):
            async with asyncio.timeout(PATIENCE):
                for _ in range(4):
                    assert await anext(reader) == []
            position = await fill(log, 1)
            # Of several servers, some go on serving the former test's requests until these expire, too.
            async with asyncio.timeout(PATIENCE):
                while not (batch := await anext(reader)):
                    pass
            assert positions(batch) == [position]
        await reader.aclose()


async def test_two_readers_on_one_durable_one_after_the_other(server: ServerThread) -> None:
    """The first one's open pull requests must not swallow what is the second one's."""
    async with server.log() as log, server.client() as other:
        last = await fill(log, 50)
        for client in (log.client, other, log.client):
            silent = FastReader(client, "okr-projection").follow(last, idle=0.05)
            assert await anext(silent) == []
            await silent.aclose()
        following = asyncio.create_task(read(other, last - 20, last + 30))
        await asyncio.sleep(0.1)
        repository, objective = toy(log), new_id()
        for _ in range(30):
            await repository.handle(objective, [progress("k")], order())
        assert positions(await following) == list(range(last - 19, last + 31))


async def test_a_reader_that_is_left_in_the_middle_can_begin_again(server: ServerThread) -> None:
    async with server.log() as log:
        last = await fill(log, 5000)
        reader = FastReader(log.client, "okr-projection")
        for after in (0, 1000, 17):
            found: list[Record] = []
            follow = reader.follow(after)
            async with asyncio.timeout(PATIENCE):
                async for batch in follow:
                    found += batch
                    if len(found) > 500:
                        break
            await follow.aclose()
            assert positions(found) == list(range(after + 1, after + 1 + len(found)))
        assert positions(await read(log.client, last - 5, last)) == list(range(last - 4, last + 1))


async def test_a_connection_that_breaks_loses_and_doubles_nothing(server: ServerThread) -> None:
    async with server.log() as log, server.client() as other:
        last = await fill(log, 9000)
        found: list[Record] = []
        breaks = 0
        async with asyncio.timeout(PATIENCE):
            reader = FastReader(other, "okr-projection").follow(0)
            async for batch in reader:
                found += batch
                if breaks < 3:
                    breaks += 1
                    other._transport.close()
                if found[-1][0] >= last:
                    break
            await reader.aclose()
        assert positions(found) == list(range(1, last + 1))


async def test_a_restarted_server_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.log() as log, server.client() as other:
            last = await fill(log, 20_000)
            found: list[Record] = []
            restarted = False
            async with asyncio.timeout(PATIENCE):
                reader = FastReader(other, "okr-projection").follow(0)
                async for batch in reader:
                    found += batch
                    if not restarted:
                        restarted = True
                        await asyncio.to_thread(server.stop)
                        await asyncio.to_thread(server.start)
                    if found[-1][0] >= last:
                        break
                assert positions(found) == list(range(1, last + 1))
                # And it goes on live after another restart.
                waiting = asyncio.ensure_future(anext(reader))
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)
                last = await fill(log, 1)
                assert positions(await waiting) == [last]
                await reader.aclose()


async def test_a_durable_that_does_not_exist_is_told(server: ServerThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "_ANSWER", 0.3)
    async with server.client("provisioner") as client:
        with pytest.raises(LogUnavailable, match="no-such-durable"):
            # What the log holds is read past it until it is known that it isn't there.
            async for _ in FastReader(client, "no-such-durable").follow(0):
                pass


async def test_a_hole_is_proven_then_told(tmp_path: Path) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.log() as log, server.client("provisioner") as provisioner:
            last = await fill(log, 100)
            # Nobody may delete from the log; an older server, a repair or a bad disk did.
            info = json.loads((await provisioner.request("$JS.API.STREAM.INFO.EVENTS", timeout=3)).data)
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.lose_everything)
            await asyncio.to_thread(server.start)
            config = info["config"] | {"deny_delete": False, "name": "HOLED", "subjects": ["okr.>"]}
            js = provisioner.jetstream()
            await js.delete_stream("EVENTS")
            config["name"] = "EVENTS"
            config["subjects"] = ["okr.>", "pairing.>"]
            answer = await provisioner.request("$JS.API.STREAM.CREATE.EVENTS", json.dumps(config).encode(), timeout=3)
            assert "error" not in json.loads(answer.data)
            await js.add_consumer("EVENTS", durable_name="okr-projection", ack_policy="none", max_waiting=64)
            last = await fill(log, 100)
            await js.delete_msg("EVENTS", 50)
            found: list[Record] = []
            follow = FastReader(log.client, "okr-projection").follow(0)
            while len(found) < 49:
                found += await anext(follow)
            with pytest.raises(LogDamaged, match="position 50 is gone"):
                await asyncio.wait_for(anext(follow), PATIENCE)
            assert positions(found) == list(range(1, 50))
            assert last == 100


def take(reader: FastReader, reply: str, payload: bytes = b"x") -> None:
    reader._take(b"inbox", reply.encode(), payload, None)


async def test_both_forms_of_the_reply_subject_are_understood(server: ServerThread) -> None:
    async with server.client() as client:
        reader = FastReader(client, "okr-projection")
        take(reader, "$JS.ACK.EVENTS.okr-projection.1.1.1.1700000000000000000.5", b"one")
        take(reader, "$JS.ACK._.Ab3dEf9h.EVENTS.okr-projection.1.2.2.1700000000000000000.4", b"two")
        take(reader, "$JS.ACK.hub.Ab3dEf9h.EVENTS.okr-projection.1.3.3.1700000000000000000.3.token", b"three")
        assert reader._held == [(1, b"one"), (2, b"two"), (3, b"three")]
        assert reader.pending == 3


async def test_what_came_already_is_ignored(server: ServerThread) -> None:
    async with server.client() as client:
        reader = FastReader(client, "okr-projection")
        for sequence in (1, 2, 2, 1, 3):
            take(reader, f"$JS.ACK.EVENTS.okr-projection.1.{sequence}.1.1700000000000000000.0")
        assert positions(reader._held) == [1, 2, 3]
        assert reader._missing is None
        take(reader, "$JS.ACK.EVENTS.okr-projection.1.5.1.1700000000000000000.0")
        assert positions(reader._held) == [1, 2, 3]
        assert reader._missing == 4


async def test_a_stopped_server_is_told_in_time_and_no_command_is_lost_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository_module, "_PATIENCE", 0.3)
    with server_thread(tmp_path / "var") as server:
        async with server.log(timeout=0.3) as log:
            repository, hot, cold = toy(log), new_id(), new_id()
            await repository.handle(hot, [progress("k")], order())
            await asyncio.to_thread(server.stop)
            begun = time.monotonic()
            for objective in (hot, cold):
                for size in (1, 3):
                    with pytest.raises(LogUnavailable):
                        await repository.handle(objective, [progress("k")] * size, order(f"{size}"))
            for reading in (log.info(), log.at(1), log.last_of("okr.x"), log.of_subject("okr.x"), repository.load(hot)):
                with pytest.raises(LogUnavailable):
                    await reading
            assert time.monotonic() - begun < 10
            await asyncio.to_thread(server.start)
            log.timeout = 3.0
            monkeypatch.setattr(repository_module, "_PATIENCE", 5.0)
            for objective, expected in ((hot, 5), (cold, 4)):
                for size in (1, 3):
                    # Perhaps the first try waited in the client and was stored on reconnecting; never twice.
                    await repository.handle(objective, [progress("k")] * size, order(f"{size}"))
                records = await log.of_subject(f"okr.objective.{objective}")
                assert [decode(*each).version for each in records] == list(range(1, expected + 1))


async def test_a_command_waits_for_a_server_that_comes_back(tmp_path: Path) -> None:
    with server_thread(tmp_path / "var") as server:
        async with server.log(timeout=0.5) as log:
            repository, objective = toy(log), new_id()
            await repository.handle(objective, [progress("k")], order())
            await asyncio.to_thread(server.stop)
            commands = [
                asyncio.create_task(repository.handle(each, [progress("k")], order())) for each in (objective, new_id())
            ]
            await asyncio.sleep(0.7)
            await asyncio.to_thread(server.start)
            assert [outcome.version for outcome in await asyncio.gather(*commands)] == [2, 1]
