"""What keeps goals alive between plan and result: win sessions, the day, experiments, the ideal practice, support.

What a team says as a team (what it tries, what it learned, its priorities) is the company's and readable, like titles.
A person's own words are sealed with his own key.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.events.base import Event
from shared.events.values import Confidence, IsoWeekText, Sealed

Moment = Annotated[datetime, Meta(tz=True)]
"""A moment with its time zone."""

WinEvery = Literal["two-weeks", "month", "quarter", "never"]
"""How long after a win session the next one is scheduled; `never` schedules none."""

WinKind = Literal[
    "reached", "zone-up", "milestone", "progress", "confidence-up", "first-check-in", "learning", "insight", "told"
]
"""What an item of a win session's agenda is: how it came to be one. `told` is one that somebody added himself."""


class WinSessionScheduled(Event, frozen=True, kw_only=True):
    """A win session of a team, or of the whole company (no team), is held at `at`; said again where it is moved.

    All sessions of a team are one aggregate, ``win-session/<id of the team>``, so that no two are ever open at once.
    `minutes` is how long it takes.
    """

    session: str
    at: Moment
    facilitator: str
    team: str | None = None
    every: WinEvery = "month"
    minutes: Annotated[int, Meta(ge=5, le=480)] = 60


class WinSessionCancelled(Event, frozen=True, kw_only=True):
    """The session that was scheduled is not held."""

    session: str
    reason: Sealed | None = None


class Win(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item of the agenda as the log has it: what happened to what, by whose work, and since when that is so.

    `before` and `after` say in the measure's own words what moved (``0.42`` and ``1``, ``commit`` and ``target``,
    ``4`` and ``8``, a milestone's name). `strength` is what the proposed order goes by, more is stronger. `source` is
    the id of the event that made it one. A session has one item at most about how far a key result came, so the item's
    id is derived from the session and from what it is about: the experiment, the insight or the key result.
    """

    item: str
    kind: WinKind
    source: str
    time: Moment
    strength: Decimal = Decimal(0)
    objective: str | None = None
    key_result: str | None = None
    experiment: str | None = None
    insight: str | None = None
    before: str | None = None
    after: str | None = None
    people: tuple[str, ...] = ()


class WinAgendaPrepared(Event, frozen=True, kw_only=True):
    """What was collected from the log for the session, from `since` until before `until`; said again, it is added to.

    `items` are those that are new or came to more since. `gone` are those that the log doesn't bear out any more: a
    check-in was taken back. `position` is how far the log was read. `met` of `expected` buddy meetings were held in
    the weeks between.
    """

    session: str
    since: Moment
    until: Moment
    position: int
    items: tuple[Win, ...] = ()
    gone: tuple[str, ...] = ()
    met: int = 0
    expected: int | None = None


class WinShared(Event, frozen=True, kw_only=True):
    """Somebody's own words on an item of the agenda, or a new item of his own where `item` wasn't on it.

    `by` is who says it, and the sealed words are his.
    """

    session: str
    item: str
    by: str
    words: Sealed
    objective: str | None = None
    key_result: str | None = None


class WinWithdrawn(Event, frozen=True, kw_only=True):
    """The item is not on the agenda any more, and doesn't come back by preparing it again."""

    session: str
    item: str


class AgendaSlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item's place in the order; `minutes` is how long it may take."""

    item: str
    minutes: Annotated[int, Meta(ge=0, le=480)] = 0


class WinAgendaArranged(Event, frozen=True, kw_only=True):
    """The order of the agenda from now on; what is not named follows in the order in which it came."""

    session: str
    slots: tuple[AgendaSlot, ...]


class WinSessionOpened(Event, frozen=True, kw_only=True):
    """The session has begun."""

    session: str
    team: str | None = None


class PraiseGiven(Event, frozen=True, kw_only=True):
    """Somebody (the envelope's actor) praises others for an item of a session, while it is prepared or after it."""

    session: str
    item: str
    praise: str
    to: tuple[str, ...]
    words: Sealed | None = None


class WinSessionClosed(Event, frozen=True, kw_only=True):
    """The session was held. `note` is what its facilitator adds to the minutes."""

    session: str
    team: str | None = None
    note: Sealed | None = None


class Priority(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a team means to do this week, and for which key result."""

    priority: str
    text: str
    key_result: str | None = None


HealthSign = Literal["green", "yellow", "red"]


class TeamHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it is with something that must not suffer meanwhile, such as the team itself or its code."""

    name: str
    sign: HealthSign
    note: str | None = None


class BoxConfidence(Struct, frozen=True, kw_only=True):
    """How sure the team was of a key result when it filled the boxes."""

    key_result: str
    confidence: Confidence


class FourBoxesFilled(Event, frozen=True, kw_only=True):
    """A team's week on one page (Christina Wodtke, Radical Focus); filled again, it replaces the week's.

    Aggregate ``four-boxes/<id of the team>``.
    """

    team: str
    week: IsoWeekText
    priorities: tuple[Priority, ...] = ()
    confidence: tuple[BoxConfidence, ...] = ()
    next_weeks: tuple[str, ...] = ()
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
    what: str
    know_by: str
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
    learned: str
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
