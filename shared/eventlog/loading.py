"""Every record of one aggregate as the leader has them: from what lies at hand, else by walking the log in turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import repeat

from shared.eventlog.errors import LogUnavailable
from shared.eventlog.log import EventLog, Record

_FAR = 20_000
"""Positions of the log, two blocks or so of the server's, that it walks through in a moment."""


async def records_of(log: EventLog, subject: str, until: float) -> list[Record]:
    """Read them from the log, in turn where it must walk far; waited for until the deadline where no leader answers.

    `until` is monotonic, in seconds; waiting for one's turn isn't counted. Raises LogUnavailable.
    """
    records: list[Record] = []
    for pause in pauses():
        try:
            last = await log.last_of(subject)
            after = records[-1][0] if records else 0
            if last:
                async with turn(log, last - after) as waited:
                    until += waited
                    records += await log.of_subject(subject, after=after)
            # A direct get may be answered by a replica that lags behind the leader.
            if not last or (records and records[-1][0] >= last):
                break
            raise LogUnavailable(f"no replica holds {subject} up to its last event yet")
        except LogUnavailable:
            if time.monotonic() + pause > until:
                raise
        await asyncio.sleep(pause)
    return records


@asynccontextmanager
async def turn(log: EventLog, span: int) -> AsyncIterator[float]:
    """Hold one's turn to walk through so many positions of the log; gives how long it was waited for, in seconds."""
    if span <= _FAR:
        yield 0.0
        return
    began = time.monotonic()
    async with log.walks:
        yield time.monotonic() - began


def pauses() -> Iterator[float]:
    """How long to wait before the next attempt, in seconds."""
    yield from (0.05, 0.1, 0.25, 0.5, 1.0)
    yield from repeat(2.0)
