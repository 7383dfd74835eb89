"""What a buddy group can be told to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Joining = Literal["joined", "merged"]
"""Why somebody joins a group between two rotations: he is new here, or was left alone by his own."""


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


@dataclass(frozen=True, slots=True)
class ChooseCadence:
    """The group wants to meet every so many weeks; one of its members says so."""

    by: str
    every_weeks: int


@dataclass(frozen=True, slots=True)
class LeaveGroup:
    """Somebody is in the group no more from the day `on`, and two others go on at least."""

    person: str
    on: date


@dataclass(frozen=True, slots=True)
class JoinGroup:
    """Somebody is in the group from the day `on`: new in the company, or left alone by another group."""

    person: str
    because: Joining
    on: date


Command = FormGroup | DissolveGroup | ReportMeeting | TakeOverMeeting | ChooseCadence | LeaveGroup | JoinGroup
