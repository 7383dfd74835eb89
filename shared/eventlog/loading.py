"""Every record of one aggregate as the leader has them: from what lies at hand, else by walking the log in turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import repeat
from typing import Protocol

from shared.eventlog.asking import Record
from shared.eventlog.errors import LogUnavailable
from shared.eventlog.log import EventLog

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
                async with turn(log, last - after) as (waited, read):
                    until += waited
                    records += await read(subject, after=after)
            # A direct get may be answered by a replica that lags behind the leader.
            if not last or (records and records[-1][0] >= last):
                break
            raise LogUnavailable(f"no replica holds {subject} up to its last event yet")
        except LogUnavailable:
            if time.monotonic() + pause > until:
                raise
        await asyncio.sleep(pause)
    return records


class Read(Protocol):
    """A way to read every record of a subject behind a position."""

    async def __call__(self, subject: str, *, after: int = 0) -> list[Record]:
        """In order."""


@asynccontextmanager
async def turn(log: EventLog, span: int) -> AsyncIterator[tuple[float, Read]]:
    """Hold one's turn to read through so many positions of the log: how long it was waited for, in seconds, and how."""
    if span <= _FAR:
        yield 0.0, log.of_subject
        return
    began = time.monotonic()
    async with log.walks:
        yield time.monotonic() - began, log.in_parts


def pauses() -> Iterator[float]:
    """How long to wait before the next attempt, in seconds."""
    yield from (0.05, 0.1)
    yield from repeat(0.25)
