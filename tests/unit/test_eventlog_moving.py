"""A server that can't answer is left for another one of the list: at once where it is cut off, else after a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import urlparse

import pytest
from nats.aio.client import Client

from shared.eventlog.moving import ELECTION, REST, Mover


class Server:
    def __init__(self, address: str) -> None:
        self.uri = urlparse(address)


class Connection:
    connected_url = urlparse("nats://127.0.0.1:4222")

    def __init__(self, servers: int = 3) -> None:
        self._server_pool = [Server(f"nats://127.0.0.1:{4222 + number}") for number in range(servers)]
        self.is_connected = True
        self.left = 0

    async def force_reconnect(self) -> None:
        self.left += 1


class World:
    def __init__(self, servers: int = 3, answering: Sequence[int] = ()) -> None:
        self.now = 100.0
        self.answering = {f"nats://127.0.0.1:{port}" for port in answering}
        self.asked: list[str] = []
        self.connection = Connection(servers)
        self.mover = Mover(cast(Client, self.connection), "okr", lambda: self.now, self.answers)

    async def answers(self, address: str) -> bool:
        self.asked.append(address)
        return address in self.answering

    async def looked(self) -> None:
        """Let it look elsewhere to the end."""
        assert self.mover._looking is not None
        await self.mover._looking


async def test_a_server_that_is_cut_off_is_left_at_once_and_said(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    await world.mover.cut_off()
    assert (world.connection.left, world.mover.moves) == (1, 1)
    assert world.mover.in_doubt(), "nobody has answered there yet"
    world.mover.answered()
    assert not world.mover.in_doubt()
    assert "connection okr leaves 127.0.0.1:4222 for another server: it is cut off" in caplog.text


async def test_the_next_one_is_given_some_time() -> None:
    world = World()
    # Many requests were waiting for the one that was silent.
    for _ in range(20):
        await world.mover.cut_off()
    assert world.connection.left == 1
    world.now += REST
    await world.mover.cut_off()
    assert world.connection.left == 2


async def test_an_election_is_waited_for_and_a_server_that_never_hears_of_a_leader_is_left() -> None:
    world = World()
    for _ in range(5):
        await world.mover.unanswered()
        world.now += ELECTION / 5 - 0.01
    assert world.connection.left == 0
    world.mover.answered()
    await world.mover.unanswered()
    world.now += ELECTION - 0.1
    await world.mover.unanswered()
    assert world.connection.left == 0, "somebody answered in between"
    world.now += 0.2
    await world.mover.unanswered()
    assert world.connection.left == 1


async def test_where_there_is_no_other_or_none_at_all_it_stays() -> None:
    alone, away = World(servers=1), World()
    away.connection.is_connected = False
    for world in (alone, away):
        await world.mover.cut_off()
        await world.mover.unanswered()
        world.now += 2 * ELECTION
        await world.mover.unanswered()
        assert world.connection.left == 0


async def test_a_silent_server_is_left_for_one_that_answers() -> None:
    world = World(answering=[4224])
    await world.mover.unanswered("EVENTS")
    await world.looked()
    assert len(world.asked) == 3, "the silent one was asked on a connection of its own as well"
    assert world.connection.left == 1
    assert world.connection._server_pool[0].uri.port == 4224, "there it goes next"


async def test_a_server_is_not_left_where_the_log_answers_there_or_nowhere() -> None:
    for answering in ([], [4222, 4223]):
        world = World(answering=answering)
        await world.mover.unanswered("KEYS")
        await world.looked()
        assert world.connection.left == 0


async def test_others_are_asked_once_a_second_at_most_and_not_once_it_has_answered() -> None:
    world = World(answering=[4223])
    for _ in range(5):
        await world.mover.unanswered("EVENTS")
    world.mover.answered("EVENTS")
    await world.looked()
    assert (len(world.asked), world.connection.left) == (3, 0)
    await world.mover.stop()


async def test_what_one_stream_answers_says_nothing_of_another() -> None:
    world = World()
    await world.mover.unanswered("EVENTS")
    world.mover.answered("HEALTH")
    assert world.mover.in_doubt("EVENTS")
    world.mover.answered("EVENTS")
    assert not world.mover.in_doubt("EVENTS")
    await world.mover.stop()
