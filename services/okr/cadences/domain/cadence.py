"""A cadence: how often the key results of a team, or of a person, are owed a check-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from services.okr.kernel import rules
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
