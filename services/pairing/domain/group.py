"""A buddy group: formed by a rotation, it meets week by week until the next one dissolves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from shared.events import (
    Event,
    Forbidden,
    GroupDissolved,
    GroupFormed,
    Invalid,
    MeetingHeld,
    NotFound,
    WrongState,
    monday_of,
)

DAYS_TO_REPORT = 14
"""How long after its Sunday a week may still be reported."""


@dataclass(frozen=True, slots=True)
class Group:
    """What the group's events so far add up to."""

    members: tuple[str, ...] = ()
    formed_on: date | None = None
    dissolved: bool = False
    dissolved_on: date | None = None
    weeks_met: frozenset[str] = frozenset()

    @property
    def exists(self) -> bool:
        """Whether the group was ever formed."""
        return bool(self.members)


def evolve(group: Group, event: Event) -> Group:
    """Fold one event."""
    match event:
        case GroupFormed(members=members, on=on):
            return replace(group, members=members, formed_on=on)
        case MeetingHeld(week=week):
            return replace(group, weeks_met=group.weeks_met | {week})
        case GroupDissolved(on=on):
            return replace(group, dissolved=True, dissolved_on=on)
        case _:
            return group


@dataclass(frozen=True, slots=True)
class FormGroup:
    """These people are a group from the day `on`."""

    rotation: str
    label: str
    members: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class DissolveGroup:
    """The group is no more from the day `on`; `successor` is the rotation that replaces it."""

    on: date
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class ReportMeeting:
    """Somebody says, on the day `today`, that the group met in an ISO week."""

    by: str
    week: str
    today: date


@dataclass(frozen=True, slots=True)
class TakeOverMeeting:
    """A former system noted that the group met in an ISO week; how long ago doesn't matter."""

    week: str


Command = FormGroup | DissolveGroup | ReportMeeting | TakeOverMeeting


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
            _timely(week, today)
            return _met(group, week)
        case TakeOverMeeting(week=week):
            _existing(group)
            return _met(group, week)
        case _:
            assert_never(command)


def _form(command: FormGroup, group: Group) -> list[Event]:
    if len(set(command.members)) < len(command.members):
        raise Invalid("somebody is named twice among the group's members")
    if len(command.members) < 2:
        raise Invalid("a group needs two members at least; nobody may be alone")
    if not group.exists:
        return [
            GroupFormed(rotation=command.rotation, label=command.label, members=command.members, on=command.on),
        ]
    if sorted(group.members) != sorted(command.members):
        raise WrongState("this group exists already, with other members")
    return []


def _existing(group: Group) -> None:
    if not group.exists:
        raise NotFound("there is no such group")


def _monday(week: str) -> date:
    try:
        return monday_of(week)
    except ValueError as error:
        raise Invalid(f"{week!r} is no ISO week; write it as 2026-W28") from error


def _timely(week: str, today: date) -> None:
    monday = _monday(week)
    if monday > today:
        raise Invalid(f"{week} lies in the future; report the meeting once it was held")
    last_day = monday + timedelta(days=6 + DAYS_TO_REPORT)
    if today > last_day:
        raise Invalid(f"{week} is too long ago: it could be reported until {last_day}")


def _met(group: Group, week: str) -> list[Event]:
    monday = _monday(week)
    if group.formed_on is not None and monday + timedelta(days=6) < group.formed_on:
        raise WrongState(f"in {week} the group did not exist yet; it was formed on {group.formed_on}")
    if group.dissolved_on is not None and monday >= group.dissolved_on:
        raise WrongState(f"in {week} the group existed no more; it was dissolved on {group.dissolved_on}")
    return [] if week in group.weeks_met else [MeetingHeld(week=week)]
