"""Whether the log may be written: doubted, refused, given."""

from __future__ import annotations

import asyncio
import time

import pytest

from shared.eventlog import LogDamaged, LogUnavailable
from shared.eventlog.trust import Trust


def soon() -> float:
    return time.monotonic() + 0.05


async def test_it_is_given_where_nobody_looks() -> None:
    await Trust().wanted(0)


async def test_in_doubt_one_waits() -> None:
    trust = Trust()
    trust.doubt()
    with pytest.raises(LogUnavailable, match="has not been seen yet"):
        await trust.wanted(soon())
    waiting = asyncio.create_task(trust.wanted(time.monotonic() + 10))
    await asyncio.sleep(0)
    trust.give(7)
    await waiting
    assert (trust.position, trust.doubts) == (7, 1)


async def test_refused_one_is_told_why_also_when_it_is_doubted_again() -> None:
    trust = Trust()
    trust.refuse("the projection has halted: the log ends at position 3")
    with pytest.raises(LogDamaged, match="nothing is written now: the projection has halted"):
        await trust.wanted(0)
    trust.doubt()
    with pytest.raises(LogUnavailable):
        await trust.wanted(soon())
    trust.give(3)
    await trust.wanted(0)


def test_how_far_the_log_has_come_is_forgotten_by_decision_only() -> None:
    trust = Trust()
    trust.reached(9)
    trust.give(4)
    assert trust.position == 9
    trust.forget()
    assert trust.position == 0
