"""The tree as a query: rows of alignments and links, whole and in part, by whom it is judged."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import Connection

from services.okr.cadences import view_owed as owing
from services.okr.cadences.domain import Rhythm
from services.okr.kernel.health import Health, health
from services.okr.kernel.pace import expected
from services.okr.objectives.domain.goals import KeyResult, Objective
from services.okr.objectives.domain.judge import HealthOn
from services.okr.objectives.views import board, early_warnings, ties
from services.okr.objectives.views.standing import BoardObjective, health_on
from services.okr.objectives.views.ties import circle
from services.okr.reports.explanation import queries as explaining
from shared.company.company_days import CompanyDays
from shared.events import (
    CheckInRetracted,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    Metric,
    NotFound,
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    OverrideCleared,
    PersonJoined,
    ProgressOverridden,
    QuarterPlanned,
    QuarterStarted,
    Sealed,
    ThresholdsSet,
)
from tests.examples import examples
from tests.views_kit import START, Store, make_store, number, said


@pytest.fixture
def store() -> Iterator[Store]:
    made = make_store()
    yield made
    made.connection.close()
    made.connection.engine.dispose()


def company(store: Store) -> None:
    """O-1 (company) with KR-1; O-2 (Sales) and O-3 (Dev) serve KR-1; O-4 (Sales) serves O-2; O-5 stands alone."""
    store.tell("quarter/q", QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30)))
    store.tell("person/p", PersonJoined(name=Sealed("s"), function="Dev"))
    for id_, team, serves in (
        ("o1", None, None),
        ("o2", "Sales", {"key_result": "k1"}),
        ("o3", "Dev", {"key_result": "k1"}),
        ("o4", "Sales", {"objective": "o2"}),
        ("o5", "Dev", None),
    ):
        drafted = ObjectiveDrafted(title=id_, team=team, quarter="q", owner="p" if id_ == "o4" else None)
        added = KeyResultAdded(
            key_result=f"k{id_[1:]}", title="k", measure=number(), owner="p" if id_ == "o3" else None
        )
        store.tell(f"objective/{id_}", drafted, added, ObjectivePublished())
        if serves is not None:
            store.tell(f"objective/{id_}", ObjectiveAligned(**serves), day=1)


def levels(objectives: list[BoardObjective]) -> list[tuple[str, int | None]]:
    return [(each.number, each.level) for each in objectives]


def test_the_tree_and_its_parts(store: Store) -> None:
    company(store)
    store.tell("objective/o2", said("c2", "4", key_result="k2"), day=2)
    store.tell("objective/o4", said("c4", "8", key_result="k4"), day=2)
    whole = board.tree(store.connection)
    assert levels(whole) == [("O-1", 0), ("O-2", 1), ("O-4", 2), ("O-3", 1), ("O-5", 0)]
    assert [(each.progress, each.aligned_to, each.isolated) for each in whole] == [
        (20, None, False),
        (40, "KR-1", False),
        (80, "O-2", False),
        (None, "KR-1", False),
        (None, None, True),
    ]
    assert (whole[0].key_results[0].progress, whole[0].key_results[0].made_of) == (20, "children")

    def part(**wanted: Any) -> list[tuple[str, int | None]]:
        found = board.tree(store.connection, **wanted)
        known = {each.id: each for each in whole}
        assert [(each.progress, each.health, each.aligned_to) for each in found] == [
            (known[each.id].progress, known[each.id].health, known[each.id].aligned_to) for each in found
        ]
        return levels(found)

    assert part(root="O-2") == [("O-2", 0), ("O-4", 1)]
    assert part(root="kr-1") == [("O-1", 0), ("O-2", 1), ("O-4", 2), ("O-3", 1)]
    assert part(root="k2") == [("O-2", 0)]
    assert part(team="Sales") == [("O-2", 0), ("O-4", 1)]
    assert part(team="Dev") == [("O-3", 0), ("O-5", 0)]
    assert part(person="P-1") == [("O-3", 0), ("O-4", 0)]
    assert part(root="O-1", team="Dev") == [("O-3", 0)]
    assert part(quarter="2026-Q3") == levels(whole)
    assert part(quarter="backlog") == []
    with pytest.raises(NotFound, match="no objective or key result 'x'; give an id such as O-4 or KR-17"):
        board.tree(store.connection, root="x")
    for wanted in ({"root": "O-9"}, {"root": "KR-9"}, {"person": "P-9"}, {"quarter": "2031-Q1"}):
        with pytest.raises(NotFound):
            board.tree(store.connection, **wanted)


def test_closing_or_dropping_a_parent_hides_no_living_child(store: Store) -> None:
    company(store)
    store.tell("objective/o1", KeyResultDropped(key_result="k1"), ObjectiveClosed())
    store.tell("objective/o2", ObjectiveClosed())
    assert levels(board.tree(store.connection)) == [("O-1", 0), ("O-2", 1), ("O-4", 2), ("O-3", 1), ("O-5", 0)]
    assert levels(board.tree(store.connection, person="p")) == [("O-3", 0), ("O-4", 0)]


def test_what_is_set_by_hand_and_adopted_again(store: Store) -> None:
    company(store)
    store.tell("objective/o2", said("c2", "4", key_result="k2"), day=2)

    def first() -> tuple[Any, ...]:
        one = board.key_result(store.connection, "k1")
        assert one is not None
        return one.progress, one.made_of, one.otherwise, one.drift, one.value

    store.tell("objective/o1", said("back", "9", key_result="k1"), day=0)
    assert first() == (20, "children", None, None, Decimal(9))
    store.tell("objective/o1", said("hand", "5", key_result="k1"), day=3)
    assert first() == (20, "children", None, None, Decimal(5)), "others feed it, whoever checks in"
    store.tell("objective/o1", CheckInRetracted(check_in="hand", key_result="k1"), day=3)
    assert first() == (20, "children", None, None, Decimal(9))
    store.tell("objective/o1", ProgressOverridden(key_result="k1", progress=Decimal("0.23")), day=4)
    assert first() == (23, "override", 20, -3, Decimal(9))
    store.tell("objective/o1", OverrideCleared(key_result="k1"), day=5)
    assert first() == (20, "children", None, None, Decimal(9))
    store.tell("objective/o2", ObjectiveAligned(), day=6)
    store.tell("objective/o3", ObjectiveAligned(), day=6)
    assert first() == (90, "check-ins", None, None, Decimal(9))


def test_links_weights_and_sources(store: Store) -> None:
    company(store)
    store.tell("objective/o2", said("c2", "4", key_result="k2"), day=2)
    store.tell("objective/o4", said("c4", "3", key_result="k4"), day=2)
    heavy = KeyResultAdded(key_result="k6", title="k", measure=number(), weight=Decimal(75))
    store.tell("objective/o5", heavy, KeyResultLinked(key_result="k6", sources=("k2", "k4")), day=3)
    (five,) = board.tree(store.connection, root="o5")
    light, linked = five.key_results
    assert (linked.value, linked.progress, linked.made_of, linked.sources) == (Decimal(7), 70, "links", ("k2", "k4"))
    assert (light.share, linked.share, linked.weight, five.progress, five.isolated) == (25, 75, Decimal(75), 53, False)
    two = board.objective(store.connection, "o2")
    assert two is not None
    assert (two.progress, two.isolated) == (40, False)
    store.tell("objective/o2", ObjectiveRevised(title="two", source="both"))
    two = board.objective(store.connection, "o2")
    assert two is not None
    assert (two.source, two.progress, two.key_results[0].share) == ("both", 35, None)
    store.tell("objective/o5", KeyResultLinked(key_result="k6", sources=()), day=4)
    (five,) = board.tree(store.connection, root="o5")
    assert (five.key_results[1].made_of, five.isolated) == (None, True)


def test_the_circle_that_a_tie_would_close(store: Store) -> None:
    company(store)
    connection = store.connection
    assert circle(connection, ("O", "o1"), ("O", "o4")) == ("O-1", "O-4", "O-2", "KR-1", "O-1")
    assert circle(connection, ("O", "o1"), ("KR", "k1")) == ("O-1", "KR-1", "O-1")
    assert circle(connection, ("O", "o1"), ("O", "o1")) == ("O-1", "O-1")
    assert circle(connection, ("O", "o5"), ("O", "o4")) == ()
    store.tell("objective/o5", KeyResultLinked(key_result="k5", sources=("k1",)))
    assert circle(connection, ("O", "o5"), ("KR", "k3")) == ("O-5", "KR-3", "O-3", "KR-1", "KR-5", "O-5")
    assert circle(connection, ("KR", "k5"), ("KR", "k1")) == ("KR-5", "KR-1", "KR-5")


_EVENTS: dict[str, list[tuple[Event, int]]] = {
    f"o{n}": [
        (ObjectiveDrafted(title=f"o{n}", source="both" if n % 2 else "key-results"), 0),
        (KeyResultAdded(key_result=f"k{n}", title="k", measure=number()), 0),
        (ObjectivePublished(), 0),
        (said(f"c{n}", str(n), key_result=f"k{n}"), 3),
        (ObjectiveAligned(key_result=f"k{(n + 1) % 4}"), 10 + n),
        (KeyResultLinked(key_result=f"k{n}", sources=(f"k{(n + 2) % 4}",)), 20 + n),
        (ObjectiveAligned(objective=f"o{n // 2}"), 30 + n),
    ]
    for n in range(4)
}


@examples(5, thorough=50)
@given(st.randoms(use_true_random=False), st.integers(3, 7))
def test_a_part_shows_what_the_whole_does_and_interleaving_tells_nothing(shuffle: random.Random, told: int) -> None:
    """Also with the circles that these events close: what is cut depends on when, by the days that events tell."""

    def fed(order: list[str]) -> tuple[list[BoardObjective], dict[str, Any], Connection]:
        store = make_store()
        ahead = {name: iter(_EVENTS[name][:told]) for name in _EVENTS}
        for name in order:
            event, day = next(ahead[name])
            store.tell(f"objective/{name}", event, day=day)
        tables = store.dump(without=_POSITIONS)
        return board.tree(store.connection), {name: tables[name] for name in _TABLES}, store.connection

    straight = [name for name in _EVENTS for _ in range(told)]
    mixed = straight[:]
    shuffle.shuffle(mixed)
    whole, tables, connection = fed(mixed)
    plain, plain_tables, other = fed(straight)
    assert tables == plain_tables
    assert {each.id: (each.progress, each.cut) for each in whole} == {
        each.id: (each.progress, each.cut) for each in plain
    }
    for each in whole:
        alone = board.objective(connection, each.id)
        assert alone is not None
        alone.level = each.level
        assert alone == each
    for used in (connection, other):
        used.close()
        used.engine.dispose()


_TABLES = ("okr_objectives", "okr_key_results", "okr_check_ins")
_POSITIONS = ("number", "recorded", "position", "aligned_position", "taken_position")

DAY = date(2026, 8, 20)
days = st.integers(-60, 10)


@settings(deadline=None)
@given(
    said=st.none() | days,
    confidence=st.none() | st.integers(0, 10),
    progress=st.none() | st.fractions(-1, 2, max_denominator=200),
    closed=st.booleans(),
    quarter=st.sampled_from(["q", None]),
    pace_by=st.sampled_from(["gap", "ratio"]),
)
def test_the_judge_says_what_the_rule_of_health_says(
    said: int | None,
    confidence: int | None,
    progress: Fraction | None,
    closed: bool,
    quarter: str | None,
    pace_by: Any,
) -> None:
    period = (date(2026, 7, 1), date(2026, 9, 30))
    thresholds = ThresholdsSet(pace_by=pace_by)
    judge = HealthOn(DAY, UTC, thresholds, {"q": period})
    published = datetime(2026, 7, 20, 12, tzinfo=UTC)
    objective = Objective("o", published=published, closed=closed, quarter=quarter)
    key_result = KeyResult("k", "o", Metric(baseline=Decimal(0), target=Decimal(1)), confidence=confidence)
    key_result.progress = progress
    spoke = None
    if said is not None:
        spoke = DAY + timedelta(said)
        key_result.said = datetime(spoke.year, spoke.month, spoke.day, 23, tzinfo=UTC), 1
    elif quarter is not None:
        spoke = published.date()
    assert judge.key_result(key_result, objective) == health(
        closed=closed,
        due=None if quarter is None else expected(*period, DAY),
        progress=progress,
        confidence=confidence,
        said=spoke,
        on=DAY,
        thresholds=thresholds,
    )


def test_what_others_feed_is_never_stale_for_want_of_check_ins_of_its_own(store: Store) -> None:
    company(store)
    store.tell("objective/o1", said("old", "1", 2, "k1"), day=0)
    store.tell("objective/o4", said("c4", "8", 9, "k4"), day=21)
    store.tell("objective/o2", said("c2", "4", 9, "k2"), day=22)
    judge = health_on(store.connection, START.date() + timedelta(22), UTC)
    fed = board.key_result(store.connection, "k1", judge)
    told = explaining.key_result(store.connection, "k1", judge)
    assert fed is not None
    assert fed.health == told.health == Health.STALE, "the worst of what feeds it: o3 was never spoken of"
    assert told.health_rule.startswith("worst of pace says on-track; worst with the objectives below it (")
    assert (told.silent_days, told.confidence, told.confidence_says) == (0, 2, None)
    store.tell("objective/o3", ObjectiveAligned(), day=22)
    fed = board.key_result(store.connection, "k1", judge)
    assert fed is not None
    assert fed.health == Health.ON_TRACK, "not at risk for what was said of it before it was fed"

    later = health_on(store.connection, START.date() + timedelta(40), UTC)
    told = explaining.key_result(store.connection, "k1", later)
    assert told.health_rule.startswith("the last check-in of what feeds it is 18 days old, stale from 14 days on")


def test_what_the_tree_shows_as_unwell_is_warned_of(store: Store) -> None:
    company(store)
    store.tell("quarter/q", QuarterStarted(), day=1)
    for n, value, confidence in ((3, "9", 9), (4, "9", 2), (5, "1", 9)):
        store.tell(f"objective/o{n}", said(f"c{n}", value, confidence, f"k{n}"), day=40)
    here = CompanyDays((), UTC)
    on = START.date() + timedelta(41)

    def warned(**wanted: Any) -> dict[str, tuple[str, ...]]:
        found = early_warnings.early_warnings(store.connection, on, here, **wanted)
        return {each.number: each.signals for each in found}

    tree = {
        one.number: one.health
        for goal in board.tree(store.connection, judge=health_on(store.connection, on, UTC))
        for one in goal.key_results
    }
    assert tree == {"KR-1": "stale", "KR-2": "stale", "KR-4": "at-risk", "KR-3": "on-track", "KR-5": "at-risk"}
    assert warned() == {number: (health,) for number, health in tree.items() if health != "on-track"}
    assert warned(quarter="2026-Q3", team="Sales") == {"KR-2": ("stale",), "KR-4": ("at-risk",)}
    assert list(warned()) == ["KR-1", "KR-2", "KR-4", "KR-5"]
    with pytest.raises(NotFound, match="there is no team 'Saless'; did you mean Sales"):
        warned(team="Saless")


def test_what_others_feed_is_owed_no_check_ins_nor_was_it_while_they_did(store: Store) -> None:
    company(store)
    store.tell("quarter/q", QuarterStarted(), day=1)
    store.tell("objective/o5", KeyResultLinked(key_result="k5", sources=("k4",)), day=3)

    def owed() -> dict[str, date]:
        weekly = Rhythm("week", 5, 2)
        return {each.key_result: each.span.since for each in owing.owed(store.connection, weekly, UTC)}

    began = (START + timedelta(100)).date()
    assert owed() == dict.fromkeys(("k2", "k3", "k4"), began)
    assert ties.feeding(store.connection, "k1") == ("O-2", "O-3")
    assert ties.feeding(store.connection, "k5") == ("KR-4",)
    assert ties.feeding(store.connection, "k4") == ()
    store.tell("objective/o2", ObjectiveAligned(), day=120)
    store.tell("objective/o4", KeyResultDropped(key_result="k4"), day=121)
    assert owed() == dict.fromkeys(("k2", "k3"), began) | {"k5": (START + timedelta(121)).date()}
    store.tell("objective/o3", ObjectiveAligned(), day=125)
    assert owed()["k1"] == (START + timedelta(125)).date()


def test_what_is_fed_by_what_nobody_spoke_of_is_pending_by_itself(store: Store) -> None:
    company(store)
    store.tell("objective/o5", KeyResultLinked(key_result="k5", sources=("k4",)), day=1)
    judge = health_on(store.connection, START.date() + timedelta(40), UTC)
    linked, source = (explaining.key_result(store.connection, id_, judge) for id_ in ("k5", "k4"))
    assert (linked.health, linked.health_rule) == (
        Health.PENDING,
        "nothing of what feeds it was checked in yet: pending",
    )
    assert source.health == Health.STALE


def test_a_check_in_in_the_backlog_that_states_no_confidence_is_told_as_one(store: Store) -> None:
    added = KeyResultAdded(key_result="k", title="k", measure=number())
    store.tell("objective/o", ObjectiveDrafted(title="idea", quarter=None), added, ObjectivePublished())
    judge = health_on(store.connection, START.date(), UTC)
    told = explaining.key_result(store.connection, "k", judge)
    assert told.health_rule == "nothing said yet: pending"
    store.tell("objective/o", said("c", "4", None, "k"), day=1)
    told = explaining.key_result(store.connection, "k", judge)
    assert told.health_rule == "checked in without a confidence, and the backlog has no pace to keep: pending"


def test_health_rolls_up_as_the_worst(store: Store) -> None:
    company(store)
    for n, confidence in ((1, 9), (2, 2), (3, 8), (4, 5)):
        store.tell(f"objective/o{n}", said(f"c{n}", "9", confidence, f"k{n}"), day=0)
    judge = health_on(store.connection, START.date(), UTC)
    found = {each.id: each for each in board.tree(store.connection, judge=judge)}
    assert found["o4"].health == Health.BEHIND
    assert found["o2"].health == found["o2"].key_results[0].health == Health.AT_RISK
    assert found["o1"].key_results[0].health == found["o1"].health == Health.AT_RISK
    assert found["o3"].health == Health.ON_TRACK
    assert found["o5"].health == Health.PENDING
    store.tell("objective/o2", ObjectiveClosed())
    found = {each.id: each for each in board.tree(store.connection, judge=judge)}
    assert (found["o2"].health, found["o1"].health) == (Health.CLOSED, Health.ON_TRACK)
    later = health_on(store.connection, START.date() + timedelta(20), UTC)
    found = {each.id: each for each in board.tree(store.connection, judge=later)}
    assert (found["o3"].health, found["o5"].health) == (Health.STALE, Health.STALE)
