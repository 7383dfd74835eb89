"""Sums written out are the sums that were made, and say what the board says."""

from __future__ import annotations

import asyncio
from datetime import UTC
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from services.okr.kernel.arithmetic import Said, percent
from services.okr.objectives.domain.goals import KeyResult
from services.okr.objectives.views import board, goals
from services.okr.objectives.views.standing import health_on
from services.okr.reports.explanation import queries as explaining
from services.okr.reports.explanation.domain import causes, formulas
from services.okr.views import VIEWS
from shared.events import (
    Binary,
    Checkpoint,
    Checkpoints,
    Event,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    ObjectiveReopened,
    ObjectiveScored,
    Ordinal,
    Recorded,
    Stage,
    Stages,
    Zone,
)
from shared.projection.asof import Clocks, as_of
from tests.asof_kit import day, histories, log, story
from tests.core_kit import record
from tests.examples import examples

D = Decimal
POINTS = Checkpoints(points=(Checkpoint(value=D(0), progress=D(0)), Checkpoint(value=D(20), progress=D("0.5"))))
STEPS = Stages(stages=(Stage(name="Idea"), Stage(name="Pilot"), Stage(name="Live")))
PARTS = Milestones(milestones=(Milestone(name="Plan", weight=D(30)), Milestone(name="Build", weight=D(70))))


@pytest.mark.parametrize(
    ("measure", "said", "planned", "wanted"),
    [
        (Metric(baseline=D(15), target=D(35)), [Said(D(20))], None, "(20 − 15) ÷ (35 − 15) = 25 %"),
        (Metric(baseline=D(-5), target=D("2.50")), [Said(D(0))], None, "(0 − (−5)) ÷ (2.5 − (−5)) = 67 %"),
        (Metric(baseline=D(15), target=D(35)), [], None, "never checked in: no progress, which is not 0 %"),
        (Ordinal(), [Said(zone=Zone.TARGET)], None, "zone target = 70 %"),
        (Binary(), [Said(D(1))], None, "done = 100 %"),
        (PARTS, [Said(reached=("Plan",))], None, "(Plan 30) ÷ 100 = 30 %"),
        (STEPS, [Said(reached=("Pilot",)), Said(reached=("Idea",))], None, "highest stage reached: Pilot = 67 %"),
        (POINTS, [Said(D(5))], None, "0 % + (50 % − 0 %) × (5 − 0) ÷ (20 − 0) = 13 %"),
        (Maintain(lower=D(4), rule="latest"), [Said(D(3))], None, "3, to be at least 4: not met = 0 %"),
        (Maintain(upper=D(4), rule="distance"), [Said(D(5))], None, "2 − 5 ÷ 4 = 75 %"),
        (
            Maintain(lower=D(4), upper=D(8), rule="distance"),
            [Said(D(5))],
            None,
            "the least of 5 ÷ 4, 2 − 5 ÷ 8 and 1 = 100 %",
        ),
        (
            Maintain(lower=D(4), rule="planned"),
            [Said(D(5)), Said(D(3))],
            13,
            "1 check-ins with at least 4 ÷ 13 planned = 8 %",
        ),
    ],
)
def test_sums(measure: Measure, said: list[Said], planned: int | None, wanted: str) -> None:
    assert formulas.of_measure(measure, said, planned) == wanted


def test_means() -> None:
    half, over = Fraction(1, 2), Fraction(3, 2)
    assert formulas.of_mean([half, None], Fraction(1, 4)) == "(50 % + 0 % (never checked in)) ÷ 2 = 25 %"
    assert formulas.of_mean([None], None) == "nothing that counts has a progress: no progress, which is not 0 %"
    weighted = [(half, Fraction(25)), (over, Fraction(75))]
    told = "25 % × 50 % + 75 % × 100 % (of 150 %) = 88 %"
    assert formulas.of_objective("key-results", weighted, [], Fraction(7, 8)) == told
    told = "(50 % + 100 % (of 150 %) + 50 %) ÷ 3 = 67 %"
    assert formulas.of_objective("both", weighted, [half], Fraction(2, 3)) == told
    sums = formulas.of_sum(Metric(baseline=D(0), target=D(10)), [D(1), None, D(2)], D(3))
    assert sums == "sum of values 1 + – + 2 = 3; (3 − 0) ÷ (10 − 0) = 30 %"


def test_a_score_that_was_taken_back_is_no_cause() -> None:
    scored = record(ObjectiveScored(score=D("0.5"), proposed=D("0.5"), rules="tomoni/1"), position=1)
    reopened = record(ObjectiveReopened(reason="enc:too early"), position=2)  # type: ignore[arg-type]
    assert [what for what, _ in causes.of_objective([scored])] == ["scored"]
    assert [what for what, _ in causes.of_objective([scored, reopened])] == ["closed or reopened"]


async def explained(events: list[Recorded[Event]], clocks: Clocks) -> int:
    """Compare every explanation with the board; how many there were."""
    compared = 0
    async with as_of(log(events), VIEWS, clocks) as connection:
        judge = health_on(connection, (clocks.effective or clocks.known or day(50)).date(), UTC)
        for goal in board.board(connection, judge=judge):
            told = explaining.objective(connection, goal.id, judge)
            assert (told.progress, told.health, told.confidence) == (goal.progress, goal.health, goal.confidence)
            assert told.rule.endswith(f"= {goal.progress} %") == (goal.progress is not None)
            for one in goal.key_results:
                node: KeyResult = goals.everything(connection).tree.key_results[one.id]
                why = explaining.key_result(connection, one.id, judge)
                assert (why.progress, why.health, why.confidence) == (one.progress, one.health, one.confidence)
                assert (why.made_of, why.otherwise, why.drift) == (one.made_of, one.otherwise, one.drift)
                assert why.exact == (None if node.progress is None else str(node.progress))
                assert why.rule.endswith(f"= {percent(node.progress)} %") == (node.progress is not None)
                assert why.health_rule.endswith(str(one.health)) or one.health in ("closed", "pending", "stale")
                assert why.counting == (() if one.check_in is None else (one.check_in,))
                compared += 1
    return compared


@examples(8, thorough=100)
@given(histories(), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)))
def test_an_explanation_says_what_the_board_says(
    events: list[Recorded[Event]], effective: int, known: int | None
) -> None:
    clocks = Clocks(day(effective), None if known is None else day(known))
    asyncio.run(explained(events, clocks))


async def test_every_key_result_is_compared() -> None:
    assert await explained(story(), Clocks(day(52))) == 2
