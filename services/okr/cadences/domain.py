"""A cadence: how often the key results of a team, or of a person, are owed a check-in, and on which days."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import ClassVar, Literal, assert_never, get_args

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action
from shared.events import CadenceSet, Event, Invalid, Unfitting, named_id

Every = Literal["week", "two-weeks", "month", "never"]

LONGEST_GRACE = {"week": 6, "two-weeks": 13, "month": 27, "never": 27}
"""Days of grace, at most: the next check-in is due only when the one before is settled."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A check-in is due at the end of each `weekday` (1 is Monday), or of each second one, or of the month's last one.

    It is missed when the `grace_days` after that day have gone by too.
    """

    every: Every
    weekday: int
    grace_days: int


@dataclass(frozen=True, slots=True)
class Cadence:
    """What the cadence's events so far add up to; None before the first."""

    rhythm: Rhythm | None = None


def evolve(cadence: Cadence, event: Event) -> Cadence:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case CadenceSet(every=every, weekday=weekday, grace_days=grace_days):
            return Cadence(Rhythm(every, weekday, grace_days))
        case _:
            return cadence


@dataclass(frozen=True, slots=True)
class Set:
    """This rhythm holds from now on for a team, or for a person (an id): exactly one of the two."""

    action: ClassVar[Action] = Action.SET_CADENCE

    rhythm: Rhythm
    team: str | None = None
    person: str | None = None


def decide(command: Set, cadence: Cadence) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid."""
    rhythm = checked(command.rhythm)
    if cadence.rhythm == rhythm:
        return []
    return [
        CadenceSet(
            team=rules.optional_label(command.team, "team"),
            person=command.person,
            every=rhythm.every,
            weekday=rhythm.weekday,
            grace_days=rhythm.grace_days,
        )
    ]


def cadence_id(team: str | None, person: str | None) -> str:
    """The aggregate's id. Raises Invalid unless exactly one of the two is named."""
    if team is not None and person is None:
        return named_id("cadence", "team", rules.label(team, "team"))
    if person is not None and team is None:
        return named_id("cadence", "person", person)
    raise Invalid("a cadence is a team's or a person's; name one of the two")


def checked(rhythm: Rhythm) -> Rhythm:
    """The rhythm itself. Raises Invalid where it can't be kept."""
    if rhythm.every not in get_args(Every):
        raise Invalid(f"every {rhythm.every!r} is no cadence; give one of {', '.join(get_args(Every))}")
    if not 1 <= rhythm.weekday <= 7:
        raise Invalid(f"the weekday is {rhythm.weekday}; give 1 (Monday) to 7 (Sunday)")
    longest = LONGEST_GRACE[rhythm.every]
    if not 0 <= rhythm.grace_days <= longest:
        raise Unfitting(f"the days of grace are {rhythm.grace_days}; with every {rhythm.every} give 0 to {longest}")
    return rhythm


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
