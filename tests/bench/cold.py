"""A command on an aggregate that the process has never read: what it must load may not depend on the log's length.

Both logs hold quiet objectives of the same size, whose few events lie spread over the whole of it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median

from services.okr.app import open_okr
from shared.eventlog import Order
from shared.events import Authority, fresh_command_id
from shared.settings import load_settings
from tests.bench.history import History
from tests.nats_fixture import NatsServer

_CATCHES_UP = 600.0


async def cold(server: NatsServer, history: History) -> float:
    """Milliseconds of the median check-in, each on another quiet objective, by a process that has cached nothing."""
    async with open_okr(load_settings(var=server.layout.var), url=server.url) as okr:
        last = (await okr.ground.log.info()).state.last_seq
        if not await okr.ground.runner.wait_for_position(last, _CATCHES_UP):
            raise RuntimeError(f"okr's store did not reach position {last} within {_CATCHES_UP:g} s")
        took = []
        for number, key_result in enumerate(history.quiet):
            order = Order(fresh_command_id(), history.people[0], datetime.now(UTC), authority=Authority.SERVICE)
            began = time.perf_counter()
            await okr.check_in(order, key_result=key_result, value=Decimal(number), confidence=5)
            took.append(time.perf_counter() - began)
    return 1000 * median(took)
