"""A nats-server that stores nothing is ended, to be started anew, where that mends it, and only there."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from services.operations import healer as healing
from services.operations.healer import Healer, log_reasons
from shared.readiness import STORES_NOTHING
from shared.server.files import has_room

NOTHING = f"{STORES_NOTHING} (the log did not answer within 3 s): make room on the disk of nats-server."


class World:
    def __init__(self, directory: Path) -> None:
        self.reasons: list[str] = []
        self.ended = 0
        self.told: list[str] = []
        self.now = 100.0
        self.healer = Healer(directory, self.ask, self.end, tell=self.told.append, now=lambda: self.now)

    async def ask(self) -> list[str]:
        return self.reasons

    async def end(self) -> None:
        self.ended += 1


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_nothing_is_ended_while_the_log_is_well_or_ails_otherwise(world: World) -> None:
    for reasons in ([], ["The log does not answer: nothing."], ["The log is at its limit of 5 bytes (it holds 5)"]):
        world.reasons = reasons
        await world.healer.look()
    assert (world.ended, world.told) == (0, [])


async def test_the_server_is_ended_once_there_is_room(world: World) -> None:
    world.reasons = ["The connection is slow.", NOTHING]
    await world.healer.look()
    assert world.ended == 1
    assert world.told == ["nats-server stores nothing though its disk has room: it is ended, to be started anew"]


async def test_a_full_disk_is_told_once_and_nothing_is_ended(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(healing, "has_room", lambda directory: directory != tmp_path)
    world.reasons = [NOTHING]
    for _ in range(3):
        await world.healer.look()
    assert world.ended == 0
    assert world.told == [f"the disk of {tmp_path} is full, so nothing is stored: make room on it"]
    monkeypatch.undo()
    await world.healer.look()
    assert world.ended == 1


async def test_what_does_not_help_is_tried_ever_later(world: World) -> None:
    world.reasons = [NOTHING]

    async def ended_at(seconds: int) -> list[int]:
        found = []
        for second in range(seconds):
            before = world.ended
            await world.healer.look()
            if world.ended > before:
                found.append(second)
            world.now += 1
        return found

    assert await ended_at(30) == [0, 4, 12, 28]
    world.reasons = []
    await world.healer.look()
    world.reasons = [NOTHING]
    assert await ended_at(5) == [0, 4], "another trouble"


def test_room_is_tried_by_writing(tmp_path: Path) -> None:
    assert has_room(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not has_room(tmp_path / "nowhere")
    assert not has_room(Path("/proc"))


async def test_services_that_do_not_answer_have_no_reasons() -> None:
    assert await log_reasons(["http://127.0.0.1:1", "None"]) == []
    assert issubclass(httpx.UnsupportedProtocol, httpx.HTTPError)
