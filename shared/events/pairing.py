"""The events that the pairing service publishes: programmes, rotations, groups and that they met.

Aggregates: ``programme/<id>``, ``rotation/<id>``, ``group/<id>``, and ``private/member/<id>``, whose subjects no
subscriber can have; its id is a keyed digest, so that not even the log tells who is paused. What a group talks about is
never asked for, and a meeting says neither who reported it nor who was there.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from shared.events.base import Event
from shared.events.values import IsoWeekText


class PlannedGroup(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A group that a draw proposes: the id it will have, and its members in a stable order.

    `seats`: the seat of each member in the algebraic plan that the draw goes by, where it goes by one.
    """

    group: str
    members: tuple[str, ...]
    seats: tuple[int, ...] | None = None


class ProgrammeConfigured(Event, frozen=True, kw_only=True):
    """How buddy groups are made: which functions meet, how large a group is, who approves a draw."""

    name: str
    functions: tuple[str, ...]
    group_size: int = 3
    approval: Literal["automatic", "organiser"] = "automatic"


class RotationDrafted(Event, frozen=True, kw_only=True):
    """A draw for the time after a quarter. Its groups follow as `GroupsProposed`, in the same atomic batch.

    `repeats` counts the pairs that have been in one group before; `unplaced` are people no group could be made for.
    `least_repeats`: it is proved that no draw with groups of these kinds has fewer. `optimal`: none costs less, with
    repeats weighted by how recent they are; else `gap` is by how much at most one could. `turn`: which one of the
    algebraic plan, where the draw goes by one.
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
