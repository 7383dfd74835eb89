"""Three servers: a leader that dies or freezes, two that are gone, and what a service's command meets meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventlog import Conflict, EventLog, FastReader, LogUnavailable, connect, repository as repository_module
from shared.events import decode, event_id
from shared.sealing import Keyring
from shared.server import streams, subscribers
from shared.server.cluster import Cluster, Member
from shared.server.errors import ServerAlreadyRunning, ServerError
from shared.server.layout import Layout
from tests.cli_kit import Cli, alive
from tests.core_kit import ClusterThread, cluster_thread, new_id, order, progress, toy
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterThread]:
    with cluster_thread(tmp_path_factory.mktemp("cluster") / "var") as servers:
        yield servers


async def versions(log: EventLog, objective: str) -> list[int]:
    return [decode(*record).version for record in await log.of_subject(f"okr.objective.{objective}")]


class Writers:
    """Four who write to two objectives on connections of their own until told to stop; what they were told."""

    def __init__(self, servers: ClusterThread) -> None:
        self._servers = servers
        self.objectives = [new_id(), new_id()]
        self.acknowledged: list[tuple[str, str]] = []
        self.stop = False

    async def run(self, number: int) -> None:
        async with self._servers.log(timeout=1.0) as log:
            repository, objective = toy(log), self.objectives[number % 2]
            while not self.stop:
                mine = order()
                while True:
                    try:
                        await repository.handle(objective, [progress("k")], mine)
                    except (LogUnavailable, Conflict):
                        continue
                    break
                # Also where the answer is that an attempt before, which had no answer, was stored.
                self.acknowledged.append((objective, event_id(mine.command, f"objective/{objective}", 0)))
                await asyncio.sleep(0.01)

    async def settled(self) -> None:
        """Every command that was answered is in the log exactly once, and no version is missing."""
        async with self._servers.log() as log:
            for objective in self.objectives:
                records = [decode(*each) for each in await log.of_subject(f"okr.objective.{objective}")]
                assert [each.version for each in records] == list(range(1, len(records) + 1))
                told = [event for aggregate, event in self.acknowledged if aggregate == objective]
                assert sorted(each.id for each in records) == sorted(told)


async def test_the_streams_are_kept_three_times(servers: ClusterThread) -> None:
    async with servers.client("provisioner") as provisioner, servers.client("okr") as okr:
        assert await streams.verify(provisioner, replicas=3) == []
        assert await streams.verify(okr, service="okr", replicas=3) == []
        (difference, *_) = await streams.verify(okr, service="okr", replicas=1)
        assert "num_replicas is 3, declared is 1" in str(difference)


async def test_a_leader_that_dies_or_freezes_costs_nobody_an_event(servers: ClusterThread) -> None:
    writers = Writers(servers)
    writing = [asyncio.create_task(writers.run(number)) for number in range(4)]
    async with servers.client() as client:
        seen: list[int] = []

        async def read() -> None:
            async for batch in FastReader(client, "okr-projection").follow(0):
                seen.extend(position for position, _ in batch)

        reading = asyncio.create_task(read())
        await asyncio.sleep(1)
        leader = await asyncio.to_thread(servers.leader)
        await _killed(servers, leader)
        began, before = time.monotonic(), len(writers.acknowledged)
        while len(writers.acknowledged) < before + 20:
            await asyncio.sleep(0.05)
        print(f"\nwriters went on {time.monotonic() - began:.1f} s after their leader was killed")
        await asyncio.to_thread(servers.revive, leader)
        leader = await asyncio.to_thread(servers.leader)
        leader.signal(signal.SIGSTOP)
        await asyncio.sleep(6)
        leader.signal(signal.SIGCONT)
        before = len(writers.acknowledged)
        async with asyncio.timeout(PATIENCE):
            while len(writers.acknowledged) < before + 20:
                await asyncio.sleep(0.05)
        writers.stop = True
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*writing)
        await writers.settled()
        async with servers.log() as log, asyncio.timeout(PATIENCE):
            last = (await log.info()).state.last_seq
            while len(seen) < last:
                await asyncio.sleep(0.05)
        assert seen == list(range(1, last + 1))
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _killed(servers: ClusterThread, member: Member) -> None:
    await asyncio.to_thread(servers.do, member.kill())


async def test_without_two_of_three_commands_are_told_so_in_time_and_all_goes_on_after(
    servers: ClusterThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even "conflict", which the leader answers while it holds what the others haven't confirmed."""
    monkeypatch.setattr(repository_module, "_PATIENCE", 3.0)
    async with servers.log(timeout=1.0) as log:
        repository, objective = toy(log), new_id()
        await repository.handle(objective, [progress("k")], order("first"))
        leader = await asyncio.to_thread(servers.leader)
        gone = [member for member in servers.cluster.members if member is not leader]
        for member in gone:
            await _killed(servers, member)
        began = time.monotonic()
        with pytest.raises(LogUnavailable):
            await repository.handle(objective, [progress("k")], order("second"))
        assert time.monotonic() - began < 9
        for member in gone:
            await asyncio.to_thread(servers.revive, member)
        await asyncio.to_thread(servers.leader)
        monkeypatch.setattr(repository_module, "_PATIENCE", 20.0)
        # The same key: stored already, or stored now, but never twice.
        await repository.handle(objective, [progress("k")], order("second"))
        assert await versions(log, objective) == [1, 2]


