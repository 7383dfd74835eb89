"""Wins collected from the views: by either clock, with what was corrected, taken back, dropped or kept to a few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Connection

from services.okr.views import VIEWS
from services.okr.win_sessions.views import subjects as win_subjects
from services.okr.win_sessions.views.wins import Collected, collect
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    ExperimentConcluded,
    ExperimentStarted,
    InsightShared,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultRetargeted,
    Metric,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    PersonJoined,
    ProgressUpdated,
    QuarterPlanned,
    Recorded,
    Sealed,
    type_of,
)
from shared.projection.asof import folded
from tests.examples import examples
from tests.views_kit import make_store

START = datetime(2026, 8, 1, 9, tzinfo=UTC)
TEN = Metric(baseline=Decimal(0), target=Decimal(10))


class History:
    """Events in the order of the log, each with the day it speaks of and the day on which it became known."""

    def __init__(self) -> None:
        self.events: list[Recorded[Any]] = []

    def tell(self, aggregate: str, *events: Event, day: float, known: float | None = None, actor: str = "olga") -> None:
        for event in events:
            position = len(self.events) + 1
            self.events.append(
                Recorded(
                    position=position,
                    id=f"event {position}",
                    type=type_of(event),
                    aggregate=aggregate,
                    version=position,
                    time=at(day),
                    recorded=at(day if known is None else known),
                    actor=actor,
                    correlation="c",
                    causation="c",
                    data=event,
                )
            )

    def goal(self, name: str, *key_results: str, team: str | None = "East", publish: bool = True) -> None:
        """A published objective with key results from 0 to 10, long before everything else."""
        self.tell(f"objective/{name}", ObjectiveDrafted(title=name, team=team, owner="olga"), day=-40)
        for each in key_results:
            self.tell(f"objective/{name}", KeyResultAdded(key_result=each, title=each, measure=TEN), day=-40)
        if publish:
            self.tell(f"objective/{name}", ObjectivePublished(), day=-40)

    def say(self, key_result: str, value: object, *, day: float, known: float | None = None, **more: Any) -> str:
        """A check-in on a key result of the objective of the same first letter; its id."""
        check_in = f"c{len(self.events)}"
        actor = more.pop("actor", "olga")
        event = ProgressUpdated(check_in=check_in, key_result=key_result, value=Decimal(str(value)), **more)
        self.tell(f"objective/{key_result[0]}", event, day=day, known=known, actor=actor)
        return check_in

    def correct(self, key_result: str, check_in: str, value: object, *, day: float, known: float) -> None:
        event = CheckInCorrected(check_in=check_in, key_result=key_result, value=Decimal(str(value)))
        self.tell(f"objective/{key_result[0]}", event, day=day, known=known)

    def retract(self, key_result: str, check_in: str, *, day: float, known: float) -> None:
        event = CheckInRetracted(check_in=check_in, key_result=key_result)
        self.tell(f"objective/{key_result[0]}", event, day=day, known=known)

    def collected(self, since: float = 0, until: float = 30, **more: Any) -> Collected:
        engine = folded(VIEWS, self.events)
        try:
            with engine.connect() as connection:
                return gathered(connection, since, until, **more)
        finally:
            engine.dispose()

    def won(
        self, since: float = 0, until: float = 30, **more: Any
    ) -> dict[str | None, tuple[str, str | None, str | None]]:
        """Kind, before and after, by key result."""
        return {win.key_result: (win.kind, win.before, win.after) for win in self.collected(since, until, **more).items}


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def gathered(connection: Connection, since: float = 0, until: float = 30, **more: Any) -> Collected:
    wanted: dict[str, Any] = {"team": None, "zone": UTC} | more
    return collect(connection, since=at(since), until=at(until), **wanted)


@pytest.fixture
def log() -> History:
    made = History()
    made.tell("person/olga", PersonJoined(name=Sealed("sealed"), function="Dev"), day=-90)
    made.goal("a", "a1", "a2")
    made.goal("b", "b1", team="West")
    return made


def test_what_came_forward_between_two_moments(log: History) -> None:
    log.say("a1", 4, day=-5)
    log.say("a1", 10, day=3)
    log.say("b1", 2, day=4)
    log.say("a2", 9, day=31)
    assert log.won() == {"a1": ("reached", "4", "10"), "b1": ("progress", "0", "2")}
    assert log.won(team="East") == {"a1": ("reached", "4", "10")}
    assert log.won(team="Nobody's") == {}
    assert log.won(since=5) == {}
    assert log.won(since=30, until=60) == {"a2": ("zone-up", "0", "9")}
    (first, _) = log.collected().items
    assert (first.source, first.people, first.objective) == (log.events[-3].id, ("olga",), "a")


def test_the_window_begins_with_its_first_moment_and_ends_before_its_last(log: History) -> None:
    log.say("a1", 4, day=0)
    log.say("b1", 4, day=30)
    assert log.won() == {"a1": ("zone-up", "0", "4")}
    assert log.won(since=30, until=60) == {"b1": ("zone-up", "0", "4")}


def test_what_was_entered_late_comes_on_the_next_agenda_and_in_the_quarter_in_which_it_happened(log: History) -> None:
    log.say("a1", 10, day=-3, known=2)
    assert log.won() == {"a1": ("reached", "0", "10")}
    assert log.won(clock="effective") == {}
    assert log.won(since=-30, until=0, clock="effective") == {"a1": ("reached", "0", "10")}
    assert log.won(since=-30, until=0) == {}


def test_a_correction_upwards_is_news_and_one_downwards_takes_the_win_back(log: History) -> None:
    low = log.say("a1", 1, day=-5)
    high = log.say("b1", 10, day=2)
    log.correct("a1", low, 10, day=-5, known=3)
    log.correct("b1", high, 1, day=2, known=5)
    assert log.won() == {"a1": ("reached", "1", "10"), "b1": ("progress", "0", "1")}
    assert {win.key_result: win.source for win in log.collected().items} == {
        "a1": log.events[-2].id,
        "b1": log.events[-1].id,
    }
    assert log.won(until=4) == {"a1": ("reached", "1", "10"), "b1": ("reached", "0", "10")}, "as it was known then"
    assert log.won(since=-30, until=0) == {"a1": ("progress", "0", "1")}, "the former session isn't told otherwise"
    assert log.won(since=6) == {}


def test_what_was_taken_back_is_none(log: History) -> None:
    wrong = log.say("a1", 10, day=2)
    log.retract("a1", wrong, day=2, known=4)
    assert log.won() == log.won(clock="effective") == {}
    assert log.won(until=3) == {"a1": ("reached", "0", "10")}
    log.say("b1", 8, day=-9)
    slip = log.say("b1", 2, day=-3)
    log.retract("b1", slip, day=-3, known=4)
    assert log.won() == {}, "to take a bad one back is not to come forward"


def test_what_counts_no_more_or_not_yet_has_no_part(log: History) -> None:
    log.goal("d", "d1", publish=False)
    for key_result in ("a1", "a2", "b1", "d1"):
        log.say(key_result, 10, day=2)
    log.tell("objective/a", KeyResultDropped(key_result="a1"), day=3)
    log.tell("objective/a", KeyResultLinked(key_result="a2", sources=("b1",)), day=3)
    log.tell("objective/b", ObjectiveClosed(result="notsuccessful"), day=4)
    assert log.won() == {"b1": ("reached", "0", "10")}


def test_a_lowered_target_wins_nothing_and_a_key_result_that_moved_stays_one(log: History) -> None:
    log.say("a1", 5, day=-3)
    near = Metric(baseline=Decimal(0), target=Decimal(5))
    log.tell("objective/a", KeyResultRetargeted(key_result="a1", measure=near), day=2)
    log.say("a1", 5, day=3)
    assert log.won() == {}
    log.say("a2", 9, day=4)
    log.tell("objective/b", KeyResultAdded(key_result="a2", title="a2", measure=TEN, moved_from="a"), day=5)
    log.tell("objective/a", KeyResultMoved(key_result="a2", objective="b"), day=5)
    (win,) = log.collected(team="West").items
    assert (win.key_result, win.objective) == ("a2", "b")


def test_a_private_objective_is_left_out(log: History) -> None:
    private = "private/objective/po-0123456789ab"
    log.tell(private, ObjectiveDrafted(title="sealed", owner="olga", team="East"), day=-9)
    log.tell(private, KeyResultAdded(key_result="pk-0123456789ab-1", title="sealed", measure=TEN), day=-9)
    log.tell(private, ObjectivePublished(), day=-9)
    log.tell(private, ProgressUpdated(check_in="pc", key_result="pk-0123456789ab-1", value=Decimal(10)), day=3)
    assert log.collected().items == ()


def test_a_program_that_checks_in_is_nobody_whose_work_it_was(log: History) -> None:
    log.tell("objective/x", ObjectiveDrafted(title="x"), ObjectivePublished(), day=-9)
    log.tell("objective/x", KeyResultAdded(key_result="x1", title="x", measure=TEN), day=-9)
    log.say("x1", 10, day=3, actor="service:meter")
    assert [win.people for win in log.collected().items] == [()]


def test_learnings_and_insights(log: History) -> None:
    started = ExperimentStarted(
        key_result="a1", objective="a", what="Call first", know_by="x", until=date(2026, 8, 9), owner="olga"
    )
    concluded = ExperimentConcluded(outcome="dropped", learned="They read no mail", key_result="a1", objective="a")
    log.tell("experiment/e", started, day=-2)
    log.tell("experiment/e", concluded, day=5)
    log.tell("group/g", InsightShared(insight="i", text="Ask support first", objective="b"), day=6, actor="g")
    log.tell("group/g", InsightShared(insight="j", text="Lunch helps"), day=7, actor="g")
    found = log.collected()
    assert [(win.kind, win.experiment or win.insight, win.people) for win in found.items] == [
        ("learning", "e", ("olga",)),
        ("insight", "i", ()),
        ("insight", "j", ()),
    ]
    assert [win.source for win in found.items] == [event.id for event in log.events[-3:]]
    assert [win.kind for win in log.collected(team="East").items] == ["learning"]
    assert [win.insight for win in log.collected(team="West").items] == ["i"]
    engine = folded(VIEWS, log.events)
    with engine.connect() as connection:
        shown = win_subjects.subjects(connection, found.items)
    engine.dispose()
    assert [(one.words, one.objective_number, one.team) for one in shown] == [
        ("They read no mail", "O-1", "East"),
        ("Ask support first", "O-2", "West"),
        ("Lunch helps", None, None),
    ]


def test_what_has_no_place_is_counted(log: History) -> None:
    for key_result in ("a1", "a2", "b1"):
        log.say(key_result, 10, day=2)
    found = log.collected(most=2)
    assert (len(found.items), found.left_out) == (2, 1)


@pytest.mark.parametrize(("day", "quiet"), [(13, False), (15, True)])
def test_a_quiet_one_speaks(log: History, day: int, quiet: bool) -> None:
    """Its quarter began on the day 0, so that it is quiet from the fourteenth on."""
    log.tell("quarter/q", QuarterPlanned(label="2026-Q3", start=date(2026, 8, 1), end=date(2026, 9, 30)), day=-50)
    log.tell("objective/q", ObjectiveDrafted(title="q", quarter="q"), ObjectivePublished(), day=-40)
    log.tell("objective/q", KeyResultAdded(key_result="q1", title="q", measure=TEN), day=-40)
    log.say("q1", 0, day=day)
    assert log.won() == ({"q1": ("first-check-in", "0", "0")} if quiet else {})


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["a1", "a2", "b1"]),
        st.sampled_from(["say", "say", "say", "correct", "retract"]),
        st.integers(-3, 14),
        st.none() | st.integers(0, 10),
        st.integers(0, 6),
        st.integers(0, 40),
    ),
    max_size=25,
)


def told(moves: Sequence[tuple[str, str, int, int | None, int, int]]) -> History:
    """A history in which time passes by a day with each event, and some tell of an earlier day."""
    log = History()
    log.tell("person/olga", PersonJoined(name=Sealed("sealed"), function="Dev"), day=-90)
    log.goal("a", "a1", "a2")
    log.goal("b", "b1", team="West")
    made: list[tuple[str, str, float]] = []
    for known, (key_result, what, value, confidence, back, which) in enumerate(moves):
        mine = [each for each in made if each[0] == key_result]
        if what == "say" or not mine:
            day = known - back
            made.append((key_result, log.say(key_result, value, day=day, known=known, confidence=confidence), day))
            continue
        chosen = mine[which % len(mine)]
        if what == "correct":
            log.correct(key_result, chosen[1], value, day=chosen[2], known=known)
        else:
            log.retract(key_result, chosen[1], day=chosen[2], known=known)
            made.remove(chosen)
    return log


def standing(events: Sequence[Recorded[Any]], key_result: str, known: float) -> Decimal | None:
    """Where the key result stood as it was known before that day: worked out from the events alone."""
    said: dict[str, tuple[datetime, int, Decimal]] = {}
    for event in events:
        if event.recorded >= at(known) or getattr(event.data, "key_result", None) != key_result:
            continue
        match event.data:
            case ProgressUpdated(check_in=check_in, value=Decimal() as value):
                said[check_in] = (event.time, event.position, value)
            case CheckInCorrected(check_in=check_in, value=Decimal() as value):
                said[check_in] = (*said[check_in][:2], value)
            case CheckInRetracted(check_in=check_in):
                said.pop(check_in, None)
    return max(said.values())[2] if said else None


@examples(8, thorough=100)
@given(MOVES, st.integers(0, 25))
def test_no_win_is_a_failure_and_each_has_its_event(moves: Any, since: int) -> None:
    log = told(moves)
    news = {event.id for event in log.events if event.recorded >= at(since)}
    for win in log.collected(since=since).items:
        assert win.key_result is not None
        before, after = (standing(log.events, win.key_result, known) for known in (since, 30))
        start = max(Decimal(0), before or Decimal(0))
        assert win.source in news
        assert after is not None
        assert after >= start if win.kind in ("confidence-up", "first-check-in") else after > start


@examples(8, thorough=100)
@given(MOVES, st.integers(0, 25))
def test_none_is_missing(moves: Any, since: int) -> None:
    log = told([(each[0], "say", *each[2:]) for each in moves])
    found = log.won(since=since)
    for key_result in ("a1", "a2", "b1"):
        before, after = (standing(log.events, key_result, known) for known in (since, 30))
        kind = found[key_result][0] if key_result in found else None
        assert moved_kind(before, after) == (kind if kind in ("reached", "zone-up", "progress") else None)


def moved_kind(before: Decimal | None, after: Decimal | None) -> str | None:
    """The kind by how far a key result from 0 to 10 came."""
    start, end = max(Decimal(0), before or Decimal(0)), after or Decimal(0)
    if start < 10 <= end:
        return "reached"
    if any(start < bound <= end for bound in (3, 7)):
        return "zone-up"
    return "progress" if end - start >= 1 else None


@examples(12, thorough=150)
@given(MOVES, st.integers(0, 25))
def test_a_rebuild_collects_what_the_live_views_do(moves: Any, since: int) -> None:
    log = told(moves)
    store = make_store()
    for event in log.events:
        store.feed(event)
        store.flush()
    try:
        for clock in ("recorded", "effective"):
            assert gathered(store.connection, since, clock=clock) == log.collected(since, clock=clock)
    finally:
        store.connection.close()
        store.connection.engine.dispose()
