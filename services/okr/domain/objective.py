"""An objective, its key results and their check-ins: one aggregate, for they are decided together.

State and evolve; what can be asked of it stands in `objective_commands`, what then happens in `objective_decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    Measure,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    ProgressUpdated,
    Zone,
)

Result = Literal["successful", "notsuccessful"]


class Status(StrEnum):
    """How far an objective has come."""

    ABSENT = "absent"
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class KeyResult:
    """How it is measured, and whether it still counts."""

    title: str
    measure: Measure
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a check-in says by now, corrections included."""

    key_result: str
    value: Decimal | None
    zone: Zone | None
    confidence: int | None
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Objective:
    """What the objective's events so far add up to, as far as decisions need it."""

    status: Status = Status.ABSENT
    title: str = ""
    result: Result | None = None
    key_results: Mapping[str, KeyResult] = field(default_factory=dict)
    check_ins: Mapping[str, CheckIn] = field(default_factory=dict)


def evolve(objective: Objective, event: Event) -> Objective:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case ProgressUpdated(check_in=id_, key_result=key_result):
            said = CheckIn(key_result, event.value, event.zone, event.confidence)
            return replace(objective, check_ins={**objective.check_ins, id_: said})
        case ObjectiveDrafted(title=title):
            return replace(objective, status=Status.DRAFT, title=title)
        case ObjectivePublished():
            return replace(objective, status=Status.PUBLISHED)
        case ObjectiveRevised(title=title):
            return replace(objective, title=title)
        case ObjectiveClosed(result=result):
            return replace(objective, status=Status.CLOSED, result=result)
        case KeyResultAdded(key_result=id_, title=title, measure=measure):
            return _with_key_result(objective, id_, KeyResult(title, measure))
        case KeyResultDropped(key_result=id_) if id_ in objective.key_results:
            return _with_key_result(objective, id_, replace(objective.key_results[id_], dropped=True))
        case CheckInCorrected(check_in=id_) if id_ in objective.check_ins:
            corrected = CheckIn(objective.check_ins[id_].key_result, event.value, event.zone, event.confidence)
            return replace(objective, check_ins={**objective.check_ins, id_: corrected})
        case CheckInRetracted(check_in=id_) if id_ in objective.check_ins:
            retracted = replace(objective.check_ins[id_], retracted=True)
            return replace(objective, check_ins={**objective.check_ins, id_: retracted})
        case _:
            return objective


def _with_key_result(objective: Objective, id_: str, key_result: KeyResult) -> Objective:
    return replace(objective, key_results={**objective.key_results, id_: key_result})
