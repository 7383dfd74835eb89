"""What ends a program in good order: Ctrl-C, SIGTERM, and SIGHUP, which comes when its terminal is closed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """An event that is set by the first of these signals, for the time of the block.

    Where SIGHUP is ignored it stays so: `nohup` keeps a program running when its terminal is closed.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    former = {each: signal.getsignal(each) for each in _heard()}
    for each in former:
        loop.add_signal_handler(each, stop.set)
    try:
        yield stop
    finally:
        for each, handler in former.items():
            loop.remove_signal_handler(each)
            signal.signal(each, handler)


async def cancelled_by_signals(work: Coroutine[Any, Any, T]) -> T:
    """Do the work; a signal that would end the process at once cancels it instead, so that it leaves nothing behind.

    Ctrl-C is not among them: the event loop's own runner sees to that one.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    with _handling(lambda *_: loop.call_soon_threadsafe(task.cancel)):
        return await work


async def broken_off(*running: asyncio.Future[Any]) -> None:
    """Cancel tasks and wait until they are over, whatever they come to."""
    going = [each for each in running if not each.done()]
    while going:
        # Told again and again: before Python 3.12 a library that uses `asyncio.wait_for` may lose a cancellation.
        for each in going:
            each.cancel()
        _, left = await asyncio.wait(going, timeout=1)
        going = list(left)


async def ended(running: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it is over. Raises what it has failed of."""
    await broken_off(running)
    if not running.cancelled() and (failure := running.exception()) is not None:
        raise failure


def stop_at_eof() -> None:
    """Have this process told to stop when nobody holds the other end of its standard input any more."""
    loop = asyncio.get_running_loop()

    def look() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            os.kill(os.getpid(), signal.SIGTERM)

    loop.add_reader(sys.stdin.fileno(), look)


@contextmanager
def _handling(handler: Callable[..., object]) -> Iterator[None]:
    former = {each: signal.signal(each, handler) for each in _heard() if each is not signal.SIGINT}
    try:
        yield
    finally:
        for each, before in former.items():
            signal.signal(each, before)


def _heard() -> list[signal.Signals]:
    # A shell has what it starts in the background ignore Ctrl-C; that is no wish to outlive one that is sent to it.
    return [each for each in _ENDING if each != signal.SIGHUP or signal.getsignal(each) is not signal.SIG_IGN]