async def test_a_connection_finds_a_server_that_answers(servers: ClusterThread) -> None:
    """With one dead and one frozen among the addresses."""
    dead, frozen, alive = servers.cluster.members
    del dead
    frozen.signal(signal.SIGSTOP)
    try:
        url = ",".join(["nats://127.0.0.1:1", frozen.url, alive.url])
        client = await connect(url, seed_file=servers.layout.credentials("okr"), name="okr")
        assert client.is_connected
        await client.close()
    finally:
        frozen.signal(signal.SIGCONT)


async def _added(servers: ClusterThread) -> subscribers.Added:
    """A subscriber; while the three are busy choosing a leader nobody may answer in time, and one adds again."""
    for _ in range(5):
        try:
            return await subscribers.add(servers.layout, servers.url, "board-watch", ["okr.objective.*"])
        except ServerError:
            await asyncio.sleep(2)
    return await subscribers.add(servers.layout, servers.url, "board-watch", ["okr.objective.*"])


async def test_a_subscriber_is_let_in_by_every_server(servers: ClusterThread) -> None:
    await asyncio.to_thread(servers.leader)
    added = await _added(servers)
    for member in servers.cluster.members:
        client = await connect(member.url, seed_file=added.seed_file, name="board-watch")
        answer = await client.request("$JS.API.CONSUMER.INFO.EVENTS.board-watch", b"", timeout=5)
        assert b'"error"' not in answer.data
        await client.close()


async def test_a_key_that_a_replica_lacks_is_asked_of_the_leader(
    servers: ClusterThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a name that was sealed a moment ago would be shown as forgotten for half a minute."""
    async with servers.client() as client, servers.client("pairing") as other:
        made = await _made_once_there_is_a_leader(Keyring(client, b"k" * 32), "somebody")
        lagging = Keyring(other, b"k" * 32)

        async def of_subject(subject: str, *, after: int = 0) -> list[tuple[int, bytes]]:
            """What a replica answers that has heard of nothing yet."""
            return []

        monkeypatch.setattr(lagging._log, "of_subject", of_subject)
        assert await lagging.key_of("somebody") == made
        assert await lagging.key_of("nobody") is None


async def _made_once_there_is_a_leader(keyring: Keyring, person: str) -> bytes:
    """The servers may still be choosing who leads the stream of keys."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await keyring.make_key_of(person)
            except LogUnavailable:
                await asyncio.sleep(0.1)


async def test_a_directory_is_one_program_s(nats_cluster: Cluster) -> None:
    with pytest.raises(ServerAlreadyRunning):
        await Cluster(nats_cluster.layout).start()


async def test_what_a_killed_program_left_behind_is_stopped_first(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    async with Cluster(layout) as first:
        left = [member.pid for member in first.members]
        assert first._owner is not None
        first._owner.close()
        async with Cluster(layout) as second:
            assert all(member.pid is None for member in first.members)
            assert not set(left) & {member.pid for member in second.members}


def test_the_program_until_ctrl_c(tmp_path: Path) -> None:
    """`tomoni cluster dev`: others use what it prints, a server that is killed comes back, Ctrl-C ends all."""
    cli = Cli(tmp_path / "var", more={"TOMONI_NATS_PORT": "14333"})
    process = cli.start("cluster", "dev", "--json")
    try:
        assert process.stdout is not None
        told = ""
        while not told.endswith("\n}\n"):
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            told += line
        said = json.loads(told)
        environment = {"TOMONI_NATS_URL": said["nats_url"], "TOMONI_REPLICAS": str(said["replicas"])}
        assert "as they must be" in cli.ok("streams", "verify", **environment).out
        assert "num_replicas is 3" in cli.run("streams", "verify", **environment | {"TOMONI_REPLICAS": "1"}).out
        member = said["members"][0]
        os.kill(member["pid"], signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while not _listens(member["url"]) or _pid(cli, member["name"]) == member["pid"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        cli.refused(4, "cluster", "dev", words="another process runs the server")
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "n1 has ended; started again in 5 s" in err
    assert not any(alive(each["pid"]) for each in said["members"])


def _pid(cli: Cli, name: str) -> int:
    return int((cli.layout.nats_dir / name / "nats.pid").read_text())


def _listens(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0
