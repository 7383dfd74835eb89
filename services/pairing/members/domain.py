"""A member of the pool, as far as it is confidential: paused, opted out, what he wishes. Why is never asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from shared.events import (
    Event,
    Invalid,
    MemberOptedIn,
    MemberOptedOut,
    MemberPaused,
    MemberResumed,
    Unfitting,
    WishesStated,
)
from shared.texts import shown

DAY = 1440
"""Minutes of a day."""

LANGUAGES = 10
"""So many languages may somebody name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody would rather have; `hours` are the first and last minute of his working day, in UTC.

    Hours that end before they begin go over midnight: (1320, 360) is 22 to 6 o'clock.
    """

    hours: tuple[int, int] | None = None
    office: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """What the member's events so far add up to; a pause without `until` lasts until further notice."""

    paused: bool = False
    until: date | None = None
    opted_out: bool = False
    wishes: Wishes = Wishes()


def evolve(member: Member, event: Event) -> Member:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case MemberPaused(until=until):
            return replace(member, paused=True, until=until)
        case MemberResumed():
            return replace(member, paused=False, until=None)
        case MemberOptedOut():
            return replace(member, opted_out=True)
        case MemberOptedIn():
            return replace(member, opted_out=False)
        case WishesStated(hours=hours, office=office, languages=languages):
            return replace(member, wishes=Wishes(hours, office, languages))
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


@dataclass(frozen=True, slots=True)
class OptOut:
    """The member takes no part until he opts in again; a pause beside it goes its own way."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """The member takes part again."""


@dataclass(frozen=True, slots=True)
class StateWishes:
    """This is what the member would rather have, from the next draw on; what he said before holds no more."""

    wishes: Wishes


Command = Pause | Resume | EndPause | OptOut | OptIn | StateWishes


def decide(command: Command, member: Member) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid."""
    match command:
        case Pause(until=until, today=today):
            if until is not None and until <= today:
                raise Unfitting(f"a pause until {until} is over already; give a later day, or none")
            return [] if member.paused and member.until == until else [MemberPaused(until=until)]
        case Resume():
            return [MemberResumed()] if member.paused else []
        case EndPause(until=until):
            return [MemberResumed()] if member.paused and member.until == until else []
        case OptOut():
            return [] if member.opted_out else [MemberOptedOut()]
        case OptIn():
            return [MemberOptedIn()] if member.opted_out else []
        case StateWishes(wishes=wishes):
            wishes = _checked(wishes)
            if wishes == member.wishes:
                return []
            return [WishesStated(hours=wishes.hours, office=wishes.office, languages=wishes.languages)]
        case _:
            assert_never(command)


def _checked(wishes: Wishes) -> Wishes:
    """The wishes with spaces trimmed, languages in lower case and in order. Raises Invalid."""
    if wishes.hours is not None:
        if not all(0 <= minute <= DAY for minute in wishes.hours):
            raise Invalid("working hours lie between 00:00 and 24:00 of the day, in UTC")
        if wishes.hours[0] == wishes.hours[1]:
            raise Unfitting(
                "working hours that end when they begin are none; give two different times, or leave them out"
            )
    languages = tuple(sorted({language.strip().casefold() for language in wishes.languages}))
    if len(languages) > LANGUAGES:
        raise Invalid(f"{len(languages)} languages are too many; name those that matter, {LANGUAGES} at most")
    if not all(languages):
        raise Invalid("a language without a name was given; write it as ja, or leave it out")
    for language in languages:
        shown(language, "language")
    office = wishes.office.strip() if wishes.office is not None else None
    if office:
        shown(office, "office")
    return Wishes(wishes.hours, office or None, languages)
