"""What a clock remembers between two ticks: what it has an answer to, and what failed and may be tried again when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_DELAY = 300.0
"""Seconds until something that keeps failing is tried again, at most."""

Key = tuple[str, str, date] | tuple[str]
"""A due thing as (rule, subject, day), or a rule whose question fails as (rule,)."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How often it has failed in a row, why the last time, and before when it is not tried again."""

    times: int
    reason: str
    again: datetime


class Memory:
    """Only for as long as a rule goes on naming a thing: what it no longer names is done, or was never to be done.

    It may be lost at any time. Then refusals are asked for once more, and what is done is answered by the log.
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._answered: set[Key] = set()
        self.failures: dict[Key, Failure] = {}

    def answered(self, key: Key) -> None:
        """It was done, or refused: there is nothing to try again."""
        self._answered.add(key)
        self.failures.pop(key, None)

    def failed(self, key: Key, reason: str, now: datetime) -> Failure:
        """It failed; it may be tried again at the next tick, the next time after 1 interval, then 3, 7 and so on."""
        times = self.failures[key].times + 1 if key in self.failures else 1
        delay = min((2 ** min(times - 1, 20) - 1) * self._interval, LONGEST_DELAY)
        failure = self.failures[key] = Failure(times, reason, now + timedelta(seconds=delay))
        return failure

    def settled(self, key: Key) -> bool:
        """Whether it has its answer."""
        return key in self._answered

    def resting(self, key: Key, now: datetime) -> bool:
        """Whether it failed so recently that it is left alone now."""
        failure = self.failures.get(key)
        return failure is not None and now < failure.again

    def keep(self, rule: str, named: Iterable[Key]) -> None:
        """Of this rule, forget all but these."""
        kept = set(named)
        self._answered = {key for key in self._answered if key[0] != rule or key in kept}
        self.failures = {key: failure for key, failure in self.failures.items() if key[0] != rule or key in kept}
