"""From an append by okr to the row in pairing's store: two processes, one clock.

Run as ``python -m tests.bench.visible VAR NATS_URL``, it is pairing without HTTP: it prints each position that its
store has reached and the moment (seconds of the system's monotonic clock, in which both processes count).
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import uvloop

from services.okr.app import open_okr
from services.pairing.app import open_pairing
from shared.eventlog import Order
from shared.events import Authority, fresh_command_id
from shared.settings import load_settings
from tests.bench.history import History
from tests.nats_fixture import NatsServer

_PAUSE = 0.004
_CATCHES_UP = 600.0


async def watch(var: Path, url: str) -> None:
    """Tell each position and when the store held it, until nobody reads any more."""
    async with open_pairing(load_settings(var=var), url=url) as pairing:
        runner = pairing.runtime.runner
        while True:
            position = runner.position
            sys.stdout.write(f"{position} {time.monotonic()}\n")
            sys.stdout.flush()
            await runner.wait_for_position(position + 1, 3600)


async def measure(server: NatsServer, history: History, appends: int) -> list[float]:
    """The seconds from calling okr's use case to the commit in pairing's store, of each append."""
    settings = load_settings(var=server.layout.var)
    watcher = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.visible", str(settings.var), server.url), stdout=asyncio.subprocess.PIPE
    )
    began: list[tuple[int, float]] = []
    seen: list[tuple[int, float]] = []
    try:
        async with open_okr(settings, url=server.url) as okr:
            log = okr.runtime.log
            last = (await log.info()).state.last_seq
            await _until(watcher, seen, last)
            await okr.runtime.runner.wait_for_position(last, _CATCHES_UP)
            for number in range(appends + 10):
                key_result = history.key_results[number % 30 * 3][0]
                now, order = (
                    time.monotonic(),
                    Order(fresh_command_id(), history.people[0], datetime.now(UTC), authority=Authority.SERVICE),
                )
                done = await okr.check_ins.make(order, key_result=key_result, value=Decimal(number), confidence=5)
                if number >= 10:  # the first ones load their aggregates
                    began.append((done.outcome.events[0].position, now))
                await asyncio.sleep(_PAUSE)
            await _until(watcher, seen, began[-1][0])
    finally:
        if watcher.returncode is None:
            watcher.kill()
        await watcher.wait()
    return [next(moment for reached, moment in seen if reached >= position) - start for position, start in began]


async def _until(watcher: asyncio.subprocess.Process, seen: list[tuple[int, float]], position: int) -> None:
    assert watcher.stdout is not None
    async with asyncio.timeout(_CATCHES_UP):
        while not seen or seen[-1][0] < position:
            reached, moment = (await watcher.stdout.readline()).split()
            seen.append((int(reached), float(moment)))


if __name__ == "__main__":
    uvloop.run(watch(Path(sys.argv[1]), sys.argv[2]))
