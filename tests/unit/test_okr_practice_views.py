"""What the measures of the practice rest on, as the views make it of events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

from services.okr.cadences.domain import Rhythm
from services.okr.kernel.units import unit_id
from services.okr.objectives.domain.history import KeyResultState, ObjectiveState, Quarter
from services.okr.practice.domain.facts import Facts, SessionFact
from services.okr.practice.views import practice
from services.okr.practice.views.facts import Asked, facts
from shared.events import (
    CadenceSet,
    CheckInRetracted,
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentStarted,
    Ideal,
    IdealStateDefined,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultReassigned,
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveReopened,
    PersonJoined,
    PersonLeft,
    PracticeMeasure,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    Sealed,
    SupportGiven,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionScheduled,
)
from tests.views_kit import START, Store, number, said, store

__all__ = ["store"]

TOKYO = ZoneInfo("Asia/Tokyo")
ALL: frozenset[PracticeMeasure] = frozenset(get_args(PracticeMeasure))
WEEKLY = Rhythm("week", 5, 2)


def day(number: int) -> date:
    return START.date() + timedelta(days=number)


def found(store: Store, measures: frozenset[PracticeMeasure] = ALL) -> Facts:
    return facts(store.connection, Asked(measures, day(-30), day(60), UTC, WEEKLY))


def test_an_objective_through_time(store: Store) -> None:
    store.tell("quarter/q", QuarterPlanned(label="2026-Q3", start=day(-5), end=day(86)), QuarterStarted())
    store.tell("objective/o", ObjectiveDrafted(title="Be heard", quarter="q", team="East", owner="olga"))
    store.tell("objective/o", ObjectivePublished(), day=1)
    store.tell("objective/o", ObjectiveAligned(key_result="calls"), day=2)
    store.tell("objective/o", ObjectiveReassigned(team="West"), day=3)
    store.tell("objective/o", ObjectiveClosed(), day=4)
    store.tell("objective/o", ObjectiveReopened(reason=Sealed("why")), day=5)
    store.tell("objective/o", ObjectiveAligned(), day=6)
    fact = found(store).objectives["o"]
    assert fact.quarter == Quarter(day(-5), day(86), day(0))
    served = ("KR", "calls")
    assert list(fact.states) == [
        (day(0), ObjectiveState(False, "East", "olga")),
        (day(1), ObjectiveState(True, "East", "olga")),
        (day(2), ObjectiveState(True, "East", "olga", served)),
        (day(3), ObjectiveState(True, "West", None, served)),
        (day(4), ObjectiveState(False, "West", None, served)),
        (day(5), ObjectiveState(True, "West", None, served)),
        (day(6), ObjectiveState(True, "West", None)),
    ]


def test_what_another_system_tells_in_another_order_is_put_in_order(store: Store) -> None:
    store.tell("objective/o", ObjectiveDrafted(title="Be heard"), day=0)
    store.tell("objective/o", ObjectiveClosed(), day=9)
    store.tell("objective/o", ObjectivePublished(), day=1)
    states = found(store).objectives["o"].states
    assert [(since, state.published) for since, state in states] == [(day(0), False), (day(1), True), (day(9), False)]


def test_a_key_result_through_time(store: Store) -> None:
    for objective in ("o", "p"):
        store.tell(f"objective/{objective}", ObjectiveDrafted(title="Be heard"))
    store.tell("objective/o", KeyResultAdded(key_result="calls", title="Calls", measure=number(), owner="ken"))
    store.tell("objective/o", KeyResultReassigned(key_result="calls", owner=None), day=1)
    moved = KeyResultAdded(key_result="calls", title="Calls", measure=number(), moved_from="o")
    store.tell("objective/p", moved, day=2)
    store.tell("objective/o", KeyResultMoved(key_result="calls", objective="p"), day=2)
    store.tell("objective/p", KeyResultLinked(key_result="calls", sources=("a", "b")), day=3)
    store.tell("objective/p", KeyResultDropped(key_result="calls"), day=4)
    assert list(found(store).key_results["calls"].states) == [
        (day(0), KeyResultState("o", "ken")),
        (day(1), KeyResultState("o", None)),
        (day(2), KeyResultState("p", None)),
        (day(3), KeyResultState("p", None, sources=("a", "b"))),
        (day(4), KeyResultState("p", None, counts=False, sources=("a", "b"))),
    ]


def test_days_of_check_ins_are_those_of_the_zone_and_retracted_ones_are_none(store: Store) -> None:
    store.tell("objective/o", ObjectiveDrafted(title="Be heard"))
    store.tell("objective/o", KeyResultAdded(key_result="calls", title="Calls", measure=number()))
    store.tell("objective/o", said("c1", "1"), day=1)
    store.tell("objective/o", said("c2", "2"), CheckInRetracted(check_in="c2", key_result="calls"), day=2)
    assert found(store).key_results["calls"].checked_in == [day(1)]
    in_hawaii = Asked(ALL, day(-30), day(60), ZoneInfo("Pacific/Honolulu"), WEEKLY)
    assert facts(store.connection, in_hawaii).key_results["calls"].checked_in == [day(0)]
    assert found(store, frozenset({"key-results-owned"})).key_results["calls"].checked_in == []


def test_a_quarter_runs_until_the_moment_it_ended(store: Store) -> None:
    store.tell("quarter/q", QuarterPlanned(label="Q", start=day(0), end=day(9)), QuarterStarted())
    ended = QuarterEnded(label="Q", start=day(0), end=day(9))
    store.tell("quarter/q", ended, day=8)
    store.tell("objective/o", ObjectiveDrafted(title="Be heard", quarter="q"))
    quarter = found(store).objectives["o"].quarter
    assert quarter is not None
    assert [quarter.runs_on(day(number)) for number in (-1, 0, 8, 9)] == [False, True, True, False]


def test_cadences_and_who_is_gone(store: Store) -> None:
    def cadence(every: str, **whose: str) -> CadenceSet:
        return CadenceSet(every=every, weekday=5, grace_days=2, **whose)  # type: ignore[arg-type]

    store.tell("cadence/east", cadence("month", team="East"), day=1)
    store.tell("cadence/east", cadence("week", team="East"), day=5)
    store.tell("cadence/ken", cadence("never", person="ken"), day=3)
    store.tell("person/ken", PersonJoined(name=Sealed("Ken"), function="dev"))
    store.tell("person/ken", PersonLeft(), day=4)
    told = found(store)
    assert told.team_rhythms == {"East": [(day(1), Rhythm("month", 5, 2)), (day(5), WEEKLY)]}
    assert told.person_rhythms == {"ken": [(day(3), Rhythm("never", 5, 2))]}
    assert told.gone == {"ken": day(4)}


def test_win_sessions_of_a_unit(store: Store) -> None:
    unit = unit_id("win-session", "East")

    def scheduled(session: str, at: int) -> WinSessionScheduled:
        moment = datetime.combine(day(at), datetime.min.time(), UTC) + timedelta(hours=20)
        return WinSessionScheduled(session=session, at=moment, facilitator="ken", team="East")

    store.tell(f"win-session/{unit}", scheduled("a", 3), scheduled("a", 4), scheduled("b", 30))
    store.tell(f"win-session/{unit}", WinSessionClosed(session="a", team="East"), day=5)
    store.tell(f"win-session/{unit}", WinSessionCancelled(session="b"), day=6)
    assert found(store).sessions == {
        unit: [SessionFact(day(4), "month", held=day(5)), SessionFact(day(30), "month", cancelled=day(6))]
    }
    in_tokyo = facts(store.connection, Asked(ALL, day(0), day(60), TOKYO, WEEKLY)).sessions[unit]
    assert [each.at for each in in_tokyo] == [day(5), day(31)], "days are those of the company's zone"


def test_experiments(store: Store) -> None:
    start = ExperimentStarted(key_result="calls", objective="o", what="Lunch", know_by="Half meet", until=day(10))
    store.tell("experiment/e", start)
    store.tell("experiment/e", ExperimentExtended(until=day(20)), day=8)
    store.tell(
        "experiment/e",
        ExperimentConcluded(outcome="dropped", learned="Mornings last", key_result="calls", objective="o"),
        day=15,
    )
    (fact,) = found(store).experiments
    assert fact.key_result == "calls"
    assert list(fact.until) == [(day(0), day(10)), (day(8), day(20))]
    assert (fact.concluded, fact.learned) == (day(15), True)


def test_ideals_and_support(store: Store) -> None:
    east = unit_id("practice", "East")
    first, second = (
        IdealStateDefined(team="East", ideals=(Ideal(measure="sessions-held", percent=Decimal(percent)),))
        for percent in ("90", "87.5")
    )
    store.tell(f"practice/{east}", first, second)
    assert practice.ideals_of(store.connection, east) == {"sessions-held": Decimal("87.5")}
    assert practice.ideals_of(store.connection, unit_id("practice", None)) == {}
    store.tell("person/ken", PersonJoined(name=Sealed("Ken"), function="dev", team="East"))
    store.tell("objective/o", ObjectiveDrafted(title="Be heard", team="West"))
    assert practice.ideals_of_all(store.connection) == {
        None: {},
        "East": {"sessions-held": Decimal("87.5")},
        "West": {},
    }
    given = [
        SupportGiven(support="s1", measure="sessions-held", team="East", guide="win-session", guide_version=1),
        SupportGiven(support="s2", measure="check-ins-on-time", team="East"),
        SupportGiven(support="s3", measure="sessions-held"),
    ]
    store.tell(f"practice/{east}", *given, actor="mei")
    every = practice.support(store.connection, team=None, measure=None, before=None, limit=10)
    assert [(row["support"], row["number"], row["by"]) for row in every] == [
        ("s3", 3, "mei"),
        ("s2", 2, "mei"),
        ("s1", 1, "mei"),
    ]
    some = practice.support(store.connection, team="East", measure="sessions-held", before=3, limit=10)
    assert [row["support"] for row in some] == ["s1"]
