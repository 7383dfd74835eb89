"""The curve that a key result should follow where an even pace would be unfair: its work comes late, or early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action
from services.okr.objectives.domain.objective import Objective
from services.okr.objectives.domain.openness import key_result_of, must_be_changeable
from shared.events import Event, Invalid, KeyResultPhased, PlannedPoint, Unfitting

MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class SetPlan:
    """Expect so much by these days; no points mean an even pace. `start` and `end` are the objective's period's."""

    action: ClassVar[Action] = Action.PHASE

    key_result: str
    points: tuple[PlannedPoint, ...]
    start: date | None = None
    end: date | None = None


def decide(command: SetPlan, objective: Objective) -> list[Event]:
    """The event that the command brings about; none where it says what holds."""
    must_be_changeable(objective)
    held = key_result_of(objective, command.key_result).phases
    points = tuple(sorted(command.points, key=lambda point: point.day))
    if points:
        _check(points, command)
    if points == held:
        return []
    return [KeyResultPhased(key_result=command.key_result, points=points)]


def _check(points: Sequence[PlannedPoint], command: SetPlan) -> None:
    if command.start is None or command.end is None:
        raise Unfitting("an objective in the backlog has no days to be phased; give it a quarter first")
    if len(points) > MOST_POINTS:
        raise Invalid(f"the curve has {len(points)} points; give at most {MOST_POINTS}")
    for point in points:
        if not command.start <= point.day <= command.end:
            raise Unfitting(
                f"{point.day} lies outside the period from {command.start} to {command.end}; give a day in it"
            )
        if not 0 <= rules.decimal(point.progress, "progress") <= 1:
            raise Invalid(f"{point.progress} of the way is expected by {point.day}; give 0 to 1")
    if len({point.day for point in points}) < len(points):
        raise Unfitting("a day is named twice; give each once")
    if any(later.progress < earlier.progress for earlier, later in pairwise(points)):
        raise Unfitting("the expected progress falls from one day to a later one; let it rise or stay")
