"""Whether the log is still the one that this process has read: into any other nothing is written.

A server that was away may come back with a log that was cut short or restored to an older state. A command that is
decided on such a log would take versions and positions that had been given to others.
"""

from __future__ import annotations

import asyncio
import time

from shared.eventlog.errors import LogDamaged, LogUnavailable


class Trust:
    """Given at first; a projection that follows the log takes it away while it looks, and for good while it halts."""

    def __init__(self) -> None:
        self.position = 0
        """A position that the log is known to have reached."""
        self.doubts = 0
        """How often it was in doubt: what was known of the log before counts for nothing afterwards."""
        self._refused: str | None = None
        self._given = asyncio.Event()
        self._given.set()

    def doubt(self) -> None:
        """The log was away, and somebody is going to look: whoever wants to write waits."""
        self.doubts += 1
        self._given.clear()

    def refuse(self, reason: str) -> None:
        """It isn't the log that it was: nobody may write, until it was mended or taken as it is."""
        self.doubts += 1
        self._refused = reason
        self._given.set()

    def give(self, position: int) -> None:
        """It is the log that it was, and goes to this position at least."""
        self._refused = None
        self.reached(position)
        self._given.set()

    def forget(self) -> None:
        """Somebody has decided to take the log as it is, however far it once went."""
        self.position = 0

    def reached(self, position: int) -> None:
        """It has come so far."""
        self.position = max(self.position, position)

    async def wanted(self, until: float) -> None:
        """Return when the log may be written. `until` is monotonic, in seconds.

        Raises LogDamaged where it may not, LogUnavailable where nobody knows by then.
        """
        if not self._given.is_set():
            try:
                async with asyncio.timeout(max(0.0, until - time.monotonic())):
                    await self._given.wait()
            except TimeoutError:
                raise LogUnavailable("the log was away, and whether it is the same has not been seen yet") from None
        if self._refused is not None:
            raise LogDamaged(f"nothing is written now: {self._refused}")
