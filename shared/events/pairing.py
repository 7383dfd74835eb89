"""The events that the pairing service publishes: programmes, rotations, groups and that they met.

Aggregates: ``programme/<id>``, ``rotation/<id>``, ``group/<id>``, and ``private/member/<id>``, whose subjects no
subscriber can have; its id is a keyed digest, so that not even the log tells who is paused. What a group talks about is
never asked for, and a meeting says neither who reported it nor who was there.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from .base import Event
from .values import IsoWeekText, Sealed

__all__ = [
    "CadenceChosen",
    "ExclusionLifted",
    "ExclusionSet",
    "GroupAdjusted",
    "GroupDissolved",
    "GroupFormed",
    "GroupQuiet",
    "GroupsProposed",
    "InsightShared",
    "MeetingDue",
    "MeetingHeld",
    "MemberOptedIn",
    "MemberOptedOut",
    "MemberPaused",
    "MemberResumed",
    "MemberUnplaced",
    "MismatchPolicy",
    "NewcomerWaits",
    "NotDrawnBecause",
    "PlannedGroup",
    "ProgrammeConfigured",
    "ProvedOver",
    "PulseAnswered",
    "PulsesGathered",
    "RotationConfirmed",
    "RotationDiscarded",
    "RotationDrafted",
    "RotationNotDrawn",
    "RuleGaveWay",
    "Wish",
    "WishesStated",
]


class PlannedGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A group that a draw proposes: the id it will have, and its members in a stable order.

    `seats`: the seat of each member in the algebraic plan that the draw goes by, where it goes by one.
    """

    group: str
    members: tuple[str, ...]
    seats: tuple[int, ...] | None = None


MismatchPolicy = Literal["cover", "pairs"]
"""What to do where head counts differ: cover most contact between functions, or make two-person groups first."""

Wish = Literal["hours", "office", "language"]
"""What a group's members would rather have in common: working hours that overlap, the office, a language."""


class ProgrammeConfigured(Event, frozen=True, kw_only=True):
    """How buddy groups are made: which functions meet, how large a group is, who approves a draw.

    Groups rotate with each quarter, or every `every_weeks` weeks. `apart` says who is never put together; `wishes` are
    soft, the most important first. `near`: so many groups may be mixed less well than head counts allow, where that
    spares repeats.
    """

    name: str
    functions: tuple[str, ...]
    group_size: int = 3
    approval: Literal["automatic", "organiser"] = "automatic"
    mismatch: MismatchPolicy = "cover"
    every_weeks: int | None = None
    managers_apart: bool = True
    teams_apart: bool = False
    wishes: tuple[Wish, ...] = ()
    near: int = 0


class RuleGaveWay(Struct, frozen=True, kw_only=True):
    """What a draw could not heed altogether, and in how many pairs: ``team``, ``manager``, a wish, or ``repeats``.

    Of ``functions`` it is pairs of functions that met over a year less than half as much as others could.
    """

    rule: str
    pairs: int


ProvedOver = Literal["kinds", "rules"]
"""Of which draws something is proved: those with groups of the same kinds, or all that the rules allow."""


class RotationDrafted(Event, frozen=True, kw_only=True):
    """A draw for the time after a quarter, or for some weeks. Its groups follow as `GroupsProposed`, in the same batch.

    `repeats` counts the pairs that have been in one group before; `unplaced` are people no group could be made for.
    `least_repeats`: it is proved that no draw has fewer. `optimal`: none costs less, with repeats weighted by how
    recent they are; else `gap` is by how much at most one could. Both hold over all draws with groups of these kinds,
    or over all that the rules allow (`proved_over`). `turn`: which one of the algebraic plan, where the draw goes by
    one. `pool` is a digest of who was drawn from, so that a draft that the pool
    has left behind is known; `pinned` and `forbidden` are what the organiser asked of this draw, with people named by
    digests (until some time ago pinned people by their ids). `gave_way`: what no draw could heed altogether. Who is not
    in the draw is told by no event, and so is why.
    """

    programme: str
    after_quarter: str
    label: str
    seed: str
    groups: int
    repeats: int
    unplaced: tuple[str, ...] = ()
    turn: int | None = None
    least_repeats: int | None = None
    optimal: bool | None = None
    gap: int | None = None
    run: int = 1
    pool: str | None = None
    pinned: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    gave_way: tuple[RuleGaveWay, ...] = ()
    proved_over: ProvedOver = "kinds"


NotDrawnBecause = Literal["too-few", "clash"]
"""Fewer than two people could be drawn; or what is to be kept in any case leaves no groups."""


class RotationNotDrawn(Event, frozen=True, kw_only=True):
    """No groups could be drawn for the time after a quarter, or for some weeks; those that there are go on.

    On the rotation that it would have been. It stands until a draw of that time is made, or of a later one.
    """

    programme: str
    after_quarter: str
    label: str
    because: NotDrawnBecause
    run: int = 1


