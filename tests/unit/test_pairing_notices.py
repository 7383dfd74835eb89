"""What a group and a newcomer are told: each once. Given events, when a command, then."""

from __future__ import annotations

from functools import reduce

import pytest

from services.pairing.groups.domain import newcomer, notices
from services.pairing.groups.domain.newcomer import Newcomer, Wait
from services.pairing.groups.domain.notices import AskQuietGroup, Command, Notices, RemindOfMeeting
from shared.events import Event, GroupQuiet, MeetingDue, MeetingHeld, NewcomerWaits


def given(*events: Event) -> Notices:
    return reduce(notices.evolve, events, Notices())


@pytest.mark.parametrize(
    ("state", "command", "then"),
    [
        (given(), RemindOfMeeting("2026-W28"), [MeetingDue(week="2026-W28")]),
        (given(MeetingDue(week="2026-W28")), RemindOfMeeting("2026-W28"), []),
        (given(MeetingDue(week="2026-W28")), RemindOfMeeting("2026-W29"), [MeetingDue(week="2026-W29")]),
        (given(MeetingDue(week="2026-W28")), AskQuietGroup("2026-W28"), [GroupQuiet(since="2026-W28")]),
        (given(GroupQuiet(since="2026-W28"), MeetingHeld(week="2026-W30")), AskQuietGroup("2026-W28"), []),
    ],
)
def test_a_group_is_told_everything_once(state: Notices, command: Command, then: list[Event]) -> None:
    assert notices.decide(command, state) == then


def test_a_newcomer_waits_each_time_that_he_comes_too_late() -> None:
    waits = newcomer.decide(Wait("digest"), Newcomer())
    assert waits == [NewcomerWaits(person="digest")]
    assert newcomer.decide(Wait("digest"), newcomer.evolve(Newcomer(), waits[0])) == waits
