"""Programme, rotation and group: what each command brings about, and what is refused and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import given, strategies as st

from services.pairing.groups.domain import group
from services.pairing.groups.domain.group import DissolveGroup, FormGroup, Group, ReportMeeting, TakeOverMeeting
from services.pairing.programmes import domain as programme
from services.pairing.programmes.domain import ConfigureProgramme, Programme
from services.pairing.rotations import domain as rotation
from services.pairing.rotations.domain import (
    CHUNK,
    ConfirmRotation,
    DiscardRotation,
    DraftRotation,
    RecallDraft,
    Rotation,
    Stage,
    Stale,
    label_after,
    rotation_id,
    week_after,
)
from shared.events import (
    Event,
    Forbidden,
    GroupDissolved,
    GroupFormed,
    GroupsProposed,
    Invalid,
    MeetingHeld,
    NotFound,
    PlannedGroup,
    ProgrammeConfigured,
    RotationConfirmed,
    RotationDiscarded,
    RotationDrafted,
    WrongState,
    iso_week,
)

THURSDAY = date(2026, 7, 9)  # in 2026-W28, whose Monday is 2026-07-06


def folded(events: Iterable[Event]) -> Group:
    evolve: Callable[[Group, Event], Group] = group.evolve
    return reduce(evolve, events, Group())


def formed(on: date = date(2026, 7, 1), members: tuple[str, ...] = ("ann", "bob", "cy")) -> GroupFormed:
    return GroupFormed(rotation="r", label="2026-Q3", members=members, on=on)


def report(week: str = "2026-W28", by: str = "ann", today: date = THURSDAY) -> ReportMeeting:
    return ReportMeeting(by=by, week=week, today=today)


class TestProgramme:
    def test_is_configured(self) -> None:
        events = programme.decide(ConfigureProgramme("Buddies", ("sales", "dev"), 2, "organiser"), Programme())
        expected = ProgrammeConfigured(
            name="Buddies",
            functions=("sales", "dev"),
            group_size=2,
            approval="organiser",
            wishes=("hours", "office", "language"),
        )
        assert events == [expected]
        configured = programme.evolve(Programme(), expected)
        assert configured == Programme("Buddies", ("sales", "dev"), 2, "organiser", configured=True)
        assert programme.decide(ConfigureProgramme("Buddies", ("sales", "dev"), 2, "organiser"), configured) == []

    @pytest.mark.parametrize(
        "command",
        [
            ConfigureProgramme(" ", ("sales",), 3, "automatic"),
            ConfigureProgramme("Buddies", (), 3, "automatic"),
            ConfigureProgramme("Buddies", ("sales", ""), 3, "automatic"),
            ConfigureProgramme("Buddies", ("sales", "Sales"), 3, "automatic"),
            ConfigureProgramme("Buddies", ("sales",), 1, "automatic"),
            ConfigureProgramme("Buddies", ("sales",), 5, "automatic"),
            ConfigureProgramme("Buddies", ("sales",), 3, "automatic", every_weeks=0),
            ConfigureProgramme("Buddies", ("sales",), 3, "automatic", every_weeks=53),
            ConfigureProgramme("Buddies", ("sales",), 3, "automatic", near=-1),
            ConfigureProgramme("Buddies", ("sales",), 3, "automatic", near=101),
            ConfigureProgramme("Buddies", ("sales",), 3, "automatic", wishes=("office", "office")),
            ConfigureProgramme("Buddies", ("sales",), 3, "automatic", wishes=("sports",)),  # type: ignore[arg-type]
        ],
    )
    def test_nonsense_is_refused(self, command: ConfigureProgramme) -> None:
        with pytest.raises(Invalid):
            programme.decide(command, Programme())


def draft(*groups: tuple[str, ...]) -> DraftRotation:
    planned = tuple(PlannedGroup(group=f"g{index}", members=members) for index, members in enumerate(groups))
    return DraftRotation("p", "q", "2026-Q4", "seed", planned, repeats=0)


class TestRotation:
    def test_a_draft_holds_all_its_groups(self) -> None:
        command = draft(*((f"a{n}", f"b{n}") for n in range(2 * CHUNK + 1)))
        events = rotation.decide(command, Rotation())
        assert [type(event) for event in events] == [RotationDrafted, GroupsProposed, GroupsProposed, GroupsProposed]
        drafted = reduce(rotation.evolve, events, Rotation())
        assert drafted.stage is Stage.DRAFTED
        assert drafted.groups == command.groups
        assert rotation.decide(command, drafted) == []

    def test_a_draft_that_the_pool_has_left_behind_is_not_confirmed(self) -> None:
        command = replace(draft(("a", "b")), pool="then", run=2, pinned=(("a", "b"),), forbidden=(("x", "y"),))
        drafted = reduce(rotation.evolve, rotation.decide(command, Rotation()), Rotation())
        assert (drafted.run, drafted.pinned, drafted.forbidden) == (2, (("a", "b"),), (("x", "y"),))
        with pytest.raises(Stale, match=r"2026-Q4 is out of date.*draw again"):
            rotation.decide(ConfirmRotation("now"), drafted)
        for told in (ConfirmRotation("then"), ConfirmRotation()):
            assert [type(event) for event in rotation.decide(told, drafted)] == [RotationConfirmed]
        # A draft from before digests were kept says nothing of its pool.
        older = replace(drafted, pool=None)
        assert rotation.decide(ConfirmRotation("now"), older)
        assert rotation.decide(RecallDraft(), drafted) == []

    def test_is_confirmed_once(self) -> None:
        drafted = reduce(rotation.evolve, rotation.decide(draft(("a", "b")), Rotation()), Rotation())
        events = rotation.decide(ConfirmRotation(), drafted)
        assert events == [RotationConfirmed(label="2026-Q4", after_quarter="q")]
        confirmed = reduce(rotation.evolve, events, drafted)
        assert rotation.decide(ConfirmRotation(), confirmed) == []
        with pytest.raises(WrongState):
            rotation.decide(DiscardRotation(), confirmed)

    def test_a_discarded_draft_cannot_be_confirmed(self) -> None:
        drafted = reduce(rotation.evolve, rotation.decide(draft(("a", "b")), Rotation()), Rotation())
        events = rotation.decide(DiscardRotation(), drafted)
        assert events == [RotationDiscarded()]
        discarded = reduce(rotation.evolve, events, drafted)
        assert rotation.decide(DiscardRotation(), discarded) == []
        with pytest.raises(WrongState, match="discarded"):
            rotation.decide(ConfirmRotation(), discarded)

    @pytest.mark.parametrize("command", [ConfirmRotation(), DiscardRotation()])
    def test_an_unknown_one_is_not_found(self, command: ConfirmRotation | DiscardRotation) -> None:
        with pytest.raises(NotFound):
            rotation.decide(command, Rotation())

    @pytest.mark.parametrize("command", [draft(), draft(("a",)), draft(("a", "b"), ("b", "c")), draft(("a", "a"))])
    def test_a_draft_that_is_no_partition_is_refused(self, command: DraftRotation) -> None:
        with pytest.raises(Invalid):
            rotation.decide(command, Rotation())

    def test_its_id_tells_programmes_quarters_and_runs_apart(self) -> None:
        ids = {rotation_id(p, q, run) for p in ("p", "o") for q in ("q", "r") for run in (1, 2)}
        assert len(ids) == 8
        assert rotation_id("p", "q", 1) == rotation_id("p", "q", 1)

    @pytest.mark.parametrize(
        ("quarter", "expected"),
        [
            ("2026-Q3", "2026-Q4"),
            ("2026-Q4", "2027-Q1"),
            ("FY2026 Q3", "FY2026 Q4"),
            ("FY2026 Q4", "FY2027 Q1"),
            ("FY98/99 Q4", "FY99/00 Q1"),
            ("FY2026 Q2 transition 04-01", "after FY2026 Q2 transition 04-01"),
            ("GJ 22/23-Q1", "after GJ 22/23-Q1"),
            ("2026-Q5", "after 2026-Q5"),
        ],
    )
    def test_its_label_is_that_of_the_time_that_follows(self, quarter: str, expected: str) -> None:
        assert label_after(quarter) == expected


class TestGroup:
    def test_is_formed_once(self) -> None:
        command = FormGroup("r", "2026-Q3", ("ann", "bob"), date(2026, 7, 1))
        events = group.decide(command, Group())
        assert events == [formed(members=("ann", "bob"))]
        assert group.decide(command, folded(events)) == []
        with pytest.raises(WrongState):
            group.decide(FormGroup("r", "2026-Q3", ("ann", "cy"), date(2026, 7, 1)), folded(events))

    @pytest.mark.parametrize("members", [(), ("ann",), ("ann", "ann")])
    def test_nobody_is_alone(self, members: tuple[str, ...]) -> None:
        with pytest.raises(Invalid):
            group.decide(FormGroup("r", "l", members, THURSDAY), Group())

    def test_is_dissolved_once(self) -> None:
        command = DissolveGroup(THURSDAY, "next")
        assert group.decide(command, Group()) == []
        events = group.decide(command, folded([formed()]))
        assert events == [GroupDissolved(on=THURSDAY, successor="next")]
        assert group.decide(command, folded([formed(), *events])) == []

    def test_a_meeting_counts_once_a_week_whoever_reports_it(self) -> None:
        events = group.decide(report(), folded([formed()]))
        assert events == [MeetingHeld(week="2026-W28")]
        assert group.decide(report(by="bob"), folded([formed(), *events])) == []

    def test_an_outsider_cannot_report(self) -> None:
        with pytest.raises(Forbidden):
            group.decide(report(by="eve"), folded([formed()]))

    def test_an_unknown_group_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            group.decide(report(), Group())

    @pytest.mark.parametrize("week", ["2026-W29", "2027-W01", "2026-W60", "2025-W53", "week 28", ""])
    def test_the_future_and_what_is_no_week_is_refused(self, week: str) -> None:
        with pytest.raises(Invalid):
            group.decide(report(week=week), folded([formed()]))

    def test_a_week_may_be_reported_for_fourteen_days_after_its_sunday(self) -> None:
        sunday = date(2026, 7, 12)
        last = sunday + timedelta(days=14)
        assert group.decide(report(today=last), folded([formed()])) == [MeetingHeld(week="2026-W28")]
        with pytest.raises(Invalid, match="until 2026-07-26"):
            group.decide(report(today=last + timedelta(days=1)), folded([formed()]))

    def test_a_week_before_the_group_existed_is_refused(self) -> None:
        assert group.decide(report(week="2026-W28"), folded([formed(on=date(2026, 7, 12))]))
        with pytest.raises(WrongState, match="formed on 2026-07-13"):
            group.decide(report(week="2026-W28", today=date(2026, 7, 13)), folded([formed(on=date(2026, 7, 13))]))

    def test_a_dissolved_group_may_report_the_weeks_that_it_lived_in(self) -> None:
        over = folded([formed(), GroupDissolved(on=date(2026, 7, 7))])
        assert group.decide(report(today=date(2026, 7, 14)), over) == [MeetingHeld(week="2026-W28")]
        with pytest.raises(WrongState, match="existed no more"):
            group.decide(report(week="2026-W29", today=date(2026, 7, 14)), over)

    def test_a_week_that_began_on_the_day_of_the_end_is_not_the_groups_own(self) -> None:
        over = folded([formed(), GroupDissolved(on=date(2026, 7, 6))])
        with pytest.raises(WrongState):
            group.decide(report(), over)

    def test_a_meeting_of_a_former_system_may_be_as_old_as_it_likes(self) -> None:
        old = folded([formed(on=date(2020, 1, 1))])
        assert group.decide(TakeOverMeeting("2020-W10"), old) == [MeetingHeld(week="2020-W10")]
        with pytest.raises(NotFound):
            group.decide(TakeOverMeeting("2020-W10"), Group())
        with pytest.raises(Invalid):
            group.decide(TakeOverMeeting("2020-10"), old)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-40, 40), st.integers(-40, 40))
def test_only_weeks_of_the_groups_life_that_are_not_too_old_are_taken(today: date, born: int, age: int) -> None:
    day = today + timedelta(days=age)
    state = folded([formed(on=today + timedelta(days=born))])
    try:
        events = group.decide(report(week=iso_week(day), today=today), state)
    except (Invalid, WrongState):
        return
    assert events == [MeetingHeld(week=iso_week(day))]
    assert -20 <= age <= 6
    assert age >= born - 6


def test_weeks_follow_each_other_over_the_year() -> None:
    assert week_after("2026-W41") == "2026-W42"
    assert week_after("2026-W53") == "2027-W01"
    with pytest.raises(ValueError, match="ISO week"):
        week_after("2026-Q4")
