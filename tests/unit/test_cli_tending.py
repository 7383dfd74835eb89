"""Children that end by themselves: started again, ever later, and everybody is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from services.operations import supervision as tending
from services.operations.supervision import FIRST, LONGEST, STEADY, BackOff, Child, how_it_ended, tend
from shared.server.errors import ServerDidNotStart


def test_the_pause_doubles_up_to_the_longest_and_begins_anew_after_a_steady_time() -> None:
    back_off = BackOff()
    assert [back_off.after(1.0) for _ in range(8)] == [FIRST, 1.0, LONGEST, LONGEST, LONGEST, LONGEST, LONGEST, LONGEST]
    assert back_off.after(STEADY) == FIRST
    assert back_off.after(0) == 2 * FIRST


@pytest.mark.parametrize(("code", "words"), [(0, "exit code 0"), (4, "exit code 4"), (-9, "killed by SIGKILL")])
def test_how_it_ended_is_said_in_words(code: int, words: str) -> None:
    assert how_it_ended(code) == words


class Life:
    """A child that ends so many times, and whose starts fail as the plan says; then it lives for ever."""

    def __init__(self, codes: Iterable[int], failures: Iterable[Exception | None]) -> None:
        self._codes, self._failures = list(codes), list(failures)
        self.starts = 0
        self.lives = asyncio.Event()

    async def ended(self) -> int:
        if self._codes:
            return self._codes.pop(0)
        self.lives.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def again(self) -> None:
        self.starts += 1
        if (failure := self._failures.pop(0)) is not None:
            raise failure

    def child(self) -> Child:
        return Child("okr", Path("var/logs/okr.log"), self.ended, self.again)


async def test_it_is_started_again_with_a_word_until_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "FIRST", 0.001)
    life, told = Life([-9, 4], [None, ServerDidNotStart("the port is taken"), None]), list[str]()
    tended = asyncio.create_task(tend(life.child(), tell=told.append))
    await life.lives.wait()
    tended.cancel()
    await asyncio.wait([tended])
    assert life.starts == 3
    assert told == [
        "okr has ended (killed by SIGKILL); it is started again in 0.001 s; var/logs/okr.log says why",
        "okr has been started again",
        "okr has ended (exit code 4); it is started again in 0.002 s; var/logs/okr.log says why",
        "okr can't be started (the port is taken); tried again in 0.004 s",
        "okr has been started again",
    ]


async def test_what_nobody_expects_is_raised() -> None:
    life = Life([1], [ValueError("a fault of the program")])
    with pytest.raises(ValueError, match="a fault of the program"):
        await tend(life.child(), tell=lambda _: None)
