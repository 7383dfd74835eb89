"""What keeps goals alive between plan and result: the week, experiments, the day, the ideal practice, notices.

Whatever somebody says in his own words is sealed with his own key: also what he tries and learned, and the lines that
he fills a team's boxes with.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from .base import Event
from .ids import named_id
from .story import DIGEST, KEY_RESULT, OBJECTIVE, PERSON, WORDS, sealed
from .values import Confidence, IsoWeekText, Sealed

__all__ = [
    "BoxConfidence",
    "DayClosed",
    "DayIntent",
    "DayOpened",
    "ExperimentConcluded",
    "ExperimentExtended",
    "ExperimentOutcome",
    "ExperimentOverdue",
    "ExperimentStarted",
    "FourBoxesFilled",
    "HealthSign",
    "Ideal",
    "IdealStateDefined",
    "MentorDismissed",
    "MentorInvited",
    "NoticesChosen",
    "PracticeMeasure",
    "Priority",
    "PriorityMarked",
    "SupportGiven",
    "TeamHealth",
]


class Priority(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a team means to do this week, and for which key result. `text` is sealed by whoever wrote the line."""

    priority: str
    text: Sealed
    key_result: str | None = None


HealthSign = Literal["green", "yellow", "red"]


class TeamHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it is with something that must not suffer meanwhile, such as the team itself or its code."""

    name: Sealed
    sign: HealthSign
    note: Sealed | None = None


class BoxConfidence(Struct, frozen=True, kw_only=True):
    """How sure the team was of a key result when it filled the boxes."""

    key_result: str
    confidence: Confidence


class FourBoxesFilled(Event, frozen=True, kw_only=True):
    """A team's week on one page (Christina Wodtke, Radical Focus); filled again, it replaces the week's.

    A line that stays word for word stays sealed by whoever wrote it first. Aggregate ``four-boxes/<id of the team>``.
    """

    team: str
    week: IsoWeekText
    priorities: tuple[Priority, ...] = ()
    confidence: tuple[BoxConfidence, ...] = ()
    next_weeks: tuple[Sealed, ...] = ()
    health: tuple[TeamHealth, ...] = ()


class PriorityMarked(Event, frozen=True, kw_only=True):
    """Whether the week's priority was kept."""

    week: IsoWeekText
    priority: str
    kept: bool


class ExperimentStarted(Event, frozen=True, kw_only=True):
    """Something small is tried for a key result: what, how we will know, and until when (that day included).

    Aggregate ``experiment/<id>``.
    """

    key_result: str
    objective: str
    what: Sealed
    know_by: Sealed
    until: date
    owner: str | None = None


class ExperimentExtended(Event, frozen=True, kw_only=True):
    """The experiment goes on until another day."""

    until: date


class ExperimentOverdue(Event, frozen=True, kw_only=True):
    """The experiment's last day, `until`, is over, and nobody has said what came of it."""

    until: date
    owner: str | None = None


ExperimentOutcome = Literal["kept", "adjusted", "dropped"]


class ExperimentConcluded(Event, frozen=True, kw_only=True):
    """What became of the experiment, and what was learned."""

    outcome: ExperimentOutcome
    learned: Sealed
    key_result: str
    objective: str


class DayIntent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody means to do today, and for which key result: sealed too, for it would tell whose day it is."""

    text: Sealed
    key_result: Sealed | None = None


class DayOpened(Event, frozen=True, kw_only=True):
    """Somebody's check-in of the day: what he will do. Said again, it replaces the day's.

    Aggregate ``private/day/<digest of the person>``, which is also the actor: neither subscribers nor auditors learn
    whose day it is. What is sealed names that digest too, and both times of the envelope are the day's first moment.
    """

    day: date
    intents: tuple[DayIntent, ...]


class DayClosed(Event, frozen=True, kw_only=True):
    """The check-out of the day: what happened, and what was learned."""

    day: date
    happened: Sealed
    learned: Sealed | None = None


class MentorInvited(Event, frozen=True, kw_only=True):
    """Somebody may read this person's days from `since` on. Aggregate ``private/day/<digest>``.

    `mentor` is a digest of both, so that nobody can tell whether two people have the same mentor.
    """

    mentor: str
    since: date


class MentorDismissed(Event, frozen=True, kw_only=True):
    """The mentor reads the person's days no longer, also not those before."""

    mentor: str


