"""When somebody may be told something: by his quiet hours, and by the time at which he wants to be reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from services.okr.notices.domain.choices import Choice

GATHERED = timedelta(minutes=5)
"""How long a reminder waits for others of the same day, where the time for reminders has just gone by."""

LATE = timedelta(hours=2)
"""So long after that time, a reminder waits for the next day, unless it would be of no use any more."""


def zone_of(choice: Choice, company: tzinfo) -> tzinfo:
    """The zone whose minutes the choice counts."""
    return company if choice.zone is None else ZoneInfo(choice.zone)


def after_quiet(choice: Choice, moment: datetime, company: tzinfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    if choice.quiet is None:
        return moment
    zone, (begins, ends) = zone_of(choice, company), choice.quiet
    here = moment.astimezone(zone)
    minute = here.hour * 60 + here.minute
    quiet = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    if not quiet:
        return moment
    over_midnight = begins > ends and minute >= begins
    # Where clocks are turned back, the end may come twice; the first one may have gone by.
    return max(moment, _at(here.date() + timedelta(days=over_midnight), ends, zone))


def reminded_at(choice: Choice, now: datetime, company: tzinfo, expires: datetime | None = None) -> datetime:
    """When a reminder that came up at `now` is sent: at the time chosen for it, today or tomorrow, after quiet hours.

    One that just missed today's time is sent within minutes; so is one that would be of no use tomorrow (`expires`).
    """
    zone = zone_of(choice, company)
    today = now.astimezone(zone).date()
    at = _at(today, choice.remind_at, zone)
    if at <= now:
        tomorrow = _at(today + timedelta(days=1), choice.remind_at, zone)
        soon = now - at <= LATE or (expires is not None and after_quiet(choice, tomorrow, company) >= expires)
        at = now + GATHERED if soon else tomorrow
    return after_quiet(choice, at, company)


def next_day(choice: Choice, now: datetime, company: tzinfo) -> datetime:
    """When somebody who has been reminded today is reminded again."""
    zone = zone_of(choice, company)
    tomorrow = _at(now.astimezone(zone).date() + timedelta(days=1), choice.remind_at, zone)
    return after_quiet(choice, tomorrow, company)


def day_of(choice: Choice, now: datetime, company: tzinfo) -> date:
    """Which day it is for him."""
    return now.astimezone(zone_of(choice, company)).date()


def _at(day: date, minute: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)
