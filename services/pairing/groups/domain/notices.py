"""What a group alone is told: that it is to meet this week, and a question when it has gone quiet. Each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from shared.events import Event, GroupQuiet, MeetingDue


@dataclass(frozen=True, slots=True)
class Notices:
    """What was told so far, by ISO week."""

    reminded: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


def evolve(notices: Notices, event: Event) -> Notices:
    """Fold one event."""
    match event:
        case MeetingDue(week=week):
            return Notices(notices.reminded | {week}, notices.asked)
        case GroupQuiet(since=since):
            return Notices(notices.reminded, notices.asked | {since})
        case _:
            return notices


@dataclass(frozen=True, slots=True)
class RemindOfMeeting:
    """By its own cadence the group meets in this ISO week."""

    week: str


@dataclass(frozen=True, slots=True)
class AskQuietGroup:
    """The group hasn't met since this ISO week; how is it?"""

    since: str


Command = RemindOfMeeting | AskQuietGroup


def decide(command: Command, notices: Notices) -> list[Event]:
    """The events that the command brings about; none where the same was told before."""
    match command:
        case RemindOfMeeting(week=week):
            return [] if week in notices.reminded else [MeetingDue(week=week)]
        case AskQuietGroup(since=since):
            return [] if since in notices.asked else [GroupQuiet(since=since)]
        case _:
            assert_never(command)
