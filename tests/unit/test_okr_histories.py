"""Progress on the board of measures that depend on every check-in, and what a key result's row shows of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import create_engine

from services.okr.kernel.planning import weeks
from services.okr.objectives.views import board
from services.okr.objectives.views.standing import BoardKeyResult
from shared.events import (
    Binary,
    CheckInCorrected,
    CheckInRetracted,
    Checkpoint,
    Checkpoints,
    KeyResultAdded,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    ObjectiveDrafted,
    ProgressUpdated,
    QuarterPlanned,
    Stage,
    Stages,
)
from shared.projection import metadata
from tests.examples import examples
from tests.views_kit import Store

START, END = date(2026, 7, 6), date(2026, 10, 4)
WAIT = Maintain(upper=Decimal(5))
LADDER = Stages(stages=(Stage(name="idea"), Stage(name="pilot"), Stage(name="all"), Stage(name="sold")))


@pytest.fixture
def store() -> Iterator[Store]:
    with create_engine("sqlite://").begin() as connection:
        metadata.create_all(connection)
        made = Store(connection)
        made.tell("quarter/q", QuarterPlanned(label="Thirteen weeks", start=START, end=END))
        made.tell("objective/o", ObjectiveDrafted(title="Be quick", quarter="q"))
        yield made


def measured(store: Store, measure: Measure) -> None:
    store.tell("objective/o", KeyResultAdded(key_result="kr", title="It", measure=measure))


def say(store: Store, day: int, **said: Any) -> None:
    store.tell("objective/o", ProgressUpdated(check_in=f"c{day}", key_result="kr", **said), day=day)


def shown(store: Store) -> BoardKeyResult:
    found = board.key_result(store.connection, "kr")
    assert found is not None
    assert board.board(store.connection)[0].key_results == (found,)
    return found


def test_planned_check_ins_are_one_a_week_and_a_missing_one_is_not_met(store: Store) -> None:
    measured(store, WAIT)
    assert shown(store).progress is None
    for week in range(9):
        say(store, 7 * week, value=Decimal(4))
    assert shown(store).progress == 69
    say(store, 70, value=Decimal(6))
    say(store, 77, value=Decimal(5))
    assert (shown(store).progress, shown(store).value) == (77, Decimal(5))
    store.tell("objective/o", CheckInRetracted(check_in="c77", key_result="kr"), day=77)
    store.tell("objective/o", CheckInCorrected(check_in="c70", key_result="kr", value=Decimal(5)), day=70)
    assert shown(store).progress == 77


def test_the_highest_stage_stays_when_a_lower_one_is_told_later(store: Store) -> None:
    measured(store, LADDER)
    say(store, 1, reached=("all",))
    say(store, 9, reached=("idea",))
    assert (shown(store).progress, shown(store).reached) == (75, ("idea",))
    store.tell("objective/o", CheckInCorrected(check_in="c1", key_result="kr", reached=("pilot",)), day=1)
    assert shown(store).progress == 50
    store.tell("objective/o", CheckInRetracted(check_in="c1", key_result="kr"), day=1)
    assert shown(store).progress == 25


def test_in_the_backlog_only_what_was_said_is_planned(store: Store) -> None:
    store.tell("objective/b", ObjectiveDrafted(title="Some day"))
    store.tell("objective/b", KeyResultAdded(key_result="b", title="It", measure=WAIT))
    for day, value in ((1, 4), (2, 9)):
        update = ProgressUpdated(check_in=f"b{day}", key_result="b", value=Decimal(value))
        store.tell("objective/b", update, day=day)
    found = board.key_result(store.connection, "b")
    assert found is not None
    assert found.progress == 50


@pytest.mark.parametrize(
    ("measure", "said", "progress", "facts"),
    [
        (Binary(), {"value": Decimal(1)}, 100, {"kind": "binary"}),
        (
            Milestones(milestones=(Milestone(name="a"), Milestone(name="b", weight=Decimal(3)))),
            {"reached": ("b",)},
            75,
            {"kind": "milestones", "reached": ("b",), "unit": None},
        ),
        (
            Checkpoints(
                points=(
                    Checkpoint(value=Decimal(10), progress=Decimal(0)),
                    Checkpoint(value=Decimal(20), progress=Decimal("0.8")),
                ),
                unit="kg",
            ),
            {"value": Decimal(15)},
            40,
            {"kind": "checkpoints", "unit": "kg", "baseline": None, "target": None},
        ),
        (
            Maintain(lower=Decimal(95), rule="latest", unit="%"),
            {"value": Decimal(95)},
            100,
            {"measure": {"kind": "maintain", "lower": "95", "rule": "latest", "unit": "%"}},
        ),
    ],
)
def test_a_row_of_each_kind(
    store: Store, measure: Measure, said: dict[str, Any], progress: int, facts: dict[str, Any]
) -> None:
    measured(store, measure)
    assert (shown(store).progress, shown(store).reached) == (None, None)
    say(store, 1, **said)
    assert shown(store).progress == progress
    assert {name: getattr(shown(store), name) for name in facts} == facts


@pytest.mark.parametrize(
    ("start", "end", "planned"),
    [
        (START, END, 13),
        (date(2026, 1, 1), date(2026, 3, 31), 13),
        (date(2026, 7, 1), date(2026, 9, 30), 13),
        (date(2026, 2, 1), date(2026, 2, 28), 4),
        (date(2026, 1, 1), date(2026, 12, 31), 52),
        (date(2026, 7, 6), date(2026, 7, 6), 1),
    ],
)
def test_one_check_in_is_planned_for_each_week(start: date, end: date, planned: int) -> None:
    assert weeks(start, end) == planned


def test_a_later_week_more_plans_one_more() -> None:
    day = datetime(2026, 7, 6, tzinfo=UTC).date()
    counts = [weeks(day, day + timedelta(days=7 * number - 1)) for number in range(1, 60)]
    assert counts == list(range(1, 60))


STEPS = Milestones(milestones=(Milestone(name="a"), Milestone(name="b", weight=Decimal(3))))
values = st.decimals(-10, 10, places=2).map(lambda value: {"value": value})
zones = st.sampled_from(["idea", "pilot", "all", "sold"]).map(lambda name: {"reached": (name,)})
lists = st.sets(st.sampled_from(["a", "b"])).map(lambda names: {"reached": tuple(sorted(names))})
kinds: st.SearchStrategy[tuple[Measure, st.SearchStrategy[dict[str, Any]]]] = st.sampled_from(
    [
        (Metric(baseline=Decimal(0), target=Decimal(10)), values),
        (WAIT, values),
        (Maintain(lower=Decimal(1), rule="distance"), values),
        (LADDER, zones),
        (STEPS, lists),
    ]
)


@examples(15, thorough=150)
@given(kinds, st.data())
def test_correction_then_retraction_restores_the_former_figure(
    kind: tuple[Measure, st.SearchStrategy[dict[str, Any]]], data: st.DataObject
) -> None:
    measure, sayings = kind
    with create_engine("sqlite://").begin() as connection:
        metadata.create_all(connection)
        store = Store(connection)
        store.tell("quarter/q", QuarterPlanned(label="Thirteen weeks", start=START, end=END))
        store.tell("objective/o", ObjectiveDrafted(title="Be quick", quarter="q"))
        measured(store, measure)
        for day, said in enumerate(data.draw(st.lists(sayings, max_size=6))):
            say(store, day, **said)
        before = shown(store)
        day, later = data.draw(st.integers(-3, 9)), data.draw(st.lists(sayings, max_size=3))
        slip = ProgressUpdated(check_in="slip", key_result="kr", confidence=3, **data.draw(sayings))
        store.tell("objective/o", slip, day=day)
        for said in later:
            store.tell("objective/o", CheckInCorrected(check_in="slip", key_result="kr", **said), day=day)
        if data.draw(st.booleans()):
            first = {name: getattr(slip, name) for name in ("value", "zone", "reached", "confidence")}
            wrong = shown(store)
            store.tell("objective/o", CheckInCorrected(check_in="slip", key_result="kr", value=Decimal(7)), day=day)
            last = {**first, **(later[-1] if later else {})}
            if later:
                last["confidence"] = None
            store.tell("objective/o", CheckInCorrected(check_in="slip", key_result="kr", **last), day=day)
            assert shown(store) == wrong
        store.tell("objective/o", CheckInRetracted(check_in="slip", key_result="kr"), day=day)
        assert shown(store) == before
