"""The log is tried while nobody writes, and what the trials prove about events that had no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from shared.eventlog.errors import LogFull, LogLeaderless, LogSilent, LogUnavailable
from shared.eventlog.fate import Fate
from shared.eventlog.log import EventLog
from shared.eventlog.pulse import EVERY, FIRST_PATIENCE, IN_TROUBLE, Pulse


class Connection:
    def __init__(self) -> None:
        self.on_reconnect: list[Callable[[], None]] = []


class Log:
    """A log as far as a pulse knows it; `answer` is what a trial gets."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.client, self.fate, self.reconnects = Connection(), Fate(now), 0
        self.answer: bytes | LogUnavailable = b'{"stream":"HEALTH","seq":1}'
        self.there = True
        self.tried: list[str] = []

    async def request(self, subject: str, payload: bytes, *, timeout: float, stream: str) -> bytes:
        assert stream == "HEALTH"
        assert len(payload) == 4096
        self.tried.append(subject)
        if isinstance(self.answer, LogUnavailable):
            raise self.answer
        return self.answer

    async def info(self) -> None:
        if not self.there:
            raise LogLeaderless("nobody answers")


class World:
    def __init__(self) -> None:
        self.now = 1_000.0
        self.log = Log(lambda: self.now)
        self.pulse = Pulse(cast(EventLog, self.log), "okr", now=lambda: self.now, wait=self.wait)
        self.until = 0.0
        self.meanwhile: Callable[[], None] = lambda: None

    async def wait(self, seconds: float) -> None:
        self.now += seconds
        self.meanwhile()
        if self.now >= self.until:
            raise asyncio.CancelledError

    async def go_on(self, seconds: float) -> int:
        """Let so many seconds pass; how often the log was tried."""
        self.until, before = self.now + seconds, len(self.log.tried)
        with pytest.raises(asyncio.CancelledError):
            await self.pulse.run()
        return len(self.log.tried) - before


async def test_an_idle_log_is_tried_every_five_seconds() -> None:
    world = World()
    assert await world.go_on(60) == 60 / EVERY
    assert set(world.log.tried) == {"health.okr"}


async def test_a_log_that_is_written_needs_no_trial() -> None:
    world = World()
    await world.pulse.beat()

    def written() -> None:
        world.log.fate.fared_well()

    world.meanwhile = written
    before = len(world.log.tried)
    await world.go_on(60)
    assert len(world.log.tried) - before == 1, "the one at the beginning"


async def test_in_trouble_it_is_tried_every_second_until_it_is_well() -> None:
    world = World()
    world.log.answer = LogSilent("no answer")
    assert await world.go_on(10) == 10 / IN_TROUBLE
    assert world.pulse.fate.trouble is world.log.answer
    world.log.answer = b"{}"
    await world.go_on(2)
    assert world.pulse.fate.trouble is None


async def test_a_refusal_is_trouble() -> None:
    world = World()
    world.log.answer = b'{"error":{"code":503,"err_code":10077,"description":"no space left on device"}}'
    await world.pulse.beat()
    assert "no space left on device" in str(world.pulse.fate.trouble)


async def test_nobody_takes_trials_though_the_log_answers() -> None:
    world = World()
    world.log.answer = LogLeaderless("nobody answers")
    await world.pulse.beat()
    assert world.pulse.absent
    assert world.pulse.fate.trouble is None
    world.log.there = False
    await world.pulse.beat()
    assert (world.pulse.absent, type(world.pulse.fate.trouble)) == (False, LogLeaderless)
    world.log.answer = b"{}"
    await world.pulse.beat()
    assert (world.pulse.absent, world.pulse.fate.trouble) == (False, None)


async def test_an_event_without_an_answer_is_outweighed_by_another_connection_and_a_trial() -> None:
    world = World()
    world.log.fate.failed(LogSilent("no answer"), world.log.reconnects)
    await world.pulse.beat()
    assert world.log.fate.trouble is not None, "the server may be the one that writes HEALTH, and nothing else"
    world.log.reconnects += 1
    assert world.log.fate.trouble is not None, "nothing has been tried there"
    await world.pulse.beat()
    assert world.log.fate.trouble is None


async def test_a_log_that_had_no_leader_is_well_with_the_first_trial() -> None:
    world = World()
    world.log.fate.failed(LogLeaderless("no leader"), 0)
    await world.pulse.beat()
    assert world.log.fate.trouble is None


async def test_a_limit_is_none_of_the_trials_business() -> None:
    world = World()
    world.log.fate.failed(LogFull(), 0)
    await world.go_on(2 * FIRST_PATIENCE)
    assert isinstance(world.log.fate.trouble, LogFull)


async def test_on_the_same_connection_appends_are_believed_in_ever_later_while_that_is_wrong() -> None:
    world = World()

    async def believed_after() -> float:
        world.log.fate.failed(LogSilent("no answer"), 0)
        began = world.now
        while world.log.fate.trouble is not None:
            await world.go_on(IN_TROUBLE)
        return round(world.now - began, 1)

    waits = [await believed_after() for _ in range(3)]
    assert FIRST_PATIENCE <= waits[0] < 2 * FIRST_PATIENCE <= waits[1] < 4 * FIRST_PATIENCE <= waits[2]
    world.log.fate.fared_well()
    await world.go_on(EVERY)
    assert await believed_after() < 2 * FIRST_PATIENCE, "an event was stored, so it begins anew"


async def test_a_reconnection_is_tried_at_once() -> None:
    world = World()
    await world.go_on(1)
    pulse: Any = Pulse(cast(EventLog, world.log), "okr", now=lambda: world.now)
    running = asyncio.create_task(pulse.run())
    while len(world.log.tried) < 2:
        await asyncio.sleep(0)
    world.log.client.on_reconnect[0]()
    while len(world.log.tried) < 3:
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    assert world.log.client.on_reconnect == []
