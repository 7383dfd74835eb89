"""What is compared when everything has come to rest: the log with itself, each store with one that is built anew."""

from __future__ import annotations

import asyncio
import json
import time

from shared.events import Event, Recorded
from tests.faults.processes import Installation

SECONDS = 90.0
"""How long it may take until pairing has reacted to everything."""


async def settled(installation: Installation) -> tuple[list[Recorded[Event]], bool]:
    """The log, once pairing has reacted to everything in it; false if it never has."""
    deadline = time.monotonic() + SECONDS
    while True:
        events = await installation.events()
        heard = [each.position for each in events if each.aggregate.startswith(("quarter/", "person/", "rotation/"))]
        reacted = await installation.reacted_to() >= max(heard, default=0)
        if reacted and len(await installation.events()) == len(events):
            return events, True
        if time.monotonic() > deadline:
            return events, False
        await asyncio.sleep(0.2)


async def different_stores(installation: Installation) -> list[str]:
    """Each live store compared with one that is built anew from the log, row by row, while its service runs."""
    wrong = []
    for service in ("okr", "pairing"):
        process = await installation.command("rebuild", service, "--check", "--json")
        out, err = await asyncio.wait_for(process.communicate(), 120)
        if process.returncode != 0:
            wrong.append(
                f"the store of {service} differs from a rebuilt one: {out.decode()[:2000]} {err.decode()[:500]}"
            )
        elif json.loads(out)["position"] == 0:
            wrong.append(f"the store of {service} is empty")
    return wrong
