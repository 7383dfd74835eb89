"""An objective goes on as another one: what becomes of it, key result by key result, and how the new one begins.

Two aggregates take part. The old one decides, once and for all, and its event holds the whole plan; the new one's id
and first events follow from it. So whatever was broken off in between is completed by anybody who tries again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.arithmetic import Said, clamp, progress
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Action
from services.okr.objectives.domain.objective import KeyResult, Objective, Status
from services.okr.objectives.domain.openness import key_result_of
from shared.events import (
    Binary,
    CarriedKeyResult,
    CarryChoice,
    Checkpoint,
    Checkpoints,
    Commitment,
    Contribution,
    Event,
    KeyResultAdded,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    ObjectiveAligned,
    ObjectiveCarriedOver,
    ObjectiveDrafted,
    Ordinal,
    ProgressSource,
    Stages,
    Unfitting,
    WrongState,
    derived_id,
)


@dataclass(frozen=True, slots=True)
class CarryOver:
    """Let the objective go on as `into`, in another quarter or (None) the backlog; `period` is that quarter.

    `choices` say what becomes of each key result, the others become `otherwise`. `last` is what was said last of each
    key result; one that was never checked in is not in it.
    """

    action: ClassVar[Action] = Action.CARRY_OVER

    into: str
    quarter: str | None
    period: Period | None = None
    choices: Mapping[str, CarryChoice] = field(default_factory=dict)
    otherwise: CarryChoice = "continue"
    last: Mapping[str, Said] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewKeyResult:
    """A key result of the new objective, before it is added."""

    key_result: str
    carried_from: str
    title: str
    measure: Measure
    owner: str | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DraftCarried:
    """Write the new objective down, with its key results; `objective` and `key_result` are what it is aligned to."""

    # What was decided on the old objective is written down by anybody: a carry-over that broke off is completed.
    action: ClassVar[Action] = Action.DRAFT

    carried_from: str
    title: str
    quarter: str | None
    team: str | None
    owner: str | None
    commitment: Commitment
    source: ProgressSource
    contribution: Contribution
    key_results: tuple[NewKeyResult, ...] = ()
    objective: str | None = None
    key_result: str | None = None


Command = CarryOver | DraftCarried


def decide(command: Command, objective: Objective) -> list[Event]:
    """That the objective goes on, and how; or the new one's first events, all at once, where it isn't there yet."""
    match command:
        case CarryOver():
            return [_carry_over(command, objective)]
        case DraftCarried():
            return _draft(command) if objective.status is Status.ABSENT else []
        case _:
            assert_never(command)


def _carry_over(command: CarryOver, objective: Objective) -> ObjectiveCarriedOver:
    if objective.carried_into is not None:
        raise WrongState("this objective was carried over already and goes on as another one; carry that one over")
    if command.quarter == objective.quarter:
        where = "the backlog" if command.period is None else command.period.label
        raise Unfitting(f"this objective is in {where} already; carry it over into another quarter")
    if command.period is not None and command.period.ended:
        raise WrongState(f"{command.period.label} has ended; carry the objective over into a quarter that still comes")
    for id_ in command.choices:
        if not key_result_of(objective, id_).counts:
            raise WrongState("a key result that was dropped or moved away can't be carried over; leave it out")
    carried = [_carried(command, id_, one) for id_, one in objective.key_results.items() if one.counts]
    return ObjectiveCarriedOver(into=command.into, quarter=command.quarter, key_results=tuple(carried))


def _draft(command: DraftCarried) -> list[Event]:
    first = ObjectiveDrafted(
        title=rules.title(command.title),
        quarter=command.quarter,
        team=command.team,
        owner=command.owner,
        commitment=command.commitment,
        source=command.source,
        contribution=command.contribution,
        carried_from=command.carried_from,
    )
    added = [
        KeyResultAdded(
            key_result=one.key_result,
            title=one.title,
            measure=one.measure,
            owner=one.owner,
            weight=one.weight,
            carried_from=one.carried_from,
        )
        for one in command.key_results
    ]
    aligned = ObjectiveAligned(objective=command.objective, key_result=command.key_result)
    return [first, *added, *([aligned] if aligned != ObjectiveAligned() else [])]


def continued(objective: Objective, carried: CarriedKeyResult, last: Said | None) -> NewKeyResult | None:
    """The key result that goes on with this one; None where it was dropped, or isn't there."""
    old = objective.key_results.get(carried.key_result)
    if old is None or carried.into is None:
        return None
    measure = measured_anew(old.measure, carried.choice, last)
    if carried.choice == "structure":
        return NewKeyResult(carried.into, carried.key_result, old.title, measure)
    return NewKeyResult(carried.into, carried.key_result, old.title, measure, old.owner, old.weight)


def measured_anew(measure: Measure, choice: CarryChoice, last: Said | None) -> Measure:
    """How the new key result is measured.

    To *continue* begins a number at its last value, with the target as it was (Microsoft Viva Goals), and leaves out
    the milestones that are done; every other kind goes on as it is. To *restart* takes it as it was. Of the *structure*
    stays what kind it is: a number runs from 0 to 1 until somebody says from where to where, words and weights go.
    """
    match choice:
        case "restart" | "drop":
            return measure
        case "continue":
            return measure if last is None else _from(measure, last)
        case "structure":
            return _bare(measure)
        case _:
            assert_never(choice)


def _carried(command: CarryOver, id_: str, key_result: KeyResult) -> CarriedKeyResult:
    choice = command.choices.get(id_, command.otherwise)
    if choice == "drop":
        return CarriedKeyResult(key_result=id_, choice=choice)
    last = command.last.get(id_)
    if choice == "continue" and last is not None and _reached(key_result.measure, last):
        raise Unfitting(
            f"the key result {key_result.title!r} has reached its target, so there is no way to go on; "
            "restart it, keep its structure only, or drop it"
        )
    return CarriedKeyResult(key_result=id_, choice=choice, into=derived_id(command.into, f"key-result:{id_}"))


def _reached(measure: Measure, last: Said) -> bool:
    part = progress(measure, [last]) if isinstance(measure, Metric | Milestones | Binary) else None
    return part is not None and clamp(part) == 1


def _from(measure: Measure, last: Said) -> Measure:
    match measure:
        case Metric(target=target, unit=unit) if last.value is not None and last.value != target:
            return Metric(baseline=last.value, target=target, unit=unit)
        case Milestones(milestones=milestones):
            left = tuple(each for each in milestones if each.name not in (last.reached or ()))
            return Milestones(milestones=left) if any(each.weight for each in left) else measure
        case _:
            return measure


def _bare(measure: Measure) -> Measure:
    match measure:
        case Metric(unit=unit):
            return Metric(baseline=Decimal(0), target=Decimal(1), unit=unit)
        case Ordinal():
            return Ordinal()
        case Milestones(milestones=milestones):
            return Milestones(milestones=tuple(Milestone(name=each.name) for each in milestones))
        case Checkpoints(unit=unit):
            ends = (Decimal(0), Decimal(1))
            return Checkpoints(points=tuple(Checkpoint(value=end, progress=end) for end in ends), unit=unit)
        case Maintain() | Binary() | Stages():
            return measure
        case _:
            assert_never(measure)
