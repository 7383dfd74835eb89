"""When a team's next win session is held, since when its wins count, and how many it has held in a row."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from shared.events import WinEvery

_MONTHS = {"month": 1, "quarter": 3}
_FORTNIGHT = timedelta(weeks=2)
_FRIDAY = 5
_FIRST_AT = time(16)


def following(at: datetime, every: WinEvery, zone: tzinfo, now: datetime) -> datetime | None:
    """When the session after the one `at` is held: the first one that is still to come. None where none follows.

    A month on is the same weekday of the month, counted from its beginning (the third Friday), at the same time by the
    clocks of `zone`; where a month has no fifth one, its fourth. Two weeks on is the same weekday.
    """
    if every == "never":
        return None
    local = at.astimezone(zone)
    step = 1
    while (found := _later(local, every, step, zone)) <= max(now, at):
        step += 1
    return found


def before(until: datetime, every: WinEvery, zone: tzinfo) -> datetime:
    """One rhythm earlier, by the clocks of `zone`; a month, where none follows. For a team that never held one."""
    local = until.astimezone(zone)
    if every == "two-weeks":
        day = local.date() - _FORTNIGHT
    else:
        year, month = _month(local.date(), -_MONTHS.get(every, 1))
        day = date(year, month, min(local.day, monthrange(year, month)[1]))
    return datetime.combine(day, local.timetz().replace(tzinfo=None), zone).astimezone(UTC)


def first(now: datetime, zone: tzinfo) -> datetime:
    """When a team that has said nothing holds its first session: the next Friday at 16:00 by the clocks of `zone`."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=(_FRIDAY - local.isoweekday()) % 7)
    found = datetime.combine(day, _FIRST_AT, zone)
    return (found if found > local else found + timedelta(weeks=1)).astimezone(UTC)


def period(day: date, every: WinEvery) -> int:
    """The number of the period that a day lies in: a calendar month, three of them, or two ISO weeks."""
    if every == "two-weeks":
        return (day.toordinal() - 1) // _FORTNIGHT.days
    return (day.year * 12 + day.month - 1) // _MONTHS.get(every, 1)


def streak(held: Iterable[date], every: WinEvery, today: date) -> int:
    """In how many periods of the rhythm in a row a session was held, up to the present one or the one before.

    The present period is not over, so it doesn't break the streak. Two sessions in one period count once. Where no
    session follows by itself, months are counted.
    """
    periods = {period(day, every) for day in held}
    last = period(today, every)
    if last not in periods:
        last -= 1
    count = 0
    while last - count in periods:
        count += 1
    return count


def _later(local: datetime, every: WinEvery, step: int, zone: tzinfo) -> datetime:
    if every == "two-weeks":
        day = local.date() + step * _FORTNIGHT
    else:
        day = _same_weekday(local.date(), *_month(local.date(), step * _MONTHS[every]))
    return datetime.combine(day, local.timetz().replace(tzinfo=None), zone).astimezone(UTC)


def _same_weekday(day: date, year: int, month: int) -> date:
    """The day of the month that is the same one of its weekday, such as the third Friday; or the last."""
    first_day = date(year, month, 1)
    found = first_day + timedelta(days=(day.weekday() - first_day.weekday()) % 7, weeks=(day.day - 1) // 7)
    return found if found.month == month else found - timedelta(weeks=1)


def _month(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
