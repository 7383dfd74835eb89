"""A key result's expected curve: set, changed, taken away, and refused where it makes no sense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.objective import Objective, evolve
from services.okr.objectives.domain.phasing import SetPlan
from shared.events import (
    Event,
    Invalid,
    KeyResultAdded,
    KeyResultPhased,
    Metric,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    PlannedPoint,
    Refused,
    WrongState,
)

START, END = date(2026, 7, 1), date(2026, 9, 30)
DRAFTED = ObjectiveDrafted(title="Ship", quarter="q")
ADDED = KeyResultAdded(key_result="k", title="Units", measure=Metric(baseline=Decimal(0), target=Decimal(10)))
LATE = PlannedPoint(day=date(2026, 8, 31), progress=Decimal("0.2"))
FULL = PlannedPoint(day=END, progress=Decimal(1))
PHASED = KeyResultPhased(key_result="k", points=(LATE, FULL))


def given(*events: Event) -> Objective:
    state = Objective()
    for event in events:
        state = evolve(state, event)
    return state


def phase(*points: PlannedPoint, key_result: str = "k") -> SetPlan:
    return SetPlan(key_result, points, START, END)


def test_a_curve_is_set_changed_and_taken_away() -> None:
    assert decide(phase(FULL, LATE), given(DRAFTED, ADDED)) == [PHASED]
    assert decide(phase(LATE, FULL), given(DRAFTED, ADDED, PHASED)) == []
    assert decide(phase(), given(DRAFTED, ADDED, PHASED)) == [KeyResultPhased(key_result="k", points=())]
    assert decide(phase(), given(DRAFTED, ADDED)) == []


@pytest.mark.parametrize(
    ("command", "events", "refusal", "words"),
    [
        (phase(LATE), [], NotFound, "no such objective"),
        (phase(LATE, key_result="x"), [DRAFTED, ADDED], NotFound, "no such key result"),
        (phase(LATE), [DRAFTED, ADDED, ObjectiveClosed()], WrongState, "has been closed"),
        (SetPlan("k", (LATE,)), [DRAFTED, ADDED], Invalid, "backlog"),
        (phase(PlannedPoint(day=date(2026, 10, 1), progress=Decimal(1))), [DRAFTED, ADDED], Invalid, "lies outside"),
        (phase(PlannedPoint(day=END, progress=Decimal("1.1"))), [DRAFTED, ADDED], Invalid, "give 0 to 1"),
        (phase(PlannedPoint(day=END, progress=Decimal("-0.1"))), [DRAFTED, ADDED], Invalid, "give 0 to 1"),
        (phase(FULL, FULL), [DRAFTED, ADDED], Invalid, "named twice"),
        (phase(LATE, PlannedPoint(day=END, progress=Decimal("0.1"))), [DRAFTED, ADDED], Invalid, "falls"),
        (phase(*[LATE] * 61), [DRAFTED, ADDED], Invalid, "at most 60"),
    ],
)
def test_refusals(command: SetPlan, events: list[Event], refusal: type[Refused], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, given(*events))
