"""By when a buddy group wanted to have met again: its turns, by its own cadence. Weeks begin on Monday."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKLY = 1
"""A group that never chose a cadence meets weekly."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """Some whole weeks in which the group means to meet once: the first Monday, and the last Sunday."""

    first: date
    last: date

    def kept(self, mondays_met: Collection[date]) -> bool:
        """Whether the group met in one of its weeks; `mondays_met` are the Mondays of the weeks in which it did."""
        return any(self.first <= monday <= self.last for monday in mondays_met)


@dataclass(frozen=True, slots=True)
class GroupLife:
    """A group's days and its cadences: each from a day on, every so many weeks, the earliest first.

    `over` is the first day on which it was no more; None while it goes on.
    """

    begins: date
    over: date | None = None
    cadences: Sequence[tuple[date, int]] = ()


def turns_ending(life: GroupLife, start: date, end: date) -> list[Turn]:
    """The group's turns whose last day is within `start` to `end`, both included, in order.

    A turn is as many whole weeks as the cadence says. The first begins with the first Monday of the group's life, a new
    cadence begins with the week in which it was chosen; what it cuts short, or the group's end does, was no turn.
    """
    return [turn for turn in _turns(life, end) if turn.last >= start]


def _turns(life: GroupLife, end: date) -> Iterator[Turn]:
    born = life.begins + timedelta(days=-life.begins.weekday() % 7)
    chosen = {born: WEEKLY} | {max(born, _monday(day)): weeks for day, weeks in life.cadences}
    mondays = sorted(chosen)
    for monday, following in zip(mondays, [*mondays[1:], None], strict=True):
        stops = [day for day in (following, life.over, end + timedelta(days=1)) if day is not None]
        length = _WEEK * max(1, chosen[monday])
        begins, stop = monday, min(stops)
        while begins + length <= stop:
            yield Turn(begins, begins + length - timedelta(days=1))
            begins += length


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
