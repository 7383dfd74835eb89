"""When a key result is owed a check-in, and whether it got one. Days are those of the company's time zone.

A check-in that is due on a day covers the time since the due day before. One that was made within that time, or within
the days of grace after it, is enough; whichever day it was recorded on, so what was made good is not missed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import assert_never

from services.okr.domain.cadence import Rhythm

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


def missed_at(rhythm: Rhythm, due: date, zone: tzinfo) -> datetime:
    """The moment from which the check-in of this day is missed: the end of the last day of grace."""
    return _begins(due + timedelta(days=rhythm.grace_days + 1), zone)


def reminded_at(due: date, zone: tzinfo) -> datetime:
    """The moment of the reminder of a check-in that is due on this day."""
    return datetime.combine(due - timedelta(days=1), REMINDED_AT, zone).astimezone(UTC)


def missed(rhythm: Rhythm, span: Span, checked_in: Iterable[date], now: datetime, zone: tzinfo) -> list[date]:
    """The due days of the span whose check-in is missed at `now`, in order; `checked_in` are the days of check-ins."""
    days = set(checked_in)
    over = (due for due in due_days(rhythm, span) if missed_at(rhythm, due, zone) <= now)
    return [due for due in over if not _any_in(days, *covers(rhythm, due))]


def to_remind(rhythm: Rhythm, span: Span, checked_in: Iterable[date], now: datetime, zone: tzinfo) -> date | None:
    """The due day of the check-in that somebody should be reminded of at `now`: it wasn't made yet, but still can be.

    Nobody is reminded of what he was told on the very day: the day before must be behind the span's first.
    """
    days = set(checked_in)
    for due in due_days(rhythm, span):
        in_time = reminded_at(due, zone) <= now < _begins(due + timedelta(days=1), zone)
        if in_time and due - timedelta(days=1) > span.since and not _any_in(days, *covers(rhythm, due)):
            return due
    return None


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _any_in(days: set[date], first: date, last: date) -> bool:
    return any(first <= day <= last for day in days)


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
