"""Who may align, link, override and adopt, and what is refused with which sentence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.okr.objectives.domain.alignment import Adopt, Align, Asker, Goal, Link, Override, Source
from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.objective import KeyResult, Objective, Status
from shared.events import (
    Binary,
    Invalid,
    KeyResultLinked,
    Maintain,
    Measure,
    Metric,
    NotFound,
    ObjectiveAligned,
    OverrideCleared,
    ProgressOverridden,
    Sealed,
    WrongState,
)

CALLS = Metric(baseline=Decimal(0), target=Decimal(10), unit="calls")
ASKER = Asker("aiko", reason=Sealed("sealed"), approver="boss")
GOAL = Goal("KR-2", key_result="k2")
PUBLISHED = Objective(status=Status.PUBLISHED, owner="aiko", key_results={"k": KeyResult("Calls", CALLS, owner="ken")})


def source(number: str = "KR-2", measure: Measure = CALLS, **known: Any) -> Source:
    return Source(number, f"id-{number}", measure, **known)


def with_key_result(**changes: Any) -> Objective:
    return replace(PUBLISHED, key_results={"k": replace(PUBLISHED.key_results["k"], **changes)})


def test_aligning() -> None:
    aligned = ObjectiveAligned(key_result="k2", reason=Sealed("sealed"), approver="boss")
    assert decide(Align(GOAL, ASKER), PUBLISHED) == [aligned]
    now = replace(PUBLISHED, parent_key_result="k2")
    assert decide(Align(GOAL, ASKER), now) == []
    assert decide(Align(replace(GOAL, closed=True), ASKER), now) == []
    elsewhere = ObjectiveAligned(objective="o9", reason=Sealed("sealed"), approver="boss")
    assert decide(Align(Goal("O-9", objective="o9"), ASKER), now) == [elsewhere]
    assert decide(Align(None, ASKER), now) == [ObjectiveAligned(reason=Sealed("sealed"), approver="boss")]
    assert decide(Align(None, ASKER), PUBLISHED) == []
    assert decide(Align(GOAL, Asker("aiko")), PUBLISHED) == [ObjectiveAligned(key_result="k2")]
    draft = replace(now, status=Status.DRAFT)
    assert decide(Align(None, Asker("aiko")), draft) == [ObjectiveAligned()]


def test_linking() -> None:
    linked = KeyResultLinked(key_result="k", sources=("id-KR-2",), reason=Sealed("sealed"), approver="boss")
    assert decide(Link("k", (source(),), ASKER), PUBLISHED) == [linked]
    known = with_key_result(sources=("id-KR-2",))
    assert decide(Link("k", (source(),), ASKER), known) == []
    assert decide(Link("k", (), replace(ASKER, approver=None)), known) == [
        KeyResultLinked(key_result="k", sources=(), reason=Sealed("sealed"))
    ]
    kept = Maintain(lower=Decimal(1), rule="latest", unit="calls")
    assert decide(Link("k", (source(measure=kept),), Asker("ken")), PUBLISHED) == [
        KeyResultLinked(key_result="k", sources=("id-KR-2",))
    ]


def test_overriding_and_adopting() -> None:
    overridden = ProgressOverridden(key_result="k", progress=Decimal("0.4"), reason=Sealed("sealed"))
    assert decide(Override("k", Decimal("0.4"), ASKER), PUBLISHED) == [overridden]
    known = with_key_result(overridden=Decimal("0.4"))
    assert decide(Override("k", Decimal("0.40"), Asker("ken")), known) == []
    assert decide(Adopt("k", Asker("ken")), known) == [OverrideCleared(key_result="k")]
    assert decide(Adopt("k", Asker("ken")), PUBLISHED) == []
    assert decide(Adopt("k", Asker("ken"), by_hand=True), PUBLISHED) == [OverrideCleared(key_result="k")]


@pytest.mark.parametrize(
    ("goal", "refusal", "words"),
    [
        (Goal("O-4", objective="o4", circle=("O-4", "O-4")), Invalid, "O-4 can't serve itself; align it to another"),
        (replace(GOAL, circle=("O-4", "KR-2", "O-1", "O-4")), WrongState, "circle: O-4 → KR-2 → O-1 → O-4; align it"),
        (replace(GOAL, closed=True), WrongState, "KR-2 has been closed, so nothing can serve it any more; choose"),
        (replace(GOAL, dropped=True), WrongState, "KR-2 has been dropped"),
    ],
)
def test_what_nothing_can_be_aligned_to(goal: Goal, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(Align(goal, ASKER), PUBLISHED)


def test_what_was_settled_changes_with_a_reason_only() -> None:
    with pytest.raises(Invalid, match="what it serves was settled before; give a reason"):
        decide(Align(None, Asker("aiko")), replace(PUBLISHED, parent_objective="o9"))
    with pytest.raises(Invalid, match="what it sums up was settled before; give a reason"):
        decide(Link("k", (), Asker("ken")), with_key_result(sources=("k2",)))
    with pytest.raises(Invalid, match="set by hand must be explained; give a reason"):
        decide(Override("k", Decimal(1), Asker("ken")), PUBLISHED)


@pytest.mark.parametrize(
    ("sources", "refusal", "words"),
    [
        ((source(), source()), Invalid, "named twice"),
        (tuple(source(f"KR-{n}") for n in range(51)), Invalid, "that are 51 key results; link at most 50"),
        ((source(circle=("KR-2", "KR-2")),), Invalid, "KR-2 can't be linked to itself"),
        ((source(circle=("KR-2", "KR-1", "KR-2")),), WrongState, "circle: KR-2 → KR-1 → KR-2; leave KR-2 out"),
        ((source(dropped=True),), WrongState, "KR-2 has been dropped; leave it out"),
        ((source(measure=Binary()),), Invalid, "KR-2 has no value that could be summed up"),
        ((source(measure=Maintain(lower=Decimal(1), unit="calls")),), Invalid, "KR-2 has no value"),
        (
            (source(measure=Metric(baseline=Decimal(0), target=Decimal(1))),),
            Invalid,
            "KR-2 is measured in no unit and this key result in calls, so their values can't be summed up",
        ),
    ],
)
def test_what_can_t_be_linked(sources: tuple[Source, ...], refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(Link("k", sources, ASKER), PUBLISHED)


def test_a_key_result_without_a_value_sums_nothing_up() -> None:
    with pytest.raises(Invalid, match="this key result has no value that could be summed up"):
        decide(Link("k", (source(),), ASKER), with_key_result(measure=Binary()))


@pytest.mark.parametrize(
    ("progress", "words"), [("-0.1", "give 0"), ("1.01", "the progress is 1.01"), ("NaN", "finite")]
)
def test_a_progress_that_is_none(progress: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(Override("k", Decimal(progress), ASKER), PUBLISHED)


def test_key_results_that_are_gone_or_unknown() -> None:
    for command in (Link("k", (source(),), ASKER), Override("k", Decimal(1), ASKER), Adopt("k", ASKER)):
        with pytest.raises(WrongState, match="dropped or moved"):
            decide(command, with_key_result(dropped=True))
        with pytest.raises(NotFound, match="no such key result"):
            decide(replace(command, key_result="x"), PUBLISHED)
    with pytest.raises(WrongState, match="still a draft"):
        decide(Override("k", Decimal(1), ASKER), replace(PUBLISHED, status=Status.DRAFT))