class GroupsProposed(Event, frozen=True, kw_only=True):
    """Some of a draft's groups; a large draft needs several such events."""

    groups: tuple[PlannedGroup, ...]


class RotationConfirmed(Event, frozen=True, kw_only=True):
    """The draft holds: its groups are formed, the former ones dissolved."""

    label: str
    after_quarter: str


class RotationDiscarded(Event, frozen=True, kw_only=True):
    """The draft was thrown away; nobody was told of it."""

    reason: str | None = None


class GroupFormed(Event, frozen=True, kw_only=True):
    """A buddy group exists: these people meet, by default weekly, until the next rotation. `on`: its first day."""

    rotation: str
    label: str
    members: tuple[str, ...]
    on: date | None = None


class GroupDissolved(Event, frozen=True, kw_only=True):
    """The group is over; `successor` is the rotation that replaced it, `on` the day from which it is no more."""

    successor: str | None = None
    on: date | None = None


class MeetingHeld(Event, frozen=True, kw_only=True):
    """The group met in this ISO week. Once per group and week; the envelope's actor is the group itself."""

    week: IsoWeekText


class MemberPaused(Event, frozen=True, kw_only=True):
    """Somebody is left out of draws, from now on until the day `until` or until further notice. Why is never asked."""

    until: date | None = None


class MemberResumed(Event, frozen=True, kw_only=True):
    """Somebody who was paused takes part again."""


class MemberOptedOut(Event, frozen=True, kw_only=True):
    """Somebody takes no part in buddy groups until he opts in again. Why is never asked."""


class MemberOptedIn(Event, frozen=True, kw_only=True):
    """Somebody who had opted out takes part again."""


class WishesStated(Event, frozen=True, kw_only=True):
    """What somebody would rather have: working hours in UTC (from, to, in minutes of the day), office, languages."""

    hours: tuple[int, int] | None = None
    office: str | None = None
    languages: tuple[str, ...] = ()


class ExclusionSet(Event, frozen=True, kw_only=True):
    """Two people are never put together; who asked for it, and why, is not kept."""

    one: str
    other: str


class ExclusionLifted(Event, frozen=True, kw_only=True):
    """The two may be put together again."""

    one: str
    other: str


class GroupAdjusted(Event, frozen=True, kw_only=True):
    """The group goes on with other members: somebody left or joined in mid-quarter. All members, also those that stay.

    `because` says what it was (`merged`: his own group left somebody alone); nobody else's group changes. `rotation`
    and `label` are the group's, as when it was formed.
    """

    members: tuple[str, ...]
    because: Literal["left", "joined", "merged"]
    on: date
    rotation: str | None = None
    label: str | None = None


class CadenceChosen(Event, frozen=True, kw_only=True):
    """How often the group wants to meet: every so many weeks. Its own choice; by default weekly."""

    every_weeks: int


class MeetingDue(Event, frozen=True, kw_only=True):
    """By the group's own cadence it meets in this ISO week; for the group only."""

    week: IsoWeekText


class GroupQuiet(Event, frozen=True, kw_only=True):
    """The group has not met for some time by its own cadence: a friendly question to the group, to nobody else."""

    since: IsoWeekText


class NewcomerWaits(Event, frozen=True, kw_only=True):
    """Somebody joined so late that the next draw is nearer than four weeks, or no group may take him; he waits.

    `person` is his confidential id, a keyed digest: the record tells nobody who it is.
    """

    person: str


class MemberUnplaced(Event, frozen=True, kw_only=True):
    """Own lists of who is never put together leave somebody no place in a draw, his own as a rule: he is in none of it.

    For him alone: the aggregate's id is a keyed digest of him and the draw, another one for each.
    """

    label: str


class PulseAnswered(Event, frozen=True, kw_only=True):
    """One anonymous answer to the month's one question, 1 to 5. Neither who nor which group can be told from it.

    Older versions wrote it as soon as it was given; answers are gathered in fives since (`PulsesGathered`).
    """

    month: str
    answer: Annotated[int, Meta(ge=1, le=5)]


class PulsesGathered(Event, frozen=True, kw_only=True):
    """Five anonymous answers to the month's one question, in no order.

    `answers` is sealed with the installation's key: how many of the five said 1, 2, 3, 4, 5, such as ``0 1 0 3 1``.
    """

    month: str
    answers: Sealed


class InsightShared(Event, frozen=True, kw_only=True):
    """What a group chooses to tell everybody, optionally about an objective; shown in the win session.

    `text` is sealed with the keys of all its members, so that it goes when one of them is forgotten, whoever wrote it.
    """

    insight: str
    text: Sealed
    objective: str | None = None
