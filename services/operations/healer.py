"""What only a new start of nats-server mends: it goes on storing nothing when its disk was full and has room again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from services.cli.output import note
from services.operations.supervision import BackOff
from shared.readiness import STORES_NOTHING
from shared.server.files import has_room

EVERY = 1.0
"""Seconds between two looks at what the services say."""

Ask = Callable[[], Awaitable[Sequence[str]]]
"""What the services say of their log; nothing of one that is content or doesn't answer."""


class Healer:
    """Watches what `ask` tells, and has the server ended, `end`, where a new start mends it."""

    def __init__(
        self,
        directory: Path,
        ask: Ask,
        end: Callable[[], Awaitable[None]],
        *,
        tell: Callable[[str], None] = note,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory, self._ask, self._end, self._tell, self._now = directory, ask, end, tell, now
        self._back_off, self._rests_until, self._full = BackOff(), 0.0, False

    async def watch(self) -> None:
        """Look again and again, until this is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            await self.look()

    async def look(self) -> None:
        """Look once. What has just been ended is given time, and ever more of it where that doesn't help."""
        if not any(STORES_NOTHING in reason for reason in await self._ask()):
            self._back_off, self._rests_until, self._full = BackOff(), 0.0, False
            return
        if self._now() < self._rests_until:
            return
        if not await asyncio.to_thread(has_room, self._directory):
            if not self._full:
                self._tell(f"the disk of {self._directory} is full, so nothing is stored: make room on it")
            self._full = True
            return
        self._tell("nats-server stores nothing though its disk has room: it is ended, to be started anew")
        await self._end()
        # As long as it needs to be there again, and the services to see that it is.
        self._rests_until = self._now() + 8 * self._back_off.after(0)


async def log_reasons(urls: Sequence[str]) -> Sequence[str]:
    """What the services at these addresses say of their log."""
    # Loaded here, as all that only one command in a hundred needs.
    import httpx

    reasons: list[str] = []
    async with httpx.AsyncClient(trust_env=False, timeout=3) as client:
        for url in urls:
            with suppress(httpx.HTTPError, ValueError):
                checks = (await client.get(f"{url}/readyz")).json()["checks"]
                reasons += [check["reason"] for check in checks if check["name"] == "log" and check["reason"]]
    return reasons
