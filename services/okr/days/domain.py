"""Somebody's days: what he will do, what happened, what he learned, and which mentors may read that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import ClassVar, assert_never

from services.okr.kernel.permissions import Action, Concerned
from shared.events import (
    DayClosed,
    DayIntent,
    DayOpened,
    Event,
    Invalid,
    MentorDismissed,
    MentorInvited,
    Sealed,
    Unfitting,
    WrongState,
)

MOST_INTENTS = 10
"""Things that somebody means to do on one day."""

MOST_MENTORS = 10
"""People who may read somebody's days at the same time."""

LEEWAY = timedelta(days=1)
"""A day may be opened on the one before and the one after it: not everybody lives by the company's clock."""


@dataclass(frozen=True, slots=True)
class Days:
    """What the events of somebody's days so far add up to; `mentors` are digests, each with his first day."""

    opened: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    mentors: Mapping[str, date] = field(default_factory=dict)


def evolve(days: Days, event: Event) -> Days:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case DayOpened(day=day):
            return replace(days, opened=days.opened | {day})
        case DayClosed(day=day):
            return replace(days, closed=days.closed | {day})
        case MentorInvited(mentor=mentor, since=since):
            return replace(days, mentors={**days.mentors, mentor: since})
        case MentorDismissed(mentor=gone):
            return replace(days, mentors={each: since for each, since in days.mentors.items() if each != gone})
        case _:
            return days


@dataclass(frozen=True, slots=True)
class Own:
    """What a command about one's own days has: whose they are."""

    person: str

    def concerned(self, state: Days) -> Concerned:
        """Nobody but himself."""
        return Concerned(author=self.person)


@dataclass(frozen=True, slots=True)
class Open(Own):
    """Check in: this is what he will do on `day`; `today` is when he says so."""

    action: ClassVar[Action] = Action.KEEP_DAY

    day: date
    today: date
    intents: tuple[DayIntent, ...]


@dataclass(frozen=True, slots=True)
class Close(Own):
    """Check out: this is what happened on `day`, and what he learned."""

    action: ClassVar[Action] = Action.KEEP_DAY

    day: date
    happened: Sealed
    learned: Sealed | None


@dataclass(frozen=True, slots=True)
class Invite(Own):
    """Let somebody (a digest) read the days from `since` on."""

    action: ClassVar[Action] = Action.KEEP_DAY

    mentor: str
    since: date


@dataclass(frozen=True, slots=True)
class Dismiss(Own):
    """Let somebody (a digest) read nothing any more."""

    action: ClassVar[Action] = Action.KEEP_DAY

    mentor: str


Command = Open | Close | Invite | Dismiss


def decide(command: Command, days: Days) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid, WrongState."""
    match command:
        case Open():
            return [_opened(command, days)]
        case Close(day=day, happened=happened, learned=learned):
            if day not in days.opened:
                raise WrongState(f"{day} was not opened; open it first, or name the day that you opened")
            return [DayClosed(day=day, happened=happened, learned=learned)]
        case Invite(mentor=mentor, since=since):
            if days.mentors.get(mentor) == since:
                return []
            if mentor not in days.mentors and len(days.mentors) >= MOST_MENTORS:
                raise WrongState(f"{MOST_MENTORS} mentors read your days already; dismiss one of them first")
            return [MentorInvited(mentor=mentor, since=since)]
        case Dismiss(mentor=mentor):
            return [MentorDismissed(mentor=mentor)] if mentor in days.mentors else []
        case _:
            assert_never(command)


def _opened(command: Open, days: Days) -> DayOpened:
    day, today = command.day, command.today
    if not today - LEEWAY <= day <= today + LEEWAY:
        raise Unfitting(f"{day} is not today ({today}); a day is opened on the day itself")
    if day in days.closed:
        raise WrongState(f"{day} is closed; open the next one, or close it again to say otherwise what happened")
    if not command.intents:
        raise Invalid("say at least one thing that you will do")
    if len(command.intents) > MOST_INTENTS:
        raise Invalid(f"{len(command.intents)} things are too many for one day; name the {MOST_INTENTS} that matter")
    return DayOpened(day=day, intents=command.intents)


FEWEST = 5
"""So many people, and no fewer, does a figure tell of, and so many does it not tell of."""

_SETTLED = timedelta(days=6) + LEEWAY
"""From a week's Monday to the last day on which somebody may still open a day of it."""


def at_least(kept: int, members: int) -> int | None:
    """So many of a unit's members kept a day, or more; None where that can't be told."""
    told = min(kept, members - FEWEST) // FEWEST * FEWEST
    return told if told >= FEWEST else None


def settled_weeks(first: date, today: date, most: int) -> list[date]:
    """The Mondays of the latest weeks, `most` at most, that nothing changes any more, back to the one of `first`."""
    monday = today - timedelta(days=today.weekday())
    weeks: list[date] = []
    while len(weeks) < most and monday > first - timedelta(days=7):
        if today > monday + _SETTLED:
            weeks.append(monday)
        monday -= timedelta(days=7)
    return weeks