PracticeMeasure = Literal[
    "check-ins-on-time",
    "key-results-owned",
    "objectives-aligned",
    "sessions-held",
    "experiments-learned",
    "buddy-meetings-held",
]
"""How well the practice goes, each from 0 to 100 percent."""


class Ideal(Struct, frozen=True, kw_only=True):
    """What a measure of the practice should be, in percent."""

    measure: PracticeMeasure
    percent: Decimal


class IdealStateDefined(Event, frozen=True, kw_only=True):
    """What a team's practice, or the company's (no team), should be like from now on: the whole list.

    Aggregate ``practice/<id of the team>``.
    """

    team: str | None = None
    ideals: tuple[Ideal, ...]


class SupportGiven(Event, frozen=True, kw_only=True):
    """Somebody (the envelope's actor) helped with a measure of the practice, where it falls short of its ideal.

    Aggregate ``practice/<id of the team>``. `guide` is the built-in guide that was used, with its version.
    """

    support: str
    measure: PracticeMeasure
    team: str | None = None
    guide: str | None = None
    guide_version: int | None = None
    words: Sealed | None = None


class NoticesChosen(Event, frozen=True, kw_only=True):
    """What somebody wants to be told, and when: the whole choice, which replaces the former.

    `muted` are kinds of notices that he wants none of; `quiet` is from which minute of the day to which one nothing
    comes, in his `zone` (IANA; None is the company's). Aggregate ``private/notices/<digest of the person>``.
    """

    muted: tuple[str, ...] = ()
    quiet: tuple[int, int] | None = None
    zone: str | None = None
    remind_at: Annotated[int, Meta(ge=0, lt=1440)] = 540


def examples() -> tuple[Event, ...]:
    """One of each, in the catalogue's order."""
    priority, unnamed = named_id("example", "priority"), sealed(named_id("example", "private/day"))
    return (
        FourBoxesFilled(
            team="Company",
            week="2026-W38",
            priorities=(Priority(priority=priority, text=WORDS, key_result=KEY_RESULT),),
            confidence=(BoxConfidence(key_result=KEY_RESULT, confidence=7),),
            next_weeks=(WORDS,),
            health=(TeamHealth(name=WORDS, sign="yellow", note=WORDS),),
        ),
        PriorityMarked(week="2026-W38", priority=priority, kept=True),
        ExperimentStarted(
            key_result=KEY_RESULT,
            objective=OBJECTIVE,
            what=WORDS,
            know_by=WORDS,
            until=date(2026, 8, 14),
            owner=PERSON,
        ),
        ExperimentExtended(until=date(2026, 8, 28)),
        ExperimentOverdue(until=date(2026, 8, 28), owner=PERSON),
        ExperimentConcluded(
            outcome="adjusted",
            learned=WORDS,
            key_result=KEY_RESULT,
            objective=OBJECTIVE,
        ),
        DayOpened(day=date(2026, 9, 1), intents=(DayIntent(text=unnamed, key_result=unnamed),)),
        DayClosed(day=date(2026, 9, 1), happened=unnamed, learned=unnamed),
        MentorInvited(mentor=DIGEST[:32], since=date(2026, 9, 1)),
        MentorDismissed(mentor=DIGEST[:32]),
        IdealStateDefined(
            team="Company",
            ideals=(
                Ideal(measure="check-ins-on-time", percent=Decimal(90)),
                Ideal(measure="buddy-meetings-held", percent=Decimal("75.5")),
            ),
        ),
        SupportGiven(
            support=named_id("example", "support"),
            measure="check-ins-on-time",
            team="Company",
            guide="check-ins",
            guide_version=1,
            words=WORDS,
        ),
        NoticesChosen(muted=("praise",), quiet=(1140, 480), zone="Asia/Tokyo", remind_at=570),
    )
