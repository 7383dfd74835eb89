"""The read models on a database in memory, fed event by event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest
from sqlalchemy import Connection, select

from services.pairing import typed_ids as resolve
from services.pairing.goals.views import calendar, key_results, quarters
from services.pairing.groups.views import groups, meetings
from services.pairing.members.views import pool
from services.pairing.programmes import view as programmes
from services.pairing.rotations.views import draw_inputs, proposals, rotations, stays, together
from services.pairing.rotations.views.together import Together
from services.pairing.views import VIEWS
from shared.events import (
    Binary,
    CadenceChosen,
    CalendarChanged,
    CheckInCorrected,
    CheckInRetracted,
    Event,
    GroupAdjusted,
    GroupDissolved,
    GroupFormed,
    GroupsProposed,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultMoved,
    KeyResultReassigned,
    MeetingHeld,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveReassigned,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    PlannedGroup,
    ProgrammeConfigured,
    ProgressUpdated,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    RotationConfirmed,
    RotationDiscarded,
    RotationDrafted,
    Sealed,
    type_of,
)
from shared.projection import fold_into, memory_engine

Told = tuple[str, Event] | tuple[str, Event, datetime]


def moment(day: int, month: int = 7) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def recorded(told: list[Told]) -> list[Recorded[Event]]:
    versions: dict[str, int] = {}
    events = []
    for position, (aggregate, data, *time) in enumerate(told, start=1):
        versions[aggregate] = versions.get(aggregate, 0) + 1
        when: Any = time[0] if time else moment(1)
        common = {"actor": "a", "correlation": "c", "causation": "c", "time": when, "recorded": moment(1)}
        events.append(
            Recorded(
                position=position,
                id=str(position),
                type=type_of(data),
                aggregate=aggregate,
                version=versions[aggregate],
                data=data,
                **common,
            )
        )
    return events


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = memory_engine(VIEWS)
    with engine.begin() as opened:
        yield opened
    engine.dispose()


def joined(function: str = "Dev") -> PersonJoined:
    return PersonJoined(name=Sealed("sealed:v1:x:y"), function=function)


def formed(*members: str, rotation: str = "r1", label: str = "2026-Q3") -> GroupFormed:
    return GroupFormed(rotation=rotation, label=label, members=members, on=date(2026, 7, 1))


def adjusted(*members: str, because: Literal["left", "joined"] = "left") -> GroupAdjusted:
    on = date(2026, 8, 3)
    return GroupAdjusted(members=members, because=because, on=on, rotation="r1", label="2026-Q3")


def drafted(label: str = "2026-Q3", count: int = 1, programme: str = "p", turn: int | None = None) -> RotationDrafted:
    return RotationDrafted(
        programme=programme, after_quarter="q", label=label, seed="s", groups=count, repeats=0, turn=turn
    )


def test_people_come_and_go(connection: Connection) -> None:
    told: list[Told] = [
        ("person/ann", joined("Sales")),
        ("person/bob", joined("CS")),
        ("person/cy", joined()),
        ("person/bob", PersonMoved(function="Dev", team="Core")),
        ("person/bob", PersonRenamed(name=Sealed("another"))),
        ("person/ann", PersonRenamed(email=Sealed("address"), email_index="i")),
        ("person/cy", PersonLeft()),
    ]
    fold_into(connection, VIEWS, recorded(told))
    assert [(row["person"], row["function"], row["team"]) for row in pool.present(connection)] == [
        ("ann", "Sales", None),
        ("bob", "Dev", "Core"),
    ]
    assert pool.names_of(connection, ["ann", "bob"])["bob"] == "another"
    assert pool.names_of(connection, ["ann"])["ann"] != "address"
    assert [row["person"] for row in pool.page(connection, 1, 10)] == ["bob"]


def test_who_comes_back_is_the_same_person(connection: Connection) -> None:
    told: list[Told] = [("person/ann", joined()), ("person/ann", PersonLeft()), ("person/ann", joined("CS"))]
    fold_into(connection, VIEWS, recorded(told))
    assert [(row["number"], row["function"]) for row in pool.present(connection)] == [(1, "CS")]


def test_a_quarter_is_found_by_any_label_that_means_its_days(connection: Connection) -> None:
    autumn = {"start": date(2026, 10, 1), "end": date(2026, 12, 31)}
    summer = {"start": date(2026, 7, 1), "end": date(2026, 9, 30)}
    told: list[Told] = [
        ("quarter/a", QuarterPlanned(label="2026-Q4", **autumn)),
        ("quarter/b", QuarterPlanned(label="FY2026 Q3", **summer)),
    ]
    fold_into(connection, VIEWS, recorded(told))

    def found(label: str) -> str | None:
        row = quarters.find(connection, label)
        return None if row is None else str(row["quarter"])

    assert [found(label) for label in ("2026-Q4", "FY2026 Q4", "q4 2026", " 2026-q4 ")] == ["a"] * 4
    assert [found(label) for label in ("FY2026 Q3", "2026-Q3", "fy26 q3")] == ["b"] * 3
    assert found("2026-Q2") is None
    april = CalendarChanged(start_month=4, label_year="start", since=date(2026, 4, 1))
    fold_into(connection, VIEWS, recorded([*told, ("company/c", april)])[2:])
    assert [found(label) for label in ("2026-Q4", "FY2026 Q4", "FY2026 Q2")] == ["a", None, "b"]


def test_days_begin_where_the_calendar_says(connection: Connection) -> None:
    evening = datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert calendar.company_days(connection, UTC).of(evening) == date(2026, 7, 1)
    tokyo = CalendarChanged(start_month=4, label_year="start", since=date(2026, 7, 1), zone="Asia/Tokyo")
    fold_into(connection, VIEWS, recorded([("company/c", tokyo)]))
    here = calendar.company_days(connection, UTC)
    assert here.of(evening) == date(2026, 7, 2)
    assert here.of(datetime(2026, 6, 30, 22, tzinfo=UTC)) == date(2026, 6, 30), "before it held, it was another one"


def test_quarters_pass(connection: Connection) -> None:
    span = {"start": date(2026, 7, 1), "end": date(2026, 9, 30)}
    told: list[Told] = [
        ("quarter/a", QuarterPlanned(label="2026-Q3", **span)),
        ("quarter/b", QuarterPlanned(label="2026-Q4", **span)),
        ("quarter/a", QuarterStarted()),
    ]
    fold_into(connection, VIEWS, recorded(told))
    found = quarters.find(connection, "2026-Q3")
    assert found is not None
    assert (found["quarter"], found["state"]) == ("a", "running")
    assert quarters.find(connection, "b") is not None
    assert quarters.find(connection, "2030-Q1") is None


def test_a_programme_is_configured(connection: Connection) -> None:
    event = ProgrammeConfigured(name="Buddies", functions=("a", "b"), group_size=2)
    fold_into(connection, VIEWS, recorded([("programme/p", event)]))
    found = programmes.find(connection, "p")
    assert found is not None
    assert (found["functions"], found["group_size"], found["approval"]) == (["a", "b"], 2, "automatic")
    assert programmes.find(connection, "q") is None


def test_a_rotation_is_drafted_and_confirmed(connection: Connection) -> None:
    first = GroupsProposed(groups=(PlannedGroup(group="g1", members=("ann", "bob")),))
    second = GroupsProposed(groups=(PlannedGroup(group="g0", members=("cy", "dee")),))
    told: list[Told] = [
        ("rotation/r1", drafted(count=2)),
        ("rotation/r1", first),
        ("rotation/r1", second),
        ("rotation/r2", drafted()),
        ("rotation/r2", RotationDiscarded()),
        ("rotation/r1", RotationConfirmed(label="2026-Q3", after_quarter="q"), moment(3)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    assert [(row["rotation"], row["stage"]) for row in rotations.page(connection, None, 9)] == [
        ("r2", "discarded"),
        ("r1", "confirmed"),
    ]
    assert [row["group"] for row in proposals.of_rotation(connection, "r1")] == ["g1", "g0"]
    found = rotations.find(connection, "r1")
    assert found is not None
    assert (found["confirmed"], found["confirmed_at"]) == (moment(3), 6)
    assert resolve.rotation_id(connection, "R-2") == "r2"
    assert resolve.rotation_id(connection, "r-1") == "r1"
    assert resolve.rotation_id(connection, "r1") == "r1"
    assert resolve.rotation_id(connection, "G-1") is None
    assert resolve.rotation_id(connection, "R-3") is None


def test_a_group_lives_and_meets_in_any_order(connection: Connection) -> None:
    told: list[Told] = [
        ("person/ann", joined("Sales")),
        ("group/g1", formed("ann", "ghost")),
        ("group/g2", formed("bob", "cy", rotation="r2", label="2026-Q4")),
        ("group/g1", MeetingHeld(week="2026-W30")),
        ("group/g1", MeetingHeld(week="2026-W28")),
        ("group/g1", GroupDissolved(successor="r2", on=date(2026, 10, 1)), moment(1, 10)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    (former,) = groups.chosen(connection, current=False)
    assert (former["group"], former["meetings"], former["last_week"]) == ("g1", 2, "2026-W30")
    assert former["dissolved_on"] == date(2026, 10, 1)
    assert [row["group"] for row in groups.chosen(connection, current=True)] == ["g2"]
    assert [row["group"] for row in groups.chosen(connection, label="2026-Q4")] == ["g2"]
    assert [row["group"] for row in groups.chosen(connection, rotation="r1")] == ["g1"]
    assert [row["group"] for row in groups.chosen(connection, after=1, limit=5)] == ["g2"]
    assert meetings.weeks_of(connection, "g1") == ["2026-W28", "2026-W30"]
    (shown,) = groups.with_people(connection, [former])
    assert shown["members"] == [
        {"person": "ann", "name": "sealed:v1:x:y", "function": "Sales"},
        {"person": "ghost", "name": None, "function": None},
    ]
    assert resolve.group_id(connection, "g-2") == "g2"


def test_a_draw_starts_from_the_pool_and_from_who_was_together(connection: Connection) -> None:
    told: list[Told] = [
        ("person/ann", joined("SALES")),
        ("person/bob", joined("Dev")),
        ("person/eve", joined("Finance")),
        ("group/g3", formed("ann", "cy", rotation="new", label="2026-Q3"), moment(1, 7)),
        # The former system's groups are told last, out of order.
        ("group/g2", formed("bob", "ann", rotation="old", label="2026-Q1"), moment(1, 1)),
        ("group/g1", formed("ann", "cy", rotation="mid", label="2026-Q2"), moment(1, 4)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    known = draw_inputs.draw_input(connection, "p", ("sales", "cs", "dev"))
    assert known.members == (("ann", "sales"), ("bob", "dev"))
    assert known.gaps == {("ann", "cy"): 1, ("ann", "bob"): 3}
    assert (known.seats, known.turn) == ({}, None)
    assert known.spared == {"ann", "bob", "cy"}


def test_a_draw_follows_on_the_seats_of_the_last_confirmed_rotation(connection: Connection) -> None:
    def planned(*seats: tuple[str, int]) -> GroupsProposed:
        people, numbers = zip(*seats, strict=True)
        return GroupsProposed(groups=(PlannedGroup(group=f"g{people[0]}", members=people, seats=numbers),))

    told: list[Told] = [
        *((f"person/{name}", joined(function)) for name, function in (("s", "Sales"), ("c", "CS"), ("d", "Dev"))),
        ("rotation/r1", drafted(turn=4)),
        ("rotation/r1", planned(("c", 3), ("d", 0))),
        ("rotation/r1", planned(("s", 2), ("t", 1))),
        ("rotation/r1", RotationConfirmed(label="1", after_quarter="q")),
        ("group/gc", formed("s", "c", "d", rotation="r1")),
        # A draft that nobody confirmed says nothing, and neither does another programme.
        ("rotation/r2", drafted(turn=5)),
        ("rotation/r3", drafted(programme="other", turn=6)),
        ("rotation/r3", RotationConfirmed(label="3", after_quarter="q")),
    ]
    fold_into(connection, VIEWS, recorded(told))
    known = draw_inputs.draw_input(connection, "p", ("sales", "cs", "dev"))
    assert known.seats == {"c": 3, "d": 0, "s": 2, "t": 1}
    assert known.turn == 4
    assert known.spared == frozenset()


def test_a_rotation_replaces_what_was_there_before_it_and_nothing_later(connection: Connection) -> None:
    def confirmed(label: str) -> RotationConfirmed:
        return RotationConfirmed(label=label, after_quarter="q")

    told: list[Told] = [
        ("group/taken-over", formed("a", "b", rotation="elsewhere"), moment(1, 4)),
        ("rotation/r1", drafted()),
        ("rotation/r2", drafted()),
        ("rotation/r3", drafted(programme="other")),
        ("rotation/r1", confirmed("1"), moment(2)),
        ("rotation/r3", confirmed("3"), moment(2)),
        ("rotation/r2", confirmed("2"), moment(3)),
        ("group/g1", formed("a", "b", rotation="r1"), moment(2)),
        ("group/g2", formed("a", "b", rotation="r2"), moment(3)),
        ("group/g3", formed("a", "b", rotation="r3"), moment(2)),
        ("group/later", formed("a", "b", rotation="elsewhere"), moment(1, 4)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    first, second = rotations.find(connection, "r1"), rotations.find(connection, "r2")
    assert first is not None
    assert second is not None
    assert draw_inputs.replaced_by(connection, first) == ["taken-over"]
    assert draw_inputs.replaced_by(connection, second) == ["taken-over", "g1"]
    assert [row["rotation"] for row in rotations.confirmed_before(connection, second)] == ["r1"]
    assert draw_inputs.formed_of(connection, "r1") == 1


def test_what_is_unknown_is_ignored(connection: Connection) -> None:
    span = {"start": date(2026, 7, 1), "end": date(2026, 9, 30)}
    told: list[Told] = [
        ("person/x", PersonMoved(function="Dev")),
        ("person/x", PersonRenamed(name=Sealed("x"))),
        ("person/y", PersonLeft()),
        ("quarter/x", QuarterStarted()),
        ("quarter/y", QuarterEnded(label="2026-Q3", **span)),
        ("rotation/x", RotationConfirmed(label="l", after_quarter="q")),
        ("rotation/y", RotationDiscarded()),
        ("group/x", MeetingHeld(week="2026-W28")),
        ("group/y", GroupDissolved()),
    ]
    fold_into(connection, VIEWS, recorded(told))
    assert pool.present(connection) == []
    assert groups.chosen(connection) == []


def test_a_group_goes_on_with_other_members_and_at_another_cadence(connection: Connection) -> None:
    told: list[Told] = [
        ("group/g1", formed("ann", "bob", "cy", rotation="r1", label="2026-Q3"), moment(1)),
        ("group/g1", adjusted("ann", "bob"), moment(2)),
        ("group/g1", CadenceChosen(every_weeks=2), moment(3)),
        ("group/g1", adjusted("ann", "bob", "dee", because="joined"), moment(4)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    row = groups.find(connection, "g1")
    assert row is not None
    assert (row["members"], row["every_weeks"]) == (["ann", "bob", "dee"], 2)
    rows = connection.execute(select(Together.table)).mappings()
    assert {row["pair"]: row["times"] for row in rows} == {
        # Who stays is not together once more by that.
        **dict.fromkeys(("ann|bob", "ann|cy", "bob|cy"), 1),
        **dict.fromkeys(("ann|dee", "bob|dee"), 1),
    }


def test_who_meets_again_by_an_adjustment_is_together_once_more(connection: Connection) -> None:
    told: list[Told] = [
        ("group/g0", formed("ann", "dee", rotation="r0", label="2026-Q2"), moment(1)),
        ("group/g1", formed("ann", "bob", rotation="r1", label="2026-Q3"), moment(2)),
        ("group/g1", adjusted("ann", "bob", "dee", because="joined"), moment(4)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    rows = {row["pair"]: row for row in connection.execute(select(Together.table)).mappings()}
    assert (rows["ann|dee"]["times"], rows["ann|dee"]["last_label"]) == (2, "2026-Q3")
    assert rows["ann|bob"]["times"] == 1


def explained_rotation(connection: Connection, rotation: str, *groups: tuple[str, ...]) -> dict[tuple[str, str], str]:
    row = rotations.find(connection, rotation)
    assert row is not None
    return together.last_together(connection, row, groups)


def test_who_moved_out_of_a_group_was_together_with_its_people(connection: Connection) -> None:
    told: list[Told] = [
        ("group/g0", formed("ann", "cy", rotation="r0", label="2026-Q2"), moment(1, 4)),
        ("group/g1", formed("ann", "bob", "cy"), moment(1)),
        ("group/g2", formed("dee", "eve"), moment(1)),
        # Cy moves over in mid-quarter, and Fay takes his place later.
        ("group/g2", adjusted("cy", "dee", "eve", because="joined"), moment(3, 8)),
        ("group/g1", adjusted("ann", "bob"), moment(3, 8)),
        ("group/g1", adjusted("ann", "bob", "fay", because="joined"), moment(9, 8)),
        ("rotation/r2", drafted("2026-Q4")),
    ]
    fold_into(connection, VIEWS, recorded(told))
    found = explained_rotation(connection, "r2", ("ann", "cy", "fay"), ("bob", "cy"), ("cy", "dee"))
    assert found == dict.fromkeys([("ann", "cy"), ("bob", "cy"), ("cy", "dee"), ("ann", "fay")], "2026-Q3")
    assert ("cy", "fay") not in found, "they sat in one group, and never at one time"
    changed = stays.changed_groups(connection)
    assert [company.members for company in stays.companies(changed["g1"])] == [
        ("ann", "bob", "cy"),
        ("ann", "bob"),
        ("ann", "bob", "fay"),
    ]


def test_a_bond_names_the_last_time_before_the_rotation(connection: Connection) -> None:
    told: list[Told] = [
        ("group/g3", formed("ann", "bob", rotation="r3", label="2026-Q3"), moment(1, 7)),
        # What a former system knew is told later, and lies before.
        ("group/g1", formed("ann", "bob", rotation="r1", label="2026-Q1"), moment(1, 1)),
        ("rotation/r3", drafted(), moment(30, 6)),
        ("rotation/r3", RotationConfirmed(label="2026-Q3", after_quarter="q"), moment(1, 7)),
        ("rotation/r4", drafted("2026-Q4"), moment(30, 9)),
        ("rotation/r4", RotationDiscarded(), moment(30, 9)),
        ("group/g4", formed("ann", "bob", rotation="r5", label="2026-Q4"), moment(1, 10)),
        ("rotation/r6", drafted("2027-Q1"), moment(30, 12)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    said = {name: explained_rotation(connection, name, ("ann", "bob")) for name in ("r3", "r4", "r6")}
    assert said == {
        "r3": {("ann", "bob"): "2026-Q1"},
        "r4": {("ann", "bob"): "2026-Q3"},
        "r6": {("ann", "bob"): "2026-Q4"},
    }


def test_who_goes_and_comes_back_has_sat_there_twice(connection: Connection) -> None:
    told: list[Told] = [
        ("group/g1", formed("ann", "bob", "cy"), moment(1)),
        ("group/g1", adjusted("ann", "bob"), moment(5)),
        ("group/g1", adjusted("ann", "bob", "dee", because="joined"), moment(6)),
        ("group/g1", adjusted("ann", "bob"), moment(7)),
        ("group/g1", adjusted("ann", "bob", "cy", because="joined"), moment(8)),
        ("group/ghost", adjusted("x", "y"), moment(8)),
        ("rotation/r2", drafted("2026-Q4")),
    ]
    fold_into(connection, VIEWS, recorded(told))
    found = explained_rotation(connection, "r2", ("bob", "cy"), ("cy", "dee"), ("ann", "dee"), ("x", "y"))
    assert set(found) == {("bob", "cy"), ("ann", "dee")}


def test_who_stays_when_somebody_leaves_is_not_together_anew(connection: Connection) -> None:
    told: list[Told] = [
        ("group/g1", formed("ann", "bob", "cy"), moment(1)),
        ("group/g2", formed("ann", "bob", rotation="r2", label="2026-Q4"), moment(1, 10)),
        # The former group heals for a moment before it is dissolved.
        ("group/g1", adjusted("ann", "bob"), moment(2, 10)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    rows = {row["pair"]: row for row in connection.execute(select(Together.table)).mappings()}
    assert (rows["ann|bob"]["times"], rows["ann|bob"]["last_label"]) == (2, "2026-Q4")


def test_what_a_brief_knows_of_key_results(connection: Connection) -> None:
    def at(day: int, value: str, help_wanted: str | None = None) -> ProgressUpdated:
        asked = Sealed(help_wanted) if help_wanted else None
        return ProgressUpdated(check_in=f"c{day}", key_result="k", value=Decimal(value), help_wanted=asked)

    quarter = QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
    told: list[Told] = [
        ("quarter/q", quarter),
        ("quarter/q", QuarterStarted()),
        ("objective/o", ObjectiveDrafted(title="Be heard", quarter="q", owner="ann")),
        ("objective/o", ObjectivePublished()),
        ("objective/o", KeyResultAdded(key_result="k", title="Calls", measure=Binary()), moment(1)),
        ("objective/o", at(9, "3.0", "a tester"), moment(9)),
        # Told later, held earlier.
        ("objective/o", at(5, "2"), moment(5)),
        ("objective/o", at(7, "9"), moment(7)),
        ("objective/o", CheckInRetracted(check_in="c7", key_result="k"), moment(7)),
        ("objective/o", CheckInCorrected(check_in="c5", key_result="k", value=Decimal("2.5")), moment(5)),
    ]
    fold_into(connection, VIEWS, recorded(told))
    (known,) = key_results.standings(connection, ["ann"])
    assert (known.owner, known.title, known.objective, known.added) == ("ann", "Calls", "Be heard", moment(1))
    assert [(each.at, each.said, each.help_wanted) for each in known.check_ins] == [
        (moment(5), "2.5", None),
        (moment(9), "3", "a tester"),
    ]
    assert key_results.standings(connection, ["bob"]) == []


@pytest.mark.parametrize(
    "then",
    [
        [],
        [("quarter/q", QuarterEnded(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30)))],
        [("objective/o", ObjectiveClosed())],
        [("objective/o", ObjectiveReassigned(owner="bob"))],
        [("objective/o", KeyResultDropped(key_result="k"))],
        [("objective/o", KeyResultReassigned(key_result="k", owner="bob"))],
        [("objective/o", KeyResultMoved(key_result="k", objective="unknown"))],
    ],
)
def test_what_is_nobody_s_work_now_is_in_no_brief(connection: Connection, then: list[Told]) -> None:
    told: list[Told] = [
        ("quarter/q", QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))),
        ("quarter/q", QuarterStarted()),
        ("objective/o", ObjectiveDrafted(title="Be heard", quarter="q", owner="ann")),
        ("objective/o", ObjectivePublished()),
        ("objective/o", KeyResultAdded(key_result="k", title="Calls", measure=Binary())),
    ]
    fold_into(connection, VIEWS, recorded([*told, *then]))
    assert len(key_results.standings(connection, ["ann"])) == (0 if then else 1)


def test_a_private_objective_is_in_no_brief(connection: Connection) -> None:
    told: list[Told] = [
        ("quarter/q", QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))),
        ("quarter/q", QuarterStarted()),
        ("private/objective/o", ObjectiveDrafted(title="sealed:v1:o:x", quarter="q", owner="ann")),
        ("private/objective/o", ObjectivePublished()),
        ("private/objective/o", KeyResultAdded(key_result="k", title="sealed:v1:o:y", measure=Binary())),
        ("private/objective/o", ProgressUpdated(check_in="c", key_result="k", value=Decimal(1))),
    ]
    fold_into(connection, VIEWS, recorded(told))
    assert key_results.standings(connection, ["ann"]) == []
    assert connection.execute(select(key_results.KeyResults.table)).all() == []
