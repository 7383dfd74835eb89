"""Tasks are broken off whatever becomes of a cancellation, and work in threads goes to its end all the same."""

from __future__ import annotations

import asyncio
import threading

import pytest

from shared.projection.threads import to_its_end
from shared.stopping import broken_off, ended
from tests.patience import PATIENCE


async def deaf(times: int) -> None:
    """Lose so many cancellations, as `asyncio.wait_for` does before Python 3.12 where its own work ends just then."""
    while True:
        try:
            await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            times -= 1
            if times < 0:
                raise


async def test_a_task_that_loses_a_cancellation_is_broken_off_all_the_same() -> None:
    tasks = [asyncio.create_task(deaf(times)) for times in (0, 1)]
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE / 2):
        await broken_off(*tasks)
    assert all(task.cancelled() for task in tasks)
    await broken_off(*tasks)
    await broken_off()


async def test_what_a_task_failed_of_is_told_by_one_and_kept_by_the_other() -> None:
    async def fails() -> None:
        raise ValueError("it broke")

    failed = asyncio.create_task(fails())
    await asyncio.wait([failed])
    await broken_off(failed)
    with pytest.raises(ValueError, match="it broke"):
        await ended(failed)


async def test_work_in_a_thread_is_done_before_its_cancellations_are_heard() -> None:
    begun, let_go, done = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        begun.set()
        let_go.wait(PATIENCE)
        done.append("whole")

    task = asyncio.create_task(to_its_end(work))
    await asyncio.to_thread(begun.wait, PATIENCE)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert (task.done(), done) == (False, [])
    let_go.set()
    await asyncio.wait([task])
    assert (task.cancelled(), done) == (True, ["whole"])
