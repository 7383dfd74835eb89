"""A member of the pool, as far as it is confidential: whether he is paused. Why is never asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from shared.events import Event, Invalid, MemberPaused, MemberResumed


@dataclass(frozen=True, slots=True)
class Member:
    """What the member's events so far add up to; a pause without `until` lasts until further notice."""

    paused: bool = False
    until: date | None = None


def evolve(member: Member, event: Event) -> Member:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case MemberPaused(until=until):
            return Member(paused=True, until=until)
        case MemberResumed():
            return Member()
        case _:
            return member


@dataclass(frozen=True, slots=True)
class Pause:
    """Leave the member out of draws, back in from the day `until` on; `today` is when it is said."""

    today: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Let the member take part again."""


@dataclass(frozen=True, slots=True)
class EndPause:
    """The day has come until which the member was paused; another pause, made since, goes on."""

    until: date


Command = Pause | Resume | EndPause


def decide(command: Command, member: Member) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid."""
    match command:
        case Pause(until=until, today=today):
            if until is not None and until <= today:
                raise Invalid(f"a pause until {until} is over already; give a later day, or none")
            return [] if member == Member(paused=True, until=until) else [MemberPaused(until=until)]
        case Resume():
            return [MemberResumed()] if member.paused else []
        case EndPause(until=until):
            return [MemberResumed()] if member == Member(paused=True, until=until) else []
        case _:
            assert_never(command)
