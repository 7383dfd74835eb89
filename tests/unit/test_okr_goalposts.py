"""Goalposts move with a reason: targets, weights, owners, titles and places, and what may not be done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from services.okr.kernel.period import Period
from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.goalposts import (
    Command,
    MoveAway,
    MoveHere,
    MoveObjective,
    ReassignKeyResult,
    ReassignObjective,
    Retarget,
    ReviseKeyResult,
    Reweigh,
    Why,
)
from services.okr.objectives.domain.objective import Objective, evolve
from shared.events import (
    Binary,
    Event,
    Invalid,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultMoved,
    KeyResultPhased,
    KeyResultReassigned,
    KeyResultRetargeted,
    KeyResultRevised,
    KeyResultReweighted,
    Maintain,
    Metric,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveScored,
    PlannedPoint,
    ProgressUpdated,
    Refused,
    Sealed,
    WrongState,
)

TEN, TWENTY = (Metric(baseline=Decimal(0), target=Decimal(target)) for target in (10, 20))
BECAUSE = Why("aiko", Sealed("the market grew"), "ben")
SILENT = Why("aiko")
DRAFTED = ObjectiveDrafted(title="Grow", quarter="q", owner="aiko", team="Sales")
ADDED = KeyResultAdded(key_result="k", title="Deals", measure=TEN, owner="aiko")
OTHER = KeyResultAdded(key_result="l", title="Calls", measure=TEN, weight=Decimal(40))
RUNNING = (DRAFTED, ADDED, OTHER, ObjectivePublished())
SCORED = ObjectiveScored(score=Decimal("0.5"), proposed=Decimal("0.5"), rules="tomoni/2")
SAID = ProgressUpdated(check_in="c", key_result="k", value=Decimal(5))


def given(*events: Event) -> Objective:
    state = Objective()
    for event in events:
        state = evolve(state, event)
    return state


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (
            Retarget("k", TWENTY, BECAUSE),
            KeyResultRetargeted(key_result="k", measure=TWENTY, reason=BECAUSE.reason, approver="ben"),
        ),
        (
            Reweigh("k", Decimal(60), BECAUSE),
            KeyResultReweighted(key_result="k", weight=Decimal(60), reason=BECAUSE.reason, approver="ben"),
        ),
        (
            Reweigh("l", None, BECAUSE),
            KeyResultReweighted(key_result="l", weight=None, reason=BECAUSE.reason, approver="ben"),
        ),
        (
            ReassignKeyResult("k", "cho", BECAUSE),
            KeyResultReassigned(key_result="k", owner="cho", reason=BECAUSE.reason, approver="ben"),
        ),
        (
            ReassignObjective("cho", "CS", BECAUSE),
            ObjectiveReassigned(owner="cho", team="CS", reason=BECAUSE.reason, approver="ben"),
        ),
        (
            MoveObjective("q4", Period("2026-Q4"), BECAUSE),
            ObjectiveMoved(quarter="q4", reason=BECAUSE.reason, approver="ben"),
        ),
        (
            MoveObjective(None, None, BECAUSE),
            ObjectiveMoved(quarter=None, reason=BECAUSE.reason, approver="ben"),
        ),
        (
            MoveAway("k", "another", BECAUSE),
            KeyResultMoved(key_result="k", objective="another", reason=BECAUSE.reason, approver="ben"),
        ),
        (ReviseKeyResult("k", " Won deals "), KeyResultRevised(key_result="k", title="Won deals")),
        (
            MoveHere("m", "Visits", TEN, "ben", "another"),
            KeyResultAdded(key_result="m", title="Visits", measure=TEN, owner="ben", moved_from="another"),
        ),
    ],
)
def test_a_goalpost_moves_once(command: Command, event: Event) -> None:
    state = given(*RUNNING)
    assert decide(command, state) == [event]
    assert decide(command, evolve(state, event)) == []


POINT = PlannedPoint(day=date(2026, 8, 1), progress=Decimal("0.5"))


@pytest.mark.parametrize(
    ("more", "command", "words"),
    [
        ([], MoveObjective("q4", Period("2026-Q4", ended=True), BECAUSE), "2026-Q4 has ended"),
        ([], MoveObjective("q4", Period("2026-Q4"), BECAUSE, Period("2026-Q3", ended=True)), "2026-Q3 has ended"),
        ([ObjectiveClosed()], MoveObjective("q4", Period("2026-Q4"), BECAUSE), "has been closed"),
        ([SCORED], MoveObjective("q4", Period("2026-Q4"), BECAUSE), "has been scored in its quarter; reopen it"),
        (
            [KeyResultPhased(key_result="k", points=(POINT,))],
            MoveObjective("q4", Period("2026-Q4"), BECAUSE),
            "follows a curve over the days of this quarter",
        ),
    ],
)
def test_an_objective_stays_in_a_quarter_that_it_has_come_to_something_in(
    more: list[Event], command: MoveObjective, words: str
) -> None:
    with pytest.raises(WrongState, match=words):
        decide(command, given(*RUNNING, *more))


def test_a_bound_moves_and_its_rule_stays_unless_another_is_said() -> None:
    held = Maintain(lower=Decimal(4), rule="planned", planned=13)
    state = given(DRAFTED, KeyResultAdded(key_result="k", title="Score", measure=held))
    wished = Maintain(lower=Decimal(5), rule="latest")
    (event,) = decide(Retarget("k", wished, SILENT, same_rule=True), state)
    assert event == KeyResultRetargeted(key_result="k", measure=Maintain(lower=Decimal(5), planned=13))
    assert decide(Retarget("k", wished, SILENT), state) == [KeyResultRetargeted(key_result="k", measure=wished)]


def test_a_draft_changes_without_a_reason() -> None:
    assert decide(Retarget("k", TWENTY, SILENT), given(DRAFTED, ADDED)) == [
        KeyResultRetargeted(key_result="k", measure=TWENTY)
    ]


def test_the_first_measure_is_remembered() -> None:
    state = given(*RUNNING, KeyResultRetargeted(key_result="k", measure=TWENTY))
    assert (state.key_results["k"].original, state.key_results["k"].measure) == (TEN, TWENTY)


@pytest.mark.parametrize(
    ("events", "command", "refusal", "words"),
    [
        ([], Retarget("k", TWENTY, BECAUSE), NotFound, "no such objective"),
        (RUNNING, Retarget("x", TWENTY, BECAUSE), NotFound, "no such key result"),
        (RUNNING, Retarget("k", TWENTY, SILENT), Invalid, "say why it changes"),
        (RUNNING, Reweigh("k", Decimal(5), SILENT), Invalid, "say why"),
        (RUNNING, Reweigh("k", Decimal("0.5"), BECAUSE), Invalid, "0.5 of a percent"),
        (RUNNING, ReassignKeyResult("k", None, SILENT), Invalid, "say why"),
        (RUNNING, ReassignObjective(None, None, SILENT), Invalid, "say why"),
        (RUNNING, MoveAway("k", "another", SILENT), Invalid, "say why"),
        (RUNNING, MoveAway("k", "another", BECAUSE, None, ("KR-1", "O-8", "KR-1")), WrongState, "KR-1 → O-8 → KR-1"),
        (
            RUNNING,
            Retarget("k", TWENTY, Why("aiko", Sealed("x"), "aiko")),
            Invalid,
            "nobody approves a change of his own",
        ),
        (RUNNING, Retarget("k", Metric(baseline=Decimal(1), target=Decimal(1)), BECAUSE), Invalid, "no way to go"),
        ((*RUNNING, SAID), Retarget("k", Binary(), BECAUSE), WrongState, "drop it and add another"),
        (RUNNING, Reweigh("k", Decimal("60.1"), BECAUSE), Invalid, "would come to 100.1 %; the others leave 60 %"),
        (RUNNING, Reweigh("k", Decimal(-1), BECAUSE), Invalid, "give 0 to 100"),
        (RUNNING, Reweigh("k", Decimal(101), BECAUSE), Invalid, "give 0 to 100"),
        (RUNNING, ReviseKeyResult("k", " "), Invalid, "the title is empty"),
        ((*RUNNING, KeyResultDropped(key_result="k")), Retarget("k", TWENTY, BECAUSE), WrongState, "has been dropped"),
        (
            (*RUNNING, KeyResultMoved(key_result="k", objective="o")),
            Retarget("k", TWENTY, BECAUSE),
            WrongState,
            "measures another objective",
        ),
        ((*RUNNING, ObjectiveClosed()), Retarget("k", TWENTY, BECAUSE), WrongState, "has been closed"),
        (RUNNING, Retarget("k", TWENTY, BECAUSE, Period("2026-Q3", ended=True)), WrongState, "2026-Q3 has ended"),
    ],
)
def test_refusals(events: list[Event], command: Command, refusal: type[Refused], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, given(*events))


def test_another_kind_is_fine_before_the_first_check_in() -> None:
    assert decide(Retarget("k", Binary(), BECAUSE), given(*RUNNING))


def test_what_was_dropped_or_moved_leaves_its_weight_to_others() -> None:
    dropped = given(*RUNNING, KeyResultDropped(key_result="l"))
    assert decide(Reweigh("k", Decimal(100), BECAUSE), dropped)


BY_SIZE = (ObjectiveDrafted(title="Grow", owner="aiko", contribution="size"), ADDED)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Retarget("k", Binary(), BECAUSE), "one of kind binary has none"),
        (
            MoveHere("l", "Asked", Metric(baseline=Decimal(0), target=Decimal(9), unit="euros"), None, "elsewhere"),
            "their units differ",
        ),
    ],
)
def test_an_objective_that_counts_by_size_keeps_its_sizes(command: Command, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(command, given(*BY_SIZE))


def test_the_only_key_result_that_counts_by_size_may_get_another_unit() -> None:
    euros = Metric(baseline=Decimal(0), target=Decimal(9), unit="euros")
    (event,) = decide(Retarget("k", euros, BECAUSE), given(*BY_SIZE))
    assert isinstance(event, KeyResultRetargeted)
    assert event.measure == euros
