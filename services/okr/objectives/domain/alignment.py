"""What serves what: objectives are aligned, key results linked, and progress set by hand is taken back.

What others are like, and the circle that a new tie would close, comes in with the command, as the views know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Action
from services.okr.objectives.domain.objective import KeyResult, Objective, Status
from services.okr.objectives.domain.openness import key_result_of, must_be_open
from shared.events import (
    Checkpoints,
    Event,
    Invalid,
    KeyResultLinked,
    Maintain,
    Measure,
    Metric,
    ObjectiveAligned,
    OverrideCleared,
    ProgressOverridden,
    Sealed,
    Unfitting,
    WrongState,
)

MOST_SOURCES = 50
"""Key results that one may sum up."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and why; `approver` is who agreed."""

    by: str
    reason: Sealed | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What an objective shall serve, known as `number`: an objective, or a key result and whether it counts.

    `circle` are the numbers from what would serve it, through it, back to the former; empty where there is no such way.
    """

    number: str
    objective: str | None = None
    key_result: str | None = None
    closed: bool = False
    dropped: bool = False
    circle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A key result that another shall sum up; `circle` as in a `Goal`."""

    number: str
    key_result: str
    measure: Measure
    dropped: bool = False
    circle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Align:
    """Let the objective serve this goal, or nothing."""

    action: ClassVar[Action] = Action.ALIGN

    goal: Goal | None
    asker: Asker
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Let the key result's value be the sum of these, or its own again."""

    action: ClassVar[Action] = Action.LINK

    key_result: str
    sources: tuple[Source, ...]
    asker: Asker
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Set the key result's progress by hand, 0 to 1."""

    action: ClassVar[Action] = Action.OVERRIDE

    key_result: str
    progress: Decimal
    asker: Asker
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Adopt:
    """Let the key result take again what it is fed by; `by_hand` tells that a check-in stands in the way of that."""

    action: ClassVar[Action] = Action.OVERRIDE

    key_result: str
    asker: Asker
    by_hand: bool = False
    period: Period | None = None


Command = Align | Link | Override | Adopt


def decide(command: Command, objective: Objective) -> list[Event]:
    """The events that the command brings about; none where nothing changes."""
    must_be_open(objective, command.period)
    match command:
        case Align(goal=goal, asker=asker):
            return _align(goal, asker, objective)
        case Link():
            return _link(command, objective, _counting(command, objective))
        case Override():
            return _override(command, objective, _counting(command, objective))
        case Adopt(key_result=id_, by_hand=by_hand):
            known = _counting(command, objective)
            return [OverrideCleared(key_result=id_)] if by_hand or known.overridden is not None else []
        case _:
            assert_never(command)


def _align(goal: Goal | None, asker: Asker, objective: Objective) -> list[Event]:
    wanted = (None, None) if goal is None else (goal.objective, goal.key_result)
    current = (objective.parent_objective, objective.parent_key_result)
    if wanted == current:
        return []
    if goal is not None:
        if len(goal.circle) == 2:
            raise Unfitting(f"{goal.number} can't serve itself; align it to another objective, or to nothing")
        if goal.circle:
            raise WrongState(f"this would close a circle: {_path(goal.circle)}; align it to something else")
        if goal.closed:
            raise WrongState(
                f"{goal.number} has been closed, so nothing can serve it any more; choose one that is open"
            )
        if goal.dropped:
            raise WrongState(f"{goal.number} has been dropped, so nothing can serve it any more; choose another one")
    _explained(asker, objective, "what it serves", before=any(current))
    return [ObjectiveAligned(objective=wanted[0], key_result=wanted[1], reason=asker.reason, approver=asker.approver)]


def _link(command: Link, objective: Objective, known: KeyResult) -> list[Event]:
    wanted = tuple(source.key_result for source in command.sources)
    if wanted == known.sources:
        return []
    if len(set(wanted)) < len(wanted):
        raise Unfitting("a key result is named twice; name each once")
    if len(wanted) > MOST_SOURCES:
        raise Unfitting(f"that are {len(wanted)} key results; link at most {MOST_SOURCES}, or sum some up in between")
    if wanted:
        _must_sum_up(known.measure, command.sources)
    _explained(command.asker, objective, "what it sums up", before=bool(known.sources))
    asker = command.asker
    return [
        KeyResultLinked(key_result=command.key_result, sources=wanted, reason=asker.reason, approver=asker.approver)
    ]


def _must_sum_up(measure: Measure, sources: Sequence[Source]) -> None:
    unit = _unit(measure, "this key result")
    for source in sources:
        if len(source.circle) == 2:
            raise Unfitting(f"{source.number} can't be linked to itself; name others")
        if source.circle:
            raise WrongState(f"this would close a circle: {_path(source.circle)}; leave {source.number} out")
        if source.dropped:
            raise WrongState(f"{source.number} has been dropped; leave it out")
        theirs = _unit(source.measure, source.number)
        if theirs != unit:
            raise Unfitting(
                f"{source.number} is measured in {theirs or 'no unit'} and this key result in {unit or 'no unit'}, "
                "so their values can't be summed up; link those of one unit"
            )


def _unit(measure: Measure, what: str) -> str | None:
    counts = isinstance(measure, Maintain) and measure.rule == "planned"
    if counts or not isinstance(measure, Metric | Maintain | Checkpoints):
        raise Unfitting(f"{what} has no value that could be summed up; link key results that are measured by a number")
    return measure.unit


def _override(command: Override, objective: Objective, known: KeyResult) -> list[Event]:
    progress = rules.decimal(command.progress, "progress")
    if not 0 <= progress <= 1:
        raise Invalid(f"the progress is {progress}; give 0 (nothing) to 1 (all of it)")
    if objective.status is Status.DRAFT:
        raise WrongState("this objective is still a draft; publish it before you set any progress")
    if progress == known.overridden:
        return []
    if command.asker.reason is None:
        raise Unfitting("a progress that is set by hand must be explained; give a reason")
    return [ProgressOverridden(key_result=command.key_result, progress=progress, reason=command.asker.reason)]


def _counting(command: Link | Override | Adopt, objective: Objective) -> KeyResult:
    known = key_result_of(objective, command.key_result)
    if not known.counts:
        raise WrongState("this key result has been dropped or moved, so nothing can be set here; use another one")
    return known


def _explained(asker: Asker, objective: Objective, what: str, *, before: bool) -> None:
    """While it is a draft nobody has relied on it, and a first tie takes nothing away."""
    if before and objective.status is not Status.DRAFT and asker.reason is None:
        raise Unfitting(f"{what} was settled before; give a reason why it changes")


def _path(circle: Sequence[str]) -> str:
    return " → ".join(circle)
