"""A buddy group: formed by a rotation, it meets at its own cadence until the next one dissolves it.

Between two rotations somebody may leave it or join it; nobody is ever left alone in one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from services.pairing.groups.domain import weeks
from services.pairing.groups.domain.commands import (
    ChooseCadence,
    Command,
    DissolveGroup,
    FormGroup,
    JoinGroup,
    Joining,
    LeaveGroup,
    ReportMeeting,
    TakeOverMeeting,
)
from shared.events import (
    CadenceChosen,
    Event,
    Forbidden,
    GroupAdjusted,
    GroupDissolved,
    GroupFormed,
    Invalid,
    MeetingHeld,
    NotFound,
    Unfitting,
    WrongState,
)

__all__ = [
    "LARGEST",
    "ChooseCadence",
    "Command",
    "DissolveGroup",
    "FormGroup",
    "Group",
    "JoinGroup",
    "Joining",
    "LeaveGroup",
    "ReportMeeting",
    "TakeOverMeeting",
    "decide",
    "evolve",
]

SELDOM = 8
"""The longest time between two meetings that a group may choose, in weeks."""

LARGEST = 4
"""How many people a group may have."""


@dataclass(frozen=True, slots=True)
class Group:
    """What the group's events so far add up to."""

    rotation: str | None = None
    label: str | None = None
    members: tuple[str, ...] = ()
    formed_on: date | None = None
    dissolved: bool = False
    dissolved_on: date | None = None
    weeks_met: frozenset[str] = frozenset()
    every_weeks: int = 1

    @property
    def exists(self) -> bool:
        """Whether the group was ever formed."""
        return bool(self.members)


def evolve(group: Group, event: Event) -> Group:
    """Fold one event."""
    match event:
        case GroupFormed(rotation=rotation, label=label, members=members, on=on):
            return replace(group, rotation=rotation, label=label, members=members, formed_on=on)
        case GroupAdjusted(members=members):
            return replace(group, members=members)
        case CadenceChosen(every_weeks=every_weeks):
            return replace(group, every_weeks=every_weeks)
        case MeetingHeld(week=week):
            return replace(group, weeks_met=group.weeks_met | {week})
        case GroupDissolved(on=on):
            return replace(group, dissolved=True, dissolved_on=on)
        case _:
            return group


def decide(command: Command, group: Group) -> list[Event]:
    """The events that the command brings about; none where nothing changes, so a retry is harmless.

    A second report of a week is agreement, not an error. Raises Invalid, NotFound, Forbidden and WrongState.
    """
    match command:
        case FormGroup():
            return _form(command, group)
        case DissolveGroup(on=on, successor=successor):
            # A group that was never formed needs no end; a dissolved one stays as it is.
            return [GroupDissolved(on=on, successor=successor)] if group.exists and not group.dissolved else []
        case ReportMeeting(by=by, week=week, today=today):
            _existing(group)
            # The outsider is refused before anything else is said about the group.
            if by not in group.members:
                raise Forbidden("only a member of the group can say that it met")
            weeks.timely(week, today)
            return _met(group, week)
        case TakeOverMeeting(week=week):
            _existing(group)
            return _met(group, week)
        case ChooseCadence():
            return _choose(command, group)
        case LeaveGroup():
            return _leave(command, group)
        case JoinGroup():
            return _join(command, group)
        case _:
            assert_never(command)


def _form(command: FormGroup, group: Group) -> list[Event]:
    if len(set(command.members)) < len(command.members):
        raise Unfitting("somebody is named twice among the group's members")
    if len(command.members) < 2:
        raise Unfitting("a group needs two members at least; nobody may be alone")
    if not group.exists:
        return [GroupFormed(rotation=command.rotation, label=command.label, members=command.members, on=command.on)]
    if sorted(group.members) != sorted(command.members):
        raise WrongState("this group exists already, with other members")
    return []


def _existing(group: Group) -> None:
    if not group.exists:
        raise NotFound("there is no such group")


def _met(group: Group, week: str) -> list[Event]:
    weeks.within(week, group.formed_on, group.dissolved_on)
    return [] if week in group.weeks_met else [MeetingHeld(week=week)]


def _choose(command: ChooseCadence, group: Group) -> list[Event]:
    _existing(group)
    if command.by not in group.members:
        raise Forbidden("only a member of the group can say how often it meets")
    _going_on(group)
    if not 1 <= command.every_weeks <= SELDOM:
        raise Invalid(f"every {command.every_weeks} weeks is not possible; choose every 1 to {SELDOM} weeks")
    return [] if command.every_weeks == group.every_weeks else [CadenceChosen(every_weeks=command.every_weeks)]


def _leave(command: LeaveGroup, group: Group) -> list[Event]:
    _existing(group)
    if group.dissolved or command.person not in group.members:
        return []
    left = tuple(member for member in group.members if member != command.person)
    if len(left) < 2:
        raise WrongState("one member would be left alone; place him in another group, then dissolve this one")
    return [_adjusted(group, left, "left", command.on)]


def _join(command: JoinGroup, group: Group) -> list[Event]:
    _existing(group)
    if command.person in group.members:
        return []
    _going_on(group)
    if len(group.members) >= LARGEST:
        raise WrongState(f"the group has {LARGEST} members already, which is as many as a group may have")
    members = tuple(sorted((*group.members, command.person)))
    return [_adjusted(group, members, command.because, command.on)]


def _adjusted(group: Group, members: tuple[str, ...], because: Joining | Literal["left"], on: date) -> GroupAdjusted:
    return GroupAdjusted(members=members, because=because, on=on, rotation=group.rotation, label=group.label)


def _going_on(group: Group) -> None:
    if group.dissolved:
        raise WrongState("the group exists no more; look up the one that its members are in now")
