"""Between two rotations: who leaves a group, who joins it, how often it meets. Given events, when a command, then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce

import pytest

from services.pairing.groups.domain import group
from services.pairing.groups.domain.group import ChooseCadence, Group, JoinGroup, LeaveGroup, ReportMeeting
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
    WrongState,
)

FORMED = GroupFormed(rotation="r", label="2026-Q3", members=("ann", "bob", "cy"), on=date(2026, 7, 1))
PAIR = GroupFormed(rotation="r", label="2026-Q3", members=("ann", "bob"), on=date(2026, 7, 1))
OVER = GroupDissolved(on=date(2026, 9, 30))
TODAY = date(2026, 8, 3)


def given(*events: Event) -> Group:
    folded: Iterable[Event] = events
    return reduce(group.evolve, folded, Group())


def adjusted(members: tuple[str, ...], because: str) -> list[Event]:
    return [GroupAdjusted(members=members, because=because, on=TODAY, rotation="r", label="2026-Q3")]  # type: ignore[arg-type]


class TestLeaving:
    def test_two_remain_as_a_pair(self) -> None:
        then = group.decide(LeaveGroup("bob", TODAY), given(FORMED))
        assert then == adjusted(("ann", "cy"), "left")
        assert given(FORMED, *then).members == ("ann", "cy")

    def test_nobody_is_left_alone(self) -> None:
        with pytest.raises(WrongState, match="left alone; place him in another group"):
            group.decide(LeaveGroup("bob", TODAY), given(PAIR))

    @pytest.mark.parametrize("state", [given(FORMED, OVER), given(FORMED, *adjusted(("ann", "cy"), "left"))])
    def test_who_is_out_already_stays_out(self, state: Group) -> None:
        assert group.decide(LeaveGroup("bob", TODAY), state) == []

    def test_a_group_that_never_was(self) -> None:
        with pytest.raises(NotFound):
            group.decide(LeaveGroup("bob", TODAY), Group())


class TestJoining:
    @pytest.mark.parametrize("because", ["joined", "merged"])
    def test_a_newcomer_is_one_of_them(self, because: group.Joining) -> None:
        assert group.decide(JoinGroup("abe", because, TODAY), given(PAIR)) == adjusted(("abe", "ann", "bob"), because)

    def test_twice_is_once(self) -> None:
        assert group.decide(JoinGroup("ann", "joined", TODAY), given(PAIR)) == []

    def test_five_are_too_many(self) -> None:
        four = given(FORMED, *adjusted(("ann", "bob", "cy", "dee"), "joined"))
        with pytest.raises(WrongState, match="4 members already"):
            group.decide(JoinGroup("eve", "joined", TODAY), four)

    def test_not_a_group_that_is_over(self) -> None:
        with pytest.raises(WrongState, match="exists no more"):
            group.decide(JoinGroup("eve", "joined", TODAY), given(FORMED, OVER))

    def test_who_joined_may_report_and_who_left_may_not(self) -> None:
        changed = given(FORMED, *adjusted(("ann", "eve"), "merged"))
        assert group.decide(ReportMeeting("eve", "2026-W31", TODAY), changed) == [MeetingHeld(week="2026-W31")]
        with pytest.raises(Forbidden):
            group.decide(ReportMeeting("bob", "2026-W31", TODAY), changed)


class TestCadence:
    @pytest.mark.parametrize("every", [2, 8])
    def test_any_member_changes_it(self, every: int) -> None:
        then = group.decide(ChooseCadence("cy", every), given(FORMED))
        assert then == [CadenceChosen(every_weeks=every)]
        assert given(FORMED, *then).every_weeks == every

    def test_weekly_is_the_default(self) -> None:
        assert group.decide(ChooseCadence("cy", 1), given(FORMED)) == []

    @pytest.mark.parametrize("every", [-1, 0, 9])
    def test_other_than_every_one_to_eight_weeks_is_refused(self, every: int) -> None:
        with pytest.raises(Invalid, match="choose every 1 to 8 weeks"):
            group.decide(ChooseCadence("cy", every), given(FORMED))

    def test_an_outsider_is_refused_before_anything_else_is_said(self) -> None:
        for state in (given(FORMED), given(FORMED, OVER)):
            with pytest.raises(Forbidden):
                group.decide(ChooseCadence("eve", 99), state)

    def test_a_group_that_is_over_has_none(self) -> None:
        with pytest.raises(WrongState):
            group.decide(ChooseCadence("ann", 2), given(FORMED, OVER))
