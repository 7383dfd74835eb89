"""Carrying over, decided: what a new key result is measured by, and what the two aggregates' events are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from services.okr.kernel.arithmetic import Said
from services.okr.kernel.measures import checked
from services.okr.kernel.period import Period
from services.okr.objectives.domain.carry_over import (
    CarryOver,
    DraftCarried,
    NewKeyResult,
    continued,
    decide,
    measured_anew as anew,
)
from services.okr.objectives.domain.objective import Objective, evolve
from shared.events import (
    Binary,
    CarriedKeyResult,
    Checkpoint,
    Checkpoints,
    Event,
    Invalid,
    KeyResultAdded,
    KeyResultMoved,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    NotFound,
    ObjectiveAligned,
    ObjectiveCarriedOver,
    ObjectiveDrafted,
    ObjectivePublished,
    Ordinal,
    Stage,
    Stages,
    WrongState,
    Zone,
    derived_id,
)
from tests.oracles import oracle

NUMBER = Metric(baseline=Decimal(0), target=Decimal(10), unit="calls")
NEXT = Period("2026-Q4")
INTO = "6f1c1a52-5d0e-5b7e-9c5b-0d0d3f5f6a11"


def metric(baseline: int, target: int) -> Metric:
    return Metric(baseline=Decimal(baseline), target=Decimal(target), unit="calls")


def given(*measures: Measure) -> Objective:
    events: list[Event] = [ObjectiveDrafted(title="Be heard", quarter="q3"), ObjectivePublished()]
    events += [KeyResultAdded(key_result=f"k{at}", title=f"K{at}", measure=each) for at, each in enumerate(measures)]
    state = Objective()
    for event in events:
        state = evolve(state, event)
    return state


def carry(**fields: Any) -> CarryOver:
    return CarryOver(**{"into": INTO, "quarter": "q4", "period": NEXT, **fields})


@pytest.mark.parametrize("case", oracle("okr", "carry_over"))
def test_published_cases(case: dict[str, Any]) -> None:
    before = Metric(baseline=Decimal(0), target=Decimal(case["target"]))
    after = anew(before, case["choice"], Said(Decimal(case["last_value"])))
    assert after == Metric(baseline=Decimal(case["new_baseline"]), target=Decimal(case["new_target"]))


MILESTONES = Milestones(milestones=(Milestone(name="a", weight=Decimal(3)), Milestone(name="b")))
POINTS = (Checkpoint(value=Decimal(5), progress=Decimal("0.8")), Checkpoint(value=Decimal(9), progress=Decimal(1)))


@pytest.mark.parametrize(
    ("measure", "last", "choice", "after"),
    [
        (NUMBER, Said(Decimal(4)), "continue", metric(4, 10)),
        (NUMBER, Said(Decimal(-4)), "continue", metric(-4, 10)),
        (NUMBER, None, "continue", NUMBER),
        (NUMBER, Said(Decimal(4)), "restart", NUMBER),
        (NUMBER, Said(Decimal(4)), "structure", metric(0, 1)),
        (MILESTONES, Said(reached=("a",)), "continue", Milestones(milestones=(Milestone(name="b"),))),
        (MILESTONES, Said(reached=("a",)), "restart", MILESTONES),
        (
            MILESTONES,
            Said(reached=("a",)),
            "structure",
            Milestones(milestones=(Milestone(name="a"), Milestone(name="b"))),
        ),
        (Ordinal(commit="fine"), Said(zone=Zone.COMMIT), "continue", Ordinal(commit="fine")),
        (Ordinal(commit="fine"), Said(zone=Zone.COMMIT), "structure", Ordinal()),
        (Binary(), Said(Decimal(0)), "continue", Binary()),
        (Maintain(upper=Decimal(3)), Said(Decimal(2)), "continue", Maintain(upper=Decimal(3))),
        (Stages(stages=(Stage(name="a"), Stage(name="b"))), Said(reached=("a",)), "continue", None),
        (Checkpoints(points=POINTS), Said(Decimal(5)), "continue", None),
        (
            Checkpoints(points=POINTS),
            None,
            "structure",
            Checkpoints(
                points=tuple(Checkpoint(value=Decimal(each), progress=Decimal(each)) for each in (0, 1)),
            ),
        ),
    ],
)
def test_how_the_new_one_is_measured(measure: Measure, last: Said | None, choice: Any, after: Measure | None) -> None:
    found = anew(measure, choice, last)
    assert found == (measure if after is None else after)
    assert checked(found) == found, "every new measure is one that may be added"


def test_the_old_one_decides_everything() -> None:
    state = given(NUMBER, NUMBER, NUMBER)
    command = carry(choices={"k1": "drop", "k2": "restart"}, last={"k0": Said(Decimal(4))})
    (event,) = decide(command, state)
    assert event == ObjectiveCarriedOver(
        into=INTO,
        quarter="q4",
        key_results=(
            CarriedKeyResult(key_result="k0", choice="continue", into=derived_id(INTO, "key-result:k0")),
            CarriedKeyResult(key_result="k1", choice="drop"),
            CarriedKeyResult(key_result="k2", choice="restart", into=derived_id(INTO, "key-result:k2")),
        ),
    )
    with pytest.raises(WrongState, match="was carried over already"):
        decide(command, evolve(state, event))


def test_the_new_one_follows() -> None:
    new = NewKeyResult("n0", "k0", "K0", metric(4, 10), owner="ken", weight=Decimal(40))
    command = DraftCarried(
        carried_from="o1",
        title="Be heard",
        quarter="q4",
        team="East",
        owner="aiko",
        commitment="committed",
        source="both",
        contribution="size",
        key_results=(new,),
        key_result="above",
    )
    events = decide(command, Objective())
    assert events == [
        ObjectiveDrafted(
            title="Be heard",
            quarter="q4",
            team="East",
            owner="aiko",
            commitment="committed",
            source="both",
            contribution="size",
            carried_from="o1",
        ),
        KeyResultAdded(
            key_result="n0",
            title="K0",
            measure=metric(4, 10),
            owner="ken",
            weight=Decimal(40),
            carried_from="k0",
        ),
        ObjectiveAligned(key_result="above"),
    ]
    state = Objective()
    for event in events:
        state = evolve(state, event)
    assert decide(command, state) == []
    assert state.carried_from == "o1"


def test_a_structure_has_neither_owner_nor_weight() -> None:
    added = KeyResultAdded(key_result="k0", title="K0", measure=NUMBER, owner="ken", weight=Decimal(40))
    state = evolve(evolve(Objective(), ObjectiveDrafted(title="x")), added)
    carried = CarriedKeyResult(key_result="k0", choice="structure", into="n0")
    assert continued(state, carried, Said(Decimal(3))) == NewKeyResult("n0", "k0", "K0", metric(0, 1))
    kept = CarriedKeyResult(key_result="k0", choice="restart", into="n0")
    assert continued(state, kept, None) == NewKeyResult("n0", "k0", "K0", NUMBER, "ken", Decimal(40))
    assert continued(state, CarriedKeyResult(key_result="k0", choice="drop"), None) is None
    assert continued(state, CarriedKeyResult(key_result="gone", choice="restart", into="n0"), None) is None


@pytest.mark.parametrize(
    ("command", "error", "words"),
    [
        (carry(quarter="q3", period=Period("2026-Q3")), Invalid, "is in 2026-Q3 already"),
        (carry(period=Period("2026-Q4", ended=True)), WrongState, "2026-Q4 has ended"),
        (carry(choices={"k9": "drop"}), NotFound, "no such key result"),
        (carry(last={"k0": Said(Decimal(10))}), Invalid, "'K0' has reached its target"),
        (carry(last={"k0": Said(Decimal(11))}), Invalid, "restart it, keep its structure only, or drop it"),
        (carry(last={"k1": Said(Decimal(1))}), Invalid, "'K1' has reached its target"),
        (carry(last={"k2": Said(reached=("a", "b"))}), Invalid, "'K2' has reached its target"),
    ],
)
def test_what_cannot_be_carried(command: CarryOver, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decide(command, given(NUMBER, Binary(), MILESTONES))


def test_what_moved_away_stays_there() -> None:
    state = evolve(given(NUMBER, NUMBER), KeyResultMoved(key_result="k0", objective="other"))
    with pytest.raises(WrongState, match="leave it out"):
        decide(carry(choices={"k0": "continue"}), state)
    (event,) = decide(carry(), state)
    assert isinstance(event, ObjectiveCarriedOver)
    assert [each.key_result for each in event.key_results] == ["k1"]
