"""What `tomoni up` has started it keeps going: a child that ends is started again, ever later, with a word."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from services.cli.output import note
from shared.http.ports import ServingError
from shared.server.errors import ServerError

FIRST, LONGEST = 0.5, 2.0
"""Seconds until a child is started again: at first, and at most. Each time running it is twice as long."""

STEADY = 60.0
"""A child that has run for so many seconds begins with the first pause again."""

_PASSING = (ServerError, ServingError, OSError)


@dataclass(frozen=True, slots=True)
class Child:
    """A process that is to run: `ended` waits for its end and tells its exit code, `again` starts it anew.

    `again` raises ServerError, ServingError or OSError where that didn't work this time.
    """

    name: str
    log: Path
    ended: Callable[[], Awaitable[int]]
    again: Callable[[], Awaitable[None]]


class BackOff:
    """How long to wait before the next attempt, in seconds."""

    def __init__(self) -> None:
        self._next = FIRST

    def after(self, lived: float) -> float:
        """What has run for so many seconds has ended, or couldn't even be started (0)."""
        if lived >= STEADY:
            self._next = FIRST
        pause, self._next = self._next, min(2 * self._next, LONGEST)
        return pause


async def tend(child: Child, *, tell: Callable[[str], None] = note) -> None:
    """Start the child again whenever it ends, and say so, until this is cancelled."""
    back_off, began = BackOff(), time.monotonic()
    while True:
        code = await child.ended()
        pause = back_off.after(time.monotonic() - began)
        ended = f"{child.name} has ended ({how_it_ended(code)})"
        tell(f"{ended}; it is started again in {pause:g} s; {child.log} says why")
        await asyncio.sleep(pause)
        while (failure := await _failure(child)) is not None:
            pause = back_off.after(0)
            tell(f"{child.name} can't be started ({failure}); tried again in {pause:g} s")
            await asyncio.sleep(pause)
        began = time.monotonic()
        tell(f"{child.name} has been started again")


async def _failure(child: Child) -> Exception | None:
    try:
        await child.again()
    except _PASSING as error:
        return error
    return None


def how_it_ended(code: int) -> str:
    """An exit code as a person says it."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
