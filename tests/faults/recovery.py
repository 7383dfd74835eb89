"""When all goes on again: both services take a command, and show in both stores what okr was told."""

from __future__ import annotations

import asyncio
import time
from random import Random

from tests.faults.clients import Clients
from tests.faults.sending import Sender
from tests.faults.without import switched_off

SECONDS = 90.0
"""What never recovers within this time is broken."""

_WITHOUT = 30.0
"""The same where it is to be shown that it doesn't."""


async def recovered(sender: Sender, clients: Clients, random: Random, since: float = 0.0) -> float:
    """Seconds until all goes on, counted from `since` (monotonic), or from now. Raises TimeoutError."""
    began = since or time.monotonic()
    async with asyncio.timeout(SECONDS if switched_off.get() is None else _WITHOUT):
        key_result, person = clients.world.key_results[0], clients.world.people[0]
        path = f"/key-results/{key_result}/check-ins"
        answer, _ = await sender.command("okr", "POST", path, {"value": "1"}, actor=person)
        assert answer.status == 201, answer
        await clients.configure(random)
        wait_for = f"{answer.aggregate}@{answer.version}"
        for service, shown in (("okr", f"/key-results/{key_result}"), ("pairing", "/programme")):
            while (found := await sender.query(service, shown, wait_for=wait_for)) is None or found.status_code != 200:
                await asyncio.sleep(0.05)
    return time.monotonic() - began
