"""When a key result is owed a check-in, and whether it got one. Days are those of the company's time zone.

A check-in that is due on a day covers the time since the due day before. One that was made within that time, or within
the days of grace after it, is enough; whichever day it was recorded on, so what was made good is not missed. It counts
for one due day: the first that it can count for and that had none yet. What is said on one day counts once.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import assert_never

from services.okr.cadences.domain.cadence import Rhythm

REMINDED_AT = time(9)
"""When somebody is reminded, on the day before the due day: not in the middle of the night."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which check-ins may be owed: `begins` anchors what comes every two weeks; `since` is the first."""

    begins: date
    since: date
    ends: date


def due_days(rhythm: Rhythm, span: Span) -> Iterator[date]:
    """The days of the span on which a check-in is due, in order.

    Weeks are counted from the day that the span begins: every two weeks means its second week, its fourth and so on.
    """
    day = _first(rhythm, span.begins)
    while day is not None and day <= span.ends:
        if day >= span.since:
            yield day
        day = _next(rhythm, day)


def covers(rhythm: Rhythm, due: date) -> tuple[date, date]:
    """The first and the last day of a check-in that counts for the one that is due on this day."""
    match rhythm.every:
        case "week" | "two-weeks":
            before = due - timedelta(days=_weeks(rhythm))
        case "month" | "never":
            before = _last_of_month(due.replace(day=1) - timedelta(days=1), rhythm.weekday)
        case _:
            assert_never(rhythm.every)
    return before + timedelta(days=1), due + timedelta(days=rhythm.grace_days)


def kept(expected: Iterable[tuple[date, date]], checked_in: Iterable[date]) -> list[bool]:
    """Whether each of the expected check-ins was made: each has its first and last day, and takes a day of its own.

    They are given in order of their due days, and take the earliest day that is left: so as many are made as can be.
    """
    left = sorted(set(checked_in))
    made = []
    for first, last in expected:
        place = bisect_left(left, first)
        made.append(place < len(left) and left[place] <= last)
        if made[-1]:
            del left[place]
    return made


def missed_at(rhythm: Rhythm, due: date, zone: tzinfo) -> datetime:
    """The moment from which the check-in of this day is missed: the end of the last day of grace."""
    return _begins(due + timedelta(days=rhythm.grace_days + 1), zone)


def reminded_at(due: date, zone: tzinfo) -> datetime:
    """The moment of the reminder of a check-in that is due on this day."""
    return datetime.combine(due - timedelta(days=1), REMINDED_AT, zone).astimezone(UTC)


def missed(rhythm: Rhythm, span: Span, checked_in: Iterable[date], now: datetime, zone: tzinfo) -> list[date]:
    """The due days of the span whose check-in is missed at `now`, in order; `checked_in` are the days of check-ins."""
    over = [due for due in due_days(rhythm, span) if missed_at(rhythm, due, zone) <= now]
    made = kept((covers(rhythm, due) for due in over), checked_in)
    return [due for due, was_made in zip(over, made, strict=True) if not was_made]


def to_remind(rhythm: Rhythm, span: Span, checked_in: Iterable[date], now: datetime, zone: tzinfo) -> date | None:
    """The due day of the check-in that somebody should be reminded of at `now`: it wasn't made yet, but still can be.

    Nobody is reminded of what he was told on the very day: the day before must be behind the span's first.
    """
    begun = [due for due in due_days(rhythm, span) if reminded_at(due, zone) <= now]
    made = kept((covers(rhythm, due) for due in begun), checked_in)
    for due, was_made in zip(begun, made, strict=True):
        in_time = now < _begins(due + timedelta(days=1), zone)
        if in_time and due - timedelta(days=1) > span.since and not was_made:
            return due
    return None


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _weeks(rhythm: Rhythm) -> int:
    return 14 if rhythm.every == "two-weeks" else 7


def _first(rhythm: Rhythm, begins: date) -> date | None:
    match rhythm.every:
        case "week" | "two-weeks":
            nearest = begins + timedelta(days=(rhythm.weekday - begins.isoweekday()) % 7)
            return nearest + timedelta(days=_weeks(rhythm) - 7)
        case "month":
            last = _last_of_month(begins, rhythm.weekday)
            return last if last >= begins else _next(rhythm, last)
        case "never":
            return None
        case _:
            assert_never(rhythm.every)


def _next(rhythm: Rhythm, day: date) -> date:
    if rhythm.every != "month":
        return day + timedelta(days=_weeks(rhythm))
    return _last_of_month(day.replace(day=1) + timedelta(days=31), rhythm.weekday)


def _last_of_month(day: date, weekday: int) -> date:
    """The month's last day that is such a weekday."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)
